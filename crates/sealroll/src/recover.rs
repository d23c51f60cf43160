//! Recovery: identity file and code bring the list back to a new device
//! (`spec/protocol.md#recovery-blob`).

use rand_core::CryptoRng;
use sealroll_core::{
    DecryptionKeys, DoorSecret, Edition, KeyFileSecret, RecoveryBlob, RecoveryBlobError,
};
use sealroll_wire::{Certificate, Descriptor, Time};

use crate::audit_pages::{read_documents, read_statements_page};
use crate::generation::GenerationKeys;
use crate::http::Request;
use crate::identity::Identity;
use crate::issued::IssuedStatement;
use crate::owner::Owner;
use crate::owner_error::OwnerError;
use crate::presence::Presence;

/// What a recovered device fetches page by page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecoveryPage {
    /// Certificates and terms, from this leaf index of the instruction log on.
    Documents(u64),
    /// Statements, from this serial on.
    Statements(u64),
}

impl Owner {
    /// Sets a list up again on a new device that has the identity and nothing else: from a welcome
    /// bundle that the processor has for any of the list's epochs. New online keys are certified:
    /// register them, then fetch what [`take_blob`](Self::take_blob),
    /// [`take_documents`](Self::take_documents) and [`take_statements`](Self::take_statements) take.
    ///
    /// # Errors
    /// As for [`restore`](Self::restore).
    pub fn begin_recovery<R: CryptoRng + ?Sized>(
        identity: &Identity,
        bundle: Vec<u8>,
        now: Time,
        rng: &mut R,
    ) -> Result<Self, OwnerError> {
        // What the blob says takes the place of this.
        let edition = Edition::new(identity.presence_secret(), DoorSecret::generate(rng));
        let keys = DecryptionKeys::new(vec![edition], Vec::new());
        let keys = keys.map_err(OwnerError::Blob)?;
        let mut owner = Self::restore(identity, keys, &[bundle], GENERATION, now, rng)?;
        // All of them come back with the others.
        owner.statements.clear();
        Ok(owner)
    }

    /// Asks for a page of the list's documents or statements, from an index or serial on.
    ///
    /// # Errors
    /// [`OwnerError::Authority`].
    pub fn recovery_page_request<R: CryptoRng + ?Sized>(
        &self,
        page: RecoveryPage,
        authority: &str,
        now: Time,
        rng: &mut R,
    ) -> Result<Request, OwnerError> {
        let (name, from) = match page {
            RecoveryPage::Documents(from) => ("documents", from),
            RecoveryPage::Statements(from) => ("statements", from),
        };
        let mut request = Request::get(format!("/v1/lists/{}/{name}", self.list_id()));
        request.query = Some(format!("from={from}"));
        self.sign(request, authority, now, rng)
    }

    /// Takes what a blob holds, on a device that was set up with [`Owner::restore`] and no keys.
    /// This runs Argon2id. Then take documents and statements, sync, puncture what
    /// [`Inbox::is_purged`](crate::Inbox::is_purged) says, and store a new blob
    /// (`spec/protocol.md#BLOB-5`).
    ///
    /// # Errors
    /// [`RecoveryBlobError`]; nothing has changed then.
    pub fn take_blob(
        &mut self,
        blob: &[u8],
        secret: KeyFileSecret<'_>,
    ) -> Result<(), RecoveryBlobError> {
        let blob = RecoveryBlob::parse(blob, self.list_id())?;
        let content = blob.open(secret)?;
        let key_pair = blob.parameters().key_pair(secret)?;
        let (editions, frontiers) = content.keys.into_parts();
        self.presence = Presence::Editions(editions);
        let generations = frontiers.into_iter().map(|(number, frontier)| {
            let last = frontier.epochs().last().map(|range| *range.end());
            GenerationKeys::restored(number, last.unwrap_or_default(), frontier)
        });
        self.generations = generations.collect();
        let (parameters, serial) = (*blob.parameters(), blob.serial());
        self.continue_recovery(parameters, *key_pair.public_key(), serial, content.canary);
        Ok(())
    }

    /// Takes a page of the list's documents: certificates and terms of former devices. Returns
    /// where the next page begins, if there was anything on this one.
    pub fn take_documents(&mut self, page: &[u8]) -> Option<u64> {
        let documents = read_documents(page)?;
        let (last, _) = *documents.last()?;
        for (_, bytes) in documents {
            if let Ok(certificate) = Certificate::from_bytes(bytes)
                && let Ok(certificate) = self.root.verify_certificate(certificate)
            {
                let serials = &self.certificates;
                let place = serials.binary_search_by_key(&certificate.serial(), |it| it.serial());
                if let Err(place) = place {
                    let serial = certificate.serial().value();
                    self.serials.certificate = self.serials.certificate.max(serial);
                    self.certificates.insert(place, certificate);
                }
            } else if let Ok(descriptor) = Descriptor::from_bytes(bytes)
                && let Ok(descriptor) = self.root.verify_descriptor(descriptor)
            {
                let version = descriptor.terms().descriptor_version;
                let place = self
                    .descriptors
                    .binary_search_by_key(&version, |it| it.terms().descriptor_version);
                if let Err(place) = place {
                    self.descriptors.insert(place, descriptor);
                }
            }
        }
        last.checked_add(1)
    }

    /// Takes a page of the list's statements. What does not verify is passed over: the next sync
    /// names it. Returns where the next page begins, if there was anything on this one.
    pub fn take_statements(&mut self, page: &[u8]) -> Option<u64> {
        let statements = read_statements_page(page)?;
        let last = statements.last()?.serial().value();
        let fingerprint = self.root.fingerprint();
        for statement in statements {
            let known = |issued: &IssuedStatement| issued.statement.serial() == statement.serial();
            if self.statements.iter().any(known) {
                continue;
            }
            let mut descriptors = self.descriptors.iter();
            let Some(descriptor) = descriptors.find(|it| it.hash() == statement.descriptor_hash())
            else {
                continue;
            };
            if let Ok(statement) = statement.verify(&fingerprint, &self.certificates, descriptor) {
                // Not of one that anybody could have made: a serial near the end leaves no other.
                let serial = statement.serial().value();
                self.serials.statement = self.serials.statement.max(serial);
                self.statements.push(IssuedStatement::new(statement));
            }
        }
        self.statements.sort_by_key(|it| it.statement.serial());
        for keys in &mut self.generations {
            let issued = self.statements.iter().map(|issued| &issued.statement);
            let of_generation = issued.filter(|it| it.generation() == keys.number());
            keys.reaches(of_generation.map(|it| it.epoch()).max());
        }
        last.checked_add(1)
    }
}

/// Epochs of the generations to come.
const GENERATION: u32 = 31;

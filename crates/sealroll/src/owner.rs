//! An owner's device: keys, statements, and what the witness has seen.

use core::fmt;
use std::collections::BTreeMap;

use rand_core::CryptoRng;
use sealroll_core::FrontierError;
use sealroll_wire::{
    Certificate, Descriptor, Environment, Epoch, Generation, InstructionId, Invitation, ListId,
    PresenceSecret, Registration, Rights, RootDocument, Statement, StatementId, Terms, Time,
    Verified, write_statements,
};

use crate::device_book::DeviceBook;
use crate::generation::GenerationKeys;
use crate::http::{Media, Method, Request};
use crate::issued::IssuedStatement;
use crate::orders::Orders;
use crate::owner_error::OwnerError;
use crate::presence::Presence;
use crate::record_log::RecordLog;
use crate::recovery::Recovery;
use crate::serials::Serials;
use crate::signed_request::sign_request;
use crate::subkeys::Subkeys;
use crate::witness::WitnessedHead;

/// A device of the owner that may do everything but change the root: issue statements, sync and
/// cosign, open records, order erasure.
///
/// Save it with [`to_device_file`](Self::to_device_file) after every call that takes `&mut self`,
/// before what the call returned is sent.
pub struct Owner {
    pub(crate) root: RootDocument,
    pub(crate) presence: Presence,
    pub(crate) book: DeviceBook,
    /// Ascending by version, never empty.
    pub(crate) descriptors: Vec<Verified<Descriptor>>,
    /// Ascending by serial.
    pub(crate) certificates: Vec<Verified<Certificate>>,
    pub(crate) subkeys: Subkeys,
    pub(crate) generation_epochs: u32,
    /// Ascending by number.
    pub(crate) generations: Vec<GenerationKeys>,
    /// In the order of their serials.
    pub(crate) statements: Vec<IssuedStatement>,
    pub(crate) heads: BTreeMap<Generation, WitnessedHead>,
    pub(crate) purges: BTreeMap<Epoch, Purge>,
    pub(crate) serials: Serials,
    pub(crate) orders: Orders,
    pub(crate) recovery: Recovery,
}

/// An erasure that was ordered.
#[derive(Default)]
pub(crate) struct Purge {
    /// Every instruction that ordered it; more than one if a reply was lost.
    pub(crate) instructions: Vec<InstructionId>,
    /// Whether the log has been shown to hold the erasure.
    pub(crate) confirmed: bool,
}

impl Owner {
    /// The list.
    #[must_use]
    pub fn list_id(&self) -> ListId {
        self.root.list_id()
    }

    /// Production or test.
    #[must_use]
    pub const fn environment(&self) -> Environment {
        self.root.environment()
    }

    /// The words that stand beside the QR code.
    #[must_use]
    pub fn fingerprint_words(&self) -> String {
        self.root.fingerprint().words()
    }

    /// What this device may do: it is the owner's, or a delegate's within the rights of its grant.
    #[must_use]
    pub fn rights(&self) -> Rights {
        let serial = self.subkeys.instruction.serial;
        let mut certificates = self.certificates.iter();
        let own = certificates.find(|certificate| certificate.serial() == serial);
        own.map_or(Rights::NONE, |own| own.rights())
    }

    /// The terms in force.
    #[must_use]
    pub fn terms(&self) -> &Terms {
        self.descriptor().terms()
    }

    /// The epoch in which a moment lies.
    #[must_use]
    pub fn epoch_at(&self, now: Time) -> Option<Epoch> {
        self.terms().epoch_at(now)
    }

    /// The last epoch that there is a statement for.
    #[must_use]
    pub fn last_epoch(&self) -> Option<Epoch> {
        self.generations.iter().map(GenerationKeys::last).max()
    }

    /// Epochs with a statement whose keys still exist, ascending.
    #[must_use]
    pub fn open_epochs(&self) -> Vec<Epoch> {
        let mut epochs: Vec<Epoch> = self
            .statements
            .iter()
            .map(|issued| issued.statement.epoch())
            .filter(|epoch| self.can_open(*epoch))
            .collect();
        epochs.sort_unstable();
        epochs.dedup();
        epochs
    }

    /// Whether the records of an epoch can be opened on this device.
    #[must_use]
    pub fn can_open(&self, epoch: Epoch) -> bool {
        self.generations.iter().any(|keys| keys.covers(epoch))
    }

    /// Epochs whose retention is over and whose keys still exist, ascending: puncture them and
    /// order their erasure.
    #[must_use]
    pub fn due_epochs(&self, now: Time) -> Vec<Epoch> {
        let is_due = |epoch: &Epoch| {
            self.newest_statement(*epoch).is_some_and(|statement| {
                let terms = self.terms_of(statement);
                let retention = u64::from(terms.retention_epochs) * u64::from(terms.epoch_length);
                statement.not_after().saturating_add(retention) <= now
            })
        };
        self.open_epochs().into_iter().filter(is_due).collect()
    }

    /// Makes the content of a QR code. `base` is where the guest's page is served, such as
    /// `https://example.org`. Printing it again gives the same code: no operation of this type
    /// changes what is printed.
    ///
    /// # Errors
    /// [`OwnerError::Link`] for a base or door code that is not allowed,
    /// [`OwnerError::NotGranted`] on a delegate's device, which does not know the code.
    pub fn invitation(
        &self,
        base: &str,
        door_code: Option<&str>,
    ) -> Result<Invitation, OwnerError> {
        let door_code = door_code.map(sealroll_wire::DoorCode::new).transpose();
        let door_code = door_code.map_err(|error| OwnerError::Link(error.into()))?;
        let edition = self.presence.newest().ok_or(OwnerError::NotGranted)?;
        let presence_secret = *edition.presence_secret().expose_bytes();
        let presence_secret = PresenceSecret::from_bytes(presence_secret);
        Invitation::new(base, self.root.fingerprint(), presence_secret, door_code)
            .map_err(OwnerError::Link)
    }

    /// Registers the list with the processor, or tells it new certificates and terms.
    #[must_use]
    pub fn registration_request(&self) -> Request {
        let from = self.certificates.len().saturating_sub(MAX_CERTIFICATES);
        let certificates: Vec<Certificate> = self.certificates[from..]
            .iter()
            .map(|certificate| (**certificate).clone())
            .collect();
        let registration = Registration::new(&self.root, &certificates, self.descriptor())
            .expect("1 to 16 certificates in ascending order are a registration");
        Request::send(
            Method::Put,
            format!("/v1/lists/{}", self.list_id()),
            Media::Octets,
            registration.as_bytes().to_vec(),
        )
    }

    /// Publishes the statements that have not been found in the log yet; `None` if there are
    /// none. `authority` is the host of the API, with its port if it is not the scheme's own.
    ///
    /// # Errors
    /// [`OwnerError::Authority`].
    pub fn statements_request<R: CryptoRng + ?Sized>(
        &self,
        authority: &str,
        now: Time,
        rng: &mut R,
    ) -> Result<Option<Request>, OwnerError> {
        let statements: Vec<Statement> = self
            .statements
            .iter()
            // A processor refuses the whole upload if one epoch in it has been purged.
            .filter(|issued| !issued.logged && self.can_open(issued.statement.epoch()))
            .take(sealroll_wire::limit::MAX_STATEMENTS)
            .map(|issued| (*issued.statement).clone())
            .collect();
        if statements.is_empty() {
            return Ok(None);
        }
        let body = write_statements(&statements).expect("1 to 4096 statements are an upload");
        let path = format!("/v1/lists/{}/statements", self.list_id());
        let request = Request::send(Method::Post, path, Media::Octets, body);
        self.sign(request, authority, now, rng).map(Some)
    }

    /// Makes the keys of an epoch underivable on this device (`spec/protocol.md#INS-3`), in every
    /// generation that covers it. Returns whether any did.
    ///
    /// The records are lost for good once every other holder has done the same, and the old
    /// device and decryption files are gone.
    ///
    /// # Errors
    /// [`OwnerError::Frontier`] if a frontier would outgrow its limit.
    pub fn puncture(&mut self, epoch: Epoch) -> Result<bool, OwnerError> {
        let mut punctured = false;
        for keys in &mut self.generations {
            punctured |= keys.puncture(epoch).map_err(OwnerError::Frontier)?;
        }
        self.presence.forget(epoch);
        Ok(punctured)
    }

    pub(crate) fn descriptor(&self) -> &Verified<Descriptor> {
        self.descriptors
            .last()
            .expect("an owner has at least one descriptor")
    }

    /// The descriptor that a statement was issued under.
    pub(crate) fn terms_of(&self, statement: &Statement) -> &Terms {
        self.descriptors
            .iter()
            .find(|descriptor| descriptor.hash() == statement.descriptor_hash())
            .unwrap_or_else(|| self.descriptor())
            .terms()
    }

    pub(crate) fn statement(&self, id: &StatementId) -> Option<&IssuedStatement> {
        self.statements.iter().find(|issued| issued.id == *id)
    }

    /// The statement with the highest serial for an epoch.
    pub(crate) fn newest_statement(&self, epoch: Epoch) -> Option<&Statement> {
        self.statements
            .iter()
            .filter(|issued| issued.statement.epoch() == epoch)
            .max_by_key(|issued| issued.statement.serial())
            .map(|issued| &*issued.statement)
    }

    pub(crate) fn log(&self, generation: Generation) -> RecordLog {
        RecordLog::new(self.terms(), generation)
    }

    pub(crate) fn sign<R: CryptoRng + ?Sized>(
        &self,
        request: Request,
        authority: &str,
        now: Time,
        rng: &mut R,
    ) -> Result<Request, OwnerError> {
        sign_request(
            request,
            &self.subkeys.http,
            self.list_id(),
            authority,
            now,
            rng,
        )
    }
}

impl fmt::Debug for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Owner(<redacted>)")
    }
}

impl From<FrontierError> for OwnerError {
    fn from(error: FrontierError) -> Self {
        Self::Frontier(error)
    }
}

const MAX_CERTIFICATES: usize = sealroll_wire::limit::MAX_CERTIFICATES;

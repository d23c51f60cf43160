//! The owner hands chosen records to an authority (`spec/protocol.md#disclosure`).

use core::fmt;

use rand_core::CryptoRng;
use sealroll_core::seal_disclosure;
use sealroll_log::{Entry, EntryKind};
use sealroll_wire::{
    AuthorityCard, Certificate, DecodeError, DisclosureId, EnvelopeRef, KeyUse, Registration,
    Rights, Time, Verified, limit,
};

use crate::disclosure::{Content, DisclosedRecord, DisclosureReason};
use crate::fetch::FetchedEnvelope;
use crate::http::Request;
use crate::owner::Owner;
use crate::position::Position;
use crate::receipt::ReceiptError;

/// Records sealed to an authority. Order [`Order::Disclose`](crate::Order::Disclose) with its id,
/// and hand it over once that was acknowledged (`spec/protocol.md#DIS-6`).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Disclosure {
    /// Names it in the instruction log.
    pub id: DisclosureId,
    /// The file for the authority.
    pub file: Vec<u8>,
}

/// A record chosen for a disclosure: its envelope, and the proof of its entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// The envelope as fetched.
    pub envelope: FetchedEnvelope,
    /// What answered [`Owner::disclosure_proof_request`].
    pub proof: Vec<u8>,
}

impl Owner {
    /// Asks for the proof that an entry is under the newest cosigned head; a disclosure needs it
    /// for each record.
    #[must_use]
    pub fn disclosure_proof_request(&self, position: Position) -> Request {
        let (list, Position { generation, index }) = (self.list_id(), position);
        Request::get(format!("/v1/lists/{list}/logs/{generation}/proof/{index}"))
    }

    /// Seals the chosen records to an authority: their envelopes, proofs and content keys, and
    /// nothing that opens any other (`spec/protocol.md#DIS-5`).
    ///
    /// A follow-up is checked with its check-in, so choose both.
    ///
    /// # Errors
    /// [`DiscloseError`]; nothing is sealed then.
    pub fn disclose<R: CryptoRng + ?Sized>(
        &self,
        card: &AuthorityCard,
        reason: &DisclosureReason,
        chosen: &[Chosen],
        now: Time,
        rng: &mut R,
    ) -> Result<Disclosure, DiscloseError> {
        if !self.rights().allow(Rights::DISCLOSE) {
            return Err(DiscloseError::NotGranted);
        }
        let mut records = Vec::with_capacity(chosen.len());
        for one in chosen {
            let refused = |reason| DiscloseError::Record(one.envelope.position, reason);
            records.push(self.disclosed(one).map_err(refused)?);
        }
        records.sort_by_key(|record| record.position);
        let certificates = self.disclosure_certificates();
        let (descriptor, own) = (self.descriptor(), &self.subkeys.instruction);
        let registration = Registration::new(&self.root, &certificates, descriptor)
            .map_err(DiscloseError::Malformed)?;
        let content = Content {
            registration,
            time: now,
            reason: reason.clone(),
            records,
            certificate: own.serial,
        };
        let content = content
            .to_bytes(&card.fingerprint(), |message| own.key.sign(message))
            .map_err(DiscloseError::Malformed)?;
        let file = seal_disclosure(card, &content, rng).map_err(|_| DiscloseError::AuthorityKey)?;
        Ok(Disclosure {
            id: DisclosureId::of_disclosure(&file),
            file,
        })
    }

    fn disclosed(&self, chosen: &Chosen) -> Result<DisclosedRecord, ChosenError> {
        let FetchedEnvelope { position, bytes } = &chosen.envelope;
        let envelope = EnvelopeRef::from_bytes(bytes).map_err(|_| ChosenError::OpenFailed)?;
        let header = *envelope.header();
        let entry = Entry {
            kind: EntryKind::Record,
            epoch: header.epoch,
            hash: envelope.record_id().to_bytes(),
        };
        let log = self.log(position.generation);
        let receipt = log
            .verify_witnessed(&chosen.proof, &entry, &self.certificates)
            .map_err(ChosenError::Proof)?;
        if receipt.index() != position.index {
            return Err(ChosenError::Proof(ReceiptError::BadProof));
        }
        let keys = self.statement_keys(header.epoch);
        let mut keys = keys.map_err(|_| ChosenError::OpenFailed)?.into_iter();
        let keys = keys.find(|keys| *keys.header() == header);
        let opener = keys.ok_or(ChosenError::OpenFailed)?.opener();
        // Opening it proves that the key is the right one before it is handed over.
        opener
            .open(&envelope)
            .map_err(|_| ChosenError::OpenFailed)?;
        let content_key = opener
            .content_key(&envelope)
            .map_err(|_| ChosenError::OpenFailed)?;
        Ok(DisclosedRecord {
            position: *position,
            envelope: bytes.clone(),
            proof: chosen.proof.clone(),
            content_key,
        })
    }

    /// The certificate of the signature, and the newest of those that heads rely on.
    fn disclosure_certificates(&self) -> Vec<Certificate> {
        let own = self.subkeys.instruction.serial;
        let relied = |certificate: &&Verified<Certificate>| {
            certificate.key_use() == KeyUse::Witness || certificate.serial() == own
        };
        let mut certificates: Vec<Certificate> = self
            .certificates
            .iter()
            .filter(relied)
            .map(|certificate| (**certificate).clone())
            .collect();
        while certificates.len() > limit::MAX_CERTIFICATES {
            let oldest = certificates.iter().position(|it| it.serial() != own);
            certificates.remove(oldest.unwrap_or_default());
        }
        certificates
    }
}

/// Why nothing was disclosed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DiscloseError {
    /// A record cannot be disclosed.
    Record(Position, ChosenError),
    /// A text is empty, too long or not plain, or there are no records, too many, or one twice.
    Malformed(DecodeError),
    /// The authority's key is of small order.
    AuthorityKey,
    /// This is the device of a delegate without the right to disclose.
    NotGranted,
}

/// Why a record cannot be disclosed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChosenError {
    /// The proof does not hold, or its head is not cosigned yet: sync first.
    Proof(ReceiptError),
    /// The envelope does not open, or its epoch was erased.
    OpenFailed,
}

impl DiscloseError {
    /// The error class of the specification.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Record(_, ChosenError::Proof(error)) => error.code(),
            Self::Record(_, ChosenError::OpenFailed) => "open-failed",
            Self::Malformed(error) => error.code(),
            Self::AuthorityKey => "bad-key",
            Self::NotGranted => "not-granted",
        }
    }
}

impl fmt::Display for DiscloseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Record(position, ChosenError::Proof(error)) => {
                write!(f, "entry {position} cannot be disclosed: {error}")
            }
            Self::Record(position, ChosenError::OpenFailed) => write!(
                f,
                "entry {position} cannot be disclosed: it does not open, or its epoch was erased"
            ),
            Self::Malformed(error) => write!(f, "the disclosure cannot be written: {error}"),
            Self::AuthorityKey => f.write_str("the authority's key is not valid"),
            Self::NotGranted => f.write_str("this device has no right to disclose"),
        }
    }
}

impl core::error::Error for DiscloseError {}

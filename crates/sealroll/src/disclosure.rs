//! What an owner hands to an authority (`spec/protocol.md#disclosure`).

use core::fmt;

use sealroll_core::hpke::ContentKey;
use sealroll_wire::{
    AuthorityFingerprint, DecodeError, Generation, Reader, Registration, Serial, Signature, Time,
    Writer, label, limit,
};
use zeroize::Zeroizing;

use crate::position::Position;

/// Why records are handed over. Each text is plain (`spec/protocol.md#plain-text`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisclosureReason {
    /// Number or name of the authority's case, 1 to 120 bytes.
    pub case: String,
    /// What the records are needed for, 1 to 500 bytes.
    pub purpose: String,
    /// The law that asks for them, 1 to 300 bytes.
    pub legal_basis: String,
}

/// The content of a disclosure, as it is sealed to the authority.
pub(crate) struct Content {
    pub(crate) registration: Registration,
    pub(crate) time: Time,
    pub(crate) reason: DisclosureReason,
    pub(crate) records: Vec<DisclosedRecord>,
    pub(crate) certificate: Serial,
}

/// One envelope with the proof of its entry and the key that opens it and nothing else.
pub(crate) struct DisclosedRecord {
    pub(crate) position: Position,
    pub(crate) envelope: Vec<u8>,
    pub(crate) proof: Vec<u8>,
    pub(crate) content_key: ContentKey,
}

impl Content {
    /// Writes and signs the content.
    pub(crate) fn to_bytes(
        &self,
        authority: &AuthorityFingerprint,
        sign: impl FnOnce(&[u8]) -> Signature,
    ) -> Result<Zeroizing<Vec<u8>>, DecodeError> {
        check_records(&self.records)?;
        // Never grown: that could leave content keys behind.
        let mut writer = Writer::with_capacity(self.length());
        let count = u32::try_from(self.records.len()).map_err(|_| DecodeError::Limit)?;
        writer
            .u8(VERSION)
            .bytes16(self.registration.as_bytes())?
            .u64(self.time.seconds())
            .str8(&self.reason.case, CASE)?
            .str16(&self.reason.purpose, PURPOSE)?
            .str16(&self.reason.legal_basis, LEGAL_BASIS)?
            .u32(count);
        for record in &self.records {
            writer
                .u32(record.position.generation.value())
                .u64(record.position.index)
                .bytes16(&record.envelope)?
                .bytes16(&record.proof)?
                .bytes(record.content_key.to_bytes().as_slice());
        }
        writer.u64(self.certificate.value());
        let mut bytes = Zeroizing::new(writer.into_bytes());
        let signature = sign(&message(authority, &bytes));
        bytes.extend_from_slice(&signature);
        Ok(bytes)
    }

    /// Reads a content, and gives its signature with the message that it covers.
    pub(crate) fn from_bytes(
        bytes: &[u8],
        authority: &AuthorityFingerprint,
    ) -> Result<(Self, Zeroizing<Vec<u8>>, Signature), DecodeError> {
        let mut reader = Reader::new(bytes);
        reader.version(VERSION)?;
        let registration = Registration::from_bytes(reader.bytes16(usize::from(u16::MAX))?)?;
        let time = reader.time()?;
        let reason = DisclosureReason {
            case: reader.str8(CASE)?.into(),
            purpose: reader.str16(PURPOSE)?.into(),
            legal_basis: reader.str16(LEGAL_BASIS)?.into(),
        };
        let count = reader.u32()? as usize;
        if !(1..=MAX_RECORDS).contains(&count) {
            return Err(DecodeError::Limit);
        }
        let mut records = Vec::new();
        for _ in 0..count {
            records.push(DisclosedRecord::read(&mut reader)?);
        }
        check_records(&records)?;
        let certificate = Serial(reader.u64()?);
        let signature: Signature = reader.array()?;
        reader.finish()?;
        let signed = bytes.get(..bytes.len() - signature.len());
        let message = message(authority, signed.unwrap_or_default());
        let content = Self {
            registration,
            time,
            reason,
            records,
            certificate,
        };
        Ok((content, message, signature))
    }

    fn length(&self) -> usize {
        let DisclosureReason {
            case,
            purpose,
            legal_basis,
        } = &self.reason;
        let texts = 1 + case.len() + 2 + purpose.len() + 2 + legal_basis.len();
        let records = self.records.iter();
        let records = records.map(|record| 60 + record.envelope.len() + record.proof.len());
        let fixed = 1 + 2 + 8 + 4 + 8 + limit::SIGNATURE;
        fixed + self.registration.as_bytes().len() + texts + records.sum::<usize>()
    }
}

impl DisclosedRecord {
    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let position = Position {
            generation: Generation(reader.u32()?),
            index: reader.u64()?,
        };
        let envelope = reader.bytes16(limit::MAX_ENVELOPE)?.to_vec();
        let proof = reader.bytes16(limit::MAX_PROOF)?.to_vec();
        let content_key = Zeroizing::new(reader.array()?);
        Ok(Self {
            position,
            envelope,
            proof,
            content_key: ContentKey::from_bytes(&content_key),
        })
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Content(<redacted>)")
    }
}

/// `spec/protocol.md#DIS-1`.
fn check_records(records: &[DisclosedRecord]) -> Result<(), DecodeError> {
    if !(1..=MAX_RECORDS).contains(&records.len()) {
        return Err(DecodeError::Limit);
    }
    let ascending = |one: &DisclosedRecord, next: &DisclosedRecord| one.position < next.position;
    if records.is_sorted_by(ascending) {
        Ok(())
    } else {
        Err(DecodeError::NonCanonical)
    }
}

fn message(authority: &AuthorityFingerprint, signed: &[u8]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new([label::DISCLOSED, authority.as_bytes(), signed].concat())
}

const VERSION: u8 = 1;
/// Most records in one disclosure.
const MAX_RECORDS: usize = 100_000;
const CASE: core::ops::RangeInclusive<usize> = 1..=120;
const PURPOSE: core::ops::RangeInclusive<usize> = 1..=500;
const LEGAL_BASIS: core::ops::RangeInclusive<usize> = 1..=300;

use alloc::{boxed::Box, vec::Vec};

use crate::{
    certificate::Certificate,
    codec::{Fields, Reader, Writer},
    descriptor::Descriptor,
    digest::labelled_hash,
    error::{DecodeError, VerifyError},
    id::{DescriptorHash, ListId, PresenceId, RootFingerprint, StatementId},
    key::{Signature, X25519PublicKey},
    key_use::KeyUse,
    label, limit,
    number::{Epoch, Generation, Serial},
    signed,
    time::Time,
    verified::Verified,
};

/// The only suite: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305.
pub const SUITE: u16 = 1;

/// The owner's signed key for one epoch (`spec/protocol.md#statement`).
///
/// Decoded, but not yet verified: [`Statement::verify`] does that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement(Box<Content>);

/// Moved about as one address, which is less code than copies.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Content {
    bytes: [u8; limit::STATEMENT],
    body: StatementBody,
}

impl Statement {
    /// Reads a statement.
    ///
    /// # Errors
    /// [`DecodeError::Truncated`], [`DecodeError::TrailingBytes`],
    /// [`DecodeError::UnsupportedVersion`]; [`DecodeError::UnsupportedSuite`],
    /// [`DecodeError::BadValue`] and [`DecodeError::BadKey`] by `spec/protocol.md#STMT-1`.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        let statement = Self::read(&mut reader)?;
        reader.finish()?;
        Ok(statement)
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        // Before the length: another version may be of another length.
        reader.clone().version(VERSION)?;
        let bytes = reader.chunk::<{ limit::STATEMENT }>()?;
        let mut fields = Fields::new(bytes);
        fields.u8();
        if fields.u16() != SUITE {
            return Err(DecodeError::UnsupportedSuite);
        }
        let body = StatementBody {
            root_fingerprint: RootFingerprint::from_bytes(fields.array()),
            generation: Generation(fields.u32()),
            epoch: Epoch(fields.u32()),
            serial: Serial(fields.u64()),
            not_before: fields.time()?,
            not_after: fields.time()?,
            descriptor_hash: DescriptorHash::from_bytes(fields.array()),
            presence_id: PresenceId::from_bytes(fields.array()),
            hpke_public_key: X25519PublicKey::from_bytes(fields.array())?,
            certificate_serial: Serial(fields.u64()),
        };
        body.check()?;
        let bytes = *bytes;
        Ok(Self(Box::new(Content { bytes, body })))
    }

    /// The bytes received or made.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; limit::STATEMENT] {
        &self.0.bytes
    }

    /// The hash that headers and log entries carry.
    #[must_use]
    pub fn id(&self) -> StatementId {
        StatementId::from_bytes(labelled_hash(label::STATEMENT_ID, &[&self.0.bytes]))
    }

    /// The list, by its root.
    #[must_use]
    pub const fn root_fingerprint(&self) -> RootFingerprint {
        self.0.body.root_fingerprint
    }

    /// The list.
    #[must_use]
    pub fn list_id(&self) -> ListId {
        self.0.body.root_fingerprint.list_id()
    }

    /// The generation, which is also the record log.
    #[must_use]
    pub const fn generation(&self) -> Generation {
        self.0.body.generation
    }

    /// The epoch.
    #[must_use]
    pub const fn epoch(&self) -> Epoch {
        self.0.body.epoch
    }

    /// The number of the statement; serials rise over the whole list.
    #[must_use]
    pub const fn serial(&self) -> Serial {
        self.0.body.serial
    }

    /// The first moment of the epoch.
    #[must_use]
    pub const fn not_before(&self) -> Time {
        self.0.body.not_before
    }

    /// The first moment after the epoch.
    #[must_use]
    pub const fn not_after(&self) -> Time {
        self.0.body.not_after
    }

    /// The terms that the statement is issued under.
    #[must_use]
    pub const fn descriptor_hash(&self) -> DescriptorHash {
        self.0.body.descriptor_hash
    }

    /// The edition of the poster.
    #[must_use]
    pub const fn presence_id(&self) -> PresenceId {
        self.0.body.presence_id
    }

    /// The key that records of the epoch are sealed to.
    #[must_use]
    pub const fn hpke_public_key(&self) -> X25519PublicKey {
        self.0.body.hpke_public_key
    }

    /// The serial of the certificate whose key signed the statement.
    #[must_use]
    pub const fn certificate_serial(&self) -> Serial {
        self.0.body.certificate_serial
    }

    /// Checks list, signature, certificate and epoch (`spec/protocol.md#STMT-2`, STMT-3). The
    /// certificates are those of the list, in any order.
    ///
    /// # Errors
    /// In this order: [`VerifyError::WrongList`]; [`VerifyError::BadSignature`] if the certificate
    /// is not among those given; [`VerifyError::WrongUse`]; [`VerifyError::Expired`] if it does
    /// not cover the epoch; [`VerifyError::BadSignature`]; [`VerifyError::WrongDescriptor`];
    /// [`VerifyError::BadValue`] if the times are not those of the epoch.
    pub fn verify(
        self,
        root_fingerprint: &RootFingerprint,
        certificates: &[Verified<Certificate>],
        descriptor: &Verified<Descriptor>,
    ) -> Result<Verified<Self>, VerifyError> {
        if self.0.body.root_fingerprint != *root_fingerprint {
            return Err(VerifyError::WrongList);
        }
        let certificate = certificates
            .iter()
            .filter(|certificate| certificate.root_fingerprint() == *root_fingerprint)
            .find(|certificate| certificate.serial() == self.0.body.certificate_serial)
            .ok_or(VerifyError::BadSignature)?;
        certificate.check_use_range(
            KeyUse::Statement,
            self.0.body.not_before,
            self.0.body.not_after,
        )?;
        signed::verify_appended(label::STATEMENT, &self.0.bytes, certificate.public_key())?;
        if self.0.body.descriptor_hash != descriptor.hash() {
            return Err(VerifyError::WrongDescriptor);
        }
        let range = (self.0.body.not_before, self.0.body.not_after);
        if descriptor.terms().epoch_range(self.0.body.epoch) != Some(range) {
            return Err(VerifyError::BadValue);
        }
        Ok(Verified::new(self))
    }

    /// Checks that the serial is not lower than the highest seen for list and epoch.
    ///
    /// # Errors
    /// [`VerifyError::RolledBack`] (`spec/protocol.md#STMT-4`).
    pub fn check_not_rolled_back(&self, seen: Serial) -> Result<(), VerifyError> {
        if self.0.body.serial < seen {
            Err(VerifyError::RolledBack)
        } else {
            Ok(())
        }
    }

    /// Checks that the statement was made for this edition of the poster.
    ///
    /// # Errors
    /// [`VerifyError::ReplacedPoster`] (`spec/protocol.md#STMT-5`).
    pub fn check_presence(&self, presence_id: &PresenceId) -> Result<(), VerifyError> {
        if self.0.body.presence_id == *presence_id {
            Ok(())
        } else {
            Err(VerifyError::ReplacedPoster)
        }
    }

    /// Checks that the epoch is now, by the guest's own clock and with ten minutes of leeway.
    ///
    /// # Errors
    /// [`VerifyError::NotYetValid`], [`VerifyError::Expired`] (`spec/protocol.md#STMT-6`).
    pub fn check_time(&self, now: Time) -> Result<(), VerifyError> {
        if now.seconds().saturating_add(limit::CLOCK_LEEWAY) < self.0.body.not_before.seconds() {
            return Err(VerifyError::NotYetValid);
        }
        if now.seconds()
            >= self
                .0
                .body
                .not_after
                .seconds()
                .saturating_add(limit::CLOCK_LEEWAY)
        {
            return Err(VerifyError::Expired);
        }
        Ok(())
    }
}

/// What a statement says, before a statement key has signed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementBody {
    /// The list, by its root.
    pub root_fingerprint: RootFingerprint,
    /// The generation, which is also the record log.
    pub generation: Generation,
    /// The epoch.
    pub epoch: Epoch,
    /// The number of the statement, at least 1; serials rise over the whole list.
    pub serial: Serial,
    /// The first moment of the epoch.
    pub not_before: Time,
    /// The first moment after the epoch.
    pub not_after: Time,
    /// The terms that the statement is issued under.
    pub descriptor_hash: DescriptorHash,
    /// The edition of the poster.
    pub presence_id: PresenceId,
    /// The key that records of the epoch are sealed to.
    pub hpke_public_key: X25519PublicKey,
    /// The serial of the certificate whose key signs.
    pub certificate_serial: Serial,
}

impl StatementBody {
    /// Makes the statement. `signer` signs the given message with the statement key.
    ///
    /// # Errors
    /// [`DecodeError::BadValue`] by `spec/protocol.md#STMT-1`; nothing is signed then.
    pub fn sign(self, signer: impl FnOnce(&[u8]) -> Signature) -> Result<Statement, DecodeError> {
        self.check()?;
        let mut writer = Writer::with_capacity(limit::STATEMENT);
        writer
            .u8(VERSION)
            .u16(SUITE)
            .bytes(self.root_fingerprint.as_bytes())
            .u32(self.generation.0)
            .u32(self.epoch.0)
            .u64(self.serial.0)
            .time(self.not_before)
            .time(self.not_after)
            .bytes(self.descriptor_hash.as_bytes())
            .bytes(self.presence_id.as_bytes())
            .bytes(self.hpke_public_key.as_bytes())
            .u64(self.certificate_serial.0);
        let bytes = signed::append_signature(label::STATEMENT, writer.into_bytes(), signer);
        Statement::from_bytes(&bytes)
    }

    fn check(&self) -> Result<(), DecodeError> {
        if self.serial.0 == 0 || self.not_before >= self.not_after {
            return Err(DecodeError::BadValue);
        }
        Ok(())
    }
}

/// Writes the body of a statement upload: a count, then the statements.
///
/// # Errors
/// [`DecodeError::Limit`] for none or more than [`limit::MAX_STATEMENTS`].
pub fn write_statements(statements: &[Statement]) -> Result<Vec<u8>, DecodeError> {
    let count = check_count(statements.len())?;
    let mut writer = Writer::with_capacity(2 + statements.len() * limit::STATEMENT);
    writer.u16(count);
    for statement in statements {
        writer.bytes(statement.as_bytes());
    }
    Ok(writer.into_bytes())
}

/// Reads the body of a statement upload.
///
/// # Errors
/// [`DecodeError::Limit`] for none or more than [`limit::MAX_STATEMENTS`]; else as
/// [`Statement::from_bytes`].
pub fn read_statements(bytes: &[u8]) -> Result<Vec<Statement>, DecodeError> {
    let mut reader = Reader::new(bytes);
    let count = check_count(usize::from(reader.u16()?))?;
    let statements = (0..count)
        .map(|_| Statement::read(&mut reader))
        .collect::<Result<_, _>>()?;
    reader.finish()?;
    Ok(statements)
}

fn check_count(count: usize) -> Result<u16, DecodeError> {
    if count == 0 || count > limit::MAX_STATEMENTS {
        return Err(DecodeError::Limit);
    }
    u16::try_from(count).map_err(|_| DecodeError::Limit)
}

const VERSION: u8 = 1;

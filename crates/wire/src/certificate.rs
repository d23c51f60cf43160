use alloc::boxed::Box;

use crate::{
    codec::{Fields, Reader, Writer},
    error::{DecodeError, VerifyError},
    id::RootFingerprint,
    key::{Signature, VerifyingKey},
    key_use::KeyUse,
    label, limit,
    number::Serial,
    rights::Rights,
    signed,
    time::Time,
};

/// The root's permission for an online key (`spec/protocol.md#certificate`).
///
/// Decoded, but not yet verified: [`crate::RootDocument::verify_certificate`] does that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate(Box<Content>);

/// Moved about as one address, which is less code than copies.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Content {
    bytes: [u8; limit::CERTIFICATE],
    body: CertificateBody,
}

impl Certificate {
    /// Reads a certificate.
    ///
    /// # Errors
    /// [`DecodeError::Truncated`], [`DecodeError::TrailingBytes`],
    /// [`DecodeError::UnsupportedVersion`]; [`DecodeError::BadValue`] and [`DecodeError::BadKey`]
    /// by `spec/protocol.md#CERT-1`.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        let certificate = Self::read(&mut reader)?;
        reader.finish()?;
        Ok(certificate)
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        // Before the length: another version may be of another length.
        reader.clone().version(VERSION)?;
        let bytes = reader.chunk::<{ limit::CERTIFICATE }>()?;
        let mut fields = Fields::new(bytes);
        fields.u8();
        let root_fingerprint = RootFingerprint::from_bytes(fields.array());
        let serial = Serial(fields.u64());
        let key_use = KeyUse::from_byte(fields.u8())?;
        let body = CertificateBody {
            root_fingerprint,
            serial,
            key_use,
            rights: Rights::from_byte(fields.u8(), key_use)?,
            not_before: fields.time()?,
            not_after: fields.time()?,
            public_key: VerifyingKey::from_bytes(&fields.array())?,
        };
        body.check()?;
        let bytes = *bytes;
        Ok(Self(Box::new(Content { bytes, body })))
    }

    /// The bytes received or made.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; limit::CERTIFICATE] {
        &self.0.bytes
    }

    /// The list, by its root.
    #[must_use]
    pub const fn root_fingerprint(&self) -> RootFingerprint {
        self.0.body.root_fingerprint
    }

    /// The number of the certificate within its list.
    #[must_use]
    pub const fn serial(&self) -> Serial {
        self.0.body.serial
    }

    /// The one use of the key.
    #[must_use]
    pub const fn key_use(&self) -> KeyUse {
        self.0.body.key_use
    }

    /// What the device with this key may do.
    #[must_use]
    pub const fn rights(&self) -> Rights {
        self.0.body.rights
    }

    /// Whether the device with this key may hold epoch keys.
    #[must_use]
    pub const fn may_read(&self) -> bool {
        self.0.body.rights.contains(Rights::READ)
    }

    /// The first moment of validity.
    #[must_use]
    pub const fn not_before(&self) -> Time {
        self.0.body.not_before
    }

    /// The first moment after validity.
    #[must_use]
    pub const fn not_after(&self) -> Time {
        self.0.body.not_after
    }

    /// The certified key.
    #[must_use]
    pub const fn public_key(&self) -> &VerifyingKey {
        &self.0.body.public_key
    }

    /// Checks that the key may be used so at this moment (`spec/protocol.md#CERT-3`).
    ///
    /// # Errors
    /// [`VerifyError::WrongUse`], [`VerifyError::Expired`].
    pub fn check_use(&self, key_use: KeyUse, now: Time) -> Result<(), VerifyError> {
        if self.0.body.key_use != key_use {
            return Err(VerifyError::WrongUse);
        }
        if now < self.0.body.not_before || now >= self.0.body.not_after {
            return Err(VerifyError::Expired);
        }
        Ok(())
    }

    /// Checks that the key may be used so for the whole of `[from, to)`.
    ///
    /// # Errors
    /// [`VerifyError::WrongUse`], [`VerifyError::Expired`].
    pub fn check_use_range(
        &self,
        key_use: KeyUse,
        from: Time,
        to: Time,
    ) -> Result<(), VerifyError> {
        if self.0.body.key_use != key_use {
            return Err(VerifyError::WrongUse);
        }
        if from < self.0.body.not_before || to > self.0.body.not_after {
            return Err(VerifyError::Expired);
        }
        Ok(())
    }

    /// Checks that the serial is not lower than the highest seen for list and use.
    ///
    /// # Errors
    /// [`VerifyError::RolledBack`] (`spec/protocol.md#CERT-4`).
    pub fn check_not_rolled_back(&self, seen: Serial) -> Result<(), VerifyError> {
        if self.0.body.serial < seen {
            Err(VerifyError::RolledBack)
        } else {
            Ok(())
        }
    }
}

/// What a certificate says, before the root has signed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateBody {
    /// The list, by its root.
    pub root_fingerprint: RootFingerprint,
    /// The number of the certificate within its list, at least 1.
    pub serial: Serial,
    /// The one use of the key.
    pub key_use: KeyUse,
    /// What the device with this key may do.
    pub rights: Rights,
    /// The first moment of validity.
    pub not_before: Time,
    /// The first moment after validity.
    pub not_after: Time,
    /// The certified key.
    pub public_key: VerifyingKey,
}

impl CertificateBody {
    /// Makes the certificate. `signer` signs the given message with the root key.
    ///
    /// # Errors
    /// [`DecodeError::BadValue`] by `spec/protocol.md#CERT-1`; nothing is signed then.
    pub fn sign(self, signer: impl FnOnce(&[u8]) -> Signature) -> Result<Certificate, DecodeError> {
        self.check()?;
        let mut writer = Writer::with_capacity(limit::CERTIFICATE);
        writer
            .u8(VERSION)
            .bytes(self.root_fingerprint.as_bytes())
            .u64(self.serial.0)
            .u8(self.key_use.to_byte())
            .u8(self.rights.to_byte())
            .time(self.not_before)
            .time(self.not_after)
            .bytes(self.public_key.as_bytes());
        Certificate::from_bytes(&signed::append_signature(
            label::CERTIFICATE,
            writer.into_bytes(),
            signer,
        ))
    }

    fn check(&self) -> Result<(), DecodeError> {
        let fits = self.rights.fit(self.key_use);
        if self.serial.0 == 0 || self.not_before >= self.not_after || !fits {
            return Err(DecodeError::BadValue);
        }
        Ok(())
    }
}

const VERSION: u8 = 1;

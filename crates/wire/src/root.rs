use crate::{
    certificate::Certificate,
    codec::{Fields, Reader, Writer},
    descriptor::Descriptor,
    digest::labelled_hash,
    environment::Environment,
    error::{DecodeError, VerifyError},
    id::{ListId, RootFingerprint},
    key::VerifyingKey,
    label, limit, signed,
    verified::Verified,
};

/// The document that names a list's root key (`spec/protocol.md#root-document`).
///
/// It carries no signature: the QR code vouches for its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RootDocument {
    bytes: [u8; limit::ROOT_DOCUMENT],
    environment: Environment,
    public_key: VerifyingKey,
    creation_day: u32,
}

impl RootDocument {
    /// Makes the document of a new list. `creation_day` counts days since 1970-01-01; `random`
    /// keeps two lists of one root key apart.
    #[must_use]
    pub fn new(
        environment: Environment,
        public_key: VerifyingKey,
        creation_day: u32,
        random: &[u8; 16],
    ) -> Self {
        let mut writer = Writer::with_capacity(limit::ROOT_DOCUMENT);
        writer
            .u8(VERSION)
            .u8(environment.to_byte())
            .bytes(public_key.as_bytes())
            .u32(creation_day)
            .bytes(random);
        let mut bytes = [0; limit::ROOT_DOCUMENT];
        bytes.copy_from_slice(writer.as_bytes());
        Self {
            bytes,
            environment,
            public_key,
            creation_day,
        }
    }

    /// Reads a document.
    ///
    /// # Errors
    /// [`DecodeError::Truncated`], [`DecodeError::TrailingBytes`],
    /// [`DecodeError::UnsupportedVersion`]; [`DecodeError::BadValue`] and [`DecodeError::BadKey`]
    /// by `spec/protocol.md#ROOT-1`.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        let document = Self::read(&mut reader)?;
        reader.finish()?;
        Ok(document)
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        // Before the length: another version may be of another length.
        reader.clone().version(VERSION)?;
        let bytes = reader.chunk::<{ limit::ROOT_DOCUMENT }>()?;
        let mut fields = Fields::new(bytes);
        fields.u8();
        let environment = Environment::from_byte(fields.u8())?;
        let public_key = VerifyingKey::from_bytes(&fields.array())?;
        let creation_day = fields.u32();
        Ok(Self {
            bytes: *bytes,
            environment,
            public_key,
            creation_day,
        })
    }

    /// The bytes received or made.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; limit::ROOT_DOCUMENT] {
        &self.bytes
    }

    /// Production or test.
    #[must_use]
    pub const fn environment(&self) -> Environment {
        self.environment
    }

    /// The root key, which signs certificates and descriptors.
    #[must_use]
    pub const fn public_key(&self) -> &VerifyingKey {
        &self.public_key
    }

    /// The day on which the list was made, counted from 1970-01-01.
    #[must_use]
    pub const fn creation_day(&self) -> u32 {
        self.creation_day
    }

    /// The hash that the QR code carries.
    #[must_use]
    pub fn fingerprint(&self) -> RootFingerprint {
        RootFingerprint::from_bytes(labelled_hash(label::ROOT, &[&self.bytes]))
    }

    /// The list that this document founds.
    #[must_use]
    pub fn list_id(&self) -> ListId {
        self.fingerprint().list_id()
    }

    /// Checks that this is the document that an invitation names.
    ///
    /// # Errors
    /// [`VerifyError::WrongList`] (`spec/protocol.md#WEL-2`).
    pub fn check_fingerprint(&self, expected: &RootFingerprint) -> Result<(), VerifyError> {
        if self.fingerprint() == *expected {
            Ok(())
        } else {
            Err(VerifyError::WrongList)
        }
    }

    /// Checks that the list is of the client's own environment.
    ///
    /// # Errors
    /// [`VerifyError::WrongEnvironment`] (`spec/protocol.md#ROOT-2`).
    pub fn check_environment(&self, own: Environment) -> Result<(), VerifyError> {
        if self.environment == own {
            Ok(())
        } else {
            Err(VerifyError::WrongEnvironment)
        }
    }

    /// Checks list and signature of a certificate (`spec/protocol.md#CERT-2`).
    ///
    /// # Errors
    /// [`VerifyError::WrongList`], [`VerifyError::BadSignature`].
    pub fn verify_certificate(
        &self,
        certificate: Certificate,
    ) -> Result<Verified<Certificate>, VerifyError> {
        self.check_fingerprint(&certificate.root_fingerprint())?;
        signed::verify_appended(label::CERTIFICATE, certificate.as_bytes(), &self.public_key)?;
        Ok(Verified::new(certificate))
    }

    /// Checks list and signature of a descriptor (`spec/protocol.md#DESC-3`).
    ///
    /// # Errors
    /// [`VerifyError::WrongList`], [`VerifyError::BadSignature`].
    pub fn verify_descriptor(
        &self,
        descriptor: Descriptor,
    ) -> Result<Verified<Descriptor>, VerifyError> {
        self.check_fingerprint(&descriptor.terms().root_fingerprint)?;
        signed::verify_appended(label::DESCRIPTOR, descriptor.as_bytes(), &self.public_key)?;
        Ok(Verified::new(descriptor))
    }
}

const VERSION: u8 = 1;

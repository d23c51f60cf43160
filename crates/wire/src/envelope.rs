use alloc::vec::Vec;

use crate::{
    bucket::Bucket, codec::Reader, error::DecodeError, header::Header, id::RecordId,
    key::X25519PublicKey, limit,
};

/// What a guest uploads: a sealed record of constant size (`spec/protocol.md#envelope`).
///
/// Check-ins and follow-ups are alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    bytes: Vec<u8>,
    header: Header,
    enc: X25519PublicKey,
    bucket: Bucket,
}

impl Envelope {
    /// Joins the parts. The ciphertext includes its tag.
    ///
    /// # Errors
    /// [`DecodeError::BadLength`] if the ciphertext is not a bucket and a tag long.
    pub fn new(
        header: &Header,
        key_commitment: &[u8; 32],
        enc: &X25519PublicKey,
        ciphertext: &[u8],
    ) -> Result<Self, DecodeError> {
        let bytes = [
            &header.to_bytes()[..],
            key_commitment,
            enc.as_bytes(),
            ciphertext,
        ]
        .concat();
        Self::from_vec(bytes)
    }

    /// Reads an envelope and keeps a copy.
    ///
    /// # Errors
    /// As [`EnvelopeRef::from_bytes`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        EnvelopeRef::from_bytes(bytes).map(|envelope| envelope.to_owned())
    }

    /// Reads an envelope and keeps the bytes, without copying them.
    ///
    /// # Errors
    /// As [`EnvelopeRef::from_bytes`].
    pub fn from_vec(bytes: Vec<u8>) -> Result<Self, DecodeError> {
        let EnvelopeRef {
            header,
            enc,
            bucket,
            ..
        } = EnvelopeRef::from_bytes(&bytes)?;
        Ok(Self {
            bytes,
            header,
            enc,
            bucket,
        })
    }

    /// The envelope without its buffer.
    #[must_use]
    pub fn as_ref(&self) -> EnvelopeRef<'_> {
        EnvelopeRef {
            bytes: &self.bytes,
            header: self.header,
            enc: self.enc,
            bucket: self.bucket,
        }
    }

    /// The bytes received or made.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes received or made, without copying them.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Where the envelope belongs.
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// The commitment to the content key and nonce.
    #[must_use]
    pub fn key_commitment(&self) -> &[u8] {
        self.as_ref().key_commitment()
    }

    /// The sender's ephemeral key.
    #[must_use]
    pub const fn enc(&self) -> &X25519PublicKey {
        &self.enc
    }

    /// The ciphertext with its tag.
    #[must_use]
    pub fn ciphertext(&self) -> &[u8] {
        self.as_ref().ciphertext()
    }

    /// The size of the padded plaintext.
    #[must_use]
    pub const fn bucket(&self) -> Bucket {
        self.bucket
    }

    /// The hash that the log carries.
    #[must_use]
    pub fn record_id(&self) -> RecordId {
        RecordId::of_envelope(&self.bytes)
    }
}

/// An [`Envelope`] whose bytes are borrowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EnvelopeRef<'a> {
    bytes: &'a [u8],
    header: Header,
    enc: X25519PublicKey,
    bucket: Bucket,
}

impl<'a> EnvelopeRef<'a> {
    /// Reads an envelope.
    ///
    /// # Errors
    /// In this order: [`DecodeError::BadLength`] (`spec/protocol.md#ENV-1`);
    /// [`DecodeError::UnsupportedVersion`], [`DecodeError::UnsupportedSuite`] and
    /// [`DecodeError::BadKey`] (ENV-2).
    pub fn from_bytes(bytes: &'a [u8]) -> Result<Self, DecodeError> {
        let bucket = Bucket::of_envelope_length(bytes.len())?;
        let mut reader = Reader::new(bytes);
        let header = Header::read(&mut reader)?;
        reader.bytes(COMMITMENT)?;
        let enc = X25519PublicKey::from_bytes(*reader.chunk()?)?;
        Ok(Self {
            bytes,
            header,
            enc,
            bucket,
        })
    }

    /// Checks that the length is that of the list's bucket.
    ///
    /// # Errors
    /// [`DecodeError::BadLength`] (`spec/protocol.md#ENV-1`).
    pub fn check_bucket(&self, bucket: Bucket) -> Result<(), DecodeError> {
        if self.bucket == bucket {
            Ok(())
        } else {
            Err(DecodeError::BadLength)
        }
    }

    /// The bytes received.
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Where the envelope belongs.
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// The commitment to the content key and nonce, 32 bytes.
    #[must_use]
    pub fn key_commitment(&self) -> &'a [u8] {
        &self.bytes[limit::HEADER..limit::HEADER + COMMITMENT]
    }

    /// The sender's ephemeral key.
    #[must_use]
    pub const fn enc(&self) -> &X25519PublicKey {
        &self.enc
    }

    /// The ciphertext with its tag.
    #[must_use]
    pub fn ciphertext(&self) -> &'a [u8] {
        &self.bytes[CIPHERTEXT_START..]
    }

    /// The size of the padded plaintext.
    #[must_use]
    pub const fn bucket(&self) -> Bucket {
        self.bucket
    }

    /// The hash that the log carries.
    #[must_use]
    pub fn record_id(&self) -> RecordId {
        RecordId::of_envelope(self.bytes)
    }

    /// A copy with its own buffer.
    #[must_use]
    pub fn to_owned(&self) -> Envelope {
        Envelope {
            bytes: self.bytes.to_vec(),
            header: self.header,
            enc: self.enc,
            bucket: self.bucket,
        }
    }
}

const COMMITMENT: usize = 32;
const CIPHERTEXT_START: usize = limit::HEADER + COMMITMENT + X25519PublicKey::LENGTH;

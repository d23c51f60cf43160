//! Sealing and opening under one key schedule (RFC 9180 sections 5.2 and 5.3).

use alloc::vec;
use alloc::vec::Vec;
use core::marker::PhantomData;

use zeroize::{ZeroizeOnDrop, Zeroizing};

use crate::aead;
use crate::error::HpkeError;
use crate::exporter_secret::ExporterSecret;
use crate::redacted::redacted_debug;

/// The sender's end of a [`Context`].
#[derive(Debug)]
pub enum Sealing {}

/// The recipient's end of a [`Context`].
#[derive(Debug)]
pub enum Opening {}

/// What the key schedule gives: content key, exporter secret and a sequence number.
///
/// The role is in the type. The RFC's contexts run one way; a recipient that sealed would use
/// the sender's nonces again.
pub struct Context<Role> {
    content_key: ContentKey,
    exporter_secret: ExporterSecret,
    sequence: u128,
    role: PhantomData<Role>,
}

impl Context<Sealing> {
    /// Seals `plaintext` as the next message. The result is [`TAG`](Self::TAG) bytes longer.
    ///
    /// RFC 9180 section 5.2:
    ///
    /// ```text
    /// def ContextS.Seal(aad, pt):
    ///   ct = Seal(self.key, self.ComputeNonce(self.seq), aad, pt)
    ///   self.IncrementSeq()
    ///   return ct
    /// ```
    ///
    /// # Errors
    /// [`HpkeError::MessageLimit`] if every sequence number is used up or the text is longer
    /// than the cipher allows.
    pub fn seal(&mut self, aad: &[u8], plaintext: &[u8]) -> Result<Vec<u8>, HpkeError> {
        let mut sealed = Zeroizing::new(Vec::with_capacity(plaintext.len() + Self::TAG));
        sealed.extend_from_slice(plaintext);
        let tag = self.seal_in_place(aad, &mut sealed)?;
        sealed.extend_from_slice(&tag);
        Ok(core::mem::take(&mut *sealed))
    }

    /// [`seal`](Self::seal) without a copy: `text` becomes the ciphertext, the tag is returned.
    ///
    /// # Errors
    /// As [`seal`](Self::seal); `text` is then unchanged.
    pub fn seal_in_place(&mut self, aad: &[u8], text: &mut [u8]) -> Result<[u8; 16], HpkeError> {
        let next = self.incremented()?;
        let tag = self.content_key.seal_at(self.sequence, aad, text)?;
        self.sequence = next;
        Ok(tag)
    }
}

impl Context<Opening> {
    /// Opens `ciphertext` as the next message. A failure uses up no sequence number.
    ///
    /// RFC 9180 section 5.2:
    ///
    /// ```text
    /// def ContextR.Open(aad, ct):
    ///   pt = Open(self.key, self.ComputeNonce(self.seq), aad, ct)
    ///   if pt == OpenError:
    ///     raise OpenError
    ///   self.IncrementSeq()
    ///   return pt
    /// ```
    ///
    /// # Errors
    /// [`HpkeError::OpenFailed`], one error for every reason; [`HpkeError::MessageLimit`] if
    /// every sequence number is used up.
    pub fn open(&mut self, aad: &[u8], ciphertext: &[u8]) -> Result<Zeroizing<Vec<u8>>, HpkeError> {
        let next = self.incremented()?;
        let text = self.content_key.opened_at(self.sequence, aad, ciphertext)?;
        self.sequence = next;
        Ok(text)
    }

    /// [`open`](Self::open) in its place: the plaintext stands where the ciphertext stood and is
    /// returned; the tag behind it stays.
    ///
    /// # Errors
    /// As [`open`](Self::open); `text` is then unchanged.
    pub fn open_in_place<'t>(
        &mut self,
        aad: &[u8],
        text: &'t mut [u8],
    ) -> Result<&'t mut [u8], HpkeError> {
        let next = self.incremented()?;
        let plaintext = self.content_key.open_at(self.sequence, aad, text)?;
        self.sequence = next;
        Ok(plaintext)
    }
}

impl<Role> Context<Role> {
    /// How much longer a ciphertext is than its plaintext, in bytes.
    pub const TAG: usize = 16;

    pub(crate) fn new(content_key: ContentKey, exporter_secret: ExporterSecret) -> Self {
        Self {
            content_key,
            exporter_secret,
            sequence: 0,
            role: PhantomData,
        }
    }

    /// The AEAD key and base nonce, for key commitment and disclosure.
    #[must_use]
    pub fn content_key(&self) -> &ContentKey {
        &self.content_key
    }

    /// The secret behind [`export`](Self::export), which outlives the context in a ticket.
    #[must_use]
    pub fn exporter_secret(&self) -> &ExporterSecret {
        &self.exporter_secret
    }

    /// [`ExporterSecret::export`] of this context.
    ///
    /// # Errors
    /// As there.
    pub fn export(&self, context: &[u8], length: usize) -> Result<Zeroizing<Vec<u8>>, HpkeError> {
        self.exporter_secret.export(context, length)
    }

    /// RFC 9180 section 5.2:
    ///
    /// ```text
    /// def Context<ROLE>.IncrementSeq():
    ///   if self.seq >= (1 << (8*Nn)) - 1:
    ///     raise MessageLimitReachedError
    ///   self.seq += 1
    /// ```
    fn incremented(&self) -> Result<u128, HpkeError> {
        if self.sequence >= (1 << 96) - 1 {
            return Err(HpkeError::MessageLimit);
        }
        Ok(self.sequence + 1)
    }
}

/// AEAD key and base nonce of one envelope, 44 bytes: what a key commitment commits to and a
/// disclosure reveals. It opens this one envelope and nothing else. Wiped when dropped.
#[derive(ZeroizeOnDrop)]
pub struct ContentKey {
    key: [u8; 32],
    base_nonce: [u8; 12],
}

impl ContentKey {
    /// Key and base nonce are derived in their places.
    pub(crate) fn filled(derive: impl FnOnce(&mut [u8], &mut [u8])) -> Self {
        let mut content_key = Self {
            key: [0; 32],
            base_nonce: [0; 12],
        };
        derive(&mut content_key.key, &mut content_key.base_nonce);
        content_key
    }

    /// AEAD key and base nonce.
    pub(crate) fn parts(&self) -> [&[u8]; 2] {
        [&self.key, &self.base_nonce]
    }

    /// Imports `key ‖ base_nonce`.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; 44]) -> Self {
        Self::filled(|key, base_nonce| {
            key.copy_from_slice(&bytes[..32]);
            base_nonce.copy_from_slice(&bytes[32..]);
        })
    }

    /// Exports `key ‖ base_nonce`.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<[u8; 44]> {
        let mut bytes = Zeroizing::new([0; 44]);
        bytes[..32].copy_from_slice(&self.key);
        bytes[32..].copy_from_slice(&self.base_nonce);
        bytes
    }

    /// Opens a first message, as [`Context::open`] does, without the context that it was sealed in:
    /// the way of whoever received this key by disclosure.
    ///
    /// # Errors
    /// [`HpkeError::OpenFailed`].
    pub fn open(&self, aad: &[u8], ciphertext: &[u8]) -> Result<Zeroizing<Vec<u8>>, HpkeError> {
        self.opened_at(0, aad, ciphertext)
    }

    /// [`open`](Self::open) in its place, as [`Context::open_in_place`] does.
    ///
    /// # Errors
    /// [`HpkeError::OpenFailed`].
    pub fn open_in_place<'t>(
        &self,
        aad: &[u8],
        text: &'t mut [u8],
    ) -> Result<&'t mut [u8], HpkeError> {
        self.open_at(0, aad, text)
    }

    /// [`open_in_place`](Self::open_in_place) into another place, as long as the plaintext. If it
    /// fails, nothing is known of what is there.
    pub(crate) fn open_to(
        &self,
        aad: &[u8],
        sealed: &[u8],
        text: &mut [u8],
    ) -> Result<(), HpkeError> {
        self.open_to_at(0, aad, sealed, text)
    }

    fn opened_at(
        &self,
        sequence: u128,
        aad: &[u8],
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, HpkeError> {
        let length = sealed.len().checked_sub(Context::<Opening>::TAG);
        let mut text = Zeroizing::new(vec![0; length.ok_or(HpkeError::OpenFailed)?]);
        self.open_to_at(sequence, aad, sealed, &mut text)?;
        Ok(text)
    }

    fn open_to_at(
        &self,
        sequence: u128,
        aad: &[u8],
        sealed: &[u8],
        text: &mut [u8],
    ) -> Result<(), HpkeError> {
        let nonce = self.compute_nonce(sequence);
        aead::open_to(&self.key, &nonce, aad, sealed, text).ok_or(HpkeError::OpenFailed)
    }

    fn seal_at(&self, sequence: u128, aad: &[u8], text: &mut [u8]) -> Result<[u8; 16], HpkeError> {
        let nonce = self.compute_nonce(sequence);
        aead::seal(&self.key, &nonce, aad, text).ok_or(HpkeError::MessageLimit)
    }

    fn open_at<'t>(
        &self,
        sequence: u128,
        aad: &[u8],
        text: &'t mut [u8],
    ) -> Result<&'t mut [u8], HpkeError> {
        let nonce = self.compute_nonce(sequence);
        aead::open(&self.key, &nonce, aad, text).ok_or(HpkeError::OpenFailed)
    }

    /// RFC 9180 section 5.2:
    ///
    /// ```text
    /// def Context<ROLE>.ComputeNonce(seq):
    ///   seq_bytes = I2OSP(seq, Nn)
    ///   return xor(self.base_nonce, seq_bytes)
    /// ```
    fn compute_nonce(&self, sequence: u128) -> [u8; 12] {
        let [_, _, _, _, sequence_bytes @ ..] = sequence.to_be_bytes();
        core::array::from_fn(|i| self.base_nonce[i] ^ sequence_bytes[i])
    }
}

redacted_debug!(Context<Role>, ContentKey);

#[cfg(test)]
mod tests {
    use super::*;

    fn contexts(sequence: u128) -> (Context<Sealing>, Context<Opening>) {
        let content_key = || ContentKey::from_bytes(&[2; 44]);
        let mut sender = Context::new(content_key(), ExporterSecret::from_bytes(&[3; 32]));
        let mut recipient = Context::new(content_key(), ExporterSecret::from_bytes(&[3; 32]));
        sender.sequence = sequence;
        recipient.sequence = sequence;
        (sender, recipient)
    }

    #[test]
    fn the_last_sequence_number_is_never_used() {
        let last = (1 << 96) - 2;
        let (mut sender, mut recipient) = contexts(last);
        let sealed = sender.seal(b"", b"last").unwrap();
        assert_eq!(recipient.open(b"", &sealed).unwrap().as_slice(), b"last");
        assert_eq!(sender.seal(b"", b"beyond"), Err(HpkeError::MessageLimit));
        assert_eq!(recipient.open(b"", &sealed), Err(HpkeError::MessageLimit));
        assert_eq!((sender.sequence, recipient.sequence), (last + 1, last + 1));
    }

    #[test]
    fn failed_openings_change_nothing() {
        let (mut sender, mut recipient) = contexts(0);
        let sealed = sender.seal(b"aad", b"text").unwrap();
        for bit in 0..sealed.len() * 8 {
            let mut damaged = sealed.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            let before = damaged.clone();
            assert_eq!(
                recipient.open_in_place(b"aad", &mut damaged).err(),
                Some(HpkeError::OpenFailed)
            );
            assert_eq!(damaged, before);
        }
        assert_eq!(
            recipient.open(b"other", &sealed),
            Err(HpkeError::OpenFailed)
        );
        for length in [0, 15, 16, sealed.len() - 1] {
            let short = recipient.open(b"aad", &sealed[..length]);
            assert_eq!(short, Err(HpkeError::OpenFailed));
        }
        let key = recipient.content_key();
        assert_eq!(key.open(b"aad", &sealed).unwrap().as_slice(), b"text");
        assert_eq!(key.open(b"", &sealed), Err(HpkeError::OpenFailed));
        assert_eq!(recipient.open(b"aad", &sealed).unwrap().as_slice(), b"text");
    }
}

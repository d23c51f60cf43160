//! The key commitment: an envelope opens under one content key and no other.

use alloc::vec::Vec;

use sealroll_wire::{EnvelopeRef, Header, label};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::hpke::ContentKey;
use crate::open::OpenError;
use crate::padding;

/// `key_commitment = SHA-256(label("key-commitment") ‖ Header ‖ key ‖ base_nonce)`.
///
/// It commits to exactly what a disclosure later reveals (`spec/protocol.md#derivations`).
#[must_use]
pub fn key_commitment(header: &Header, content_key: &ContentKey) -> [u8; 32] {
    Commitments::new(header).to(content_key)
}

/// The commitments of one statement's envelopes: label and header are hashed once.
pub(crate) struct Commitments(Sha256);

impl Commitments {
    pub(crate) fn new(header: &Header) -> Self {
        let mut hash = Sha256::new_with_prefix(label::KEY_COMMITMENT);
        hash.update(header.to_bytes());
        Self(hash)
    }

    fn to(&self, content_key: &ContentKey) -> [u8; 32] {
        let mut hash = self.0.clone();
        for part in content_key.parts() {
            hash.update(part);
        }
        hash.finalize().into()
    }

    /// Whether an envelope under the header commits to a content key, compared in constant time
    /// (`spec/protocol.md#ENV-3`).
    pub(crate) fn includes(&self, envelope: &EnvelopeRef<'_>, content_key: &ContentKey) -> bool {
        let commitment = self.to(content_key);
        commitment[..].ct_eq(envelope.key_commitment()).into()
    }
}

/// Opens an envelope with its content key: commitment first, then AEAD, then frame. Returns the
/// record data.
///
/// # Errors
/// [`OpenError::OpenFailed`], whichever of the three fails (`spec/protocol.md#ENV-4`).
pub fn open_with_content_key(
    envelope: &EnvelopeRef<'_>,
    content_key: &ContentKey,
) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    let mut text = Zeroizing::new(Vec::new());
    let commitments = Commitments::new(envelope.header());
    let data = open_in_buffer(&commitments, envelope, content_key, &mut text)?;
    Ok(Zeroizing::new(data.to_vec()))
}

/// [`open_with_content_key`] with a buffer that serves many envelopes, wiped by whoever owns it.
/// What it held before is overwritten; the record data are a part of it.
pub(crate) fn open_in_buffer<'b>(
    commitments: &Commitments,
    envelope: &EnvelopeRef<'_>,
    content_key: &ContentKey,
    text: &'b mut Zeroizing<Vec<u8>>,
) -> Result<&'b [u8], OpenError> {
    if !commitments.includes(envelope, content_key) {
        return Err(OpenError::OpenFailed);
    }
    let ciphertext = envelope.ciphertext();
    if text.len() != ciphertext.len() {
        // Never grown in place: that could leave a copy behind.
        *text = Zeroizing::new(ciphertext.to_vec());
    } else {
        text.copy_from_slice(ciphertext);
    }
    let frame = content_key
        .open_in_place(b"", text)
        .map_err(|_| OpenError::OpenFailed)?;
    padding::unpad(frame).map_err(|_| OpenError::OpenFailed)
}

//! The key commitment: an envelope opens under one content key and no other.

use alloc::vec::Vec;

use sealroll_wire::{EnvelopeRef, Header, label, labelled_hash};
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
    let content_key = content_key.to_bytes();
    labelled_hash(
        label::KEY_COMMITMENT,
        &[&header.to_bytes(), content_key.as_slice()],
    )
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
    let data = open_in_buffer(envelope, content_key, &mut text)?;
    Ok(Zeroizing::new(data.to_vec()))
}

/// Whether an envelope commits to a content key, compared in constant time
/// (`spec/protocol.md#ENV-3`).
pub(crate) fn commits_to(envelope: &EnvelopeRef<'_>, content_key: &ContentKey) -> bool {
    let commitment = key_commitment(envelope.header(), content_key);
    commitment[..].ct_eq(envelope.key_commitment()).into()
}

/// [`open_with_content_key`] with a buffer that serves many envelopes, wiped by whoever owns it.
/// What it held before is overwritten; the record data are a part of it.
pub(crate) fn open_in_buffer<'b>(
    envelope: &EnvelopeRef<'_>,
    content_key: &ContentKey,
    text: &'b mut Zeroizing<Vec<u8>>,
) -> Result<&'b [u8], OpenError> {
    if !commits_to(envelope, content_key) {
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

//! The key commitment: an envelope opens under one content key and no other.

use alloc::vec;
use alloc::vec::Vec;

#[cfg(all(target_arch = "x86_64", not(target_os = "none")))]
use sealroll_lanes::HashLanes;
use sealroll_wire::{EnvelopeRef, Header, label};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

#[cfg(all(target_arch = "x86_64", not(target_os = "none")))]
use crate::hash_lanes::{FEWEST, Message, Rows, groups};
use crate::hpke::{ContentKey, Context, Opening};
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
pub(crate) struct Commitments {
    #[cfg(all(target_arch = "x86_64", not(target_os = "none")))]
    header: Header,
    begun: Sha256,
}

impl Commitments {
    pub(crate) fn new(header: &Header) -> Self {
        let mut begun = Sha256::new_with_prefix(label::KEY_COMMITMENT);
        begun.update(header.to_bytes());
        Self {
            #[cfg(all(target_arch = "x86_64", not(target_os = "none")))]
            header: *header,
            begun,
        }
    }

    pub(crate) fn to(&self, content_key: &ContentKey) -> [u8; 32] {
        let mut hash = self.begun.clone();
        for part in content_key.parts() {
            hash.update(part);
        }
        hash.finalize().into()
    }

    /// The commitments to many keys, in their order; zero where there is no key.
    pub(crate) fn to_many<E>(&self, content_keys: &[Result<ContentKey, E>]) -> Vec<[u8; 32]> {
        let mut commitments = Vec::with_capacity(content_keys.len());
        #[cfg(all(target_arch = "x86_64", not(target_os = "none")))]
        self.fill_lanes(content_keys, &mut commitments);
        let rest = &content_keys[commitments.len()..];
        let to = |key: &Result<_, E>| key.as_ref().map_or([0; 32], |key| self.to(key));
        commitments.extend(rest.iter().map(to));
        commitments
    }

    /// The first of many commitments: as many as fill vectors well.
    #[cfg(all(target_arch = "x86_64", not(target_os = "none")))]
    fn fill_lanes<E>(
        &self,
        content_keys: &[Result<ContentKey, E>],
        commitments: &mut Vec<[u8; 32]>,
    ) {
        let enough = content_keys.len() >= FEWEST;
        let Some(lanes) = HashLanes::detect().filter(|_| enough) else {
            return;
        };
        let header = self.header.to_bytes();
        let message = Message::new(&[label::KEY_COMMITMENT, &header, &[0; KEY + NONCE]]);
        let place = message.length() - NONCE - KEY;
        for group in groups(content_keys) {
            let part = |index: usize| {
                let keys = group.iter().map(|key| key.as_ref().ok());
                keys.map(move |key| key.map_or(&[][..], |key| key.parts()[index]))
            };
            let message = message.with(place, &Rows::<{ KEY / 4 }>::of(part(0)));
            let message = message.with(place + KEY, &Rows::<{ NONCE / 4 }>::of(part(1)));
            let hashes = message.hash(lanes);
            commitments.extend((0..group.len()).map(|lane| {
                let mut commitment = [0; 32];
                hashes.copy_to(lane, &mut commitment);
                commitment
            }));
        }
    }
}

/// Whether an envelope bears this commitment, compared in constant time
/// (`spec/protocol.md#ENV-3`).
pub(crate) fn bears(envelope: &EnvelopeRef<'_>, commitment: &[u8; 32]) -> bool {
    commitment.ct_eq(envelope.key_commitment()).into()
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
    let commitment = key_commitment(envelope.header(), content_key);
    let data = open_in_buffer(&commitment, envelope, content_key, &mut text)?;
    Ok(Zeroizing::new(data.to_vec()))
}

/// [`open_with_content_key`] with a commitment made before, and with a buffer that serves many
/// envelopes, wiped by whoever owns it. What it held before is overwritten; the record data are a
/// part of it.
pub(crate) fn open_in_buffer<'b>(
    commitment: &[u8; 32],
    envelope: &EnvelopeRef<'_>,
    content_key: &ContentKey,
    text: &'b mut Zeroizing<Vec<u8>>,
) -> Result<&'b [u8], OpenError> {
    if !bears(envelope, commitment) {
        return Err(OpenError::OpenFailed);
    }
    let ciphertext = envelope.ciphertext();
    let length = ciphertext.len().saturating_sub(Context::<Opening>::TAG);
    if text.len() != length {
        // Never grown in place: that could leave a copy behind.
        *text = Zeroizing::new(vec![0; length]);
    }
    content_key
        .open_to(b"", ciphertext, text)
        .map_err(|_| OpenError::OpenFailed)?;
    padding::unpad(text).map_err(|_| OpenError::OpenFailed)
}

/// Lengths of a content key's parts.
#[cfg(all(target_arch = "x86_64", not(target_os = "none")))]
const KEY: usize = 32;
#[cfg(all(target_arch = "x86_64", not(target_os = "none")))]
const NONCE: usize = 12;

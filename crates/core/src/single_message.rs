//! A single message to one public key: `u8 version = 1 | u16 suite | [32] enc | ct`, HPKE
//! mode_base, as disclosures and grants have it.

use alloc::vec::Vec;

use rand_core::CryptoRng;
use sealroll_wire::{DecodeError, Reader, SUITE, Writer, X25519PublicKey};
use zeroize::Zeroizing;

use crate::ephemeral::{DeviceSecret, hedged_key_pair};
use crate::error::HpkeError;
use crate::hpke::{Mode, setup_recipient, setup_sender};
use crate::x25519::X25519KeyPair;

/// Seals a secret content under a label and the fingerprint of the recipient's card.
pub(crate) fn seal<R: CryptoRng + ?Sized>(
    public_key: &X25519PublicKey,
    label: &[u8],
    fingerprint: &[u8; 32],
    content: &[u8],
    rng: &mut R,
) -> Result<Vec<u8>, HpkeError> {
    let info = info(label, fingerprint);
    let mut random = Zeroizing::new([0; 32]);
    rng.fill_bytes(random.as_mut_slice());
    // The content is secret itself, so that it hedges the ephemeral key without a device secret.
    let device_secret = DeviceSecret::from_bytes(&[0; 32]);
    let ephemeral = hedged_key_pair(public_key, &random, &device_secret, &info, content);
    let (enc, mut context) = setup_sender(public_key, ephemeral, &info, Mode::Base)?;
    let ciphertext = context.seal(b"", content)?;
    let mut writer = Writer::with_capacity(HEAD + 32 + ciphertext.len());
    writer
        .bytes(&head())
        .bytes(&enc.to_bytes())
        .bytes(&ciphertext);
    Ok(writer.into_bytes())
}

/// Opens what [`seal`] made; `None` within is every failure that has to do with keys.
pub(crate) fn open(
    key_pair: &X25519KeyPair,
    label: &[u8],
    fingerprint: &[u8; 32],
    message: &[u8],
) -> Result<Option<Zeroizing<Vec<u8>>>, DecodeError> {
    let mut reader = Reader::new(message);
    reader.version(VERSION)?;
    if reader.u16()? != SUITE {
        return Err(DecodeError::UnsupportedSuite);
    }
    let enc = X25519PublicKey::from_bytes(reader.array()?)?;
    let ciphertext = message.get(HEAD + 32..).unwrap_or_default();
    let context = setup_recipient(key_pair, &enc, &info(label, fingerprint), Mode::Base);
    Ok(context
        .and_then(|mut context| context.open(b"", ciphertext))
        .ok())
}

fn head() -> [u8; HEAD] {
    let [high, low] = SUITE.to_be_bytes();
    [VERSION, high, low]
}

fn info(label: &[u8], fingerprint: &[u8; 32]) -> Vec<u8> {
    [label, &head(), fingerprint].concat()
}

const VERSION: u8 = 1;
/// Bytes before `enc`.
const HEAD: usize = 3;

//! AWS-LC through aws-lc-rs: opening composed of its X25519, HMAC and ChaCha20-Poly1305, with the
//! public key and the key schedule's context kept, as its own HPKE keeps the key.

use aws_lc_rs::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{PrivateKey, UnparsedPublicKey, X25519, agree};
use aws_lc_rs::hmac::{self, HMAC_SHA256};

use crate::error::BenchError;
use crate::material::Material;

/// A recipient of the peer.
pub(crate) struct PeerAwsLc {
    secret_key: PrivateKey,
    public_key: [u8; 32],
    psk: [u8; 32],
    key_schedule_context: Vec<u8>,
}

impl PeerAwsLc {
    pub(crate) fn new(material: &Material) -> Result<Self, BenchError> {
        let key_pair = material.key_pair();
        let secret_key = key_pair.secret_key().to_bytes();
        let secret_key = PrivateKey::from_private_key(&X25519, secret_key.as_slice());
        let psk_id_hash = extract(b"", HPKE, b"psk_id_hash", &material.psk_id);
        let info_hash = extract(b"", HPKE, b"info_hash", &material.info);
        Ok(Self {
            secret_key: secret_key.map_err(|_| BenchError::Peer("importing a key"))?,
            public_key: key_pair.public_key().to_bytes(),
            psk: material.psk,
            key_schedule_context: [[1].as_slice(), &psk_id_hash, &info_hash].concat(),
        })
    }

    /// Opens in one shot, from bytes.
    pub(crate) fn open(&self, enc: &[u8; 32], ciphertext: &[u8]) -> Result<Vec<u8>, BenchError> {
        let failed = BenchError::Peer("opening");
        let public_key = UnparsedPublicKey::new(&X25519, enc);
        let eae_prk = agree(&self.secret_key, public_key, failed, |dh| {
            Ok(extract(b"", KEM, b"eae_prk", dh))
        })?;
        let kem_context = [enc.as_slice(), &self.public_key].concat();
        let shared = expand(&eae_prk, KEM, b"shared_secret", &kem_context, 32);
        let secret = extract(shared.as_ref(), HPKE, b"secret", &self.psk);
        let context = &self.key_schedule_context;
        let key = expand(&secret, HPKE, b"key", context, 32);
        let nonce = expand(&secret, HPKE, b"base_nonce", context, 12);
        let key = UnboundKey::new(&CHACHA20_POLY1305, key.as_ref()).map_err(|_| failed)?;
        let nonce = Nonce::try_assume_unique_for_key(&nonce.as_ref()[..12]);
        let mut text = ciphertext.to_vec();
        let opened = LessSafeKey::new(key).open_in_place(
            nonce.map_err(|_| failed)?,
            Aad::empty(),
            &mut text,
        );
        let length = opened.map_err(|_| failed)?.len();
        text.truncate(length);
        Ok(text)
    }
}

/// `LabeledExtract` of RFC 9180 section 4.
fn extract(salt: &[u8], suite: &[u8], label: &[u8], ikm: &[u8]) -> Vec<u8> {
    let mut context = hmac::Context::with_key(&hmac::Key::new(HMAC_SHA256, salt));
    for part in [b"HPKE-v1".as_slice(), suite, label, ikm] {
        context.update(part);
    }
    context.sign().as_ref().to_vec()
}

/// `LabeledExpand` of RFC 9180 section 4, for at most one block of output.
fn expand(prk: &[u8], suite: &[u8], label: &[u8], info: &[u8], length: u8) -> hmac::Tag {
    let mut context = hmac::Context::with_key(&hmac::Key::new(HMAC_SHA256, prk));
    for part in [
        &[0, length],
        b"HPKE-v1".as_slice(),
        suite,
        label,
        info,
        &[1],
    ] {
        context.update(part);
    }
    context.sign()
}

const KEM: &[u8] = b"KEM\x00\x20";
const HPKE: &[u8] = b"HPKE\x00\x20\x00\x01\x00\x03";

//! DHKEM(X25519, HKDF-SHA256), kem_id 0x0020 (RFC 9180 sections 4.1 and 7.1).

use sealroll_wire::X25519PublicKey;
use zeroize::{ZeroizeOnDrop, Zeroizing};

use crate::error::HpkeError;
use crate::kdf::{Extractor, KEM_SUITE_ID, labeled_extractor, labeled_info};
use crate::redacted::redacted_debug;
use crate::x25519::{X25519KeyPair, X25519SecretKey};

/// The KEM's shared secret, 32 bytes. Wiped when dropped.
#[derive(ZeroizeOnDrop)]
pub struct SharedSecret([u8; 32]);

impl SharedSecret {
    /// Exports the 32 bytes. Whoever has them has every key of this encapsulation.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0)
    }

    pub(crate) fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

redacted_debug!(SharedSecret);

/// Derives a key pair from input keying material with at least 32 bytes of entropy.
///
/// RFC 9180 section 7.1.3:
///
/// ```text
/// def DeriveKeyPair(ikm):
///   dkp_prk = LabeledExtract("", "dkp_prk", ikm)
///   sk = LabeledExpand(dkp_prk, "sk", "", Nsk)
///   return (sk, pk(sk))
/// ```
#[must_use]
pub fn derive_key_pair(ikm: &[u8]) -> X25519KeyPair {
    X25519KeyPair::from_secret_key(X25519SecretKey::from_bytes(&derive_secret_key(ikm)))
}

/// [`derive_key_pair`] for an ephemeral pair that seals to `pk_recip` next: the same pair. Where
/// vectors make that cheaper its two exchanges are computed side by side.
#[must_use]
pub fn derive_key_pair_towards(ikm: &[u8], pk_recip: &X25519PublicKey) -> X25519KeyPair {
    X25519KeyPair::towards(
        X25519SecretKey::from_bytes(&derive_secret_key(ikm)),
        pk_recip,
    )
}

/// The secret half of [`derive_key_pair`], whose public half is computed elsewhere.
pub(crate) fn derive_secret_key(ikm: &[u8]) -> Zeroizing<[u8; 32]> {
    let dkp_prk = labeled_extractor(b"", KEM_SUITE_ID, b"dkp_prk").finish(ikm);
    let mut secret_key = Zeroizing::new([0; 32]);
    dkp_prk.labeled_expand(KEM_SUITE_ID, b"sk", [b"", b""], secret_key.as_mut_slice());
    secret_key
}

/// Encapsulates to `pk_recip` with an ephemeral key pair made for this one call.
///
/// The RFC draws the ephemeral pair inside; here the caller derives it from hedged keying
/// material (`spec/protocol.md#ENV-5`) and gives it away, so that it cannot be used twice.
///
/// RFC 9180 section 4.1:
///
/// ```text
/// def Encap(pkR):
///   skE, pkE = GenerateKeyPair()
///   dh = DH(skE, pkR)
///   enc = SerializePublicKey(pkE)
///   pkRm = SerializePublicKey(pkR)
///   kem_context = concat(enc, pkRm)
///   shared_secret = ExtractAndExpand(dh, kem_context)
///   return shared_secret, enc
/// ```
///
/// # Errors
/// [`HpkeError::BadKey`] if `pk_recip` is of small order (`spec/protocol.md#DH-2`).
#[expect(
    clippy::needless_pass_by_value,
    reason = "an ephemeral key pair is used once"
)]
pub fn encap(
    pk_recip: &X25519PublicKey,
    ephemeral: X25519KeyPair,
) -> Result<(SharedSecret, X25519PublicKey), HpkeError> {
    let dh = ephemeral
        .diffie_hellman(pk_recip)
        .ok_or(HpkeError::BadKey)?;
    let enc = *ephemeral.public_key();
    Ok((ExtractAndExpand::new(pk_recip).apply(&dh, &enc), enc))
}

/// Decapsulates `enc`. The recipient's public key is the one kept in the pair; it is not
/// computed again.
///
/// RFC 9180 section 4.1:
///
/// ```text
/// def Decap(enc, skR):
///   pkE = DeserializePublicKey(enc)
///   dh = DH(skR, pkE)
///   pkRm = SerializePublicKey(pk(skR))
///   kem_context = concat(enc, pkRm)
///   shared_secret = ExtractAndExpand(dh, kem_context)
///   return shared_secret
/// ```
///
/// # Errors
/// [`HpkeError::OpenFailed`] if `enc` is of small order (`spec/protocol.md#DH-2`).
pub fn decap(enc: &X25519PublicKey, key_pair: &X25519KeyPair) -> Result<SharedSecret, HpkeError> {
    decap_with(&ExtractAndExpand::new(key_pair.public_key()), enc, key_pair)
}

/// [`decap`], with what all decapsulations of one recipient share made beforehand.
pub(crate) fn decap_with(
    steps: &ExtractAndExpand,
    enc: &X25519PublicKey,
    key_pair: &X25519KeyPair,
) -> Result<SharedSecret, HpkeError> {
    let dh = key_pair
        .secret_key()
        .diffie_hellman(enc)
        .ok_or(HpkeError::OpenFailed)?;
    Ok(steps.apply(&dh, enc))
}

/// `ExtractAndExpand` towards one recipient. What all its encapsulations share is made once: the
/// beginning of the extraction, whose key is empty, and all of the expansion's text but `enc`.
///
/// RFC 9180 section 4.1:
///
/// ```text
/// def ExtractAndExpand(dh, kem_context):
///   eae_prk = LabeledExtract("", "eae_prk", dh)
///   shared_secret = LabeledExpand(eae_prk, "shared_secret", kem_context, Nsecret)
///   return shared_secret
/// ```
#[derive(Clone)]
pub(crate) struct ExtractAndExpand {
    eae: Extractor,
    /// Zero where `enc` belongs.
    pub(crate) info: [u8; INFO],
}

impl ExtractAndExpand {
    pub(crate) fn new(pk_recip: &X25519PublicKey) -> Self {
        let kem_context: [&[u8]; 2] = [&[0; 32], pk_recip.as_bytes()];
        Self {
            eae: labeled_extractor(b"", KEM_SUITE_ID, b"eae_prk"),
            info: labeled_info(32, KEM_SUITE_ID, b"shared_secret", kem_context),
        }
    }

    pub(crate) fn apply(&self, dh: &[u8; 32], enc: &X25519PublicKey) -> SharedSecret {
        let eae_prk = self.eae.clone().finish(dh);
        let mut info = self.info;
        info[ENC..ENC + 32].copy_from_slice(enc.as_bytes());
        let mut shared_secret = SharedSecret([0; 32]);
        eae_prk.expand(&[&info], &mut shared_secret.0);
        shared_secret
    }
}

/// Length, version, suite and label stand before `enc` in the text of the expansion.
pub(crate) const ENC: usize = 2 + 7 + 5 + 13;
const INFO: usize = ENC + 2 * 32;

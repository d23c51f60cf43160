//! The labelled HKDF functions of RFC 9180 section 4, over HKDF-SHA256 (RFC 5869).

use hkdf::{Hkdf, HkdfExtract};
use sha2::Sha256;
use zeroize::{Zeroize, Zeroizing};

/// A pseudorandom key, keyed into HMAC and ready for several expansions.
///
/// It is the state after the key block, so that three outputs of one key pay for the block once.
pub(crate) struct Prk(Hkdf<Sha256>);

impl Prk {
    /// Takes the 32 bytes of an earlier extraction.
    pub(crate) fn from_bytes(prk: &[u8; 32]) -> Self {
        Self(Hkdf::from_prk(prk).expect("a key as long as the hash is long enough"))
    }

    /// `Expand(prk, info, L)` of RFC 5869, `info` in parts, L = `okm.len()`.
    ///
    /// The caller keeps L within 255 blocks ([`MAX_OKM`]).
    pub(crate) fn expand(&self, info: &[&[u8]], okm: &mut [u8]) {
        self.0
            .expand_multi_info(info, okm)
            .expect("callers bound the length");
    }

    /// RFC 9180 section 4:
    ///
    /// ```text
    /// def LabeledExpand(prk, label, info, L):
    ///   labeled_info = concat(I2OSP(L, 2), "HPKE-v1", suite_id, label, info)
    ///   return Expand(prk, labeled_info, L)
    /// ```
    pub(crate) fn labeled_expand(
        &self,
        suite_id: &[u8],
        label: &[u8],
        info: [&[u8]; 2],
        okm: &mut [u8],
    ) {
        let length = u16::try_from(okm.len())
            .expect("callers bound the length")
            .to_be_bytes();
        let [first, second] = info;
        self.expand(&[&length, HPKE_V1, suite_id, label, first, second], okm);
    }
}

/// RFC 9180 section 4, up to the input keying material:
///
/// ```text
/// def LabeledExtract(salt, label, ikm):
///   labeled_ikm = concat("HPKE-v1", suite_id, label, ikm)
///   return Extract(salt, labeled_ikm)
/// ```
///
/// The result may be cloned and finished with many different `ikm`.
pub(crate) fn labeled_extractor(salt: &[u8], suite_id: &[u8], label: &[u8]) -> Extractor {
    let mut extractor = HkdfExtract::new(Some(salt));
    for part in [HPKE_V1, suite_id, label] {
        extractor.input_ikm(part);
    }
    Extractor(extractor)
}

/// A begun extraction.
#[derive(Clone)]
pub(crate) struct Extractor(HkdfExtract<Sha256>);

impl Extractor {
    /// Completes the extraction to a key for expansions.
    pub(crate) fn finish(mut self, ikm: &[u8]) -> Prk {
        self.0.input_ikm(ikm);
        let (mut prk, expander) = self.0.finalize();
        prk.as_mut_slice().zeroize();
        Prk(expander)
    }

    /// Completes the extraction to its 32 bytes.
    pub(crate) fn finish_bytes(mut self, ikm: &[u8]) -> Zeroizing<[u8; 32]> {
        self.0.input_ikm(ikm);
        let (mut prk, _) = self.0.finalize();
        let mut bytes = Zeroizing::new([0; 32]);
        bytes.copy_from_slice(prk.as_slice());
        prk.as_mut_slice().zeroize();
        bytes
    }
}

/// `suite_id` of DHKEM(X25519, HKDF-SHA256): `"KEM" ‖ I2OSP(0x0020, 2)`.
pub(crate) const KEM_SUITE_ID: &[u8] = b"KEM\x00\x20";

/// `suite_id` of the whole suite: `"HPKE" ‖ kem_id ‖ kdf_id ‖ aead_id`.
pub(crate) const HPKE_SUITE_ID: &[u8] = b"HPKE\x00\x20\x00\x01\x00\x03";

/// The longest output of one expansion: 255 blocks of 32 bytes (RFC 5869 section 2.3).
pub(crate) const MAX_OKM: usize = 255 * 32;

const HPKE_V1: &[u8] = b"HPKE-v1";

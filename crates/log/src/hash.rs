//! Hashes of the Merkle tree.

use alloc::string::String;
use core::fmt;

use sealroll_wire::hash_of;

use crate::base64;

/// A SHA-256 hash of the Merkle tree: leaf hash, inner node or root (RFC 9162 section 2.1).
///
/// Hashes are public; they are compared without constant time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash([u8; 32]);

impl Hash {
    /// Length of a hash in bytes.
    pub const LENGTH: usize = 32;

    /// Takes the bytes of a hash computed elsewhere.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The leaf hash of an entry: SHA-256(00 ‖ entry).
    #[must_use]
    pub fn leaf(entry: &[u8]) -> Self {
        Self(hash_of(&[LEAF_PREFIX], &[entry]))
    }

    /// The hash of an inner node: SHA-256(01 ‖ left ‖ right).
    #[must_use]
    pub fn node(left: &Self, right: &Self) -> Self {
        Self(hash_of(&[NODE_PREFIX], &[&left.0, &right.0]))
    }

    /// The root hash of the tree without leaves: SHA-256 of the empty string.
    #[must_use]
    pub fn empty_root() -> Self {
        Self(hash_of(&[], &[]))
    }

    /// Reads canonical base64 of 32 bytes.
    #[must_use]
    pub fn from_base64(text: &str) -> Option<Self> {
        base64::decode_array(text).map(Self)
    }

    /// Writes the hash in base64, as checkpoints and proofs carry it.
    #[must_use]
    pub fn to_base64(&self) -> String {
        base64::encode(&self.0)
    }

    /// The same at the end of a text.
    pub(crate) fn write_base64(&self, text: &mut String) {
        base64::write_hash(&self.0, text);
    }

    /// The bytes of the hash.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The bytes of the hash by value.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 32] {
        self.0
    }
}

impl AsRef<[u8]> for Hash {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Splits bytes into whole hashes; `None` if bytes are left over.
pub(crate) fn split(bytes: &[u8]) -> Option<impl ExactSizeIterator<Item = Hash>> {
    let (hashes, rest) = bytes.as_chunks::<{ Hash::LENGTH }>();
    rest.is_empty()
        .then(|| hashes.iter().map(|hash| Hash(*hash)))
}

/// First byte of what is hashed for a leaf.
const LEAF_PREFIX: u8 = 0;
/// First byte of what is hashed for an inner node.
const NODE_PREFIX: u8 = 1;

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::Hash;

    #[test]
    fn empty_root_and_empty_leaf_are_those_of_the_rfc() {
        assert_eq!(
            Hash::empty_root().to_string(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
        assert_eq!(
            Hash::leaf(b"").to_string(),
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
        );
    }

    #[test]
    fn base64_is_read_back() {
        let hash = Hash::leaf(b"x");
        assert_eq!(Hash::from_base64(&hash.to_base64()), Some(hash));
        assert_eq!(Hash::from_base64("AA=="), None);
    }
}

use sha2::{Digest, Sha256};

/// SHA-256 over a label and the parts, joined as they stand.
///
/// The label keeps hashes of different purposes apart (`spec/protocol.md#derivations`); it is one
/// of [`crate::label`].
#[must_use]
pub fn labelled_hash(label: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    hash_of(label, parts)
}

/// SHA-256 over what begins a text, and its parts, joined as they stand. In one place, which phones
/// download once.
#[must_use]
pub fn hash_of(begin: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new_with_prefix(begin);
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into()
}

/// The message that a signature with this label covers.
pub(crate) fn labelled_message(label: &[u8], body: &[u8]) -> alloc::vec::Vec<u8> {
    [label, body].concat()
}

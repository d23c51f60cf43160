//! Named maxima. Each is checked before anything is allocated or computed.

/// Largest tree size accepted anywhere: 2^63 − 1, the largest that C2SP tools handle.
pub const MAX_TREE_SIZE: u64 = u64::MAX >> 1;

/// Most hashes in an inclusion proof: one per level of a tree of [`MAX_TREE_SIZE`] leaves.
pub const MAX_INCLUSION_PROOF: usize = 63;

/// Most hashes in a consistency proof: one more than in an inclusion proof, for the old subtree.
pub const MAX_CONSISTENCY_PROOF: usize = 64;

/// Most signature lines in a note. C2SP signed-note asks that at least this many be accepted.
pub const MAX_SIGNATURES: usize = 16;

/// Longest signed note in bytes, text and signatures. It holds [`MAX_SIGNATURES`] post-quantum
/// signatures of 5 kB.
pub const MAX_NOTE_LENGTH: usize = 131_072;

/// Longest key name or origin in bytes.
pub const MAX_KEY_NAME_LENGTH: usize = 255;

/// Longest text of a checkpoint in bytes: origin, size, root hash and their newlines.
pub const MAX_CHECKPOINT_TEXT: usize = MAX_KEY_NAME_LENGTH + 19 + 44 + 3;

/// Longest verifier key text in bytes: name, key id, type and Ed25519 key.
pub const MAX_VERIFIER_KEY_LENGTH: usize = MAX_KEY_NAME_LENGTH + 1 + 8 + 1 + 44;

/// Longest receipt in bytes: the head with [`MAX_INCLUSION_PROOF`] lines and a whole note.
pub const MAX_RECEIPT_LENGTH: usize = 23 + 26 + MAX_INCLUSION_PROOF * 45 + 1 + MAX_NOTE_LENGTH;

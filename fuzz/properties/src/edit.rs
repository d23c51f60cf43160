//! Small changes to bytes that were valid.

use arbitrary::Arbitrary;

/// One change of one byte. Positions wrap around, so that every edit hits.
#[derive(Clone, Copy, Debug, Arbitrary)]
pub(crate) enum Edit {
    /// Flips these bits.
    Flip { position: u16, bits: u8 },
    /// Takes the byte out.
    Remove { position: u16 },
}

/// Applies at most sixteen edits.
pub(crate) fn apply(bytes: &[u8], edits: &[Edit]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for edit in edits.iter().take(16) {
        let length = bytes.len().max(1);
        match *edit {
            Edit::Flip { position, bits } => {
                if let Some(byte) = bytes.get_mut(usize::from(position) % length) {
                    *byte ^= bits;
                }
            }
            Edit::Remove { position } if !bytes.is_empty() => {
                bytes.remove(usize::from(position) % length);
            }
            Edit::Remove { .. } => {}
        }
    }
    bytes
}

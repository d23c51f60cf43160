//! Entry bundles: the entries under one tile of leaf hashes (C2SP tlog-tiles, "Log entries").

use alloc::vec::Vec;

use crate::error::BundleError;
use crate::tile::Tile;

/// Writes a bundle: each entry after its length as `u16`.
///
/// # Errors
/// [`BundleError::Width`] unless there are 1 to 256 entries, [`BundleError::EntryTooLong`] above
/// 65535 bytes.
pub fn encode_bundle<E: AsRef<[u8]>>(entries: &[E]) -> Result<Vec<u8>, BundleError> {
    if !(1..=Tile::WIDTH).contains(&entries.len()) {
        return Err(BundleError::Width);
    }
    let mut bytes = Vec::new();
    for entry in entries.iter().map(AsRef::as_ref) {
        let length = u16::try_from(entry.len()).map_err(|_| BundleError::EntryTooLong)?;
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(entry);
    }
    Ok(bytes)
}

/// Reads a bundle of exactly `width` entries; the path names the width.
///
/// # Errors
/// [`BundleError`] if the width is not 1 to 256, the bundle ends early or bytes are left over.
pub fn decode_bundle(bytes: &[u8], width: u16) -> Result<Vec<&[u8]>, BundleError> {
    if !(1..=Tile::WIDTH).contains(&usize::from(width)) {
        return Err(BundleError::Width);
    }
    let mut rest = bytes;
    let mut entries = Vec::with_capacity(usize::from(width));
    for _ in 0..width {
        let (length, after) = rest
            .split_first_chunk::<2>()
            .ok_or(BundleError::Truncated)?;
        let (entry, after) = after
            .split_at_checked(usize::from(u16::from_be_bytes(*length)))
            .ok_or(BundleError::Truncated)?;
        entries.push(entry);
        rest = after;
    }
    if rest.is_empty() {
        Ok(entries)
    } else {
        Err(BundleError::TrailingBytes)
    }
}

use alloc::vec::Vec;

use crate::{
    codec::{Reader, Writer},
    error::DecodeError,
    limit,
};

/// Writes an answer to the owner: envelopes with their leaf indices, ascending
/// (`spec/protocol.md#http`).
///
/// # Errors
/// [`DecodeError::Limit`] for more than [`limit::MAX_ENVELOPES`] envelopes or one that is too
/// long; [`DecodeError::NonCanonical`] if the indices do not rise.
pub fn write_envelopes<'a>(
    envelopes: impl IntoIterator<Item = (u64, &'a [u8])>,
) -> Result<Vec<u8>, DecodeError> {
    let mut writer = Writer::new();
    let mut last = None;
    for (count, (index, envelope)) in envelopes.into_iter().enumerate() {
        check(count, last, index)?;
        if envelope.len() > limit::MAX_ENVELOPE {
            return Err(DecodeError::Limit);
        }
        last = Some(index);
        writer.u64(index).bytes16(envelope)?;
    }
    Ok(writer.into_bytes())
}

/// Reads an answer to the owner: leaf indices and the bytes stored for them.
///
/// The bytes are not decoded, so that one bad envelope does not lose the others:
/// [`crate::EnvelopeRef::from_bytes`] reads each.
///
/// # Errors
/// [`DecodeError::Limit`], [`DecodeError::Truncated`]; [`DecodeError::NonCanonical`] if the
/// indices do not rise.
pub fn read_envelopes(bytes: &[u8]) -> Result<Vec<(u64, &[u8])>, DecodeError> {
    let mut reader = Reader::new(bytes);
    let mut envelopes: Vec<(u64, &[u8])> = Vec::new();
    while !reader.is_empty() {
        let index = reader.u64()?;
        check(
            envelopes.len(),
            envelopes.last().map(|(last, _)| *last),
            index,
        )?;
        envelopes.push((index, reader.bytes16(limit::MAX_ENVELOPE)?));
    }
    Ok(envelopes)
}

fn check(count: usize, last: Option<u64>, index: u64) -> Result<(), DecodeError> {
    if count >= limit::MAX_ENVELOPES {
        return Err(DecodeError::Limit);
    }
    if last.is_some_and(|last| last >= index) {
        return Err(DecodeError::NonCanonical);
    }
    Ok(())
}

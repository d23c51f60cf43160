//! The inner frame that gives every plaintext of a list the same length
//! (`spec/protocol.md#envelope`).

use alloc::vec::Vec;

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::error::PaddingError;

/// The lengths that a frame can have, in bytes.
pub const BUCKETS: [usize; 4] = [256, 512, 1024, 2048];

/// The longest data that fit into a bucket of this length.
#[must_use]
pub const fn capacity(bucket: usize) -> usize {
    bucket.saturating_sub(PREFIX)
}

/// Makes the frame `u16 length ‖ data ‖ zeros` of `bucket` bytes.
///
/// # Errors
/// [`PaddingError::BadBucket`] for a length not in [`BUCKETS`], [`PaddingError::TooLong`] for
/// more than [`capacity`] bytes of data.
pub fn pad(data: &[u8], bucket: usize) -> Result<Zeroizing<Vec<u8>>, PaddingError> {
    if !BUCKETS.contains(&bucket) {
        return Err(PaddingError::BadBucket);
    }
    if data.len() > capacity(bucket) {
        return Err(PaddingError::TooLong);
    }
    let length = u16::try_from(data.len()).map_err(|_| PaddingError::TooLong)?;
    let mut frame = Zeroizing::new(Vec::with_capacity(bucket));
    frame.extend_from_slice(&length.to_be_bytes());
    frame.extend_from_slice(data);
    frame.resize(bucket, 0);
    Ok(frame)
}

/// Takes the data out of a frame, which must be one of the [`BUCKETS`] long and end in zeros.
/// The time taken depends on the length alone, not on the bytes after the data.
///
/// # Errors
/// [`PaddingError::OpenFailed`] (`spec/protocol.md#PAD-1`).
pub fn unpad(frame: &[u8]) -> Result<&[u8], PaddingError> {
    if !BUCKETS.contains(&frame.len()) {
        return Err(PaddingError::OpenFailed);
    }
    let (length, rest) = frame.split_first_chunk().ok_or(PaddingError::OpenFailed)?;
    let length = usize::from(u16::from_be_bytes(*length));
    let (data, zeros) = rest
        .split_at_checked(length)
        .ok_or(PaddingError::OpenFailed)?;
    let bits = zeros.iter().fold(0, |bits, byte| bits | byte);
    if bool::from(bits.ct_eq(&0)) {
        Ok(data)
    } else {
        Err(PaddingError::OpenFailed)
    }
}

/// Length of the length.
const PREFIX: usize = 2;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_padded_comes_back(
            data in proptest::collection::vec(any::<u8>(), 0..2100),
            bucket in proptest::sample::select(&BUCKETS[..]),
        ) {
            match pad(&data, bucket) {
                Ok(frame) => {
                    prop_assert_eq!(frame.len(), bucket);
                    prop_assert_eq!(unpad(&frame), Ok(data.as_slice()));
                }
                Err(error) => {
                    prop_assert_eq!(error, PaddingError::TooLong);
                    prop_assert!(data.len() + 2 > bucket);
                }
            }
        }

        #[test]
        fn every_bit_after_the_data_counts(
            length in 0..254usize,
            place in any::<prop::sample::Index>(),
            bit in 0..8u8,
        ) {
            let mut frame = pad(&[b'x'; 254][..length], 256).unwrap();
            let place = 2 + length + place.index(254 - length);
            frame[place] ^= 1u8 << bit;
            prop_assert_eq!(unpad(&frame), Err(PaddingError::OpenFailed));
        }
    }

    #[test]
    fn edges_of_a_bucket() {
        assert_eq!(
            unpad(&pad(&[1; 254], 256).unwrap()),
            Ok([1; 254].as_slice())
        );
        assert_eq!(pad(&[1; 255], 256), Err(PaddingError::TooLong));
        assert_eq!(pad(b"", 255), Err(PaddingError::BadBucket));
        let mut frame = [0; 256];
        frame[1] = 254;
        assert_eq!(unpad(&frame).map(<[u8]>::len), Ok(254));
        frame[1] = 255;
        assert_eq!(unpad(&frame), Err(PaddingError::OpenFailed));
        assert_eq!(unpad(&[0; 257]), Err(PaddingError::OpenFailed));
        assert_eq!(unpad(&[]), Err(PaddingError::OpenFailed));
    }
}

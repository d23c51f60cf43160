//! The inner frame that gives every plaintext of a list the same length
//! (`spec/protocol.md#envelope`).

use alloc::vec::Vec;

use sealroll_wire::Bucket;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::error::PaddingError;

/// The longest data that fit into a bucket, in bytes.
#[must_use]
pub const fn capacity(bucket: Bucket) -> usize {
    bucket.size() as usize - PREFIX
}

/// Makes the frame `u16 length ‖ data ‖ zeros` of the bucket's size.
///
/// # Errors
/// [`PaddingError::TooLong`] for more than [`capacity`] bytes of data.
pub fn pad(data: &[u8], bucket: Bucket) -> Result<Zeroizing<Vec<u8>>, PaddingError> {
    if data.len() > capacity(bucket) {
        return Err(PaddingError::TooLong);
    }
    let length = u16::try_from(data.len()).map_err(|_| PaddingError::TooLong)?;
    let size = usize::from(bucket.size());
    // Room for the AEAD tag too, so that sealing in place need not move the text.
    let mut frame = Zeroizing::new(Vec::with_capacity(size + 16));
    frame.extend_from_slice(&length.to_be_bytes());
    frame.extend_from_slice(data);
    frame.resize(size, 0);
    Ok(frame)
}

/// Takes the data out of a frame, which must be as long as a bucket and end in zeros.
/// The time taken depends on the lengths alone, not on the bytes after the data.
///
/// # Errors
/// [`PaddingError::OpenFailed`] (`spec/protocol.md#PAD-1`).
pub fn unpad(frame: &[u8]) -> Result<&[u8], PaddingError> {
    let is_bucket = |bucket: Bucket| usize::from(bucket.size()) == frame.len();
    if !Bucket::ALL.into_iter().any(is_bucket) {
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
            bucket in proptest::sample::select(&Bucket::ALL[..]),
        ) {
            match pad(&data, bucket) {
                Ok(frame) => {
                    prop_assert_eq!(frame.len(), usize::from(bucket.size()));
                    prop_assert_eq!(unpad(&frame), Ok(data.as_slice()));
                }
                Err(error) => {
                    prop_assert_eq!(error, PaddingError::TooLong);
                    prop_assert!(data.len() + 2 > usize::from(bucket.size()));
                }
            }
        }

        #[test]
        fn every_bit_after_the_data_counts(
            length in 0..254usize,
            place in any::<prop::sample::Index>(),
            bit in 0..8u8,
        ) {
            let mut frame = pad(&[b'x'; 254][..length], Bucket::Bytes256).unwrap();
            let place = 2 + length + place.index(254 - length);
            frame[place] ^= 1u8 << bit;
            prop_assert_eq!(unpad(&frame), Err(PaddingError::OpenFailed));
        }
    }

    #[test]
    fn edges_of_a_bucket() {
        assert_eq!(
            unpad(&pad(&[1; 254], Bucket::Bytes256).unwrap()),
            Ok([1; 254].as_slice())
        );
        assert_eq!(pad(&[1; 255], Bucket::Bytes256), Err(PaddingError::TooLong));
        let mut frame = [0; 256];
        frame[1] = 254;
        assert_eq!(unpad(&frame).map(<[u8]>::len), Ok(254));
        frame[1] = 255;
        assert_eq!(unpad(&frame), Err(PaddingError::OpenFailed));
        assert_eq!(unpad(&[0; 257]), Err(PaddingError::OpenFailed));
        assert_eq!(unpad(&[]), Err(PaddingError::OpenFailed));
    }
}

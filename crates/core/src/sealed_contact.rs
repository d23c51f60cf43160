//! Dual control: contact data that only an authority opens (`spec/protocol.md#dual-control`).

use alloc::vec::Vec;
use core::mem;

use sealroll_wire::{Bucket, Header, X25519PublicKey, label, labelled_hash};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::field::Name;
use crate::hpke::{Mode, setup_recipient, setup_sender};
use crate::open::OpenError;
use crate::record::{CheckIn, Companions, Contact, FollowUp, FollowUpBody, Record, RecordError};
use crate::record_codec;
use crate::seal::SealError;
use crate::x25519::X25519KeyPair;

/// Contact data sealed to an authority, half a bucket long. Whoever opens the envelope around it
/// cannot read it, and cannot move it to another record: it opens only with the rest of the
/// record to which it was sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedContact {
    outer_hash: [u8; 32],
    bytes: Vec<u8>,
}

impl SealedContact {
    /// Takes a sealed contact out of record data; `outer` is what stands before it.
    ///
    /// # Errors
    /// [`RecordError::BadValue`] for a length that no bucket gives (`spec/protocol.md#DUAL-1`).
    pub(crate) fn new(outer: &[u8], bytes: &[u8]) -> Result<Self, RecordError> {
        if !LENGTHS.contains(&bytes.len()) {
            return Err(RecordError::BadValue);
        }
        Ok(Self {
            outer_hash: labelled_hash(label::OUTER_BODY, &[outer]),
            bytes: bytes.to_vec(),
        })
    }

    /// Seals contact data to an authority's key, with an ephemeral key pair that was made for
    /// this one record. `outer` is the record data before the sealed contact.
    ///
    /// # Errors
    /// [`SealError::TooLong`] if the contact data do not fit half of the bucket,
    /// [`SealError::BadKey`] if the authority's key is of small order.
    pub(crate) fn seal(
        authority: &X25519PublicKey,
        ephemeral: X25519KeyPair,
        header: &Header,
        outer: &[u8],
        inner: &[u8],
        bucket: Bucket,
    ) -> Result<Self, SealError> {
        let outer_hash = labelled_hash(label::OUTER_BODY, &[outer]);
        let text = frame(inner, bucket).ok_or(SealError::TooLong)?;
        let info = info(header, &outer_hash);
        let (enc, mut context) =
            setup_sender(authority, ephemeral, &info, Mode::Base).map_err(|_| SealError::BadKey)?;
        let ciphertext = context.seal(b"", &text).map_err(|_| SealError::TooLong)?;
        Ok(Self {
            outer_hash,
            bytes: [enc.as_bytes(), ciphertext.as_slice()].concat(),
        })
    }

    /// Opens it with the authority's key pair; `header` is that of the envelope.
    ///
    /// # Errors
    /// [`OpenError::OpenFailed`] for every reason that has to do with keys, ciphertext or frame,
    /// [`OpenError::Record`] if the plaintext is no valid contact (`spec/protocol.md#DUAL-3`).
    pub fn open(&self, key_pair: &X25519KeyPair, header: &Header) -> Result<Inner, OpenError> {
        let (enc, ciphertext) = self
            .bytes
            .split_first_chunk()
            .ok_or(OpenError::OpenFailed)?;
        let enc = X25519PublicKey::from_bytes(*enc).map_err(|_| OpenError::OpenFailed)?;
        let info = info(header, &self.outer_hash);
        let text = setup_recipient(key_pair, &enc, &info, Mode::Base)
            .and_then(|mut context| context.open(b"", ciphertext))
            .map_err(|_| OpenError::OpenFailed)?;
        let data = unframe(&text).ok_or(OpenError::OpenFailed)?;
        record_codec::decode_inner(data).map_err(OpenError::Record)
    }

    /// The bytes as they stand in the record: half as many as the bucket.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// Whom a record is about, apart from the record: what is sealed to the authority.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inner {
    /// Contact data, or what changes in them.
    pub contact: Contact,
    /// Names of companions.
    pub companion_names: Vec<Name>,
}

impl Inner {
    /// Takes the contact data out of a record.
    pub(crate) fn part_from(record: &mut Record) -> Self {
        record.contact_parts().map_or_else(Self::default, |parts| {
            let (contact, companions) = parts;
            Self {
                contact: mem::take(contact),
                companion_names: companions
                    .map(|companions| mem::take(&mut companions.names))
                    .unwrap_or_default(),
            }
        })
    }

    /// Puts contact data back where they were taken from.
    fn join(self, contact: &mut Contact, companions: Option<&mut Companions>) {
        *contact = self.contact;
        if let Some(companions) = companions {
            companions.names = self.companion_names;
        }
    }
}

impl CheckIn {
    /// Opens the sealed contact with the authority's key pair and puts it back into the check-in.
    /// Without dual control there is nothing to do. `header` is that of the envelope.
    ///
    /// # Errors
    /// As [`SealedContact::open`]; the check-in is unchanged then.
    pub fn open_contact(
        &mut self,
        key_pair: &X25519KeyPair,
        header: &Header,
    ) -> Result<(), OpenError> {
        if let Some(sealed) = &self.sealed_contact {
            let attendance = &mut self.attendance;
            sealed
                .open(key_pair, header)?
                .join(&mut attendance.contact, Some(&mut attendance.companions));
        }
        Ok(())
    }
}

impl FollowUp {
    /// Opens the sealed contact with the authority's key pair and puts it back into a correction.
    /// Without dual control there is nothing to do. `header` is that of the envelope.
    ///
    /// # Errors
    /// As [`SealedContact::open`]; the follow-up is unchanged then.
    pub fn open_contact(
        &mut self,
        key_pair: &X25519KeyPair,
        header: &Header,
    ) -> Result<(), OpenError> {
        if let Some(sealed) = &self.sealed_contact {
            let inner = sealed.open(key_pair, header)?;
            if let FollowUpBody::Correction(correction) = &mut self.body {
                inner.join(&mut correction.contact, correction.companions.as_mut());
            }
        }
        Ok(())
    }
}

fn info(header: &Header, outer_hash: &[u8; 32]) -> Vec<u8> {
    [label::INNER, &header.to_bytes(), outer_hash].concat()
}

/// `u16 length ‖ data ‖ zeros`, so long that the sealed contact has half a bucket.
fn frame(data: &[u8], bucket: Bucket) -> Option<Zeroizing<Vec<u8>>> {
    let size = usize::from(bucket.size() / 2).checked_sub(OVERHEAD)?;
    if data.len() + 2 > size {
        return None;
    }
    let length = u16::try_from(data.len()).ok()?;
    let mut text = Zeroizing::new(Vec::with_capacity(size));
    text.extend_from_slice(&length.to_be_bytes());
    text.extend_from_slice(data);
    text.resize(size, 0);
    Some(text)
}

/// The data in a frame that ends in zeros; which byte is not zero does not show in the time taken.
fn unframe(text: &[u8]) -> Option<&[u8]> {
    let (length, rest) = text.split_first_chunk()?;
    let (data, zeros) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
    let bits = zeros.iter().fold(0, |bits, byte| bits | byte);
    bool::from(bits.ct_eq(&0)).then_some(data)
}

/// Half of each bucket that can be under dual control.
const LENGTHS: [usize; 3] = [256, 512, 1024];
/// `enc` and the tag.
const OVERHEAD: usize = 48;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_filled_to_its_last_byte() {
        for (bucket, most) in [
            (Bucket::Bytes512, 206),
            (Bucket::Bytes1024, 462),
            (Bucket::Bytes2048, 974),
        ] {
            let data = alloc::vec![7; most + 1];
            let text = frame(&data[..most], bucket).unwrap();
            assert_eq!(text.len() + OVERHEAD, usize::from(bucket.size() / 2));
            assert_eq!(unframe(&text), Some(&data[..most]));
            assert!(frame(&data, bucket).is_none());
        }
    }

    // covers: DUAL-3
    #[test]
    fn stray_bytes_that_cancel_each_other_are_refused() {
        let mut text = frame(b"data", Bucket::Bytes512).unwrap();
        let end = text.len() - 1;
        (text[end], text[end - 3]) = (0x40, 0x40);
        assert_eq!(unframe(&text), None);
        assert_eq!(unframe(&text[..end - 3]), Some(&b"data"[..]));
    }
}

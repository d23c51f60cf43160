//! What a recovery blob holds (`spec/protocol.md#recovery-blob`).

use alloc::vec::Vec;

use sealroll_wire::{DecodeError, Epoch, Generation, Reader, RecordId, Time, Writer};
use zeroize::Zeroizing;

use crate::keyfile_content::DecryptionKeys;
use crate::redacted::redacted_debug;

/// What opens a list's records, as of a moment.
pub struct RecoveryContent {
    /// When the blob was sealed, by the clock of the device.
    pub time: Time,
    /// Where the newest canary is, if there is one.
    pub canary: Option<CanaryPlace>,
    /// Presence secret and frontiers.
    pub keys: DecryptionKeys,
}

/// Where a canary stands, so that it is found after a loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CanaryPlace {
    /// Its record id, not zero.
    pub record_id: RecordId,
    /// The generation in whose log it is.
    pub generation: Generation,
    /// The epoch that it was sealed to.
    pub epoch: Epoch,
    /// Its leaf index in that log.
    pub leaf_index: u64,
}

impl RecoveryContent {
    /// `u8 version = 1 | u64 time | Canary place | u32 length ‖ decryption content`.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        reader.version(VERSION)?;
        let time = reader.time()?;
        let canary = CanaryPlace::read(&mut reader)?;
        let length = usize::try_from(reader.u32()?).map_err(|_| DecodeError::Limit)?;
        let keys = reader.bytes(length)?;
        reader.finish()?;
        let keys = DecryptionKeys::from_bytes(keys)?;
        Ok(Self { time, canary, keys })
    }

    pub(crate) fn to_bytes(&self) -> Result<Zeroizing<Vec<u8>>, DecodeError> {
        let keys = self.keys.to_bytes()?;
        let length = u32::try_from(keys.len()).map_err(|_| DecodeError::Limit)?;
        let mut writer = Writer::with_capacity(HEAD + keys.len());
        writer.u8(VERSION).u64(self.time.seconds());
        CanaryPlace::write(self.canary.as_ref(), &mut writer);
        writer.u32(length).bytes(&keys);
        Ok(Zeroizing::new(writer.into_bytes()))
    }
}

impl CanaryPlace {
    /// `[32] record_id | u32 generation | u32 epoch | u64 leaf index`, all zeros for none.
    ///
    /// # Errors
    /// [`DecodeError::NonCanonical`] for a place without a record id
    /// (`spec/protocol.md#BLOB-2`), [`DecodeError::Truncated`].
    pub fn read(reader: &mut Reader<'_>) -> Result<Option<Self>, DecodeError> {
        let place = Self {
            record_id: RecordId::from_bytes(reader.array()?),
            generation: Generation(reader.u32()?),
            epoch: Epoch(reader.u32()?),
            leaf_index: reader.u64()?,
        };
        if place.record_id.to_bytes() != [0; 32] {
            return Ok(Some(place));
        }
        let nowhere = (Generation(0), Epoch(0), 0);
        if (place.generation, place.epoch, place.leaf_index) == nowhere {
            Ok(None)
        } else {
            Err(DecodeError::NonCanonical)
        }
    }

    /// Writes what [`read`](Self::read) reads: 48 bytes.
    pub fn write(place: Option<&Self>, writer: &mut Writer) {
        match place {
            Some(place) => writer
                .bytes(place.record_id.as_bytes())
                .u32(place.generation.value())
                .u32(place.epoch.value())
                .u64(place.leaf_index),
            None => writer.bytes(&[0; Self::LENGTH]),
        };
    }

    /// Bytes of a place.
    pub const LENGTH: usize = 48;
}

redacted_debug!(RecoveryContent);

const VERSION: u8 = 1;
/// Bytes before the decryption content.
const HEAD: usize = 1 + 8 + CanaryPlace::LENGTH + 4;

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;
    use crate::edition::Edition;

    /// A vector of secrets that had to grow would leave copies behind.
    #[test]
    fn it_is_written_without_growing() {
        let edition = Edition::read(&mut Reader::new(&[7; Edition::LENGTH])).expect("two secrets");
        let content = RecoveryContent {
            time: Time::new(1).expect("a moment"),
            canary: None,
            keys: DecryptionKeys::new(vec![edition], Vec::new()).expect("an edition"),
        };
        let keys = content.keys.to_bytes().expect("one edition");
        assert_eq!(keys.capacity(), keys.len());
        let bytes = content.to_bytes().expect("a short content");
        assert_eq!(bytes.capacity(), bytes.len());
    }
}

//! What a store has to know of the layout of entries (`spec/protocol.md#log`).

use sealroll_wire::{Epoch, RecordId};

use crate::rows::EntryBytes;

/// The epoch of the entry if it is that of this record.
pub(crate) fn epoch_of_record(entry: &EntryBytes, record: &RecordId) -> Option<Epoch> {
    let [kind, _, a, b, c, d, hash @ ..] = entry;
    (*kind == RECORD && hash == record.as_bytes())
        .then(|| Epoch(u32::from_be_bytes([*a, *b, *c, *d])))
}

/// Kind of the entry of a record.
const RECORD: u8 = 1;

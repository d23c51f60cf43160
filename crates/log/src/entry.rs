//! Entries of record logs and instruction logs.

use sealroll_wire::{DocumentKind, Epoch};

use crate::error::EntryError;
use crate::hash::Hash;

/// What an entry commits to (`spec/protocol.md#log`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum EntryKind {
    /// An envelope; the hash is its record id.
    Record,
    /// The erasure of one envelope; the hash is the erased record's id.
    Tombstone,
    /// A published epoch statement; the hash is its statement id.
    Statement,
    /// The erasure of an epoch; the hash is the id of the instruction that ordered it, or the
    /// retention id.
    Purge,
    /// A document of the instruction log; the hash is [`DocumentKind::hash`]. An opening stands in
    /// record logs too.
    Document(DocumentKind),
}

impl EntryKind {
    /// Reads the number of a kind; an unassigned or reserved number gives `None`.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        match number {
            1 => Some(Self::Record),
            2 => Some(Self::Tombstone),
            3 => Some(Self::Statement),
            4 => Some(Self::Purge),
            _ => DocumentKind::ALL
                .into_iter()
                .find(|kind| kind.number() == number)
                .map(Self::Document),
        }
    }

    /// The number that stands for the kind in an entry's first byte.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Record => 1,
            Self::Tombstone => 2,
            Self::Statement => 3,
            Self::Purge => 4,
            Self::Document(kind) => kind.number(),
        }
    }

    /// The opening of a later part of a log (`spec/protocol.md#log-recovery`).
    pub const OPENING: Self = Self::Document(DocumentKind::Opening);

    /// Whether such entries stand in the instruction log; otherwise, or if it is
    /// [`OPENING`](Self::OPENING), in record logs (`spec/protocol.md#ILOG-1`).
    #[must_use]
    pub const fn is_document(self) -> bool {
        matches!(self, Self::Document(_))
    }
}

/// One entry of a log: 38 bytes, `u8 kind | u8 0 | u32 epoch | [32] hash`.
///
/// An entry commits to something; it never holds ciphertext, so erasing breaks no proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    /// What the hash stands for.
    pub kind: EntryKind,
    /// The epoch that the entry belongs to; 0 for a document.
    pub epoch: Epoch,
    /// Identifier of the thing logged.
    pub hash: [u8; 32],
}

impl Entry {
    /// Length of an entry in bytes.
    pub const LENGTH: usize = 38;

    /// Reads an entry (`spec/protocol.md#LOG-1`).
    ///
    /// # Errors
    /// [`EntryError`] if the length is not 38, the kind is unassigned, the second byte is not
    /// zero, or a document names an epoch (`spec/protocol.md#ILOG-1`).
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, EntryError> {
        let bytes: &[u8; Self::LENGTH] = bytes.try_into().map_err(|_| EntryError::Length)?;
        let [kind, reserved, e0, e1, e2, e3, hash @ ..] = *bytes;
        if reserved != 0 {
            return Err(EntryError::Reserved);
        }
        let kind = EntryKind::from_number(kind).ok_or(EntryError::Kind)?;
        let epoch = Epoch(u32::from_be_bytes([e0, e1, e2, e3]));
        if kind.is_document() && epoch != Epoch(0) {
            return Err(EntryError::Epoch);
        }
        Ok(Self { kind, epoch, hash })
    }

    /// The entry of a document in the instruction log.
    #[must_use]
    pub fn of_document(kind: DocumentKind, document: &[u8]) -> Self {
        Self {
            kind: EntryKind::Document(kind),
            epoch: Epoch(0),
            hash: kind.hash(document),
        }
    }

    /// The bytes that are logged.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; Self::LENGTH] {
        let mut bytes = [0; Self::LENGTH];
        bytes[0] = self.kind.number();
        bytes[2..6].copy_from_slice(&self.epoch.value().to_be_bytes());
        bytes[6..].copy_from_slice(&self.hash);
        bytes
    }

    /// The leaf hash of the entry in the tree.
    #[must_use]
    pub fn leaf_hash(&self) -> Hash {
        Hash::leaf(&self.to_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::{Entry, EntryKind};
    use sealroll_wire::Epoch;

    use crate::error::EntryError;

    fn bytes(kind: u8, reserved: u8) -> [u8; 38] {
        let mut bytes = [7; 38];
        bytes[..6].copy_from_slice(&[kind, reserved, 0, 1, 2, 3]);
        bytes
    }

    #[test]
    fn fields_lie_where_the_layout_says() {
        let entry = Entry::from_bytes(&bytes(4, 0)).unwrap();
        assert_eq!(
            entry,
            Entry {
                kind: EntryKind::Purge,
                epoch: Epoch(0x0001_0203),
                hash: [7; 32]
            }
        );
        assert_eq!(entry.to_bytes(), bytes(4, 0));
    }

    #[test]
    fn each_kind_is_read_and_no_other() {
        for number in 0..=255 {
            let read = Entry::from_bytes(&bytes(number, 0));
            match number {
                1..=4 => assert_eq!(read.unwrap().to_bytes(), bytes(number, 0)),
                8..=14 => assert_eq!(read, Err(EntryError::Epoch)),
                _ => assert_eq!(read, Err(EntryError::Kind)),
            }
        }
    }

    #[test]
    fn ilog_1_a_document_has_no_epoch() {
        for number in 8..=14 {
            let mut document = bytes(number, 0);
            document[2..6].fill(0);
            let entry = Entry::from_bytes(&document).unwrap();
            assert!(entry.kind.is_document());
            assert_eq!(entry.to_bytes(), document);
        }
    }

    #[test]
    fn reserved_byte_and_length_are_held() {
        assert_eq!(Entry::from_bytes(&bytes(1, 1)), Err(EntryError::Reserved));
        assert_eq!(Entry::from_bytes(&[1; 37]), Err(EntryError::Length));
        assert_eq!(Entry::from_bytes(&[0; 39]), Err(EntryError::Length));
    }
}

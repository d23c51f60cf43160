use core::{fmt, str::FromStr};

use crate::{
    digest::labelled_hash,
    hex::{self, ParseHexError},
    label,
    number::Epoch,
};

macro_rules! identifiers {
    ($($(#[$doc:meta])* $name:ident[$length:literal];)*) => {
        $(
            $(#[$doc])*
            ///
            /// Written and parsed as lower-case hex.
            #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub struct $name([u8; $length]);

            impl $name {
                /// Length in bytes.
                pub const LENGTH: usize = $length;

                /// Takes the bytes as they are.
                #[must_use]
                pub const fn from_bytes(bytes: [u8; $length]) -> Self {
                    Self(bytes)
                }

                /// The bytes.
                #[must_use]
                pub const fn as_bytes(&self) -> &[u8; $length] {
                    &self.0
                }

                /// A copy of the bytes.
                #[must_use]
                pub const fn to_bytes(self) -> [u8; $length] {
                    self.0
                }
            }

            impl fmt::Display for $name {
                fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                    hex::write(formatter, &self.0)
                }
            }

            impl fmt::Debug for $name {
                fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                    write!(formatter, "{}({self})", stringify!($name))
                }
            }

            impl FromStr for $name {
                type Err = ParseHexError;

                fn from_str(text: &str) -> Result<Self, ParseHexError> {
                    hex::parse(text).map(Self)
                }
            }
        )*
    };
}

identifiers! {
    /// A list: the first 16 bytes of its root fingerprint (`spec/protocol.md#derivations`).
    ListId[16];
    /// SHA-256 of the root document under the label `root`; the QR code carries it.
    RootFingerprint[32];
    /// SHA-256 of a descriptor under the label `descriptor-hash`.
    DescriptorHash[32];
    /// SHA-256 of a statement under the label `statement-id`.
    StatementId[32];
    /// SHA-256 of list id and upload token under the label `presence-id`.
    PresenceId[32];
    /// SHA-256 of an envelope under the label `record-id`.
    RecordId[32];
    /// SHA-256 of an instruction note under the label `instruction`.
    InstructionId[32];
    /// SHA-256 of a document of the instruction log under the label `document`.
    DocumentId[32];
    /// SHA-256 of list id and reader token under the label `log-token`.
    ReaderId[32];
    /// What the terms' order to erase an epoch is named by (`spec/protocol.md#erasure`).
    RetentionId[32];
    /// SHA-256 of a disclosure under the label `disclosure-id`.
    DisclosureId[32];
    /// SHA-256 of an authority's card under the label `authority`.
    AuthorityFingerprint[32];
    /// SHA-256 of a device's card under the label `device`.
    DeviceFingerprint[32];
}

impl RootFingerprint {
    /// The list with this root: the first 16 bytes.
    #[must_use]
    pub fn list_id(&self) -> ListId {
        let mut bytes = [0; ListId::LENGTH];
        bytes.copy_from_slice(&self.0[..ListId::LENGTH]);
        ListId(bytes)
    }
}

impl RecordId {
    /// The id of these envelope bytes, whether or not they are a valid envelope.
    #[must_use]
    pub fn of_envelope(envelope: &[u8]) -> Self {
        Self(labelled_hash(label::RECORD_ID, &[envelope]))
    }
}

impl RetentionId {
    /// The standing instruction of a descriptor to erase an epoch when it is due.
    #[must_use]
    pub fn new(list: &ListId, epoch: Epoch, descriptor: &DescriptorHash) -> Self {
        let epoch = epoch.value().to_be_bytes();
        let parts: [&[u8]; 3] = [list.as_bytes(), &epoch, descriptor.as_bytes()];
        Self(labelled_hash(label::RETENTION, &parts))
    }
}

impl DisclosureId {
    /// The id of a disclosure, as it is handed over.
    #[must_use]
    pub fn of_disclosure(disclosure: &[u8]) -> Self {
        Self(labelled_hash(label::DISCLOSURE_ID, &[disclosure]))
    }
}

impl InstructionId {
    /// The id of a signed instruction note, signature lines included.
    #[must_use]
    pub fn of_note(note: &[u8]) -> Self {
        Self(labelled_hash(label::INSTRUCTION, &[note]))
    }
}

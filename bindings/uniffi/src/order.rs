//! What an owner orders.

use crate::failure::SealrollError;

/// What an instruction orders. Ids are in hex digits.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Order {
    /// Erase every envelope of the epoch. Give up its key first, with `puncture`.
    PurgeEpoch {
        /// The epoch.
        epoch: u32,
    },
    /// Erase one envelope.
    EraseRecord {
        /// Its record id.
        record_id: String,
    },
    /// Keep an envelope and hand it out to nobody.
    RestrictRecord {
        /// Its record id.
        record_id: String,
    },
    /// End the restriction of an envelope.
    LiftRecord {
        /// Its record id.
        record_id: String,
    },
    /// Do not erase the epoch for its age.
    HoldEpoch {
        /// The epoch.
        epoch: u32,
    },
    /// End the hold of an epoch.
    LiftEpoch {
        /// The epoch.
        epoch: u32,
    },
    /// Let the bearer of a token read the logs; `admit_reader` draws one.
    AdmitReader {
        /// The reader's id.
        reader: String,
    },
    /// End what that allowed.
    DismissReader {
        /// The reader's id.
        reader: String,
    },
    /// Object to a statement of the processor.
    ObjectProcessor {
        /// The id of the statement.
        statement: String,
    },
    /// A disclosure was made.
    Disclose {
        /// The id of the disclosure.
        disclosure: String,
    },
    /// This device has given up the key of the epoch: `puncture` it first.
    PuncturedEpoch {
        /// The epoch.
        epoch: u32,
    },
    /// A device was granted something; `grant_instruction` signs it.
    GrantDevice {
        /// The hash of the device's card.
        device: String,
    },
    /// Take nothing more that a key signs; `revoke_instruction` signs it.
    RevokeCertificate {
        /// The serial of the certificate.
        certificate: u64,
    },
    /// A drill was made; `drill` orders it.
    DrillRecord {
        /// The record id of the canary.
        record_id: String,
    },
    /// Erase everything and take nothing more; `terminate` signs it.
    TerminateList,
}

impl Order {
    /// The order of the library, unless it is newer than this interface.
    pub(crate) fn of(order: &sealroll::Order) -> Option<Self> {
        use sealroll::Order as Plain;
        Some(match order {
            Plain::PurgeEpoch(epoch) => Self::PurgeEpoch {
                epoch: epoch.value(),
            },
            Plain::EraseRecord(id) => Self::EraseRecord {
                record_id: id.to_string(),
            },
            Plain::RestrictRecord(id) => Self::RestrictRecord {
                record_id: id.to_string(),
            },
            Plain::LiftRecord(id) => Self::LiftRecord {
                record_id: id.to_string(),
            },
            Plain::HoldEpoch(epoch) => Self::HoldEpoch {
                epoch: epoch.value(),
            },
            Plain::LiftEpoch(epoch) => Self::LiftEpoch {
                epoch: epoch.value(),
            },
            Plain::AdmitReader(id) => Self::AdmitReader {
                reader: id.to_string(),
            },
            Plain::DismissReader(id) => Self::DismissReader {
                reader: id.to_string(),
            },
            Plain::ObjectProcessor(id) => Self::ObjectProcessor {
                statement: id.to_string(),
            },
            Plain::Disclose(id) => Self::Disclose {
                disclosure: id.to_string(),
            },
            Plain::PuncturedEpoch(epoch) => Self::PuncturedEpoch {
                epoch: epoch.value(),
            },
            Plain::GrantDevice(id) => Self::GrantDevice {
                device: id.to_string(),
            },
            Plain::RevokeCertificate(serial) => Self::RevokeCertificate {
                certificate: serial.value(),
            },
            Plain::DrillRecord(id) => Self::DrillRecord {
                record_id: id.to_string(),
            },
            Plain::TerminateList => Self::TerminateList,
            _ => return None,
        })
    }

    pub(crate) fn plain(&self) -> Result<sealroll::Order, SealrollError> {
        use sealroll::{Epoch, Order as Plain};
        Ok(match self {
            Self::PurgeEpoch { epoch } => Plain::PurgeEpoch(Epoch(*epoch)),
            Self::EraseRecord { record_id } => Plain::EraseRecord(id(record_id, "record_id")?),
            Self::RestrictRecord { record_id } => {
                Plain::RestrictRecord(id(record_id, "record_id")?)
            }
            Self::LiftRecord { record_id } => Plain::LiftRecord(id(record_id, "record_id")?),
            Self::HoldEpoch { epoch } => Plain::HoldEpoch(Epoch(*epoch)),
            Self::LiftEpoch { epoch } => Plain::LiftEpoch(Epoch(*epoch)),
            Self::AdmitReader { reader } => Plain::AdmitReader(id(reader, "reader")?),
            Self::DismissReader { reader } => Plain::DismissReader(id(reader, "reader")?),
            Self::ObjectProcessor { statement } => {
                Plain::ObjectProcessor(id(statement, "statement")?)
            }
            Self::Disclose { disclosure } => Plain::Disclose(id(disclosure, "disclosure")?),
            Self::PuncturedEpoch { epoch } => Plain::PuncturedEpoch(Epoch(*epoch)),
            Self::GrantDevice { device } => Plain::GrantDevice(id(device, "device")?),
            Self::RevokeCertificate { certificate } => {
                Plain::RevokeCertificate(sealroll::Serial(*certificate))
            }
            Self::DrillRecord { record_id } => Plain::DrillRecord(id(record_id, "record_id")?),
            Self::TerminateList => Plain::TerminateList,
        })
    }
}

/// Reads an id of 64 hex digits.
pub(crate) fn id<T: core::str::FromStr>(text: &str, name: &str) -> Result<T, SealrollError> {
    text.parse()
        .map_err(|_| SealrollError::argument(name, "64 lower-case hex digits"))
}

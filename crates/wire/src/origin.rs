//! Names of logs and signers, made of the descriptor's origin (`spec/protocol.md#log`).

use alloc::{format, string::String};

use crate::{
    id::ListId,
    number::{Generation, Serial},
};

/// Origin and key name of a record log: `origin/<list>/<generation>`.
#[must_use]
pub fn record_log(origin: &str, list: &ListId, generation: Generation) -> String {
    format!("{origin}/{list}/{generation}")
}

/// Key name of the owner's witness: `origin/<list>/owner`.
#[must_use]
pub fn witness(origin: &str, list: &ListId) -> String {
    format!("{origin}/{list}/owner")
}

/// Key name of an instruction key: `origin/<list>/instruction/<certificate serial>`.
#[must_use]
pub fn instruction(origin: &str, list: &ListId, certificate: Serial) -> String {
    format!("{origin}/{list}/instruction/{certificate}")
}

/// Origin and key name of a list's instruction log: `origin/<list>/instructions`.
#[must_use]
pub fn instruction_log(origin: &str, list: &ListId) -> String {
    format!("{origin}/{list}/instructions")
}

/// Key name of the root where it signs an instruction: `origin/<list>/root`.
#[must_use]
pub fn root(origin: &str, list: &ListId) -> String {
    format!("{origin}/{list}/root")
}

/// Key name of the processor's statement: `origin/processor`.
#[must_use]
pub fn processor(origin: &str) -> String {
    format!("{origin}/processor")
}

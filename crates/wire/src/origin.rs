//! Names of logs and signers, made of the descriptor's origin (`spec/protocol.md#log`).

use alloc::{format, string::String};

use crate::{
    hex::hex_text,
    id::ListId,
    number::{Generation, Part, Serial, decimal_text},
    text::joined,
};

/// Origin and key name of a record log: `origin/<list>/<generation>`.
#[must_use]
pub fn record_log(origin: &str, list: &ListId, generation: Generation) -> String {
    let (list, generation) = (hex_text(list.as_bytes()), decimal_text(generation.0.into()));
    joined(&[origin, "/", &list, "/", &generation])
}

/// Origin and key name of a part of the log with this name (`spec/protocol.md#log-recovery`).
#[must_use]
pub fn of_part(name: &str, part: Part) -> String {
    if part == Part::FIRST {
        String::from(name)
    } else {
        joined(&[name, "/", &decimal_text(part.0)])
    }
}

/// Which part of the log with this name an origin is of; `None` for another log.
#[must_use]
pub fn part_of(origin: &str, name: &str) -> Option<Part> {
    let rest = origin.strip_prefix(name)?;
    if rest.is_empty() {
        return Some(Part::FIRST);
    }
    let part = rest.strip_prefix('/')?.parse().ok()?;
    (part != Part::FIRST).then_some(part)
}

/// Key name of the owner's witness: `origin/<list>/owner`.
#[must_use]
pub fn witness(origin: &str, list: &ListId) -> String {
    joined(&[origin, "/", &hex_text(list.as_bytes()), "/owner"])
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

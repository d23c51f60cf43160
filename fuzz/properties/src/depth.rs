//! Which states inputs reach behind signatures, seals and strict readers.
//!
//! A property names a state when it is in it. The replay of the corpora asks whether every state
//! of [`STATES`] was reached: a corpus whose inputs are all refused at the door would test little.

use core::cell::RefCell;
use std::collections::BTreeSet;

/// Notes that the running property is in this state.
pub(crate) fn reach(state: &'static str) {
    REACHED.with_borrow_mut(|reached| reached.insert(state));
}

/// The states that were reached in this thread since it was last asked.
#[must_use]
pub fn take() -> BTreeSet<&'static str> {
    REACHED.take()
}

thread_local! {
    static REACHED: RefCell<BTreeSet<&'static str>> = const { RefCell::new(BTreeSet::new()) };
}

/// For each target, the states that its checked-in inputs reach.
pub const STATES: &[(&str, &[&str])] = &[
    ("plain_text", &["read", "token"]),
    ("invitation", &["read"]),
    ("instruction", &["read"]),
    ("signature", &["any", "verified", "refused"]),
    ("root", &["read"]),
    ("certificate", &["read", "verified", "refused"]),
    ("descriptor", &["read", "verified", "refused"]),
    ("statement", &["read", "verified", "refused"]),
    ("statements", &["read"]),
    ("authority_card", &["read"]),
    ("welcome", &["read", "verified"]),
    ("registration", &["read", "verified"]),
    ("envelope", &["header read", "read"]),
    ("envelope_page", &["read"]),
    ("bundle_forgery", &["accepted", "refused"]),
    ("signed_chain", &["verified"]),
    ("request_fields", &["read", "verified"]),
    ("request_forgery", &["signed", "accepted", "refused"]),
    ("note", &["read", "verified"]),
    (
        "checkpoint",
        &["read", "verified", "log key", "witness key"],
    ),
    ("cosignature", &["accepted"]),
    ("receipt", &["read", "verified"]),
    ("receipt_forgery", &["accepted", "refused"]),
    ("document", DOCUMENT),
    ("entry", &["read"]),
    ("bundle", &["read"]),
    ("tile", &["read"]),
    ("tile_path", &["read"]),
    ("frontier", &["read"]),
    ("inclusion_proof", &["accepted"]),
    ("consistency_proof", &["accepted"]),
    ("log_model", LOG_MODEL),
    ("record", &["check-in", "follow-up"]),
    ("record_fields", &["made"]),
    ("sealed_frame", SEALED_FRAME),
    ("frame", &["padded", "read"]),
    ("ticket", &["read"]),
    (
        "hostile_inbox",
        &["accepted", "set aside", "follow-up", "exported"],
    ),
    ("service", SERVICE),
    (
        "hostile_sync",
        &["cosigned", "cosigned again", "proven fault"],
    ),
    ("hostile_history", HISTORY),
    ("recovered_logs", RECOVERED),
    (
        "disclosure",
        &["accepted", "set aside", "follow-up", "refused"],
    ),
    ("notice", &["message", "opened", "refused", "feeds"]),
    ("sealed_contact", SEALED_CONTACT),
    ("notice_page", &["message", "passed over", "refused"]),
    ("feed", &["read", "verified", "not a feed"]),
    ("mailbox", &["message", "refused"]),
    ("device_card", &["read"]),
    ("grant", &["accepted", "epochs", "refused"]),
    ("recovery_sheet", &["typed", "combined", "mixed", "too few"]),
    (
        "recovery_words",
        &["typed", "written", "chosen", "wrong check"],
    ),
    (
        "recovery_blob",
        &["parsed", "opened", "refused", "content read"],
    ),
    (
        "recovered_owner",
        &["documents", "statements", "passed over"],
    ),
    ("audit", &["the same report", "another report", "stopped"]),
    ("transcript", &["read", "audited", "incomplete"]),
    ("saved_state", SAVED_STATE),
    ("exchange", &["exchanged"]),
    ("epoch_frontier", &["read", "punctured"]),
    ("puncturing", &["punctured", "delegated", "stored"]),
    ("key_file", &["parsed", "opened"]),
    ("key_file_content", &["opened", "content read"]),
    ("recovery_code", &["written", "read"]),
];

const SEALED_CONTACT: &[&str] = &["opened", "bad contact", "bad frame", "moved"];
const DOCUMENT: &[&str] = &[
    "opening",
    "acknowledgement",
    "erasure",
    "processor statement",
    "verified",
];
const LOG_MODEL: &[&str] = &[
    "staged", "dropped", "rebuilt", "proved", "extended", "rewound",
];
const SEALED_FRAME: &[&str] = &["bad frame", "bad record", "check-in", "follow-up"];
const SERVICE: &[&str] = &["uploaded", "uploaded again", "cosigned", "refused"];
const HISTORY: &[&str] = &[
    "cosigned",
    "cosigned again",
    "proven fault",
    "finding",
    "followed",
    "set aside",
    "certificate",
    "terms",
    "instruction",
    "carried out",
    "erased",
    "operator",
];
const RECOVERED: &[&str] = &[
    "cosigned",
    "proven fault",
    "records lost",
    "orders lost",
    "nothing lost",
    "unknown",
    "returned",
    "erased",
    "missing",
];
const SAVED_STATE: &[&str] = &[
    "inbox",
    "inbox with losses",
    "memory",
    "pending",
    "pending follow-up",
    "ticket",
    "outbox",
    "new device",
    "authority",
    "opener",
    "owner",
];

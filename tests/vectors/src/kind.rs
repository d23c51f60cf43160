//! The kinds of cases.

use serde_json::Value;

use crate::outcome::Outcome;
use crate::{
    acknowledgement, certificate, checkpoint, descriptor, disclosure, document, envelope, field,
    frontier, grant, http_signature, instruction, invitation, key, key_file, label, mailbox, note,
    open, owner_inbox, receipt, record, recovered_log, recovery_blob, recovery_code, registration,
    root, seal, sheet, statement, sync, ticket, tree, welcome, worked_check_in,
};

/// One kind of case.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// Its name.
    pub name: &'static str,
    /// Names of output values, at any depth, that the libraries compute but do not show.
    pub hidden: &'static [&'static str],
    task: fn(&Value) -> Outcome,
}

impl Kind {
    /// The kind of this name.
    #[must_use]
    pub fn find(name: &str) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.name == name)
    }

    /// Does what the runner contract says to do with an input.
    ///
    /// # Errors
    /// The refusal, which a negative case expects.
    pub fn run(&self, input: &Value) -> Outcome {
        (self.task)(input)
    }
}

/// Every kind that this runner knows.
pub const KINDS: &[Kind] = &[
    shown("labels", label::labels),
    shown("fingerprint-words", label::fingerprint_words),
    shown("psk", label::psk),
    shown("ed25519-verify", key::ed25519_verify),
    shown("x25519-key", key::x25519_key),
    shown("x25519-shared", key::x25519_shared),
    shown("decode-root", root::decode),
    shown("decode-certificate", certificate::decode),
    shown("verify-certificate", certificate::verify),
    shown("decode-descriptor", descriptor::decode),
    shown("verify-descriptor", descriptor::verify),
    shown("decode-statement", statement::decode),
    shown("verify-statement", statement::verify),
    shown("parse-invitation", invitation::parse),
    shown("verify-welcome", welcome::verify),
    shown("verify-registration", registration::verify),
    shown("decode-envelope", envelope::decode),
    shown("hedge", envelope::hedge),
    hidden(
        "seal-envelope",
        &["secret", "signed", "signature", "plaintext", "inner_info"],
        seal::seal,
    ),
    hidden("open-envelope", &["secret"], open::open),
    shown("record-decode", record::decode),
    shown("sealed-contact", record::sealed_contact),
    hidden("verify-follow-up", &["signed"], record::verify_follow_up),
    shown("field", field::check),
    shown("decode-frontier", frontier::decode),
    hidden("frontier", &["leaf", "ikm"], frontier::frontier),
    hidden("key-file-seal", &["prk", "key", "nonce"], key_file::seal),
    hidden("key-file", &["content"], key_file::open),
    shown("recovery-code", recovery_code::read),
    shown("recovery-code-write", recovery_code::write),
    shown("recovery-words", recovery_code::read_words),
    shown("recovery-words-write", recovery_code::write_words),
    shown("sheet", sheet::read),
    shown("sheets", sheet::combine),
    hidden(
        "recovery-key",
        &["prk", "ikm", "secret_key"],
        recovery_blob::key,
    ),
    hidden(
        "recovery-blob-seal",
        &["key", "base_nonce"],
        recovery_blob::seal,
    ),
    shown("recovery-blob", recovery_blob::open),
    shown("canary", recovery_blob::canary),
    shown("entry", tree::entry),
    shown("tree", tree::tree),
    shown("inclusion", tree::inclusion),
    shown("consistency", tree::consistency),
    shown("note", note::note),
    shown("checkpoint", checkpoint::checkpoint),
    hidden("cosignature", &["message"], checkpoint::cosignature),
    shown("receipt", receipt::receipt),
    shown("http-signature", http_signature::verify),
    hidden("instruction", &["hashed"], instruction::verify),
    shown("document", document::verify),
    shown("document-hashes", document::hashes),
    shown("acknowledgement", acknowledgement::confirm),
    shown("renew", ticket::renew),
    shown("lost", ticket::lost),
    shown("log-deleted", ticket::deleted),
    shown("authority-card", disclosure::card),
    shown("disclosure-seal", disclosure::seal),
    shown("disclosure", disclosure::open),
    hidden(
        "notice-seal",
        &["key", "nonce", "head", "signature"],
        mailbox::seal,
    ),
    shown("notice", mailbox::open),
    shown("notice-message", mailbox::message),
    shown("notice-page", mailbox::page),
    shown("notice-page-number", mailbox::page_number),
    shown("feed", mailbox::feed),
    shown("device-card", grant::card),
    shown("frontier-range", grant::range),
    shown("grant-seal", grant::seal),
    hidden("grant", &["keys", "psks"], grant::open),
    hidden("owner-inbox", &["latest"], owner_inbox::open),
    shown("sync", sync::sync),
    shown("recovered-log", recovered_log::sync),
    hidden(
        "worked-check-in",
        &["secret", "signed", "signature", "plaintext"],
        worked_check_in::run,
    ),
];

const fn shown(name: &'static str, task: fn(&Value) -> Outcome) -> Kind {
    hidden(name, &[], task)
}

const fn hidden(
    name: &'static str,
    hidden: &'static [&'static str],
    task: fn(&Value) -> Outcome,
) -> Kind {
    Kind { name, hidden, task }
}

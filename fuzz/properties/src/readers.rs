//! Which target reaches each function that reads, verifies or opens what somebody else has made.
//!
//! `tests/tests/corpus.rs` looks through the sources for such functions: one that is not in the
//! table, or is no longer there, fails the test. So a new decoder cannot be without a target.

/// File (crate and module), names of the functions, and the targets that hand them any input.
pub const READERS: &[(&str, &[&str], &[&str])] = &[
    ("wire/authority_card", &["from_bytes"], &["authority_card"]),
    (
        "wire/base64",
        &["decode", "decode_url"],
        &["note", "invitation"],
    ),
    ("wire/bucket", &["from_size"], &["descriptor"]),
    ("wire/certificate", &["from_bytes"], &["certificate"]),
    (
        "wire/chain",
        &["verify", "verify_owned"],
        &["bundle_forgery", "signed_chain"],
    ),
    ("wire/descriptor", &["from_bytes"], &["descriptor"]),
    ("wire/device_card", &["from_bytes"], &["device_card"]),
    ("wire/envelope", &["from_bytes", "from_vec"], &["envelope"]),
    (
        "wire/envelope_page",
        &["read_envelopes"],
        &["envelope_page"],
    ),
    ("wire/environment", &["from_byte"], &["root"]),
    (
        "wire/feed",
        &["from_bytes", "verify", "read_feeds"],
        &["feed", "notice", "notice_page"],
    ),
    ("wire/header", &["from_bytes"], &["envelope"]),
    ("wire/instruction", &["from_text"], &["instruction"]),
    ("wire/invitation", &["from_link"], &["invitation"]),
    ("wire/key", &["from_bytes", "verify"], &["signature"]),
    ("wire/key_use", &["from_byte"], &["certificate"]),
    (
        "wire/number",
        &["parse_decimal"],
        &["checkpoint", "tile_path"],
    ),
    ("wire/policy", &["from_byte", "from_bytes"], &["descriptor"]),
    ("wire/reader_token", &["from_text"], &["plain_text"]),
    (
        "wire/registration",
        &["from_bytes", "verify"],
        &["registration"],
    ),
    (
        "wire/request_signature",
        &["parse", "verify"],
        &["request_fields", "request_forgery"],
    ),
    (
        "wire/rights",
        &["from_byte", "of_any"],
        &["certificate", "grant"],
    ),
    (
        "wire/root",
        &["from_bytes", "verify_certificate", "verify_descriptor"],
        &["root", "certificate", "descriptor"],
    ),
    (
        "wire/statement",
        &["from_bytes", "verify", "read_statements"],
        &["statement", "statements"],
    ),
    ("wire/text", &["plain_from_bytes"], &["plain_text"]),
    ("wire/time", &["from_rfc3339"], &["plain_text"]),
    (
        "wire/upload_token",
        &["from_authorization"],
        &["plain_text"],
    ),
    ("wire/welcome", &["from_bytes", "from_vec"], &["welcome"]),
    (
        "core/content_key",
        &["open_with_content_key"],
        &["sealed_frame"],
    ),
    (
        "core/context",
        &["open", "open_in_place"],
        &["sealed_frame", "sealed_contact"],
    ),
    ("core/disclosure", &["open_disclosure"], &["disclosure"]),
    (
        "core/edition",
        &["read"],
        &["key_file_content", "recovery_blob"],
    ),
    ("core/frontier", &["from_bytes"], &["epoch_frontier"]),
    ("core/grant", &["open_grant"], &["grant"]),
    (
        "core/keyfile",
        &["parse", "open"],
        &["key_file", "key_file_content"],
    ),
    ("core/message", &["from_data", "from_number"], &["notice"]),
    ("core/notice", &["open"], &["notice"]),
    ("core/notice_page", &["read"], &["notice_page"]),
    (
        "core/open",
        &["open", "open_many", "decode", "verify"],
        &["sealed_frame", "hostile_inbox"],
    ),
    ("core/padding", &["unpad"], &["frame"]),
    ("core/record", &["from_data"], &["record", "record_fields"]),
    ("core/recovery", &["parse"], &["recovery_code"]),
    ("core/recovery_blob", &["parse", "open"], &["recovery_blob"]),
    ("core/recovery_content", &["read"], &["recovery_blob"]),
    (
        "core/recovery_parameters",
        &["from_bytes"],
        &["recovery_blob"],
    ),
    (
        "core/sealed_contact",
        &["open", "open_contact"],
        &["sealed_contact"],
    ),
    ("core/ticket", &["from_bytes"], &["ticket"]),
    ("core/ticket_key", &["from_bytes"], &["record"]),
    ("log/bundle", &["decode_bundle"], &["bundle"]),
    (
        "log/checkpoint",
        &["parse", "from_note", "verify"],
        &["checkpoint"],
    ),
    (
        "log/consistency",
        &["from_hashes", "from_bytes", "verify"],
        &["consistency_proof"],
    ),
    (
        "log/cosignature",
        &["verify_cosignatures", "with_cosignature"],
        &["cosignature"],
    ),
    ("log/document", &["verify"], &["document"]),
    ("log/entry", &["from_number", "from_bytes"], &["entry"]),
    ("log/frontier", &["from_bytes"], &["frontier"]),
    ("log/hash", &["from_base64"], &["checkpoint"]),
    (
        "log/inclusion",
        &["from_hashes", "from_bytes", "verify"],
        &["inclusion_proof"],
    ),
    ("log/instruction", &["verify"], &["hostile_history"]),
    ("log/key", &["parse"], &["note"]),
    ("log/note", &["parse", "verify"], &["note"]),
    (
        "log/receipt",
        &["parse", "verify"],
        &["receipt", "receipt_forgery"],
    ),
    ("log/tile", &["from_bytes"], &["tile"]),
    ("log/tile_path", &["parse"], &["tile_path"]),
    ("sealroll/auditor", &["compare_with", "receive"], &["audit"]),
    (
        "sealroll/authority",
        &["from_bytes", "from_file", "open"],
        &["saved_state", "key_file_content", "disclosure"],
    ),
    ("sealroll/create", &["restore"], &["recovered_owner"]),
    (
        "sealroll/delegate",
        &["accept", "from_bytes", "from_file"],
        &["grant", "saved_state", "key_file_content"],
    ),
    (
        "sealroll/epoch_opener",
        &["from_bytes", "open"],
        &["saved_state", "hostile_inbox"],
    ),
    ("sealroll/fetch", &["receive"], &["envelope_page"]),
    ("sealroll/guest", &["accept"], &["bundle_forgery"]),
    ("sealroll/identity", &["from_file"], &["key_file_content"]),
    ("sealroll/inbox", &["from_bytes"], &["saved_state"]),
    ("sealroll/instruct", &["confirm_instruction"], &["document"]),
    (
        "sealroll/losses",
        &["read_all"],
        &["saved_state", "recovered_logs"],
    ),
    ("sealroll/mailbox_reading", &["receive"], &["mailbox"]),
    ("sealroll/memory", &["from_bytes"], &["saved_state"]),
    ("sealroll/open", &["open", "accept"], &["hostile_inbox"]),
    ("sealroll/outbox", &["from_bytes"], &["saved_state"]),
    (
        "sealroll/owner_state",
        &["from_bytes", "from_device_file", "open_decryption_file"],
        &["saved_state", "key_file_content"],
    ),
    ("sealroll/parts", &["check_openings"], &["recovered_logs"]),
    (
        "sealroll/pending",
        &["from_bytes", "confirm"],
        &["saved_state", "receipt_forgery"],
    ),
    ("sealroll/publication", &["receive"], &["receipt"]),
    ("sealroll/purge", &["confirm_purge"], &["document"]),
    (
        "sealroll/recover",
        &[
            "begin_recovery",
            "take_blob",
            "take_documents",
            "take_statements",
        ],
        &["recovered_owner", "recovery_blob"],
    ),
    (
        "sealroll/recovery",
        &["confirm_canary"],
        &["receipt_forgery"],
    ),
    (
        "sealroll/recovery_words",
        &["recovery_code_from_words"],
        &["recovery_words"],
    ),
    ("sealroll/sheet", &["parse", "combine"], &["recovery_sheet"]),
    (
        "sealroll/sync",
        &["receive"],
        &["hostile_sync", "hostile_history"],
    ),
    ("sealroll/ticket", &["from_bytes"], &["saved_state"]),
    ("sealroll/transcript", &["from_bytes"], &["transcript"]),
];

/// The functions of a source that read, verify or open: public ones by their names that can fail.
#[must_use]
pub fn readers_of(source: &str) -> Vec<&str> {
    let source = source.split("#[cfg(test)]\nmod tests").next();
    let mut found: Vec<&str> = Vec::new();
    for item in source.unwrap_or_default().split("\n    pub fn ").skip(1) {
        push(item, &mut found);
    }
    for marker in ["\npub fn ", "\n    pub const fn ", "\npub const fn "] {
        for item in source.unwrap_or_default().split(marker).skip(1) {
            push(item, &mut found);
        }
    }
    for marker in ["\n    pub(crate) fn ", "\npub(crate) fn "] {
        for item in source.unwrap_or_default().split(marker).skip(1) {
            if INSIDE.iter().any(|name| item.starts_with(name)) {
                push(item, &mut found);
            }
        }
    }
    found
}

fn push<'a>(item: &'a str, found: &mut Vec<&'a str>) {
    let Some((signature, _)) = item.split_once('{') else {
        return;
    };
    let end = signature.find(['(', '<']).unwrap_or_default();
    let name = &signature[..end];
    let result = signature.rsplit("->").next().unwrap_or_default();
    let can_fail =
        signature.contains("->") && (result.contains("Result<") || result.contains("Option<"));
    let reads = EXACT.contains(&name) || BEGINNINGS.iter().any(|begin| name.starts_with(begin));
    if can_fail && reads && !found.contains(&name) {
        found.push(name);
    }
}

/// How names of readers begin.
const BEGINNINGS: [&str; 8] = [
    "from_", "parse", "decode", "read", "verify", "open", "confirm", "take_",
];
/// Readers inside a crate that deserve a row of their own.
const INSIDE: [&str; 2] = ["check_openings", "read_all"];
/// Other names of readers.
const EXACT: [&str; 12] = [
    "check_openings",
    "accept",
    "receive",
    "unpad",
    "combine",
    "restore",
    "begin_recovery",
    "compare_with",
    "with_cosignature",
    "recovery_code_from_words",
    "plain_from_bytes",
    "of_any",
];

//! Domain labels, one for each hash, derivation and signature input (`spec/protocol.md#labels`).
//!
//! A label is `sealroll-v1 `, a word and one zero byte. No label is a prefix of another.

macro_rules! labels {
    ($($(#[$doc:meta])* $name:ident = $word:literal;)*) => {
        $(
            $(#[$doc])*
            pub const $name: &[u8] = concat!("sealroll-v1 ", $word, "\0").as_bytes();
        )*
        /// Every label with its word, in the order of the specification.
        pub const ALL: &[(&str, &[u8])] = &[$(($word, $name)),*];
    };
}

labels! {
    /// Check of a recovery sheet.
    SHEET = "sheet";
    /// Derivation of the recovery key pair.
    RECOVERY_KEY = "recovery-key";
    /// HPKE `info` of a recovery blob.
    RECOVERY_BLOB = "recovery-blob";
    /// Hash of a blob's context, AEAD key and nonce.
    BLOB_COMMITMENT = "blob-commitment";
    /// Derivation of a canary's value.
    CANARY = "canary";
    /// Hash of the root document: the root fingerprint.
    ROOT = "root";
    /// Hash of a device's card.
    DEVICE = "device";
    /// HPKE `info` of a grant.
    GRANT = "grant";
    /// Signature input of a grant.
    GRANTED = "granted";
    /// Hash of a descriptor.
    DESCRIPTOR_HASH = "descriptor-hash";
    /// Hash of a statement.
    STATEMENT_ID = "statement-id";
    /// Hash of list id and presence secret: the token of uploads.
    UPLOAD_TOKEN = "upload-token";
    /// Hash of list id and upload token.
    PRESENCE_ID = "presence-id";
    /// Hash of an envelope.
    RECORD_ID = "record-id";
    /// Hash of header, AEAD key and nonce.
    KEY_COMMITMENT = "key-commitment";
    /// Hash of an instruction note.
    INSTRUCTION = "instruction";
    /// Derivation of an epoch's PSK from the presence secret.
    PSK = "psk";
    /// Derivation of a child in the epoch tree.
    TREE = "tree";
    /// Derivation of an epoch's key material from its leaf.
    EPOCH_KEY = "epoch-key";
    /// Hedging of the ephemeral key material.
    EPHEMERAL = "ephemeral";
    /// HPKE `info` of a record.
    RECORD = "record";
    /// Signature input of a certificate.
    CERTIFICATE = "certificate";
    /// Signature input of a descriptor.
    DESCRIPTOR = "descriptor";
    /// Signature input of a statement.
    STATEMENT = "statement";
    /// Signature input of a follow-up.
    FOLLOW_UP = "follow-up";
    /// Derivation of a key file's key, nonce and commitment.
    KEYFILE = "keyfile";
    /// Check characters of a recovery code.
    RECOVERY_CODE = "recovery-code";
    /// Hash of list id and reader token.
    LOG_TOKEN = "log-token";
    /// Hash of a document of the instruction log.
    DOCUMENT = "document";
    /// Hash that names the terms as the reason of an erasure.
    RETENTION = "retention";
    /// Derivation of a door code from the door secret.
    DOOR_CODE = "door-code";
    /// HPKE `info` of a disclosure.
    DISCLOSURE = "disclosure";
    /// Signature input of a disclosure.
    DISCLOSED = "disclosed";
    /// Hash of a disclosure.
    DISCLOSURE_ID = "disclosure-id";
    /// Hash of an authority's card.
    AUTHORITY = "authority";
    /// HPKE `info` of a sealed contact.
    INNER = "inner";
    /// Hash of a record without its contact, in the `info` of the sealed contact.
    OUTER_BODY = "outer-body";
    /// Export of the secret of notices about a check-in.
    NOTICE = "notice";
    /// Export of the secret of answers to a request.
    ANSWER = "answer";
    /// Derivation of a notice's tag.
    NOTICE_TAG = "notice-tag";
    /// Derivation of a notice's key and nonce.
    NOTICE_KEY = "notice-key";
    /// Derivation of the page of a feed on which notices are.
    NOTICE_PAGE = "notice-page";
    /// Signature input of a notice.
    NOTICE_SIGNATURE = "notice-signature";
}

//! Sizes and bounds of the structures, in bytes unless said otherwise.
//!
//! Every length that a decoder reads is compared with one of these before anything is allocated
//! (`spec/protocol.md#CNV-3`).

/// Length of a root document.
pub const ROOT_DOCUMENT: usize = 54;
/// Length of a certificate.
pub const CERTIFICATE: usize = 155;
/// Length of a statement.
pub const STATEMENT: usize = 235;
/// Length of an Ed25519 signature.
pub const SIGNATURE: usize = 64;
/// Length of an envelope's header.
pub const HEADER: usize = 55;
/// What an envelope is longer than its bucket: header, key commitment, `enc` and AEAD tag.
pub const ENVELOPE_OVERHEAD: usize = 135;
/// Length of the longest envelope.
pub const MAX_ENVELOPE: usize = 2048 + ENVELOPE_OVERHEAD;

/// Most certificates in a welcome bundle or a registration.
pub const MAX_CERTIFICATES: usize = 16;
/// Length of the longest descriptor: fixed parts and every text at its maximum.
pub const MAX_DESCRIPTOR: usize = 2584;
/// Length of the longest inclusion proof in a welcome bundle, which its `u16` bounds.
pub const MAX_PROOF: usize = u16::MAX as usize;
/// How far above the one before a serial of a statement, an instruction or a blob may be. A time is
/// below it, so that the first may be one; and nobody can use serials up (`spec/protocol.md#INS-1`).
pub const MAX_SERIAL_STEP: u64 = 1 << 32;
/// Most statements in one upload.
pub const MAX_STATEMENTS: usize = 4096;
/// Most envelopes in one answer to the owner.
pub const MAX_ENVELOPES: usize = 1000;
/// Length of the longest host, with its port, in an invitation link.
pub const MAX_HOST: usize = 253;
/// Length of the longest door code.
pub const MAX_DOOR_CODE: usize = 16;
/// Length of the longest note of an owner or a processor, signature lines included.
pub const MAX_DOCUMENT: usize = 4096;
/// Most sub-processors in a processor statement.
pub const MAX_SUB_PROCESSORS: usize = 16;
/// Length of the longest line of text in a processor statement.
pub const MAX_STATEMENT_TEXT: usize = 200;
/// Length of a notice.
pub const NOTICE: usize = 256;
/// Most notices in one feed, fillings included.
pub const MAX_NOTICES: usize = 65_536;
/// Length of the longest feed.
pub const MAX_FEED: usize = 1 + CERTIFICATE + 3 + MAX_NOTICES * NOTICE;
/// Most feeds in one answer to a guest.
pub const MAX_FEEDS: usize = 1000;
/// Seconds that a processor keeps a feed (`spec/protocol.md#MBX-9`).
pub const FEED_AGE: u64 = 92 * 86_400;
/// Seconds that a signed request may be valid, and that its clock may run ahead.
pub const MAX_REQUEST_AGE: u64 = 60;
/// Seconds by which a guest's clock may differ from the owner's (`spec/protocol.md#STMT-6`).
pub const CLOCK_LEEWAY: u64 = 600;
/// The last moment of the year 9999 in Unix seconds (`spec/protocol.md#CNV-6`).
pub const MAX_TIME: u64 = 253_402_300_799;

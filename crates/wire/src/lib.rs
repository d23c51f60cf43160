//! What every party of Sealroll sees: the byte layouts of `spec/protocol.md`, their identifiers,
//! labels, limits and signature checks.
//!
//! The crate holds no secret key. Structures are decoded once, strictly; they keep the bytes they
//! were read from, and hashes and signatures are computed over these bytes
//! (`spec/protocol.md#CNV-7`). What has passed its checks is a [`Verified`] value, which only the
//! checks of this crate make.
//!
//! `no_std` with `alloc`; no clock, no randomness, no I/O.
#![no_std]

extern crate alloc;

mod acknowledgement;
mod authority_card;
mod base64;
mod bucket;
mod certificate;
mod certificates;
mod chain;
mod codec;
mod descriptor;
mod device_card;
mod digest;
mod document;
mod door_code;
mod envelope;
mod envelope_page;
mod environment;
mod erasure;
mod error;
mod feed;
mod fingerprint;
mod header;
mod hex;
mod id;
mod instruction;
mod invitation;
mod key;
mod key_use;
pub mod label;
pub mod limit;
mod nonce;
mod note_lines;
mod number;
mod opening;
pub mod origin;
mod policy;
mod presence;
mod processor_statement;
mod reader_token;
mod registration;
mod request;
mod request_signature;
mod rights;
mod root;
mod signed;
mod statement;
mod terms;
pub mod text;
mod time;
mod upload_token;
mod verified;
mod welcome;

pub use acknowledgement::Acknowledgement;
pub use authority_card::AuthorityCard;
pub use base64::{decode as decode_base64, decode_url as decode_base64_url};
pub use bucket::Bucket;
pub use certificate::{Certificate, CertificateBody};
pub use chain::{Chain, Expected, Seen};
pub use codec::{Fields, Reader, Writer};
pub use descriptor::Descriptor;
pub use device_card::{DeviceCard, DeviceKeys};
pub use digest::{hash_of, labelled_hash};
pub use document::{DocumentError, DocumentKind, ProcessorText};
pub use door_code::DoorCode;
pub use envelope::{Envelope, EnvelopeRef};
pub use envelope_page::{read_envelopes, write_envelopes};
pub use environment::Environment;
pub use erasure::{Erasure, ErasureReason};
pub use error::{DecodeError, KeyError, SignatureError, VerifyError};
pub use feed::{Feed, FeedPage, FeedShape, FeedSummary, read_feeds, write_feeds};
pub use header::Header;
pub use hex::{ParseHexError, hex_text};
pub use id::{
    AuthorityFingerprint, DescriptorHash, DeviceFingerprint, DisclosureId, DocumentId,
    InstructionId, ListId, PresenceId, ReaderId, RecordId, RetentionId, RootFingerprint,
    StatementId,
};
pub use instruction::{Instruction, InstructionError, Order};
pub use invitation::{Invitation, LinkError};
pub use key::{Signature, VerifyingKey, X25519PublicKey};
pub use key_use::KeyUse;
pub use nonce::Nonce;
pub use number::{Epoch, Generation, ParseNumberError, Part, Serial, decimal_text, parse_decimal};
pub use opening::Opening;
pub use policy::{FieldName, FieldPolicies, Policy};
pub use presence::PresenceSecret;
pub use processor_statement::ProcessorStatement;
pub use reader_token::ReaderToken;
pub use registration::{Registration, VerifiedRegistration};
pub use request::RequestParts;
pub use request_signature::{
    RequestSignature, RequestSignatureError, SignatureFields, SignatureParameters,
};
pub use rights::Rights;
pub use root::RootDocument;
pub use statement::{SUITE, Statement, StatementBody, read_statements, write_statements};
pub use terms::Terms;
pub use text::TextError;
pub use time::Time;
pub use upload_token::UploadToken;
pub use verified::Verified;
pub use welcome::WelcomeBundle;

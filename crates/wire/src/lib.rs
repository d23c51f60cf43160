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

mod bucket;
mod certificate;
mod codec;
mod descriptor;
mod digest;
mod envelope;
mod environment;
mod error;
mod header;
mod hex;
mod id;
mod key;
mod key_use;
pub mod label;
pub mod limit;
mod number;
mod policy;
mod root;
mod signed;
mod statement;
mod terms;
pub mod text;
mod time;
mod verified;

pub use bucket::Bucket;
pub use certificate::{Certificate, CertificateBody};
pub use codec::{Reader, Writer};
pub use descriptor::Descriptor;
pub use digest::labelled_hash;
pub use envelope::{Envelope, EnvelopeRef};
pub use environment::Environment;
pub use error::{DecodeError, KeyError, SignatureError, VerifyError};
pub use header::Header;
pub use hex::ParseHexError;
pub use id::{
    DescriptorHash, InstructionId, ListId, PresenceId, RecordId, RootFingerprint, StatementId,
};
pub use key::{Signature, VerifyingKey, X25519PublicKey};
pub use key_use::KeyUse;
pub use number::{Epoch, Generation, ParseNumberError, Serial};
pub use policy::{FieldName, FieldPolicies, Policy};
pub use root::RootDocument;
pub use statement::{SUITE, Statement, StatementBody, read_statements, write_statements};
pub use terms::Terms;
pub use text::TextError;
pub use time::Time;
pub use verified::Verified;

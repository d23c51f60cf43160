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

mod codec;
mod digest;
mod error;
mod hex;
mod id;
mod key;
pub mod label;
pub mod limit;
mod number;
pub mod text;
mod time;
mod verified;

pub use codec::{Reader, Writer};
pub use digest::labelled_hash;
pub use error::{DecodeError, KeyError, SignatureError, VerifyError};
pub use hex::ParseHexError;
pub use id::{
    DescriptorHash, InstructionId, ListId, PresenceId, RecordId, RootFingerprint, StatementId,
};
pub use key::{Signature, VerifyingKey, X25519PublicKey};
pub use number::{Epoch, Generation, ParseNumberError, Serial};
pub use text::TextError;
pub use time::Time;
pub use verified::Verified;

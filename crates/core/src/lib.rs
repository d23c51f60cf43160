//! The secret side of Sealroll: HPKE, epoch keys, records, key files.
//!
//! Sans-IO: randomness and time are arguments. `no_std` with `alloc`.
#![no_std]

extern crate alloc;

mod context;
mod error;
mod frontier;
pub mod hpke;
mod kdf;
mod kem;
pub mod padding;
mod recipient;
mod redacted;
mod tree;
mod x25519;

pub use error::{FrontierError, HpkeError, PaddingError};
pub use frontier::Frontier;
pub use sealroll_wire::X25519PublicKey;
pub use tree::Leaf;
pub use x25519::{X25519KeyPair, X25519SecretKey};

//! Many X25519 (RFC 7748) side by side in the lanes of vector registers.
//!
//! Opening a list means one Diffie-Hellman of the same secret with each of many public keys, and
//! sealing means one of a fresh secret with the base point and with the recipient. Such
//! exchanges do not depend on each other, so each takes a lane of its own: eight with AVX-512
//! IFMA, four with AVX2, two with the vectors of WebAssembly. Elsewhere, and for what does not
//! fill a vector, x25519-dalek computes one after the other. The results are the same, bit by
//! bit, whoever computes them.
//!
//! ```
//! let secret = [7; 32];
//! let public_keys = [sealroll_lanes::BASE_POINT; 3];
//! let mut shared = [[0; 32]; 3];
//! sealroll_lanes::shared_secrets(&secret, &public_keys, &mut shared);
//! assert_eq!(shared[0], sealroll_lanes::with_base_and(&secret, &public_keys[0]).0);
//! ```
//!
//! # Security
//! - No branch and no address depends on a secret.
//! - A public key of small order gives 32 zero bytes, as in RFC 7748 section 6.1. The caller
//!   refuses that result. Such a key harms no other record of its batch.
//! - Coordinates and scalar bits that were written to memory are wiped. Copies that the compiler
//!   makes of registers are out of reach.
//!
//! # From bytes to bytes
//! [`shared_secrets`] asks [`best`] for a [`Backend`]; `dispatch` enters the code for its
//! processor features; `chunk` takes up to 64 records through the `ladder` and one shared
//! `inversion`, over the arithmetic of a `field`.
#![no_std]
#![cfg_attr(
    not(any(
        target_arch = "x86_64",
        all(target_arch = "wasm32", target_feature = "simd128")
    )),
    allow(dead_code, reason = "without vectors only the plain code is used")
)]

mod backend;
mod bits;
mod chunk;
mod dispatch;
mod exchange;
mod field;
#[cfg(target_arch = "x86_64")]
mod field_avx2;
#[cfg(target_arch = "x86_64")]
mod field_ifma;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod field_simd128;
mod inversion;
mod ladder;
mod limbs;
mod serial;

pub use backend::{Backend, backends, best};
pub use exchange::{
    BASE_POINT, pair, pairwise, pairwise_with, shared_secrets, shared_secrets_with, with_base_and,
};

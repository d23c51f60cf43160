//! Many X25519 (RFC 7748) side by side in the lanes of vector registers.
//!
//! Opening a list means one Diffie-Hellman of the same secret with each of many public keys, and
//! sealing means one of a fresh secret with the base point and with the recipient. Such
//! exchanges do not depend on each other, so each takes a lane of its own: eight with AVX-512
//! IFMA, four with AVX2, two with the vectors of WebAssembly. One exchange alone shares its products
//! among the four lanes of AVX2. Elsewhere, and for what fills too little of a vector, x25519-dalek
//! computes one after the other. The results are the same, bit by bit, whoever computes them.
//!
//! The keys that follow from such exchanges are derived with SHA-256, whose compression function takes
//! sixteen lanes with AVX-512; elsewhere callers keep to the crate `sha2`.
//!
//! ```
//! let secret = [7; 32];
//! let public_keys = [sealroll_lanes::BASE_POINT; 3];
//! let mut shared = [[0; 32]; 3];
//! sealroll_lanes::shared_secrets(&secret, &public_keys, &mut shared);
//! let mut of_one = [0; 32];
//! assert_eq!(shared[0], sealroll_lanes::with_base_and(&secret, &public_keys[0], &mut of_one));
//! assert_eq!(shared[0], of_one);
//! ```
//!
//! # Security
//! - No branch and no address depends on a secret.
//! - A public key of small order gives 32 zero bytes, as in RFC 7748 section 6.1. The caller
//!   refuses that result. Such a key harms no other record of its batch.
//! - Coordinates and scalar bits that were written to memory are wiped. Copies that the compiler
//!   makes of registers are out of reach.
//!
//! # What shows that
//! Valgrind's memcheck, with secrets marked undefined, finds neither in the code for AVX2, nor in
//! what all backends share: bits, ladder, chunk, inversion, bytes (`cargo xtask hygiene`). It does not
//! know AVX-512. For IFMA and for hashing stand the source, which has no branch, no look-up by a
//! secret and no loop that does not run a constant number of times; its machine code, whose
//! conditional jumps compare counters and lengths and which gathers nothing; and for IFMA a timing
//! test of a fixed secret against random ones, which is part of the same task.
//!
//! # From bytes to bytes
//! [`shared_secrets`] asks [`best`] for a [`Backend`]; `dispatch` enters the code for its
//! processor features; `chunk` takes up to 64 records through the `ladder` and one shared
//! `inversion`, over the arithmetic of a `field`; a record alone goes through `single_avx2`, and
//! [`FixedKey`], for many secrets with one key, through `doublings` in the place of the `ladder`.
#![no_std]
#![cfg_attr(
    not(any(
        target_arch = "x86_64",
        all(target_arch = "wasm32", target_feature = "simd128")
    )),
    allow(dead_code, reason = "without vectors only the plain code is used")
)]

#[cfg(not(any(target_family = "wasm", target_os = "none")))]
extern crate alloc;

mod backend;
mod bits;
mod chunk;
mod dispatch;
#[cfg(all(target_arch = "x86_64", not(target_os = "none")))]
mod doublings;
mod exchange;
mod field;
#[cfg(target_arch = "x86_64")]
mod field_avx2;
#[cfg(target_arch = "x86_64")]
mod field_ifma;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod field_simd128;
#[cfg(not(any(target_family = "wasm", target_os = "none")))]
mod fixed_key;
#[cfg(target_arch = "x86_64")]
mod hash;
mod inversion;
#[cfg(target_arch = "x86_64")]
mod karatsuba_avx2;
mod ladder;
#[cfg(target_arch = "x86_64")]
mod ladder_avx2;
mod limbs;
#[cfg(target_arch = "x86_64")]
mod plain;
#[cfg(target_arch = "x86_64")]
mod product_avx2;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod product_simd128;
mod serial;
#[cfg(target_arch = "x86_64")]
mod single_avx2;

pub use backend::{Backend, backends, best, limit};
pub use exchange::{
    BASE_POINT, pair, pairwise, pairwise_with, pays_for_one, shared_secrets, shared_secrets_with,
    with_base_and,
};
#[cfg(not(any(target_family = "wasm", target_os = "none")))]
pub use fixed_key::FixedKey;
#[cfg(target_arch = "x86_64")]
pub use hash::{HashLanes, INITIAL as HASH_INITIAL, Words};

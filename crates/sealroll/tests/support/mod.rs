//! An in-memory processor, an owner and a guest, for tests.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]
#![allow(dead_code, unused_imports, reason = "each test file uses a part")]

mod log;
mod processor;
mod world;

pub(crate) use log::MemoryLog;
pub(crate) use processor::{AUTHORITY, Processor, problem};
pub(crate) use world::{START, World, form, rng, time};

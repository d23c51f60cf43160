//! What holds for every input: no panic, one spelling for every value, nothing verified that
//! nobody signed.
//!
//! Each property is a function of some bytes and panics where it does not hold. The fuzz targets
//! in `fuzz/fuzz_targets/every.rs` hand it libFuzzer's inputs; `tests/tests/corpus.rs` replays the
//! corpora of `fuzz/corpus` through the same functions. Inputs past a signature or a seal are
//! made with known keys; nothing of the project's own checks is switched off.

pub mod audits;
pub mod blobs;
pub mod bundles;
mod connection;
pub mod contacts;
pub mod depth;
pub mod devices;
mod disclosable;
pub mod disclosures;
pub mod documents;
mod edit;
pub mod epoch_tree;
pub mod exchanges;
pub mod histories;
pub mod hostile;
pub mod inboxes;
pub mod key_files;
mod list;
pub mod log_model;
mod lost;
pub mod mailbox;
pub mod notes;
pub mod notice_pages;
mod ordered;
mod owned;
mod plain;
mod planted;
pub mod proofs;
pub mod readers;
pub mod records;
pub mod recovered_logs;
pub mod recoveries;
pub mod requests;
mod restored;
pub mod saved_states;
mod sealed;
mod seed;
pub mod services;
pub mod sheets;
mod spy;
mod steps;
pub mod structures;
pub mod syncs;
mod target;
pub mod texts;
pub mod tiles;
pub mod vectors;

pub use planted::{PLANTED, Planted};
pub use seed::Seed;
pub use target::{TARGETS, Target};

//! Sealing and opening beside the peers: the crate `hpke` and libsodium.
//!
//! Absolute times on a shared machine say little. Ours and the peer's code therefore run in
//! *paired rounds* of one process: a few milliseconds of one, a few of the other, in alternating
//! order, on the thread's processor clock. Each round gives one ratio; the report carries the
//! median of the ratios and their spread.

mod check_in;
mod clock;
mod error;
mod hpke_layer;
mod machine;
mod material;
mod open_many;
mod peer_hpke;
mod peer_sodium;
mod report;
mod round;
mod run;
mod team;
mod venue;

pub use error::BenchError;
pub use report::Report;
pub use round::{Effort, Ratio};
pub use run::run;

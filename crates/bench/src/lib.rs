//! Sealing and opening beside the peers: the crate `hpke`, AWS-LC and libsodium.
//!
//! Absolute times on a shared machine say little. Ours and the peer's code therefore run in
//! *paired rounds* of one process: a few milliseconds of one, a few of the other, in alternating
//! order, on the thread's processor clock. Each round gives one ratio; the report carries the
//! median of the ratios and their spread.

mod check_in;
mod clock;
mod desk;
mod error;
mod exchanges;
mod hpke_layer;
mod machine;
mod material;
mod million;
mod open_many;
mod page;
mod part;
mod peer_aws_lc;
mod peer_hpke;
mod peer_sodium;
mod report;
mod round;
mod run;
mod seal_many;
mod team;
mod tree;
mod venue;

pub use error::BenchError;
pub use page::Page;
pub use part::Part;
pub use report::{Report, merge};
pub use round::{Effort, Ratio};
pub use run::run;

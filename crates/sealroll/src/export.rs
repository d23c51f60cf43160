//! Writes visits for other programs (`spec/protocol.md#APP-2`).
//!
//! Whatever a guest typed is hostile: a name may be a formula to a spreadsheet, or markup to a
//! page. These writers are safe by construction; do not build such files by hand.

pub use crate::csv::csv;
pub use crate::json::{json, visit_json};
pub use crate::xlsx::xlsx;

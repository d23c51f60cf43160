//! The whole system under test: guests that nobody is, a real processor, real HTTP.
//!
//! `sealroll-journey` runs the main job and reports; `sealroll-load` measures durable uploads.
//! The tests beside them share the same parts.

mod forms;
mod made_up;
mod person;
mod search;
pub mod visits;

pub use forms::Form;
pub use made_up::guests;
pub use person::Person;
pub use search::{Findings, SHORTEST, Search, files};

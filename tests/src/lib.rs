//! The whole system under test: guests that nobody is, a real processor, real HTTP.
//!
//! `sealroll-journey` runs the main job and reports; `sealroll-load` measures durable uploads.
//! The tests beside them share the same parts.

mod bare_sqlite;
mod forms;
mod latency;
mod made_up;
mod person;
mod search;
mod service;
mod upload;
pub mod visits;

pub use bare_sqlite::rows_per_second;
pub use forms::Form;
pub use latency::Latencies;
pub use made_up::guests;
pub use person::Person;
pub use search::{Findings, SHORTEST, Search, files};
pub use service::{Service, ServiceError, processor_binary};
pub use upload::{Answer, Upload, UploadError, upload_all};

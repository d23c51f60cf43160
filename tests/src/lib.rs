//! The whole system under test: guests that nobody is, a real processor, real HTTP.
//!
//! `sealroll-journey` runs the main job and reports; `sealroll-load` measures durable uploads.
//! The tests beside them share the same parts.

mod bare_sqlite;
mod binary;
mod client;
mod clock;
mod control;
mod cpu;
mod desk;
mod error;
mod form;
mod forms;
pub mod journey;
mod latency;
mod load;
mod load_page;
mod load_pairs;
mod load_store;
mod made_up;
mod person;
mod random;
mod report;
mod search;
mod service;
mod stay;
mod threads;
mod upload;
pub mod visitor;
pub mod visits;

pub use bare_sqlite::rows_per_second;
pub use binary::{command_binary, processor_binary};
pub use client::{Client, ClientError};
pub use clock::now;
pub use desk::Desk;
pub use error::JourneyError;
pub use forms::Form;
pub use latency::Latencies;
pub use load::{Load, LoadReport};
pub use load_page::page;
pub use made_up::guests;
pub use person::Person;
pub use random::random;
pub use report::Report;
pub use search::{Findings, SHORTEST, Search, files};
pub use service::{Service, ServiceError};
pub use stay::stay_up;
pub use upload::{Answer, Upload, UploadError, upload_all};

//! The processor: it stores and logs what guests seal, and cannot read it.
//!
//! Nothing here can open an envelope: the crate links neither `sealroll-core` nor anything that
//! holds an owner's or a guest's secret. The only secret of a processor is the key that signs its
//! checkpoints and documents.
//!
//! An upload goes this way: [`Processor`] accepts a connection, `routes` reads the path, `upload`
//! checks the envelope without reading it, the queue hands it to the `sequencer`, which logs a
//! short batch in one durable commit and signs one checkpoint for each log; `log_state` makes the
//! receipt. All that a processor serves is in `spec/protocol.md#http`.

mod about;
mod access;
mod address_limits;
mod admission;
mod answer;
mod backup;
mod batch;
mod blob;
mod body;
mod budget;
mod cache;
mod clock;
mod config;
mod config_fields;
mod config_registration;
mod context;
mod cosignature;
mod erasure;
mod fetch;
mod gap;
mod http_auth;
mod instruction;
mod job;
mod key;
mod lifetime;
mod linger;
mod lists;
mod log_state;
mod mailbox;
mod memory_key;
mod metrics;
mod page;
mod pages;
mod phone;
mod pins;
mod problem;
mod processor;
mod recovery;
mod registration;
mod report;
mod retention;
mod route;
mod routes;
mod sequencer;
mod server;
mod sms;
mod statement;
mod sweeper;
mod tokens;
mod upload;
mod uptime;
mod verify;
mod welcome;

pub use backup::{BackupError, Since, backup, drill, restore, verify};
pub use clock::Clock;
pub use config::{Config, ConfigError};
pub use config_registration::{Gateway, PhoneRegistration, RegistrationPolicy};
pub use key::KeyFileError;
pub use processor::{Processor, StartError, SweepError};
pub use recovery::{RecoverError, Recovered, recover};
pub use report::{Report, Scope, report_text};
pub use tokens::TokenError;
pub use verify::Verification;

//! What a caller provides for work that takes several requests.

use std::time::SystemTime;

use crate::failure::SealrollError;
use crate::http::{Request, Response};

/// The way to a processor. The packages have one that uses HTTP; implement it to use a client of
/// your own. Everything is called on the thread of the call that it was handed to.
#[uniffi::export(with_foreign)]
pub trait Connection: Send + Sync {
    /// Host of the API, with its port if that is not the usual one. Requests are signed for it.
    fn authority(&self) -> Result<String, SealrollError>;

    /// The time now.
    fn now(&self) -> Result<SystemTime, SealrollError>;

    /// Sends a request and returns the answer, whatever its status. Throw if there is none: the
    /// call ends with `unreachable`.
    fn send(&self, request: Request) -> Result<Response, SealrollError>;
}

/// Where an owner's state is saved while a sync runs.
#[uniffi::export(with_foreign)]
pub trait StateStore: Send + Sync {
    /// Saves what `to_bytes` of the owner would return, before a cosignature
    /// leaves: a witness must remember what it is about to sign. It contains every secret of the
    /// device. `Owner.publish` gives the state of the outbox instead. Throw if that fails: nothing
    /// is sent then.
    fn save(&self, state: Vec<u8>) -> Result<(), SealrollError>;
}

/// Watches the opening of many records.
#[uniffi::export(with_foreign)]
pub trait Progress: Send + Sync {
    /// So many records of so many are done. Return `false` to stop: nothing has been accepted
    /// then.
    fn advance(&self, done: u64, total: u64) -> bool;
}

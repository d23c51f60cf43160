use std::sync::Arc;

use hyper::body::Bytes;
use sealroll_log::SignedCheckpoint;
use sealroll_store::{Change, LogId, Nonce, ServiceState};
use sealroll_wire::{
    Epoch, Generation, ListId, RecordId, Statement, Verified, VerifiedRegistration,
};
use tokio::sync::oneshot;

use crate::{
    blob::Blob, cosignature::Cosigning, instruction::Ordered, log_state::LogState,
    mailbox::Publishing, problem::Problem, statement::LoggedStatement,
};

/// Something that changes what is stored. The sequencer does one batch of them at a time.
#[derive(Debug)]
pub(crate) enum Job {
    Upload(Upload, Reply<Place>),
    Nonce(Nonce, Reply<()>),
    Register(Box<VerifiedRegistration>, Reply<()>),
    Statements(ListId, Vec<Verified<Statement>>, Reply<SignedCheckpoint>),
    Cosign(Cosigning, Reply<()>),
    Order(Box<Ordered>, Reply<Place>),
    /// Publishes a feed of notices.
    Publish(Box<Publishing>, Reply<()>),
    /// Stores a recovery blob in the place of the former.
    Blob(Blob, Reply<()>),
    /// Stores how long the processor has run, and marks that come or go.
    Mark(ServiceState, Vec<Change<'static>>, Reply<()>),
    /// Erases an epoch for its age.
    Retire(ListId, Epoch, ServiceState, Reply<()>),
    /// Deletes a record log that nobody needs to audit any more.
    DeleteLog(ListId, Generation, ServiceState, Reply<()>),
    /// Forgets a list that was ended years ago.
    Forget(ListId, ServiceState, Reply<()>),
}

/// Where the answer goes. It is given after the commit.
pub(crate) type Reply<T> = oneshot::Sender<Result<T, Problem>>;

/// An envelope that has passed all checks but those that depend on what else is stored.
#[derive(Debug)]
pub(crate) struct Upload {
    pub(crate) list: ListId,
    pub(crate) record: RecordId,
    pub(crate) enc: [u8; 32],
    pub(crate) statement: Arc<LoggedStatement>,
    pub(crate) envelope: Bytes,
}

/// Where an entry lies, in a log that is durable.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) log: LogId,
    pub(crate) index: u64,
    pub(crate) state: Arc<LogState>,
}

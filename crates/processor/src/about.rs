use hyper::body::Bytes;
use sealroll_log::{NoteError, SignedDocument};
use sealroll_store::{Change, Commit, Store, StoreError};
use sealroll_wire::{DocumentKind, ListId, ProcessorStatement, ProcessorText, Time};

use crate::{batch::Batch, config::Config, key::LogKey, problem::Problem};

/// The newest statement of this processor about itself (`spec/protocol.md#processor-statement`).
#[derive(Clone, Debug)]
pub(crate) struct About {
    pub(crate) version: u64,
    pub(crate) note: Bytes,
}

impl About {
    /// Takes the stored statement if it says what the configuration says, else signs and stores
    /// the next one.
    pub(crate) fn load(
        config: &Config,
        store: &dyn Store,
        key: &LogKey,
        now: Time,
    ) -> Result<Self, AboutError> {
        let stored = store.processor_statement()?;
        let mut wanted = ProcessorStatement {
            origin: config.origin.clone(),
            version: 1,
            time: now,
            operator: config.operator.clone(),
            region: config.region.clone(),
            software: SOFTWARE.to_owned(),
            sub_processors: config.sub_processors.clone(),
        };
        if let Some((version, bytes)) = stored {
            let text = sealroll_log::Note::parse(&bytes)
                .ok()
                .and_then(|note| ProcessorStatement::read(note.text()))
                .ok_or(StoreError::Corrupt)?;
            wanted.version = text.version;
            wanted.time = text.time;
            if wanted == text {
                return Ok(Self {
                    version,
                    note: bytes.into(),
                });
            }
            wanted.version = version.saturating_add(1);
            wanted.time = now;
        }
        let version = wanted.version;
        let signed: SignedDocument<_> = key.sign_document(wanted, &config.origin)?;
        let note = Bytes::copy_from_slice(signed.note().as_bytes());
        store.commit(&Commit {
            changes: vec![Change::ProcessorStatement(version, &note)],
            ..Commit::default()
        })?;
        Ok(Self { version, note })
    }
}

/// Logs the statement in a list's instruction log unless it is there
/// (`spec/protocol.md#PST-1`).
pub(crate) fn announce(batch: &mut Batch<'_>, list: ListId) -> Result<(), Problem> {
    let About { version, note } = batch.context.about.clone();
    let done = Change::StatementLogged(list, version);
    if batch.context.recovery.is_pending {
        return Ok(());
    }
    let logged = batch.context.store.list_state(&list)?.processor_statement;
    if logged >= version || batch.changes.contains(&done) {
        return Ok(());
    }
    batch.append_document(list, DocumentKind::ProcessorStatement, note)?;
    batch.changes.push(done);
    Ok(())
}

/// Why there is no statement.
#[derive(Debug)]
pub(crate) enum AboutError {
    Store(StoreError),
    Text(NoteError),
}

impl From<StoreError> for AboutError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<NoteError> for AboutError {
    fn from(error: NoteError) -> Self {
        Self::Text(error)
    }
}

const SOFTWARE: &str = concat!("sealroll-processor ", env!("CARGO_PKG_VERSION"));

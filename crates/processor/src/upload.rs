use std::sync::Arc;

use hyper::{HeaderMap, body::Bytes, header};
use sealroll_log::{Entry, EntryKind};
use sealroll_store::{EpochState, FoundRecord, LogId};
use sealroll_wire::{EnvelopeRef, Epoch, ListId, PresenceId, RecordId, UploadToken};

use crate::{
    batch::{Batch, StagedPlace, StagedRecord},
    context::Context,
    job::Upload,
    lists::List,
    problem::Problem,
    statement::LoggedStatement,
};

/// The edition of the poster whose code the sender shows to have seen (`spec/protocol.md#HTTP-8`);
/// `None` if the request carries no token, or more than one.
pub(crate) fn presence(headers: &HeaderMap, list: &ListId) -> Option<PresenceId> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return None;
    };
    let token = value
        .to_str()
        .ok()
        .and_then(UploadToken::from_authorization);
    token.map(|token| token.presence_id(list))
}

/// Checks an envelope without reading it, in the order of `spec/protocol.md#http`, as far as
/// that does not depend on other uploads. It may read the store.
pub(crate) fn check(
    context: &Context,
    list: &List,
    record: RecordId,
    presence: Option<PresenceId>,
    envelope: &Bytes,
) -> Result<Upload, Problem> {
    let read = check_header(list, record, envelope)?;
    let id = read.header().statement_id;
    let load = || Ok::<_, Problem>(LoggedStatement::load(context, list, &id)?.map(Arc::new));
    let statement = context.statements.find_or(&(list.id(), id), load)?;
    check_statement(&read, record, statement, presence, envelope)
}

/// The same without the store; `None` if the statement is not remembered.
pub(crate) fn check_remembered(
    context: &Context,
    list: &List,
    record: RecordId,
    presence: Option<PresenceId>,
    envelope: &Bytes,
) -> Option<Result<Upload, Problem>> {
    let read = match check_header(list, record, envelope) {
        Ok(read) => read,
        Err(problem) => return Some(Err(problem)),
    };
    let key = (list.id(), read.header().statement_id);
    let statement = context.statements.find(&key).ok()?;
    let checked = check_statement(&read, record, Some(statement), presence, envelope);
    Some(checked)
}

fn check_header<'e>(
    list: &List,
    record: RecordId,
    envelope: &'e Bytes,
) -> Result<EnvelopeRef<'e>, Problem> {
    if list.is_terminated() {
        return Err(Problem::LIST_TERMINATED);
    }
    if !list.has_length(envelope.len()) {
        return Err(Problem::BAD_LENGTH);
    }
    let read = EnvelopeRef::from_bytes(envelope)?;
    if read.record_id() != record {
        return Err(Problem::RECORD_ID_MISMATCH);
    }
    if read.header().list_id != list.id() {
        return Err(Problem::WRONG_LIST);
    }
    Ok(read)
}

fn check_statement(
    read: &EnvelopeRef<'_>,
    record: RecordId,
    statement: Option<Arc<LoggedStatement>>,
    presence: Option<PresenceId>,
    envelope: &Bytes,
) -> Result<Upload, Problem> {
    let header = read.header();
    let statement = statement.filter(|statement| statement.epoch == header.epoch);
    let statement = statement.ok_or(Problem::UNKNOWN_STATEMENT)?;
    read.check_bucket(statement.bucket)?;
    // Both are public: how long it takes to compare them tells nothing.
    if !presence.is_some_and(|presence| statement.takes(&presence)) {
        return Err(Problem::BAD_UPLOAD_TOKEN);
    }
    Ok(Upload {
        list: header.list_id,
        record,
        enc: read.enc().to_bytes(),
        statement,
        envelope: envelope.clone(),
    })
}

/// Logs an envelope; returns where it lies, in this batch or before. `stored` is the record with its
/// encapsulated key, if there was one before the batch.
pub(crate) fn stage(
    batch: &mut Batch<'_>,
    upload: Upload,
    stored: Option<FoundRecord>,
    state_of: impl FnOnce(ListId, Epoch) -> Result<EpochState, Problem>,
) -> Result<Staged, Problem> {
    let key = (upload.list, upload.enc);
    let twin = batch.records.get(&key).copied();
    // The same bytes again get the same answer, however late (`spec/protocol.md#LOG-4`).
    if let Some(twin) = twin.filter(|twin| twin.record == upload.record) {
        return Ok(Staged::InBatch(twin.log, twin.index));
    }
    if let Some(FoundRecord::Stored(stored)) = &stored
        && stored.envelope == upload.envelope
    {
        let log = LogId::records(upload.list, stored.generation);
        return Ok(Staged::Before(log, stored.index));
    }
    // An erased record is never stored again, nor is another under its `enc`.
    if matches!(stored, Some(FoundRecord::Erased)) {
        return Err(Problem::EPOCH_PURGED);
    }

    let statement = &upload.statement;
    statement.check_time(batch.now)?;
    let epoch = state_of(upload.list, statement.epoch)?;
    if epoch.purged {
        return Err(Problem::EPOCH_PURGED);
    }
    if epoch.marked.is_some() {
        return Err(Problem::EPOCH_EXPIRED);
    }
    if twin.is_some() || stored.is_some() {
        return Err(Problem::DUPLICATE);
    }
    let in_batch = batch
        .counts
        .get(&(upload.list, statement.epoch))
        .copied()
        .unwrap_or(0);
    if epoch.records.saturating_add(in_batch) >= statement.epoch_cap {
        return Err(Problem::EPOCH_FULL);
    }

    let log = LogId::records(upload.list, statement.generation);
    let entry = Entry {
        kind: EntryKind::Record,
        epoch: statement.epoch,
        hash: upload.record.to_bytes(),
    };
    let (index, staged) = batch.append(log, &entry)?;
    staged.records.push(StagedRecord {
        index,
        epoch: statement.epoch,
        record: upload.record,
        enc: upload.enc,
        envelope: upload.envelope,
    });
    *batch
        .counts
        .entry((upload.list, statement.epoch))
        .or_default() += 1;
    batch.records.insert(
        key,
        StagedPlace {
            record: upload.record,
            log,
            index,
        },
    );
    Ok(Staged::InBatch(log, index))
}

/// Where an envelope lies or will lie.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Staged {
    /// In the batch, once it is committed.
    InBatch(LogId, u64),
    /// In the log already.
    Before(LogId, u64),
}

use hyper::body::Bytes;
use sealroll_log::{Entry, EntryKind, SignedCheckpoint};
use sealroll_store::LogId;
use sealroll_wire::{
    Bucket, Epoch, Generation, ListId, PresenceId, Serial, Statement, StatementId, Time, Verified,
    limit, read_statements,
};

use crate::{
    batch::{Batch, StagedStatement},
    context::Context,
    lists::List,
    problem::Problem,
};

/// What uploads under a logged statement have to keep to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LoggedStatement {
    pub(crate) generation: Generation,
    pub(crate) epoch: Epoch,
    pub(crate) bucket: Bucket,
    pub(crate) epoch_cap: u64,
    /// Of this statement's edition of the poster, and of former ones.
    presence_ids: Vec<PresenceId>,
    opens: Time,
    closes: Time,
    stale_after: Option<Time>,
    /// Until when those are taken all the same that a restored backup may lack.
    returns_until: Option<Time>,
}

impl LoggedStatement {
    /// Reads a statement of a list; `None` if it is not logged.
    pub(crate) fn load(
        context: &Context,
        list: &List,
        id: &StatementId,
    ) -> Result<Option<Self>, Problem> {
        let Some(row) = context.store.statement(&list.id(), id)? else {
            return Ok(None);
        };
        let statement = Statement::from_bytes(&row.bytes).map_err(|_| Problem::INTERNAL)?;
        let descriptor = list.descriptor(&statement.descriptor_hash());
        let terms = descriptor.ok_or(Problem::INTERNAL)?.terms();
        let rows = context.store.statements(&list.id(), row.epoch)?;
        let successor = rows.iter().find(|other| other.serial > row.serial);
        let grace = u64::from(terms.supersede_grace);
        let opens = statement.not_before().saturating_sub(limit::CLOCK_LEEWAY);
        let stale_after = successor.map(|successor| successor.logged_at.saturating_add(grace));
        let returns_until = stale_after.and_then(|stale_after| {
            let gaps = context.recovery.gaps.iter();
            gaps.filter_map(|gap| gap.takes_until(opens, stale_after))
                .max()
        });
        Ok(Some(Self {
            generation: row.generation,
            epoch: row.epoch,
            bucket: terms.bucket,
            epoch_cap: u64::from(terms.epoch_cap),
            presence_ids: editions(context, &list.id(), row.serial)?,
            opens,
            closes: statement
                .not_after()
                .saturating_add(u64::from(terms.upload_grace)),
            stale_after,
            returns_until,
        }))
    }

    /// Whether this is the edition of the poster that the statement names, or a former one, whose
    /// guests still follow up (`spec/protocol.md#HTTP-8`).
    pub(crate) fn takes(&self, presence: &PresenceId) -> bool {
        self.presence_ids.contains(presence)
    }

    /// Whether uploads are taken now (`spec/protocol.md#http`, `spec/protocol.md#RECV-9`).
    pub(crate) fn check_time(&self, now: Time) -> Result<(), Problem> {
        let is_stale = self.stale_after.is_some_and(|after| now > after);
        if is_stale && self.returns_until.is_none_or(|until| now > until) {
            Err(Problem::STALE_STATEMENT)
        } else if now < self.opens {
            Err(Problem::EPOCH_NOT_OPEN)
        } else if now >= self.closes {
            Err(Problem::EPOCH_EXPIRED)
        } else {
            Ok(())
        }
    }
}

/// The editions of the poster that a list's statements up to this serial name.
fn editions(context: &Context, list: &ListId, last: Serial) -> Result<Vec<PresenceId>, Problem> {
    let mut editions = Vec::new();
    let mut from = Serial(0);
    loop {
        let rows = context.store.statements_from(list, from, STATEMENTS)?;
        for row in &rows {
            if row.serial > last {
                return Ok(editions);
            }
            let statement = Statement::from_bytes(&row.bytes).map_err(|_| Problem::INTERNAL)?;
            if !editions.contains(&statement.presence_id()) {
                editions.push(statement.presence_id());
            }
        }
        match rows.last() {
            Some(row) if rows.len() == STATEMENTS && row.serial < last => {
                from = Serial(row.serial.value().saturating_add(1));
            }
            _ => return Ok(editions),
        }
    }
}

/// Verifies the statements of an upload, which name the list's certificates and terms
/// (`spec/protocol.md#STMT-2`, STMT-3). Their serials rise within the upload.
pub(crate) fn verify(list: &List, body: &Bytes) -> Result<Vec<Verified<Statement>>, Problem> {
    let fingerprint = list.root().fingerprint();
    let mut last = Serial(0);
    let verified = read_statements(body)?.into_iter().map(|statement| {
        if statement.serial() <= last {
            return Err(Problem::ROLLED_BACK);
        }
        last = statement.serial();
        let descriptor = list.descriptor(&statement.descriptor_hash());
        let descriptor = descriptor.ok_or(Problem::WRONG_DESCRIPTOR)?;
        Ok(statement.verify(&fingerprint, list.certificates(), descriptor)?)
    });
    verified.collect()
}

/// Logs verified statements; those that are logged already are passed over. Answers with the log
/// of the last one.
///
/// # Errors
/// Nothing is staged if any of them is refused.
pub(crate) fn stage(
    batch: &mut Batch<'_>,
    list: ListId,
    statements: &[Verified<Statement>],
) -> Result<LogId, Problem> {
    let store = &batch.context.store;
    if store.list_state(&list)?.terminated.is_some() {
        return Err(Problem::LIST_TERMINATED);
    }
    let known = batch.context.list(&list)?;
    let mut last = store.last_statement(&list)?.unwrap_or_default();
    let mut fresh = Vec::new();
    for statement in statements {
        let id = statement.id();
        if store.statement(&list, &id)?.is_some() {
            continue;
        }
        known.check_not_revoked(statement.certificate_serial())?;
        let step = statement.serial().value().checked_sub(last.value());
        if !step.is_some_and(|step| (1..=limit::MAX_SERIAL_STEP).contains(&step)) {
            return Err(Problem::ROLLED_BACK);
        }
        last = statement.serial();
        if store.epoch_state(&list, statement.epoch())?.purged {
            return Err(Problem::EPOCH_PURGED);
        }
        fresh.push((id, statement));
    }
    for (id, statement) in fresh {
        let log = LogId::records(list, statement.generation());
        let entry = Entry {
            kind: EntryKind::Statement,
            epoch: statement.epoch(),
            hash: id.to_bytes(),
        };
        let (index, staged) = batch.append(log, &entry)?;
        staged.statements.push(StagedStatement {
            id,
            index,
            epoch: statement.epoch(),
            serial: statement.serial(),
            bytes: *statement.as_bytes(),
        });
    }
    let last = statements.last().ok_or(Problem::LIMIT)?;
    Ok(LogId::records(list, last.generation()))
}

/// The checkpoint that answers an upload of statements.
pub(crate) fn checkpoint(context: &Context, log: LogId) -> Result<SignedCheckpoint, Problem> {
    let state = context.existing_log(log)?;
    context.remember_served(log, &state.checkpoint);
    Ok(state.checkpoint.clone())
}

/// Statements read at a time.
const STATEMENTS: usize = 1000;

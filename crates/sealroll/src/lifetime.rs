//! Whether a log may be gone: logs are deleted when their time for audits is over
//! (`spec/protocol.md#RET-6`).

use std::collections::{BTreeMap, BTreeSet};

use sealroll_wire::{Epoch, Erasure, ErasureReason, Generation, Order, Statement, Time};

use crate::audit_ledger::Ledger;
use crate::inbox::Inbox;
use crate::owner::Owner;

/// Record logs that are gone lawfully, and the epochs that had statements in them.
#[derive(Default)]
pub(crate) struct Gone {
    pub(crate) logs: BTreeSet<Generation>,
    /// What was logged of these is judged by the certificates of their purges alone.
    pub(crate) epochs: BTreeSet<Epoch>,
}

impl Gone {
    /// Among the logs of these statements, those that are not there and need not be.
    pub(crate) fn among<'a>(
        ledger: &Ledger,
        statements: impl Iterator<Item = &'a Statement>,
        is_there: impl Fn(Generation) -> bool,
        now: Time,
    ) -> Self {
        let mut logs: BTreeMap<Generation, Vec<&Statement>> = BTreeMap::new();
        for statement in statements.filter(|statement| !is_there(statement.generation())) {
            let log = logs.entry(statement.generation()).or_default();
            log.push(statement);
        }
        let mut gone = Self::default();
        for (generation, statements) in logs {
            if deleted_from(ledger, &statements).is_some_and(|earliest| now >= earliest) {
                gone.logs.insert(generation);
                gone.epochs
                    .extend(statements.iter().map(|statement| statement.epoch()));
            }
        }
        gone
    }
}

impl Ledger {
    /// When an epoch was first certified as purged.
    pub(crate) fn purged_at(&self, epoch: Epoch) -> Option<Time> {
        let mut erasures = self.erasures.iter().map(|erased| &erased.erasure);
        let found = erasures.find(|erasure| erasure.epoch == epoch && self.is_purge(erasure));
        found.map(|erasure| erasure.destroyed)
    }

    /// Whether a certificate is of a whole epoch, not of one record.
    pub(crate) fn is_purge(&self, erasure: &Erasure) -> bool {
        match &erasure.reason {
            ErasureReason::Instruction(id) => self
                .told(id)
                .is_none_or(|told| !matches!(told.instruction.order, Order::EraseRecord(_))),
            _ => true,
        }
    }

    /// Whether three full calendar years have passed since the year of the termination: then the
    /// processor has deleted the list (`spec/protocol.md#RET-4`).
    pub(crate) fn is_over(&self, now: Time) -> bool {
        let year = |time: Time| -> Option<u32> { time.to_rfc3339().get(..4)?.parse().ok() };
        let ended = self.termination().and_then(|told| told.acknowledged);
        let years = ended.and_then(year).zip(year(now));
        years.is_some_and(|(ended, now)| now > ended + KEPT_YEARS)
    }
}

impl Owner {
    /// Record logs that this device does not have and the processor need not have.
    pub(crate) fn gone(&self, ledger: &Ledger, inbox: &Inbox, now: Time) -> Gone {
        let logged = self.statements.iter().filter(|issued| issued.logged);
        let statements = logged.map(|issued| &*issued.statement);
        let is_there = |generation| !inbox.entries(generation).is_empty();
        Gone::among(ledger, statements, is_there, now)
    }

    /// The epochs of a generation that have a statement.
    pub(crate) fn epochs_of(&self, generation: Generation) -> impl Iterator<Item = Epoch> + '_ {
        let statements = self.statements.iter().map(|issued| &issued.statement);
        let own = statements.filter(move |statement| statement.generation() == generation);
        own.map(|statement| statement.epoch())
    }

    /// Whether a log may be missing that this device has followed.
    pub(crate) fn may_be_gone(&self, inbox: &Inbox, generation: Generation, now: Time) -> bool {
        let logged = self.statements.iter().filter(|issued| issued.logged);
        let statements = logged.map(|issued| &*issued.statement);
        let others = |other| other != generation;
        let gone = Gone::among(&self.ledger(inbox), statements, others, now);
        gone.logs.contains(&generation)
    }
}

/// The earliest moment at which the log of these statements may be deleted; `None` before all of
/// their epochs are purged.
fn deleted_from(ledger: &Ledger, statements: &[&Statement]) -> Option<Time> {
    let mut latest = None;
    let mut days = 0;
    for statement in statements {
        latest = latest.max(Some(ledger.purged_at(statement.epoch())?));
        let hash = statement.descriptor_hash();
        let mut descriptors = ledger.descriptors.iter();
        let descriptor = descriptors.find(|descriptor| descriptor.hash() == hash)?;
        days = days.max(descriptor.terms().audit_days);
    }
    latest.map(|latest| latest.saturating_add(u64::from(days) * DAY))
}

pub(crate) const DAY: u64 = 86_400;
/// Full calendar years for which documents are kept after the year of the termination.
const KEPT_YEARS: u32 = 3;

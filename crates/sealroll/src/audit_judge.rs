//! Holds orders, certificates and record logs against each other (`spec/protocol.md#audit`).

use std::collections::BTreeMap;

use sealroll_log::Frontier;
use sealroll_wire::{
    DescriptorHash, Epoch, Erasure, ErasureReason, InstructionId, ListId, Order, RecordId,
    RetentionId, Terms, Time,
};

use crate::audit_ledger::{Hold, Ledger, Told};
use crate::audit_tally::{Issued, Purged, Tally, Tombstone, record_root};
use crate::finding::{Finding, FindingKind};
use crate::lifetime::Gone;
use crate::log_name::LogName;

/// What is judged at the end of an audit.
pub(crate) struct Judge<'a> {
    pub(crate) list_id: ListId,
    pub(crate) ledger: &'a Ledger,
    pub(crate) tally: &'a Tally,
    /// Logs that were not read because they are gone lawfully.
    pub(crate) gone: &'a Gone,
    /// Entries of the instruction log that were there before the record logs were read: what they
    /// order must be found.
    pub(crate) settled: u64,
    pub(crate) now: Time,
    /// Seconds that the processor may have been down.
    pub(crate) downtime: u64,
}

impl Judge<'_> {
    /// Every finding that takes both kinds of logs.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let newest = self.tally.newest_statements();
        self.judge_orders(&newest, &mut findings);
        self.judge_certificates(&mut findings);
        self.judge_purges(&newest, &mut findings);
        self.judge_tombstones(&mut findings);
        self.judge_due(&newest, &mut findings);
        findings
    }

    /// What was acknowledged stands in the record logs.
    fn judge_orders(&self, newest: &BTreeMap<Epoch, &Issued>, findings: &mut Vec<Finding>) {
        let done = self
            .ledger
            .instructions
            .iter()
            .filter(|told| told.acknowledged.is_some() && told.index < self.settled);
        for told in done {
            let (carried_out, epoch) = match told.instruction.order {
                Order::PurgeEpoch(epoch) => (self.is_purged(epoch), Some(epoch)),
                Order::EraseRecord(record) => (self.is_erased(told, &record), None),
                Order::TerminateList => (newest.keys().all(|epoch| self.is_purged(*epoch)), None),
                _ => continue,
            };
            if !carried_out {
                findings.push(Finding {
                    kind: FindingKind::NotCarriedOut,
                    log: LogName::Instructions,
                    index: Some(told.index),
                    epoch,
                    is_signed: true,
                });
            }
        }
    }

    /// What was certified stands in the record logs.
    fn judge_certificates(&self, findings: &mut Vec<Finding>) {
        let settled = self.ledger.erasures.iter();
        for erased in settled.filter(|erased| erased.index < self.settled) {
            let erasure = &erased.erasure;
            let found = match self.ordered_record(erasure) {
                Some(order) => match order.instruction.order {
                    Order::EraseRecord(record) => self.is_erased(order, &record),
                    _ => false,
                },
                None => {
                    let mut purges = self.purges(erasure.epoch).iter();
                    self.gone.epochs.contains(&erasure.epoch)
                        || purges.any(|purged| purged.hash == *erasure.reason.hash())
                }
            };
            if !found {
                findings.push(Finding {
                    kind: FindingKind::NotCarriedOut,
                    log: LogName::Instructions,
                    index: Some(erased.index),
                    epoch: Some(erasure.epoch),
                    is_signed: true,
                });
            }
        }
    }

    /// Each purge has a reason, and a certificate that says what was there.
    fn judge_purges(&self, newest: &BTreeMap<Epoch, &Issued>, findings: &mut Vec<Finding>) {
        for (epoch, tally) in &self.tally.epochs {
            for purged in &tally.purges {
                let finding = |kind| Finding {
                    kind,
                    log: LogName::Records(purged.generation),
                    index: Some(purged.index),
                    epoch: Some(*epoch),
                    is_signed: true,
                };
                let certificate = self.certificate(*epoch, purged);
                if !self.is_founded(*epoch, purged, newest.get(epoch).copied(), certificate) {
                    findings.push(finding(FindingKind::UnfoundedErasure));
                }
                let certified = certificate.is_some_and(|(_, erasure)| {
                    let counted = (purged.records, purged.root.to_bytes());
                    // What it counts in a log that is gone nobody can count again.
                    self.gone.epochs.contains(epoch) || (erasure.records, erasure.root) == counted
                });
                if !certified {
                    findings.push(finding(FindingKind::UncertifiedErasure));
                }
            }
        }
    }

    fn judge_tombstones(&self, findings: &mut Vec<Finding>) {
        for (record, tombstone) in &self.tally.tombstones {
            let finding = |kind| tombstone_finding(tombstone, kind);
            let ordered = self.ledger.instructions.iter().find(|told| {
                told.instruction.order == Order::EraseRecord(*record) && told.acknowledged.is_some()
            });
            let Some(ordered) = ordered.filter(|_| tombstone.has_record) else {
                findings.push(finding(FindingKind::UnfoundedErasure));
                continue;
            };
            // After a purge of its epoch there was nothing more to delete.
            let expected = if self.ledger.is_after_purge(ordered) {
                (tombstone.epoch, 0, Frontier::new().root().to_bytes())
            } else {
                let root = record_root(record, tombstone.epoch);
                (tombstone.epoch, 1, root.to_bytes())
            };
            let certified = self.ledger.erasures.iter().any(|erased| {
                let erasure = &erased.erasure;
                erasure.reason == ErasureReason::Instruction(ordered.id)
                    && (erasure.epoch, erasure.records, erasure.root) == expected
            });
            if !certified {
                findings.push(finding(FindingKind::UncertifiedErasure));
            }
        }
    }

    /// No epoch is kept for too long.
    fn judge_due(&self, newest: &BTreeMap<Epoch, &Issued>, findings: &mut Vec<Finding>) {
        for (epoch, issued) in newest {
            let Some(due) = self.due(issued).filter(|_| !self.is_purged(*epoch)) else {
                continue;
            };
            let due = match self.ledger.holds.get(epoch).and_then(|holds| holds.last()) {
                Some(Hold { is_held: true, .. }) => continue,
                // From when it was let go on.
                Some(hold) => due.max(hold.time),
                None => due,
            };
            if self.now > due.saturating_add(TWO_DAYS.saturating_add(self.downtime)) {
                findings.push(Finding {
                    kind: FindingKind::Overdue,
                    log: LogName::Records(issued.generation),
                    index: None,
                    epoch: Some(*epoch),
                    is_signed: false,
                });
            }
        }
    }

    /// Whether an instruction or the terms explain a purge.
    fn is_founded(
        &self,
        epoch: Epoch,
        purged: &Purged,
        issued: Option<&Issued>,
        certificate: Option<(u64, &Erasure)>,
    ) -> bool {
        let told = self.ledger.told(&InstructionId::from_bytes(purged.hash));
        if let Some(told) = told.filter(|told| told.acknowledged.is_some()) {
            return match told.instruction.order {
                Order::PurgeEpoch(ordered) => ordered == epoch,
                Order::TerminateList => true,
                _ => false,
            };
        }
        let Some(issued) = issued else {
            return false;
        };
        let terms = issued.statement.descriptor_hash();
        if purged.hash != RetentionId::new(&self.list_id, epoch, &terms).to_bytes() {
            return false;
        }
        // Without a certificate nobody knows when: that is a finding of its own.
        let Some((index, erasure)) = certificate else {
            return true;
        };
        let due = self.due(issued);
        due.is_some_and(|due| erasure.destroyed >= due) && !self.ledger.is_held_at(epoch, index)
    }

    /// The certificate of a purge, and where it stands.
    fn certificate(&self, epoch: Epoch, purged: &Purged) -> Option<(u64, &Erasure)> {
        let mut erasures = self.ledger.erasures.iter();
        let found = erasures.find(|erased| {
            erased.erasure.epoch == epoch
                && *erased.erasure.reason.hash() == purged.hash
                && self.ordered_record(&erased.erasure).is_none()
        });
        found.map(|erased| (erased.index, &erased.erasure))
    }

    /// The order to erase one record that a certificate names.
    fn ordered_record(&self, erasure: &Erasure) -> Option<&Told> {
        let ErasureReason::Instruction(id) = &erasure.reason else {
            return None;
        };
        let told = self.ledger.told(id)?;
        matches!(told.instruction.order, Order::EraseRecord(_)).then_some(told)
    }

    /// When the terms of a statement order its epoch to be erased
    /// (`spec/protocol.md#retention-rule`).
    fn due(&self, issued: &Issued) -> Option<Time> {
        let terms = self.terms(&issued.statement.descriptor_hash())?;
        Some(due(terms, issued.statement.not_after()))
    }

    fn terms(&self, hash: &DescriptorHash) -> Option<&Terms> {
        let mut descriptors = self.ledger.descriptors.iter();
        let found = descriptors.find(|descriptor| descriptor.hash() == *hash);
        found.map(|descriptor| descriptor.terms())
    }

    fn purges(&self, epoch: Epoch) -> &[Purged] {
        let tally = self.tally.epochs.get(&epoch);
        tally.map_or(&[][..], |tally| tally.purges.as_slice())
    }

    fn is_purged(&self, epoch: Epoch) -> bool {
        !self.purges(epoch).is_empty() || self.gone.epochs.contains(&epoch)
    }

    /// Whether the logs have the tombstone that an order asks for. Where its log is gone the
    /// certificate says so.
    fn is_erased(&self, told: &Told, record: &RecordId) -> bool {
        let mut erasures = self.ledger.erasures.iter().map(|erased| &erased.erasure);
        self.tally.tombstones.contains_key(record)
            || erasures.any(|erasure| {
                erasure.reason == ErasureReason::Instruction(told.id)
                    && self.gone.epochs.contains(&erasure.epoch)
            })
    }
}

/// When an epoch that ends at a moment is due by its terms (`spec/protocol.md#retention-rule`).
pub(crate) fn due(terms: &Terms, not_after: Time) -> Time {
    let retention = u64::from(terms.retention_epochs) * u64::from(terms.epoch_length);
    not_after.saturating_add(retention.max(u64::from(terms.upload_grace)))
}

fn tombstone_finding(tombstone: &Tombstone, kind: FindingKind) -> Finding {
    Finding {
        kind,
        log: LogName::Records(tombstone.generation),
        index: Some(tombstone.index),
        epoch: Some(tombstone.epoch),
        is_signed: true,
    }
}

/// Two steps of 24 hours each, at most, between the moment when an epoch is due and its purge.
const TWO_DAYS: u64 = 172_800;

//! A disk is lost and a backup restored; what was lost comes back.

use std::collections::BTreeSet;

use sealroll::{Epoch, LogName, Order, RecordId, SyncReport};

use crate::simulation::{HOUR, Simulation, time};

impl Simulation {
    /// A backup, a gap in which guests and owner go on, and the backup in the place of what there
    /// was.
    pub(crate) fn lose(&mut self) {
        self.make_good();
        self.house.back_up(NEWEST);
        self.pass(HOUR);
        let first = self.visits.len();
        for _ in 0..2 + self.roll(3) {
            let guest = self.check_in();
            self.confirm(guest);
        }
        self.pass(HOUR);
        self.leave(first);
        let is_seen = self.roll(3) > 0;
        let mut orders = Vec::new();
        if is_seen {
            self.sync().unwrap();
            // One that the backup has, and one that it does not have.
            if self.roll(2) == 0 {
                orders.push(Order::EraseRecord(self.visits[first + 1].record));
                self.visits[first + 1].erased = true;
            }
            let today = self.owner.epoch_at(time(self.now)).unwrap();
            let kept = self.visits[..first].iter().rev().find(|visit| {
                let is_there = !visit.erased && !visit.lost && !visit.restricted;
                is_there && (today.value() - 3..today.value()).contains(&visit.epoch.value())
            });
            orders.extend(kept.map(|visit| Order::RestrictRecord(visit.record)));
            for order in &orders {
                self.order(*order);
                self.restrict(*order);
            }
            self.sync().unwrap();
        }
        let is_readable = self.roll(2) == 0;
        let known = self.house.restore(NEWEST, is_readable);
        assert_eq!(known > 0, is_readable);
        self.check("whole");
        self.losses += 1;
        let mut lost = BTreeSet::new();
        for visit in &mut self.visits[first..] {
            visit.lost = true;
            lost.insert(visit.record);
            self.lost_follow_ups.extend(visit.departure);
        }
        lost.extend(self.visits[first].departure);
        let report = self.sync().unwrap();
        let mut found = report.recoveries.iter().rev();
        let found = found.find(|found| {
            let is_newest = report
                .recoveries
                .iter()
                .all(|other| other.part <= found.part);
            is_newest && found.log != LogName::Instructions && found.lost_records > 0
        });
        let told: Option<BTreeSet<RecordId>> = found.map(|found| {
            assert_eq!(found.signed.is_some(), is_readable);
            found.missing.iter().copied().collect()
        });
        assert_eq!(
            told.unwrap_or_default(),
            if is_seen { lost } else { BTreeSet::new() }
        );
        let waiting = orders
            .iter()
            .filter(|order| matches!(order, Order::EraseRecord(_)));
        for order in waiting {
            assert!(report.waiting_orders.contains(order));
        }
        self.make_good();
    }

    /// What the owner's client does with what a sync finds lost: it publishes, and gives the orders
    /// again.
    pub(crate) fn make_good(&mut self) {
        let mut report = self.sync().unwrap();
        if report.recoveries.is_empty() {
            return;
        }
        self.publish();
        report = self.sync().unwrap();
        for order in report.lost_orders {
            self.order_again(order);
        }
        let report = self.sync().unwrap();
        assert_eq!(report.lost_orders, []);
        self.judge_missing(&report);
    }

    /// Holds what the owner is told to be missing against what is.
    fn judge_missing(&mut self, report: &SyncReport) {
        let told = report.recoveries.iter().flat_map(|found| &found.missing);
        let told: BTreeSet<RecordId> = told.copied().collect();
        let is_purged = |epoch: Epoch| self.inbox.is_purged(epoch);
        for visit in &self.visits {
            let is_known = told.contains(&visit.record);
            assert!(!is_known || visit.lost, "it is there again");
            assert!(!is_known || !is_purged(visit.epoch));
        }
        let records: BTreeSet<RecordId> = self.visits.iter().map(|visit| visit.record).collect();
        let others = told.difference(&records).copied().collect::<BTreeSet<_>>();
        assert!(others.is_subset(&self.lost_follow_ups));
        self.check("told");
    }

    /// Gives an order that was lost, with the key that it takes.
    fn order_again(&mut self, order: Order) {
        let now = time(self.now);
        let request = match order {
            Order::GrantDevice(device) => self.owner.grant_instruction(&self.identity, device, now),
            Order::RevokeCertificate(serial) => self.owner.revoke(&self.identity, serial, now),
            other => self.owner.instruct(other, now),
        };
        self.give(order, &request.unwrap());
    }

    fn restrict(&mut self, order: Order) {
        for visit in &mut self.visits {
            visit.restricted |= order == Order::RestrictRecord(visit.record);
        }
    }
}

/// The backup that was made just before.
const NEWEST: &str = "newest backup";

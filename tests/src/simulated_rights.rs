//! What the owner of a simulation has erased, restricted and held.

use sealroll::{Epoch, Order, RecordId, RequestKind};

use crate::simulated_days::Operation;
use crate::simulation::{DAY, RETENTION, Simulation, time};

impl Simulation {
    pub(crate) fn erase_record(&mut self) -> bool {
        let Some(visit) = self.some_visit() else {
            return false;
        };
        self.order(Order::EraseRecord(self.visits[visit].record));
        self.visits[visit].erased = true;
        true
    }

    /// A record is kept from everybody for some days, the owner included.
    pub(crate) fn restrict_record(&mut self) -> bool {
        let Some(visit) = self.some_visit() else {
            return false;
        };
        self.order(Order::RestrictRecord(self.visits[visit].record));
        self.visits[visit].restricted = true;
        self.see_restricted(visit);
        let at = self.now + (1 + self.roll(4)) * DAY;
        self.plan(at, Operation::Release(visit));
        true
    }

    /// And no longer, unless its guest has asked for it.
    pub(crate) fn release(&mut self, visit: usize) -> bool {
        let kept = &self.visits[visit];
        let is_asked = kept
            .asked
            .is_some_and(|asked| asked.kind == RequestKind::Restrict);
        let is_gone = kept.erased || kept.lost || self.erased.contains(&kept.epoch);
        if !kept.restricted || is_asked || is_gone {
            return false;
        }
        self.see_restricted(visit);
        let (record, epoch) = (self.visits[visit].record, self.visits[visit].epoch);
        self.order(Order::LiftRecord(record));
        self.visits[visit].restricted = false;
        assert!(self.is_due(epoch) || self.is_handed_out(epoch, &record));
        // The owner looks at that day again.
        self.opened = self.opened.map(|opened| opened.min(epoch));
        true
    }

    pub(crate) fn hold(&mut self) -> bool {
        // What the processor has erased meanwhile nobody can hold.
        self.sync().unwrap();
        let today = self.owner.epoch_at(time(self.now)).unwrap().value();
        let epoch = Epoch(today - u32::from(RETENTION) + self.roll(3) as u32);
        let begun = self.inbox.logged(epoch).next().is_some();
        if !begun || self.erased.contains(&epoch) || self.held.contains(&epoch) {
            return false;
        }
        self.order(Order::HoldEpoch(epoch));
        self.held.insert(epoch);
        let at = self.now + (3 + self.roll(6)) * DAY;
        self.plan(at, Operation::Lift(epoch));
        true
    }

    /// Whether the terms have the epoch erased by now: nothing of it is handed out any more.
    pub(crate) fn is_due(&self, epoch: Epoch) -> bool {
        let end = self.owner.terms().epoch_range(epoch).unwrap().1.seconds();
        self.now >= end + u64::from(RETENTION) * DAY
    }

    /// A check-in of late that nobody has ordered away.
    fn some_visit(&mut self) -> Option<usize> {
        let dice = self.roll(1000) as usize;
        let open: Vec<usize> = (0..self.visits.len())
            .rev()
            .take(30)
            .filter(|visit| {
                let visit = &self.visits[*visit];
                let is_there = !visit.erased && !visit.lost && !visit.restricted;
                is_there && !self.erased.contains(&visit.epoch)
            })
            .collect();
        open.get(dice % open.len().max(1)).copied()
    }

    fn see_restricted(&mut self, visit: usize) {
        let (record, epoch) = (self.visits[visit].record, self.visits[visit].epoch);
        assert!(!self.is_handed_out(epoch, &record), "it is restricted");
        self.check("restricted");
    }

    fn is_handed_out(&mut self, epoch: Epoch, record: &RecordId) -> bool {
        let mut fetched = self.fetch(epoch).into_iter();
        fetched.any(|envelope| RecordId::of_envelope(&envelope.bytes) == *record)
    }
}

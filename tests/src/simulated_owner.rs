//! What the owner of a simulation does, and holds against what the guests did.

use core::ops::ControlFlow;
use std::collections::{BTreeMap, BTreeSet};

use sealroll::{
    Epoch, FetchedEnvelope, Order, OwnerError, Quarantined, Reason, RecordId, Request, SyncError,
    SyncReport, Time, Workers,
};
use sealroll_store::Fault;

use crate::simulation::{DAY, HOUR, RETENTION, Simulation, Visit, time};

impl Simulation {
    pub(crate) fn evening(&mut self) {
        self.make_good();
        let today = self.owner.epoch_at(time(self.now)).unwrap();
        // Today again tomorrow, since guests still leave; a departure may be of the day after.
        let first = self.opened.unwrap_or(today).value();
        for epoch in (first..=today.value()).map(Epoch) {
            let is_over = self.erased.contains(&epoch) || self.is_due(epoch);
            if self.owner.can_open(epoch) && !is_over {
                self.open(epoch);
            }
        }
        for epoch in (first..today.value()).map(Epoch) {
            // What is due is handed out to nobody, whether it is erased yet or not.
            if !self.is_due(epoch) {
                self.compare(epoch);
            }
        }
        self.opened = Some(today);
        self.answer_mail();
        let due = self.owner.due_epochs(time(self.now));
        // Of two due epochs the owner erases one, and the processor the other by itself.
        for epoch in due.into_iter().filter(|epoch| epoch.value() % 2 == 0) {
            if !self.held.contains(&epoch) {
                self.purge(epoch);
            }
        }
        self.acknowledge_punctures();
    }

    /// Opens a day; nothing may be set aside or missing.
    pub(crate) fn open(&mut self, epoch: Epoch) {
        if self.owner.fetch(epoch).is_err() {
            return;
        }
        let fetched = self.fetch(epoch);
        let go_on = |_, _| ControlFlow::Continue(());
        let workers = Workers::new(1);
        let opened = self
            .owner
            .open(&mut self.inbox, epoch, &fetched, workers, go_on);
        let batch = opened.unwrap();
        assert!(batch.missing.is_empty(), "{epoch}: {:?}", batch.missing);
        // What follows up an arrival that was erased or restricted before it was opened.
        let orphans = |set_aside: &Quarantined| set_aside.reason == Reason::UnknownCheckIn;
        let erased = self.visits.iter().filter(|visit| visit.erased).count();
        let kept = self.visits.iter().filter(|visit| visit.restricted).count();
        let set_aside = &batch.quarantined;
        let expected = set_aside.iter().all(orphans) && set_aside.len() <= 2 * (erased + kept);
        assert!(expected, "{set_aside:?}");
        self.owner
            .answer_the_late(&mut self.outbox, &self.inbox, set_aside, &fetched);
        self.judge_late(set_aside, &fetched);
    }

    /// Nobody is told that a check-in is erased which is not.
    fn judge_late(&self, set_aside: &[Quarantined], fetched: &[FetchedEnvelope]) {
        for aside in set_aside {
            let envelope = fetched.iter().find(|one| one.position == aside.position);
            let record = RecordId::of_envelope(&envelope.unwrap().bytes);
            let sent = |visit: &&Visit| {
                let asked = visit.asked.as_ref().map(|asked| asked.record);
                [visit.departure, asked].contains(&Some(record))
            };
            if let Some(visit) = self.visits.iter().find(sent) {
                let is_told = self.outbox.answer_to(&record).is_some();
                let is_gone = visit.erased || self.erased.contains(&visit.epoch);
                assert!(!is_told || is_gone, "told of no erasure");
                assert!(
                    is_told || visit.lost || visit.restricted,
                    "it waits for nothing"
                );
            }
        }
    }

    pub(crate) fn fetch(&mut self, epoch: Epoch) -> Vec<FetchedEnvelope> {
        let mut fetch = self.owner.fetch(epoch).unwrap();
        let authority = self.house.authority();
        let now = time(self.now);
        while let Some(request) = fetch
            .request(&self.owner, &authority, now, &mut self.keys)
            .unwrap()
        {
            fetch.receive(&self.house.send(&request)).unwrap();
        }
        fetch.into_fetched()
    }

    /// Holds what the owner sees of a day against what its guests did.
    pub(crate) fn compare(&mut self, epoch: Epoch) {
        if self.erased.contains(&epoch) || !self.owner.can_open(epoch) {
            return;
        }
        let seen: Vec<_> = self.inbox.visits();
        let seen: Vec<_> = seen.iter().filter(|visit| visit.epoch == epoch).collect();
        let departures: BTreeMap<RecordId, Option<Time>> = seen
            .iter()
            .map(|visit| (visit.record_id, visit.departure.map(|(time, _)| time)))
            .collect();
        assert_eq!(departures.len(), seen.len(), "a record counts twice");
        let sent: Vec<&Visit> = self
            .visits
            .iter()
            .filter(|visit| visit.epoch == epoch)
            .collect();
        for visit in sent
            .iter()
            .filter(|visit| !visit.erased && !visit.lost && !visit.restricted)
        {
            let departure = departures.get(&visit.record);
            assert_eq!(departure, Some(&visit.left), "{epoch}: a record is lost");
        }
        let known: BTreeSet<RecordId> = sent.iter().map(|visit| visit.record).collect();
        assert!(departures.keys().all(|record| known.contains(record)));
        self.check("kept");
        self.check("nothing-else");
    }

    pub(crate) fn purge(&mut self, epoch: Epoch) {
        self.owner.puncture(epoch).unwrap();
        self.inbox.forget(epoch);
        self.ordered.insert(epoch);
        self.order(Order::PurgeEpoch(epoch));
        self.see_erased(epoch);
    }

    /// Nothing of the epoch is handed out, and nothing could be opened.
    pub(crate) fn see_erased(&mut self, epoch: Epoch) {
        self.owner.puncture(epoch).unwrap();
        self.erased.insert(epoch);
        let authority = self.house.authority();
        let mut fetch = self.owner.fetch(epoch).unwrap();
        let now = time(self.now);
        while let Some(request) = fetch
            .request(&self.owner, &authority, now, &mut self.keys)
            .unwrap()
        {
            if fetch.receive(&self.house.send(&request)).is_err() {
                break;
            }
        }
        assert_eq!(fetch.into_fetched().len(), 0, "{epoch} is handed out");
        assert!(!self.owner.can_open(epoch), "{epoch} can be opened");
        self.check("erased");
    }

    pub(crate) fn roll_over(&mut self) -> bool {
        let now = time(self.now);
        match self.owner.roll_over(now, &mut self.keys) {
            Err(OwnerError::TooEarly) => return false,
            Err(OwnerError::CertificateTooShort) => {
                let renewed = self
                    .owner
                    .renew_certificates(&self.identity, now, &mut self.keys);
                renewed.unwrap();
                self.owner.roll_over(now, &mut self.keys).unwrap();
            }
            rolled => drop(rolled.unwrap()),
        }
        self.publish();
        self.sync().unwrap();
        true
    }

    pub(crate) fn publish(&mut self) {
        let registration = self.house.send(&self.owner.registration_request());
        registration.success().unwrap();
        let authority = self.house.authority();
        let statements = self
            .owner
            .statements_request(&authority, time(self.now), &mut self.keys);
        if let Some(request) = statements.unwrap() {
            self.house.send(&request).success().unwrap();
        }
    }

    pub(crate) fn sync(&mut self) -> Result<SyncReport, SyncError> {
        let authority = self.house.authority();
        let now = time(self.now);
        let mut sync = self.owner.sync(&mut self.inbox, now);
        while let Some(request) = sync.request(&authority, now, &mut self.keys).unwrap() {
            sync.receive(&self.house.send(&request))?;
        }
        let report = sync.report().clone();
        assert_eq!(report.findings, [], "the logs contradict themselves");
        self.synced = self.now;
        self.check("consistent");
        self.judge_retention();
        Ok(report)
    }

    /// What the log says was erased, against what was due.
    pub(crate) fn judge_retention(&mut self) {
        let today = self.owner.epoch_at(time(self.now)).unwrap().value();
        let first = today.saturating_sub(3 * u32::from(RETENTION));
        for epoch in (first..=today).map(Epoch) {
            let end = self.owner.terms().epoch_range(epoch).unwrap().1.seconds();
            let due = end + u64::from(RETENTION) * DAY;
            if self.inbox.is_purged(epoch) {
                let ordered = self.ordered.contains(&epoch);
                assert!(ordered || self.now >= due, "{epoch} was erased early");
                assert!(ordered || !self.held.contains(&epoch), "{epoch} is held");
                if !self.erased.contains(&epoch) {
                    self.see_erased(epoch);
                }
                self.check("in-time");
            } else {
                let late = self.overdue.get(&epoch).copied().unwrap_or(0);
                assert!(late <= 72 * HOUR, "{epoch} is late by {late} s of running");
                if self.held.contains(&epoch) && self.now >= due + DAY {
                    self.check("held");
                }
            }
        }
    }

    /// Gives an order; now and then the reply is lost, and it is given again.
    pub(crate) fn order(&mut self, order: Order) {
        let request = self.owner.instruct(order, time(self.now)).unwrap();
        self.give(order, &request);
    }

    /// Has an order that is signed carried out.
    pub(crate) fn give(&mut self, order: Order, request: &Request) {
        if self.roll(4) == 0 {
            let fault = [Fault::Applied, Fault::Unapplied][self.roll(2) as usize];
            self.house.fail(fault);
            self.faults += 1;
            assert_eq!(self.house.send(request).status, 500);
        }
        let answer = self.house.send(request);
        let done = self.owner.confirm_instruction(answer.success().unwrap());
        assert_eq!(done.unwrap().order, order);
    }
}

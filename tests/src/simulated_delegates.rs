//! What the holders of granted devices do, and what the owner makes of it.

use core::ops::{ControlFlow, RangeInclusive};
use std::collections::BTreeSet;

use sealroll::{
    Environment, Epoch, FetchedEnvelope, Inbox, NewDevice, Order, Owner, OwnerError, RecordId,
    Rights, Workers,
};
use sealroll_wire::Serial;

use crate::simulated_days::Operation;
use crate::simulation::{DAY, HOUR, RETENTION, Simulation, time};

/// A device that was granted reading for some days.
pub(crate) struct Delegate {
    name: String,
    serial: Serial,
    owner: Owner,
    inbox: Inbox,
    range: RangeInclusive<Epoch>,
    is_revoked: bool,
}

impl Simulation {
    /// One device at a time: what is revoked makes new keys, of which another would know nothing.
    pub(crate) fn grant(&mut self) -> bool {
        if self.delegates.iter().any(|delegate| !delegate.is_revoked) {
            return false;
        }
        self.sync().unwrap();
        let now = time(self.now);
        let number = self.delegates.len();
        let name = format!("device {number}");
        let device = NewDevice::create(&name, &mut self.keys).unwrap();
        let today = self.owner.epoch_at(now).unwrap().value();
        let last = self.owner.last_epoch().unwrap().value();
        let range = Epoch(today.saturating_sub(2))..=Epoch(last.min(today + 3));
        let (card, rng) = (device.card(), &mut self.keys);
        let grant = self
            .owner
            .grant(&self.identity, card, range.clone(), Rights::READ, now, rng);
        let grant = grant.unwrap();
        self.publish();
        let order = self
            .owner
            .grant_instruction(&self.identity, grant.device, now);
        self.give(Order::GrantDevice(grant.device), &order.unwrap());
        let accepted = device.accept(&grant.file, Environment::Test).unwrap();
        self.delegates.push(Delegate {
            name,
            serial: grant.certificates[0],
            owner: accepted.delegate,
            inbox: Inbox::new(),
            range,
            is_revoked: false,
        });
        self.plan(self.now + HOUR, Operation::Use(number));
        // Some leave before the days that they have seen are erased, some after.
        let days = [3, 18][number % 2];
        self.plan(self.now + days * DAY, Operation::Revoke(number));
        true
    }

    /// Reads what was granted, and gives up what is erased.
    pub(crate) fn use_grant(&mut self, number: usize) -> bool {
        if self.delegates[number].is_revoked {
            return false;
        }
        self.sync_delegate(number);
        let today = self.owner.epoch_at(time(self.now)).unwrap();
        let range = self.delegates[number].range.clone();
        for epoch in (range.start().value()..=range.end().value().min(today.value())).map(Epoch) {
            let delegate = &self.delegates[number];
            let end = self.owner.terms().epoch_range(epoch).unwrap().1.seconds();
            // What is due is handed out to nobody.
            let is_gone = delegate.inbox.is_purged(epoch)
                || !delegate.owner.can_open(epoch)
                || self.now >= end + u64::from(RETENTION) * DAY;
            if !is_gone && delegate.inbox.logged(epoch).next().is_some() {
                self.read_as_delegate(number, epoch);
            }
        }
        let delegate = &mut self.delegates[number];
        let now = time(self.now);
        let purge = delegate.owner.instruct(Order::PurgeEpoch(today), now);
        assert_eq!(purge.err(), Some(OwnerError::NotGranted));
        let other = Epoch(range.end().value() + 1);
        assert_eq!(
            delegate.owner.epoch_opener(other).err(),
            Some(OwnerError::Punctured)
        );
        self.give_up(number);
        self.plan(self.now + DAY, Operation::Use(number));
        true
    }

    pub(crate) fn revoke(&mut self, number: usize) {
        self.sync().unwrap();
        let now = time(self.now);
        let serial = self.delegates[number].serial;
        let (identity, rng) = (&self.identity, &mut self.keys);
        let revocation = self
            .owner
            .revoke_device(identity, &self.inbox, serial, now, rng)
            .unwrap();
        assert_eq!(revocation.device.name, self.delegates[number].name);
        self.delegates[number].is_revoked = true;
        for serial in revocation.certificates {
            let order = self.owner.revoke(&self.identity, serial, now).unwrap();
            self.give(Order::RevokeCertificate(serial), &order);
        }
        self.publish();
        self.sync().unwrap();
        let today = self.owner.epoch_at(now).unwrap();
        if let Ok(fetched) = self.fetch_as_delegate(number, today) {
            panic!("{} envelopes for a revoked device", fetched.len());
        }
        let openable = |simulation: &mut Self| {
            let fetched = simulation.fetch(today);
            let delegate = &simulation.delegates[number];
            let mut inbox = Inbox::from_bytes(&simulation.inbox.to_bytes()).unwrap();
            let go_on = |_, _| ControlFlow::Continue(());
            let workers = Workers::new(1);
            let opened = delegate
                .owner
                .open(&mut inbox, today, &fetched, workers, go_on);
            (fetched.len(), opened.map_or(0, |batch| batch.opened))
        };
        let (all, before) = openable(self);
        let guest = self.check_in();
        self.confirm(guest);
        self.sync().unwrap();
        assert_eq!(openable(self), (all + 1, before));
        self.check("revoked");
    }

    /// The owner's own keys of erased days are gone; this says so.
    pub(crate) fn acknowledge_punctures(&mut self) {
        for epoch in self.owner.punctures_to_order(&self.inbox) {
            self.owner.puncture(epoch).unwrap();
            self.order(Order::PuncturedEpoch(epoch));
        }
    }

    fn read_as_delegate(&mut self, number: usize, epoch: Epoch) {
        let fetched = self.fetch_as_delegate(number, epoch).unwrap();
        let delegate = &mut self.delegates[number];
        let go_on = |_, _| ControlFlow::Continue(());
        let workers = Workers::new(1);
        let inbox = &mut delegate.inbox;
        let batch = delegate.owner.open(inbox, epoch, &fetched, workers, go_on);
        let batch = batch.unwrap();
        assert!(batch.missing.is_empty(), "{epoch}: {:?}", batch.missing);
        let seen = delegate.inbox.visits();
        let seen = seen.iter().filter(|visit| visit.epoch == epoch);
        let seen: BTreeSet<RecordId> = seen.map(|visit| visit.record_id).collect();
        let sent = self.visits.iter().filter(|visit| visit.epoch == epoch);
        let all: BTreeSet<RecordId> = sent.clone().map(|visit| visit.record).collect();
        let there = sent.filter(|visit| !visit.erased && !visit.restricted && !visit.lost);
        let there: BTreeSet<RecordId> = there.map(|visit| visit.record).collect();
        assert!(there.is_subset(&seen), "{epoch}: a delegate lacks a record");
        assert!(seen.is_subset(&all), "{epoch}: a delegate opens too much");
        self.check("granted");
    }

    /// Ends the keys of erased days and says so.
    fn give_up(&mut self, number: usize) {
        let delegate = &self.delegates[number];
        let epochs = delegate.owner.punctures_to_order(&delegate.inbox);
        for epoch in epochs {
            self.sync().unwrap();
            let now = time(self.now);
            let missing = self.owner.holders(&self.inbox, epoch, now).missing;
            let name = &self.delegates[number].name;
            assert!(missing.iter().any(|device| device.name == *name));
            assert!(!self.owner.is_erased(&self.inbox, epoch, now));
            self.sync_delegate(number);
            let delegate = &mut self.delegates[number];
            delegate.owner.puncture(epoch).unwrap();
            let order = delegate.owner.instruct(Order::PuncturedEpoch(epoch), now);
            let answer = self.house.send(&order.unwrap());
            let done = delegate
                .owner
                .confirm_instruction(answer.success().unwrap());
            done.unwrap();
            self.sync().unwrap();
            self.acknowledge_punctures();
            self.sync().unwrap();
            assert!(self.owner.is_erased(&self.inbox, epoch, now), "{epoch}");
            self.check("acknowledged");
        }
    }

    fn sync_delegate(&mut self, number: usize) {
        let authority = self.house.authority();
        let now = time(self.now);
        let delegate = &mut self.delegates[number];
        let mut sync = delegate.owner.sync(&mut delegate.inbox, now);
        while let Some(request) = sync.request(&authority, now, &mut self.keys).unwrap() {
            assert_eq!(request.method.name(), "GET", "a delegate cosigns nothing");
            sync.receive(&self.house.send(&request)).unwrap();
        }
        assert_eq!(sync.report().findings, []);
    }

    fn fetch_as_delegate(
        &mut self,
        number: usize,
        epoch: Epoch,
    ) -> Result<Vec<FetchedEnvelope>, &'static str> {
        let authority = self.house.authority();
        let now = time(self.now);
        let owner = &self.delegates[number].owner;
        let mut fetch = owner.fetch(epoch).map_err(|_| "no-key")?;
        while let Some(request) = fetch
            .request(owner, &authority, now, &mut self.keys)
            .unwrap()
        {
            let answer = self.house.send(&request);
            fetch.receive(&answer).map_err(|error| error.code())?;
        }
        Ok(fetch.into_fetched())
    }
}

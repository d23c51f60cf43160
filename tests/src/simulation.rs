//! The world in which things happen.

use std::collections::{BTreeMap, BTreeSet};

use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};
use sealroll::{
    Admission, Environment, Epoch, Identity, Inbox, Invitation, NewList, Order, Outbox, Owner,
    ReaderToken, RecordId, StandingPolicy, Terms, Ticket, Time,
};
use sealroll_store::Fault;
use serde_json::{Value, json};

use crate::simulated_backups::Backup;
use crate::simulated_days::Operation;
use crate::simulated_delegates::Delegate;
use crate::simulated_house::House;
use crate::simulated_lists::Neighbour;
use crate::simulated_mail::Asked;
use crate::simulated_phone::Messages;

/// A check-in that was acknowledged.
pub(crate) struct Visit {
    pub(crate) record: RecordId,
    pub(crate) epoch: Epoch,
    pub(crate) ticket: Ticket,
    pub(crate) left: Option<Time>,
    pub(crate) erased: bool,
    /// When the processor acknowledged it last.
    pub(crate) confirmed: u64,
    /// A restored processor does not have it.
    pub(crate) lost: bool,
    /// The record of the departure.
    pub(crate) departure: Option<RecordId>,
    /// The owner has had it kept from everybody.
    pub(crate) restricted: bool,
    pub(crate) asked: Option<Asked>,
}

/// The world.
pub(crate) struct Simulation {
    pub(crate) house: House,
    pub(crate) is_up: bool,
    pub(crate) owner: Owner,
    pub(crate) identity: Identity,
    pub(crate) inbox: Inbox,
    pub(crate) outbox: Outbox,
    pub(crate) delegates: Vec<Delegate>,
    pub(crate) neighbours: Vec<Neighbour>,
    pub(crate) invitation: Invitation,
    pub(crate) token: ReaderToken,
    pub(crate) heads: Vec<Vec<u8>>,
    pub(crate) visits: Vec<Visit>,
    pub(crate) held: BTreeSet<Epoch>,
    pub(crate) ordered: BTreeSet<Epoch>,
    pub(crate) erased: BTreeSet<Epoch>,
    /// Seconds that the processor has run since an epoch was due.
    pub(crate) overdue: BTreeMap<Epoch, u64>,
    pub(crate) now: u64,
    /// The middle of all that happens.
    pub(crate) middle: u64,
    /// When the owner synced last.
    pub(crate) synced: u64,
    /// The last day that the owner has opened.
    pub(crate) opened: Option<Epoch>,
    pub(crate) planned: BTreeMap<(u64, u64), Operation>,
    pub(crate) number: u64,
    /// Decides what happens.
    pub(crate) dice: ChaCha20Rng,
    /// Draws keys.
    pub(crate) keys: ChaCha20Rng,
    /// Records of departures and requests.
    pub(crate) follow_ups: BTreeSet<RecordId>,
    /// Those that a restored processor does not have; their guests tell departures again.
    pub(crate) lost_follow_ups: BTreeSet<RecordId>,
    pub(crate) backups: Vec<Backup>,
    pub(crate) messages: Messages,
    pub(crate) losses: u64,
    pub(crate) checks: BTreeMap<&'static str, u64>,
    pub(crate) done: BTreeMap<String, u64>,
    pub(crate) faults: u64,
    pub(crate) verbose: bool,
}

impl Simulation {
    /// A list that is about to be made.
    pub(crate) fn new(seed: u64, verbose: bool) -> Self {
        let house = House::new(time(START));
        let mut keys = ChaCha20Rng::seed_from_u64(seed ^ 0x5eed);
        let list = new_list(&house);
        let (mut owner, identity) = Owner::create(list, time(START), &mut keys).unwrap();
        let invitation = owner.invitation("https://example.org", None).unwrap();
        let token = house.token(time(START + DAY));
        let admission = owner.admission_request(Admission::Token(&token));
        house.send(&admission).success().unwrap();
        let (token, admission) = owner.admit_reader(time(START), &mut keys).unwrap();
        let answer = house.send(&admission);
        owner
            .confirm_instruction(answer.success().unwrap())
            .unwrap();
        let mut simulation = Self {
            house,
            is_up: true,
            owner,
            identity,
            inbox: Inbox::new(),
            outbox: Outbox::new(),
            delegates: Vec::new(),
            neighbours: Vec::new(),
            invitation,
            token,
            heads: Vec::new(),
            visits: Vec::new(),
            held: BTreeSet::new(),
            ordered: BTreeSet::new(),
            erased: BTreeSet::new(),
            overdue: BTreeMap::new(),
            now: START,
            middle: START,
            synced: START,
            opened: None,
            planned: BTreeMap::new(),
            number: 0,
            dice: ChaCha20Rng::seed_from_u64(seed),
            keys,
            follow_ups: BTreeSet::new(),
            lost_follow_ups: BTreeSet::new(),
            backups: Vec::new(),
            messages: Messages::new(),
            losses: 0,
            checks: BTreeMap::new(),
            done: BTreeMap::new(),
            faults: 0,
            verbose,
        };
        simulation.outbox.set_policy(POLICY);
        simulation.publish();
        simulation.sync().unwrap();
        simulation
    }

    /// Lets months of 30 days pass.
    pub(crate) fn run(&mut self, months: u64) {
        let end = START + months * 30 * DAY;
        self.middle = START + months * 15 * DAY;
        self.plan(START + 6 * HOUR, Operation::Day);
        while let Some(((at, _), operation)) = self.planned.pop_first() {
            if at >= end {
                break;
            }
            self.wait_until(at);
            self.perform(operation);
        }
        if !self.is_up {
            self.perform(Operation::Up);
        }
        self.perform(Operation::Evening);
        self.perform(Operation::Audit);
        self.perform(Operation::End);
        self.stop();
    }

    /// How often something happened.
    pub(crate) fn happened(&self, name: &str) -> u64 {
        self.done.get(name).copied().unwrap_or(0)
    }

    /// How often an invariant was looked at.
    pub(crate) fn checks(&self, name: &str) -> u64 {
        self.checks.get(name).copied().unwrap_or(0)
    }

    /// What happened and what was checked.
    pub(crate) fn report(&self) -> Value {
        json!({
            "days": (self.synced - START) / DAY,
            "guests": self.visits.len(),
            "erased_epochs": self.erased.len(),
            "faults": self.faults,
            "operations": self.done,
            "checks": self.checks,
        })
    }

    pub(crate) fn perform(&mut self, operation: Operation) {
        if self.verbose {
            eprintln!("{} {operation:?}", time(self.now));
        }
        let needs_house = !matches!(operation, Operation::Day | Operation::Up);
        if needs_house && !self.is_up {
            // People try again an hour later; what the machine would have done is lost.
            if !matches!(
                operation,
                Operation::Sweep
                    | Operation::Crash
                    | Operation::Down(_)
                    | Operation::RollBack
                    | Operation::Lose
                    | Operation::BackUp
                    | Operation::LoseDays
            ) {
                self.plan(self.now + HOUR, operation);
            }
            return;
        }
        let mut happened = true;
        match operation {
            Operation::Day => self.plan_day(),
            Operation::Arrive => self.arrive(),
            Operation::Leave(visit) => self.leave(visit),
            Operation::Return(visit) => happened = self.come_back(visit),
            Operation::Ask(visit) => happened = self.ask(visit),
            Operation::Read(visit) => happened = self.read_mail(visit),
            Operation::Grant => happened = self.grant(),
            Operation::Use(delegate) => happened = self.use_grant(delegate),
            Operation::Revoke(delegate) => self.revoke(delegate),
            Operation::Evening => self.evening(),
            Operation::Statements => happened = self.roll_over(),
            Operation::EraseRecord => happened = self.erase_record(),
            Operation::Restrict => happened = self.restrict_record(),
            Operation::Release(visit) => happened = self.release(visit),
            Operation::Hold => happened = self.hold(),
            Operation::Lift(epoch) => {
                self.order(Order::LiftEpoch(epoch));
                self.held.remove(&epoch);
            }
            Operation::Sweep => self.house.sweep(),
            Operation::Crash => {
                let pending = self.check_in_under(Fault::Applied);
                self.stop();
                self.start();
                self.confirm(pending);
            }
            Operation::Down(hours) => {
                self.stop();
                self.plan(self.now + hours * HOUR, Operation::Up);
            }
            Operation::Up => self.start(),
            Operation::Jump(hours) => self.jump(hours),
            Operation::RollBack => self.roll_back(),
            Operation::Lose => self.lose(),
            Operation::BackUp => self.back_up(),
            Operation::LoseDays => happened = self.lose_days(),
            Operation::Register => self.register(),
            Operation::Confirm => self.register_by_phone(),
            Operation::End => self.end(),
            Operation::Audit => self.audit(),
        }
        if happened {
            *self.done.entry(operation.name()).or_default() += 1;
        }
    }

    pub(crate) fn stop(&mut self) {
        self.house.stop();
        self.is_up = false;
        self.check("whole");
    }

    pub(crate) fn start(&mut self) {
        self.house.start();
        self.is_up = true;
    }

    pub(crate) fn wait_until(&mut self, at: u64) {
        self.pass(at.saturating_sub(self.now));
    }

    pub(crate) fn pass(&mut self, seconds: u64) {
        self.house.pass(seconds);
        self.now += seconds;
        if !self.is_up {
            return;
        }
        let today = self.owner.epoch_at(time(self.now)).unwrap().value();
        for epoch in (today.saturating_sub(3 * u32::from(RETENTION))..today).map(Epoch) {
            let end = self.owner.terms().epoch_range(epoch).unwrap().1.seconds();
            let due = end + u64::from(RETENTION) * DAY;
            let exists = self.inbox.logged(epoch).next().is_some();
            if self.held.contains(&epoch) {
                self.overdue.remove(&epoch);
            } else if exists && self.now > due {
                *self.overdue.entry(epoch).or_default() += seconds.min(self.now - due);
            }
        }
    }

    pub(crate) fn plan(&mut self, at: u64, operation: Operation) {
        self.number += 1;
        self.planned.insert((at, self.number), operation);
    }

    /// A number below `sides`.
    pub(crate) fn roll(&mut self, sides: u64) -> u64 {
        self.dice.next_u64() % sides.max(1)
    }

    pub(crate) fn check(&mut self, name: &'static str) {
        *self.checks.entry(name).or_default() += 1;
    }
}

pub(crate) fn time(seconds: u64) -> Time {
    Time::new(seconds).unwrap()
}

pub(crate) const HOUR: u64 = 3600;
pub(crate) const DAY: u64 = 24 * HOUR;
/// A midnight.
pub(crate) const START: u64 = 1_800_057_600;
/// Days for which records are kept.
pub(crate) const RETENTION: u16 = 7;
/// What the owner grants without looking.
const POLICY: StandingPolicy = StandingPolicy {
    withdraw_within: None,
    restrict: true,
    access: true,
};

/// A list of this house that is about to be made.
pub(crate) fn new_list(house: &House) -> NewList {
    let log_key = *house.processor().log_key();
    let mut list = NewList::new(Environment::Test, "log.example", log_key);
    list.terms = Terms {
        venue: "Zum Siegel".into(),
        contact: "owner@example.org".into(),
        purpose_de: "Nachverfolgung".into(),
        purpose_en: "contact tracing".into(),
        legal_basis_de: "Art. 6 DSGVO".into(),
        legal_basis_en: "Art. 6 GDPR".into(),
        retention_epochs: RETENTION,
        ..list.terms
    };
    list.generation_epochs = 14;
    list
}

//! What must hold, what happens, and the world in which it does.

use std::collections::{BTreeMap, BTreeSet};

use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};
use sealroll::{
    Environment, Epoch, Identity, Inbox, Invitation, NewList, Order, Owner, ReaderToken, RecordId,
    Terms, Ticket, Time,
};
use sealroll_store::Fault;
use serde_json::{Value, json};

use crate::simulated_house::House;

/// What must hold, whatever happens.
pub(crate) const INVARIANTS: &[(&str, &str)] = &[
    (
        "kept",
        "until its epoch is erased, the owner opens every check-in that was acknowledged, with the \
         departure that its guest reported",
    ),
    (
        "nothing-else",
        "the owner opens nothing that no guest has sent, and nothing twice",
    ),
    (
        "receipts",
        "every upload is answered with a receipt that verifies, the same bytes with the same index",
    ),
    (
        "witnessed",
        "a guest who comes back finds the entry under a head that the owner has cosigned, in a log \
         that has only grown",
    ),
    (
        "consistent",
        "every sync finds logs that continue those of the sync before, and no contradiction",
    ),
    (
        "erased",
        "of an erased epoch the processor hands out nothing and the owner can open nothing",
    ),
    (
        "in-time",
        "an epoch that nobody holds is erased at most two and a half days of running after it is \
         due, and none before without an order",
    ),
    ("jumps", "a clock that jumps destroys nothing"),
    (
        "rolled-back",
        "a processor that goes on from an older copy is found out by the next sync, which cosigns \
         nothing",
    ),
    ("audited", "an auditor finds nothing to object to"),
    (
        "whole",
        "whenever the processor ends, everything that it has stored verifies",
    ),
];

/// What happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    /// The day is planned.
    Day,
    /// A guest checks in.
    Arrive,
    /// A guest checks out.
    Leave(usize),
    /// A guest's program starts again and asks for a cosigned head.
    Return(usize),
    /// The owner syncs, opens the last two days, and erases what is due.
    Evening,
    /// The owner rolls over if it is time.
    Statements,
    /// A guest asks for erasure, and the owner orders it.
    EraseRecord,
    /// The owner keeps an epoch from being erased.
    Hold,
    /// And no longer.
    Lift(Epoch),
    /// The processor looks for what is too old.
    Sweep,
    /// It ends with a commit of unknown fate, and starts again.
    Crash,
    /// It does not run for a while.
    Down(u64),
    /// It runs again.
    Up,
    /// Its clock jumps, and is put right.
    Jump(i64),
    /// It goes on from an older copy.
    RollBack,
    /// An auditor reads everything.
    Audit,
}

/// A check-in that was acknowledged.
pub(crate) struct Visit {
    pub(crate) record: RecordId,
    pub(crate) epoch: Epoch,
    pub(crate) ticket: Ticket,
    pub(crate) arrived: u64,
    pub(crate) left: Option<Time>,
    pub(crate) erased: bool,
}

/// The world.
pub(crate) struct Simulation {
    pub(crate) house: House,
    pub(crate) is_up: bool,
    pub(crate) owner: Owner,
    pub(crate) identity: Identity,
    pub(crate) inbox: Inbox,
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
        let (mut owner, identity) = Owner::create(list, time(START), &mut keys).unwrap();
        let invitation = owner.invitation("https://example.org", None).unwrap();
        house.send(&owner.registration_request()).success().unwrap();
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
            invitation,
            token,
            heads: Vec::new(),
            visits: Vec::new(),
            held: BTreeSet::new(),
            ordered: BTreeSet::new(),
            erased: BTreeSet::new(),
            overdue: BTreeMap::new(),
            now: START,
            synced: START,
            opened: None,
            planned: BTreeMap::new(),
            number: 0,
            dice: ChaCha20Rng::seed_from_u64(seed),
            keys,
            checks: BTreeMap::new(),
            done: BTreeMap::new(),
            faults: 0,
            verbose,
        };
        simulation.publish();
        simulation.sync().unwrap();
        simulation
    }

    /// Lets months of 30 days pass.
    pub(crate) fn run(&mut self, months: u64) {
        let end = START + months * 30 * DAY;
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
        self.stop();
    }

    /// How often an invariant was looked at.
    pub(crate) fn checks(&self, name: &str) -> u64 {
        self.checks.get(name).copied().unwrap_or(0)
    }

    /// What happened and what was checked.
    pub(crate) fn report(&self) -> Value {
        json!({
            "days": (self.now - START) / DAY,
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
        let word = format!("{operation:?}");
        let word = word.split('(').next().unwrap_or_default().to_owned();
        let needs_house = !matches!(operation, Operation::Day | Operation::Up);
        if needs_house && !self.is_up {
            // People try again an hour later; what the machine would have done is lost.
            if !matches!(
                operation,
                Operation::Sweep | Operation::Crash | Operation::Down(_) | Operation::RollBack
            ) {
                self.plan(self.now + HOUR, operation);
            }
            return;
        }
        *self.done.entry(word).or_default() += 1;
        match operation {
            Operation::Day => self.plan_day(),
            Operation::Arrive => self.arrive(),
            Operation::Leave(visit) => self.leave(visit),
            Operation::Return(visit) => self.come_back(visit),
            Operation::Evening => self.evening(),
            Operation::Statements => self.roll_over(),
            Operation::EraseRecord => self.erase_record(),
            Operation::Hold => self.hold(),
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
            Operation::Audit => self.audit(),
        }
    }

    pub(crate) fn plan_day(&mut self) {
        let day = self.now - 6 * HOUR;
        for _ in 0..self.roll(6) {
            let at = day + 8 * HOUR + self.roll(13 * HOUR);
            self.plan(at, Operation::Arrive);
        }
        for quarter in 0..4 {
            self.plan(day + (7 + 6 * quarter) * HOUR, Operation::Sweep);
        }
        self.plan(day + 23 * HOUR, Operation::Evening);
        let number = (day - START) / DAY;
        if number % 5 == 4 {
            self.plan(day + 7 * HOUR + 1, Operation::Statements);
        }
        if number % 15 == 14 {
            self.plan(day + 23 * HOUR + 600, Operation::Audit);
        }
        let trouble = match self.roll(12) {
            0 | 1 => Some(Operation::Crash),
            2 => Some(Operation::Down(1 + self.roll(40))),
            3 => Some(Operation::Jump(2 + self.roll(24 * 60) as i64)),
            4 => Some(Operation::Jump(-2 - self.roll(24 * 20) as i64)),
            5 => Some(Operation::RollBack),
            6 => Some(Operation::EraseRecord),
            7 => Some(Operation::Hold),
            _ => None,
        };
        if let Some(trouble) = trouble {
            let at = day + 9 * HOUR + self.roll(13 * HOUR);
            self.plan(at, trouble);
        }
        self.plan(self.now + DAY, Operation::Day);
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
const START: u64 = 1_800_057_600;
/// Days for which records are kept.
pub(crate) const RETENTION: u16 = 7;

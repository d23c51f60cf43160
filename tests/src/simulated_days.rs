//! What happens in a simulation, and when.

use sealroll::Epoch;

use crate::simulation::{DAY, HOUR, START, Simulation};

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
    /// A guest asks for something that the law gives.
    Ask(usize),
    /// A guest's program reads the mailbox.
    Read(usize),
    /// A device of somebody else is granted reading.
    Grant,
    /// It is used.
    Use(usize),
    /// It is revoked.
    Revoke(usize),
    /// The owner syncs, opens the last two days, and erases what is due.
    Evening,
    /// The owner rolls over if it is time.
    Statements,
    /// A guest asks for erasure, and the owner orders it.
    EraseRecord,
    /// The owner has a record kept from everybody.
    Restrict,
    /// And no longer.
    Release(usize),
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
    /// Its disk is lost, and a backup is restored.
    Lose,
    /// A backup is made and kept.
    BackUp,
    /// An older backup than the newest is restored.
    LoseDays,
    /// Somebody opens another list.
    Register,
    /// Somebody opens one who is asked for a PIN.
    Confirm,
    /// Lists are ended, and years pass.
    End,
    /// An auditor reads everything.
    Audit,
}

impl Operation {
    /// The name of each; each must happen.
    pub(crate) const NAMES: &[&str] = &[
        "Day",
        "Arrive",
        "Leave",
        "Return",
        "Ask",
        "Read",
        "Grant",
        "Use",
        "Revoke",
        "Evening",
        "Statements",
        "EraseRecord",
        "Restrict",
        "Release",
        "Hold",
        "Lift",
        "Sweep",
        "Crash",
        "Down",
        "Up",
        "Jump",
        "RollBack",
        "Lose",
        "BackUp",
        "LoseDays",
        "Register",
        "Confirm",
        "End",
        "Audit",
    ];

    pub(crate) fn name(self) -> String {
        let word = format!("{self:?}");
        word.split('(').next().unwrap_or_default().to_owned()
    }
}

impl Simulation {
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
        if number % 9 == 2 {
            self.plan(day + 10 * HOUR, Operation::Grant);
        }
        if number % 20 == 3 {
            self.plan(day + 12 * HOUR, Operation::Register);
        }
        if number % 20 == 13 {
            self.plan(day + 12 * HOUR, Operation::Confirm);
        }
        if number % 3 == 1 {
            self.plan(day + 11 * HOUR, Operation::Restrict);
        }
        if number.is_multiple_of(2) {
            self.plan(day + 14 * HOUR, Operation::BackUp);
        }
        if number % 7 == 5 {
            self.plan(day + 15 * HOUR, Operation::Lose);
        }
        // Now and then only an older backup than the newest is left.
        if number % 17 == 10 {
            self.plan(day + 16 * HOUR, Operation::LoseDays);
        }
        let trouble = match self.roll(12) {
            // What chance has left out until the middle comes all the same.
            _ if self.neglected().is_some() => self.neglected(),
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

    /// In the second half, what only chance brings about and what has never happened.
    fn neglected(&self) -> Option<Operation> {
        let mut drawn = [
            Operation::EraseRecord,
            Operation::Hold,
            Operation::RollBack,
            Operation::Crash,
            Operation::Down(30),
            Operation::Jump(-48),
        ]
        .into_iter();
        let is_late = self.now >= self.middle;
        drawn.find(|operation| is_late && self.happened(&operation.name()) == 0)
    }
}

//! Backups of every other day, of which an old one is restored.

use std::collections::BTreeSet;

use sealroll::{Admission, LogName, RecordId};

use crate::simulation::{DAY, Simulation, time};

/// What a backup has.
pub(crate) struct Backup {
    name: String,
    /// Which of the check-ins.
    visits: Vec<bool>,
    /// And of what followed them up.
    follow_ups: BTreeSet<RecordId>,
    neighbours: usize,
}

impl Simulation {
    pub(crate) fn back_up(&mut self) {
        self.number += 1;
        let name = format!("backup {}", self.number);
        self.house.back_up(&name);
        self.backups.push(Backup {
            name,
            visits: self.visits.iter().map(|visit| !visit.lost).collect(),
            follow_ups: self
                .follow_ups
                .difference(&self.lost_follow_ups)
                .copied()
                .collect(),
            neighbours: self.neighbours.len(),
        });
        if self.backups.len() > KEPT {
            let oldest = self.backups.remove(0);
            self.house.drop_backup(&oldest.name);
        }
    }

    /// Days are lost: a backup that is not the newest is the best that there is.
    pub(crate) fn lose_days(&mut self) -> bool {
        if self.backups.len() < KEPT {
            return false;
        }
        self.make_good();
        let place = self.roll(KEPT as u64 - 1) as usize;
        let backup = self.backups.remove(place);
        // Those that are younger went with the disk; an older one may still be needed.
        for younger in self.backups.split_off(place) {
            self.house.drop_backup(&younger.name);
        }
        let is_readable = self.roll(2) == 0;
        // Parts are numbered by seconds (`spec/protocol.md#RECV-2`), and nobody restores twice in one.
        self.pass(1);
        self.house.restore(&backup.name, is_readable);
        self.check("whole");
        self.losses += 1;
        // What was marked is marked again.
        self.overdue.clear();
        let mut lost = BTreeSet::new();
        let mut again = Vec::new();
        for (number, visit) in self.visits.iter_mut().enumerate() {
            let was_lost = visit.lost;
            visit.lost = !backup.visits.get(number).copied().unwrap_or_default();
            if visit.lost && !was_lost && !visit.erased {
                lost.insert(visit.record);
            }
            if was_lost && !visit.lost {
                self.opened = self.opened.map(|opened| opened.min(visit.epoch));
            }
            let departure = visit
                .departure
                .filter(|departure| !backup.follow_ups.contains(departure));
            if departure.is_some() && !visit.lost && !visit.erased {
                again.push(number);
            }
        }
        let gone = self.follow_ups.difference(&backup.follow_ups);
        self.lost_follow_ups = gone.copied().collect();
        // Certificates of the gap: what their keys sign is refused without.
        let registration = self.house.send(&self.owner.registration_request());
        registration.success().unwrap();
        let report = self.sync().unwrap();
        let newest = report.recoveries.iter().map(|found| found.part).max();
        let found = report
            .recoveries
            .iter()
            .filter(|found| Some(found.part) == newest && found.log != LogName::Instructions);
        let told: BTreeSet<RecordId> = found
            .flat_map(|found| found.missing.iter().copied())
            .collect();
        for visit in self.visits.iter().filter(|visit| !visit.erased) {
            let is_purged = self.inbox.is_purged(visit.epoch);
            let is_told = told.contains(&visit.record);
            assert_eq!(is_told, lost.contains(&visit.record) && !is_purged);
        }
        self.make_good();
        for neighbour in backup.neighbours..self.neighbours.len() {
            // The list is unknown, and so is the token that let it in.
            let token = self.house.token(time(self.now + DAY));
            let neighbour = &mut self.neighbours[neighbour];
            let admission = neighbour.owner.admission_request(Admission::Token(&token));
            self.house.send(&admission).success().unwrap();
            neighbour.token = token;
        }
        // Who left in the gap has to tell it again.
        for visit in again {
            if !self.erased.contains(&self.visits[visit].epoch) {
                self.depart(visit, time(self.now));
            }
        }
        // The feeds that were lost are published again.
        self.answer_mail();
        self.check("days");
        true
    }
}

/// Backups that are kept.
const KEPT: usize = 3;

//! What the guests of a simulation do.

use sealroll::{CheckInForm, ContactForm, Environment, Guest, Pending, Source, Welcome};
use sealroll_log::Receipt;
use sealroll_store::Fault;

use crate::simulated_days::Operation;
use crate::simulation::{DAY, HOUR, Simulation, Visit, time};

impl Simulation {
    pub(crate) fn arrive(&mut self) {
        let fault = match self.roll(10) {
            0 => Some(Fault::Applied),
            1 => Some(Fault::Unapplied),
            2 => Some(Fault::Full),
            _ => None,
        };
        let pending = match fault {
            Some(fault) => self.check_in_under(fault),
            None => self.check_in(),
        };
        self.confirm(pending);
    }

    /// A guest seals, and sends into a commit that fails.
    pub(crate) fn check_in_under(&mut self, fault: Fault) -> Pending {
        let pending = self.check_in();
        self.house.fail(fault);
        self.faults += 1;
        let answer = self.house.send(&pending.request());
        assert!(matches!(answer.status, 500 | 507), "{}", answer.status);
        pending
    }

    pub(crate) fn check_in(&mut self) -> Pending {
        let mut guest = Guest::first_use(Environment::Test, &mut self.keys);
        let welcome = self.welcome(&mut guest);
        let form = CheckInForm {
            contact: ContactForm {
                given_name: "Ada".into(),
                family_name: "Lovelace".into(),
                phone: "+49 151 12345678".into(),
                ..ContactForm::default()
            },
            ..CheckInForm::default()
        };
        let pending = welcome.check_in(&form, time(self.now), &mut self.keys);
        pending.unwrap()
    }

    pub(crate) fn welcome(&mut self, guest: &mut Guest) -> Welcome {
        let bundle = self.house.send(&guest.welcome_request(&self.invitation));
        let bundle = bundle.success().unwrap();
        guest
            .accept(&self.invitation, bundle, time(self.now))
            .unwrap()
    }

    /// The guest sends until there is a receipt, and once more for good measure.
    pub(crate) fn confirm(&mut self, pending: Pending) {
        let request = pending.request();
        let receipt = self.house.send(&request).success().unwrap().to_vec();
        let again = self.house.send(&request).success().unwrap().to_vec();
        let index = |receipt: &[u8]| Receipt::parse(receipt).unwrap().index();
        assert_eq!(
            index(&receipt),
            index(&again),
            "the same bytes, another index"
        );
        let ticket = pending
            .confirm(&receipt)
            .map_err(|(_, error)| error)
            .unwrap();
        self.check("receipts");
        let visit = self.visits.len();
        self.visits.push(Visit {
            record: *ticket.record_id(),
            epoch: self.owner.epoch_at(time(self.now)).unwrap(),
            ticket,
            arrived: self.now,
            left: None,
            erased: false,
            restricted: false,
            asked: None,
        });
        if self.roll(3) > 0 {
            let at = self.now + HOUR / 2 + self.roll(3 * HOUR);
            self.plan(at, Operation::Leave(visit));
        }
        if self.roll(4) == 0 {
            let at = self.now + HOUR + self.roll(2 * DAY);
            self.plan(at, Operation::Ask(visit));
        } else if self.roll(4) == 0 {
            let at = self.now + HOUR + self.roll(5 * DAY);
            self.plan(at, Operation::Read(visit));
        }
        let at = self.now + DAY + self.roll(DAY);
        self.plan(at, Operation::Return(visit));
    }

    pub(crate) fn leave(&mut self, visit: usize) {
        let mut guest = Guest::first_use(Environment::Test, &mut self.keys);
        let welcome = self.welcome(&mut guest);
        let now = time(self.now);
        let ticket = &mut self.visits[visit].ticket;
        let leaving = ticket.check_out(&welcome, now, Source::Guest, now, &mut self.keys);
        let leaving = leaving.unwrap();
        let receipt = self.house.send(&leaving.request());
        let receipt = leaving.confirm(receipt.success().unwrap());
        receipt.map_err(|(_, error)| error).unwrap();
        self.check("receipts");
        self.visits[visit].left = Some(now);
    }

    pub(crate) fn come_back(&mut self, visit: usize) -> bool {
        if self.erased.contains(&self.visits[visit].epoch) {
            return false;
        }
        if self.visits[visit].arrived >= self.synced {
            // The owner has not looked since. The guest's program asks again another day.
            self.plan(self.now + DAY, Operation::Return(visit));
            return false;
        }
        let mut guest = Guest::first_use(Environment::Test, &mut self.keys);
        let welcome = self.welcome(&mut guest);
        let ticket = &mut self.visits[visit].ticket;
        let proof = self.house.send(&ticket.proof_request());
        let proof = proof.success().unwrap();
        let growth = ticket.growth_request(proof).unwrap();
        let growth = growth.map(|request| self.house.send(&request));
        let growth = growth.map(|answer| answer.success().unwrap().to_vec());
        ticket
            .check_growth(proof, &growth.unwrap_or_default())
            .unwrap();
        ticket.witness(proof, &welcome).unwrap();
        self.check("witnessed");
        true
    }
}

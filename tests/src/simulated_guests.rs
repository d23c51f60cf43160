//! What the guests of a simulation do.

use sealroll::{
    CheckInForm, ContactForm, Environment, Guest, Pending, RecordId, Source, Time, Welcome,
};
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
            left: None,
            erased: false,
            confirmed: self.now,
            lost: false,
            departure: None,
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
        if self.visits[visit].lost {
            self.come_back(visit);
        }
        if self.visits[visit].lost {
            return;
        }
        self.depart(visit, time(self.now));
    }

    /// Tells when the guest left.
    pub(crate) fn depart(&mut self, visit: usize, left: Time) {
        let mut guest = Guest::first_use(Environment::Test, &mut self.keys);
        let welcome = self.welcome(&mut guest);
        let now = time(self.now);
        let ticket = &mut self.visits[visit].ticket;
        let leaving = ticket.check_out(&welcome, left, Source::Guest, now, &mut self.keys);
        let leaving = leaving.unwrap();
        let request = leaving.request();
        let departure = RecordId::of_envelope(&request.body);
        let receipt = self.house.send(&request);
        let receipt = leaving.confirm(receipt.success().unwrap());
        receipt.map_err(|(_, error)| error).unwrap();
        self.check("receipts");
        self.visits[visit].left = Some(left);
        self.visits[visit].departure = Some(departure);
        self.follow_ups.insert(departure);
    }

    pub(crate) fn come_back(&mut self, visit: usize) -> bool {
        if self.erased.contains(&self.visits[visit].epoch) {
            return false;
        }
        if !self.visits[visit].lost && self.visits[visit].confirmed >= self.synced {
            // The owner has not looked since. The guest's program asks again another day.
            self.plan(self.now + DAY, Operation::Return(visit));
            return false;
        }
        let mut guest = Guest::first_use(Environment::Test, &mut self.keys);
        let welcome = self.welcome(&mut guest);
        let was_lost = self.visits[visit].lost;
        let ticket = &mut self.visits[visit].ticket;
        let answer = self.house.send(&ticket.proof_request());
        let proof = answer.success();
        let is_lost = proof.as_ref().map_or(true, |proof| ticket.is_lost(proof));
        assert_eq!(is_lost, was_lost, "{answer:?}");
        if is_lost {
            self.send_again(visit);
            return true;
        }
        let proof = proof.unwrap();
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

    /// The processor has lost the check-in, and what followed it.
    fn send_again(&mut self, visit: usize) {
        let kept = &mut self.visits[visit];
        let Some(request) = kept.ticket.upload_request() else {
            // The envelope was given up once the owner had witnessed it: it stays among what is
            // missing.
            assert!(kept.ticket.is_witnessed());
            return;
        };
        let receipt = self.house.send(&request);
        let receipt = match receipt.success() {
            Ok(receipt) => receipt,
            Err(refused) => {
                // Nothing is taken for a day that is long over: it stays among what is missing.
                assert_eq!(refused.code(), "epoch-expired");
                let terms = self.owner.terms();
                let end = terms.epoch_range(kept.epoch).unwrap().1.seconds();
                assert!(self.now >= end + u64::from(terms.upload_grace));
                return;
            }
        };
        assert!(kept.ticket.renew(receipt).unwrap());
        kept.lost = false;
        kept.confirmed = self.now;
        // The owner looks at that day again.
        self.opened = self.opened.map(|opened| opened.min(kept.epoch));
        if let Some(left) = kept.left {
            self.depart(visit, left);
        }
        self.check("returned");
        self.plan(self.now + DAY, Operation::Return(visit));
    }
}

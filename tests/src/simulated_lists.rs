//! Lists that are let in, and lists that are ended and forgotten.

use sealroll::{Admission, Environment, Epoch, Guest, Identity, Order, Owner, Request, Time};

use crate::simulation::{DAY, Simulation, new_list, time};

/// A list of somebody else, with the token that let it in.
pub(crate) struct Neighbour {
    pub(crate) owner: Owner,
    identity: Identity,
    pub(crate) token: String,
}

impl Simulation {
    pub(crate) fn register(&mut self) {
        let now = time(self.now);
        let [first, second] = [(), ()].map(|()| {
            let list = new_list(&self.house);
            Owner::create(list, now, &mut self.keys).unwrap()
        });
        let (owner, identity) = first;
        assert_eq!(
            self.refusal(&owner.registration_request()),
            "token-required"
        );
        let admit = |owner: &Owner, token: &str| owner.admission_request(Admission::Token(token));
        for neighbour in &self.neighbours {
            assert_eq!(self.refusal(&admit(&owner, &neighbour.token)), "bad-token");
        }
        let token = self.house.token(time(self.now + DAY));
        let answer = self.house.send(&admit(&owner, &token));
        answer.success().unwrap();
        assert_eq!(self.refusal(&admit(&second.0, &token)), "bad-token");
        self.house
            .send(&owner.registration_request())
            .success()
            .unwrap();
        self.check("admitted");
        self.neighbours.push(Neighbour {
            owner,
            identity,
            token,
        });
    }

    /// All lists but the newest are ended. No owner looks any more; years pass.
    pub(crate) fn end(&mut self) {
        let now = time(self.now);
        let mut guest = Guest::first_use(Environment::Test, &mut self.keys);
        let welcome = self.welcome(&mut guest);
        let last = self.owner.last_epoch().unwrap();
        self.ordered.extend((0..=last.value()).map(Epoch));
        let order = self.owner.terminate(&self.identity, now).unwrap();
        self.give(Order::TerminateList, &order);
        self.sync().unwrap();
        let stays = self.neighbours.pop().unwrap();
        for neighbour in &mut self.neighbours {
            let order = neighbour.owner.terminate(&neighbour.identity, now).unwrap();
            let answer = self.house.send(&order);
            let done = neighbour
                .owner
                .confirm_instruction(answer.success().unwrap());
            done.unwrap();
        }
        // The processor notes that the logs are finished.
        self.house.sweep();
        let visit = self.visits.iter().rposition(|visit| !visit.lost).unwrap();
        let proof = self.visits[visit].ticket.proof_request();
        let audit = u64::from(self.owner.terms().audit_days) * DAY;
        for (seconds, is_there) in [(audit - 1, true), (1, true), (DAY - 1, true), (1, false)] {
            self.house.pass(seconds);
            self.now += seconds;
            self.house.sweep();
            let answer = self.house.send(&proof);
            let code = answer.success().map_err(|refused| refused.code());
            assert_eq!(code.err() != Some("log-deleted"), is_there, "{answer:?}");
        }
        let ticket = &self.visits[visit].ticket;
        ticket.check_deleted(&welcome, time(self.now)).unwrap();

        let end = Time::from_rfc3339(LAST).unwrap().seconds();
        for (seconds, is_there) in [
            (end - self.now, true),
            (1, true),
            (DAY - 1, true),
            (1, false),
        ] {
            self.house.pass(seconds);
            self.now += seconds;
            self.house.sweep();
            let ended = self.neighbours.iter().map(|neighbour| &neighbour.owner);
            for owner in ended.chain([&self.owner]) {
                assert_eq!(self.is_known(owner), is_there);
            }
            assert!(self.is_known(&stays.owner));
        }
        self.check("forgotten");
        let authority = self.house.authority();
        let now = time(self.now);
        let mut sync = self.owner.sync(&mut self.inbox, now);
        while let Some(request) = sync.request(&authority, now, &mut self.keys).unwrap() {
            sync.receive(&self.house.send(&request)).unwrap();
        }
        assert!(sync.report().is_over);
        let again = self.owner.registration_request();
        let answer = self.house.send(&again);
        let body = String::from_utf8_lossy(&answer.body);
        assert!(body.contains("list-terminated"), "{answer:?} {body}");
        self.check("admitted");
    }

    fn is_known(&self, owner: &Owner) -> bool {
        let invitation = owner.invitation("https://example.org", None).unwrap();
        let guest = Guest::first_use(Environment::Test, &mut self.keys.clone());
        let answer = self.house.send(&guest.welcome_request(&invitation));
        answer.success().map_err(|refused| refused.code()).err() != Some("unknown-list")
    }

    pub(crate) fn refusal(&self, request: &Request) -> &'static str {
        let answer = self.house.send(request);
        answer.success().unwrap_err().code()
    }
}

/// The last second of the third full calendar year after the lists were ended.
const LAST: &str = "2030-12-31T23:59:59Z";

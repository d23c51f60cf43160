//! A list that is open, its owner, and guests.

use core::ops::ControlFlow;

use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use sealroll::{
    Acknowledged, Batch, CheckInForm, ContactForm, Environment, Epoch, Fetch, FetchedEnvelope,
    Guest, Identity, Inbox, Invitation, NewList, Order, Owner, Pending, PendingFollowUp, Request,
    SyncError, SyncReport, Ticket, Time, Welcome, Workers,
};

use super::processor::{AUTHORITY, Processor};

/// The first moment of an epoch, in the year 2027.
pub(crate) const START: u64 = 1_800_057_600;

pub(crate) fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

/// So many seconds after [`START`].
pub(crate) fn time(seconds: u64) -> Time {
    Time::new(START + seconds).unwrap()
}

/// A check-in of Ada's.
pub(crate) fn form() -> CheckInForm {
    CheckInForm {
        contact: ContactForm {
            given_name: "Ada".into(),
            family_name: "Lovelace".into(),
            phone: "+49 151 12345678".into(),
            ..ContactForm::default()
        },
        ..CheckInForm::default()
    }
}

pub(crate) struct World {
    pub(crate) processor: Processor,
    pub(crate) owner: Owner,
    pub(crate) identity: Identity,
    pub(crate) inbox: Inbox,
    pub(crate) rng: ChaCha20Rng,
}

impl World {
    /// A list with default terms, registered, published and cosigned.
    pub(crate) fn new(seed: u64) -> Self {
        Self::with(seed, |_| {})
    }

    /// The same with other decisions.
    pub(crate) fn with(seed: u64, decide: impl FnOnce(&mut NewList)) -> Self {
        let processor = Processor::new();
        let mut rng = rng(seed);
        let mut list = new_list(&processor);
        decide(&mut list);
        let (owner, identity) = Owner::create(list, time(3600), &mut rng).unwrap();
        let mut world = Self {
            processor,
            owner,
            identity,
            inbox: Inbox::new(),
            rng,
        };
        world.publish(time(3600));
        world
    }

    /// Registers, publishes statements, and syncs.
    pub(crate) fn publish(&mut self, now: Time) {
        let registration = self.owner.registration_request();
        assert!(self.processor.handle(&registration, now).success().is_ok());
        let request = self
            .owner
            .statements_request(AUTHORITY, now, &mut self.rng)
            .unwrap();
        if let Some(request) = request {
            assert!(self.processor.handle(&request, now).success().is_ok());
        }
        self.sync(now).unwrap();
    }

    pub(crate) fn sync(&mut self, now: Time) -> Result<SyncReport, SyncError> {
        let mut inbox = core::mem::take(&mut self.inbox);
        let report = self.sync_into(&mut inbox, now);
        self.inbox = inbox;
        report
    }

    /// Syncs an inbox.
    pub(crate) fn sync_into(
        &mut self,
        inbox: &mut Inbox,
        now: Time,
    ) -> Result<SyncReport, SyncError> {
        let mut sync = self.owner.sync(inbox, now);
        while let Some(request) = sync.request(AUTHORITY, now, &mut self.rng).unwrap() {
            let response = self.processor.handle(&request, now);
            sync.receive(&response)?;
        }
        Ok(sync.report().clone())
    }

    /// Gives an order and has it confirmed.
    pub(crate) fn instruct(&mut self, order: Order, now: Time) -> Acknowledged {
        let request = self.owner.instruct(order, now).unwrap();
        self.answer(&request, now)
    }

    /// Sends an instruction and has it confirmed.
    pub(crate) fn answer(&mut self, request: &Request, now: Time) -> Acknowledged {
        let response = self.processor.handle(request, now);
        let answer = response.success().unwrap();
        self.owner.confirm_instruction(answer).unwrap()
    }

    pub(crate) fn invitation(&self) -> Invitation {
        self.owner.invitation("https://example.org", None).unwrap()
    }

    pub(crate) fn guest(&mut self) -> Guest {
        Guest::first_use(Environment::Test, &mut self.rng)
    }

    pub(crate) fn welcome(&mut self, guest: &mut Guest, now: Time) -> Welcome {
        let invitation = self.invitation();
        let response = self
            .processor
            .handle(&guest.welcome_request(&invitation), now);
        guest
            .accept(&invitation, response.success().unwrap(), now)
            .unwrap()
    }

    /// Checks a new guest in.
    pub(crate) fn check_in(&mut self, form: &CheckInForm, now: Time) -> Ticket {
        let mut guest = self.guest();
        let welcome = self.welcome(&mut guest, now);
        let pending = welcome.check_in(form, now, &mut self.rng).unwrap();
        self.upload(pending, now)
    }

    pub(crate) fn upload(&mut self, pending: Pending, now: Time) -> Ticket {
        let response = self.processor.handle(&pending.request(), now);
        pending.confirm(response.success().unwrap()).unwrap()
    }

    pub(crate) fn follow_up(&mut self, pending: PendingFollowUp, now: Time) {
        let response = self.processor.handle(&pending.request(), now);
        pending.confirm(response.success().unwrap()).unwrap();
    }

    pub(crate) fn epoch(&self, now: Time) -> Epoch {
        self.owner.epoch_at(now).unwrap()
    }

    pub(crate) fn fetch(&mut self, epoch: Epoch, now: Time) -> Vec<FetchedEnvelope> {
        let mut fetch: Fetch = self.owner.fetch(epoch).unwrap();
        while let Some(request) = fetch
            .request(&self.owner, AUTHORITY, now, &mut self.rng)
            .unwrap()
        {
            fetch
                .receive(&self.processor.handle(&request, now))
                .unwrap();
        }
        fetch.into_fetched()
    }

    /// Syncs, fetches and opens the epoch of a moment.
    pub(crate) fn open(&mut self, now: Time) -> Batch {
        self.sync(now).unwrap();
        let epoch = self.epoch(now);
        let fetched = self.fetch(epoch, now);
        self.open_fetched(epoch, &fetched)
    }

    pub(crate) fn open_fetched(&mut self, epoch: Epoch, fetched: &[FetchedEnvelope]) -> Batch {
        let go_on = |_, _| ControlFlow::Continue(());
        self.owner
            .open(&mut self.inbox, epoch, fetched, Workers::new(2), go_on)
            .unwrap()
    }
}

fn new_list(processor: &Processor) -> NewList {
    let mut list = NewList::new(Environment::Test, &processor.origin, processor.public_key());
    list.terms.venue = "Café Seal".into();
    list.terms.contact = "owner@example.org".into();
    list.terms.purpose_de = "Nachverfolgung".into();
    list.terms.purpose_en = "Contact tracing".into();
    list.terms.legal_basis_de = "Art. 6 Abs. 1 lit. c DSGVO".into();
    list.terms.legal_basis_en = "Art. 6(1)(c) GDPR".into();
    list
}

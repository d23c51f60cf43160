//! A stolen phone and an employee who leaves, against the real processor.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use core::ops::ControlFlow;

use sealroll::{
    Authority, Chosen, DisclosureReason, Environment, Epoch, ErasedFor, FetchedEnvelope, Guest,
    Inbox, Message, NewDevice, Order, Outbox, Owner, OwnerError, Reason, RecordId, Request, Rights,
    Ticket, Time, Workers,
};
use sealroll_tests::visitor::{Manner, visit};
use sealroll_tests::{Client, Desk, Person, Service, now, processor_binary, random};
use sealroll_wire::{Certificate, Serial, WelcomeBundle};

/// A list with one guest.
struct Scene {
    service: Service,
    desk: Desk,
    _folder: tempfile::TempDir,
}

impl Scene {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let service = Service::start(&processor_binary().unwrap(), folder.path()).unwrap();
        let mut desk = Desk::open_list(&service).unwrap();
        check_in(&desk);
        desk.sync().unwrap();
        Self {
            service,
            desk,
            _folder: folder,
        }
    }

    fn today(&self) -> Epoch {
        self.desk.today().unwrap()
    }

    /// Registers certificates, and orders what the root has signed.
    fn register(&self) {
        let request = self.desk.owner.registration_request();
        self.desk.client.fetch(&request).unwrap();
    }

    /// What the owner's client does when a device is to be revoked.
    fn revoke(&mut self, serial: Serial) -> sealroll::Revocation {
        let desk = &mut self.desk;
        let at = now().unwrap();
        let revocation = desk
            .owner
            .revoke_device(&desk.identity, &desk.inbox, serial, at, &mut random())
            .unwrap();
        self.register();
        for serial in &revocation.certificates {
            let desk = &mut self.desk;
            let order = desk.owner.revoke(&desk.identity, *serial, at).unwrap();
            confirm(&mut desk.owner, &desk.client, &order);
        }
        revocation
    }

    fn grant(&mut self, device: &NewDevice, last: u32, rights: Rights) -> Employee {
        let range = self.today()..=Epoch(self.today().value() + last);
        let desk = &mut self.desk;
        let at = now().unwrap();
        let grant = desk
            .owner
            .grant(
                &desk.identity,
                device.card(),
                range.clone(),
                rights,
                at,
                &mut random(),
            )
            .unwrap();
        self.register();
        let desk = &mut self.desk;
        let order = desk
            .owner
            .grant_instruction(&desk.identity, grant.device, at)
            .unwrap();
        confirm(&mut desk.owner, &desk.client, &order);
        let accepted = device.accept(&grant.file, Environment::Test).unwrap();
        assert_eq!(
            (accepted.range, accepted.rights),
            (range, rights.and(Rights::DELEGATE))
        );
        // What a device keeps survives its restart.
        let delegate = Owner::from_bytes(&accepted.delegate.to_bytes()).unwrap();
        Employee {
            owner: delegate,
            inbox: Inbox::new(),
            client: Client::new(self.service.address()),
        }
    }
}

/// A delegate with a device.
struct Employee {
    owner: Owner,
    inbox: Inbox,
    client: Client,
}

impl Employee {
    fn sync(&mut self) {
        let at = now().unwrap();
        let authority = self.client.authority().to_owned();
        let mut sync = self.owner.sync(&mut self.inbox, at);
        while let Some(request) = sync.request(&authority, at, &mut random()).unwrap() {
            assert_eq!(request.method.name(), "GET", "a delegate cosigns nothing");
            sync.receive(&self.client.send(&request).unwrap()).unwrap();
        }
        assert_eq!(sync.report().findings, []);
    }

    fn fetch(&self, epoch: Epoch) -> Result<Vec<FetchedEnvelope>, &'static str> {
        fetch(&self.owner, &self.client, epoch)
    }

    fn publish(&self, outbox: &mut Outbox) -> Result<usize, &'static str> {
        publish(&self.owner, &self.client, outbox)
    }

    fn open(&mut self, epoch: Epoch, fetched: &[FetchedEnvelope]) -> Result<usize, OwnerError> {
        let go_on = |_, _| ControlFlow::Continue(());
        let workers = Workers::all_cores();
        let batch = self
            .owner
            .open(&mut self.inbox, epoch, fetched, workers, go_on)?;
        Ok(batch.opened)
    }
}

fn check_in(desk: &Desk) {
    let person = Person {
        given_name: Some("Ada".into()),
        family_name: Some("Lovelace".into()),
        ..Person::default()
    };
    let invitation = desk.invitation().unwrap();
    visit(&desk.client, &invitation, &person, Manner::Plain, at()).unwrap();
}

fn at() -> Time {
    now().unwrap()
}

fn confirm(owner: &mut Owner, client: &Client, order: &Request) {
    let answer = client.fetch(order).unwrap();
    owner.confirm_instruction(&answer).unwrap();
}

fn fetch(
    owner: &Owner,
    client: &Client,
    epoch: Epoch,
) -> Result<Vec<FetchedEnvelope>, &'static str> {
    let mut fetch = owner.fetch(epoch).unwrap();
    let authority = client.authority();
    while let Some(request) = fetch
        .request(owner, authority, at(), &mut random())
        .unwrap()
    {
        let response = client.send(&request).unwrap();
        fetch.receive(&response).map_err(|error| error.code())?;
    }
    Ok(fetch.into_fetched())
}

fn publish(owner: &Owner, client: &Client, outbox: &mut Outbox) -> Result<usize, &'static str> {
    let mut publication = owner.publish(outbox);
    let authority = client.authority();
    while let Some(request) = publication
        .request(owner, outbox, authority, at(), &mut random())
        .unwrap()
    {
        let response = client.send(&request).unwrap();
        publication
            .receive(outbox, &response, at())
            .map_err(|error| error.code())?;
    }
    Ok(publication.published())
}

fn refusal(client: &Client, request: &Request) -> (u16, &'static str) {
    let response = client.send(request).unwrap();
    (response.status, response.success().unwrap_err().code())
}

fn bundle(desk: &Desk) -> Result<Vec<Serial>, &'static str> {
    let guest = Guest::first_use(Environment::Test, &mut random());
    let request = guest.welcome_request(&desk.invitation().unwrap());
    let response = desk.client.send(&request).unwrap();
    let body = response.success().map_err(|refused| refused.code())?;
    let bundle = WelcomeBundle::from_bytes(body).unwrap();
    Ok(bundle
        .certificates()
        .iter()
        .map(Certificate::serial)
        .collect())
}

// covers: CERT-6, ROT-1, ROT-2
#[test]
fn a_stolen_phone_costs_no_poster() {
    let mut scene = Scene::new();
    let today = scene.today();
    let printed = scene.desk.invitation().unwrap();
    // The thief has the phone as it is, unlocked.
    let saved = scene.desk.owner.to_bytes();
    let mut thief = Owner::from_bytes(&saved).unwrap();
    let client = Client::new(scene.service.address());
    let before = bundle(&scene.desk).unwrap();

    let devices = scene.desk.owner.devices(&scene.desk.inbox, at());
    let [phone] = &devices[..] else {
        panic!("one device: {devices:?}");
    };
    assert!(phone.is_this && !phone.is_revoked && phone.certificates.len() == 4);
    let revocation = scene.revoke(phone.certificates[2]);
    assert_eq!(revocation.certificates, phone.certificates);
    assert!(revocation.has_new_keys);
    let exposed = &revocation.exposed[..];
    assert_eq!(
        (exposed.len(), exposed[0].epoch, exposed[0].records),
        (1, today, 1)
    );

    // What the phone signs is refused from now on, whatever it is.
    assert_eq!(fetch(&thief, &client, today), Err("revoked"));
    let order = thief.instruct(Order::PurgeEpoch(today), at()).unwrap();
    assert_eq!(refusal(&client, &order), (403, "revoked"));
    thief.roll_over(at(), &mut random()).unwrap();
    let authority = client.authority();
    let statements = thief.statements_request(authority, at(), &mut random());
    assert_eq!(
        refusal(&client, &statements.unwrap().unwrap()),
        (403, "revoked")
    );

    // Nobody is made to trust its statements until there are new ones.
    assert_eq!(bundle(&scene.desk), Err("not-cosigned"));
    scene.desk.publish().unwrap();
    scene.desk.sync().unwrap();
    let after = bundle(&scene.desk).unwrap();
    assert!(after.iter().all(|serial| !before.contains(serial)));

    // The poster is the same, and what comes now the phone cannot open.
    assert_eq!(
        scene.desk.invitation().unwrap().to_link(),
        printed.to_link()
    );
    check_in(&scene.desk);
    scene.desk.sync().unwrap();
    let fetched = scene.desk.fetch(today).unwrap();
    assert_eq!(scene.desk.open(today, &fetched).unwrap().opened, 2);
    let openable = Desk::openable(&saved, &scene.desk.inbox, today, &fetched).unwrap();
    assert_eq!(openable, 1, "with the help of the processor, too");

    // Still told after a restart: what was exposed, and by whom.
    let kept = Owner::from_bytes(&scene.desk.owner.to_bytes()).unwrap();
    let devices = kept.devices(&scene.desk.inbox, at());
    let stolen = devices.iter().find(|device| device.is_revoked).unwrap();
    assert_eq!(stolen.can_open, exposed);
    let own = devices.iter().find(|device| device.is_this).unwrap();
    assert_eq!(own.can_open[0].records, 2);
    // Generations go on as before.
    assert_eq!(
        kept.last_epoch(),
        Owner::from_bytes(&saved).unwrap().last_epoch()
    );
}

// covers: GRT-4, GRT-5, GRT-6, CERT-5
#[test]
fn an_employee_reads_until_the_day_of_leaving() {
    let mut scene = Scene::new();
    let today = scene.today();
    let device = NewDevice::create("Anna's laptop", &mut random()).unwrap();
    let mut anna = scene.grant(&device, 3, Rights::READ);
    assert_eq!(
        anna.owner.fingerprint_words(),
        scene.desk.owner.fingerprint_words()
    );
    anna.sync();
    let fetched = anna.fetch(today).unwrap();
    assert_eq!(anna.open(today, &fetched), Ok(1));
    assert_eq!(anna.inbox.visits().len(), 1);

    // Reading is all that she may do, here and at the processor.
    assert_eq!(
        anna.owner.instruct(Order::PurgeEpoch(today), at()).err(),
        Some(OwnerError::NotGranted)
    );
    assert_eq!(
        anna.owner.invitation("https://example.org", None).err(),
        Some(OwnerError::NotGranted)
    );
    let later = Epoch(today.value() + 4);
    assert_eq!(
        anna.owner.epoch_opener(later).err(),
        Some(OwnerError::Punctured)
    );
    assert!(anna.owner.epoch_opener(Epoch(today.value() + 3)).is_ok());

    // Before she is revoked, the owner is told what stays open to her.
    scene.desk.sync().unwrap();
    let devices = scene.desk.owner.devices(&scene.desk.inbox, at());
    let hers = devices
        .iter()
        .find(|device| device.name == "Anna's laptop")
        .unwrap();
    assert_eq!((hers.can_open.len(), hers.can_open[0].records), (1, 1));
    let revocation = scene.revoke(hers.certificates[0]);
    assert!(!revocation.has_new_keys && revocation.certificates.len() == 2);
    scene.desk.publish().unwrap();
    scene.desk.sync().unwrap();

    // She fetches nothing any more; what she has she can still open; what comes she cannot.
    assert_eq!(anna.fetch(today), Err("revoked"));
    check_in(&scene.desk);
    scene.desk.sync().unwrap();
    let all = scene.desk.fetch(today).unwrap();
    assert_eq!(scene.desk.open(today, &all).unwrap().opened, 2);
    let saved = anna.owner.to_bytes();
    let openable = |fetched| Desk::openable(&saved, &scene.desk.inbox, today, fetched).unwrap();
    assert_eq!(openable(&fetched), 1, "what she held before");
    assert_eq!(
        openable(&all),
        1,
        "and nothing new, even if it is handed to her"
    );
    for epoch in (today.value() + 1..=today.value() + 3).map(Epoch) {
        let newest = scene.desk.owner.epoch_opener(epoch).unwrap().to_bytes();
        assert_ne!(anna.owner.epoch_opener(epoch).unwrap().to_bytes(), newest);
    }
}

#[test]
fn edn_4_a_delegate_says_that_a_new_poster_needs_a_new_grant() {
    let mut scene = Scene::new();
    let today = scene.today();
    let device = NewDevice::create("Anna's laptop", &mut random()).unwrap();
    let mut anna = scene.grant(&device, 3, Rights::READ);
    scene
        .desk
        .owner
        .replace_poster(at(), &mut random())
        .unwrap();
    scene.desk.publish().unwrap();
    scene.desk.sync().unwrap();
    check_in(&scene.desk);
    scene.desk.sync().unwrap();

    // What came under the former poster she opens; of the rest she says what it needs.
    anna.sync();
    let fetched = anna.fetch(today).unwrap();
    let go_on = |_, _| ControlFlow::Continue(());
    let batch = anna
        .owner
        .open(&mut anna.inbox, today, &fetched, Workers::new(1), go_on)
        .unwrap();
    let reasons: Vec<_> = batch.quarantined.iter().map(|one| one.reason).collect();
    assert_eq!((batch.opened, reasons), (1, vec![Reason::ReplacedPoster]));
    let tomorrow = Epoch(today.value() + 1);
    assert!(
        anna.owner.epoch_opener(tomorrow).is_ok(),
        "the former poster's"
    );

    let mut again = scene.grant(&device, 3, Rights::READ);
    again.sync();
    let fetched = again.fetch(today).unwrap();
    assert_eq!(again.open(today, &fetched), Ok(2));
    assert_eq!(again.inbox.visits().len(), 2);
}

// covers: MBX-5, MBX-10
#[test]
fn mbx_11_a_delegate_tells_the_guests_of_its_own_disclosure() {
    let mut scene = Scene::new();
    let today = scene.today();
    let invitation = scene.desk.invitation().unwrap();
    let person = Person {
        given_name: Some("Bea".into()),
        family_name: Some("Test".into()),
        ..Person::default()
    };
    let arrive = |desk: &Desk| visit(&desk.client, &invitation, &person, Manner::Plain, at());
    let (mut told, mut other) = (
        arrive(&scene.desk).unwrap().ticket,
        arrive(&scene.desk).unwrap().ticket,
    );
    scene.desk.sync().unwrap();
    let device = NewDevice::create("Health desk", &mut random()).unwrap();
    let mut desk = scene.grant(&device, 0, Rights::READ.and(Rights::DISCLOSE));
    desk.sync();
    let fetched = desk.fetch(today).unwrap();
    assert_eq!(desk.open(today, &fetched), Ok(3));

    let mut outbox = Outbox::new();
    // Of an erasure, or of nothing, it cannot tell.
    let erased = desk
        .owner
        .announce_erasure(&mut outbox, ErasedFor::Owner, &fetched);
    assert_eq!((erased, desk.publish(&mut outbox)), (0, Ok(0)));
    let wanted = RecordId::to_bytes(*told.record_id());
    let chosen: Vec<Chosen> = fetched
        .into_iter()
        .filter(|one| RecordId::of_envelope(&one.bytes).to_bytes() == wanted)
        .map(|envelope| {
            let proof = desk.owner.disclosure_proof_request(envelope.position);
            let proof = desk.client.fetch(&proof).unwrap();
            Chosen { envelope, proof }
        })
        .collect();
    let office = Authority::generate("Office", &mut random()).unwrap();
    let reason = DisclosureReason {
        case: "1".into(),
        purpose: "test".into(),
        legal_basis: "none".into(),
    };
    let disclosure = desk
        .owner
        .disclose(office.card(), &reason, &chosen, at(), &mut random())
        .unwrap();
    let order = desk
        .owner
        .instruct(Order::Disclose(disclosure.id), at())
        .unwrap();
    confirm(&mut desk.owner, &desk.client, &order);
    let owner = &desk.owner;
    let announced = owner.announce_disclosure(&mut outbox, &chosen, disclosure.id, office.card());
    assert_eq!(announced, 1);
    assert_eq!(desk.publish(&mut outbox), Ok(1));

    // The owner has done nothing yet. Only who was disclosed hears of it.
    let read = |ticket: &mut Ticket| {
        let mut mailbox = ticket.mailbox();
        while let Some(request) = mailbox.request() {
            mailbox
                .receive(&desk.client.send(&request).unwrap())
                .unwrap();
        }
        let report = ticket.take_mail(mailbox);
        assert_eq!(report.refused, []);
        report.messages
    };
    let heard = read(&mut told);
    let Message::Disclosed {
        disclosure: id,
        authority,
        ..
    } = &heard[0].message
    else {
        panic!("a disclosure: {heard:?}");
    };
    assert_eq!((*id, authority.as_str()), (disclosure.id, "Office"));
    assert_eq!((heard.len(), read(&mut other).len()), (1, 0));
    // The owner goes on behind it, and finds the order whose id the guest was told.
    let mut own = Outbox::new();
    let owner = &scene.desk.owner;
    assert_eq!(publish(owner, &scene.desk.client, &mut own), Ok(0));
    scene.desk.sync().unwrap();
    let history = scene.desk.owner.history(&scene.desk.inbox);
    let order = Order::Disclose(disclosure.id).to_string();
    assert!(
        history
            .iter()
            .any(|it| it.event.to_string().contains(&order))
    );

    // A delegate who left publishes nothing more.
    scene.desk.sync().unwrap();
    let devices = scene.desk.owner.devices(&scene.desk.inbox, at());
    let hers = devices.iter().find(|it| it.name == "Health desk").unwrap();
    scene.revoke(hers.certificates[0]);
    let owner = &desk.owner;
    owner.announce_disclosure(&mut outbox, &chosen, disclosure.id, office.card());
    assert_eq!(desk.publish(&mut outbox), Err("revoked"));
    assert_eq!(read(&mut told), []);
}

// covers: PUN-1, CERT-5
#[test]
fn an_epoch_is_erased_when_every_holder_has_punctured_it() {
    let mut scene = Scene::new();
    let today = scene.today();
    let device = NewDevice::create("Bar", &mut random()).unwrap();
    let mut bar = scene.grant(&device, 0, Rights::READ);
    let blind = NewDevice::create("Office", &mut random()).unwrap();
    let mut office = scene.grant(&blind, 0, Rights::INSTRUCT);
    bar.sync();
    office.sync();
    assert_eq!(
        office.fetch(today),
        Err("not-granted"),
        "it may order and not read"
    );

    // The one that may only order, orders. The owner's device sees that at its next sync.
    let elsewhere = |desk: &Desk| desk.owner.erased_elsewhere(&desk.inbox, at());
    scene.desk.sync().unwrap();
    assert_eq!(elsewhere(&scene.desk), []);
    let order = office
        .owner
        .instruct(Order::PurgeEpoch(today), at())
        .unwrap();
    confirm(&mut office.owner, &office.client, &order);
    scene.desk.sync().unwrap();
    let found = elsewhere(&scene.desk);
    assert_eq!(
        (found.len(), found[0].epoch, found[0].records),
        (1, today, 1)
    );
    assert_eq!(found[0].device, "Office");
    assert!(scene.desk.owner.can_open(today));
    assert_eq!(scene.desk.owner.puncture(today), Ok(true));
    assert_eq!(elsewhere(&scene.desk), []);
    for epoch in scene.desk.owner.punctures_to_order(&scene.desk.inbox) {
        let desk = &mut scene.desk;
        let order = desk
            .owner
            .instruct(Order::PuncturedEpoch(epoch), at())
            .unwrap();
        confirm(&mut desk.owner, &desk.client, &order);
    }
    scene.desk.sync().unwrap();
    let desk = &scene.desk;
    let holders = desk.owner.holders(&desk.inbox, today, at());
    assert_eq!(holders.missing.len(), 1, "{holders:?}");
    assert_eq!(holders.missing[0].name, "Bar");
    assert!(!desk.owner.is_erased(&desk.inbox, today, at()));

    bar.sync();
    assert_eq!(bar.owner.punctures_to_order(&bar.inbox), [today]);
    assert_eq!(bar.owner.puncture(today), Ok(true));
    let order = bar
        .owner
        .instruct(Order::PuncturedEpoch(today), at())
        .unwrap();
    confirm(&mut bar.owner, &bar.client, &order);
    bar.sync();
    assert_eq!(bar.owner.punctures_to_order(&bar.inbox), []);

    scene.desk.sync().unwrap();
    let desk = &scene.desk;
    assert_eq!(desk.owner.holders(&desk.inbox, today, at()).missing, []);
    assert!(desk.owner.is_erased(&desk.inbox, today, at()));
}

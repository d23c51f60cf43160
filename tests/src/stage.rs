//! Owner, guests and auditor of one list before a processor that may lie, over real HTTP, and
//! what each of them notices.

use core::ops::ControlFlow;
use std::collections::BTreeSet;
use std::path::Path;

use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use sealroll::{
    AuditOptions, AuditReport, Auditor, CheckInForm, ContactForm, Entry, EntryKind, Environment,
    Epoch, Evidence, Generation, Guest, Identity, Inbox, Invitation, NewList, Order, Owner,
    ReaderToken, Request, Response, Source, SyncError, SyncReport, Ticket, Time, Transcript,
    Welcome, Workers,
};
use sealroll_log::Hash;
use sealroll_tests::Client;

use crate::liar::Liar;

/// Who noticed something, and by what.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Notice {
    pub(crate) who: &'static str,
    pub(crate) by: String,
}

/// The parties. Two guests were there on the first day, which is purged; one on the second.
pub(crate) struct Stage {
    pub(crate) liar: Liar,
    client: Client,
    pub(crate) owner: Owner,
    pub(crate) identity: Identity,
    inbox: Inbox,
    pub(crate) rng: ChaCha20Rng,
    token: ReaderToken,
    /// Heads of the audit before.
    heads: Vec<Vec<u8>>,
    guest: Guest,
    pub(crate) welcome: Welcome,
    pub(crate) ticket: Ticket,
    pub(crate) now: Time,
    pub(crate) purged: Epoch,
    /// What the owner's device kept when it caught a lie.
    pub(crate) evidence: Option<Evidence>,
}

impl Stage {
    /// An honest beginning, followed by everybody.
    pub(crate) fn new() -> Self {
        Self::with(1)
    }

    /// Another list, at another processor of the same kind.
    pub(crate) fn new_other() -> Self {
        Self::with(2)
    }

    fn with(seed: u64) -> Self {
        let mut now = time(10);
        let (liar, address) = Liar::start(now).expect("loopback has a free port");
        let client = Client::new(&address);
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let (origin, key) = liar.with(|it| (it.origin.clone(), it.public_key()));
        let mut list = NewList::new(Environment::Test, &origin, key);
        list.terms.venue = "Café Seal".into();
        list.terms.contact = "owner@example.org".into();
        list.terms.purpose_de = "Nachverfolgung".into();
        list.terms.purpose_en = "contact tracing".into();
        list.terms.legal_basis_de = "Art. 6 DSGVO".into();
        list.terms.legal_basis_en = "Art. 6 GDPR".into();
        let (mut owner, identity) = Owner::create(list, now, &mut rng).expect("good terms");
        let mut inbox = Inbox::new();
        send(&client, &owner.registration_request());
        publish(&client, &mut owner, now, &mut rng);
        sync(&client, &mut owner, &mut inbox, now, &mut rng).expect("an honest log");
        let purged = owner.epoch_at(now).expect("today");
        for _ in 0..2 {
            let (mut guest, at) = (Guest::first_use(Environment::Test, &mut rng), now);
            let welcome = welcome(&client, &owner, &mut guest, at).expect("an honest bundle");
            check_in(&client, &welcome, at, &mut rng).expect("an honest receipt");
        }
        now = time(34);
        liar.set_time(now);
        let mut guest = Guest::first_use(Environment::Test, &mut rng);
        let welcome = welcome(&client, &owner, &mut guest, now).expect("an honest bundle");
        let ticket = check_in(&client, &welcome, now, &mut rng).expect("an honest receipt");
        let (token, admission) = owner.admit_reader(now, &mut rng).expect("no order waits");
        instruct(&client, &mut owner, &admission);
        let purge = owner.purge_instruction(purged, now).expect("known");
        instruct(&client, &mut owner, &purge);
        sync(&client, &mut owner, &mut inbox, now, &mut rng).expect("an honest log");
        let mut stage = Self {
            liar,
            client,
            owner,
            identity,
            inbox,
            rng,
            token,
            heads: Vec::new(),
            guest,
            welcome,
            ticket,
            now,
            purged,
            evidence: None,
        };
        let (report, _) = stage.audit();
        assert!(report.is_clean(), "{:?}", report.findings);
        stage.advance(36);
        stage
    }

    /// So many hours after the beginning of the list.
    pub(crate) fn advance(&mut self, hours: u64) {
        self.now = time(hours);
        self.liar.set_time(self.now);
    }

    /// A new guest checks in.
    pub(crate) fn check_in(&mut self) -> (Welcome, Ticket) {
        let mut guest = Guest::first_use(Environment::Test, &mut self.rng);
        let welcome = welcome(&self.client, &self.owner, &mut guest, self.now);
        let welcome = welcome.expect("an honest bundle");
        let ticket = check_in(&self.client, &welcome, self.now, &mut self.rng);
        (welcome, ticket.expect("an honest receipt"))
    }

    /// The guest of the ticket leaves.
    pub(crate) fn check_out(&mut self, welcome: &Welcome, ticket: &mut Ticket) {
        let leaving = ticket.check_out(welcome, self.now, Source::Guest, self.now, &mut self.rng);
        let leaving = leaving.expect("the day is open");
        send(&self.client, &leaving.request());
    }

    /// The owner's device follows the logs.
    pub(crate) fn sync(&mut self) -> Result<SyncReport, SyncError> {
        let (owner, inbox) = (&mut self.owner, &mut self.inbox);
        let evidence = &mut self.evidence;
        let (client, rng) = (&self.client, &mut self.rng);
        sync_with(client, owner, inbox, self.now, rng, evidence)
    }

    /// The owner publishes what is new, and syncs.
    pub(crate) fn publish(&mut self) {
        send(&self.client, &self.owner.registration_request());
        publish(&self.client, &mut self.owner, self.now, &mut self.rng);
        self.sync().expect("an honest log");
    }

    /// The guest of the ticket comes back to the list.
    pub(crate) fn come_back(&mut self) -> Result<Welcome, &'static str> {
        welcome(&self.client, &self.owner, &mut self.guest, self.now)
    }

    /// The welcome bundle of now.
    pub(crate) fn bundle(&mut self) -> Vec<u8> {
        let base = self.owner.invitation("https://example.org", None);
        let invitation = base.expect("a good base");
        send(&self.client, &self.guest.welcome_request(&invitation)).body
    }

    /// Writes the logs as files of C2SP tlog-tiles, with the names and keys of log and witness.
    pub(crate) fn write_tiles(&mut self, folder: &Path) {
        for _ in 0..300 {
            self.check_in();
        }
        self.sync().expect("an honest log");
        self.liar.with(|it| crate::tiles::write(it, folder));
    }

    /// Logs so many records at once, and has the owner see them.
    pub(crate) fn fill(&mut self, records: u64) {
        let epoch = Epoch(self.purged.value() + 1);
        self.liar.with(|it| {
            let entries = &mut it.log(Generation(0)).entries;
            entries.extend((0..records).map(|number| Entry {
                kind: EntryKind::Record,
                epoch,
                hash: Hash::leaf(&number.to_be_bytes()).to_bytes(),
            }));
        });
        self.sync().expect("an honest log");
    }

    /// What an auditor is handed.
    pub(crate) fn token_file(&self) -> String {
        format!(
            "{{\"list\":\"{}\",\"processor\":\"http://{}\",\"token\":\"{}\"}}",
            self.owner.list_id(),
            self.client.authority(),
            self.token.to_text().as_str()
        )
    }

    /// The owner signs an order, without sending it.
    pub(crate) fn order(&mut self, order: Order) -> Request {
        self.owner
            .instruct(order, self.now)
            .expect("no order waits")
    }

    /// Everybody looks. Returns who noticed what, and the auditor's transcript.
    pub(crate) fn look(&mut self) -> (Vec<Notice>, AuditReport, Transcript) {
        let mut notices = BTreeSet::new();
        let mut notice = |who, by: &str| {
            notices.insert(Notice {
                who,
                by: by.to_owned(),
            });
        };
        if let Err(code) = self.come_back() {
            notice("guest", code);
        }
        if let Err(code) = self.first_visit() {
            notice("new guest", code);
        }
        if let Err(code) = self.next_start() {
            notice("guest", code);
        }
        // Auditors look before the owner's device tells the processor anything.
        let (report, transcript) = self.audit();
        for finding in &report.findings {
            notice("auditor", finding.kind.name());
        }
        match self.sync() {
            Err(error) => notice("owner", error.code()),
            Ok(report) => {
                for finding in &report.findings {
                    notice("owner", finding.kind.name());
                }
                for recovery in &report.recoveries {
                    notice("owner", "reopened");
                    if !recovery.missing.is_empty() {
                        notice("owner", "lost");
                    }
                }
                if !report.lost_orders.is_empty() {
                    notice("owner", "lost-order");
                }
            }
        }
        for code in self.open_days() {
            notice("owner", code);
        }
        (notices.into_iter().collect(), report, transcript)
    }

    fn first_visit(&mut self) -> Result<(), &'static str> {
        let mut guest = Guest::first_use(Environment::Test, &mut self.rng);
        let welcome = welcome(&self.client, &self.owner, &mut guest, self.now)?;
        check_in(&self.client, &welcome, self.now, &mut self.rng).map(drop)
    }

    /// The guest's program asks for a cosigned head at its next start.
    fn next_start(&mut self) -> Result<(), &'static str> {
        let answer = send(&self.client, &self.ticket.proof_request());
        let is_lost = |proof: &[u8]| self.ticket.is_lost(proof);
        let is_lost = answer.success().map_or(true, is_lost);
        if is_lost && let Some(request) = self.ticket.upload_request() {
            let again = send(&self.client, &request);
            if let Ok(receipt) = again.success()
                && self.ticket.renew(receipt).map_err(|error| error.code())?
            {
                return Err("lost");
            }
        }
        let proof = answer.body;
        let growth = self.ticket.growth_request(&proof).map_err(|e| e.code())?;
        let growth = growth.map(|request| send(&self.client, &request).body);
        let growth = growth.unwrap_or_default();
        self.ticket
            .check_growth(&proof, &growth)
            .map_err(|error| error.code())?;
        self.ticket
            .witness(&proof, &self.welcome)
            .map_err(|error| error.code())
    }

    /// Opens the second day, and looks whether the first is really gone.
    fn open_days(&mut self) -> BTreeSet<&'static str> {
        let mut codes = BTreeSet::new();
        let today = Epoch(self.purged.value() + 1);
        for epoch in [self.purged, today] {
            let mut fetch = self.owner.fetch(epoch).expect("a known day");
            while let Some(request) = fetch
                .request(
                    &self.owner,
                    self.client.authority(),
                    self.now,
                    &mut self.rng,
                )
                .expect("a good authority")
            {
                if fetch.receive(&send(&self.client, &request)).is_err() {
                    break;
                }
            }
            let fetched = fetch.into_fetched();
            if epoch == self.purged {
                codes.extend((!fetched.is_empty()).then_some("kept"));
                continue;
            }
            let go_on = |_, _| ControlFlow::Continue(());
            let workers = Workers::new(1);
            let opened = self
                .owner
                .open(&mut self.inbox, epoch, &fetched, workers, go_on);
            let batch = opened.expect("the day's key is there");
            codes.extend(
                batch
                    .quarantined
                    .iter()
                    .map(|set_aside| set_aside.reason.code()),
            );
            codes.extend((!batch.missing.is_empty()).then_some("missing"));
        }
        codes.extend((!self.inbox.contradicted_heads().is_empty()).then_some("forked"));
        codes
    }

    /// The auditor reads everything, with the guest's receipt and the heads of last time.
    fn audit(&mut self) -> (AuditReport, Transcript) {
        let options = AuditOptions::default();
        let list_id = self.owner.list_id();
        let mut auditor = Auditor::new(list_id, &self.token, self.now, options);
        let mut transcript = Transcript::new(list_id, self.now, options);
        let receipt = self.ticket.proof().to_vec();
        for head in self.heads.iter().chain([&receipt]) {
            auditor.compare_with(head).expect("a checkpoint");
            transcript.add_head(head);
        }
        while let Some(request) = auditor.request() {
            let response = send(&self.client, &request);
            transcript.add(&request, &response);
            if auditor.receive(&response).is_err() {
                break;
            }
        }
        if self.heads.is_empty() {
            self.heads = auditor.newest_heads().map(<[u8]>::to_vec).collect();
        }
        (auditor.report(), transcript)
    }
}

/// So many hours after the beginning of the list's first day.
fn time(hours: u64) -> Time {
    Time::new(1_800_057_600 + hours * 3600).expect("in this century")
}

fn send(client: &Client, request: &Request) -> Response {
    client.send(request).expect("the processor is there")
}

fn publish(client: &Client, owner: &mut Owner, now: Time, rng: &mut ChaCha20Rng) {
    let statements = owner.statements_request(client.authority(), now, rng);
    if let Some(request) = statements.expect("a good authority") {
        send(client, &request);
    }
}

fn sync(
    client: &Client,
    owner: &mut Owner,
    inbox: &mut Inbox,
    now: Time,
    rng: &mut ChaCha20Rng,
) -> Result<SyncReport, SyncError> {
    sync_with(client, owner, inbox, now, rng, &mut None)
}

fn sync_with(
    client: &Client,
    owner: &mut Owner,
    inbox: &mut Inbox,
    now: Time,
    rng: &mut ChaCha20Rng,
    evidence: &mut Option<Evidence>,
) -> Result<SyncReport, SyncError> {
    let mut sync = owner.sync(inbox, now);
    while let Some(request) = sync
        .request(client.authority(), now, rng)
        .expect("a good authority")
    {
        if let Err(error) = sync.receive(&send(client, &request)) {
            *evidence = sync.evidence().cloned();
            return Err(error);
        }
    }
    Ok(sync.report().clone())
}

fn instruct(client: &Client, owner: &mut Owner, request: &Request) {
    let answer = send(client, request).body;
    owner.confirm_instruction(&answer).expect("acknowledged");
}

fn welcome(
    client: &Client,
    owner: &Owner,
    guest: &mut Guest,
    now: Time,
) -> Result<Welcome, &'static str> {
    let invitation: Invitation = owner
        .invitation("https://example.org", None)
        .expect("a good base");
    let bundle = send(client, &guest.welcome_request(&invitation));
    let bundle = bundle.success().map_err(|refused| refused.code())?;
    guest
        .accept(&invitation, bundle, now)
        .map_err(|error| error.code())
}

fn check_in(
    client: &Client,
    welcome: &Welcome,
    now: Time,
    rng: &mut ChaCha20Rng,
) -> Result<Ticket, &'static str> {
    let form = CheckInForm {
        contact: ContactForm {
            given_name: "Ada".into(),
            family_name: "Lovelace".into(),
            phone: "+49 151 12345678".into(),
            ..ContactForm::default()
        },
        ..CheckInForm::default()
    };
    let pending = welcome.check_in(&form, now, rng).expect("the form is good");
    let receipt = send(client, &pending.request());
    let receipt = receipt.success().map_err(|refused| refused.code())?;
    pending.confirm(receipt).map_err(|(_, error)| error.code())
}

//! Orders of owners: what each of them does, and what the instruction log says of it.

use sealroll_log::{Entry, EntryKind, Frontier, Hash, SignedDocument};
use sealroll_wire::{
    DisclosureId, DocumentId, DocumentKind, Epoch, ErasureReason, InstructionId, KeyUse, ListId,
    Order, ProcessorStatement, ReaderToken, RecordId,
};

use crate::support::{
    NOON, config,
    guest::{envelope, record_id, upload},
    orders::{self, Orders, instruction_log, kinds},
    owner::Owner,
    start, start_with, time,
};

const DAY: u64 = 86_400;

fn root_of<'a>(entries: impl Iterator<Item = &'a Entry>) -> [u8; 32] {
    let mut tree = Frontier::new();
    for entry in entries {
        tree.append(Hash::leaf(&entry.to_bytes())).unwrap();
    }
    tree.head().root.to_bytes()
}

// covers: ILOG-1, ILOG-2, PST-1
#[test]
fn the_instruction_log_begins_with_what_is_registered() {
    let running = start();
    let client = &mut running.client();
    let mut owner = Owner::new(1, &running.processor);
    owner.register(client);
    let log = instruction_log(&owner, client);
    assert_eq!(kinds(&log), [8, 8, 8, 8, 9, 13]);
    for ((_, document), certificate) in log.iter().zip(&owner.certificates) {
        assert_eq!(document, certificate.as_bytes());
    }
    assert_eq!(log[4].1, owner.descriptor.as_bytes());
    let statement = client.get("/v1/processor/statement").ok();
    assert_eq!(log[5].1, statement.body);
    owner.register(client);
    owner.certify(9, KeyUse::Statement, NOON - DAY, NOON + 90 * DAY);
    owner.describe(|terms| terms.descriptor_version = 3);
    owner.register(client);
    assert_eq!(
        kinds(&instruction_log(&owner, client)),
        [8, 8, 8, 8, 9, 13, 8, 9]
    );
    // The owner's witness cosigns this log too.
    let path = owner.path("/logs/instructions");
    let get = |client: &mut _, rest: &str| owner.get(client, &format!("{path}/{rest}"));
    get(client, "cosigned").refused(409, "not-cosigned");
    let checkpoint = get(client, "checkpoint").ok();
    let checkpoint = sealroll_log::SignedCheckpoint::parse(&checkpoint.body).unwrap();
    let verified = checkpoint.verify(&orders::log_key(&owner)).unwrap();
    let line = owner.cosign_line(&verified);
    let posted = owner.signed(
        client,
        "POST",
        &format!("{path}/cosignature"),
        line.as_bytes(),
    );
    assert_eq!(posted.status, 204);
    let cosigned = get(client, "cosigned").ok();
    assert!(cosigned.text().starts_with(checkpoint.as_str()));
}

// covers: INS-4, LOG-5, ERA-1
#[test]
fn one_record_is_erased_and_stays_erased() {
    let running = start();
    let client = &mut running.client();
    let owner = Owner::new(1, &running.processor);
    owner.register(client);
    let statement = owner.publish(client, NOON).remove(1);
    for number in 0..5 {
        upload(client, &envelope(&statement, number)).ok();
    }
    let mut orders = Orders::default();
    let erased = envelope(&statement, 3);
    let order = Order::EraseRecord(record_id(&erased));
    let unknown = Order::EraseRecord(RecordId::from_bytes([1; 32]));
    orders
        .refused(&owner, client, unknown)
        .refused(404, "not-logged");
    let id = orders.give(&owner, client, order);
    let stored = owner.envelopes(client, owner.today, 0);
    assert_eq!(stored.len(), 4);
    assert!(stored.iter().all(|(_, bytes)| *bytes != erased));
    upload(client, &erased).refused(410, "epoch-purged");
    upload(client, &envelope(&statement, 2)).ok();
    let (_, entries) = owner.sync(client);
    assert_eq!(entries.len(), 3 + 5 + 1);
    assert_eq!(
        (entries[8].kind, entries[8].hash),
        (EntryKind::Tombstone, *record_id(&erased).as_bytes())
    );
    let certificates = orders::erasures(&owner, client);
    assert_eq!(certificates.len(), 1);
    assert_eq!(certificates[0].records, 1);
    assert_eq!(certificates[0].root, root_of([entries[6]].iter()));
    assert_eq!(certificates[0].reason, ErasureReason::Instruction(id));
    assert_eq!(
        kinds(&instruction_log(&owner, client))[6..],
        [10, 11, 12],
        "instruction, acknowledgement, certificate"
    );

    // Once more: there is nothing left to delete, and the certificate says so.
    orders.give(&owner, client, order);
    let certificates = orders::erasures(&owner, client);
    assert_eq!(certificates[1].records, 0);
    // A purge certifies what was left, in the order of the log.
    let purge = orders.give(&owner, client, Order::PurgeEpoch(owner.today));
    let certificates = orders::erasures(&owner, client);
    let left = [3, 4, 5, 7].map(|index: usize| entries[index]);
    assert_eq!(certificates[2].records, 4);
    assert_eq!(certificates[2].root, root_of(left.iter()));
    assert_eq!(certificates[2].reason, ErasureReason::Instruction(purge));
    assert!(certificates[2].backups >= certificates[2].destroyed);
}

// covers: INS-5
#[test]
fn a_restricted_record_is_kept_and_not_handed_out() {
    let running = start();
    let client = &mut running.client();
    let owner = Owner::new(1, &running.processor);
    owner.register(client);
    let statement = owner.publish(client, NOON).remove(1);
    for number in 0..3 {
        upload(client, &envelope(&statement, number)).ok();
    }
    let mut orders = Orders::default();
    let record = record_id(&envelope(&statement, 1));
    orders.give(&owner, client, Order::RestrictRecord(record));
    assert_eq!(owner.envelopes(client, owner.today, 0).len(), 2);
    orders.give(&owner, client, Order::LiftRecord(record));
    assert_eq!(owner.envelopes(client, owner.today, 0).len(), 3);
    orders.give(&owner, client, Order::RestrictRecord(record));
    orders.give(&owner, client, Order::PurgeEpoch(owner.today));
    let certificate = orders::erasures(&owner, client).remove(0);
    assert_eq!(certificate.records, 3, "the restricted one is deleted too");
    orders.give(&owner, client, Order::LiftRecord(record));
    assert_eq!(owner.envelopes(client, owner.today, 0), []);
}

#[test]
fn holds_objections_and_disclosures_are_acknowledged() {
    let running = start();
    let client = &mut running.client();
    let owner = Owner::new(1, &running.processor);
    owner.register(client);
    owner.publish(client, NOON);
    let mut orders = Orders::default();
    let nothing = Order::HoldEpoch(Epoch(7));
    orders
        .refused(&owner, client, nothing)
        .refused(404, "unknown-statement");
    for order in [
        Order::HoldEpoch(owner.today),
        Order::LiftEpoch(owner.today),
        Order::ObjectProcessor(DocumentId::from_bytes([5; 32])),
        Order::Disclose(DisclosureId::from_bytes([6; 32])),
    ] {
        orders.give(&owner, client, order);
    }
    let (_, entries) = owner.sync(client);
    assert_eq!(entries.len(), 3, "the record log says nothing of these");
}

// covers: RDR-1
#[test]
fn an_admitted_reader_sees_the_logs_and_no_envelope() {
    let running = start();
    let client = &mut running.client();
    let owner = Owner::new(1, &running.processor);
    owner.register(client);
    let statement = owner.publish(client, NOON).remove(1);
    upload(client, &envelope(&statement, 1)).ok();
    owner.cosign(client).ok();
    let token = ReaderToken::from_bytes([3; 32]);
    let bearer = format!("Bearer {}", token.to_text().as_str());
    let mut get = |path: &str, bearer: &str| {
        let fields = [("authorization", bearer)];
        client.send("GET", &owner.path(path), &fields, b"").unwrap()
    };
    let open = [
        "/root",
        "/logs",
        "/logs/3/checkpoint",
        "/logs/3/cosigned",
        "/logs/3/tile/entries/000.p/4",
        "/logs/instructions/checkpoint",
        "/documents?from=0",
        "/statements?from=0",
    ];
    for path in open {
        get(path, &bearer).refused(401, "signature-required");
    }
    let mut orders = Orders::default();
    let reader = token.reader_id(&owner.list());
    let admit = Order::AdmitReader(reader);
    orders.give(&owner, &mut running.client(), admit);
    for path in open {
        assert_eq!(get(path, &bearer).status, 200, "{path}");
        get(path, "Bearer AAAA").refused(401, "signature-required");
        get(path, &bearer.to_lowercase()).refused(401, "signature-required");
        let other = ReaderToken::from_bytes([4; 32]);
        let other = format!("Bearer {}", other.to_text().as_str());
        get(path, &other).refused(401, "signature-required");
    }
    assert_eq!(get("/root", &bearer).body, owner.root.as_bytes());
    let statements = get("/statements?from=0", &bearer);
    assert_eq!(statements.body.len(), 3 * (8 + 235));
    assert_eq!(statements.body[..8], NOON.to_be_bytes());
    assert_eq!(get("/statements?from=3", &bearer).body.len(), 8 + 235);
    get("/statements", &bearer).refused(400, "bad-value");
    get("/documents?from=00", &bearer).refused(400, "bad-value");
    let envelopes = format!("/epochs/{}/envelopes?from=0&generation=3", owner.today);
    get(&envelopes, &bearer).refused(401, "signature-required");
    orders.give(&owner, &mut running.client(), Order::DismissReader(reader));
    get("/logs", &bearer).refused(401, "signature-required");
}

// covers: INS-6
#[test]
fn a_terminated_list_takes_nothing_more_and_can_be_audited() {
    let running = start();
    let client = &mut running.client();
    let owner = Owner::new(1, &running.processor);
    owner.register(client);
    let statements = owner.publish(client, NOON);
    upload(client, &envelope(&statements[0], 1)).ok();
    upload(client, &envelope(&statements[1], 2)).ok();
    let mut orders = Orders::default();
    orders.give(&owner, client, Order::PurgeEpoch(statements[0].epoch()));
    // The instruction key cannot: the order asks for the root.
    let text = owner.note(2, orders.last, Order::TerminateList);
    let forged = owner.sign_note(text.text(), crate::support::owner::INSTRUCTION);
    orders::post(&owner, client, forged.as_str()).refused(400, "bad-instruction");
    orders.give(&owner, client, Order::TerminateList);
    let again = owner.note(2, owner_first(&owner, client), Order::TerminateList);
    let answer = orders::post(&owner, client, again.as_str()).ok();
    orders::acknowledged(
        &owner,
        &answer,
        InstructionId::of_note(again.as_str().as_bytes()),
    );
    let fresh = envelope(&statements[1], 3);
    upload(client, &fresh).refused(410, "list-terminated");
    upload(client, &envelope(&statements[1], 2)).refused(410, "list-terminated");
    owner
        .publish_these(client, &[owner.statement(Epoch(owner.today.value() + 2))])
        .refused(410, "list-terminated");
    orders
        .refused(&owner, client, Order::PurgeEpoch(owner.today))
        .refused(410, "list-terminated");
    for statement in &statements {
        assert_eq!(owner.envelopes(client, statement.epoch(), 0), []);
    }
    let (_, entries) = owner.sync(client);
    let purges = entries
        .iter()
        .filter(|entry| entry.kind == EntryKind::Purge);
    assert_eq!(purges.count(), 3, "each epoch once");
    let records: Vec<u64> = orders::erasures(&owner, client)
        .iter()
        .map(|erasure| erasure.records)
        .collect();
    assert_eq!(records, [1, 1, 0]);
}

// covers: ILOG-3
#[test]
fn documents_of_a_terminated_list_stay_for_years() {
    let running = start();
    let client = &mut running.client();
    let owner = Owner::new(1, &running.processor);
    owner.register(client);
    let statement = owner.publish(client, NOON).remove(1);
    upload(client, &envelope(&statement, 1)).ok();
    let mut orders = Orders::default();
    let token = ReaderToken::from_bytes([3; 32]);
    let reader = token.reader_id(&owner.list());
    orders.give(&owner, client, Order::AdmitReader(reader));
    orders.give(&owner, client, Order::TerminateList);
    let before = owner.get(client, &owner.path("/documents?from=0")).ok();
    // Three full calendar years and a month, with the processor running.
    for _ in 0..37 {
        running.clock.pass(31 * DAY);
        running.processor.sweep().unwrap();
    }
    let bearer = format!("Bearer {}", token.to_text().as_str());
    let fields = [("authorization", bearer.as_str())];
    let path = owner.path("/documents?from=0");
    let after = client.send("GET", &path, &fields, b"");
    assert_eq!(after.unwrap().ok().body, before.body);
}

/// The id of the list's first instruction.
fn owner_first(
    owner: &Owner,
    client: &mut crate::support::client::Client,
) -> Option<InstructionId> {
    let log = instruction_log(owner, client);
    let first = log
        .iter()
        .find(|(entry, _)| entry.kind == EntryKind::Document(DocumentKind::Instruction));
    first.map(|(_, note)| InstructionId::of_note(note))
}

// covers: PST-1
#[test]
fn a_changed_statement_of_the_processor_reaches_every_owner() {
    let running = start_with(|config| {
        config.operator = "Operator".into();
        config.region = "Region".into();
    });
    let client = &mut running.client();
    let owner = Owner::new(1, &running.processor);
    owner.register(client);
    let read = |bytes: &[u8]| {
        let list = ListId::from_bytes([0; 16]);
        let signed =
            SignedDocument::<ProcessorStatement>::verify(bytes, "log.test", &list, owner.log_key);
        signed.unwrap().text().clone()
    };
    let first = read(&client.get("/v1/processor/statement").ok().body);
    assert_eq!((first.version, &*first.operator), (1, "Operator"));
    let (directory, clock) = (running.directory, running.clock);
    running.processor.stop();
    clock.set(time(NOON + 60));
    owner.now.set(NOON + 60);
    for (helper, version) in [(None, 1), (Some("Helper"), 2), (Some("Helper"), 2)] {
        let mut config = config(&directory);
        config.operator = "Operator".into();
        config.region = "Region".into();
        config.sub_processors = helper.map(str::to_owned).into_iter().collect();
        let processor = sealroll_processor::Processor::start(&config, clock.clone()).unwrap();
        let client = &mut crate::support::client::Client::connect(processor.address());
        let note = client.get("/v1/processor/statement").ok().body;
        assert_eq!(read(&note).version, version);
        // Any request of the owner is answered only after the statement was logged.
        owner.get(client, &owner.path("/logs")).ok();
        let log = instruction_log(&owner, client);
        let statements: Vec<&Vec<u8>> = log
            .iter()
            .filter(|(entry, _)| entry.kind.number() == 13)
            .map(|(_, note)| note)
            .collect();
        assert_eq!(statements.len() as u64, version, "once each");
        assert_eq!(statements.last().unwrap(), &&note);
        processor.stop();
    }
}

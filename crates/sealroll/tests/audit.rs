//! An auditor reads an honest list, and finds each lie of one that is not.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use sealroll::{
    AuditOptions, AuditReport, Auditor, Epoch, FindingKind, Inbox, LogName, Order, ReaderToken,
    ReceiptError, SyncError, Time, Transcript,
};
use sealroll_log::{Entry, EntryKind};
use sealroll_wire::{ErasureReason, Generation, InstructionId, RecordId, RetentionId};

use support::{World, form, time};

const HOUR: u64 = 3600;
const DAY: u64 = 86_400;
const GENERATION: Generation = Generation(0);

/// A list with records, an early purge, an erased record, a hold, and a purge by retention.
struct Audited {
    world: World,
    token: ReaderToken,
    now: Time,
}

impl Audited {
    fn new(seed: u64) -> Self {
        Self::with_audit_days(seed, 366)
    }

    fn with_audit_days(seed: u64, days: u16) -> Self {
        let mut world = World::with(seed, |list| list.terms.audit_days = days);
        let now = time(10 * HOUR);
        let tickets: Vec<_> = (0..3).map(|_| world.check_in(&form(), now)).collect();
        world.check_in(&form(), time(30 * HOUR));
        world.sync(now).unwrap();
        let (token, request) = world.owner.admit_reader(now, &mut world.rng).unwrap();
        world.answer(&request, now);
        for order in [
            Order::EraseRecord(*tickets[1].record_id()),
            Order::RestrictRecord(*tickets[0].record_id()),
            Order::LiftRecord(*tickets[0].record_id()),
            Order::HoldEpoch(world.epoch(time(30 * HOUR))),
        ] {
            world.instruct(order, now);
        }
        let later = time(40 * HOUR);
        let epoch = world.epoch(now);
        world.instruct(Order::PurgeEpoch(epoch), later);
        let now = time(31 * DAY + HOUR);
        world.processor.retain(now);
        world.sync(now).unwrap();
        Self { world, token, now }
    }

    fn audit(&mut self) -> AuditReport {
        self.audit_with(&[])
    }

    fn audit_with(&mut self, heads: &[Vec<u8>]) -> AuditReport {
        let options = AuditOptions::default();
        let list_id = self.world.owner.list_id();
        let mut auditor = Auditor::new(list_id, &self.token, self.now, options);
        let mut transcript = Transcript::new(list_id, self.now, options);
        for head in heads {
            auditor.compare_with(head).unwrap();
            transcript.add_head(head);
        }
        while let Some(request) = auditor.request() {
            let response = self.world.processor.handle(&request, self.now);
            transcript.add(&request, &response);
            auditor.receive(&response).unwrap();
        }
        // Whoever gets the transcript sees the same.
        let copy = Transcript::from_bytes(&transcript.to_bytes()).unwrap();
        assert_eq!(copy.audit().unwrap(), auditor.report());
        auditor.report()
    }

    fn entries(&mut self) -> &mut Vec<Entry> {
        &mut self.world.processor.log(GENERATION).entries
    }

    fn kinds(&mut self) -> Vec<(FindingKind, bool)> {
        let report = self.audit();
        let kinds = report.findings.iter();
        let mut kinds: Vec<_> = kinds.map(|found| (found.kind, found.is_signed)).collect();
        kinds.dedup();
        kinds
    }

    fn is_kind(kind: EntryKind) -> impl Fn(&Entry) -> bool {
        move |entry| entry.kind == kind
    }
}

// covers: AUD-1, RDR-1
#[test]
fn an_honest_list_has_no_findings() {
    let mut audited = Audited::new(100);
    let report = audited.audit();
    assert_eq!(report.findings, []);
    assert!(report.is_clean());
    assert_eq!(report.records, 4);
    assert_eq!(report.instructions.len(), 6);
    assert!(
        report
            .instructions
            .iter()
            .all(|told| told.acknowledged.is_some())
    );
    // One record, one day before its time, and one day whose time had come.
    assert_eq!(report.erasures.len(), 3);
    assert_eq!(report.erasures[1].records, 2);
    assert_eq!(report.logs.len(), 2);
    assert!(
        report
            .logs
            .iter()
            .all(|log| log.is_confirmed && log.witnessed.is_some())
    );
    assert_eq!(report.processor.unwrap().operator, "Example Ltd");
}

// covers: AUD-1
#[test]
fn an_order_to_erase_what_a_purge_has_deleted_is_no_finding() {
    let mut audited = Audited::new(109);
    let now = audited.now;
    let world = &mut audited.world;
    let visit = time(30 * DAY + HOUR);
    let tickets: Vec<_> = (0..2).map(|_| world.check_in(&form(), visit)).collect();
    world.sync(now).unwrap();
    let epoch = world.epoch(visit);
    world.instruct(Order::EraseRecord(*tickets[0].record_id()), now);
    world.instruct(Order::PurgeEpoch(epoch), now);
    for ticket in tickets.iter().rev() {
        world.instruct(Order::EraseRecord(*ticket.record_id()), now);
    }
    assert_eq!(world.sync(now).unwrap().findings, []);
    let report = audited.audit();
    assert_eq!(report.findings, []);
    let counts: Vec<u64> = report
        .erasures
        .iter()
        .map(|erasure| erasure.records)
        .collect();
    assert_eq!(counts[3..], [1, 1, 0, 0]);
}

#[test]
fn what_is_due_is_purged_or_found() {
    let mut audited = Audited::new(101);
    // A week more for down-time, two days for the two steps.
    let due = audited.world.epoch(time(3 * DAY));
    audited.now = time(32 * DAY + 2 * DAY + 7 * DAY + HOUR);
    audited.world.sync(audited.now).unwrap();
    let report = audited.audit();
    let found: Vec<_> = report.findings.iter().map(|f| (f.kind, f.epoch)).collect();
    assert_eq!(found, [(FindingKind::Overdue, Some(due))]);
    audited.world.processor.retain(audited.now);
    audited.world.sync(audited.now).unwrap();
    assert_eq!(audited.audit().findings, []);
    // The held day is kept until the hold is lifted.
    let held = audited.world.epoch(time(30 * HOUR));
    audited.world.instruct(Order::LiftEpoch(held), audited.now);
    audited.world.processor.retain(audited.now);
    audited.world.sync(audited.now).unwrap();
    assert_eq!(audited.audit().findings, []);
}

#[test]
fn a_dropped_and_a_moved_entry_fork_the_log() {
    for (seed, lie) in [(102, 0), (103, 1), (104, 2)] {
        let mut audited = Audited::new(seed);
        let first = audited
            .entries()
            .iter()
            .position(Audited::is_kind(EntryKind::Record));
        let first = first.unwrap();
        match lie {
            0 => {
                let last = *audited.entries().last().unwrap();
                audited.entries().remove(first);
                audited.entries().push(last);
            }
            1 => audited.entries().swap(first, first + 1),
            // Truncated behind what the owner has cosigned.
            _ => audited.entries().truncate(first + 1),
        }
        let kinds = audited.kinds();
        let expected = match lie {
            0 | 1 => (FindingKind::Forked, true),
            _ => (FindingKind::NotWitnessed, false),
        };
        assert!(kinds.contains(&expected), "{lie}: {kinds:?}");
    }
}

#[test]
fn a_receipt_from_another_fork_is_found() {
    let mut audited = Audited::new(105);
    // A guest is shown a log of its own.
    let now = time(30 * DAY + HOUR);
    let mut guest = audited.world.guest();
    let welcome = audited.world.welcome(&mut guest, now);
    let pending = welcome.check_in(&form(), now, &mut audited.world.rng);
    let honest = audited.entries().clone();
    audited.entries().pop();
    let ticket = audited.world.upload(pending.unwrap(), now);
    *audited.entries() = honest;
    let report = audited.audit_with(&[ticket.proof().to_vec()]);
    let found: Vec<_> = report
        .findings
        .iter()
        .map(|f| (f.kind, f.is_signed))
        .collect();
    // The same size with another root: two signatures that exclude each other.
    assert_eq!(found, [(FindingKind::Forked, true)]);
}

#[test]
fn an_exchanged_or_missing_document_is_found() {
    let mut audited = Audited::new(106);
    audited.world.processor.list_mut().documents[5].push(b'x');
    let kinds = audited.kinds();
    assert!(
        kinds.contains(&(FindingKind::MissingDocument, false)),
        "{kinds:?}"
    );
}

#[test]
fn what_was_acknowledged_but_not_done_is_found() {
    let mut audited = Audited::new(107);
    let now = audited.now;
    let epoch = audited.world.epoch(time(5 * DAY));
    let request = audited
        .world
        .owner
        .instruct(Order::PurgeEpoch(epoch), now)
        .unwrap();
    // It logs the order and says that it was done.
    let id = InstructionId::of_note(&request.body);
    let list = audited.world.processor.list_mut();
    list.log(sealroll_wire::DocumentKind::Instruction, &request.body);
    audited.world.processor.acknowledge(id, now);
    assert_eq!(audited.kinds(), [(FindingKind::NotCarriedOut, true)]);
    // The owner sees the same.
    let report = audited.world.sync(now).unwrap();
    assert!(
        report
            .findings
            .iter()
            .any(|f| f.kind == FindingKind::NotCarriedOut)
    );
}

#[test]
fn an_order_without_acknowledgement_is_found() {
    let mut audited = Audited::new(108);
    let now = audited.now;
    let epoch = audited.world.epoch(time(5 * DAY));
    let request = audited
        .world
        .owner
        .instruct(Order::HoldEpoch(epoch), now)
        .unwrap();
    let list = audited.world.processor.list_mut();
    list.log(sealroll_wire::DocumentKind::Instruction, &request.body);
    assert_eq!(audited.kinds(), [(FindingKind::Unacknowledged, true)]);
}

#[test]
fn an_erasure_that_nobody_ordered_is_found() {
    let mut audited = Audited::new(109);
    let (now, list_id) = (audited.now, audited.world.owner.list_id());
    let epoch = audited.world.epoch(time(20 * DAY));
    let statement = audited.world.processor.statement(epoch).unwrap();
    // It says that the retention was over.
    let id = RetentionId::new(&list_id, epoch, &statement.descriptor_hash());
    audited
        .world
        .processor
        .purge(epoch, ErasureReason::Retention(id), now);
    assert_eq!(audited.kinds(), [(FindingKind::UnfoundedErasure, true)]);
    // A tombstone out of nothing.
    let mut audited = Audited::new(110);
    let entry = Entry {
        kind: EntryKind::Tombstone,
        epoch,
        hash: RecordId::of_envelope(b"x").to_bytes(),
    };
    audited.entries().push(entry);
    assert_eq!(audited.kinds(), [(FindingKind::UnfoundedErasure, true)]);
}

#[test]
fn a_certificate_about_other_records_is_found() {
    let mut audited = Audited::new(111);
    let now = audited.now;
    let held = audited.world.epoch(time(30 * HOUR));
    audited.world.processor.envelopes.clear();
    // The record is gone already, so it certifies an erasure of nothing.
    audited.world.instruct(Order::PurgeEpoch(held), now);
    assert_eq!(audited.kinds(), [(FindingKind::UncertifiedErasure, true)]);
}

#[test]
fn a_record_after_the_purge_is_found() {
    let mut audited = Audited::new(112);
    let epoch = audited.world.epoch(time(10 * HOUR));
    audited
        .world
        .processor
        .insert(GENERATION, epoch, vec![1; 647]);
    assert_eq!(audited.kinds(), [(FindingKind::AfterPurge, true)]);
}

#[test]
fn a_statement_of_another_list_is_found() {
    let other = Audited::new(113);
    let mut audited = Audited::new(114);
    let foreign = &other.world.processor.list().statements[3];
    let entry = Entry {
        kind: EntryKind::Statement,
        epoch: foreign.1.epoch(),
        hash: foreign.1.id().to_bytes(),
    };
    audited.entries().push(entry);
    let mine = audited.world.processor.list_mut();
    mine.statements.push(foreign.clone());
    assert_eq!(audited.kinds(), [(FindingKind::ForeignStatement, true)]);
}

#[test]
fn statements_out_of_order_are_found() {
    let mut audited = Audited::new(115);
    let again = audited.entries()[0];
    audited.entries().push(again);
    assert_eq!(audited.kinds(), [(FindingKind::Serial, true)]);
}

#[test]
fn an_entry_of_the_other_kind_of_log_is_found() {
    let mut audited = Audited::new(116);
    let entry = Entry::of_document(sealroll_wire::DocumentKind::Erasure, b"x");
    audited.entries().push(entry);
    assert_eq!(audited.kinds(), [(FindingKind::BadEntry, true)]);
}

#[test]
fn a_repeated_instruction_breaks_the_chain() {
    let mut audited = Audited::new(117);
    let list = audited.world.processor.list_mut();
    let found = list
        .documents
        .iter()
        .position(|document| document.starts_with(b"sealroll-v1 instruction"));
    let note = list.documents[found.unwrap()].clone();
    // The log appends what it has only once; a liar does not care.
    let entry = Entry::of_document(sealroll_wire::DocumentKind::Instruction, &note);
    list.instructions.entries.push(entry);
    list.documents.push(note.clone());
    let mut kinds = audited.kinds();
    kinds.retain(|(kind, _)| *kind != FindingKind::Unacknowledged);
    assert_eq!(kinds, [(FindingKind::BrokenChain, true)]);
}

#[test]
fn a_back_dated_certificate_is_found() {
    let mut audited = Audited::new(118);
    let epoch = audited.world.epoch(time(3 * DAY));
    let statement = audited.world.processor.statement(epoch).unwrap();
    let list_id = audited.world.owner.list_id();
    let id = RetentionId::new(&list_id, epoch, &statement.descriptor_hash());
    // It was due a day ago, and says that it had been erased then.
    audited.now = time(33 * DAY);
    audited.world.sync(audited.now).unwrap();
    audited
        .world
        .processor
        .purge(epoch, ErasureReason::Retention(id), time(32 * DAY + HOUR));
    assert_eq!(audited.kinds(), [(FindingKind::BackDated, true)]);
}

#[test]
fn a_log_that_the_owner_has_not_seen_for_long_is_found() {
    let mut audited = Audited::new(119);
    audited.now = time(31 * DAY + 8 * DAY);
    let kinds = audited.kinds();
    assert!(kinds.contains(&(FindingKind::NotWitnessed, false)));
}

#[test]
fn a_log_that_vanished_is_found() {
    let mut audited = Audited::new(120);
    let report = audited.audit();
    assert!(report.is_clean());
    let ticket = audited.world.check_in(&form(), time(30 * DAY + HOUR));
    audited.world.processor.logs.clear();
    let report = audited.audit_with(&[ticket.proof().to_vec()]);
    let vanished = report.findings.iter().any(|found| {
        (found.kind, found.log) == (FindingKind::Forked, LogName::Records(GENERATION))
    });
    assert!(vanished, "{:?}", report.findings);
}

#[test]
fn ins_6_a_terminated_list_is_erased_and_says_so() {
    let mut audited = Audited::new(121);
    let now = audited.now;
    let request = audited
        .world
        .owner
        .terminate(&audited.world.identity, now)
        .unwrap();
    audited.world.answer(&request, now);
    audited.world.sync(now).unwrap();
    assert_eq!(audited.audit().findings, []);
    assert!(audited.world.processor.envelopes.is_empty());
    // Nothing more is taken.
    let refused = audited
        .world
        .owner
        .instruct(Order::HoldEpoch(Epoch(1)), now)
        .unwrap();
    assert_eq!(audited.world.processor.handle(&refused, now).status, 410);
    // One purge is missing.
    let mut audited = Audited::new(122);
    let request = audited
        .world
        .owner
        .terminate(&audited.world.identity, now)
        .unwrap();
    audited.world.answer(&request, now);
    audited.entries().pop();
    let kinds = audited.kinds();
    assert!(
        kinds.contains(&(FindingKind::NotCarriedOut, true)),
        "{kinds:?}"
    );
}

#[test]
fn no_byte_of_a_transcript_passes_unnoticed() {
    let mut audited = Audited::new(123);
    let options = AuditOptions::default();
    let list_id = audited.world.owner.list_id();
    let mut auditor = Auditor::new(list_id, &audited.token, audited.now, options);
    let mut transcript = Transcript::new(list_id, audited.now, options);
    while let Some(request) = auditor.request() {
        let response = audited.world.processor.handle(&request, audited.now);
        transcript.add(&request, &response);
        auditor.receive(&response).unwrap();
    }
    let honest = auditor.report();
    let bytes = transcript.to_bytes();
    for place in (60..bytes.len()).step_by(211) {
        let mut altered = bytes.clone();
        altered[place] ^= 1;
        let Ok(transcript) = Transcript::from_bytes(&altered) else {
            continue;
        };
        if let Ok(report) = transcript.audit() {
            assert!(
                !report.is_clean() || report == honest,
                "byte {place} was altered and the report is clean but another"
            );
        }
    }
}

// covers: RET-5, RET-6
#[test]
fn ret_6_a_log_that_is_gone_in_time_is_no_lie_and_one_too_early_is() {
    let mut audited = Audited::with_audit_days(120, 2);
    let (visit, end) = (time(30 * DAY + HOUR), audited.now);
    let ticket = audited.world.check_in(&form(), visit);
    let (erased, today) = (*ticket.record_id(), audited.world.epoch(visit));
    audited.world.instruct(Order::EraseRecord(erased), end);
    let world = &mut audited.world;
    let order = world.owner.terminate(&world.identity, end).unwrap();
    world.answer(&order, end);
    world.sync(end).unwrap();
    let receipt = ticket.proof().to_vec();
    assert!(audited.audit().is_clean());
    let newest = audited.entries().len();
    assert!(newest > 0 && audited.world.processor.logs.remove(&GENERATION).is_some());

    // Two days are the time for audits, from the last purge.
    let begun = audited.now;
    audited.now = begun.saturating_add(2 * DAY - 1);
    let early = audited.now;
    assert_eq!(audited.world.sync(early), Err(SyncError::MissingLog));
    assert!(audited.kinds().contains(&(FindingKind::Forked, false)));
    audited.now = begun.saturating_add(2 * DAY);
    let now = audited.now;
    let report = audited.world.sync(now).unwrap();
    assert_eq!(
        (report.deleted, report.findings),
        (vec![GENERATION], vec![])
    );
    assert!(!report.is_over);
    let again = audited.world.sync(now).unwrap();
    assert_eq!((again.deleted, again.findings), (vec![], vec![]));
    assert_eq!(audited.audit().findings, []);
    assert_eq!(audited.audit_with(&[receipt]).findings, []);
    // What was in it is known to be erased, by this copy and by one that never saw it.
    let copy = Inbox::from_bytes(&audited.world.inbox.to_bytes()).unwrap();
    let mut fresh = Inbox::new();
    let report = audited.world.sync_into(&mut fresh, now).unwrap();
    assert_eq!((report.deleted, report.findings), (vec![], vec![]));
    for inbox in [&audited.world.inbox, &copy, &fresh] {
        assert!(inbox.is_purged(today) && inbox.logged(today).next().is_none());
    }
}

#[test]
fn ret_6_a_guest_knows_when_its_log_may_be_gone() {
    let mut world = World::with(121, |list| list.terms.audit_days = 2);
    let mut guest = world.guest();
    let welcome = world.welcome(&mut guest, time(HOUR));
    let ticket = world.check_in(&form(), time(HOUR));
    assert_eq!(
        ticket.check_deleted(&welcome, time(2 * DAY - 1)),
        Err(ReceiptError::MissingLog)
    );
    assert_eq!(ticket.check_deleted(&welcome, time(2 * DAY)), Ok(()));
    let mut other = World::new(122);
    let mut guest = other.guest();
    let other = other.welcome(&mut guest, time(HOUR));
    assert_eq!(
        ticket.check_deleted(&other, time(2 * DAY)),
        Err(ReceiptError::WrongList)
    );
}

// covers: RET-4, ILOG-3
#[test]
fn ret_4_an_owner_knows_when_its_list_may_be_gone() {
    let mut audited = Audited::new(123);
    let now = audited.now;
    let world = &mut audited.world;
    let gone = support::problem(404, "unknown-list");
    let sync = |world: &mut World, now: &str| {
        let now = Time::from_rfc3339(now).unwrap();
        let mut sync = world.owner.sync(&mut world.inbox, now);
        sync.receive(&gone).map(|()| sync.report().is_over)
    };
    assert_eq!(
        sync(world, "2099-01-01T00:00:00Z"),
        Err(SyncError::MissingLog),
        "it was never ended"
    );
    let end = world.owner.terminate(&world.identity, now).unwrap();
    world.answer(&end, now);
    world.sync(now).unwrap();
    assert_eq!(now.to_rfc3339().get(..4), Some("2027"));
    assert_eq!(
        sync(world, "2030-12-31T23:59:59Z"),
        Err(SyncError::MissingLog)
    );
    assert_eq!(sync(world, "2031-01-01T00:00:00Z"), Ok(true));
}

//! What every store has to do, as a suite that its tests run.
//!
//! Crashes and full disks are not in here: how to cause them differs from store to store.

use sealroll_wire::{Epoch, Generation, Serial, Time};

use crate::{
    commit::{Commit, Nonce, Registration},
    conformance_feeds, conformance_forgotten, conformance_orders, conformance_records,
    error::StoreError,
    log_id::LogId,
    rows::{EntryBytes, EpochState, FoundRecord},
    sample::{self, Batch, enc, entry, envelope, list, registration, statement_id},
    store::Store,
};

/// Runs the suite; `make` gives a new, empty store each time.
///
/// # Panics
/// If the store breaks a rule.
pub fn run<S: Store>(make: impl Fn() -> S) {
    documents_are_added_and_never_replaced(&make());
    unknown_things_are_absent(&make());
    entries_come_back_in_any_range(&make());
    a_log_is_continued_at_its_end_only(&make());
    a_refused_commit_leaves_no_trace(&make());
    logs_and_lists_are_independent(&make());
    statements_are_found_by_id_and_epoch(&make());
    conformance_records::records_are_found_by_enc(&make());
    conformance_records::records_are_found_among_many(&make());
    conformance_records::envelopes_are_paged(&make());
    conformance_records::cosigned_checkpoints_do_not_go_back(&make());
    conformance_records::a_purge_deletes_one_epoch(&make());
    conformance_records::instructions_rise(&make());
    conformance_records::nonces_are_remembered_until_they_expire(&make());
    conformance_feeds::feeds_are_numbered_and_forgotten(&make());
    conformance_orders::documents_hang_on_the_instruction_log(&make());
    conformance_orders::an_erased_record_is_remembered(&make());
    conformance_orders::restricted_records_are_not_handed_out(&make());
    conformance_orders::holds_and_marks_come_and_go(&make());
    conformance_orders::readers_are_admitted_and_dismissed(&make());
    conformance_orders::certificates_are_revoked_for_good(&make());
    conformance_orders::lists_are_enumerated(&make());
    conformance_orders::the_service_is_remembered(&make());
    conformance_orders::a_refused_change_refuses_the_commit(&make());
    conformance_forgotten::a_forgotten_list_leaves_nothing(&make());
    conformance_forgotten::a_deleted_log_does_not_begin_anew(&make());
}

/// Commits one batch.
///
/// # Errors
/// What the store answers.
pub fn commit_batch(store: &impl Store, batch: &Batch) -> Result<(), StoreError> {
    let checkpoint = batch.checkpoint();
    store.commit(&Commit {
        appends: vec![batch.append(&checkpoint)],
        ..Commit::default()
    })
}

pub(crate) fn commit_ok(store: &impl Store, batch: &Batch) {
    commit_batch(store, batch).expect("the batch continues the log");
}

fn documents_are_added_and_never_replaced(store: &impl Store) {
    let register = |certificates, descriptors| {
        let part = Registration {
            list: list(1),
            root: b"root",
            certificates,
            descriptors,
        };
        store.commit(&Commit {
            registrations: vec![part],
            ..Commit::default()
        })
    };
    let high = Serial(u64::MAX);
    register(
        vec![(Serial(2), b"c2"), (high, b"c-high")],
        vec![(7, b"d7")],
    )
    .expect("new list");
    register(
        vec![(Serial(2), b"other"), (Serial(1), b"c1")],
        vec![(8, b"d8"), (7, b"other")],
    )
    .expect("known list");
    let documents = store.documents(&list(1)).expect("reads").expect("is there");
    assert_eq!(documents.root, b"root");
    assert_eq!(documents.certificates, [&b"c1"[..], b"c2", b"c-high"]);
    assert_eq!(documents.descriptors, [b"d7", b"d8"]);
}

fn unknown_things_are_absent(store: &impl Store) {
    let (of, generation, epoch) = (list(1), Generation(1), Epoch(1));
    for registered in [false, true] {
        if registered {
            store.commit(&registration(of)).expect("new list");
        }
        assert_eq!(store.documents(&of).expect("reads").is_some(), registered);
        assert_eq!(store.statement(&of, &statement_id(Serial(1))), Ok(None));
        assert_eq!(store.statements(&of, epoch), Ok(vec![]));
        assert_eq!(store.last_statement(&of), Ok(None));
        assert_eq!(store.generations(&of), Ok(vec![]));
        assert_eq!(store.head(LogId::records(of, generation)), Ok(None));
        assert_eq!(store.cosigned(LogId::records(of, generation)), Ok(None));
        assert_eq!(
            store.entries(LogId::records(of, generation), 0, 10),
            Ok(vec![])
        );
        assert_eq!(store.tile(LogId::records(of, generation), 0, 0), Ok(None));
        assert_eq!(store.find_record(&of, &[1; 32]), Ok(None));
        assert_eq!(store.envelopes(&of, generation, epoch, 0, 10), Ok(vec![]));
        assert_eq!(store.epoch_state(&of, epoch), Ok(EpochState::default()));
        assert_eq!(store.last_instruction(&of), Ok(None));
        assert_eq!(store.has_nonce(&of, &[1; 16]), Ok(false));
    }
}

fn entries_come_back_in_any_range(store: &impl Store) {
    store.commit(&registration(list(1))).expect("new list");
    let mut first = 0;
    for size in [1_u32, 300, 2, 512, 1] {
        let numbers: Vec<u32> = (0..size).map(|at| first as u32 + at).collect();
        commit_ok(
            store,
            &Batch::of_records(list(1), first, Epoch(1), &numbers),
        );
        first += u64::from(size);
    }
    let all: Vec<EntryBytes> = (0..first).map(entry).collect();
    for (from, count) in [
        (0, first),
        (0, 1),
        (1, 256),
        (299, 300),
        (300, 2),
        (600, 9999),
        (816, 1),
    ] {
        let end = (from + count).min(first);
        let expected = all.get(from as usize..end as usize).unwrap_or_default();
        assert_eq!(
            store
                .entries(LogId::records(list(1), Generation(1)), from, count)
                .expect("reads"),
            expected
        );
    }
    let head = store
        .head(LogId::records(list(1), Generation(1)))
        .expect("reads")
        .expect("is there");
    assert_eq!(
        (head.size, head.checkpoint),
        (first, format!("checkpoint {first}").into_bytes())
    );
}

fn a_log_is_continued_at_its_end_only(store: &impl Store) {
    let batch = |first| Batch::of_records(list(1), first, Epoch(1), &[first as u32]);
    assert_eq!(
        commit_batch(store, &batch(0)),
        Err(StoreError::Conflict),
        "unknown list"
    );
    store.commit(&registration(list(1))).expect("new list");
    assert_eq!(
        commit_batch(store, &batch(1)),
        Err(StoreError::Conflict),
        "gap at the start"
    );
    commit_ok(store, &batch(0));
    assert_eq!(
        commit_batch(store, &batch(0)),
        Err(StoreError::Conflict),
        "a second start"
    );
    assert_eq!(
        commit_batch(store, &batch(2)),
        Err(StoreError::Conflict),
        "gap"
    );
    commit_ok(store, &batch(1));
    assert_eq!(
        commit_batch(store, &batch(1)),
        Err(StoreError::Conflict),
        "a fork"
    );
    let empty = Batch::of_records(list(1), 2, Epoch(1), &[]);
    assert_eq!(
        commit_batch(store, &empty),
        Err(StoreError::Conflict),
        "nothing to append"
    );
}

fn a_refused_commit_leaves_no_trace(store: &impl Store) {
    store.commit(&registration(list(1))).expect("new list");
    let good = Batch::of_records(list(1), 0, Epoch(1), &[1]);
    let bad = Batch::of_records(list(2), 0, Epoch(1), &[2]);
    let (good_note, bad_note) = (good.checkpoint(), bad.checkpoint());
    let commit = Commit {
        appends: vec![good.append(&good_note), bad.append(&bad_note)],
        nonces: vec![Nonce {
            list: list(1),
            nonce: [1; 16],
            expires: Time::MAX,
        }],
        ..Commit::default()
    };
    assert_eq!(store.commit(&commit), Err(StoreError::Conflict));
    assert_eq!(store.head(LogId::records(list(1), Generation(1))), Ok(None));
    assert_eq!(store.find_record(&list(1), enc(&envelope(1))), Ok(None));
    assert_eq!(
        store.epoch_state(&list(1), Epoch(1)),
        Ok(EpochState::default())
    );
    assert_eq!(store.has_nonce(&list(1), &[1; 16]), Ok(false));
    commit_ok(store, &good);
}

fn logs_and_lists_are_independent(store: &impl Store) {
    let mut commit = registration(list(1));
    commit
        .registrations
        .extend(registration(list(2)).registrations);
    let mut batches = [
        Batch::of_records(list(1), 0, Epoch(1), &[1, 2]),
        Batch::of_records(list(1), 0, Epoch(1), &[3]),
        Batch::of_records(list(2), 0, Epoch(1), &[1]),
    ];
    batches[1].generation = Generation(2);
    batches[0].tiles = vec![(0, 0, vec![1; 64]), (1, 0, vec![2; 32])];
    batches[1].tiles = vec![(0, 0, vec![3; 32])];
    let notes = batches.each_ref().map(Batch::checkpoint);
    commit.appends = batches
        .iter()
        .zip(&notes)
        .map(|(batch, note)| batch.append(note))
        .collect();
    store.commit(&commit).expect("three new logs in one step");

    let (one, two) = (Generation(1), Generation(2));
    assert_eq!(store.generations(&list(1)), Ok(vec![one, two]));
    assert_eq!(store.generations(&list(2)), Ok(vec![one]));
    assert_eq!(
        store
            .entries(LogId::records(list(1), one), 0, 9)
            .expect("reads")
            .len(),
        2
    );
    assert_eq!(
        store
            .entries(LogId::records(list(2), one), 0, 9)
            .expect("reads")
            .len(),
        1
    );
    assert_eq!(
        store.tile(LogId::records(list(1), one), 0, 0),
        Ok(Some(vec![1; 64]))
    );
    assert_eq!(
        store.tile(LogId::records(list(1), one), 1, 0),
        Ok(Some(vec![2; 32]))
    );
    assert_eq!(
        store.tile(LogId::records(list(1), two), 0, 0),
        Ok(Some(vec![3; 32]))
    );
    assert_eq!(store.tile(LogId::records(list(2), one), 0, 0), Ok(None));
    assert_eq!(
        store
            .epoch_state(&list(1), Epoch(1))
            .expect("reads")
            .records,
        3
    );
    assert_eq!(
        store
            .epoch_state(&list(2), Epoch(1))
            .expect("reads")
            .records,
        1
    );
    let found = store
        .find_record(&list(1), enc(&envelope(3)))
        .expect("reads");
    let place = match found {
        Some(FoundRecord::Stored(place)) => Some(place),
        _ => None,
    };
    let place = place.expect("is there");
    assert_eq!(
        (place.generation, place.epoch, place.index),
        (two, Epoch(1), 0)
    );
    assert_eq!(store.find_record(&list(2), enc(&envelope(3))), Ok(None));
}

fn statements_are_found_by_id_and_epoch(store: &impl Store) {
    store.commit(&registration(list(1))).expect("new list");
    let high = Serial(u64::MAX);
    let first = [(Epoch(4), Serial(5)), (Epoch(5), Serial(2))];
    commit_ok(store, &Batch::of_statements(list(1), 0, &first));
    commit_ok(
        store,
        &Batch::of_statements(list(1), 2, &[(Epoch(4), high)]),
    );
    assert_eq!(store.last_statement(&list(1)), Ok(Some(high)));
    let row = store
        .statement(&list(1), &statement_id(Serial(2)))
        .expect("reads")
        .expect("there");
    assert_eq!((row.epoch, row.serial, row.index), (Epoch(5), Serial(2), 1));
    assert_eq!(
        (row.generation, row.logged_at),
        (Generation(1), sample::LOGGED_AT)
    );
    assert_eq!(
        (row.id, &row.bytes[..]),
        (statement_id(Serial(2)), &b"statement"[..])
    );
    let serials = |epoch| -> Vec<Serial> {
        let rows = store.statements(&list(1), epoch).expect("reads");
        rows.iter().map(|row| row.serial).collect()
    };
    assert_eq!(serials(Epoch(4)), [Serial(5), high]);
    assert_eq!(serials(Epoch(6)), []);
    let from = |from, limit| -> Vec<Serial> {
        let rows = store.statements_from(&list(1), from, limit).expect("reads");
        rows.iter().map(|row| row.serial).collect()
    };
    assert_eq!(from(Serial(0), 9), [Serial(2), Serial(5), high]);
    assert_eq!(from(Serial(3), 1), [Serial(5)]);
    assert_eq!(store.open_epochs(&list(1)), Ok(vec![Epoch(4), Epoch(5)]));
    let again = Batch::of_statements(list(1), 3, &[(Epoch(6), Serial(5))]);
    assert_eq!(
        commit_batch(store, &again),
        Err(StoreError::Conflict),
        "a serial twice"
    );
}

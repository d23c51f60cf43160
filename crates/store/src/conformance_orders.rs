//! The part of the conformance suite that deals with what orders and the retention change.

use sealroll_wire::{Epoch, Generation, RecordId, Serial, Time};

use crate::{
    change::{Change, RecordKey},
    commit::{Append, Commit, NewDocument, Purge},
    conformance::commit_ok,
    error::StoreError,
    log_id::LogId,
    rows::{EntryPlace, EpochState, FoundRecord, ListState, ServiceState},
    sample::{self, Batch, enc, envelope, list, registration},
    store::Store,
};

pub(crate) fn documents_hang_on_the_instruction_log(store: &impl Store) {
    store.commit(&registration(list(1))).expect("new list");
    commit_ok(store, &Batch::of_records(list(1), 0, Epoch(1), &[1]));
    let log = LogId::instructions(list(1));
    for first in [0, 3] {
        let entries: Vec<_> = (first..first + 3).map(sample::entry).collect();
        let documents: Vec<Vec<u8>> = (first..first + 3).map(document).collect();
        let append = Append {
            log,
            first,
            entries: &entries,
            records: Vec::new(),
            statements: Vec::new(),
            documents: (first..)
                .zip(&documents)
                .map(|(index, bytes)| NewDocument { index, bytes })
                .collect(),
            tiles: Vec::new(),
            checkpoint: b"note",
        };
        store
            .commit(&Commit {
                appends: vec![append],
                ..Commit::default()
            })
            .expect("continues the log");
    }
    let page = |from, limit| -> Vec<u64> {
        let rows = store.log_documents(&list(1), from, limit).expect("reads");
        for row in &rows {
            assert_eq!(row.bytes, document(row.index));
        }
        rows.iter().map(|row| row.index).collect()
    };
    assert_eq!(page(0, 9), [0, 1, 2, 3, 4, 5]);
    assert_eq!(page(2, 2), [2, 3]);
    assert_eq!(page(6, 2), []);
    assert_eq!(page(u64::MAX, 2), []);
    assert_eq!(store.head(log).expect("reads").expect("is there").size, 6);
    assert_eq!(store.entries(log, 4, 9).expect("reads").len(), 2);
    assert_eq!(store.generations(&list(1)), Ok(vec![Generation(1)]));
    assert_eq!(store.log_documents(&list(2), 0, 9), Ok(vec![]));
}

pub(crate) fn an_erased_record_is_remembered(store: &impl Store) {
    store.commit(&registration(list(1))).expect("new list");
    let mut batch = Batch::of_records(list(1), 0, Epoch(5), &[1, 2, 3]);
    let record = RecordId::from_bytes([7; 32]);
    batch.entries[1] = entry_of(Epoch(5), record);
    commit_ok(store, &batch);
    let place = EntryPlace {
        generation: Generation(1),
        epoch: Epoch(5),
        index: 1,
    };
    assert_eq!(store.find_entry(&list(1), &record), Ok(Some(place)));
    assert_eq!(store.find_entry(&list(2), &record), Ok(None));
    let places = |indices: &[u64]| -> Vec<_> {
        indices
            .iter()
            .map(|index| (Generation(1), *index))
            .collect()
    };
    assert_eq!(
        store.stored_records(&list(1), Epoch(5)),
        Ok(places(&[0, 1, 2]))
    );
    let erase = Commit {
        changes: vec![Change::Erase(key(Epoch(5), 1), record)],
        ..Commit::default()
    };
    store.commit(&erase).expect("is stored");
    store.scrub().expect("nobody reads");
    assert_eq!(
        store.commit(&erase),
        Err(StoreError::Conflict),
        "it is gone"
    );
    let found = |number| store.find_record(&list(1), enc(&envelope(number)));
    assert_eq!(found(2), Ok(Some(FoundRecord::Erased)));
    assert!(matches!(found(1), Ok(Some(FoundRecord::Stored(_)))));
    assert_eq!(
        store.stored_records(&list(1), Epoch(5)),
        Ok(places(&[0, 2]))
    );
    assert_eq!(
        store.find_entry(&list(1), &record),
        Ok(Some(place)),
        "its entry stays"
    );
    assert_eq!(indices(store, Epoch(5)), [0, 2]);
    purge(store, Epoch(5));
    assert_eq!(found(2), Ok(None), "the purge is remembered instead");
    assert_eq!(store.stored_records(&list(1), Epoch(5)), Ok(vec![]));
}

pub(crate) fn restricted_records_are_not_handed_out(store: &impl Store) {
    store.commit(&registration(list(1))).expect("new list");
    commit_ok(store, &Batch::of_records(list(1), 0, Epoch(1), &[1, 2, 3]));
    let apply = |change| {
        store.commit(&Commit {
            changes: vec![change],
            ..Commit::default()
        })
    };
    for _ in 0..2 {
        apply(Change::Restrict(key(Epoch(1), 1))).expect("is stored");
    }
    assert_eq!(indices(store, Epoch(1)), [0, 2]);
    let stored = store.stored_records(&list(1), Epoch(1)).expect("reads");
    assert_eq!(stored.len(), 3);
    let found = store
        .find_record(&list(1), enc(&envelope(2)))
        .expect("reads");
    assert!(found.is_some(), "who uploads it again gets its receipt");
    apply(Change::LiftRecord(key(Epoch(1), 1))).expect("is stored");
    assert_eq!(indices(store, Epoch(1)), [0, 1, 2]);
    apply(Change::Restrict(key(Epoch(1), 2))).expect("is stored");
    purge(store, Epoch(1));
    assert_eq!(indices(store, Epoch(1)), []);
    let restrict = apply(Change::Restrict(key(Epoch(1), 2)));
    assert_eq!(restrict, Err(StoreError::Conflict), "nothing is left");
}

pub(crate) fn holds_and_marks_come_and_go(store: &impl Store) {
    let mut commit = registration(list(1));
    commit.changes = vec![
        Change::Hold(list(1), Epoch(1)),
        Change::Mark(list(1), Epoch(2), 50),
    ];
    store.commit(&commit).expect("new list");
    let state = |epoch| store.epoch_state(&list(1), Epoch(epoch)).expect("reads");
    let plain = EpochState::default();
    assert_eq!(
        state(1),
        EpochState {
            held: true,
            ..plain
        }
    );
    assert_eq!(
        state(2),
        EpochState {
            marked: Some(50),
            ..plain
        }
    );
    assert_eq!(state(3), plain);
    let apply = |change| {
        let changes = vec![change];
        store
            .commit(&Commit {
                changes,
                ..Commit::default()
            })
            .expect("known list");
    };
    apply(Change::Mark(list(1), Epoch(2), 70));
    assert_eq!(state(2).marked, Some(50), "the first mark counts");
    apply(Change::LiftEpoch(list(1), Epoch(1)));
    apply(Change::Unmark(list(1), Epoch(2)));
    assert_eq!((state(1), state(2)), (plain, plain));
    apply(Change::Mark(list(1), Epoch(2), 90));
    purge(store, Epoch(2));
    assert_eq!(
        state(2),
        EpochState {
            purged: true,
            ..plain
        }
    );
}

pub(crate) fn readers_are_admitted_and_dismissed(store: &impl Store) {
    let mut commit = registration(list(1));
    commit
        .registrations
        .extend(registration(list(2)).registrations);
    commit.changes = vec![
        Change::Admit(list(1), [1; 32]),
        Change::Admit(list(1), [2; 32]),
        Change::Admit(list(1), [1; 32]),
    ];
    store.commit(&commit).expect("new lists");
    let has = |of, byte| store.has_reader(&list(of), &[byte; 32]).expect("reads");
    assert!(has(1, 1) && has(1, 2) && !has(1, 3) && !has(2, 1));
    let dismiss = Commit {
        changes: vec![Change::Dismiss(list(1), [1; 32])],
        ..Commit::default()
    };
    store.commit(&dismiss).expect("known list");
    assert!(!has(1, 1) && has(1, 2));
}

pub(crate) fn certificates_are_revoked_for_good(store: &impl Store) {
    let mut commit = registration(list(1));
    commit
        .registrations
        .extend(registration(list(2)).registrations);
    store.commit(&commit).expect("new lists");
    let revoked = |of| {
        let documents = store.documents(&list(of)).expect("reads");
        documents.expect("a known list").revoked
    };
    assert_eq!((revoked(1), revoked(2)), (vec![], vec![]));
    let serial = commit.registrations[0].certificates[0].0;
    let change = Commit {
        changes: vec![
            Change::Revoke(list(1), serial),
            Change::Revoke(list(1), serial),
            Change::Revoke(list(1), Serial(u64::MAX)),
        ],
        ..Commit::default()
    };
    store.commit(&change).expect("known list");
    // Registering it again changes nothing.
    store.commit(&registration(list(1))).expect("known list");
    assert_eq!((revoked(1), revoked(2)), (vec![serial], vec![]));
}

pub(crate) fn lists_are_enumerated(store: &impl Store) {
    for number in [3, 1, 2] {
        store.commit(&registration(list(number))).expect("new list");
    }
    assert_eq!(store.lists(None, 2), Ok(vec![list(1), list(2)]));
    assert_eq!(store.lists(Some(&list(2)), 2), Ok(vec![list(3)]));
    assert_eq!(store.lists(Some(&list(3)), 2), Ok(vec![]));
    assert_eq!(store.list_state(&list(1)), Ok(ListState::default()));
    let blob = |serial, bytes| {
        let change = Commit {
            changes: vec![Change::Blob(list(1), serial, bytes)],
            ..Commit::default()
        };
        store.commit(&change)
    };
    assert_eq!(store.blob(&list(1)), Ok(None));
    assert_eq!(blob(5, b"first"), Ok(()));
    assert_eq!(blob(5, b"again"), Err(StoreError::Conflict));
    assert_eq!(blob(4, b"older"), Err(StoreError::Conflict));
    assert_eq!(blob(u64::MAX, b"second"), Ok(()));
    assert_eq!(
        store.blob(&list(1)),
        Ok(Some((u64::MAX, b"second".to_vec())))
    );
    assert_eq!(store.blob(&list(2)), Ok(None));
    let at = Time::new(77).expect("a small number");
    let change = Commit {
        changes: vec![
            Change::Terminate(list(1), at),
            Change::Terminate(list(1), Time::MAX),
            Change::StatementLogged(list(1), 4),
        ],
        ..Commit::default()
    };
    store.commit(&change).expect("known list");
    let state = ListState {
        terminated: Some(at),
        processor_statement: 4,
        marked: None,
    };
    assert_eq!(store.list_state(&list(1)), Ok(state));
    assert_eq!(store.blob(&list(1)), Ok(None), "the owner ended the list");
    assert_eq!(store.list_state(&list(2)), Ok(ListState::default()));
    let epochs = [
        (Epoch(9), Serial(1)),
        (Epoch(4), Serial(2)),
        (Epoch(9), Serial(3)),
    ];
    commit_ok(store, &Batch::of_statements(list(1), 0, &epochs));
    assert_eq!(store.open_epochs(&list(1)), Ok(vec![Epoch(4), Epoch(9)]));
    purge(store, Epoch(4));
    assert_eq!(store.open_epochs(&list(1)), Ok(vec![Epoch(9)]));
    assert_eq!(store.open_epochs(&list(2)), Ok(vec![]));
}

pub(crate) fn the_service_is_remembered(store: &impl Store) {
    assert_eq!(store.service_state(), Ok(None));
    assert_eq!(store.processor_statement(), Ok(None));
    for uptime in [5, 9] {
        let state = ServiceState {
            uptime,
            clock: Time::new(100 + uptime).expect("a small number"),
            clock_in_doubt: uptime == 9,
        };
        let change = Commit {
            changes: vec![
                Change::Service(state),
                Change::ProcessorStatement(uptime, b"statement"),
            ],
            ..Commit::default()
        };
        store.commit(&change).expect("is stored");
        assert_eq!(store.service_state(), Ok(Some(state)));
        let statement = Some((uptime, b"statement".to_vec()));
        assert_eq!(store.processor_statement(), Ok(statement));
    }
    let older = Commit {
        changes: vec![Change::ProcessorStatement(9, b"other")],
        ..Commit::default()
    };
    assert_eq!(store.commit(&older), Err(StoreError::Conflict));
}

pub(crate) fn a_refused_change_refuses_the_commit(store: &impl Store) {
    store.commit(&registration(list(1))).expect("new list");
    commit_ok(store, &Batch::of_records(list(1), 0, Epoch(1), &[1]));
    let record = RecordId::from_bytes([1; 32]);
    for bad in [
        Change::Erase(key(Epoch(1), 1), record),
        Change::Erase(key(Epoch(2), 0), record),
        Change::Hold(list(9), Epoch(1)),
        Change::Admit(list(9), [1; 32]),
    ] {
        let commit = Commit {
            changes: vec![Change::Hold(list(1), Epoch(1)), bad],
            ..Commit::default()
        };
        assert_eq!(store.commit(&commit), Err(StoreError::Conflict), "{bad:?}");
        let state = store.epoch_state(&list(1), Epoch(1)).expect("reads");
        assert!(!state.held, "nothing was stored: {bad:?}");
    }
    assert_eq!(indices(store, Epoch(1)), [0]);
}

fn document(index: u64) -> Vec<u8> {
    format!("document {index}").into_bytes()
}

fn key(epoch: Epoch, index: u64) -> RecordKey {
    RecordKey {
        list: list(1),
        generation: Generation(1),
        epoch,
        index,
    }
}

fn entry_of(epoch: Epoch, record: RecordId) -> [u8; 38] {
    let mut entry = [0; 38];
    entry[0] = 1;
    entry[2..6].copy_from_slice(&epoch.value().to_be_bytes());
    entry[6..].copy_from_slice(record.as_bytes());
    entry
}

fn purge(store: &impl Store, epoch: Epoch) {
    let purges = vec![Purge {
        list: list(1),
        epoch,
    }];
    store
        .commit(&Commit {
            purges,
            ..Commit::default()
        })
        .expect("known list");
}

fn indices(store: &impl Store, epoch: Epoch) -> Vec<u64> {
    let page = store.envelopes(&list(1), Generation(1), epoch, 0, 99);
    page.expect("reads").iter().map(|row| row.index).collect()
}

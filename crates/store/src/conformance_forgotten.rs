//! What is left of a list that was forgotten: nothing, and its neighbour is untouched.

use sealroll_wire::{Epoch, Generation, RecordId, Serial, Time};

use crate::{
    change::Change,
    commit::{Commit, Purge},
    conformance::{commit_batch, commit_ok},
    error::StoreError,
    log_id::LogId,
    rows::{Finished, ListState, RecordLogRow},
    sample::{Batch, list, registration},
    store::Store,
};

pub(crate) fn a_forgotten_list_leaves_nothing(store: &impl Store) {
    let apply = |changes| {
        store.commit(&Commit {
            changes,
            ..Commit::default()
        })
    };
    for number in [1, 2] {
        store.commit(&registration(list(number))).expect("new list");
        commit_ok(
            store,
            &Batch::of_records(list(number), 0, Epoch(1), &[1, 2]),
        );
        commit_ok(
            store,
            &Batch::of_statements(list(number), 2, &[(Epoch(1), Serial(1))]),
        );
        apply(vec![Change::Admit(list(number), [7; 32])]).expect("known list");
    }
    let purge = Commit {
        purges: vec![Purge {
            list: list(1),
            epoch: Epoch(1),
        }],
        ..Commit::default()
    };
    store.commit(&purge).expect("known list");
    let marked = |number| store.list_state(&list(number)).map(|state| state.marked);
    apply(vec![
        Change::MarkList(list(1), 5),
        Change::MarkList(list(1), 9),
    ])
    .expect("known list");
    assert_eq!((marked(1), marked(2)), (Ok(Some(5)), Ok(None)));
    apply(vec![Change::UnmarkList(list(1))]).expect("known list");
    assert_eq!(marked(1), Ok(None));
    apply(vec![Change::MarkList(list(1), 6), Change::Forget(list(1))]).expect("known list");

    let log = |number| LogId::records(list(number), Generation(1));
    let left = |number| {
        let lists = store.lists(None, 9).expect("reads");
        (
            store.documents(&list(number)).expect("reads").is_some(),
            store.head(log(number)).expect("reads").is_some(),
            store.entries(log(number), 0, 9).expect("reads").len(),
            store
                .statements(&list(number), Epoch(1))
                .expect("reads")
                .len(),
            store.has_reader(&list(number), &[7; 32]).expect("reads"),
            lists.contains(&list(number)),
        )
    };
    assert_eq!(left(1), (false, false, 0, 0, false, false));
    assert_eq!(left(2), (true, true, 3, 1, true, true));
    assert_eq!(store.list_state(&list(1)), Ok(ListState::default()));
    let record = RecordId::from_bytes([1; 32]);
    assert_eq!(store.find_entry(&list(1), &record), Ok(None));
    let forgotten = |number| store.is_forgotten(&list(number));
    assert_eq!((forgotten(1), forgotten(2)), (Ok(true), Ok(false)));
}

pub(crate) fn a_deleted_log_does_not_begin_anew(store: &impl Store) {
    let one = Generation(1);
    let apply = |change| {
        store.commit(&Commit {
            changes: vec![change],
            ..Commit::default()
        })
    };
    let row = || store.record_logs(&list(1)).expect("reads");
    let expected = |is_finished, finished| RecordLogRow {
        generation: one,
        is_finished,
        finished,
    };
    store.commit(&registration(list(1))).expect("new list");
    commit_ok(store, &Batch::of_records(list(1), 0, Epoch(1), &[1, 2]));
    assert_eq!(row(), [expected(false, None)], "a log without a statement");
    commit_ok(
        store,
        &Batch::of_statements(list(1), 2, &[(Epoch(1), Serial(1))]),
    );
    assert_eq!(row(), [expected(false, None)]);
    let purge = Commit {
        purges: vec![Purge {
            list: list(1),
            epoch: Epoch(1),
        }],
        ..Commit::default()
    };
    store.commit(&purge).expect("known list");
    let mut finished = Finished {
        since: Time::MAX,
        marked: None,
    };
    for marked in [None, Some(7)] {
        finished.marked = marked;
        apply(Change::Finished(list(1), one, Some(finished))).expect("known list");
        assert_eq!(row(), [expected(true, Some(finished))]);
    }
    apply(Change::Finished(list(1), one, None)).expect("known list");
    assert_eq!(row(), [expected(true, None)]);
    assert_eq!(store.is_deleted(&list(1), one), Ok(false));
    apply(Change::DeleteLog(list(1), one)).expect("a log");
    assert_eq!(store.is_deleted(&list(1), one), Ok(true));
    assert_eq!(row(), []);

    let log = LogId::records(list(1), one);
    assert_eq!(store.head(log), Ok(None));
    assert_eq!(store.cosigned(log), Ok(None));
    assert_eq!(store.entries(log, 0, 9), Ok(vec![]));
    assert_eq!(store.generations(&list(1)), Ok(vec![]));
    let statements = store.statements(&list(1), Epoch(1)).expect("reads");
    assert_eq!(statements.len(), 1, "statements stay");
    let state = store.epoch_state(&list(1), Epoch(1)).expect("reads");
    assert!(state.purged, "and so does what is known of the epoch");
    let again = Batch::of_records(list(1), 0, Epoch(2), &[3]);
    assert_eq!(commit_batch(store, &again), Err(StoreError::Conflict));
    assert_eq!(
        apply(Change::DeleteLog(list(1), one)),
        Err(StoreError::Conflict)
    );
}

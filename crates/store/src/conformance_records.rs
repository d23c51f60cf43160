//! The part of the conformance suite that deals with records, orders and nonces.

use sealroll_wire::{Epoch, Generation, InstructionId, Serial, Time};

use crate::{
    commit::{Commit, Cosigned, Instruction, Nonce, Purge},
    conformance::commit_ok,
    error::StoreError,
    log_id::LogId,
    rows::{EpochState, FoundRecord, RecordPlace},
    sample::{self, Batch, enc, envelope, list, registration},
    store::Store,
};

pub(crate) fn records_are_found_by_enc(store: &impl Store) {
    store.commit(&registration(list(1))).expect("new list");
    commit_ok(store, &Batch::of_records(list(1), 0, Epoch(1), &[10, 11]));
    commit_ok(store, &Batch::of_records(list(1), 2, Epoch(2), &[12]));
    let found = |number| -> Option<RecordPlace> {
        let found = store.find_record(&list(1), enc(&envelope(number)));
        match found.expect("reads")? {
            FoundRecord::Stored(place) => Some(place),
            FoundRecord::Erased => None,
        }
    };
    for (number, epoch, index) in [(10, 1, 0), (11, 1, 1), (12, 2, 2)] {
        let place = found(number).expect("is there");
        assert_eq!((place.epoch, place.index), (Epoch(epoch), index));
        assert_eq!(place.envelope, envelope(number));
    }
    assert_eq!(found(13), None);
}

pub(crate) fn records_are_found_among_many(store: &impl Store) {
    store.commit(&registration(list(1))).expect("new list");
    let numbers: Vec<u32> = (0..MANY).collect();
    let mut first = 0;
    for some in numbers.chunks(1500) {
        commit_ok(store, &Batch::of_records(list(1), first, Epoch(1), some));
        first += some.len() as u64;
    }
    commit_ok(store, &Batch::of_records(list(1), first, Epoch(2), &[MANY]));
    let wanted: Vec<_> = (0..=MANY + 1)
        .map(|number| (list(1), *enc(&envelope(number))))
        .collect();
    let indexes = || -> Vec<Option<u64>> {
        let found = store.find_records(&wanted).expect("reads").into_iter();
        let index = |found| match found {
            Some(FoundRecord::Stored(place)) => Some(place.index),
            _ => None,
        };
        found.map(index).collect()
    };
    let of_second = u64::from(MANY);
    let all = (0..=of_second).map(Some).chain([None]);
    assert_eq!(indexes(), all.collect::<Vec<_>>());
    let purges = vec![Purge {
        list: list(1),
        epoch: Epoch(1),
    }];
    let purge = Commit {
        purges,
        ..Commit::default()
    };
    store.commit(&purge).expect("known list");
    let mut left = vec![None; wanted.len()];
    left[MANY as usize] = Some(of_second);
    assert_eq!(indexes(), left);
}

pub(crate) fn envelopes_are_paged(store: &impl Store) {
    store.commit(&registration(list(1))).expect("new list");
    // Two epochs take turns, so that neither is contiguous in the log.
    for first in 0..20 {
        let epoch = Epoch(1 + first as u32 % 2);
        commit_ok(
            store,
            &Batch::of_records(list(1), first, epoch, &[first as u32]),
        );
    }
    let page = |from, limit| {
        let page = store
            .envelopes(&list(1), Generation(1), Epoch(2), from, limit)
            .expect("reads");
        for envelope in &page {
            assert_eq!(envelope.bytes, sample::envelope(envelope.index as u32));
        }
        page.iter()
            .map(|envelope| envelope.index)
            .collect::<Vec<_>>()
    };
    assert_eq!(page(0, 3), [1, 3, 5]);
    assert_eq!(page(6, 3), [7, 9, 11]);
    assert_eq!(page(15, 100), [15, 17, 19]);
    assert_eq!(page(20, 100), []);
    assert_eq!(page(u64::MAX, 100), []);
    assert_eq!(
        store.envelopes(&list(1), Generation(2), Epoch(2), 0, 9),
        Ok(vec![])
    );
}

pub(crate) fn cosigned_checkpoints_do_not_go_back(store: &impl Store) {
    store.commit(&registration(list(1))).expect("new list");
    commit_ok(store, &Batch::of_records(list(1), 0, Epoch(1), &[1, 2, 3]));
    let cosign = |size, note: &'static [u8]| {
        let part = Cosigned {
            log: LogId::records(list(1), Generation(1)),
            size,
            certificate: Serial(4),
            checkpoint: note,
        };
        store.commit(&Commit {
            cosigned: vec![part],
            ..Commit::default()
        })
    };
    cosign(2, b"two").expect("first");
    cosign(2, b"two again").expect("same size");
    cosign(3, b"three").expect("larger");
    assert_eq!(cosign(2, b"two"), Err(StoreError::Conflict));
    assert_eq!(
        cosign(4, b"four"),
        Err(StoreError::Conflict),
        "larger than the log"
    );
    let head = store
        .cosigned(LogId::records(list(1), Generation(1)))
        .expect("reads")
        .expect("is there");
    assert_eq!((head.size, head.certificate), (3, Some(Serial(4))));
    assert_eq!(head.checkpoint, b"three");
}

pub(crate) fn a_purge_deletes_one_epoch(store: &impl Store) {
    store.commit(&registration(list(1))).expect("new list");
    commit_ok(store, &Batch::of_records(list(1), 0, Epoch(1), &[1, 2]));
    commit_ok(store, &Batch::of_records(list(1), 2, Epoch(2), &[3]));
    let mut other = Batch::of_records(list(1), 0, Epoch(1), &[4]);
    other.generation = Generation(2);
    commit_ok(store, &other);
    let purge = Commit {
        purges: vec![Purge {
            list: list(1),
            epoch: Epoch(1),
        }],
        ..Commit::default()
    };
    for _ in 0..2 {
        store.commit(&purge).expect("an epoch may be purged again");
        store.scrub().expect("nobody reads");
    }
    for generation in [Generation(1), Generation(2)] {
        assert_eq!(
            store.envelopes(&list(1), generation, Epoch(1), 0, 9),
            Ok(vec![])
        );
    }
    assert_eq!(store.find_record(&list(1), enc(&envelope(1))), Ok(None));
    assert_eq!(store.find_record(&list(1), enc(&envelope(4))), Ok(None));
    assert!(
        store
            .find_record(&list(1), enc(&envelope(3)))
            .expect("reads")
            .is_some()
    );
    let state = |epoch| store.epoch_state(&list(1), epoch);
    assert_eq!(
        state(Epoch(1)),
        Ok(EpochState {
            records: 3,
            purged: true,
            ..EpochState::default()
        })
    );
    assert_eq!(
        state(Epoch(2)),
        Ok(EpochState {
            records: 1,
            ..EpochState::default()
        })
    );
    assert_eq!(
        store
            .entries(LogId::records(list(1), Generation(1)), 0, 9)
            .expect("reads")
            .len(),
        3
    );
}

pub(crate) fn instructions_rise(store: &impl Store) {
    store.commit(&registration(list(1))).expect("new list");
    let instruct = |serial: u64| {
        let part = Instruction {
            list: list(1),
            serial: Serial(serial),
            id: InstructionId::from_bytes([serial as u8; 32]),
            index: 2 * serial,
        };
        store.commit(&Commit {
            instructions: vec![part],
            ..Commit::default()
        })
    };
    instruct(3).expect("first");
    assert_eq!(instruct(3), Err(StoreError::Conflict));
    assert_eq!(instruct(2), Err(StoreError::Conflict));
    instruct(9).expect("higher");
    let last = store
        .last_instruction(&list(1))
        .expect("reads")
        .expect("is there");
    assert_eq!((last.serial, last.index), (Serial(9), 18));
    assert_eq!(last.id, InstructionId::from_bytes([9; 32]));
}

pub(crate) fn nonces_are_remembered_until_they_expire(store: &impl Store) {
    let mut commit = registration(list(1));
    commit
        .registrations
        .extend(registration(list(2)).registrations);
    let at = |seconds| Time::new(seconds).expect("a small number");
    commit.nonces = [(1, 100), (2, 200)]
        .map(|(byte, expires)| Nonce {
            list: list(1),
            nonce: [byte; 16],
            expires: at(expires),
        })
        .to_vec();
    store.commit(&commit).expect("new lists");
    let has = |of, byte| store.has_nonce(&list(of), &[byte; 16]).expect("reads");
    assert!(has(1, 1) && has(1, 2) && !has(2, 1));
    let forget = Commit {
        forget_nonces_before: Some(at(200)),
        ..Commit::default()
    };
    store.commit(&forget).expect("only forgets");
    assert!(!has(1, 1) && has(1, 2));
}

/// More than any store keeps aside before it puts them where they belong.
const MANY: u32 = 6100;

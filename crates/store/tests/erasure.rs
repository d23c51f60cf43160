//! A purged envelope's bytes are in no file of the store.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{fs, path::Path};

use proptest::prelude::*;
use sealroll_store::{
    Commit, Purge, SqliteOptions, SqliteStore, Store,
    conformance::commit_batch,
    sample::{self, Batch},
};
use sealroll_wire::{Epoch, Generation, ListId};

/// Recognisable 32-byte pieces of an envelope of this number, spread over its length.
fn envelope(number: u32, length: usize) -> Vec<u8> {
    let mut state = u64::from(number) << 20 | 1;
    (0..length)
        .map(|_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 56) as u8
        })
        .collect()
}

/// All bytes of all files in the directory.
fn files(directory: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(directory).unwrap();
    let file = |entry: fs::DirEntry| {
        (
            entry.file_name().into_string().unwrap(),
            fs::read(entry.path()).unwrap(),
        )
    };
    entries.map(|entry| file(entry.unwrap())).collect()
}

/// Which of these envelopes can be recognised in the files, by any aligned 16 bytes of them.
fn traces(directory: &Path, envelopes: &[Vec<u8>]) -> Vec<(usize, String)> {
    let mut pieces = std::collections::HashMap::new();
    for (number, envelope) in envelopes.iter().enumerate() {
        for piece in envelope.chunks_exact(16) {
            pieces.insert(piece.to_vec(), number);
        }
    }
    let mut found = Vec::new();
    for (name, bytes) in files(directory) {
        for window in bytes.windows(16) {
            if let Some(number) = pieces.get(window) {
                found.push((*number, name.clone()));
            }
        }
    }
    found.sort();
    found.dedup();
    found
}

fn purge(store: &SqliteStore, list: ListId, epoch: Epoch) {
    let purges = vec![Purge { list, epoch }];
    store
        .commit(&Commit {
            purges,
            ..Commit::default()
        })
        .unwrap();
    store.scrub().unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Uploads of several lists and epochs take turns in any order, with interspersed purges of
    /// other epochs; nothing of what is purged stays.
    #[test]
    fn nothing_of_a_purged_epoch_remains(
        batches in prop::collection::vec((0_u8..3, 0_u32..3, 1_usize..24), 4..60),
        length in prop::sample::select(vec![391_usize, 647, 1159, 2183]),
        early in 0_u32..3,
    ) {
        let directory = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(&directory.path().join("store.db"), SqliteOptions::default())
            .unwrap();
        for number in 0..3 {
            store.commit(&sample::registration(sample::list(number))).unwrap();
        }
        let mut sizes = [0_u64; 3];
        let mut kept: [[Vec<Vec<u8>>; 3]; 3] = Default::default();
        let mut number = 0;
        for (at, (list, epoch, count)) in batches.iter().enumerate() {
            if at == batches.len() / 2 {
                purge(&store, sample::list(0), Epoch(early));
            }
            let numbers: Vec<u32> = (number..).take(*count).collect();
            number += *count as u32;
            let size = &mut sizes[usize::from(*list)];
            let mut batch = Batch::of_records(sample::list(*list), *size, Epoch(*epoch), &numbers);
            for ((_, bytes), number) in batch.envelopes.iter_mut().zip(&numbers) {
                *bytes = envelope(*number, length);
                kept[usize::from(*list)][*epoch as usize].push(bytes.clone());
            }
            commit_batch(&store, &batch).unwrap();
            *size += *count as u64;
        }
        let purged = std::mem::take(&mut kept[1][1]);
        if !purged.is_empty() {
            prop_assert!(!traces(directory.path(), &purged).is_empty(), "the search finds nothing");
        }
        purge(&store, sample::list(1), Epoch(1));
        prop_assert_eq!(traces(directory.path(), &purged), vec![]);
        // The others are all there.
        for (list, epochs) in (0..).zip(&kept) {
            for (epoch, envelopes) in (0..).zip(epochs) {
                if (list, epoch) == (1, 1) || (list == 0 && epoch == early) {
                    continue;
                }
                let stored = store
                    .envelopes(&sample::list(list), Generation(1), Epoch(epoch), 0, 9999)
                    .unwrap();
                let stored: Vec<Vec<u8>> = stored.into_iter().map(|row| row.bytes).collect();
                prop_assert_eq!(&stored, envelopes);
            }
        }
        for epochs in kept {
            drop(epochs);
        }
        // Erasing the rest leaves nothing recognisable at all.
        for (list, epoch) in (0..3).flat_map(|list| (0..3).map(move |epoch| (list, epoch))) {
            purge(&store, sample::list(list), Epoch(epoch));
        }
        let all: Vec<Vec<u8>> = (0..number).map(|number| envelope(number, length)).collect();
        prop_assert_eq!(traces(directory.path(), &all), vec![]);
    }
}

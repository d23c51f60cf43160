//! Many crashes of one processor, at any moment, with uploads and orders under way; after each of
//! them both logs are verified as wholes.
//!
//! `SEALROLL_CRASH_RUNS` sets how many, `SEALROLL_CRASH_REPORT` where the figures go.

use std::{
    collections::BTreeSet,
    env, fs,
    hash::{BuildHasher, Hasher, RandomState},
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use sealroll_log::{Entry, EntryKind};
use sealroll_wire::{DocumentKind, InstructionId, Order, RecordId, Statement};

use crate::{
    crashes::{Acknowledged, load},
    support::{
        command::{self, Running},
        guest::{envelope, record_id, upload, verify_receipt},
        orders,
        owner::Owner,
    },
};

/// What the clients remember of all runs.
#[derive(Default)]
struct Memory {
    /// The entries of both logs as they were seen last.
    records: Vec<Entry>,
    instructions: Vec<Entry>,
    acknowledged: Vec<Acknowledged>,
    /// How many of these were looked at.
    verified: usize,
    erased: BTreeSet<RecordId>,
    given: Vec<InstructionId>,
    lost: u64,
    forked: u64,
}

// covers: LOG-2, LOG-3, LOG-4, ILOG-2, INS-4
#[test]
fn no_crash_loses_or_forks_anything() {
    let begin = Instant::now();
    let runs: u64 = env::var("SEALROLL_CRASH_RUNS").map_or(10, |runs| runs.parse().unwrap());
    let directory = tempfile::tempdir().unwrap();
    command::configure(directory.path(), "");
    let mut running = command::start(directory.path());
    let owner = Owner::at(command::now(), 1, running.log_key, |terms| {
        terms.epoch_cap = 10_000_000;
    });
    owner.register(&mut running.client());
    let statement = owner
        .publish(&mut running.client(), command::now())
        .remove(1);
    let mut memory = Memory::default();
    for run in 0..runs {
        let pending = crash(&mut running, &owner, &statement, &mut memory, run);
        assert!(!running.wait().success());
        running = command::start(directory.path());
        owner.now.set(command::now());
        if let Some((record, note)) = pending {
            // The reply was lost: the same order again is carried out once.
            let answer = orders::post(&owner, &mut running.client(), &note).ok();
            let id = InstructionId::of_note(note.as_bytes());
            orders::acknowledged(&owner, &answer, id);
            memory.given.push(id);
            memory.erased.insert(record);
        }
        memory.verify(&running, &owner, &statement, run + 1 == runs);
    }
    let Memory { lost, forked, .. } = memory;
    if let Ok(file) = env::var("SEALROLL_CRASH_REPORT") {
        let report = serde_json::json!({
            "runs": runs,
            "lost": lost,
            "forked": forked,
            "acknowledged": memory.acknowledged.len(),
            "orders": memory.given.len(),
            "entries": memory.records.len(),
            "seconds": begin.elapsed().as_secs(),
        });
        fs::write(file, format!("{report}\n")).unwrap();
    }
    assert_eq!((lost, forked), (0, 0));
    assert!(memory.acknowledged.len() as u64 >= runs, "there was load");
}

/// Lets guests upload and the owner give an order, and kills the process at a random moment.
/// Returns the order, which is to be given again.
fn crash(
    running: &mut Running,
    owner: &Owner,
    statement: &Statement,
    memory: &mut Memory,
    run: u64,
) -> Option<(RecordId, String)> {
    let stop = AtomicBool::new(false);
    let order = random()
        .is_multiple_of(2)
        .then(|| {
            let old = memory.acknowledged.iter().rev().step_by(7);
            old.map(|(number, _)| record_id(&envelope(statement, *number)))
                .find(|record| !memory.erased.contains(record))
        })
        .flatten()
        .map(|record| {
            let serial = memory.given.len() as u64 + 1;
            let last = memory.given.last().copied();
            let note = owner.note(serial, last, Order::EraseRecord(record));
            (record, note.as_str().to_owned())
        });
    let wait = Duration::from_micros(random() % 60_000);
    let order_at = Duration::from_micros(random() % 60_000);
    let running = &*running;
    thread::scope(|scope| {
        let guests = scope.spawn(|| load(running, statement, run << 24, &stop));
        if let Some((_, note)) = &order {
            let path = owner.path("/instructions");
            scope.spawn(move || {
                thread::sleep(order_at);
                let mut client = running.try_client()?;
                client.send("POST", &path, &[], note.as_bytes())
            });
        }
        thread::sleep(wait);
        running.signal("KILL");
        stop.store(true, Ordering::Relaxed);
        memory.acknowledged.extend(guests.join().unwrap());
    });
    order
}

impl Memory {
    /// Looks at everything from outside, as owner and guests can.
    fn verify(&mut self, running: &Running, owner: &Owner, statement: &Statement, last: bool) {
        let client = &mut running.client();
        // The entries of each log give the root that is signed; this is checked while fetching.
        let (_, records) = owner.sync(client);
        let instructions: Vec<Entry> = orders::instruction_log(owner, client)
            .into_iter()
            .map(|(entry, _)| entry)
            .collect();
        for (old, new) in [
            (&self.records, &records),
            (&self.instructions, &instructions),
        ] {
            self.forked += u64::from(!new.starts_with(old));
        }
        self.records = records;
        self.instructions = instructions;
        let key = owner.note_key();
        // The log was seen to grow only, so what was found once is there; at the end all are.
        let first = if last { 0 } else { self.verified };
        self.verified = self.acknowledged.len();
        for (number, receipt) in &self.acknowledged[first..] {
            let envelope = envelope(statement, *number);
            let (index, _) = verify_receipt(receipt, &envelope, &key);
            let entry = self.records.get(index as usize);
            let there = entry.is_some_and(|entry| entry.hash == record_id(&envelope).to_bytes());
            self.lost += u64::from(!there);
        }
        let hashes: BTreeSet<[u8; 32]> = self
            .records
            .iter()
            .filter(|entry| entry.kind == EntryKind::Record)
            .map(|entry| entry.hash)
            .collect();
        let count = |kind| {
            self.records
                .iter()
                .filter(|entry| entry.kind == kind)
                .count()
        };
        assert_eq!(hashes.len(), count(EntryKind::Record), "each record once");
        assert_eq!(
            count(EntryKind::Tombstone),
            self.erased.len(),
            "each order is carried out once"
        );
        let given: Vec<[u8; 32]> = self
            .instructions
            .iter()
            .filter(|entry| entry.kind == EntryKind::Document(DocumentKind::Instruction))
            .map(|entry| entry.hash)
            .collect();
        let expected: Vec<[u8; 32]> = self.given.iter().map(|id| id.to_bytes()).collect();
        assert_eq!(given, expected);
        if last {
            self.verify_envelopes(running, owner, statement);
        }
    }

    /// An envelope for every entry but the erased ones.
    fn verify_envelopes(&mut self, running: &Running, owner: &Owner, statement: &Statement) {
        let client = &mut running.client();
        let mut stored = BTreeSet::new();
        let mut from = 0;
        loop {
            let page = owner.envelopes(client, statement.epoch(), from);
            let Some((index, _)) = page.last() else {
                break;
            };
            from = index + 1;
            stored.extend(page.iter().map(|(_, bytes)| record_id(bytes)));
        }
        let logged = self
            .records
            .iter()
            .filter(|entry| entry.kind == EntryKind::Record)
            .map(|entry| RecordId::from_bytes(entry.hash));
        let expected: BTreeSet<RecordId> = logged
            .filter(|record| !self.erased.contains(record))
            .collect();
        self.lost += expected.difference(&stored).count() as u64;
        assert!(stored.is_subset(&expected), "nothing erased comes back");
        for (number, _) in &self.acknowledged {
            let envelope = envelope(statement, *number);
            if self.erased.contains(&record_id(&envelope)) {
                upload(client, &envelope).refused(410, "epoch-purged");
            }
        }
    }
}

fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

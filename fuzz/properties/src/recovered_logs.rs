//! An owner that follows logs which a hostile processor goes on with from backups.

use arbitrary::{Arbitrary, Unstructured};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use sealroll::{Inbox, Recovery, SyncError};

use crate::depth::reach;
use crate::list::NOW;
use crate::ordered::Document;
use crate::owned::Owned;
use crate::restored::{Lie, Processor, Step};
use crate::seed::{self, END, MORE, Seed};

/// Whatever a processor that holds the log key restores, opens and leaves out: the owner cosigns only
/// what its openings and the owner's own memory allow, and says of every recovery what is lost, what
/// came back and what is missing (`spec/protocol.md#RECV-4`, `spec/protocol.md#RECV-5`).
pub fn recovered_logs(data: &[u8]) {
    recovered_logs_told_by(data, Inbox::recoveries);
}

/// [`recovered_logs`] of an owner that tells of recoveries in this way.
pub(crate) fn recovered_logs_told_by(data: &[u8], told: fn(&Inbox) -> Vec<Recovery>) {
    let Ok(steps) = Vec::<Step>::arbitrary(&mut Unstructured::new(data)) else {
        return;
    };
    let _ = follow(&steps, told);
}

/// What an owner has saved that was told of a recovery with losses.
pub(crate) fn inbox_with_losses() -> Vec<u8> {
    let seeds = recovered_logs_seeds();
    let honest = seeds.iter().find(|seed| seed.name == "lost");
    let bytes = &honest.expect("there is such a seed").bytes;
    let steps = Vec::<Step>::arbitrary(&mut Unstructured::new(bytes));
    follow(&steps.expect("seeds can be read"), Inbox::recoveries).to_bytes()
}

fn follow(steps: &[Step], told: fn(&Inbox) -> Vec<Recovery>) -> Inbox {
    let mut processor = Processor::new();
    let mut owner = Owned::shared().copy();
    let mut inbox = Inbox::new();
    let mut syncs = 0;
    for step in steps.iter().take(48) {
        let Step::Sync { forgets, edit } = step else {
            processor.take(step);
            continue;
        };
        syncs += 1;
        if syncs > 6 {
            break;
        }
        processor.edit = *edit;
        inbox = if *forgets {
            processor.witness.forget();
            Inbox::new()
        } else {
            let saved = Inbox::from_bytes(&inbox.to_bytes());
            saved.expect("what an inbox writes can be read")
        };
        let mut rng = ChaCha20Rng::from_seed([9; 32]);
        let mut sync = owner.sync(&mut inbox, NOW);
        for _ in 0..40 {
            let request = sync.request("api.example", NOW, &mut rng);
            let Some(request) = request.expect("a valid authority") else {
                break;
            };
            if let Err(error) = sync.receive(&processor.answer(&request)) {
                let proven = matches!(error, SyncError::RolledBack | SyncError::Inconsistent);
                if proven {
                    reach("proven fault");
                }
                assert!(!proven || sync.evidence().is_some());
                if matches!(error, SyncError::Refused(_)) {
                    sync.skip();
                }
            }
        }
        processor.witness.compare(&told(&inbox));
    }
    inbox
}

/// Seeds of [`recovered_logs`].
pub fn recovered_logs_seeds() -> Vec<Seed> {
    let any: Vec<_> = (0..96_u32)
        .flat_map(|number| number.wrapping_mul(0x9e37_79b9).to_le_bytes())
        .collect();
    let sync: (&str, Vec<u8>) = ("Sync", vec![0, 0]);
    let forgotten = ("Sync", vec![1, 0]);
    let record = |number| ("Record", vec![number]);
    let document = |name, fields: &[u8]| ("Document", seed::variant::<Document>(name, fields));
    let reopen = |records, documents, part, name, lied| {
        let lie = seed::variant::<Lie>(name, &[]);
        let fields = [&[records, documents, part][..], &lie, &[lied]].concat();
        ("Reopen", fields)
    };
    let begun = [
        document("Operator", &[1]),
        document("Instruction", &[0]),
        document("Instruction", &[1]),
        ("Statement", vec![0]),
        record(1),
        record(2),
        record(3),
        ("Statement", vec![1]),
        record(4),
        sync.clone(),
    ];
    let with = |more: &[(&str, Vec<u8>)]| history(&[&begun[..], more].concat());
    let lies = |name, lied| with(&[reopen(3, 2, 7, name, lied), record(5), sync.clone()]);
    vec![
        Seed::new("zeros", [0; 200]),
        Seed::new("mixed", any),
        Seed::new(
            "lost",
            with(&[
                reopen(2, 1, 7, "None", 0),
                record(2),
                ("Tombstone", vec![3]),
                sync.clone(),
                record(4),
                sync.clone(),
            ]),
        ),
        Seed::new(
            "twice",
            with(&[
                reopen(4, 3, 7, "None", 0),
                record(8),
                reopen(3, 2, 9, "KnowsNoSize", 0),
                ("Purge", vec![0]),
                sync.clone(),
            ]),
        ),
        Seed::new(
            "nothing-lost",
            with(&[reopen(6, 3, 7, "None", 0), sync.clone()]),
        ),
        Seed::new(
            "forgotten",
            with(&[
                reopen(2, 1, 7, "None", 0),
                forgotten.clone(),
                record(2),
                forgotten,
            ]),
        ),
        Seed::new(
            "earlier-part",
            with(&[
                reopen(5, 3, 7, "None", 0),
                sync.clone(),
                reopen(5, 3, 6, "None", 0),
                sync.clone(),
            ]),
        ),
        Seed::new("not-opened", lies("NotOpened", 1)),
        Seed::new("other-root", lies("OtherRoot", 1)),
        Seed::new("other-root-of-orders", lies("OtherRoot", 0)),
        Seed::new("other-place", lies("OtherPlace", 1)),
        Seed::new("other-log", lies("OtherLog", 1)),
        Seed::new("no-note", lies("NoNote", 1)),
        Seed::new("changed", lies("Changed", 1)),
    ]
}

/// What [`recovered_logs`] reads.
fn history(steps: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let steps = steps.iter();
    let steps =
        steps.flat_map(|(name, fields)| [vec![MORE], seed::variant::<Step>(name, fields)].concat());
    steps.chain([END]).collect()
}

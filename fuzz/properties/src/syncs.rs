//! An owner that follows the log of a hostile processor.

use arbitrary::{Arbitrary, Unstructured};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use sealroll::{Entry, EntryKind, Epoch, Inbox, Owner, Request, Response, SyncError};
use sealroll_log::{Checkpoint, Frontier, KeyName, NoteKey, TilePath, TreeHead, encode_bundle};
use sealroll_wire::{VerifyingKey, origin};

use crate::depth::reach;
use crate::edit::{self, Edit};
use crate::list;
use crate::owned::Owned;
use crate::seed::{self, END, MORE, Seed};

/// Whatever a processor that holds the log key answers, the owner cosigns only heads that extend
/// all that it has cosigned, of logs without foreign statements (`spec/protocol.md#SYN-1`,
/// `spec/protocol.md#SYN-2`).
pub fn hostile_sync(data: &[u8]) {
    hostile_sync_of(data, |owner, inbox| (owner, inbox));
}

/// What an owner still knows when a round begins.
pub(crate) type Restore = fn(Owner, Inbox) -> (Owner, Inbox);

/// [`hostile_sync`] of an owner that restarts before each round.
pub(crate) fn hostile_sync_of(data: &[u8], restore: Restore) {
    let Ok((entries, rounds)) =
        <(Vec<Logged>, Vec<Round>)>::arbitrary(&mut Unstructured::new(data))
    else {
        return;
    };
    let owned = Owned::shared();
    let mut processor = Processor::new(owned, &entries);
    let mut owner = owned.copy();
    let mut inbox = Inbox::new();
    let mut rng = ChaCha20Rng::from_seed([9; 32]);
    for (number, round) in rounds.iter().take(5).enumerate() {
        processor.round = *round;
        (owner, inbox) = restore(owner, inbox);
        let now = list::NOW.saturating_add(number as u64);
        let mut sync = owner.sync(&mut inbox, now);
        for _ in 0..20 {
            let request = sync.request("api.example", now, &mut rng);
            let Some(request) = request.expect("a valid authority") else {
                break;
            };
            let response = processor.answer(&request);
            if let Err(error) = sync.receive(&response) {
                let proven = matches!(
                    error,
                    SyncError::RolledBack | SyncError::Inconsistent | SyncError::ForeignStatement
                );
                if proven {
                    reach("proven fault");
                }
                assert!(!proven || sync.evidence().is_some());
                sync.skip();
            }
        }
        assert_eq!(
            Owner::from_bytes(&owner.to_bytes()).map(|copy| copy.to_bytes()),
            Ok(owner.to_bytes())
        );
        assert!(Inbox::from_bytes(&inbox.to_bytes()).is_ok());
    }
}

/// Seeds of [`hostile_sync`].
pub fn hostile_sync_seeds() -> Vec<Seed> {
    let any = |step: u32| {
        (0..96_u32)
            .flat_map(|number| number.wrapping_mul(step).to_le_bytes())
            .collect::<Vec<_>>()
    };
    vec![
        Seed::new("zeros", [0; 200]),
        Seed::new("mixed", any(0x9e37_79b9)),
        Seed::new("other", any(0x0101_3531)),
        Seed::new("honest", history(&[(2, None), (3, None), (5, None)])),
        Seed::new("rolled-back", history(&[(4, None), (2, None)])),
        Seed::new("forked", history(&[(3, None), (5, Some(1))])),
    ]
}

/// What [`hostile_sync`] reads: a log of five entries, and rounds by the size that they show and
/// the entry that they fork.
fn history(rounds: &[(u8, Option<u8>)]) -> Vec<u8> {
    let mut bytes = seed::sequence::<Logged>(&[
        ("OwnStatement", &[0]),
        ("Record", &[1]),
        ("OwnStatement", &[1]),
        ("Record", &[2]),
        ("Record", &[3]),
    ]);
    for (size, forked) in rounds {
        bytes.extend([MORE, *size]);
        bytes.extend(forked.map_or(vec![0], |place| vec![1, place]));
        // The tiles are the checkpoint's, no answer is changed, every status is 200.
        bytes.extend([0; 6]);
    }
    bytes.push(END);
    bytes
}

/// An entry of the hostile log.
#[derive(Clone, Copy, Debug, Arbitrary)]
enum Logged {
    Record(u8),
    OwnStatement(u8),
    OtherStatement(u8),
    Purge(u8),
    Tombstone(u8),
}

/// What the processor does when the owner syncs.
#[derive(Clone, Copy, Debug, Arbitrary)]
struct Round {
    /// How much of the log it shows.
    size: u8,
    /// Which entry it shows otherwise than it is, if any.
    forked: Option<u8>,
    /// Whether the tiles are those of the checkpoint.
    tiles_forked: bool,
    /// A change of an answer.
    edit: Option<Edit>,
    status: Status,
}

#[derive(Clone, Copy, Debug, Arbitrary)]
enum Status {
    Ok,
    AlsoOk,
    Still,
    NotFound,
    Failing,
}

/// A processor with the log key and no manners, and what it got cosigned.
struct Processor<'a> {
    owned: &'a Owned,
    entries: Vec<Entry>,
    round: Round,
    shown: Option<(Vec<Entry>, Checkpoint)>,
    cosigned: Vec<Entry>,
}

impl<'a> Processor<'a> {
    fn new(owned: &'a Owned, logged: &[Logged]) -> Self {
        let entry = |kind, epoch, hash| Entry { kind, epoch, hash };
        let first = owned.statement().epoch();
        let entries = logged.iter().take(40).map(|logged| match *logged {
            Logged::Record(byte) => entry(EntryKind::Record, first, [byte; 32]),
            Logged::OwnStatement(which) => {
                let count = owned.statements.len();
                let statement = &owned.statements[usize::from(which) % count];
                let hash = statement.id().to_bytes();
                entry(EntryKind::Statement, statement.epoch(), hash)
            }
            Logged::OtherStatement(byte) => entry(EntryKind::Statement, first, [byte; 32]),
            Logged::Purge(byte) => entry(EntryKind::Purge, Epoch(byte.into()), [byte; 32]),
            Logged::Tombstone(byte) => entry(EntryKind::Tombstone, first, [byte; 32]),
        });
        Self {
            owned,
            entries: entries.collect(),
            round: Round {
                size: 0,
                forked: None,
                tiles_forked: false,
                edit: None,
                status: Status::Ok,
            },
            shown: None,
            cosigned: Vec::new(),
        }
    }

    fn answer(&mut self, request: &Request) -> Response {
        let mut status = match self.round.status {
            Status::Ok | Status::AlsoOk | Status::Still => 200,
            Status::NotFound => 404,
            Status::Failing => 503,
        };
        // Nothing has been ordered: there is no instruction log.
        if request.path.contains("/logs/instructions/") {
            status = 404;
        }
        let mut body = Vec::new();
        if status == 404 {
            // Nothing to show.
        } else if request.path.ends_with("/checkpoint") {
            body = self.checkpoint();
        } else if let Some((_, path)) = request.path.split_once("/tile/") {
            body = self.tile(&format!("tile/{path}"));
        } else if request.path.ends_with("/cosignature") {
            self.take_cosignature(&request.body);
            status = 204;
        }
        if let Some(edit) = self.round.edit {
            body = edit::apply(&body, &[edit]);
        }
        Response {
            status,
            body,
            ..Response::default()
        }
    }

    /// The entries that this round pretends.
    fn pretended(&self) -> Vec<Entry> {
        let size = usize::from(self.round.size).min(self.entries.len());
        let mut entries = self.entries[..size].to_vec();
        if let Some(place) = self.round.forked {
            let length = entries.len().max(1);
            if let Some(entry) = entries.get_mut(usize::from(place) % length) {
                entry.hash[0] ^= 0x80;
            }
        }
        entries
    }

    fn checkpoint(&mut self) -> Vec<u8> {
        let entries = self.pretended();
        let name = self.log_name();
        let checkpoint = Checkpoint::new(name, head(&entries)).expect("a small tree");
        let signed = checkpoint.sign(self.owned.log_key);
        self.shown = Some((entries, checkpoint));
        signed.as_str().as_bytes().to_vec()
    }

    fn tile(&self, path: &str) -> Vec<u8> {
        let path = TilePath::parse(path).expect("what an owner asks for is a path");
        assert_eq!(path.index(), 0, "the log has fewer than 256 entries");
        let entries = if self.round.tiles_forked {
            self.entries.clone()
        } else {
            self.pretended()
        };
        let width = usize::from(path.width()).min(entries.len());
        let bytes: Vec<_> = entries[..width].iter().map(Entry::to_bytes).collect();
        encode_bundle(&bytes).unwrap_or_default()
    }

    /// Checks what the owner cosigns against all that it cosigned before.
    fn take_cosignature(&mut self, body: &[u8]) {
        let (entries, checkpoint) = self.shown.take().expect("cosigned after it was shown");
        let line = str::from_utf8(body).expect("a signature line is text");
        let key = NoteKey::new(checkpoint.origin().clone(), verifying(self.owned));
        let verified = checkpoint
            .sign(self.owned.log_key)
            .verify(&key)
            .expect("just signed");
        let cosigned = verified.with_cosignature(line, &self.owned.witnesses());
        assert!(cosigned.is_ok(), "another head than the one shown: {line}");
        assert!(
            entries.starts_with(&self.cosigned),
            "cosigned a log that is not a continuation"
        );
        let own = |entry: &Entry| {
            let mut statements = self.owned.statements.iter();
            statements.any(|statement| statement.id().to_bytes() == entry.hash)
        };
        let mut statements = entries
            .iter()
            .filter(|entry| entry.kind == EntryKind::Statement);
        assert!(statements.all(own), "cosigned a foreign statement");
        reach(if self.cosigned.is_empty() {
            "cosigned"
        } else {
            "cosigned again"
        });
        self.cosigned = entries;
    }

    fn log_name(&self) -> KeyName {
        let generation = self.owned.statement().generation();
        let name = origin::record_log(list::ORIGIN, &self.owned.owner.list_id(), generation);
        KeyName::new(&name).expect("a valid origin")
    }
}

fn verifying(owned: &Owned) -> VerifyingKey {
    list::verifying(owned.log_key)
}

pub(crate) fn head(entries: &[Entry]) -> TreeHead {
    let mut frontier = Frontier::new();
    for entry in entries {
        frontier.append(entry.leaf_hash()).expect("a small tree");
    }
    frontier.head()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_honest_log_is_cosigned() {
        let owned = Owned::shared();
        let logged = [
            Logged::OwnStatement(0),
            Logged::Record(1),
            Logged::OwnStatement(1),
        ];
        let mut processor = Processor::new(owned, &logged);
        let mut owner = owned.copy();
        let mut inbox = Inbox::new();
        let mut rng = ChaCha20Rng::from_seed([9; 32]);
        for size in [2, 3] {
            processor.round.size = size;
            let mut sync = owner.sync(&mut inbox, list::NOW);
            while let Ok(Some(request)) = sync.request("api.example", list::NOW, &mut rng) {
                assert_eq!(sync.receive(&processor.answer(&request)), Ok(()));
            }
            assert_eq!(processor.cosigned.len(), usize::from(size));
        }
    }
}

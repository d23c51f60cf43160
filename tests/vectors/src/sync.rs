//! Syncing a log.

use sealroll::{Entry, EntryKind, Inbox, Owner, Response};
use sealroll_log::{Frontier, Hash, SignedCheckpoint};
use sealroll_wire::{Statement, StatementId, Time};
use serde_json::{Value, json};

use crate::fixed_rng::FixedRng;
use crate::outcome::{Outcome, Refusal};
use crate::owner_state::{Head, OwnerState, inbox};
use crate::value::{items, number, text, unhex};

/// SYN-1 and SYN-2. An owner who has lost the copy of the log fetches everything again; one who
/// has it fetches what is new. Both must come to the same result. Only the former can find a
/// foreign statement among what was seen: the latter would never have cosigned it.
pub(crate) fn sync(input: &Value) -> Outcome {
    let (_, generation) = text(input, "log_name")
        .rsplit_once('/')
        .expect("the name of a record log");
    let log = Log {
        input,
        generation: generation.parse().expect("a generation"),
    };
    let again = log.sync(Inbox::new());
    if !log.saw_foreign_statement() {
        let seen = log.entries("seen");
        let onwards = log.sync(inbox(log.generation, &seen, &[]));
        assert_eq!(again, onwards, "with and without the copy of the log");
    }
    again
}

struct Log<'v> {
    input: &'v Value,
    generation: u32,
}

impl Log<'_> {
    fn sync(&self, mut inbox: Inbox) -> Outcome {
        let head = match number(self.input, "cosigned_size") {
            0 => None,
            size => Some(Head {
                generation: self.generation,
                edge: self.edge(size),
                checkpoint: Vec::new(),
            }),
        };
        let mut owner: Owner = OwnerState::of_sync(self.input, head).restore();
        let now = Time::new(1).expect("a time");
        let mut sync = owner.sync(&mut inbox, now);
        // The instruction log comes first, and is not what this is about.
        sync.skip();
        while let Some(request) = sync
            .request("processor.example", now, &mut FixedRng(&[0; 1024]))
            .expect("a good authority")
        {
            let body = match request.path.rsplit_once("/logs/").map(|(_, end)| end) {
                Some(end) if end.ends_with("/checkpoint") => self.checkpoint().into(),
                Some(end) if end.ends_with("/cosignature") => Vec::new(),
                _ => self.bundle(),
            };
            let response = Response {
                status: 200,
                body,
                ..Response::default()
            };
            let received = sync.receive(&response);
            received.map_err(|error| Refusal::from(error.code()))?;
        }
        let signed = SignedCheckpoint::parse(self.checkpoint().as_bytes())?;
        let head = signed.checkpoint().head();
        match sync.report().cosigned.as_slice() {
            [(_, size)] => Ok(json!({ "size": size, "root_hash": head.root.to_string() })),
            _ => Err("not cosigned".into()),
        }
    }

    /// The right edge that the owner cosigned. What lies beyond the entries seen is not known.
    fn edge(&self, size: u64) -> Frontier {
        let seen = items(self.input, "seen")
            .iter()
            .map(|it| Hash::leaf(&unhex(it)));
        let unknown = core::iter::repeat(Hash::empty_root());
        let mut edge = Frontier::new();
        for leaf in seen.chain(unknown).take(size as usize) {
            edge.append(leaf).expect("a small log");
        }
        edge
    }

    fn checkpoint(&self) -> &str {
        text(self.input, "checkpoint")
    }

    /// All entries, as the processor returns them.
    fn bundle(&self) -> Vec<u8> {
        let entries = ["seen", "fetched"]
            .map(|name| items(self.input, name))
            .concat();
        let framed = entries.iter().map(unhex).map(|entry| {
            let length = u16::try_from(entry.len()).expect("a short entry");
            [length.to_be_bytes().as_slice(), &entry].concat()
        });
        framed.flatten().collect()
    }

    fn entries(&self, name: &str) -> Vec<Entry> {
        let read = |item| Entry::from_bytes(&unhex(item)).expect("an entry seen before");
        items(self.input, name).iter().map(read).collect()
    }

    fn saw_foreign_statement(&self) -> bool {
        let own = items(self.input, "own_statements").iter();
        let own: Vec<StatementId> = own
            .map(|item| {
                Statement::from_bytes(&unhex(item))
                    .expect("a statement")
                    .id()
            })
            .collect();
        self.entries("seen").iter().any(|entry| {
            entry.kind == EntryKind::Statement
                && !own.contains(&StatementId::from_bytes(entry.hash))
        })
    }
}

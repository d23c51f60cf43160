//! A processor that goes on with its logs from backups, and lies about them.

use arbitrary::Arbitrary;
use sealroll::{Entry, EntryKind, Epoch, Generation, LogName, Part, Request, Response};
use sealroll_log::{Checkpoint, KeyName, NoteKey, SignedDocument, TilePath, encode_bundle};
use sealroll_wire::{Opening, ProcessorText, Writer, origin};

use crate::edit::{self, Edit};
use crate::list::{self, NOW};
use crate::lost::{Shown, Witness};
use crate::ordered::{Document, Documents, Ordered, entry};
use crate::owned::Owned;
use crate::syncs::head;

/// What happens at the processor.
#[derive(Clone, Debug, Arbitrary)]
pub(crate) enum Step {
    Record(u8),
    Statement(u8),
    Tombstone(u8),
    Purge(u8),
    Document(Document),
    Reopen(Reopen),
    /// The owner looks, with its copy of the logs or without.
    Sync {
        forgets: bool,
        edit: Option<Edit>,
    },
}

/// The processor goes on from a backup.
#[derive(Clone, Copy, Debug, Arbitrary)]
pub(crate) struct Reopen {
    /// How much of each log the backup has.
    records: u8,
    documents: u8,
    part: u8,
    lie: Lie,
    /// Whether it lies about the record log, not the instruction log.
    about_records: bool,
}

/// What is wrong with an opening.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Arbitrary)]
pub(crate) enum Lie {
    None,
    KnowsNoSize,
    NotOpened,
    OtherRoot,
    OtherPlace,
    OtherLog,
    OtherPart,
    NoNote,
    /// An entry that stands before it is another one.
    Changed,
}

/// A processor with the log key and no manners.
pub(crate) struct Processor {
    documents: Documents,
    records: Vec<Entry>,
    /// What the checkpoints of the two logs say.
    parts: [Part; 2],
    pub(crate) edit: Option<Edit>,
    shown: Option<(LogName, Shown, Checkpoint)>,
    pub(crate) witness: Witness,
}

impl Processor {
    pub(crate) fn new() -> Self {
        Self {
            documents: Vec::new(),
            records: Vec::new(),
            parts: [Part::FIRST; 2],
            edit: None,
            shown: None,
            witness: Witness::default(),
        }
    }

    pub(crate) fn take(&mut self, step: &Step) {
        let owned = Owned::shared();
        let epoch = owned.statement().epoch();
        let entry = |kind, epoch, hash| Entry { kind, epoch, hash };
        match step {
            Step::Record(byte) => self
                .records
                .push(entry(EntryKind::Record, epoch, [*byte; 32])),
            Step::Tombstone(byte) => {
                self.records
                    .push(entry(EntryKind::Tombstone, epoch, [*byte; 32]));
            }
            Step::Purge(byte) => {
                let purged = Epoch(epoch.value() + u32::from(*byte % 3));
                self.records
                    .push(entry(EntryKind::Purge, purged, [*byte; 32]));
            }
            Step::Statement(which) => {
                let count = owned.statements.len();
                let statement = &owned.statements[usize::from(*which) % count];
                let hash = statement.id().to_bytes();
                self.records
                    .push(entry(EntryKind::Statement, statement.epoch(), hash));
            }
            Step::Document(document) => self.documents.push(document.bytes(Ordered::shared())),
            Step::Reopen(reopen) => self.reopen(*reopen),
            Step::Sync { .. } => {}
        }
    }

    fn reopen(&mut self, reopen: Reopen) {
        let former = [self.documents.len(), self.records.len()];
        self.documents
            .truncate(usize::from(reopen.documents) % (former[0] + 1));
        self.records
            .truncate(usize::from(reopen.records) % (former[1] + 1));
        let part = Part(u64::from(reopen.part.max(1)));
        self.parts = [part; 2];
        let orders: Vec<_> = self.documents.iter().map(entry).collect();
        let logs = [
            (LogName::Instructions, orders),
            (records_name(), self.records.clone()),
        ];
        for ((log, mut entries), former) in logs.into_iter().zip(former) {
            let is_records = log != LogName::Instructions;
            let lie = match is_records == reopen.about_records {
                true => reopen.lie,
                false => Lie::None,
            };
            let restored = entries.len() as u64 + u64::from(lie == Lie::OtherPlace);
            if lie == Lie::OtherPart {
                self.parts[usize::from(is_records)] = Part(part.value() + 1);
            }
            if lie == Lie::Changed
                && is_records
                && let Some(first) = self.records.first_mut()
            {
                first.hash[0] ^= 0x80;
                entries.clone_from(&self.records);
            }
            let mut root = head(&entries).root.to_bytes();
            root[0] ^= u8::from(lie == Lie::OtherRoot);
            let generation = match (log, lie) {
                (LogName::Records(generation), Lie::OtherLog) => {
                    Some(Generation(generation.value() + 1))
                }
                (LogName::Instructions, Lie::OtherLog) => Some(Generation(9)),
                (log, _) => generation(log),
            };
            let opening = Opening {
                list_id: Owned::shared().owner.list_id(),
                generation,
                part,
                restored,
                root,
                signed: (lie != Lie::KnowsNoSize).then_some(restored.max(former as u64)),
                time: NOW,
            };
            let signed = SignedDocument::sign(opening, list::ORIGIN, list::log_signer());
            let note = signed.expect("a plain text").note().as_bytes().to_vec();
            let document = (Opening::KIND, note);
            if lie == Lie::NotOpened {
                continue;
            }
            if is_records {
                self.records.push(entry(&document));
            }
            if lie != Lie::NoNote {
                self.documents.push(document);
            }
        }
    }

    pub(crate) fn answer(&mut self, request: &Request) -> Response {
        let log = match request.path.contains("/logs/instructions/") {
            true => LogName::Instructions,
            false => records_name(),
        };
        let prefix = format!("/logs/{log}/");
        let mut status = 200;
        let mut body = Vec::new();
        if request.path.ends_with("/documents") {
            body = self.page(request.query.as_deref().unwrap_or_default());
        } else if !request.path.contains(&prefix) {
            status = 404;
        } else if request.path.ends_with("/checkpoint") {
            body = self.checkpoint(log);
        } else if let Some((_, path)) = request.path.split_once("/tile/") {
            body = self.tile(log, &format!("tile/{path}"));
        } else {
            self.take_cosignature(log, &request.body);
            status = 204;
        }
        if let Some(edit) = self.edit {
            body = edit::apply(&body, &[edit]);
        }
        Response {
            status,
            body,
            ..Response::default()
        }
    }

    fn entries(&self, log: LogName) -> Vec<Entry> {
        match log {
            LogName::Instructions => self.documents.iter().map(entry).collect(),
            LogName::Records(_) => self.records.clone(),
        }
    }

    fn checkpoint(&mut self, log: LogName) -> Vec<u8> {
        let part = self.parts[usize::from(log != LogName::Instructions)];
        let entries = self.entries(log);
        let name = origin::of_part(&log_origin(log), part);
        let name = KeyName::new(&name).expect("a valid origin");
        let checkpoint = Checkpoint::new(name, head(&entries)).expect("a small tree");
        let signed = checkpoint.sign(list::log_signer());
        self.shown = Some((log, Shown { part, entries }, checkpoint));
        signed.as_str().as_bytes().to_vec()
    }

    fn tile(&self, log: LogName, path: &str) -> Vec<u8> {
        let path = TilePath::parse(path).expect("what an owner asks for is a path");
        assert_eq!(path.index(), 0, "the log has fewer than 256 entries");
        let entries = self.entries(log);
        let width = usize::from(path.width()).min(entries.len());
        let bytes: Vec<_> = entries[..width].iter().map(Entry::to_bytes).collect();
        encode_bundle(&bytes).unwrap_or_default()
    }

    fn page(&self, query: &str) -> Vec<u8> {
        let from = query
            .strip_prefix("from=")
            .and_then(|from| from.parse().ok());
        let from: usize = from.expect("an owner says from where");
        let mut writer = Writer::new();
        for (index, (_, bytes)) in self.documents.iter().enumerate().skip(from).take(16) {
            writer.u64(index as u64);
            writer.bytes16(bytes).expect("a document is short");
        }
        writer.into_bytes()
    }

    fn take_cosignature(&mut self, log: LogName, body: &[u8]) {
        let (shown_log, shown, checkpoint) =
            self.shown.take().expect("cosigned after it was shown");
        assert_eq!(shown_log, log);
        let line = str::from_utf8(body).expect("a signature line is text");
        let log_key = list::verifying(list::log_signer());
        let key = NoteKey::new(checkpoint.origin().clone(), log_key);
        let verified = checkpoint.sign(list::log_signer()).verify(&key);
        let verified = verified.expect("just signed");
        let cosigned = verified.with_cosignature(line, &Owned::shared().witnesses());
        assert!(cosigned.is_ok(), "another head than the one shown: {line}");
        let notes = (log == LogName::Instructions).then_some(&self.documents);
        self.witness.cosign(log, shown, notes);
    }
}

pub(crate) fn records_name() -> LogName {
    LogName::Records(Owned::shared().statement().generation())
}

fn generation(log: LogName) -> Option<Generation> {
    match log {
        LogName::Instructions => None,
        LogName::Records(generation) => Some(generation),
    }
}

fn log_origin(log: LogName) -> String {
    let list_id = Owned::shared().owner.list_id();
    match log {
        LogName::Instructions => origin::instruction_log(list::ORIGIN, &list_id),
        LogName::Records(generation) => origin::record_log(list::ORIGIN, &list_id, generation),
    }
}

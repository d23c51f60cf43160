use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use hyper::body::Bytes;
use sealroll_log::{Checkpoint, Entry, FullTile, KeyName, SignedCheckpoint, TileAppender};
use sealroll_store::{
    Append, Change, Commit, EntryBytes, Instruction, LogId, NewDocument, NewRecord, NewStatement,
    Nonce, Purge, Registration, StoreError, Tile,
};
use sealroll_wire::{
    DocumentKind, Epoch, ListId, Opening, Part, RecordId, Serial, StatementId, Time,
    VerifiedRegistration, limit, origin,
};

use crate::{
    blob::Blob, context::Context, cosignature::StagedCosigned, log_state::LogState,
    mailbox::Publishing, metrics, problem::Problem,
};

/// What becomes durable in one commit. Dropping it leaves everything as it was.
#[derive(Debug)]
pub(crate) struct Batch<'c> {
    pub(crate) context: &'c Context,
    pub(crate) now: Time,
    logs: HashMap<LogId, StagedLog>,
    /// Records of this batch by list and encapsulated key.
    pub(crate) records: HashMap<(ListId, [u8; 32]), StagedPlace>,
    /// Records of this batch by epoch.
    pub(crate) counts: HashMap<(ListId, Epoch), u64>,
    nonces: HashSet<(ListId, [u8; 16])>,
    expiries: Vec<Nonce>,
    pub(crate) registrations: Vec<VerifiedRegistration>,
    pub(crate) cosigned: Vec<StagedCosigned>,
    pub(crate) instructions: Vec<Instruction>,
    pub(crate) purges: Vec<Purge>,
    pub(crate) changes: Vec<Change<'static>>,
    pub(crate) blobs: Vec<Blob>,
    pub(crate) feeds: Vec<Publishing>,
    pub(crate) forget_feeds_before: Option<Time>,
}

/// Where a record of this batch will lie.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StagedPlace {
    pub(crate) record: RecordId,
    pub(crate) log: LogId,
    pub(crate) index: u64,
}

/// The new end of one log.
#[derive(Debug)]
pub(crate) struct StagedLog {
    first: u64,
    part: Part,
    tree: TileAppender,
    entries: Vec<EntryBytes>,
    tiles: Vec<(FullTile, Vec<u8>)>,
    pub(crate) records: Vec<StagedRecord>,
    pub(crate) statements: Vec<StagedStatement>,
    documents: Vec<(u64, Bytes)>,
}

/// An envelope and its place.
#[derive(Debug)]
pub(crate) struct StagedRecord {
    pub(crate) index: u64,
    pub(crate) epoch: Epoch,
    pub(crate) record: RecordId,
    pub(crate) enc: [u8; 32],
    pub(crate) envelope: Bytes,
}

/// A statement and its place.
#[derive(Debug)]
pub(crate) struct StagedStatement {
    pub(crate) id: StatementId,
    pub(crate) index: u64,
    pub(crate) epoch: Epoch,
    pub(crate) serial: Serial,
    pub(crate) bytes: [u8; limit::STATEMENT],
}

impl<'c> Batch<'c> {
    pub(crate) fn new(context: &'c Context) -> Self {
        Self {
            context,
            now: context.clock.now(),
            logs: HashMap::new(),
            records: HashMap::new(),
            counts: HashMap::new(),
            nonces: HashSet::new(),
            expiries: Vec::new(),
            registrations: Vec::new(),
            cosigned: Vec::new(),
            instructions: Vec::new(),
            purges: Vec::new(),
            changes: Vec::new(),
            blobs: Vec::new(),
            feeds: Vec::new(),
            forget_feeds_before: None,
        }
    }

    /// Appends an entry to a log, beginning the log if need be; returns its index.
    pub(crate) fn append(
        &mut self,
        log: LogId,
        entry: &Entry,
    ) -> Result<(u64, &mut StagedLog), Problem> {
        self.begin(log)?;
        let staged = self.logs.get_mut(&log).ok_or(Problem::INTERNAL)?;
        let index = staged.push(entry)?;
        Ok((index, staged))
    }

    /// Opens a new part of a log, whose entries end here (`spec/protocol.md#log-recovery`).
    /// `signed` is the size that is known to have been signed before.
    pub(crate) fn reopen(
        &mut self,
        log: LogId,
        part: Part,
        signed: Option<u64>,
    ) -> Result<(), Problem> {
        self.begin(log)?;
        let staged = self.logs.get_mut(&log).ok_or(Problem::INTERNAL)?;
        staged.part = part;
        let restored = staged.tree.head();
        let text = Opening {
            list_id: log.list,
            generation: log.generation(),
            part,
            restored: restored.size,
            root: restored.root.to_bytes(),
            signed,
            time: self.now,
        };
        let signed = self.context.key.sign_document(text, &self.context.origin);
        let note = signed.map_err(|_| Problem::INTERNAL)?;
        let note = Bytes::copy_from_slice(note.note().as_bytes());
        let entry = Entry::of_document(DocumentKind::Opening, &note);
        self.append_document(log.list, DocumentKind::Opening, note)?;
        if log.generation().is_some() {
            self.append(log, &entry)?;
        }
        Ok(())
    }

    /// Stages a log as it is. One that begins may have existed before a backup was restored: then
    /// it begins with an opening (`spec/protocol.md#RECV-1`).
    fn begin(&mut self, log: LogId) -> Result<(), Problem> {
        if self.context.recovery.is_pending {
            return Err(Problem::RECOVERING);
        }
        if self.logs.contains_key(&log) {
            return Ok(());
        }
        if let Some(state) = self.context.log(log)? {
            let staged = StagedLog::new(state.tree.clone(), state.part());
            self.logs.insert(log, staged);
            return Ok(());
        }
        self.context.check_not_deleted(log)?;
        let staged = StagedLog::new(TileAppender::new(), Part::FIRST);
        self.logs.insert(log, staged);
        match self.context.recovery.newest {
            Part::FIRST => Ok(()),
            part => self.reopen(log, part, None),
        }
    }

    /// Appends a document to the instruction log of a list; returns its index.
    pub(crate) fn append_document(
        &mut self,
        list: ListId,
        kind: DocumentKind,
        document: Bytes,
    ) -> Result<u64, Problem> {
        let entry = Entry::of_document(kind, &document);
        let (index, staged) = self.append(LogId::instructions(list), &entry)?;
        staged.documents.push((index, document));
        Ok(index)
    }

    /// Takes a nonce that was not seen before.
    pub(crate) fn take_nonce(&mut self, nonce: Nonce) -> Result<(), Problem> {
        let key = (nonce.list, nonce.nonce);
        if self.nonces.contains(&key) || self.context.store.has_nonce(&nonce.list, &nonce.nonce)? {
            return Err(Problem::NONCE_REUSED);
        }
        self.nonces.insert(key);
        self.expiries.push(nonce);
        Ok(())
    }

    /// Whether no log was touched.
    pub(crate) fn is_empty(&self) -> bool {
        self.logs.is_empty()
    }

    /// Signs one checkpoint for each log, commits everything, and publishes the new states.
    ///
    /// # Errors
    /// Whatever the store answers. What is remembered of the store is forgotten unless nothing
    /// was stored.
    pub(crate) fn commit(self) -> Result<HashMap<LogId, Arc<LogState>>, Problem> {
        let checkpoints = self.sign()?;
        let appends = self.logs.iter().map(|(log, staged)| {
            let checkpoint = checkpoints.get(log).ok_or(Problem::INTERNAL)?;
            Ok(staged.append(*log, checkpoint, self.now))
        });
        let blobs = self.blobs.iter();
        let blobs = blobs.map(|blob| Change::Blob(blob.list, blob.serial, &blob.bytes));
        let commit = Commit {
            registrations: self.registrations.iter().map(registration_part).collect(),
            appends: appends.collect::<Result<_, Problem>>()?,
            cosigned: self.cosigned.iter().map(StagedCosigned::part).collect(),
            instructions: self.instructions.clone(),
            purges: self.purges.clone(),
            changes: self.changes.iter().copied().chain(blobs).collect(),
            feeds: self.feeds.iter().map(Publishing::part).collect(),
            forget_feeds_before: self.forget_feeds_before,
            forget_nonces_before: (!self.expiries.is_empty()).then_some(self.now),
            nonces: self.expiries.clone(),
        };
        if commit.is_empty() {
            return Ok(HashMap::new());
        }
        let result = self.context.store.commit(&commit);
        drop(commit);
        self.context.set_healthy(result.is_ok());
        let metrics = &self.context.metrics;
        metrics::count(if result.is_ok() {
            &metrics.commits
        } else {
            &metrics.failed_commits
        });
        match result {
            Ok(()) => Ok(self.publish(checkpoints)),
            Err(error) => {
                tracing::error!(%error, "a commit failed");
                if error != StoreError::Full {
                    self.context.forget_everything();
                }
                Err(error.into())
            }
        }
    }

    /// Signs the checkpoints. Should the commit fail they are dropped unseen: nothing that was
    /// signed leaves before it is durable.
    fn sign(&self) -> Result<HashMap<LogId, SignedCheckpoint>, Problem> {
        let sign = |(log, staged): (&LogId, &StagedLog)| {
            let name = self.context.log_name(*log)?;
            let name = origin::of_part(name.as_str(), staged.part);
            let name = KeyName::new(&name).map_err(|_| Problem::INTERNAL)?;
            let checkpoint =
                Checkpoint::new(name, staged.tree.head()).map_err(|_| Problem::INTERNAL)?;
            Ok((*log, self.context.key.sign(&checkpoint)))
        };
        self.logs.iter().map(sign).collect()
    }

    fn publish(
        self,
        mut checkpoints: HashMap<LogId, SignedCheckpoint>,
    ) -> HashMap<LogId, Arc<LogState>> {
        let mut states = HashMap::with_capacity(self.logs.len());
        for (log, staged) in self.logs {
            let Some(checkpoint) = checkpoints.remove(&log) else {
                continue;
            };
            let state = Arc::new(LogState {
                tree: staged.tree,
                recent: staged.tiles.into_iter().map(|(tile, _)| tile).collect(),
                checkpoint,
                part: staged.part,
            });
            self.context.logs.put(log, Arc::clone(&state));
            states.insert(log, state);
        }
        states
    }
}

impl StagedLog {
    fn new(tree: TileAppender, part: Part) -> Self {
        Self {
            first: tree.size(),
            part,
            tree,
            entries: Vec::new(),
            tiles: Vec::new(),
            records: Vec::new(),
            statements: Vec::new(),
            documents: Vec::new(),
        }
    }

    /// Appends an entry; returns its index.
    fn push(&mut self, entry: &Entry) -> Result<u64, Problem> {
        let index = self.tree.size();
        let full = self
            .tree
            .append(entry.leaf_hash())
            .map_err(|_| Problem::STORAGE_FULL)?;
        for tile in full {
            let bytes = tile.tile.to_bytes();
            self.tiles.push((tile, bytes));
        }
        self.entries.push(entry.to_bytes());
        Ok(index)
    }

    fn append<'a>(&'a self, log: LogId, checkpoint: &'a SignedCheckpoint, now: Time) -> Append<'a> {
        let record = |record: &'a StagedRecord| NewRecord {
            index: record.index,
            epoch: record.epoch,
            record: record.record,
            enc: &record.enc,
            envelope: &record.envelope,
        };
        let statement = |statement: &'a StagedStatement| NewStatement {
            id: statement.id,
            index: statement.index,
            epoch: statement.epoch,
            serial: statement.serial,
            logged_at: now,
            bytes: &statement.bytes,
        };
        let document = |(index, bytes): &'a (u64, Bytes)| NewDocument {
            index: *index,
            bytes,
        };
        let tile = |(tile, bytes): &'a (FullTile, Vec<u8>)| Tile {
            level: tile.level,
            index: tile.index,
            bytes,
        };
        Append {
            log,
            first: self.first,
            entries: &self.entries,
            records: self.records.iter().map(record).collect(),
            statements: self.statements.iter().map(statement).collect(),
            documents: self.documents.iter().map(document).collect(),
            tiles: self.tiles.iter().map(tile).collect(),
            checkpoint: checkpoint.as_str().as_bytes(),
        }
    }
}

fn registration_part(registration: &VerifiedRegistration) -> Registration<'_> {
    let descriptor = &registration.descriptor;
    let certificates = registration.certificates.iter();
    Registration {
        list: registration.root.list_id(),
        root: registration.root.as_bytes(),
        certificates: certificates
            .map(|certificate| (certificate.serial(), &certificate.as_bytes()[..]))
            .collect(),
        descriptors: vec![(descriptor.terms().descriptor_version, descriptor.as_bytes())],
    }
}

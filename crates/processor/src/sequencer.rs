use std::{
    cell::Cell,
    collections::HashMap,
    mem,
    sync::Arc,
    thread::{self, JoinHandle},
    time::Duration,
};

use sealroll_store::{Change, EpochState, LogId, Nonce};
use sealroll_wire::{Epoch, ListId};
use tokio::{runtime::Handle, sync::mpsc};

use crate::{
    about,
    batch::Batch,
    blob,
    cache::Cache,
    context::Context,
    cosignature, instruction,
    job::{Job, Place, Reply, Upload},
    lifetime,
    log_state::LogState,
    mailbox, metrics,
    problem::Problem,
    registration, retention, statement,
    upload::{self, Staged},
};

/// The one thread that changes what is stored.
///
/// It takes what has queued up, stages it, commits once, and only then answers. A commit that
/// fails is answered with its error and staged state is dropped: nothing was acknowledged
/// (`spec/protocol.md#LOG-3`).
pub(crate) struct Sequencer {
    context: Arc<Context>,
    queue: mpsc::Receiver<Job>,
    /// Where who waits for an answer runs.
    runtime: Handle,
    batch_max: usize,
    batch_wait: Duration,
    epochs: Cache<(ListId, Epoch), EpochState>,
    /// Something was erased, and what is left of it in files and vault was not removed yet.
    is_unscrubbed: Cell<bool>,
}

impl Sequencer {
    /// Starts the thread. It ends when the last sender is dropped and the queue is empty.
    pub(crate) fn start(
        context: Arc<Context>,
        queue: mpsc::Receiver<Job>,
        runtime: Handle,
        (batch_max, batch_wait): (usize, Duration),
    ) -> std::io::Result<JoinHandle<()>> {
        let sequencer = Self {
            context,
            queue,
            runtime,
            batch_max,
            batch_wait,
            epochs: Cache::new(1024),
            // Opening the store has seen to that.
            is_unscrubbed: Cell::new(false),
        };
        thread::Builder::new()
            .name("sequencer".into())
            .spawn(|| sequencer.run())
    }

    fn run(mut self) {
        let mut jobs = Vec::with_capacity(self.batch_max);
        while let Some(first) = self.queue.blocking_recv() {
            jobs.push(first);
            if !self.batch_wait.is_zero() {
                thread::sleep(self.batch_wait);
            }
            while jobs.len() < self.batch_max {
                match self.queue.try_recv() {
                    Ok(job) => jobs.push(job),
                    Err(_) => break,
                }
            }
            self.work(&mut jobs);
        }
    }

    /// Does jobs in their order. Uploads and nonces share a commit; everything else has its own.
    fn work(&mut self, jobs: &mut Vec<Job>) {
        let context = Arc::clone(&self.context);
        let mut shared = Shared::new(&context);
        for job in jobs.drain(..) {
            match job {
                Job::Upload(upload, reply) => shared.uploads.push((upload, reply)),
                Job::Nonce(nonce, reply) => match shared.nonce(nonce) {
                    Ok(()) => shared.nonces.push(reply),
                    Err(problem) => answer(reply, Err(problem)),
                },
                other => {
                    shared.finish(&self.epochs, &self.runtime);
                    self.alone(other);
                    shared = Shared::new(&context);
                }
            }
        }
        shared.finish(&self.epochs, &self.runtime);
    }

    fn alone(&self, job: Job) {
        match job {
            Job::Register(registration, reply) => {
                let list = registration.root.list_id();
                let mut batch = Batch::new(&self.context);
                let result = registration::stage(&mut batch, *registration)
                    .and_then(|()| batch.commit().map(drop));
                self.context.lists.forget(&list);
                self.context.welcomes.clear();
                answer(reply, result);
            }
            Job::Statements(list, statements, reply) => {
                let mut batch = Batch::new(&self.context);
                let result = statement::stage(&mut batch, list, &statements)
                    .and_then(|log| batch.commit().map(|_| log));
                // A statement may have superseded others.
                self.context.statements.clear();
                self.context.welcomes.clear();
                answer(
                    reply,
                    result.and_then(|log| statement::checkpoint(&self.context, log)),
                );
            }
            Job::Cosign(cosigning, reply) => {
                let mut batch = Batch::new(&self.context);
                let result = cosignature::stage(&mut batch, cosigning);
                let result = result.and_then(|()| batch.commit().map(drop));
                self.context.welcomes.clear();
                answer(reply, result);
            }
            Job::Order(ordered, reply) => {
                let list = ordered.list();
                self.is_unscrubbed.set(true);
                let mut batch = Batch::new(&self.context);
                let result = instruction::stage(&mut batch, *ordered).and_then(|staged| {
                    let purges = batch.purges.iter().map(|purge| purge.epoch);
                    let purges: Vec<Epoch> = purges.collect();
                    let states = batch.commit()?;
                    retention::note_logged(&self.context, list, &purges);
                    Ok((staged, states))
                });
                self.epochs.clear();
                self.context.lists.forget(&list);
                self.context.welcomes.clear();
                // Also when the order was carried out before: it may not have come to this then.
                let result = result.and_then(|(staged, states)| {
                    self.scrub()?;
                    metrics::count(&self.context.metrics.orders);
                    place(&self.context, &states, staged)
                });
                answer(reply, result);
            }
            Job::Publish(publishing, reply) => {
                let mut batch = Batch::new(&self.context);
                let result = mailbox::stage(&mut batch, *publishing);
                answer(reply, result.and_then(|()| batch.commit().map(drop)));
            }
            Job::Blob(blob, reply) => {
                self.is_unscrubbed.set(true);
                let mut batch = Batch::new(&self.context);
                let result = blob::stage(&mut batch, blob)
                    .and_then(|()| batch.commit().map(drop))
                    .and_then(|()| self.scrub());
                answer(reply, result);
            }
            Job::Mark(service, changes, reply) => {
                let marked = !changes.is_empty();
                let mut batch = Batch::new(&self.context);
                batch.changes = changes;
                batch.changes.push(Change::Service(service));
                // A wrong clock destroys nothing.
                let sure = !service.clock_in_doubt;
                batch.forget_feeds_before = sure.then(|| mailbox::oldest(&self.context));
                let mut result = batch.commit().map(drop);
                if marked {
                    self.epochs.clear();
                }
                // A commit that failed may have erased something, and a reader may have been in the
                // way afterwards.
                if result.is_ok() && self.is_unscrubbed.get() {
                    result = self.scrub();
                }
                answer(reply, result);
            }
            Job::Retire(list, epoch, service, reply) => {
                let mut batch = Batch::new(&self.context);
                let result = retention::stage(&mut batch, list, epoch, &service);
                let result = result.and_then(|ripe| {
                    if ripe {
                        self.is_unscrubbed.set(true);
                        batch.commit()?;
                        metrics::count(&self.context.metrics.epochs_erased);
                        self.scrub()?;
                    }
                    Ok(())
                });
                self.epochs.clear();
                self.context.welcomes.clear();
                answer(reply, result);
            }
            Job::Forget(list, service, reply) => {
                let mut batch = Batch::new(&self.context);
                let result = lifetime::stage_forgetting(&mut batch, list, &service);
                let result = result.and_then(|ripe| {
                    if ripe {
                        self.is_unscrubbed.set(true);
                        batch.commit()?;
                        self.context.forget_everything();
                        self.scrub()?;
                    }
                    Ok(())
                });
                self.epochs.clear();
                answer(reply, result);
            }
            Job::DeleteLog(list, generation, service, reply) => {
                let mut batch = Batch::new(&self.context);
                let result = lifetime::stage_deletion(&mut batch, list, generation, &service);
                let result = result.and_then(|ripe| {
                    if ripe {
                        self.is_unscrubbed.set(true);
                        batch.commit()?;
                        self.context.forget_everything();
                        self.scrub()?;
                    }
                    Ok(())
                });
                answer(reply, result);
            }
            Job::Upload(_, reply) => answer(reply, Err(Problem::INTERNAL)),
            Job::Nonce(_, reply) => answer(reply, Err(Problem::INTERNAL)),
        }
    }

    /// Removes what is left of what was erased; until that has worked it is tried again at each
    /// look at what is too old.
    fn scrub(&self) -> Result<(), Problem> {
        self.context.store.scrub()?;
        self.is_unscrubbed.set(false);
        Ok(())
    }
}

/// Uploads and nonces that share a commit, and who waits for it.
struct Shared<'c> {
    batch: Batch<'c>,
    uploads: Vec<(Upload, Reply<Place>)>,
    nonces: Vec<Reply<()>>,
}

impl<'c> Shared<'c> {
    fn new(context: &'c Context) -> Self {
        Self {
            batch: Batch::new(context),
            uploads: Vec::new(),
            nonces: Vec::new(),
        }
    }

    /// Stages the uploads. What the store knows of them is asked for at once.
    fn stage(
        &mut self,
        epochs: &Cache<(ListId, Epoch), EpochState>,
    ) -> Vec<(Staged, Reply<Place>)> {
        let uploads = mem::take(&mut self.uploads);
        let store = &self.batch.context.store;
        let state_of = |list, epoch| {
            let read = || Ok::<_, Problem>(Some(store.epoch_state(&list, epoch)?));
            Ok(epochs.find_or(&(list, epoch), read)?.unwrap_or_default())
        };
        let wanted = uploads.iter().map(|(upload, _)| (upload.list, upload.enc));
        let found = match store.find_records(&wanted.collect::<Vec<_>>()) {
            Ok(found) => found,
            Err(error) => {
                let problem = Problem::from(error);
                let replies = uploads.into_iter().map(|(_, reply)| reply);
                replies.for_each(|reply| answer(reply, Err(problem)));
                return Vec::new();
            }
        };
        let mut staged = Vec::with_capacity(uploads.len());
        for ((upload, reply), found) in uploads.into_iter().zip(found) {
            match upload::stage(&mut self.batch, upload, found, state_of) {
                Ok(place) => staged.push((place, reply)),
                Err(problem) => answer(reply, Err(problem)),
            }
        }
        staged
    }

    /// Takes the nonce of an owner's request, and logs what the owner has to learn before it is
    /// answered.
    fn nonce(&mut self, nonce: Nonce) -> Result<(), Problem> {
        let list = nonce.list;
        self.batch.take_nonce(nonce)?;
        about::announce(&mut self.batch, list)
    }

    fn finish(mut self, epochs: &Cache<(ListId, Epoch), EpochState>, runtime: &Handle) {
        let uploads = self.stage(epochs);
        let context = self.batch.context;
        let counts = self.batch.counts.clone();
        match self.batch.commit() {
            Ok(states) => {
                for (epoch, count) in counts {
                    if let Ok(mut state) = epochs.find(&epoch) {
                        state.records = state.records.saturating_add(count);
                        epochs.put(epoch, state);
                    }
                }
                let placed = uploads.into_iter().map(|(staged, reply)| {
                    metrics::count(&context.metrics.uploads);
                    (reply, place(context, &states, staged))
                });
                let placed: Vec<_> = placed.collect();
                let nonces = self.nonces;
                // There, where it wakes those who wait without a call to the system for each; the
                // next batch need not wait for it.
                runtime.spawn(async move {
                    for (reply, place) in placed {
                        answer(reply, place);
                    }
                    for reply in nonces {
                        answer(reply, Ok(()));
                    }
                });
            }
            Err(problem) => {
                epochs.clear();
                for (_, reply) in uploads {
                    answer(reply, Err(problem));
                }
                for reply in self.nonces {
                    answer(reply, Err(problem));
                }
            }
        }
    }
}

/// The place of an entry in a log that is durable now.
fn place(
    context: &Context,
    states: &HashMap<LogId, Arc<LogState>>,
    staged: Staged,
) -> Result<Place, Problem> {
    let (log, index) = match staged {
        Staged::InBatch(log, index) | Staged::Before(log, index) => (log, index),
    };
    let state = match states.get(&log) {
        Some(state) => Arc::clone(state),
        None => context.log(log)?.ok_or(Problem::INTERNAL)?,
    };
    Ok(Place { log, index, state })
}

/// Answers, unless nobody waits any more.
fn answer<T>(reply: Reply<T>, result: Result<T, Problem>) {
    drop(reply.send(result));
}

//! Durable uploads per second: many clients against a release build of the processor.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use hyper::body::Bytes;
use sealroll::{Guest, Invitation, Pending};
use sealroll_log::Receipt;
use sealroll_wire::{Environment, Epoch, RecordId};
use tokio::runtime::Runtime;

use crate::bare_sqlite::rows_per_second;
use crate::client::Client;
use crate::clock::now;
use crate::desk::Desk;
use crate::error::JourneyError;
use crate::latency::Latencies;
use crate::made_up::guests;
use crate::random::random;
use crate::service::Service;
use crate::threads::on_threads;
use crate::upload::{Answer, Upload, upload_all};
use crate::visitor::welcome;

/// What to measure.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// How many envelopes.
    pub uploads: usize,
    /// How many clients upload at the same time.
    pub clients: usize,
}

/// What was measured.
#[derive(Clone, Debug, Default)]
pub struct LoadReport {
    /// Uploads answered with a receipt.
    pub uploads: usize,
    /// Receipts a second, while uploading; sealing and checking are not timed.
    pub uploads_per_s: f64,
    /// Rows a second that SQLite alone commits durably in batches of the same average size.
    pub sqlite_per_s: f64,
    /// Uploads in one commit, on average: receipts over distinct checkpoints in them.
    pub batch_average: f64,
    /// Latency that half of the uploads stayed within, in milliseconds.
    pub p50_ms: f64,
    /// Latency that 99 of 100 uploads stayed within, in milliseconds.
    pub p99_ms: f64,
    /// Uploads with a receipt whose envelope the owner does not find in its place. Must be 0.
    pub lost: usize,
    /// Uploads that were refused as overload, and tried again.
    pub refused: usize,
    /// Receipts whose proof and signature were verified in full; all of them were parsed.
    pub receipts_verified: usize,
    /// The most memory of the processor, in MiB.
    pub peak_rss_mb: f64,
    /// The same after so many uploads.
    pub rss_by_uploads: Vec<(usize, f64)>,
}

/// An upload that the processor has promised to keep.
struct Promised {
    record_id: RecordId,
    index: u64,
}

impl Load {
    /// Runs the load. Every envelope is a real check-in, sealed by the library before the clock
    /// starts; envelopes are sealed and uploaded in chunks, so that memory does not grow with the
    /// number of uploads.
    ///
    /// # Errors
    /// [`JourneyError`].
    pub fn run(self, processor: &Path, folder: &Path) -> Result<LoadReport, JourneyError> {
        let service = Service::start(processor, &folder.join("processor"))?;
        let mut desk = Desk::open_list_of(&service, |list| list.terms.epoch_cap = MOST)?;
        let invitation = desk.invitation()?;
        let runtime = Runtime::new()?;
        let mut run = Run::default();
        while run.promised.len() < self.uploads {
            let count = CHUNK.min(self.uploads - run.promised.len());
            let pending = seal(&desk.client, &invitation, count)?;
            run.upload(&runtime, service.address(), self.clients, pending)?;
            let memory = service.peak_memory().unwrap_or_default();
            run.report.rss_by_uploads.push((run.promised.len(), memory));
        }
        desk.sync()?;
        run.count_lost(&desk)?;
        run.finish(&folder.join("bare"))
    }
}

#[derive(Default)]
struct Run {
    report: LoadReport,
    promised: Vec<Promised>,
    epochs: BTreeSet<Epoch>,
    heads: BTreeSet<u64>,
    latencies: Latencies,
    seconds: f64,
    /// Envelopes of the first chunk, for the comparison.
    sample: Vec<Bytes>,
}

impl Run {
    /// Uploads a chunk on the clock, then looks at what was answered.
    fn upload(
        &mut self,
        runtime: &Runtime,
        address: &str,
        clients: usize,
        mut pending: Vec<Option<Pending>>,
    ) -> Result<(), JourneyError> {
        let of = |pending: &Option<Pending>| {
            let request = pending.as_ref().map(Pending::request);
            request.map(Upload::new)
        };
        let mut left: Vec<usize> = (0..pending.len()).collect();
        let mut attempts = 0;
        while !left.is_empty() {
            let uploads: Option<Vec<Upload>> =
                left.iter().map(|place| of(pending.get(*place)?)).collect();
            let uploads = Arc::new(uploads.ok_or(JourneyError::Saved)?);
            if self.sample.is_empty() {
                self.sample = uploads.iter().map(|upload| upload.body.clone()).collect();
            }
            let begin = Instant::now();
            let (answers, result) = runtime.block_on(upload_all(address, clients, uploads));
            self.seconds += begin.elapsed().as_secs_f64();
            result.map_err(|_| JourneyError::Findings("a connection broke under load"))?;
            left = self.judge(answers, &left, &mut pending)?;
            attempts += 1;
            if attempts > ATTEMPTS {
                return Err(JourneyError::Findings(
                    "the processor refuses again and again",
                ));
            }
        }
        Ok(())
    }

    /// Takes the receipts; returns what was refused as overload.
    fn judge(
        &mut self,
        answers: Vec<Answer>,
        places: &[usize],
        pending: &mut [Option<Pending>],
    ) -> Result<Vec<usize>, JourneyError> {
        let mut refused = Vec::new();
        for answer in answers {
            let place = places
                .get(answer.upload)
                .copied()
                .ok_or(JourneyError::Saved)?;
            let slot = pending.get_mut(place).ok_or(JourneyError::Saved)?;
            if answer.status.as_u16() == 503 {
                self.report.refused += 1;
                refused.push(place);
                continue;
            }
            if !answer.status.is_success() {
                return Err(JourneyError::Findings("an upload was refused"));
            }
            let receipt = Receipt::parse(&answer.body);
            let receipt = receipt.map_err(|_| JourneyError::Findings("a receipt is malformed"))?;
            let head = receipt.checkpoint().checkpoint().head().size;
            if receipt.index() >= head {
                return Err(JourneyError::Findings("a receipt contradicts itself"));
            }
            self.heads.insert(head);
            self.latencies.extend([answer.latency]);
            let sent = slot.take().ok_or(JourneyError::Saved)?;
            self.epochs.insert(sent.envelope().header().epoch);
            let record_id = *sent.record_id();
            self.promised.push(Promised {
                record_id,
                index: receipt.index(),
            });
            if self.promised.len().is_multiple_of(VERIFIED) {
                sent.confirm(&answer.body).map_err(|(_, error)| error)?;
                self.report.receipts_verified += 1;
            }
        }
        Ok(refused)
    }

    /// Holds what was promised against what the owner finds in the log that it has just checked.
    fn count_lost(&mut self, desk: &Desk) -> Result<(), JourneyError> {
        let mut found = BTreeSet::new();
        for epoch in &self.epochs {
            for envelope in desk.fetch(*epoch)? {
                let id = RecordId::of_envelope(&envelope.bytes);
                found.insert((envelope.position.index, id));
            }
        }
        let kept = |promised: &&Promised| found.contains(&(promised.index, promised.record_id));
        self.report.lost = self.promised.len() - self.promised.iter().filter(kept).count();
        Ok(())
    }

    fn finish(mut self, bare: &Path) -> Result<LoadReport, JourneyError> {
        let uploads = self.promised.len() as f64;
        let batch = uploads / (self.heads.len() as f64).max(1.0);
        std::fs::create_dir_all(bare)?;
        let rows: Vec<&[u8]> = self.sample.iter().map(AsRef::as_ref).collect();
        let sqlite = rows_per_second(bare, &rows, batch.round() as usize);
        Ok(LoadReport {
            uploads: self.promised.len(),
            uploads_per_s: uploads / self.seconds.max(1e-9),
            sqlite_per_s: sqlite.map_err(|_| JourneyError::Findings("SQLite alone failed"))?,
            batch_average: batch,
            p50_ms: self.latencies.milliseconds(500),
            p99_ms: self.latencies.milliseconds(990),
            peak_rss_mb: self
                .report
                .rss_by_uploads
                .last()
                .map_or(0.0, |(_, memory)| *memory),
            ..self.report
        })
    }
}

/// Seals check-ins of made-up guests.
fn seal(
    client: &Client,
    invitation: &Invitation,
    count: usize,
) -> Result<Vec<Option<Pending>>, JourneyError> {
    let mut guest = Guest::first_use(Environment::Test, &mut random());
    let welcome = welcome(client, &mut guest, invitation, now()?)?;
    let people = guests(count.min(1000), 1);
    let numbers: Vec<usize> = (0..count).collect();
    on_threads(&numbers, |number| {
        let person = people
            .get(number % people.len())
            .ok_or(JourneyError::Saved)?;
        Ok(Some(welcome.check_in(
            &person.form(),
            now()?,
            &mut random(),
        )?))
    })
}

/// Envelopes sealed before each stretch of uploading.
const CHUNK: usize = 25_000;
/// One receipt of so many is verified in full.
const VERIFIED: usize = 50;
/// More than a million, so that a day is never full.
const MOST: u32 = 10_000_000;
/// How often what was refused as overload is tried again.
const ATTEMPTS: u32 = 100;

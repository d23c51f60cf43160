//! Durable uploads per second: many clients against a release build of the processor.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use aho_corasick::AhoCorasick;
use hyper::body::Bytes;
use rusqlite::{Connection, OpenFlags};
use sealroll::{Guest, Invitation, Pending};
use sealroll_log::Receipt;
use sealroll_wire::{Environment, Epoch, RecordId};
use tokio::runtime::Runtime;

use crate::bare_sqlite::rows_per_second;
use crate::client::Client;
use crate::clock::now;
use crate::cpu;
use crate::desk::Desk;
use crate::error::JourneyError;
use crate::latency::Latencies;
use crate::load_pairs::all_over_least;
use crate::load_store::{find_entry_ms, vault_over_plain};
use crate::made_up::guests;
use crate::random::random;
use crate::search::files;
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
    /// Microseconds that the processor took of the machine's processors for each upload.
    pub processor_us: f64,
    /// The same of the clients.
    pub clients_us: f64,
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
    /// Length of the longest receipt.
    pub receipt_bytes: usize,
    /// Uploads per second with everything on that can be, over those with the least: the median of
    /// some pairs of rounds.
    pub all_vs_least: f64,
    /// Records per second of the store with its vault, over those without: the median of pairs.
    pub vault_vs_plain: f64,
    /// Milliseconds to find that a log has no entry of a record.
    pub find_entry_ms: f64,
    /// Entries of that log.
    pub find_entry_entries: u64,
    /// Stored rows of uploaded envelopes, a sample of them, that a search of all files finds before
    /// the purge.
    pub purge_rows_before: u64,
    /// Seconds from the order to purge what was uploaded to its acknowledgement, when no file holds
    /// it any more.
    pub purge_s: f64,
    /// Bytes of those rows that the search finds after that. Must be 0.
    pub purge_bytes_found: u64,
}

/// An upload that the processor has promised to keep.
struct Promised {
    record_id: RecordId,
    index: u64,
}

impl Load {
    /// Only uploads, without all that is compared with them.
    ///
    /// # Errors
    /// [`JourneyError`].
    pub fn run_uploads(self, processor: &Path, folder: &Path) -> Result<LoadReport, JourneyError> {
        let service = Service::start(processor, &folder.join("processor"))?;
        let mut desk = Desk::open_list_of(&service, |list| list.terms.epoch_cap = MOST)?;
        let mut run = Run::default();
        self.upload(&mut run, &service, &desk)?;
        desk.sync()?;
        run.count_lost(&desk)?;
        run.finish(&folder.join("bare"))
    }

    /// Runs the load. Every envelope is a real check-in, sealed by the library before the clock
    /// starts; envelopes are sealed and uploaded in chunks, so that memory does not grow with the
    /// number of uploads.
    ///
    /// # Errors
    /// [`JourneyError`].
    pub fn run(self, processor: &Path, folder: &Path) -> Result<LoadReport, JourneyError> {
        let least = (self.uploads / 20).clamp(250, 5000);
        let pairs = all_over_least(processor, &folder.join("pairs"), self.clients, least)?;
        let records = u32::try_from(least).unwrap_or(u32::MAX);
        let vault = vault_over_plain(&folder.join("vault"), records)?;
        let service = Service::start(processor, &folder.join("processor"))?;
        let mut desk = Desk::open_list_of(&service, |list| list.terms.epoch_cap = MOST)?;
        let mut run = Run::default();
        run.report.all_vs_least = median(&pairs);
        run.report.vault_vs_plain = median(&vault);
        run.report.find_entry_entries = (self.uploads as u64 * 10).clamp(100_000, 1_000_000);
        run.report.find_entry_ms =
            find_entry_ms(&folder.join("long"), run.report.find_entry_entries)?;
        self.upload(&mut run, &service, &desk)?;
        desk.sync()?;
        run.count_lost(&desk)?;
        run.purge(&mut desk, &service.data())?;
        run.finish(&folder.join("bare"))
    }

    fn upload(self, run: &mut Run, service: &Service, desk: &Desk) -> Result<(), JourneyError> {
        let invitation = desk.invitation()?;
        let runtime = one_thread()?;
        while run.promised.len() < self.uploads {
            let count = CHUNK.min(self.uploads - run.promised.len());
            let pending = seal(&desk.client, &invitation, count)?;
            run.upload(&runtime, service, self.clients, pending)?;
            let memory = service.peak_memory().unwrap_or_default();
            run.report.rss_by_uploads.push((run.promised.len(), memory));
        }
        Ok(())
    }
}

/// Uploads to one processor.
#[derive(Default)]
pub(crate) struct Run {
    report: LoadReport,
    promised: Vec<Promised>,
    epochs: BTreeSet<Epoch>,
    heads: BTreeSet<u64>,
    latencies: Latencies,
    /// Time on the clock so far.
    pub(crate) seconds: f64,
    /// Envelopes of the first chunk, for the comparison.
    sample: Vec<Bytes>,
}

impl Run {
    /// Uploads a chunk on the clock, then looks at what was answered.
    pub(crate) fn upload(
        &mut self,
        runtime: &Runtime,
        service: &Service,
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
            let taken = || {
                let own = cpu::seconds(std::process::id()).unwrap_or_default();
                (service.processor_seconds(), own)
            };
            let (before, begin) = (taken(), Instant::now());
            let uploading = upload_all(service.address(), clients, uploads);
            let (answers, result) = runtime.block_on(uploading);
            self.seconds += begin.elapsed().as_secs_f64();
            let after = taken();
            self.report.processor_us += (after.0 - before.0) * 1e6;
            self.report.clients_us += (after.1 - before.1) * 1e6;
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
            self.report.receipt_bytes = self.report.receipt_bytes.max(answer.body.len());
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

    /// Has everything purged, and looks for what is left of a sample of the stored rows.
    fn purge(&mut self, desk: &mut Desk, data: &Path) -> Result<(), JourneyError> {
        let search = Rows::sample(data)?;
        self.report.purge_rows_before = search.found(data)? / Rows::LENGTH;
        if self.report.purge_rows_before == 0 {
            return Err(JourneyError::Findings("the search finds no stored row"));
        }
        let begin = Instant::now();
        for epoch in &self.epochs {
            desk.purge(*epoch)?;
        }
        self.report.purge_s = begin.elapsed().as_secs_f64();
        self.report.purge_bytes_found = search.found(data)?;
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
            processor_us: self.report.processor_us / uploads.max(1.0),
            clients_us: self.report.clients_us / uploads.max(1.0),
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
pub(crate) fn seal(
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

/// Beginnings of stored rows, to be searched for: what a vault has sealed looks like nothing else.
struct Rows(AhoCorasick);

impl Rows {
    /// Bytes of a row that are searched for.
    const LENGTH: u64 = 32;

    /// A sample of what the database holds now.
    fn sample(data: &Path) -> Result<Self, JourneyError> {
        let unreadable = |_| JourneyError::Findings("the database cannot be read");
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
        let database = Connection::open_with_flags(data.join("sealroll.db"), flags);
        let database = database.map_err(unreadable)?;
        let query = "SELECT substr(bytes, -32) FROM envelope ORDER BY key DESC LIMIT 10000";
        let mut statement = database.prepare(query).map_err(unreadable)?;
        let rows = statement.query_map([], |row| row.get::<_, Vec<u8>>(0));
        let rows: Result<Vec<Vec<u8>>, _> = rows.map_err(unreadable)?.collect();
        let search = AhoCorasick::new(rows.map_err(unreadable)?);
        search
            .map(Self)
            .map_err(|_| JourneyError::Findings("too much to search for"))
    }

    /// Bytes of them in all files.
    fn found(&self, data: &Path) -> Result<u64, JourneyError> {
        let mut found = 0;
        for path in files(data)? {
            for hit in self.0.stream_find_iter(std::fs::File::open(path)?) {
                found += hit?.len() as u64;
            }
        }
        Ok(found)
    }
}

/// Where clients run: one thread serves them all, and takes no more of the machine than it must.
pub(crate) fn one_thread() -> Result<Runtime, JourneyError> {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    Ok(builder.enable_io().build()?)
}

fn median(sorted: &[f64]) -> f64 {
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

/// Envelopes sealed before each stretch of uploading.
const CHUNK: usize = 25_000;
/// One receipt of so many is verified in full.
const VERIFIED: usize = 50;
/// More than a million, so that a day is never full.
pub(crate) const MOST: u32 = 10_000_000;
/// How often what was refused as overload is tried again.
const ATTEMPTS: u32 = 100;

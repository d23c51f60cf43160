//! Opens the records of an epoch (`spec/protocol.md#open`).

use core::ops::ControlFlow;
use std::collections::BTreeMap;

use sealroll_core::{
    Canary, CheckIn, FollowUp, OpenError, Opened, Opener, Schema, TicketPublicKey,
    UnverifiedFollowUp,
};
use sealroll_log::EntryKind;
use sealroll_wire::{EnvelopeRef, Epoch, RecordId, SignatureError, StatementId};
use zeroize::Zeroizing;

use crate::bulk::{self, Workers};
use crate::fetch::FetchedEnvelope;
use crate::inbox::{Content, Inbox, OpenedRecord};
use crate::issued::IssuedStatement;
use crate::owner::Owner;
use crate::owner_error::OwnerError;
use crate::position::Position;
use crate::quarantine::{Quarantined, Reason};

/// What came of opening an epoch. The records themselves are in the [`Inbox`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// How many records were accepted.
    pub opened: usize,
    /// What was set aside, in log order. Positions opened earlier may be among them: then they
    /// turned out to repeat a record that stands before them.
    pub quarantined: Vec<Quarantined>,
    /// The owner's own canaries, which are no records.
    pub canaries: Vec<Position>,
    /// Records that are logged but that the processor did not return, although the log does not
    /// say that they were erased.
    pub missing: Vec<Position>,
}

impl Owner {
    /// Opens the envelopes of an epoch that were fetched after a sync. What fails is quarantined,
    /// the others go on. `progress` is told how many are done, out of how many; it may stop the
    /// work, and then nothing has been accepted.
    ///
    /// Opening the same epoch again is harmless. Epochs should be opened in ascending order,
    /// since a follow-up needs its check-in.
    ///
    /// # Errors
    /// [`OwnerError::UnknownEpoch`], [`OwnerError::Punctured`], [`OwnerError::Cancelled`].
    pub fn open(
        &self,
        inbox: &mut Inbox,
        epoch: Epoch,
        fetched: &[FetchedEnvelope],
        workers: Workers,
        progress: impl FnMut(usize, usize) -> ControlFlow<()>,
    ) -> Result<Batch, OwnerError> {
        let openers = self.openers(epoch)?;
        let open = |jobs| open_jobs(jobs, &openers);
        self.open_and_judge(inbox, epoch, fetched, workers, open, progress)
    }

    /// [`open`](Self::open) for envelopes that an [`EpochOpener`](crate::EpochOpener) of this
    /// epoch has opened elsewhere: `text_of` gives the record data of the envelope at a position,
    /// or `None` if it did not open.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn accept<'e>(
        &self,
        inbox: &mut Inbox,
        epoch: Epoch,
        fetched: &'e [FetchedEnvelope],
        text_of: impl Fn(Position) -> Option<Zeroizing<Vec<u8>>> + Sync,
    ) -> Result<Batch, OwnerError> {
        // Refuses what `open` would refuse.
        self.statement_keys(epoch)?;
        let decode =
            |jobs: Vec<Job<'e>>| jobs.into_iter().map(|job| job.decode(&text_of)).collect();
        let whatever = |_, _| ControlFlow::Continue(());
        self.open_and_judge(inbox, epoch, fetched, Workers::new(1), decode, whatever)
    }

    fn open_and_judge<'e>(
        &self,
        inbox: &mut Inbox,
        epoch: Epoch,
        fetched: &'e [FetchedEnvelope],
        workers: Workers,
        open: impl Fn(Vec<Job<'e>>) -> Vec<Tried<'e>> + Sync,
        progress: impl FnMut(usize, usize) -> ControlFlow<()>,
    ) -> Result<Batch, OwnerError> {
        let statements = self.statements_by_id();
        let mut session = Session {
            owner: self,
            epoch,
            statements: &statements,
            batch: Batch::default(),
        };
        // Nothing is claimed before the work is done: whoever stops it leaves no trace.
        let mut order: Vec<&FetchedEnvelope> = fetched.iter().collect();
        order.sort_by_key(|envelope| envelope.position);
        let jobs = session.admit(inbox, &order);
        let opened = bulk::map_chunks(jobs, workers, open, progress);
        let opened = opened.ok_or(OwnerError::Cancelled)?;

        let follow_ups = session.accept_check_ins(inbox, opened);
        let known = session.look_up_tickets(inbox, follow_ups);
        let verified = bulk::map(known, workers, Signed::verify, |_, _| {
            ControlFlow::Continue(())
        });
        session.accept_follow_ups(inbox, verified.unwrap_or_default());
        session.find_missing(inbox, &order);
        Ok(session.batch)
    }

    fn statements_by_id(&self) -> BTreeMap<StatementId, &IssuedStatement> {
        let statements = self.statements.iter();
        statements.map(|issued| (issued.id, issued)).collect()
    }

    fn openers(&self, epoch: Epoch) -> Result<BTreeMap<StatementId, Opener>, OwnerError> {
        let keys = self.statement_keys(epoch)?.into_iter();
        let openers = keys.map(|keys| (keys.header().statement_id, keys.opener()));
        Ok(openers.collect())
    }
}

/// One call of [`Owner::open`].
struct Session<'a> {
    owner: &'a Owner,
    epoch: Epoch,
    statements: &'a BTreeMap<StatementId, &'a IssuedStatement>,
    batch: Batch,
}

/// An envelope that passed OPN-1.
struct Job<'e> {
    position: Position,
    record_id: RecordId,
    envelope: EnvelopeRef<'e>,
}

/// An envelope after the attempt to open it.
struct Tried<'e> {
    job: Job<'e>,
    result: Result<Opened, OpenError>,
}

/// A follow-up whose check-in is not yet looked up.
struct Unsigned {
    position: Position,
    record_id: RecordId,
    schema: Schema,
    follow_up: UnverifiedFollowUp,
}

/// A follow-up with the key that must have signed it.
struct Signed {
    unsigned: Unsigned,
    ticket_key: TicketPublicKey,
}

/// A follow-up after the attempt to verify it.
struct Checked {
    position: Position,
    record_id: RecordId,
    schema: Schema,
    result: Result<FollowUp, SignatureError>,
}

impl Session<'_> {
    /// OPN-1 for each envelope.
    fn admit<'e>(&mut self, inbox: &Inbox, fetched: &[&'e FetchedEnvelope]) -> Vec<Job<'e>> {
        let mut jobs = Vec::with_capacity(fetched.len());
        for envelope in fetched {
            match self.check_logged(inbox, envelope) {
                Ok(job) => jobs.push(job),
                Err(reason) => self.quarantine(envelope.position, reason),
            }
        }
        jobs
    }

    fn check_logged<'e>(
        &self,
        inbox: &Inbox,
        fetched: &'e FetchedEnvelope,
    ) -> Result<Job<'e>, Reason> {
        let record_id = RecordId::of_envelope(&fetched.bytes);
        let entry = inbox.entry(fetched.position).ok_or(Reason::NotLogged)?;
        if entry.kind != EntryKind::Record || entry.hash != record_id.to_bytes() {
            return Err(Reason::NotLogged);
        }
        let envelope = EnvelopeRef::from_bytes(&fetched.bytes).map_err(Reason::Envelope)?;
        let header = envelope.header();
        if header.list_id != self.owner.list_id() {
            return Err(Reason::WrongList);
        }
        let issued = self.statements.get(&header.statement_id);
        let statement = &issued.ok_or(Reason::UnknownStatement)?.statement;
        let epoch = statement.epoch();
        if [header.epoch, entry.epoch, self.epoch] != [epoch; 3] {
            return Err(Reason::WrongEpoch);
        }
        Ok(Job {
            position: fetched.position,
            record_id,
            envelope,
        })
    }

    /// OPN-2 to OPN-4. Returns the follow-ups.
    fn accept_check_ins(&mut self, inbox: &mut Inbox, tried: Vec<Tried<'_>>) -> Vec<Unsigned> {
        let mut follow_ups = Vec::new();
        for Tried { job, result } in tried {
            let (position, record_id) = (job.position, job.record_id);
            let accepted = self.judge(inbox, &job, result);
            match accepted {
                Ok(Judged::CheckIn(check_in)) => {
                    self.accept(inbox, position, record_id, Content::CheckIn(check_in))
                }
                Ok(Judged::Canary) => self.batch.canaries.push(position),
                Ok(Judged::FollowUp(schema, follow_up)) => follow_ups.push(Unsigned {
                    position,
                    record_id,
                    schema,
                    follow_up,
                }),
                Err(reason) => self.quarantine(position, reason),
            }
        }
        follow_ups
    }

    fn judge(
        &mut self,
        inbox: &mut Inbox,
        job: &Job<'_>,
        result: Result<Opened, OpenError>,
    ) -> Result<Judged, Reason> {
        let displaced = inbox
            .claim_record_id(job.position, job.record_id)
            .map_err(|_| Reason::Duplicate)?;
        self.displace(inbox, displaced);
        let issued = self.statements.get(&job.envelope.header().statement_id);
        let issued = issued.ok_or(Reason::UnknownStatement)?;
        let terms = self.owner.terms_of(&issued.statement);
        job.envelope
            .check_bucket(terms.bucket)
            .map_err(Reason::Envelope)?;
        let schema = Schema::new(terms);
        if self.owner.lacks_edition(&issued.statement) {
            return Err(Reason::ReplacedPoster);
        }
        if !matches!(result, Err(OpenError::OpenFailed)) {
            let displaced = inbox
                .claim_enc(job.position, job.envelope.enc().to_bytes())
                .map_err(|_| Reason::Duplicate)?;
            self.displace(inbox, displaced);
        }
        let check_in = match result.map_err(Reason::of_open)? {
            Opened::FollowUp(follow_up) => return Ok(Judged::FollowUp(schema, follow_up)),
            Opened::Canary(canary) => return self.judge_canary(issued, canary),
            Opened::CheckIn(check_in) => check_in,
        };
        schema.check_check_in(&check_in).map_err(Reason::Schema)?;
        let displaced = inbox
            .claim_ticket_key(job.position, &check_in.ticket_key)
            .map_err(|_| Reason::Duplicate)?;
        self.displace(inbox, displaced);
        if let Some(superseded_at) = issued.superseded_at {
            let grace = u64::from(terms.supersede_grace);
            if check_in.attendance.arrival > superseded_at.saturating_add(grace) {
                return Err(Reason::StaleStatement);
            }
        }
        Ok(Judged::CheckIn(check_in))
    }

    /// DRL-2.
    fn judge_canary(&self, issued: &IssuedStatement, canary: Canary) -> Result<Judged, Reason> {
        let number = issued.statement.generation();
        let mut generations = self.owner.generations.iter();
        let keys = generations.find(|keys| keys.number() == number);
        let value = keys.and_then(|keys| keys.canary_value(self.owner.list_id(), self.epoch));
        if value == Some(canary.value) {
            Ok(Judged::Canary)
        } else {
            Err(Reason::UnknownCanary)
        }
    }

    /// The first half of OPN-5.
    fn look_up_tickets(&mut self, inbox: &Inbox, follow_ups: Vec<Unsigned>) -> Vec<Signed> {
        let mut known = Vec::with_capacity(follow_ups.len());
        for unsigned in follow_ups {
            match inbox.ticket_key(unsigned.follow_up.check_in()) {
                Some(ticket_key) => known.push(Signed {
                    ticket_key: *ticket_key,
                    unsigned,
                }),
                None => self.quarantine(unsigned.position, Reason::UnknownCheckIn),
            }
        }
        known
    }

    fn accept_follow_ups(&mut self, inbox: &mut Inbox, checked: Vec<Checked>) {
        for checked in checked {
            let (position, record_id) = (checked.position, checked.record_id);
            match checked.judge() {
                Ok(follow_up) => {
                    self.accept(inbox, position, record_id, Content::FollowUp(follow_up));
                }
                Err(reason) => self.quarantine(position, reason),
            }
        }
        self.batch
            .quarantined
            .sort_by_key(|set_aside| set_aside.position);
    }

    fn find_missing(&mut self, inbox: &Inbox, fetched: &[&FetchedEnvelope]) {
        if inbox.is_purged(self.epoch) {
            return;
        }
        let returned = |position: &Position| {
            fetched
                .binary_search_by_key(position, |envelope| envelope.position)
                .is_ok()
        };
        let logged = inbox.logged(self.epoch);
        let ordered = inbox.ordered_away();
        let is_ordered = |position: &Position| {
            let entry = inbox.entry(*position);
            entry.is_some_and(|entry| ordered.contains(&entry.hash))
        };
        self.batch.missing = logged
            .filter(|position| !returned(position) && !is_ordered(position))
            .collect();
    }

    fn accept(
        &mut self,
        inbox: &mut Inbox,
        position: Position,
        record_id: RecordId,
        content: Content,
    ) {
        self.batch.opened += 1;
        inbox.accept(OpenedRecord {
            position,
            epoch: self.epoch,
            record_id,
            content,
        });
    }

    fn displace(&mut self, inbox: &mut Inbox, positions: impl IntoIterator<Item = Position>) {
        for position in positions {
            if let Some(epoch) = inbox.displace(position) {
                self.batch.quarantined.push(Quarantined {
                    position,
                    epoch,
                    reason: Reason::Duplicate,
                });
            }
        }
    }

    fn quarantine(&mut self, position: Position, reason: Reason) {
        self.batch.quarantined.push(Quarantined {
            position,
            epoch: self.epoch,
            reason,
        });
    }
}

#[expect(
    clippy::large_enum_variant,
    reason = "nearly every record is a check-in"
)]
enum Judged {
    CheckIn(CheckIn),
    FollowUp(Schema, UnverifiedFollowUp),
    Canary,
}

impl<'e> Job<'e> {
    /// Reads what was opened elsewhere.
    fn decode(self, text_of: impl Fn(Position) -> Option<Zeroizing<Vec<u8>>>) -> Tried<'e> {
        let result = match text_of(self.position) {
            Some(text) => Opened::decode(&self.envelope, &text),
            None => Err(OpenError::OpenFailed),
        };
        Tried { job: self, result }
    }
}

/// Opens envelopes together that were sealed under the same statement: nearly always all of them.
fn open_jobs<'e>(jobs: Vec<Job<'e>>, openers: &BTreeMap<StatementId, Opener>) -> Vec<Tried<'e>> {
    let mut results: Vec<_> = jobs.iter().map(|_| Err(OpenError::OpenFailed)).collect();
    let mut by_statement: BTreeMap<StatementId, Vec<usize>> = BTreeMap::new();
    for (place, job) in jobs.iter().enumerate() {
        let places = by_statement.entry(job.envelope.header().statement_id);
        places.or_default().push(place);
    }
    for (statement, places) in by_statement {
        let Some(opener) = openers.get(&statement) else {
            continue;
        };
        let envelopes: Vec<_> = places.iter().map(|place| jobs[*place].envelope).collect();
        for (place, result) in places.into_iter().zip(opener.open_many(&envelopes)) {
            results[place] = result;
        }
    }
    let tried = jobs.into_iter().zip(results);
    tried.map(|(job, result)| Tried { job, result }).collect()
}

impl Signed {
    fn verify(self) -> Checked {
        Checked {
            position: self.unsigned.position,
            record_id: self.unsigned.record_id,
            schema: self.unsigned.schema,
            result: self.unsigned.follow_up.verify(&self.ticket_key),
        }
    }
}

impl Checked {
    fn judge(self) -> Result<FollowUp, Reason> {
        let follow_up = self.result.map_err(|_| Reason::BadSignature)?;
        let checked = self.schema.check_follow_up(&follow_up);
        checked.map_err(Reason::Schema)?;
        Ok(follow_up)
    }
}

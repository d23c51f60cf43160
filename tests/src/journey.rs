//! The main job from end to end: guests check in, the owner opens, exports and erases.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Instant;

use sealroll::{Guest, Ticket, Visit, export};
use sealroll_wire::{Environment, Epoch, Invitation};

use crate::client::Client;
use crate::clock::now;
use crate::control;
use crate::desk::Desk;
use crate::error::JourneyError;
use crate::person::Person;
use crate::random::random;
use crate::report::Report;
use crate::search::{Search, files};
use crate::service::Service;
use crate::threads::on_threads;
use crate::visitor::{Manner, Visited, visit, welcome, witness};

/// What a journey leaves behind.
pub struct Outcome {
    /// The figures.
    pub report: Report,
    /// What the owner read of the guests, in log order.
    pub visits: Vec<Visit>,
    /// The owner's export as CSV.
    pub csv: String,
    /// The owner's export as JSON.
    pub json: String,
}

/// Runs the journey with these guests in a folder of its own.
///
/// # Errors
/// [`JourneyError`] if a step fails. What the report has to say against it, is not an error here:
/// see [`Report::fault`].
pub fn run(processor: &Path, folder: &Path, people: &[Person]) -> Result<Outcome, JourneyError> {
    let mut report = Report::default();
    let mut stages = Stages::new(&mut report);

    let service = Service::start(processor, folder)?;
    let mut desk = stages.time("open_list", || Desk::open_list(&service))?;
    let before = stages.time("snapshot", || snapshot(&service))?;
    let invitation = desk.invitation()?;

    stages.time("check_forms", || {
        check_forms(&desk.client, &invitation, people)
    })?;
    let visited = stages.time("check_in", || {
        check_in_all(&desk.client, &invitation, people)
    })?;
    let sync = stages.time("sync", || desk.sync())?;
    let tickets: Vec<Ticket> = visited
        .iter()
        .map(|(_, visited)| &visited.ticket)
        .map(copy)
        .collect::<Result<_, _>>()?;
    stages.time("witness", || {
        witness_all(&desk.client, &invitation, tickets)
    })?;

    let epochs = epochs(&visited);
    let mut fetched = Vec::new();
    stages.time("fetch", || {
        for epoch in &epochs {
            fetched.push((*epoch, desk.fetch(*epoch)?));
        }
        Ok(())
    })?;
    let (mut opened, mut quarantined) = (0, 0);
    stages.time("open", || {
        for (epoch, envelopes) in &fetched {
            let batch = desk.open(*epoch, envelopes)?;
            if !batch.missing.is_empty() {
                return Err(JourneyError::Findings("a logged record was withheld"));
            }
            opened += batch.opened as u64;
            quarantined += batch.quarantined.len() as u64;
        }
        Ok(())
    })?;
    let visits = desk.inbox.visits();
    let (csv, json) = stages.time("export", || {
        Ok((export::csv(&visits), export::json(&visits)))
    })?;

    let search = stages.time("prepare_search", || {
        Search::new(people, &before).map_err(|_| JourneyError::Search)
    })?;
    let folders = [service.data(), service.logs()];
    let folders: Vec<&Path> = folders.iter().map(PathBuf::as_path).collect();
    let full = stages.time("search", || Ok(search.run(&folders)?))?;
    let control_hits = stages.time("control", || {
        control::hits(&search, people, &service.data(), folder)
    })?;

    let opened_after_puncture = stages.time("puncture", || puncture(&mut desk, &fetched))?;
    stages.time("purge", || purge(&mut desk, &epochs))?;
    // Connections end before the processor does, as they would.
    drop(desk);
    let mut service = service;
    stages.time("stop", || Ok(service.stop()?))?;
    let stopped = stages.time("search_again", || Ok(search.run(&folders)?))?;

    report.guests = visited.len() as u64;
    report.uploads = visited.iter().map(|(_, visited)| visited.uploads).sum();
    report.receipts_verified = visited.iter().map(|(_, visited)| visited.receipts).sum();
    report.opened = opened;
    report.quarantined = quarantined;
    report.plaintext_hits = full.hits + stopped.hits;
    report.values_searched = search.searched() as u64;
    report.values_skipped = search.skipped() as u64;
    report.control_hits = control_hits;
    report.opened_after_puncture = opened_after_puncture;
    if sync.records != opened + quarantined {
        return Err(JourneyError::Findings(
            "opened and logged records differ in number",
        ));
    }
    compare(people, &visited, &visits)?;
    Ok(Outcome {
        report,
        visits,
        csv,
        json,
    })
}

/// Times the stages of a journey.
struct Stages<'a>(&'a mut Report);

impl<'a> Stages<'a> {
    fn new(report: &'a mut Report) -> Self {
        Self(report)
    }

    fn time<T>(
        &mut self,
        stage: &'static str,
        work: impl FnOnce() -> Result<T, JourneyError>,
    ) -> Result<T, JourneyError> {
        let begin = Instant::now();
        let result = work()?;
        self.0.time(stage, begin.elapsed());
        Ok(result)
    }
}

/// Everything in the store and its logs before the first guest: what stands there is public.
fn snapshot(service: &Service) -> Result<Vec<u8>, JourneyError> {
    let mut bytes = Vec::new();
    for folder in [service.data(), service.logs()] {
        for path in files(&folder)? {
            bytes.extend(fs::read(path)?);
        }
    }
    Ok(bytes)
}

/// Finds a guest whose data does not fit the list before anybody is checked in.
fn check_forms(
    client: &Client,
    invitation: &Invitation,
    people: &[Person],
) -> Result<(), JourneyError> {
    let mut guest = Guest::first_use(Environment::Test, &mut random());
    let welcome = welcome(client, &mut guest, invitation, now()?)?;
    for (number, person) in people.iter().enumerate() {
        let sealed = welcome.check_in(&person.form(), now()?, &mut random());
        let sealed = sealed.map_err(|error| JourneyError::from(error).of_guest(number + 1, person));
        drop(sealed?);
    }
    Ok(())
}

/// Checks everybody in, some at the same time.
fn check_in_all(
    client: &Client,
    invitation: &Invitation,
    people: &[Person],
) -> Result<Vec<(usize, Visited)>, JourneyError> {
    let numbers: Vec<usize> = (0..people.len()).collect();
    let mut visited = on_threads(&numbers, |number| {
        let person = people.get(*number).ok_or(JourneyError::Saved)?;
        let visited = visit(client, invitation, person, Manner::of(*number), now()?);
        visited
            .map(|visited| (*number, visited))
            .map_err(|error| error.of_guest(number + 1, person))
    })?;
    visited.sort_by_key(|(number, _)| *number);
    Ok(visited)
}

/// After the owner's sync every guest can have a proof under a cosigned checkpoint.
fn witness_all(
    client: &Client,
    invitation: &Invitation,
    tickets: Vec<Ticket>,
) -> Result<(), JourneyError> {
    let tickets: Vec<_> = tickets
        .into_iter()
        .map(|ticket| Mutex::new(Some(ticket)))
        .collect();
    on_threads(&tickets, |ticket| {
        let ticket = ticket.lock().ok().and_then(|mut ticket| ticket.take());
        witness(client, invitation, ticket.ok_or(JourneyError::Saved)?)
    })?;
    Ok(())
}

/// A ticket as an app would have it after a restart.
fn copy(ticket: &Ticket) -> Result<Ticket, JourneyError> {
    Ticket::from_bytes(&ticket.to_bytes()).map_err(|_| JourneyError::Saved)
}

/// The epochs that guests have checked into: two, if midnight passed meanwhile.
fn epochs(visited: &[(usize, Visited)]) -> Vec<Epoch> {
    let mut epochs: Vec<_> = visited
        .iter()
        .map(|(_, visited)| visited.ticket.epoch())
        .collect();
    epochs.sort_unstable();
    epochs.dedup();
    epochs
}

/// Gives the keys up. Returns how many records can still be opened, by the owner as it goes on
/// and as it is saved; the owner as it was saved before opens all of them, for comparison.
fn puncture(
    desk: &mut Desk,
    fetched: &[(Epoch, Vec<sealroll::FetchedEnvelope>)],
) -> Result<u64, JourneyError> {
    let before = desk.owner.to_bytes();
    for (epoch, _) in fetched {
        desk.owner.puncture(*epoch)?;
    }
    let after = desk.owner.to_bytes();
    let (mut control, mut openable) = (0, 0);
    for (epoch, envelopes) in fetched {
        control += Desk::openable(&before, &desk.inbox, *epoch, envelopes)?;
        openable += Desk::openable(&after, &desk.inbox, *epoch, envelopes)?;
        openable += usize::from(desk.owner.can_open(*epoch));
    }
    if control == 0 {
        return Err(JourneyError::Findings(
            "the records could not be opened before, either",
        ));
    }
    Ok(openable as u64)
}

/// Orders the erasure and looks whether the processor still returns anything.
fn purge(desk: &mut Desk, epochs: &[Epoch]) -> Result<(), JourneyError> {
    for epoch in epochs {
        desk.purge(*epoch)?;
    }
    desk.sync()?;
    for epoch in epochs {
        if !desk.fetch(*epoch)?.is_empty() {
            return Err(JourneyError::Findings("an erased epoch is still returned"));
        }
        if !desk.inbox.is_purged(*epoch) {
            return Err(JourneyError::Findings("an erasure is not in the log"));
        }
    }
    Ok(())
}

/// What the owner read must be what the guests said.
fn compare(
    people: &[Person],
    visited: &[(usize, Visited)],
    visits: &[Visit],
) -> Result<(), JourneyError> {
    let wrong = JourneyError::Findings("the owner read something else than a guest said");
    if visits.len() != visited.len() {
        return Err(wrong);
    }
    let by_id: std::collections::BTreeMap<_, _> = visits
        .iter()
        .map(|visit| (visit.record_id, visit))
        .collect();
    for (number, visited) in visited {
        let person = people.get(*number);
        let visit = by_id.get(visited.ticket.record_id());
        let same = person.zip(visit).is_some_and(|(person, visit)| {
            person.is(visit) && visit.departure.is_some() == visited.checked_out
        });
        if !same {
            return Err(wrong);
        }
    }
    Ok(())
}

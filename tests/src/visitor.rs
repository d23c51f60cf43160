//! What one guest does, from the code to the check-out.

use sealroll::{Guest, Pending, PendingFollowUp, Ticket, Welcome};
use sealroll_core::Source;
use sealroll_wire::{Environment, Invitation, Time};

use crate::client::Client;
use crate::clock::now;
use crate::error::JourneyError;
use crate::person::Person;
use crate::random::random;

/// How a guest's connection behaves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Manner {
    /// One upload, one receipt.
    Plain,
    /// The same upload twice, as an impatient app does.
    Repeats,
    /// The connection ends before the reply; the app tries again.
    LosesReply,
}

impl Manner {
    /// Of every twelve guests, one repeats and one loses the reply.
    #[must_use]
    pub fn of(number: usize) -> Self {
        match number % 12 {
            3 => Self::Repeats,
            7 => Self::LosesReply,
            _ => Self::Plain,
        }
    }
}

/// What came of a guest's visit.
#[derive(Debug)]
pub struct Visited {
    /// The confirmed check-in.
    pub ticket: Ticket,
    /// Requests that carried an envelope.
    pub uploads: u64,
    /// Receipts that verified.
    pub receipts: u64,
    /// Whether the guest checked out.
    pub checked_out: bool,
}

/// Checks a person in, in this manner, and out if the person leaves.
///
/// # Errors
/// [`JourneyError`].
pub fn visit(
    client: &Client,
    invitation: &Invitation,
    person: &Person,
    manner: Manner,
    now: Time,
) -> Result<Visited, JourneyError> {
    let mut rng = random();
    let mut guest = Guest::first_use(Environment::Test, &mut rng);
    let welcome = welcome(client, &mut guest, invitation, now)?;
    let pending = welcome.check_in(&person.form(), now, &mut rng)?;
    let (ticket, uploads, receipts) = upload(client, pending, manner)?;
    let mut visited = Visited {
        ticket,
        uploads,
        receipts,
        checked_out: false,
    };
    if let Some(minutes) = person.stay_minutes {
        let departure = now.saturating_add(u64::from(minutes) * 60);
        let source = Source::Guest;
        let pending = visited
            .ticket
            .check_out(&welcome, departure, source, now, &mut rng)?;
        follow_up(client, pending)?;
        visited.uploads += 1;
        visited.receipts += 1;
        visited.checked_out = true;
    }
    Ok(visited)
}

/// Fetches and verifies the welcome bundle.
///
/// # Errors
/// [`JourneyError`].
pub fn welcome(
    client: &Client,
    guest: &mut Guest,
    invitation: &Invitation,
    now: Time,
) -> Result<Welcome, JourneyError> {
    let bundle = client.fetch(&guest.welcome_request(invitation))?;
    Ok(guest.accept(invitation, &bundle, now)?)
}

/// Fetches and verifies a proof of the check-in under a checkpoint that the owner has cosigned.
///
/// # Errors
/// [`JourneyError`].
pub fn witness(
    client: &Client,
    invitation: &Invitation,
    mut ticket: Ticket,
) -> Result<Ticket, JourneyError> {
    let mut guest = Guest::first_use(Environment::Test, &mut random());
    let welcome = welcome(client, &mut guest, invitation, now()?)?;
    let proof = client.fetch(&ticket.proof_request())?;
    ticket.witness(&proof, &welcome)?;
    Ok(ticket)
}

/// Uploads a check-in; returns its ticket, the uploads and the receipts verified.
fn upload(
    client: &Client,
    pending: Pending,
    manner: Manner,
) -> Result<(Ticket, u64, u64), JourneyError> {
    let request = pending.request();
    let mut uploads = 1;
    if manner == Manner::LosesReply {
        client.send_and_hang_up(&request)?;
        uploads += 1;
    }
    let receipt = client.fetch(&request)?;
    // What an app keeps survives its restart.
    let saved = pending.to_bytes();
    let ticket = pending.confirm(&receipt).map_err(|(_, error)| error)?;
    let mut receipts = 1;
    if manner == Manner::Repeats {
        let again = Pending::from_bytes(&saved).map_err(|_| JourneyError::Saved)?;
        let receipt = client.fetch(&again.request())?;
        let repeated = again.confirm(&receipt).map_err(|(_, error)| error)?;
        if repeated.index() != ticket.index() {
            return Err(JourneyError::LoggedTwice);
        }
        uploads += 1;
        receipts += 1;
    }
    Ok((ticket, uploads, receipts))
}

fn follow_up(client: &Client, pending: PendingFollowUp) -> Result<(), JourneyError> {
    let receipt = client.fetch(&pending.request())?;
    pending.confirm(&receipt).map_err(|(_, error)| error)?;
    Ok(())
}

//! The kiosk's part of a visit, from the invitation to the owner's list.

use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;
use sealroll::{Bucket, Environment, Guest, NewList, Pending, Request, Source, Time};
use sealroll_tests::{Service, now};

use crate::board::{Board, Drive, Peaks};
use crate::error::CheckError;
use crate::tally::Tally;
use crate::venue::Venue;

/// What the good runs leave for the bad ones.
pub(crate) struct Seen {
    pub(crate) venue: Venue,
    /// The kiosk's files after it sealed.
    pub(crate) drive: Drive,
    /// The receipt of its envelope.
    pub(crate) receipt: Vec<u8>,
    /// The receipt of the check-out that followed.
    pub(crate) other_receipt: Vec<u8>,
    pub(crate) peaks: Peaks,
}

/// Seals on the board, uploads, confirms on the board, checks out on a phone, opens.
pub(crate) fn run(board: &Board, service: &Service, tally: &mut Tally) -> Result<Seen, CheckError> {
    let mut venue = Venue::open(service, |_| {})?;
    let drive = venue.drive()?;
    let sealed = board.run(&drive, "seal")?;
    tally.check("the kiosk seals", sealed.success);
    let terms = venue.desk.owner.terms();
    tally.same(
        "it shows the venue",
        sealed.said("venue"),
        Some(&*terms.venue),
    );
    let words = venue.desk.owner.fingerprint_words();
    tally.same("it shows the words", sealed.said("words"), Some(&*words));

    let receipt = upload(&venue, &drive)?;
    drive.write("receipt.txt", &receipt)?;
    let confirmed = board.run(&drive, "confirm")?;
    tally.check("another run verifies the receipt", confirmed.success);
    let record = sealed.said("sealed").unwrap_or_default().to_owned();
    let told = confirmed.said("confirmed").unwrap_or_default();
    tally.check(
        "it is the receipt of what was sealed",
        told.starts_with(&record),
    );
    tally.same(
        "sent again, the receipt is of the same entry",
        {
            drive.write("receipt.txt", &upload(&venue, &drive)?)?;
            board
                .run(&drive, "confirm")?
                .said("confirmed")
                .map(str::to_owned)
        },
        Some(told.to_owned()),
    );

    let other_receipt = check_out(&venue, &drive, &receipt)?;
    let arrival = Time::new(venue.clock).map_err(|_| CheckError::Kiosk("clock"))?;
    let visit = open(&mut venue, tally)?;
    let contact = visit.as_ref().map(|visit| &visit.attendance.contact);
    let given = contact.and_then(|contact| contact.given_name.as_ref());
    tally.same(
        "the owner reads the given name",
        given.map(|name| name.as_str()),
        Some("Grete"),
    );
    let phone = contact.and_then(|contact| contact.phone.as_ref());
    tally.same(
        "and the phone number",
        phone.map(|phone| phone.as_str()),
        Some("+4915112345678"),
    );
    let arrived = visit.as_ref().map(|visit| visit.attendance.arrival);
    tally.same("and the arrival", arrived, Some(arrival));
    let left = visit.as_ref().and_then(|visit| visit.departure);
    let source = left.map(|(_, source)| source);
    tally.same(
        "and the departure that a phone sent",
        source,
        Some(Source::Guest),
    );
    Ok(Seen {
        venue,
        drive,
        receipt,
        other_receipt,
        peaks: sealed.peaks.max(confirmed.peaks),
    })
}

/// The same with the largest envelope and the longest terms: the most that a list asks of memory.
pub(crate) fn largest(
    board: &Board,
    service: &Service,
    tally: &mut Tally,
) -> Result<Peaks, CheckError> {
    let mut venue = Venue::open(service, longest_terms)?;
    let drive = venue.drive()?;
    let sealed = board.run(&drive, "seal")?;
    tally.check("the kiosk seals under the longest terms", sealed.success);
    drive.write("receipt.txt", &upload(&venue, &drive)?)?;
    let confirmed = board.run(&drive, "confirm")?;
    tally.check("it verifies the receipt", confirmed.success);
    let visit = open(&mut venue, tally)?;
    tally.check("the owner opens it", visit.is_some());
    Ok(sealed.peaks.max(confirmed.peaks))
}

fn longest_terms(list: &mut NewList) {
    let terms = &mut list.terms;
    terms.bucket = Bucket::Bytes2048;
    terms.venue = "v".repeat(120);
    terms.address = "a".repeat(200);
    terms.contact = "c".repeat(200);
    terms.purpose_de = "z".repeat(500);
    terms.purpose_en = "p".repeat(500);
    terms.legal_basis_de = "g".repeat(300);
    terms.legal_basis_en = "l".repeat(300);
}

/// Uploads the kiosk's envelope and returns the receipt.
fn upload(venue: &Venue, drive: &Drive) -> Result<Vec<u8>, CheckError> {
    let pending = take_over(drive)?;
    let request = Request {
        body: drive.read("envelope.bin")?,
        ..pending.request()
    };
    Ok(venue.desk.client.fetch(&request)?)
}

/// A phone takes the pending check-in over, and checks out with its ticket. Returns the receipt.
fn check_out(venue: &Venue, drive: &Drive, receipt: &[u8]) -> Result<Vec<u8>, CheckError> {
    let pending = take_over(drive)?;
    let confirmed = pending.confirm(receipt);
    let mut ticket = confirmed.map_err(|_| CheckError::Kiosk("ticket"))?;
    let mut random = UnwrapErr(SysRng);
    let mut guest = Guest::first_use(Environment::Test, &mut random);
    let invitation = venue.desk.invitation()?;
    let welcome = guest
        .accept(&invitation, &venue.bundle, now()?)
        .map_err(|_| CheckError::Kiosk("bundle"))?;
    let leaving = ticket
        .check_out(&welcome, now()?, Source::Guest, now()?, &mut random)
        .map_err(|_| CheckError::Kiosk("ticket"))?;
    Ok(venue.desk.client.fetch(&leaving.request())?)
}

fn take_over(drive: &Drive) -> Result<Pending, CheckError> {
    let bytes = drive.read("pending.bin")?;
    Pending::from_bytes(&bytes).map_err(|_| CheckError::Kiosk("pending check-in"))
}

/// The owner syncs, opens today and finds one visit.
fn open(venue: &mut Venue, tally: &mut Tally) -> Result<Option<sealroll::Visit>, CheckError> {
    let desk = &mut venue.desk;
    desk.sync()?;
    let today = desk.today()?;
    let fetched = desk.fetch(today)?;
    let batch = desk.open(today, &fetched)?;
    tally.same("nothing is quarantined", batch.quarantined.len(), 0);
    tally.same("nothing is missing", batch.missing.len(), 0);
    let mut visits = desk.inbox.visits();
    tally.same("there is one visit", visits.len(), 1);
    Ok(visits.pop())
}

//! After the door: what was sealed is confirmed, kept and followed up by a check-out.

use sealroll::{GuestMemory, Pending, PendingFollowUp, Source, Ticket};
use sealroll_wire::Reader;

use crate::answer::{Answer, Failure};
use crate::door::{RANDOM, enter, part};
use crate::drawn::Drawn;

/// Verifies the receipt of a check-in. Answers its place in the log, and the ticket.
pub(crate) fn confirm(bytes: &[u8], answer: &mut Answer) -> Result<(), Failure> {
    let mut reader = Reader::new(bytes);
    let pending = Pending::from_bytes(part(&mut reader)?)?;
    let confirmed = pending.confirm(part(&mut reader)?);
    let ticket = confirmed.map_err(|(_, error)| error)?;
    answer.number(ticket.index()).bytes(&ticket.to_bytes());
    Ok(())
}

/// Checks what was kept: a device's memory, a check-in on its way, a follow-up, of which it answers
/// the record id, or a ticket, of which it answers the place in the log.
pub(crate) fn restore(bytes: &[u8], answer: &mut Answer) -> Result<(), Failure> {
    let mut reader = Reader::new(bytes);
    let kind = reader.u8()?;
    let kept = part(&mut reader)?;
    match kind {
        0 => {
            GuestMemory::from_bytes(kept)?;
        }
        1 => {
            let _checked = Pending::from_bytes(kept)?;
        }
        2 => {
            let pending = PendingFollowUp::from_bytes(kept)?;
            answer.bytes(pending.envelope().record_id().as_bytes());
        }
        _ => {
            answer.number(Ticket::from_bytes(kept)?.index());
        }
    }
    Ok(())
}

/// Seals a check-out. Answers its record id, the ticket, which has counted up, and what is to be kept
/// of the check-out.
pub(crate) fn check_out(bytes: &[u8], answer: &mut Answer) -> Result<(), Failure> {
    let mut reader = Reader::new(bytes);
    let welcome = &enter(&mut reader)?.welcome;
    let mut ticket = Ticket::from_bytes(part(&mut reader)?)?;
    let now = reader.time()?;
    let departure = reader.time()?;
    let mut random = Drawn(reader.bytes(RANDOM)?);
    let pending = ticket.check_out(welcome, departure, Source::Guest, now, &mut random)?;
    answer
        .bytes(pending.envelope().record_id().as_bytes())
        .part(&ticket.to_bytes())
        .bytes(&pending.to_bytes());
    Ok(())
}

/// Verifies the receipt of a follow-up.
pub(crate) fn confirm_follow_up(bytes: &[u8], _: &mut Answer) -> Result<(), Failure> {
    let mut reader = Reader::new(bytes);
    let pending = PendingFollowUp::from_bytes(part(&mut reader)?)?;
    let confirmed = pending.confirm(part(&mut reader)?);
    confirmed.map_err(|(_, error)| error)?;
    Ok(())
}

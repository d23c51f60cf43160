//! A guest's inbox, and everything that a ticket tells.

use crate::buffer::{SealrollBuffer, buffer};
use crate::exchange::{Exchange, SealrollExchange};
use crate::failure::Failure;
use crate::handle::{Out, borrow, count, create, guard, read};
use crate::mail::{Mail, SealrollMail};
use crate::status::SealrollStatus;
use crate::ticket::{SealrollTicket, right_number};

/// Reads the mailbox: every feed since the last time. It asks for whole pages, always the same
/// whether there is mail or not, so that the processor learns nothing. Writes the messages that are
/// new. Save the ticket afterwards; `save` of the exchange is not called.
///
/// Fails with the codes of a refusal, of a decoder, of a certificate, and with
/// `SEALROLL_STATUS_UNREACHABLE`. The ticket is unchanged then.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_ticket_read_mail(
    ticket: *mut SealrollTicket,
    exchange: *const SealrollExchange,
    mail: *mut *mut SealrollMail,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(mail)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let mut ticket = borrow(ticket)?;
            let exchange = Exchange::read(exchange)?;
            let mut mailbox = ticket.mailbox();
            while let Some(request) = mailbox.request() {
                mailbox.receive(&exchange.send(&request)?)?;
            }
            let report = ticket.take_mail(mailbox);
            out.set(create(Mail {
                messages: report.messages,
                refused: report.refused,
            }));
        }
        Ok(())
    })
}

/// Every message that the ticket has taken.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_ticket_messages(
    ticket: *const SealrollTicket,
    mail: *mut *mut SealrollMail,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(ticket, mail, |ticket| {
            Ok(create(Mail {
                messages: ticket.messages(),
                refused: Vec::new(),
            }))
        })
    }
}

/// How many requests the ticket remembers that it has made, the newest 16; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_ticket_sent_request_count(
    ticket: *const SealrollTicket,
) -> usize {
    // SAFETY: the caller answers for the pointer.
    unsafe { count(ticket, |ticket| ticket.requests().len()) }
}

/// A request that the ticket has made: its record id, 32 bytes, what was asked for, one of
/// `SealrollRight`, and when, by the guest's clock.
///
/// Fails with `SEALROLL_STATUS_ABSENT` if there are not so many.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_ticket_sent_request(
    ticket: *const SealrollTicket,
    index: usize,
    record_id: *mut u8,
    right: *mut i32,
    time: *mut u64,
) -> SealrollStatus {
    guard(|| {
        let record_id = Out::new(record_id.cast::<[u8; 32]>())?;
        let (right, time) = (Out::new(right)?, Out::new(time)?);
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let requests = borrow(ticket)?.requests();
            let sent = requests.get(index).ok_or_else(Failure::absent)?;
            record_id.set(*sent.record_id.as_bytes());
            right.set(right_number(sent.kind));
            time.set(sent.time.seconds());
        }
        Ok(())
    })
}

/// Everything that the ticket tells of the visit, as a JSON object in one line, for the guest to take
/// along: where it is logged, with its proof, what was asked for and what the owner answered. There
/// is no secret in it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_ticket_export(
    ticket: *const SealrollTicket,
    json: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(ticket, json, |ticket| {
            Ok(buffer(ticket.export().as_bytes()))
        })
    }
}

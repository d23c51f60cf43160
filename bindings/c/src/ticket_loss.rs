//! A guest after the processor has lost a check-in with a backup, or deleted its log.

use crate::failure::Failure;
use crate::handle::{Out, borrow, guard, read};
use crate::input;
use crate::request::{SealrollRequest, request};
use crate::status::SealrollStatus;
use crate::ticket::SealrollTicket;
use crate::welcome::SealrollWelcome;

/// Whether the answer to `sealroll_ticket_proof_request` shows that the processor was restored from a
/// backup and has lost the check-in. Then, or when it gives no proof at all, send
/// `sealroll_ticket_upload_request`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_ticket_is_lost(
    ticket: *const SealrollTicket,
    proof: *const u8,
    proof_length: usize,
    is_lost: *mut bool,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(ticket, is_lost, |ticket| {
            let proof = input::bytes(proof, proof_length)?;
            Ok(ticket.is_lost(proof))
        })
    }
}

/// Sends the check-in again. Give the answer to `sealroll_ticket_renew`.
///
/// Fails with `SEALROLL_STATUS_ABSENT` if the envelope is no longer kept: the owner has witnessed it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_ticket_upload_request(
    ticket: *const SealrollTicket,
    upload_request: *mut *mut SealrollRequest,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(ticket, upload_request, |ticket| {
            let upload = ticket.upload_request();
            Ok(request(&upload.ok_or_else(Failure::absent)?))
        })
    }
}

/// Takes the receipt that answered another upload. `is_later` tells whether it is of a later part of
/// the log and replaces the kept one: then save the ticket.
///
/// Fails with `SEALROLL_STATUS_ROLLED_BACK` for an earlier part, otherwise with the codes of a
/// receipt. The ticket is unchanged then.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_ticket_renew(
    ticket: *mut SealrollTicket,
    receipt: *const u8,
    receipt_length: usize,
    is_later: *mut bool,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(is_later)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let mut ticket = borrow(ticket)?;
            let receipt = input::bytes(receipt, receipt_length)?;
            out.set(ticket.renew(receipt)?);
        }
        Ok(())
    })
}

/// Whether the processor may have deleted the log of the check-in, as the problem `log-deleted` says
/// in the answer to `sealroll_ticket_proof_request`: then the call succeeds. `welcome` is any of the
/// same list, `now` in seconds since 1970. The kept receipt stays valid.
///
/// Fails with `SEALROLL_STATUS_MISSING_LOG` if the time for audits is not over: show what
/// `sealroll_ticket_proof` gives to the owner or an auditor. Fails with `..._WRONG_LIST` for the
/// welcome of another list.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_ticket_check_deleted(
    ticket: *const SealrollTicket,
    welcome: *const SealrollWelcome,
    now: u64,
) -> SealrollStatus {
    guard(|| {
        let now = input::time(now)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let (ticket, welcome) = (borrow(ticket)?, borrow(welcome)?);
            ticket.check_deleted(&welcome, now)?;
        }
        Ok(())
    })
}

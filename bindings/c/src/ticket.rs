//! What a guest keeps of a visit.

use sealroll::{RequestKind, Source, Ticket};

use crate::buffer::{SealrollBuffer, buffer};
use crate::failure::Failure;
use crate::follow_up::SealrollFollowUp;
use crate::form::SealrollForm;
use crate::handle::{Object, Out, borrow, create, free, guard, read, restore};
use crate::input;
use crate::random::{CallRandom, SealrollRandom};
use crate::request::{SealrollRequest, request};
use crate::status::SealrollStatus;
use crate::welcome::SealrollWelcome;

/// A confirmed check-in: proof that it was logged, and the key that alone can follow it up. Every
/// follow-up counts the ticket up: save it before the follow-up is sent.
///
/// Freed by the caller with `sealroll_ticket_free`.
pub struct SealrollTicket {
    _opaque: [u8; 0],
}

impl Object for SealrollTicket {
    type State = Ticket;
    const TAG: &'static [u8; 8] = b"srticket";
}

/// Who noticed a departure.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum SealrollSource {
    /// The guest.
    Guest = 0,
    /// The guest's app, by itself.
    Automatic = 1,
    /// The owner.
    Owner = 2,
}

/// A right of the data subject.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum SealrollRight {
    /// To know what is stored.
    Access = 0,
    /// To have it rectified.
    Rectify = 1,
    /// To have it erased.
    Erase = 2,
    /// To have its use restricted.
    Restrict = 3,
    /// To take it along.
    Port = 4,
    /// To object to its use.
    Object = 5,
}

/// Restores what `sealroll_ticket_to_bytes` gave. The proof is verified again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_ticket_from_bytes(
    bytes: *const u8,
    length: usize,
    ticket: *mut *mut SealrollTicket,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { restore(bytes, length, ticket, Ticket::from_bytes) }
}

/// The ticket for the device's own storage. It contains the ticket key.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_ticket_to_bytes(
    ticket: *const SealrollTicket,
    bytes: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(ticket, bytes, |ticket| Ok(buffer(&ticket.to_bytes()))) }
}

/// The ticket for another device, without the envelope: short enough for a QR code. It contains the
/// ticket key. Free this ticket when the other device has it: two that count on their own overtake
/// each other.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_ticket_to_handover_bytes(
    ticket: *const SealrollTicket,
    bytes: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(ticket, bytes, |ticket| {
            Ok(buffer(&ticket.to_handover_bytes()))
        })
    }
}

/// The list's id: 16 bytes are written to `list_id`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_ticket_list_id(
    ticket: *const SealrollTicket,
    list_id: *mut u8,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(ticket, list_id.cast::<[u8; 16]>(), |ticket| {
            Ok(*ticket.list_id().as_bytes())
        })
    }
}

/// The epoch of the check-in.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_ticket_epoch(
    ticket: *const SealrollTicket,
    epoch: *mut u32,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(ticket, epoch, |ticket| Ok(ticket.epoch().value())) }
}

/// The check-in's record id: 32 bytes are written to `record_id`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_ticket_record_id(
    ticket: *const SealrollTicket,
    record_id: *mut u8,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(ticket, record_id.cast::<[u8; 32]>(), |ticket| {
            Ok(*ticket.record_id().as_bytes())
        })
    }
}

/// Index of the check-in in the record log, from 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_ticket_index(
    ticket: *const SealrollTicket,
    index: *mut u64,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(ticket, index, |ticket| Ok(ticket.index())) }
}

/// When to erase the ticket, in seconds since 1970: the record is gone by then.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_ticket_erase_after(
    ticket: *const SealrollTicket,
    time: *mut u64,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(ticket, time, |ticket| Ok(ticket.erase_after().seconds())) }
}

/// The newest proof that the check-in was logged, a C2SP tlog-proof. Anybody can verify it offline
/// with the log's key.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_ticket_proof(
    ticket: *const SealrollTicket,
    proof: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(ticket, proof, |ticket| Ok(buffer(ticket.proof()))) }
}

/// Whether the proof is under a checkpoint that the owner has cosigned.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_ticket_is_witnessed(
    ticket: *const SealrollTicket,
    witnessed: *mut bool,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(ticket, witnessed, |ticket| Ok(ticket.is_witnessed())) }
}

/// Whether the guest should ask, at the next start, for a proof under a checkpoint that the owner has
/// cosigned. Only that shows that the log which the receipt is from is the one that everybody sees.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_ticket_needs_head(
    ticket: *const SealrollTicket,
    needs_head: *mut bool,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(ticket, needs_head, |ticket| Ok(ticket.needs_head())) }
}

/// Asks for a proof under the newest checkpoint that the owner has cosigned.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_ticket_proof_request(
    ticket: *const SealrollTicket,
    proof_request: *mut *mut SealrollRequest,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(ticket, proof_request, |ticket| {
            Ok(request(&ticket.proof_request()))
        })
    }
}

/// Asks how the log has grown between the kept receipt and a new proof.
///
/// Fails with `SEALROLL_STATUS_ABSENT` if both are of one size: there is nothing to ask, and
/// `sealroll_ticket_check_growth` takes no bytes then. Fails with the codes of a receipt if it is no
/// proof.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_ticket_growth_request(
    ticket: *const SealrollTicket,
    proof: *const u8,
    proof_length: usize,
    growth_request: *mut *mut SealrollRequest,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(ticket, growth_request, |ticket| {
            let proof = input::bytes(proof, proof_length)?;
            let growth = ticket.growth_request(proof)?;
            Ok(request(&growth.ok_or_else(Failure::absent)?))
        })
    }
}

/// Verifies that a new proof and the kept receipt are of one log, with the answer to
/// `sealroll_ticket_growth_request`. To be called before `sealroll_ticket_witness`, which replaces the
/// kept receipt.
///
/// Fails with `SEALROLL_STATUS_INCONSISTENT` if the processor has signed two logs that exclude each
/// other: keep ticket and proof, and give both receipts to the owner or an auditor. Otherwise with
/// the codes of a receipt.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_ticket_check_growth(
    ticket: *const SealrollTicket,
    proof: *const u8,
    proof_length: usize,
    growth: *const u8,
    growth_length: usize,
) -> SealrollStatus {
    guard(|| {
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let ticket = borrow(ticket)?;
            let proof = input::bytes(proof, proof_length)?;
            let growth = input::bytes(growth, growth_length)?;
            ticket.check_growth(proof, growth)?;
        }
        Ok(())
    })
}

/// Verifies such a proof with the witnesses of the list's welcome bundle, and keeps it instead of
/// the envelope. On failure the ticket is unchanged.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_ticket_witness(
    ticket: *mut SealrollTicket,
    proof: *const u8,
    proof_length: usize,
    welcome: *const SealrollWelcome,
) -> SealrollStatus {
    guard(|| {
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let (mut ticket, welcome) = (borrow(ticket)?, borrow(welcome)?);
            let proof = input::bytes(proof, proof_length)?;
            ticket.witness(proof, &welcome)?;
        }
        Ok(())
    })
}

/// Seals a check-out to the current epoch, whose welcome is given. `departure` and `now` are in
/// seconds since 1970, `source` is one of `SealrollSource`. On failure the ticket is unchanged.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_ticket_check_out(
    ticket: *mut SealrollTicket,
    welcome: *const SealrollWelcome,
    departure: u64,
    source: i32,
    now: u64,
    random: *const SealrollRandom,
    follow_up: *mut *mut SealrollFollowUp,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(follow_up)?;
        let (departure, now) = (input::time(departure)?, input::time(now)?);
        let source = match source {
            0 => Source::Guest,
            1 => Source::Automatic,
            2 => Source::Owner,
            _ => return Err(Failure::argument(c"there is no such source")),
        };
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let (mut ticket, welcome) = (borrow(ticket)?, borrow(welcome)?);
            let mut random = CallRandom::seed(random)?;
            let sealed = ticket.check_out(&welcome, departure, source, now, &mut random)?;
            out.set(create(sealed));
        }
        Ok(())
    })
}

/// Seals a correction to the current epoch: of the form, what is filled in replaces what was said
/// before. On failure the ticket is unchanged.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_ticket_correct(
    ticket: *mut SealrollTicket,
    welcome: *const SealrollWelcome,
    form: *const SealrollForm,
    now: u64,
    random: *const SealrollRandom,
    follow_up: *mut *mut SealrollFollowUp,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(follow_up)?;
        let now = input::time(now)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let (mut ticket, welcome, form) = (borrow(ticket)?, borrow(welcome)?, borrow(form)?);
            let mut random = CallRandom::seed(random)?;
            let sealed = ticket.correct(&welcome, &form.correction(), now, &mut random)?;
            out.set(create(sealed));
        }
        Ok(())
    })
}

/// Seals a request of the data subject to the current epoch. `right` is one of `SealrollRight`. On
/// failure the ticket is unchanged.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_ticket_request(
    ticket: *mut SealrollTicket,
    welcome: *const SealrollWelcome,
    right: i32,
    now: u64,
    random: *const SealrollRandom,
    follow_up: *mut *mut SealrollFollowUp,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(follow_up)?;
        let now = input::time(now)?;
        let kind = match right {
            0 => RequestKind::Access,
            1 => RequestKind::Rectify,
            2 => RequestKind::Erase,
            3 => RequestKind::Restrict,
            4 => RequestKind::Port,
            5 => RequestKind::Object,
            _ => return Err(Failure::argument(c"there is no such right")),
        };
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let (mut ticket, welcome) = (borrow(ticket)?, borrow(welcome)?);
            let mut random = CallRandom::seed(random)?;
            out.set(create(ticket.request(&welcome, kind, now, &mut random)?));
        }
        Ok(())
    })
}

/// Wipes and frees a ticket. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_ticket_free(ticket: *mut SealrollTicket) {
    // SAFETY: the caller answers for the pointer.
    unsafe { free(ticket) }
}

/// The number of a right.
pub(crate) const fn right_number(kind: RequestKind) -> i32 {
    (match kind {
        RequestKind::Access => SealrollRight::Access,
        RequestKind::Rectify => SealrollRight::Rectify,
        RequestKind::Erase => SealrollRight::Erase,
        RequestKind::Restrict => SealrollRight::Restrict,
        RequestKind::Port => SealrollRight::Port,
        RequestKind::Object => SealrollRight::Object,
    }) as i32
}

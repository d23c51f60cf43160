//! What an owner orders.

use sealroll::{DocumentId, Epoch, Order, ReaderId, RecordId};

use crate::buffer::{SealrollBuffer, buffer};
use crate::failure::Failure;
use crate::handle::{Out, borrow, guard, read};
use crate::identity::SealrollIdentity;
use crate::input;
use crate::owner::SealrollOwner;
use crate::random::{CallRandom, SealrollRandom};
use crate::request::{SealrollRequest, request};
use crate::status::SealrollStatus;

/// What an instruction orders.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum SealrollOrder {
    /// Erase every envelope of the epoch.
    PurgeEpoch = 0,
    /// Erase one envelope.
    EraseRecord = 1,
    /// Keep an envelope and hand it out to nobody.
    RestrictRecord = 2,
    /// End the restriction of an envelope.
    LiftRecord = 3,
    /// Do not erase the epoch for its age.
    HoldEpoch = 4,
    /// End the hold of an epoch.
    LiftEpoch = 5,
    /// Let the bearer of a token read the logs: `sealroll_owner_admit_reader`.
    AdmitReader = 6,
    /// End what that allowed.
    DismissReader = 7,
    /// Object to a statement of the processor.
    ObjectProcessor = 8,
    /// A disclosure was made: `sealroll_owner_instruct_disclosure`.
    Disclose = 9,
    /// Erase everything and take nothing more: `sealroll_owner_terminate`.
    TerminateList = 10,
    /// This device has given up the key of the epoch.
    PuncturedEpoch = 11,
    /// A device was granted something: `sealroll_owner_instruct_grant`.
    GrantDevice = 12,
    /// Take nothing more that a key signs: `sealroll_owner_instruct_revocation`.
    RevokeCertificate = 13,
    /// A drill was made: `sealroll_owner_drill`.
    DrillRecord = 14,
}

/// Signs an order about an epoch. `order` is `SEALROLL_ORDER_PURGE_EPOCH`, `..._HOLD_EPOCH`,
/// `..._LIFT_EPOCH` or `..._PUNCTURED_EPOCH`. Before a purge, and before telling that the key is gone,
/// give it up with `sealroll_owner_puncture`.
///
/// Save the owner, send the request, and give the answer to `sealroll_owner_confirm_instruction`.
/// Instructions form a chain, so there is one at a time; the same order again gives the same
/// request, to be sent again when a reply was lost.
///
/// Fails with `SEALROLL_STATUS_STALE_INSTRUCTION` while another order waits for its answer, and
/// `..._UNKNOWN_STATEMENT` to purge an epoch that the list never had.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_instruct_epoch(
    owner: *mut SealrollOwner,
    order: i32,
    epoch: u32,
    now: u64,
    instruction: *mut *mut SealrollRequest,
) -> SealrollStatus {
    let order = match order {
        0 => Some(Order::PurgeEpoch(Epoch(epoch))),
        4 => Some(Order::HoldEpoch(Epoch(epoch))),
        5 => Some(Order::LiftEpoch(Epoch(epoch))),
        11 => Some(Order::PuncturedEpoch(Epoch(epoch))),
        _ => None,
    };
    // SAFETY: the caller answers for the pointers.
    unsafe { instruct(owner, || order.ok_or_else(wrong), now, instruction) }
}

/// Signs an order about something that has an id of 32 bytes, as `sealroll_owner_instruct_epoch`
/// does. `order` is `SEALROLL_ORDER_ERASE_RECORD`, `..._RESTRICT_RECORD` or `..._LIFT_RECORD` with a
/// record id; `..._DISMISS_READER` with the id that `sealroll_reader_id` gives; or
/// `..._OBJECT_PROCESSOR` with the id of a processor's statement.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_instruct_id(
    owner: *mut SealrollOwner,
    order: i32,
    id: *const u8,
    now: u64,
    instruction: *mut *mut SealrollRequest,
) -> SealrollStatus {
    let order = || {
        // SAFETY: the caller answers for the pointer.
        let id = unsafe { input::array::<32>(id) }?;
        Ok(match order {
            1 => Order::EraseRecord(RecordId::from_bytes(id)),
            2 => Order::RestrictRecord(RecordId::from_bytes(id)),
            3 => Order::LiftRecord(RecordId::from_bytes(id)),
            7 => Order::DismissReader(ReaderId::from_bytes(id)),
            8 => Order::ObjectProcessor(DocumentId::from_bytes(id)),
            _ => return Err(wrong()),
        })
    };
    // SAFETY: the caller answers for the pointers.
    unsafe { instruct(owner, order, now, instruction) }
}

/// Draws the token of a new reader of the logs and signs its admission, as
/// `sealroll_owner_instruct_epoch` does. Hand the token, a text, to the auditor; the owner does not
/// keep it. It opens no record. Both outputs are written, or none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_admit_reader(
    owner: *mut SealrollOwner,
    now: u64,
    random: *const SealrollRandom,
    token: *mut *mut SealrollBuffer,
    instruction: *mut *mut SealrollRequest,
) -> SealrollStatus {
    guard(|| {
        let (out, token_out) = (Out::new(instruction)?, Out::new(token)?);
        let now = input::time(now)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let mut device = borrow(owner)?;
            let mut random = CallRandom::seed(random)?;
            let (token, admission) = device.owner.admit_reader(now, &mut random)?;
            token_out.set(buffer(token.to_text().as_bytes()));
            out.set(request(&admission));
        }
        Ok(())
    })
}

/// Signs the order to end the list, as `sealroll_owner_instruct_epoch` does: everything is erased
/// and nothing more is taken. Puncture every epoch first.
///
/// Fails with `SEALROLL_STATUS_WRONG_LIST` for the identity of another list.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_terminate(
    owner: *mut SealrollOwner,
    identity: *const SealrollIdentity,
    now: u64,
    instruction: *mut *mut SealrollRequest,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(instruction)?;
        let now = input::time(now)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let (mut device, identity) = (borrow(owner)?, borrow(identity)?);
            out.set(request(&device.owner.terminate(&identity, now)?));
        }
        Ok(())
    })
}

/// The order that waits for its answer, to be sent again.
///
/// Fails with `SEALROLL_STATUS_ABSENT` if there is none: that is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_pending_instruction(
    owner: *const SealrollOwner,
    instruction: *mut *mut SealrollRequest,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(owner, instruction, |device| {
            let pending = device.owner.pending_instruction();
            let (_, pending) = pending.ok_or_else(Failure::absent)?;
            Ok(request(&pending))
        })
    }
}

/// Gives up an order that the processor refused. Sync before the next one: a processor that carried
/// it out nevertheless has logged it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_withdraw_instruction(
    owner: *mut SealrollOwner,
) -> SealrollStatus {
    guard(|| {
        // SAFETY: the caller answers for the pointer.
        unsafe { borrow(owner) }?.owner.withdraw_instruction();
        Ok(())
    })
}

/// Verifies the answer to the last order: the processor's word that it was carried out, at `time` by
/// its clock, and the proof that this word is entry `position` of the instruction log.
///
/// Fails with the codes of a receipt, `SEALROLL_STATUS_BAD_PROOF` also if nothing was ordered; the
/// order waits on then.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_confirm_instruction(
    owner: *mut SealrollOwner,
    answer: *const u8,
    answer_length: usize,
    time: *mut u64,
    position: *mut u64,
) -> SealrollStatus {
    guard(|| {
        let (time, position) = (Out::new(time)?, Out::new(position)?);
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let mut device = borrow(owner)?;
            let answer = input::bytes(answer, answer_length)?;
            let done = device.owner.confirm_instruction(answer)?;
            time.set(done.time.seconds());
            position.set(done.index);
        }
        Ok(())
    })
}

/// # Safety
/// The caller answers for the pointers.
pub(crate) unsafe fn instruct(
    owner: *mut SealrollOwner,
    order: impl FnOnce() -> Result<Order, Failure>,
    now: u64,
    place: *mut *mut SealrollRequest,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(place)?;
        let (now, order) = (input::time(now)?, order()?);
        // SAFETY: the caller's promise.
        unsafe {
            let mut device = borrow(owner)?;
            out.set(request(&device.owner.instruct(order, now)?));
        }
        Ok(())
    })
}

fn wrong() -> Failure {
    Failure::argument(c"this function does not give such an order")
}

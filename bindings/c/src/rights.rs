//! What data subjects ask for.

use sealroll::{Decision, Order, QueuedRequest, StandingPolicy};

use crate::buffer::{SealrollBuffer, buffer};
use crate::failure::Failure;
use crate::handle::{Object, Out, borrow, count, create, free, guard, read};
use crate::input;
use crate::instruct::instruct;
use crate::outbox::SealrollOutbox;
use crate::owner::SealrollOwner;
use crate::request::SealrollRequest;
use crate::status::SealrollStatus;
use crate::ticket::right_number;

/// Requests of data subjects among the records opened so far, in log order. The ticket of the visit
/// has signed each.
///
/// Freed by the caller with `sealroll_rights_free`.
pub struct SealrollRights {
    _opaque: [u8; 0],
}

impl Object for SealrollRights {
    type State = Vec<QueuedRequest>;
    const TAG: &'static [u8; 8] = b"srrights";
}

/// Orders that grant a request, to be given one after the other.
///
/// Freed by the caller with `sealroll_orders_free`.
pub struct SealrollOrders {
    _opaque: [u8; 0],
}

impl Object for SealrollOrders {
    type State = Vec<Order>;
    const TAG: &'static [u8; 8] = b"srorders";
}

/// What guests ask for.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_rights(
    owner: *const SealrollOwner,
    rights: *mut *mut SealrollRights,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(owner, rights, |device| Ok(create(device.inbox.requests()))) }
}

/// What guests ask for and was not answered yet, as far as the outbox knows.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_open_rights(
    owner: *const SealrollOwner,
    outbox: *const SealrollOutbox,
    rights: *mut *mut SealrollRights,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(owner, rights, |device| {
            Ok(create(device.inbox.open_requests(&*borrow(outbox)?)))
        })
    }
}

/// How many requests there are; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_rights_count(rights: *const SealrollRights) -> usize {
    // SAFETY: the caller answers for the pointer.
    unsafe { count(rights, Vec::len) }
}

/// The record id of the check-in that a request is about: 32 bytes are written to `record_id`.
///
/// This and the next functions fail with `SEALROLL_STATUS_ABSENT` if there are not so many requests.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_rights_check_in(
    rights: *const SealrollRights,
    index: usize,
    record_id: *mut u8,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(rights, record_id.cast::<[u8; 32]>(), |rights| {
            Ok(*queued(rights, index)?.check_in.as_bytes())
        })
    }
}

/// The record id of the request itself: 32 bytes are written to `record_id`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_rights_record_id(
    rights: *const SealrollRights,
    index: usize,
    record_id: *mut u8,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(rights, record_id.cast::<[u8; 32]>(), |rights| {
            Ok(*queued(rights, index)?.record_id.as_bytes())
        })
    }
}

/// What is asked for, one of `SealrollRight`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_rights_right(
    rights: *const SealrollRights,
    index: usize,
    right: *mut i32,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(rights, right, |rights| {
            Ok(right_number(queued(rights, index)?.kind))
        })
    }
}

/// When the guest arrived, by what the check-in says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_rights_arrival(
    rights: *const SealrollRights,
    index: usize,
    time: *mut u64,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(rights, time, |rights| {
            Ok(queued(rights, index)?.arrival.seconds())
        })
    }
}

/// Decides a request by what the owner has laid down in advance: erasure that is asked for within
/// `withdraw_within` seconds of the arrival is granted, never if that is 0; restriction is, if
/// `restrict_always`. What is granted covers the check-in and everything that followed it up. No
/// order at all: a person has to decide.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_decide(
    owner: *const SealrollOwner,
    rights: *const SealrollRights,
    index: usize,
    withdraw_within: u64,
    restrict_always: bool,
    now: u64,
    orders: *mut *mut SealrollOrders,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(orders)?;
        let now = input::time(now)?;
        let policy = StandingPolicy {
            withdraw_within: (withdraw_within > 0).then_some(withdraw_within),
            restrict: restrict_always,
            ..StandingPolicy::default()
        };
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let (device, rights) = (borrow(owner)?, borrow(rights)?);
            let request = queued(&rights, index)?;
            out.set(create(match device.inbox.decide(request, &policy, now) {
                Decision::Granted(orders) => orders,
                Decision::Open => Vec::new(),
            }));
        }
        Ok(())
    })
}

/// How many orders there are; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_orders_count(orders: *const SealrollOrders) -> usize {
    // SAFETY: the caller answers for the pointer.
    unsafe { count(orders, Vec::len) }
}

/// The line of an order, as a text: how the instruction will say it.
///
/// Fails with `SEALROLL_STATUS_ABSENT` if there are not so many.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_orders_text(
    orders: *const SealrollOrders,
    index: usize,
    text: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(orders, text, |orders| {
            Ok(buffer(order(orders, index)?.to_string().as_bytes()))
        })
    }
}

/// Signs one of the orders, as `sealroll_owner_instruct_epoch` does.
///
/// Fails with `SEALROLL_STATUS_ABSENT` if there are not so many.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_instruct_order(
    owner: *mut SealrollOwner,
    orders: *const SealrollOrders,
    index: usize,
    now: u64,
    instruction: *mut *mut SealrollRequest,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        let order = || Ok(*order(&borrow(orders)?, index)?);
        instruct(owner, order, now, instruction)
    }
}

/// Frees requests. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_rights_free(rights: *mut SealrollRights) {
    // SAFETY: the caller answers for the pointer.
    unsafe { free(rights) }
}

/// Frees orders. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_orders_free(orders: *mut SealrollOrders) {
    // SAFETY: the caller answers for the pointer.
    unsafe { free(orders) }
}

pub(crate) fn queued(rights: &[QueuedRequest], index: usize) -> Result<&QueuedRequest, Failure> {
    rights.get(index).ok_or_else(Failure::absent)
}

fn order(orders: &[Order], index: usize) -> Result<&Order, Failure> {
    orders.get(index).ok_or_else(Failure::absent)
}

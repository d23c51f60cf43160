//! What brings a list back after a loss: blob, canary, drill, recovery.

use sealroll::{Drill, Owner, RecoveryPage, Response};

use crate::exchange::{Exchange, SealrollExchange};
use crate::failure::Failure;
use crate::handle::{Out, borrow, create, guard, read};
use crate::identity::SealrollIdentity;
use crate::input;
use crate::owner::{Device, SealrollOwner};
use crate::random::{CallRandom, SealrollRandom};
use crate::secret::{SealrollCost, SealrollSecret, cost};
use crate::status::SealrollStatus;

/// Takes a recovery code or passphrase as that which brings the list back: keeps a public key that is
/// derived from it, and that alone. `cost` may be NULL. Call `sealroll_owner_keep_recoverable` next.
///
/// Fails with `SEALROLL_STATUS_LIMIT` for a passphrase of the wrong length or too little memory.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_set_recovery(
    owner: *mut SealrollOwner,
    secret: *const SealrollSecret,
    cost_of_blob: *const SealrollCost,
    random: *const SealrollRandom,
) -> SealrollStatus {
    guard(|| {
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let (mut device, secret) = (borrow(owner)?, borrow(secret)?);
            let cost = cost(cost_of_blob)?;
            let mut random = CallRandom::seed(random)?;
            let secret = secret.as_secret();
            device.owner.set_recovery(secret, cost, &mut random)?;
        }
        Ok(())
    })
}

/// Whether this is a device that keeps the list recoverable: the owner's, not a delegate's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_keeps_recovery(
    owner: *const SealrollOwner,
    keeps: *mut bool,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(owner, keeps, |device| Ok(device.owner.keeps_recovery())) }
}

/// Whether `sealroll_owner_set_recovery` was called.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_has_recovery(
    owner: *const SealrollOwner,
    has: *mut bool,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(owner, has, |device| Ok(device.owner.has_recovery())) }
}

/// Whether what the processor has would not bring back what this device can open: after a roll-over, a
/// puncture, a new canary or a new code. Purge no epoch as long as this is so.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_is_blob_due(
    owner: *const SealrollOwner,
    is_due: *mut bool,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(owner, is_due, |device| Ok(device.owner.is_blob_due())) }
}

/// Stores with the processor what a recovery needs: a canary for drills, and a sealed blob that covers
/// what this device can open now. Sync first, and call this after every roll-over and puncture. Writes
/// whether anything had to be stored.
///
/// Fails with the codes of a receipt and of a refusal, and with `SEALROLL_STATUS_UNREACHABLE`: call it
/// again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_keep_recoverable(
    owner: *mut SealrollOwner,
    exchange: *const SealrollExchange,
    random: *const SealrollRandom,
    stored: *mut bool,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(stored)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let mut device = borrow(owner)?;
            let exchange = Exchange::read(exchange)?;
            let mut random = CallRandom::seed(random)?;
            let owner = &mut device.owner;
            let mut stored = false;
            // Without a logged statement for today there is no canary yet; the next time there is.
            if let Ok(Some(request)) = owner.canary_request(exchange.now()?, &mut random) {
                exchange.save(&owner.to_bytes())?;
                let receipt = exchange.send(&request)?;
                owner.confirm_canary(receipt.success()?)?;
                stored = true;
            }
            let now = exchange.now()?;
            if let Some(request) = owner.blob_request(exchange.authority, now, &mut random)? {
                exchange.save(&owner.to_bytes())?;
                exchange.send(&request)?.success()?;
                owner.blob_stored();
                stored = true;
            }
            out.set(stored);
        }
        Ok(())
    })
}

/// Whether it is time for a drill: the last was 28 days ago or more, or never.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_is_drill_due(
    owner: *const SealrollOwner,
    now: u64,
    is_due: *mut bool,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(owner, is_due, |device| {
            Ok(device.owner.is_drill_due(input::time(now)?))
        })
    }
}

/// When the last drill was, as far as this device knows.
///
/// Fails with `SEALROLL_STATUS_ABSENT` if there was none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_last_drill(
    owner: *const SealrollOwner,
    time: *mut u64,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(owner, time, |device| {
            let last = device.owner.last_drill();
            Ok(last.ok_or_else(Failure::absent)?.seconds())
        })
    }
}

/// A drill: opens the canary with nothing but what the processor has and what is `typed` here, which
/// the owner takes from where it is kept. It succeeds if and only if the list would come back after a
/// loss. Orders that the drill is logged, and writes when that was done, by the processor's clock.
///
/// Fails with `SEALROLL_STATUS_OPEN_FAILED` for something else than the code, `..._REFUSED` or
/// `..._UNKNOWN_CANARY` if there is nothing to be opened, `..._STALE_INSTRUCTION` while another order
/// waits, the codes of a refusal, and `..._UNREACHABLE`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_drill(
    owner: *mut SealrollOwner,
    typed: *const SealrollSecret,
    exchange: *const SealrollExchange,
    random: *const SealrollRandom,
    time: *mut u64,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(time)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let (mut device, typed) = (borrow(owner)?, borrow(typed)?);
            let exchange = Exchange::read(exchange)?;
            let mut random = CallRandom::seed(random)?;
            let (owner, authority) = (&mut device.owner, exchange.authority);
            let request = owner.fetch_blob_request(authority, exchange.now()?, &mut random)?;
            let blob = exchange.send(&request)?;
            let drill = Drill::begin(owner.list_id(), blob.success()?, typed.as_secret())?;
            let request = drill.request(owner, authority, exchange.now()?, &mut random)?;
            let order = drill.finish(&exchange.send(&request)?)?;
            let instruction = owner.instruct(order, exchange.now()?)?;
            exchange.save(&owner.to_bytes())?;
            let answer = exchange.send(&instruction)?;
            let done = owner.confirm_instruction(answer.success()?)?;
            owner.drilled(done.time);
            out.set(done.time.seconds());
        }
        Ok(())
    })
}

/// Brings a list back to this device, which has the identity, what was set with
/// `sealroll_owner_set_recovery`, and a welcome bundle that the processor has for any of the list's
/// epochs, such as `sealroll_guest_welcome_request` asks for. Posters stay as they are.
///
/// Registers new online keys, fetches blob, terms and statements, syncs, and punctures what was
/// erased. Then publish the statements, call `sealroll_owner_keep_recoverable`, and, if the lost device
/// was stolen, `sealroll_owner_revoke_device`.
///
/// Fails with `SEALROLL_STATUS_OPEN_FAILED` for a wrong secret, `..._REFUSED` if there is no blob, the codes of a
/// sync and of a refusal, and `..._UNREACHABLE`: begin again some
/// seconds later.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_recover(
    identity: *const SealrollIdentity,
    secret: *const SealrollSecret,
    bundle: *const u8,
    bundle_length: usize,
    exchange: *const SealrollExchange,
    random: *const SealrollRandom,
    owner: *mut *mut SealrollOwner,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(owner)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let (identity, secret) = (borrow(identity)?, borrow(secret)?);
            let bundle = input::bytes(bundle, bundle_length)?.to_vec();
            let exchange = Exchange::read(exchange)?;
            let mut random = CallRandom::seed(random)?;
            let now = exchange.now()?;
            let owner = Owner::begin_recovery(&identity, bundle, now, &mut random)?;
            exchange.send(&owner.registration_request())?.success()?;
            let mut device = Device::new(owner);
            let authority = exchange.authority;
            let now = exchange.now()?;
            let request = device
                .owner
                .fetch_blob_request(authority, now, &mut random)?;
            let blob = exchange.send(&request)?;
            device
                .owner
                .take_blob(blob.success()?, secret.as_secret())?;
            fetch_pages(&mut device.owner, &exchange, &mut random)?;
            device.sync(&exchange, &mut random)?;
            for epoch in device.owner.open_epochs() {
                if device.inbox.is_purged(epoch) {
                    device.owner.puncture(epoch)?;
                }
            }
            out.set(create(device));
        }
        Ok(())
    })
}

/// Terms, certificates and statements of the former devices.
fn fetch_pages(
    owner: &mut Owner,
    exchange: &Exchange<'_>,
    random: &mut CallRandom,
) -> Result<(), Failure> {
    let mut page = |owner: &Owner, page| -> Result<Response, Failure> {
        let now = exchange.now()?;
        let request = owner.recovery_page_request(page, exchange.authority, now, random)?;
        exchange.send(&request)
    };
    let mut next = Some(0);
    while let Some(from) = next {
        let answer = page(owner, RecoveryPage::Documents(from))?;
        next = owner.take_documents(answer.success()?);
    }
    let mut next = Some(0);
    while let Some(from) = next {
        let answer = page(owner, RecoveryPage::Statements(from))?;
        next = owner.take_statements(answer.success()?);
    }
    Ok(())
}

//! What an owner's device does: publish, sync, fetch, open, erase, go on.

use core::ffi::{c_char, c_void};
use core::ops::ControlFlow;

use sealroll::{Epoch, Method, SyncReport, Workers};

use crate::batch::SealrollBatch;
use crate::exchange::{Exchange, SealrollExchange};
use crate::failure::Failure;
use crate::fetched::SealrollFetched;
use crate::handle::{Out, borrow, change, count, create, guard, read};
use crate::identity::SealrollIdentity;
use crate::input;
use crate::owner::{Device, SealrollOwner};
use crate::random::{CallRandom, SealrollRandom};
use crate::request::{SealrollRequest, request};
use crate::status::SealrollStatus;
use crate::sync_report::SealrollSyncReport;
use crate::terms::SealrollTerms;

/// Registers the list, or tells the processor new certificates and terms.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_registration_request(
    owner: *const SealrollOwner,
    registration: *mut *mut SealrollRequest,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(owner, registration, |device| {
            Ok(request(&device.owner.registration_request()))
        })
    }
}

/// Publishes the statements that are not in the log yet. `authority` is the host of the API, with
/// its port if it is not the scheme's own.
///
/// Fails with `SEALROLL_STATUS_ABSENT` if there are none: that is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_statements_request(
    owner: *const SealrollOwner,
    authority: *const c_char,
    now: u64,
    random: *const SealrollRandom,
    statements: *mut *mut SealrollRequest,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(statements)?;
        let now = input::time(now)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let device = borrow(owner)?;
            let authority = input::text(authority)?;
            let mut random = CallRandom::seed(random)?;
            let upload = device
                .owner
                .statements_request(authority, now, &mut random)?;
            out.set(request(&upload.ok_or_else(Failure::absent)?));
        }
        Ok(())
    })
}

/// Follows the list's record logs, checks that they have only grown, and cosigns. From the first
/// sync on guests can check in. The state is saved before each cosignature leaves.
///
/// Fails with `SEALROLL_STATUS_ROLLED_BACK`, `..._INCONSISTENT` or `..._FOREIGN_STATEMENT` if the
/// processor contradicts itself, then save `sealroll_owner_evidence`. Fails with the codes of a receipt or
/// a refusal, and with `..._UNREACHABLE`. What was verified before is kept; sync again.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_sync(
    owner: *mut SealrollOwner,
    exchange: *const SealrollExchange,
    random: *const SealrollRandom,
    report: *mut *mut SealrollSyncReport,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(report)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let mut device = borrow(owner)?;
            let exchange = Exchange::read(exchange)?;
            let mut random = CallRandom::seed(random)?;
            out.set(create(device.sync(&exchange, &mut random)?));
        }
        Ok(())
    })
}

impl Device {
    /// A sync, with the state saved before each cosignature leaves.
    pub(crate) fn sync(
        &mut self,
        exchange: &Exchange<'_>,
        random: &mut CallRandom,
    ) -> Result<SyncReport, Failure> {
        let mut sync = self.owner.sync(&mut self.inbox, exchange.now()?);
        while let Some(request) = sync.request(exchange.authority, exchange.now()?, random)? {
            if request.method == Method::Post {
                exchange.save(&sync.owner().to_bytes())?;
            }
            let received = sync.receive(&exchange.send(&request)?);
            if let Some(evidence) = sync.evidence() {
                self.evidence = Some(evidence.to_json());
            }
            received?;
        }
        let report = sync.report().clone();
        self.lost.clone_from(&report.lost_orders);
        Ok(report)
    }
}

/// Fetches the envelopes of an epoch, page by page. Sync first.
///
/// Fails with `SEALROLL_STATUS_UNKNOWN_STATEMENT` for an epoch that the list never had, with the
/// codes of a refusal, and with `..._UNREACHABLE`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_fetch(
    owner: *const SealrollOwner,
    epoch: u32,
    exchange: *const SealrollExchange,
    random: *const SealrollRandom,
    fetched: *mut *mut SealrollFetched,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(fetched)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let device = borrow(owner)?;
            let exchange = Exchange::read(exchange)?;
            let mut random = CallRandom::seed(random)?;
            let mut fetch = device.owner.fetch(Epoch(epoch))?;
            while let Some(request) = fetch.request(
                &device.owner,
                exchange.authority,
                exchange.now()?,
                &mut random,
            )? {
                fetch.receive(&exchange.send(&request)?)?;
            }
            out.set(create(fetch));
        }
        Ok(())
    })
}

/// Opens what was fetched, on all cores. What fails is set aside, the others go on; opening the
/// same again is harmless. Open epochs in ascending order, since a follow-up needs its check-in.
///
/// `progress` may be NULL. It is called, with `context`, with how many are done and how many there
/// are, and stops the work by returning anything but 0: the call fails with
/// `SEALROLL_STATUS_CANCELLED` and nothing was accepted. Fails with `..._UNKNOWN_STATEMENT`, and
/// `..._EPOCH_PURGED` after a puncture.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_open(
    owner: *mut SealrollOwner,
    fetched: *const SealrollFetched,
    progress: Option<unsafe extern "C" fn(context: *mut c_void, done: usize, total: usize) -> i32>,
    context: *mut c_void,
    batch: *mut *mut SealrollBatch,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(batch)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let (mut device, fetched) = (borrow(owner)?, borrow(fetched)?);
            let Device { owner, inbox, .. } = &mut *device;
            let tell = |done, total| match progress {
                Some(progress) if progress(context, done, total) != 0 => ControlFlow::Break(()),
                _ => ControlFlow::Continue(()),
            };
            let workers = Workers::all_cores();
            let opened = owner.open(inbox, fetched.epoch(), fetched.fetched(), workers, tell)?;
            out.set(create(opened));
        }
        Ok(())
    })
}

/// Makes the keys of an epoch underivable on this device, and forgets what was opened of it. Writes
/// whether there was a key. The records are lost once every other holder has done the same and the
/// old device and decryption files are gone.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_puncture(
    owner: *mut SealrollOwner,
    epoch: u32,
    punctured: *mut bool,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        change(owner, punctured, |device| {
            let punctured = device.owner.puncture(Epoch(epoch))?;
            device.inbox.forget(Epoch(epoch));
            Ok(punctured)
        })
    }
}

/// Orders the erasure of an epoch. Puncture it first.
///
/// Fails with `SEALROLL_STATUS_UNKNOWN_STATEMENT` for an epoch that the list never had.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_purge_request(
    owner: *mut SealrollOwner,
    epoch: u32,
    now: u64,
    purge: *mut *mut SealrollRequest,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(purge)?;
        let now = input::time(now)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let mut device = borrow(owner)?;
            out.set(request(&device.owner.purge_instruction(Epoch(epoch), now)?));
        }
        Ok(())
    })
}

/// Verifies the proof that answered the order: the log says that the epoch was erased.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_confirm_purge(
    owner: *mut SealrollOwner,
    epoch: u32,
    proof: *const u8,
    proof_length: usize,
) -> SealrollStatus {
    guard(|| {
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let mut device = borrow(owner)?;
            let proof = input::bytes(proof, proof_length)?;
            device.owner.confirm_purge(Epoch(epoch), proof)?;
        }
        Ok(())
    })
}

/// Whether the log has been shown to hold the erasure of an epoch, by a proof or by a sync.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_is_purge_confirmed(
    owner: *const SealrollOwner,
    epoch: u32,
    confirmed: *mut bool,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(owner, confirmed, |device| {
            Ok(device.owner.is_purge_confirmed(Epoch(epoch)))
        })
    }
}

/// Makes the next generation and writes its number: new keys, and statements to be published.
/// Replace the decryption file.
///
/// Fails with `SEALROLL_STATUS_NOT_YET_VALID` if there is a next generation already, and
/// `..._EXPIRED` if certificates must be renewed first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_roll_over(
    owner: *mut SealrollOwner,
    now: u64,
    random: *const SealrollRandom,
    generation: *mut u32,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(generation)?;
        let now = input::time(now)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let mut device = borrow(owner)?;
            let mut random = CallRandom::seed(random)?;
            out.set(device.owner.roll_over(now, &mut random)?.value());
        }
        Ok(())
    })
}

/// Draws new online keys and has the root certify them. Register them before they are used.
///
/// Fails with `SEALROLL_STATUS_WRONG_LIST` for the identity of another list.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_renew_certificates(
    owner: *mut SealrollOwner,
    identity: *const SealrollIdentity,
    now: u64,
    random: *const SealrollRandom,
) -> SealrollStatus {
    guard(|| {
        let now = input::time(now)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let (mut device, identity) = (borrow(owner)?, borrow(identity)?);
            let mut random = CallRandom::seed(random)?;
            device
                .owner
                .renew_certificates(&identity, now, &mut random)?;
        }
        Ok(())
    })
}

/// Changes the terms, and issues successors of the statements from the current epoch on. Printed
/// codes stay valid. Register the new terms before the statements are published.
///
/// Fails with `SEALROLL_STATUS_BAD_VALUE` if something fixed differs, `..._WRONG_LIST` for the
/// identity of another list, and the codes of the terms.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_change_terms(
    owner: *mut SealrollOwner,
    identity: *const SealrollIdentity,
    terms: *const SealrollTerms,
    now: u64,
) -> SealrollStatus {
    guard(|| {
        let now = input::time(now)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let (mut device, identity) = (borrow(owner)?, borrow(identity)?);
            let terms = borrow(terms)?.terms.clone();
            device.owner.change_terms(&identity, terms, now)?;
        }
        Ok(())
    })
}

/// How many follow-ups carry a head of the log that is none of its heads: their guests were shown
/// another log than the owner. The guest's receipt proves it; ask for it, and give it to an auditor.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_contradicted_count(owner: *const SealrollOwner) -> usize {
    // SAFETY: the caller answers for the pointer.
    unsafe { count(owner, |device| device.inbox.contradicted_heads().len()) }
}

/// Where the entry of such a follow-up stands.
///
/// Fails with `SEALROLL_STATUS_ABSENT` if there are not so many.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_contradicted(
    owner: *const SealrollOwner,
    index: usize,
    generation: *mut u32,
    position: *mut u64,
) -> SealrollStatus {
    guard(|| {
        let (generation, position) = (Out::new(generation)?, Out::new(position)?);
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let heads = borrow(owner)?.inbox.contradicted_heads();
            let found = heads.get(index).ok_or_else(Failure::absent)?;
            generation.set(found.generation.value());
            position.set(found.index);
        }
        Ok(())
    })
}

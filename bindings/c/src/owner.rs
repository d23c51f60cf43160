//! An owner's device.

use core::ffi::c_char;

use sealroll::{Epoch, Inbox, NewList, Order, Owner, open_decryption_file};

use crate::buffer::{SealrollBuffer, buffer};
use crate::failure::Failure;
use crate::handle::{Borrowed, Object, Out, borrow, create, free, guard, read};
use crate::identity::SealrollIdentity;
use crate::input;
use crate::invitation::SealrollInvitation;
use crate::random::{CallRandom, SealrollRandom};
use crate::secret::SealrollSecret;
use crate::status::SealrollStatus;
use crate::terms::SealrollTerms;

/// An owner's device and what it has opened. It may do everything but change the root.
///
/// Save it after every call that takes it without `const`, before what the call returned is sent:
/// `sealroll_owner_to_device_file`, or `sealroll_owner_to_bytes` into a protected store. Opened
/// records are not saved; they are fetched and opened again. Keep the copy of the logs beside it,
/// `sealroll_owner_log_copy`.
///
/// Freed by the caller with `sealroll_owner_free`.
pub struct SealrollOwner {
    _opaque: [u8; 0],
}

impl Object for SealrollOwner {
    type State = Device;
    const TAG: &'static [u8; 8] = b"srowner.";
}

pub(crate) struct Device {
    pub(crate) owner: Owner,
    pub(crate) inbox: Inbox,
    /// Orders that the last sync found lost with a processor that was restored.
    pub(crate) lost: Vec<Order>,
    /// What the last sync that was lied to can show to others.
    pub(crate) evidence: Option<String>,
}

impl Device {
    pub(crate) fn new(owner: Owner) -> Self {
        Self {
            owner,
            inbox: Inbox::new(),
            lost: Vec::new(),
            evidence: None,
        }
    }
}

/// Bytes that belong to the caller.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct SealrollBytes {
    /// May be NULL if `length` is 0.
    pub data: *const u8,
    /// How many there are.
    pub length: usize,
}

/// Creates a list: draws its keys, signs its terms, and issues the statements of its first
/// generation, which begins with the epoch of `now`. Seal the identity as a file at once; it exists
/// nowhere else.
///
/// Fails with the codes of the terms, such as `SEALROLL_STATUS_LIMIT` or `..._BAD_TEXT`. Both
/// objects are written, or none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_create(
    terms: *const SealrollTerms,
    now: u64,
    random: *const SealrollRandom,
    owner: *mut *mut SealrollOwner,
    identity: *mut *mut SealrollIdentity,
) -> SealrollStatus {
    guard(|| {
        let (out, identity_out) = (Out::new(owner)?, Out::new(identity)?);
        let now = input::time(now)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let list = borrow(terms)?;
            let mut random = CallRandom::seed(random)?;
            let (owner, identity) = Owner::create(list.clone(), now, &mut random)?;
            out.set(create(Device::new(owner)));
            identity_out.set(create(identity));
        }
        Ok(())
    })
}

/// Sets a list up again on a new device: from the identity, a decryption file with its secret, and
/// the `bundle_count` welcome bundles that the processor has for the list's epochs. New online keys
/// are certified: register them, then sync.
///
/// Fails with `SEALROLL_STATUS_OPEN_FAILED` for a wrong secret, `..._UNKNOWN_STATEMENT` if no
/// bundle is the list's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_restore(
    identity: *const SealrollIdentity,
    decryption_file: *const u8,
    decryption_file_length: usize,
    secret: *const SealrollSecret,
    bundles: *const SealrollBytes,
    bundle_count: usize,
    generation_epochs: u32,
    now: u64,
    random: *const SealrollRandom,
    owner: *mut *mut SealrollOwner,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(owner)?;
        let now = input::time(now)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let (identity, secret) = (borrow(identity)?, borrow(secret)?);
            let file = input::bytes(decryption_file, decryption_file_length)?;
            let bundles = input::slice(bundles, bundle_count)?
                .iter()
                .map(|bundle| input::bytes(bundle.data, bundle.length).map(<[u8]>::to_vec))
                .collect::<Result<Vec<_>, _>>()?;
            let mut random = CallRandom::seed(random)?;
            let keys = open_decryption_file(file, secret.as_secret())?;
            let owner = Owner::restore(
                &identity,
                keys,
                &bundles,
                generation_epochs,
                now,
                &mut random,
            )?;
            out.set(create(Device::new(owner)));
        }
        Ok(())
    })
}

/// The list's id: 16 bytes are written to `list_id`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_list_id(
    owner: *const SealrollOwner,
    list_id: *mut u8,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(owner, list_id.cast::<[u8; 16]>(), |device| {
            Ok(*device.owner.list_id().as_bytes())
        })
    }
}

/// Five words to be printed beside the QR code, as a text.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_fingerprint_words(
    owner: *const SealrollOwner,
    words: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(owner, words, |device| {
            Ok(buffer(device.owner.fingerprint_words().as_bytes()))
        })
    }
}

/// The terms in force, as an object of their own: change it, then `sealroll_owner_change_terms`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_terms(
    owner: *const SealrollOwner,
    terms: *mut *mut SealrollTerms,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(owner, terms, |device| {
            let (owner, terms) = (&device.owner, device.owner.terms());
            let mut list = NewList::new(owner.environment(), &terms.origin, terms.log_key);
            list.terms = terms.clone();
            Ok(create(list))
        })
    }
}

/// Makes the content of a QR code. `base` is where the guest's page is served, such as
/// `https://example.org`; `door_code` may be NULL. Printing it again gives the same code.
///
/// Fails with `SEALROLL_STATUS_BAD_LINK` or `..._BAD_TEXT`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_invitation(
    owner: *const SealrollOwner,
    base: *const c_char,
    door_code: *const c_char,
    invitation: *mut *mut SealrollInvitation,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(owner, invitation, |device| {
            let (base, door_code) = (input::text(base)?, input::optional_text(door_code)?);
            Ok(create(device.owner.invitation(base, door_code)?))
        })
    }
}

/// The epoch in which a moment lies.
///
/// Fails with `SEALROLL_STATUS_ABSENT` before the first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_epoch_at(
    owner: *const SealrollOwner,
    time: u64,
    epoch: *mut u32,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(epoch)?;
        let time = input::time(time)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let epoch = borrow(owner)?.owner.epoch_at(time);
            out.set(epoch.ok_or_else(Failure::absent)?.value());
        }
        Ok(())
    })
}

/// The last epoch that there is a statement for: roll over before it ends.
///
/// Fails with `SEALROLL_STATUS_ABSENT` if there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_last_epoch(
    owner: *const SealrollOwner,
    epoch: *mut u32,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(epoch)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let epoch = borrow(owner)?.owner.last_epoch();
            out.set(epoch.ok_or_else(Failure::absent)?.value());
        }
        Ok(())
    })
}

/// Epochs with a statement whose keys still exist, ascending.
///
/// Writes how many there are to `count`, and them to `epochs`, which has room for `capacity`.
/// With a capacity of 0, where `epochs` may be NULL, only `count` is written. Fails with
/// `SEALROLL_STATUS_SHORT_BUFFER` if a capacity other than 0 is too small.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_open_epochs(
    owner: *const SealrollOwner,
    epochs: *mut u32,
    capacity: usize,
    count: *mut usize,
) -> SealrollStatus {
    guard(|| {
        // SAFETY: the caller answers for the pointers.
        unsafe {
            write_epochs(epochs, capacity, count, || {
                Ok(borrow(owner)?.owner.open_epochs())
            })
        }
    })
}

/// Epochs whose retention is over and whose keys still exist, ascending: puncture them and order
/// their erasure. Written as by `sealroll_owner_open_epochs`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_due_epochs(
    owner: *const SealrollOwner,
    now: u64,
    epochs: *mut u32,
    capacity: usize,
    count: *mut usize,
) -> SealrollStatus {
    guard(|| {
        let now = input::time(now)?;
        let due = |device: Borrowed<'_, Device>| device.owner.due_epochs(now);
        // SAFETY: the caller answers for the pointers.
        unsafe { write_epochs(epochs, capacity, count, || borrow(owner).map(due)) }
    })
}

/// Wipes and frees an owner. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_free(owner: *mut SealrollOwner) {
    // SAFETY: the caller answers for the pointer.
    unsafe { free(owner) }
}

/// # Safety
/// The pointers are NULL or valid for writing as many.
pub(crate) unsafe fn write_epochs(
    epochs: *mut u32,
    capacity: usize,
    count: *mut usize,
    find: impl FnOnce() -> Result<Vec<Epoch>, Failure>,
) -> Result<(), Failure> {
    let out = Out::new(count)?;
    // SAFETY: the caller's promise.
    let place = unsafe { input::slice_mut(epochs, capacity) }?;
    let found = find()?;
    if !place.is_empty() {
        let short = || {
            Failure::new(
                SealrollStatus::ShortBuffer,
                c"the array has no room for the result",
            )
        };
        let place = place.get_mut(..found.len()).ok_or_else(short)?;
        for (place, epoch) in place.iter_mut().zip(&found) {
            *place = epoch.value();
        }
    }
    // SAFETY: the caller's promise.
    unsafe { out.set(found.len()) }
    Ok(())
}

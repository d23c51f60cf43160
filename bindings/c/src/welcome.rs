//! A verified welcome bundle.

use sealroll::{Policy, Welcome};

use crate::buffer::{SealrollBuffer, buffer};
use crate::card::SealrollCard;
use crate::form::{SealrollForm, field_of};
use crate::handle::{Object, Out, borrow, create, free, guard, read};
use crate::input;
use crate::pending::SealrollPending;
use crate::random::{CallRandom, SealrollRandom};
use crate::status::SealrollStatus;
use crate::terms::{authority_of, text_of};

/// A list's welcome bundle after every check. Show venue and fingerprint words, and what the data
/// is collected for, before the guest sends.
///
/// Freed by the caller with `sealroll_welcome_free`.
pub struct SealrollWelcome {
    _opaque: [u8; 0],
}

impl Object for SealrollWelcome {
    type State = Welcome;
    const TAG: &'static [u8; 8] = b"srwelcom";
}

/// A text of the terms. `which` is one of `SealrollText`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_welcome_text(
    welcome: *const SealrollWelcome,
    which: i32,
    text: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(welcome, text, |welcome| {
            Ok(buffer(text_of(welcome.terms(), which)?.as_bytes()))
        })
    }
}

/// Five words that stand beside the QR code as well, as a text. Whoever compares them notices a
/// code that was pasted over.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_welcome_fingerprint_words(
    welcome: *const SealrollWelcome,
    words: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(welcome, words, |welcome| {
            Ok(buffer(welcome.fingerprint_words().as_bytes()))
        })
    }
}

/// The list's id: 16 bytes are written to `list_id`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_welcome_list_id(
    welcome: *const SealrollWelcome,
    list_id: *mut u8,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(welcome, list_id.cast::<[u8; 16]>(), |welcome| {
            Ok(*welcome.list_id().as_bytes())
        })
    }
}

/// The epoch, and the range of time in which check-ins may be sealed: from `not_before` on and
/// before `not_after`, in seconds since 1970.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_welcome_epoch(
    welcome: *const SealrollWelcome,
    epoch: *mut u32,
    not_before: *mut u64,
    not_after: *mut u64,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(epoch)?;
        let (not_before, not_after) = (Out::new(not_before)?, Out::new(not_after)?);
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let welcome = borrow(welcome)?;
            let statement = welcome.statement();
            out.set(statement.epoch().value());
            not_before.set(statement.not_before().seconds());
            not_after.set(statement.not_after().seconds());
        }
        Ok(())
    })
}

/// When what is sealed now is erased at the latest, in seconds since 1970.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_welcome_erased_by(
    welcome: *const SealrollWelcome,
    time: *mut u64,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(welcome, time, |welcome| Ok(welcome.erased_by().seconds())) }
}

/// Whether the list asks for a field: one of `SealrollField` gives one of `SealrollPolicy`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_welcome_policy(
    welcome: *const SealrollWelcome,
    field: i32,
    policy: *mut i32,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(policy)?;
        let field = field_of(field)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let welcome = borrow(welcome)?;
            let fields = welcome.fields();
            let found = fields.iter().find(|(known, _)| *known == field);
            let policy = found.map_or(Policy::Absent, |(_, policy)| *policy);
            out.set(i32::from(policy.to_byte()));
        }
        Ok(())
    })
}

/// The card of the authority that alone reads contact data, if the list is under dual control: show
/// the guest its name and words, since not the venue reads them.
///
/// Fails with `SEALROLL_STATUS_ABSENT` if the owner reads them: that is fine, and the usual.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_welcome_authority(
    welcome: *const SealrollWelcome,
    card: *mut *mut SealrollCard,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(welcome, card, |welcome| authority_of(welcome.terms())) }
}

/// The largest number of companions.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_welcome_max_companions(
    welcome: *const SealrollWelcome,
    count: *mut u8,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(welcome, count, |welcome| Ok(welcome.terms().max_companions)) }
}

/// Seals a check-in. Save what `sealroll_pending_to_bytes` gives before it is sent.
///
/// Fails with `SEALROLL_STATUS_BAD_FIELD`, `..._FIELD_REQUIRED` or `..._FIELD_NOT_ALLOWED`, after
/// which `sealroll_last_error_field` names the field; `..._LIMIT` if all fields together are too
/// long; `..._EXPIRED` or `..._NOT_YET_VALID` if the epoch is not now: ask for a new bundle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_welcome_check_in(
    welcome: *const SealrollWelcome,
    form: *const SealrollForm,
    now: u64,
    random: *const SealrollRandom,
    pending: *mut *mut SealrollPending,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(pending)?;
        let now = input::time(now)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let (welcome, form) = (borrow(welcome)?, borrow(form)?);
            let mut random = CallRandom::seed(random)?;
            out.set(create(welcome.check_in(
                form.check_in(),
                now,
                &mut random,
            )?));
        }
        Ok(())
    })
}

/// Frees a welcome. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_welcome_free(welcome: *mut SealrollWelcome) {
    // SAFETY: the caller answers for the pointer.
    unsafe { free(welcome) }
}

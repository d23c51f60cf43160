//! The terms of a list.

use core::ffi::c_char;

use sealroll::{Bucket, NewList, Policy, Terms, VerifyingKey};

use crate::buffer::{SealrollBuffer, buffer};
use crate::card::SealrollCard;
use crate::failure::Failure;
use crate::form::field_of;
use crate::handle::{Object, Out, borrow, create, free, guard, read};
use crate::input;
use crate::status::SealrollStatus;

/// What an owner decides about a list: before it exists, and what may be changed later.
///
/// Values are checked where that is said, and all together when a list is created or its terms are
/// changed. Freed by the caller with `sealroll_terms_free`.
pub struct SealrollTerms {
    _opaque: [u8; 0],
}

impl Object for SealrollTerms {
    type State = NewList;
    const TAG: &'static [u8; 8] = b"srterms.";
}

/// A text of a list's terms.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum SealrollText {
    /// Name of the venue, 1 to 120 bytes.
    Venue = 0,
    /// Address of the venue, at most 200 bytes.
    Address = 1,
    /// How to reach the controller, 1 to 200 bytes.
    Contact = 2,
    /// Why the data is collected, in German, 1 to 500 bytes.
    PurposeDe = 3,
    /// Why the data is collected, in English, 1 to 500 bytes.
    PurposeEn = 4,
    /// On what legal basis, in German, 1 to 300 bytes.
    LegalBasisDe = 5,
    /// On what legal basis, in English, 1 to 300 bytes.
    LegalBasisEn = 6,
}

/// A number of a list's terms.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum SealrollNumber {
    /// First second of epoch 0 since 1970. Fixed once the list exists. Default 0.
    EpochAnchor = 0,
    /// Seconds of an epoch, 3600 to 2678400. Fixed once the list exists. Default a day.
    EpochLength = 1,
    /// How many epochs records are kept, 1 to 3660.
    RetentionEpochs = 2,
    /// Most companions of one check-in, at most 50.
    MaxCompanions = 3,
    /// Whether the guest is asked for the door code: 0 or 1.
    DoorCode = 4,
    /// Bytes that every record is padded to: 256, 512, 1024 or 2048. Fixed once the list exists.
    Bucket = 5,
    /// Epochs of a generation, 1 to 2048. Only for a new list. Default 31.
    GenerationEpochs = 6,
}

/// Terms for a new list, with the defaults of the specification: names and phone are required,
/// e-mail, place and companions optional. Every text but the address has to be set.
///
/// `environment` is one of `SealrollEnvironment`; `origin` and `log_key`, 32 bytes, are the
/// processor's, and an owner has to learn from somebody else whether they are true.
/// Fails with `SEALROLL_STATUS_BAD_KEY`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_terms_new(
    environment: i32,
    origin: *const c_char,
    log_key: *const u8,
    terms: *mut *mut SealrollTerms,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(terms)?;
        let environment = input::environment(environment)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let log_key = VerifyingKey::from_bytes(&input::array(log_key)?);
            let log_key = log_key.map_err(|_| {
                Failure::new(SealrollStatus::BadKey, c"the log key is not a public key")
            })?;
            let list = NewList::new(environment, input::text(origin)?, log_key);
            out.set(create(list));
        }
        Ok(())
    })
}

/// Sets a text. `which` is one of `SealrollText`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_terms_set_text(
    terms: *mut SealrollTerms,
    which: i32,
    text: *const c_char,
) -> SealrollStatus {
    guard(|| {
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let mut list = borrow(terms)?;
            let text = input::text(text)?;
            *place_of(&mut list.terms, which)? = text.to_owned();
        }
        Ok(())
    })
}

/// A text. `which` is one of `SealrollText`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_terms_text(
    terms: *const SealrollTerms,
    which: i32,
    text: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(terms, text, |list| {
            Ok(buffer(text_of(&list.terms, which)?.as_bytes()))
        })
    }
}

/// Sets a number. `which` is one of `SealrollNumber`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_terms_set_number(
    terms: *mut SealrollTerms,
    which: i32,
    number: u64,
) -> SealrollStatus {
    guard(|| {
        // SAFETY: the caller answers for the pointer.
        let mut list = unsafe { borrow(terms) }?;
        let range = || Failure::argument(c"a number is out of range");
        let small = |number: u64| u32::try_from(number).map_err(|_| range());
        let short = |number: u64| u16::try_from(number).map_err(|_| range());
        match which {
            0 => list.terms.epoch_anchor = input::time(number)?,
            1 => list.terms.epoch_length = small(number)?,
            2 => list.terms.retention_epochs = short(number)?,
            3 => list.terms.max_companions = u8::try_from(number).map_err(|_| range())?,
            4 if number < 2 => list.terms.door_code = number == 1,
            5 => list.terms.bucket = Bucket::from_size(short(number)?).map_err(|_| range())?,
            6 => list.generation_epochs = small(number)?,
            4 => return Err(range()),
            _ => return Err(no_number()),
        }
        Ok(())
    })
}

/// A number. `which` is one of `SealrollNumber`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_terms_number(
    terms: *const SealrollTerms,
    which: i32,
    number: *mut u64,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(terms, number, |list| {
            Ok(match which {
                0 => list.terms.epoch_anchor.seconds(),
                1 => u64::from(list.terms.epoch_length),
                2 => u64::from(list.terms.retention_epochs),
                3 => u64::from(list.terms.max_companions),
                4 => u64::from(list.terms.door_code),
                5 => u64::from(list.terms.bucket.size()),
                6 => u64::from(list.generation_epochs),
                _ => return Err(no_number()),
            })
        })
    }
}

/// Says whether guests are asked for a field: one of `SealrollField`, and one of
/// `SealrollPolicy`. Arrival, departure and door code have no policy.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_terms_set_policy(
    terms: *mut SealrollTerms,
    field: i32,
    policy: i32,
) -> SealrollStatus {
    guard(|| {
        // SAFETY: the caller answers for the pointer.
        let mut list = unsafe { borrow(terms) }?;
        let policy = u8::try_from(policy).ok();
        let policy = policy.and_then(|policy| Policy::from_byte(policy).ok());
        let policy = policy.ok_or_else(|| Failure::argument(c"there is no such policy"))?;
        let name = field_of(field)?.policy_name().ok_or_else(no_policy)?;
        list.terms.fields = list.terms.fields.with(name, policy);
        Ok(())
    })
}

/// Whether guests are asked for a field: one of `SealrollField` gives one of `SealrollPolicy`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_terms_policy(
    terms: *const SealrollTerms,
    field: i32,
    policy: *mut i32,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(terms, policy, |list| {
            let name = field_of(field)?.policy_name().ok_or_else(no_policy)?;
            Ok(i32::from(list.terms.fields.policy(name).to_byte()))
        })
    }
}

/// Puts a list under dual control: contact data are sealed to the authority of this card and the
/// owner reads none of them. NULL ends that. It needs a `SEALROLL_NUMBER_BUCKET` of 512 or more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_terms_set_authority(
    terms: *mut SealrollTerms,
    card: *const SealrollCard,
) -> SealrollStatus {
    guard(|| {
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let mut list = borrow(terms)?;
            list.terms.authority = if card.is_null() {
                None
            } else {
                Some(borrow(card)?.clone())
            };
        }
        Ok(())
    })
}

/// The card of the authority that alone reads contact data.
///
/// Fails with `SEALROLL_STATUS_ABSENT` if the list is not under dual control: the owner reads them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_terms_authority(
    terms: *const SealrollTerms,
    card: *mut *mut SealrollCard,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(terms, card, |list| authority_of(&list.terms)) }
}

/// Frees terms. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_terms_free(terms: *mut SealrollTerms) {
    // SAFETY: the caller answers for the pointer.
    unsafe { free(terms) }
}

/// One of `SealrollText`.
pub(crate) fn text_of(terms: &Terms, which: i32) -> Result<&str, Failure> {
    Ok(match which {
        0 => &terms.venue,
        1 => &terms.address,
        2 => &terms.contact,
        3 => &terms.purpose_de,
        4 => &terms.purpose_en,
        5 => &terms.legal_basis_de,
        6 => &terms.legal_basis_en,
        _ => return Err(no_text()),
    })
}

/// The authority of terms, as a card of its own.
pub(crate) fn authority_of(terms: &Terms) -> Result<*mut SealrollCard, Failure> {
    let card = terms.authority.clone();
    Ok(create(card.ok_or_else(Failure::absent)?))
}

fn place_of(terms: &mut Terms, which: i32) -> Result<&mut String, Failure> {
    Ok(match which {
        0 => &mut terms.venue,
        1 => &mut terms.address,
        2 => &mut terms.contact,
        3 => &mut terms.purpose_de,
        4 => &mut terms.purpose_en,
        5 => &mut terms.legal_basis_de,
        6 => &mut terms.legal_basis_en,
        _ => return Err(no_text()),
    })
}

fn no_text() -> Failure {
    Failure::argument(c"there is no such text")
}

fn no_number() -> Failure {
    Failure::argument(c"there is no such number")
}

fn no_policy() -> Failure {
    Failure::argument(c"the field has no policy")
}

//! The owner chooses records and seals them to an authority.

use core::ffi::c_char;

use sealroll::{
    AuthorityCard, Chosen, Disclosure, DisclosureReason, Epoch, Order, Position, RecordId,
    Selection,
};

use crate::buffer::{SealrollBuffer, buffer};
use crate::card::SealrollCard;
use crate::exchange::{Exchange, SealrollExchange};
use crate::failure::Failure;
use crate::handle::{Object, Out, borrow, create, free, guard, read};
use crate::input;
use crate::owner::{Device, SealrollOwner};
use crate::random::{CallRandom, SealrollRandom};
use crate::request::{SealrollRequest, request};
use crate::status::SealrollStatus;
use crate::terms::SealrollTerms;
use crate::visits::SealrollVisits;

/// Records sealed to an authority.
///
/// Freed by the caller with `sealroll_disclosure_free`.
pub struct SealrollDisclosure {
    _opaque: [u8; 0],
}

impl Object for SealrollDisclosure {
    type State = Sealed;
    const TAG: &'static [u8; 8] = b"srdisclo";
}

/// What was sealed, and what it was made of, so that the guests can be told.
pub(crate) struct Sealed {
    pub(crate) disclosure: Disclosure,
    pub(crate) chosen: Vec<Chosen>,
    pub(crate) card: AuthorityCard,
}

/// Which visits are wanted: those that meet every condition given. All zero, all are.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct SealrollSelection {
    /// Guests who were still there at this moment or later, in seconds since 1970.
    pub from: u64,
    /// Guests who had arrived before this moment; 0 for any.
    pub until: u64,
    /// Guests at this place, as they gave it; NULL for any.
    pub place: *const c_char,
    /// Guests who were there while the guest of this check-in was, who is chosen too: a record id
    /// of 32 bytes. NULL for any.
    pub companion_of: *const u8,
}

/// Chooses among visits. Who did not check out is taken to have stayed until the planned end, or
/// else until the end of the epoch. `terms` are the list's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_visits_choose(
    visits: *const SealrollVisits,
    terms: *const SealrollTerms,
    selection: *const SealrollSelection,
    chosen: *mut *mut SealrollVisits,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(chosen)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let selection = wanted(selection)?;
            let (visits, list) = (borrow(visits)?, borrow(terms)?);
            let chosen = selection.choose(&visits, &list.terms);
            out.set(create(chosen.into_iter().cloned().collect()));
        }
        Ok(())
    })
}

/// Seals visits to an authority: their envelopes, proofs and the keys of these envelopes alone,
/// which are fetched. That a guest has exercised a right is left out. The texts are those of
/// `SealrollReason`. Sync first.
///
/// Order it with `sealroll_owner_instruct_disclosure`, and hand the file over once that was
/// confirmed: then the list's log says so.
///
/// Fails with `SEALROLL_STATUS_LIMIT` or `..._BAD_TEXT` for a text or no visits, `..._NOT_COSIGNED`
/// or `..._BAD_PROOF` for an entry that is not proven, `..._OPEN_FAILED`, `..._REFUSED` if an envelope
/// was not returned, the codes of a refusal, and `..._UNREACHABLE`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_disclose(
    owner: *const SealrollOwner,
    visits: *const SealrollVisits,
    card: *const SealrollCard,
    case_name: *const c_char,
    purpose: *const c_char,
    legal_basis: *const c_char,
    exchange: *const SealrollExchange,
    random: *const SealrollRandom,
    disclosure: *mut *mut SealrollDisclosure,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(disclosure)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let (device, visits, card) = (borrow(owner)?, borrow(visits)?, borrow(card)?);
            let reason = DisclosureReason {
                case: input::text(case_name)?.to_owned(),
                purpose: input::text(purpose)?.to_owned(),
                legal_basis: input::text(legal_basis)?.to_owned(),
            };
            let exchange = Exchange::read(exchange)?;
            let mut random = CallRandom::seed(random)?;
            let visits: Vec<_> = visits.iter().collect();
            let positions = device.inbox.positions_of(&visits);
            let chosen = fetch(&device, &positions, &exchange, &mut random)?;
            let now = exchange.now()?;
            let owner = &device.owner;
            let disclosure = owner.disclose(&card, &reason, &chosen, now, &mut random)?;
            out.set(create(Sealed {
                disclosure,
                chosen,
                card: card.clone(),
            }));
        }
        Ok(())
    })
}

/// Signs the instruction that records a disclosure, as `sealroll_owner_instruct_epoch` does others.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_instruct_disclosure(
    owner: *mut SealrollOwner,
    disclosure: *const SealrollDisclosure,
    now: u64,
    instruction: *mut *mut SealrollRequest,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(instruction)?;
        let now = input::time(now)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let (mut device, sealed) = (borrow(owner)?, borrow(disclosure)?);
            let order = Order::Disclose(sealed.disclosure.id);
            out.set(request(&device.owner.instruct(order, now)?));
        }
        Ok(())
    })
}

/// Names the disclosure in the list's instruction log: 32 bytes are written to `id`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_disclosure_id(
    disclosure: *const SealrollDisclosure,
    id: *mut u8,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(disclosure, id.cast::<[u8; 32]>(), |sealed| {
            Ok(*sealed.disclosure.id.as_bytes())
        })
    }
}

/// The file for the authority, which alone can open it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_disclosure_file(
    disclosure: *const SealrollDisclosure,
    file: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(disclosure, file, |sealed| {
            Ok(buffer(&sealed.disclosure.file))
        })
    }
}

/// Frees a disclosure. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_disclosure_free(disclosure: *mut SealrollDisclosure) {
    // SAFETY: the caller answers for the pointer.
    unsafe { free(disclosure) }
}

/// # Safety
/// The pointer is NULL or valid for reading, and so are those behind it.
unsafe fn wanted(selection: *const SealrollSelection) -> Result<Selection, Failure> {
    if selection.is_null() {
        return Err(Failure::null());
    }
    if !selection.is_aligned() {
        return Err(Failure::argument(c"a pointer is not aligned"));
    }
    // SAFETY: not NULL and aligned; the rest is the caller's promise.
    unsafe {
        let selection = selection.read();
        let from = input::time(selection.from)?;
        let until = input::time(selection.until)?;
        let index = if selection.companion_of.is_null() {
            None
        } else {
            let id = input::array(selection.companion_of)?;
            Some(RecordId::from_bytes(id))
        };
        Ok(Selection {
            from: Some(from),
            until: (selection.until > 0).then_some(until),
            place: input::optional_text(selection.place)?.map(str::to_owned),
            index,
        })
    }
}

/// Fetches envelope and proof of each record; the positions are in log order.
fn fetch(
    device: &Device,
    positions: &[Position],
    exchange: &Exchange<'_>,
    random: &mut CallRandom,
) -> Result<Vec<Chosen>, Failure> {
    let (owner, records) = (&device.owner, device.inbox.records());
    let is_chosen = |position: &Position| positions.binary_search(position).is_ok();
    let mut epochs: Vec<Epoch> = records
        .filter(|record| is_chosen(&record.position))
        .map(|record| record.epoch)
        .collect();
    epochs.sort_unstable();
    epochs.dedup();
    let mut chosen = Vec::with_capacity(positions.len());
    for epoch in epochs {
        let mut fetch = owner.fetch(epoch)?;
        while let Some(request) =
            fetch.request(owner, exchange.authority, exchange.now()?, random)?
        {
            fetch.receive(&exchange.send(&request)?)?;
        }
        for envelope in fetch.into_fetched() {
            if is_chosen(&envelope.position) {
                let request = owner.disclosure_proof_request(envelope.position);
                let proof = exchange.send(&request)?.success()?.to_vec();
                chosen.push(Chosen { envelope, proof });
            }
        }
    }
    if chosen.len() == positions.len() {
        return Ok(chosen);
    }
    Err(Failure::new(
        SealrollStatus::Refused,
        c"the processor did not return every envelope that was chosen",
    ))
}

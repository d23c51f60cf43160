//! Visits that an owner has opened.

use sealroll::{EnteredBy, Epoch, Field, Source, Visit, export};
use zeroize::Zeroizing;

use crate::buffer::{SealrollBuffer, buffer};
use crate::failure::Failure;
use crate::form::field_of;
use crate::handle::{Object, borrow, create, free, read};
use crate::owner::{Device, SealrollOwner};
use crate::status::SealrollStatus;
use crate::ticket::{SealrollSource, right_number};

/// Stands for all epochs.
pub const SEALROLL_ALL_EPOCHS: u32 = u32::MAX;

/// Visits as their guests described and corrected them, in log order. Their texts are hostile:
/// never use them as markup, in a shell or in a formula.
///
/// Freed by the caller with `sealroll_visits_free`.
pub struct SealrollVisits {
    _opaque: [u8; 0],
}

impl Object for SealrollVisits {
    type State = Vec<Visit>;
    const TAG: &'static [u8; 8] = b"srvisits";
}

/// The visits of an epoch, or with `SEALROLL_ALL_EPOCHS` of all that were opened.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_visits(
    owner: *const SealrollOwner,
    epoch: u32,
    visits: *mut *mut SealrollVisits,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(owner, visits, |device| Ok(create(chosen(device, epoch)))) }
}

/// The visits of an epoch, or of all, as a text: comma-separated values (RFC 4180) that no
/// spreadsheet takes for formulas.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_csv(
    owner: *const SealrollOwner,
    epoch: u32,
    csv: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(owner, csv, |device| {
            let text = Zeroizing::new(export::csv(&chosen(device, epoch)));
            Ok(buffer(text.as_bytes()))
        })
    }
}

/// The visits of an epoch, or of all, as a text: JSON.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_json(
    owner: *const SealrollOwner,
    epoch: u32,
    json: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(owner, json, |device| {
            let text = Zeroizing::new(export::json(&chosen(device, epoch)));
            Ok(buffer(text.as_bytes()))
        })
    }
}

/// Visits as a text: comma-separated values (RFC 4180) that no spreadsheet takes for formulas.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_visits_csv(
    visits: *const SealrollVisits,
    csv: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(visits, csv, |visits| {
            Ok(buffer(Zeroizing::new(export::csv(visits)).as_bytes()))
        })
    }
}

/// Visits as a text: JSON.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_visits_json(
    visits: *const SealrollVisits,
    json: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(visits, json, |visits| {
            Ok(buffer(Zeroizing::new(export::json(visits)).as_bytes()))
        })
    }
}

/// Visits as a workbook (Office Open XML) in which every cell is a text.
///
/// Fails with `SEALROLL_STATUS_LIMIT` if there are more than a sheet has rows.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_visits_xlsx(
    visits: *const SealrollVisits,
    workbook: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(visits, workbook, |visits| {
            let too_many = || Failure::new(SealrollStatus::Limit, c"a sheet has not so many rows");
            let workbook = export::xlsx(visits).map(Zeroizing::new);
            Ok(buffer(&workbook.ok_or_else(too_many)?))
        })
    }
}

/// How many visits there are; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_visits_count(visits: *const SealrollVisits) -> usize {
    // SAFETY: the caller answers for the pointer.
    unsafe { borrow(visits) }.map_or(0, |visits| visits.len())
}

/// The record id of a visit's check-in: 32 bytes are written to `record_id`.
///
/// This and the next functions fail with `SEALROLL_STATUS_ABSENT` if there are not so many visits,
/// or the visit has no such value.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_visits_record_id(
    visits: *const SealrollVisits,
    index: usize,
    record_id: *mut u8,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(visits, record_id.cast::<[u8; 32]>(), |visits| {
            Ok(*visit(visits, index)?.record_id.as_bytes())
        })
    }
}

/// The epoch of a visit.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_visits_epoch(
    visits: *const SealrollVisits,
    index: usize,
    epoch: *mut u32,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(visits, epoch, |visits| {
            Ok(visit(visits, index)?.epoch.value())
        })
    }
}

/// A text of a visit. `field` is one of `SealrollField`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_visits_text(
    visits: *const SealrollVisits,
    index: usize,
    field: i32,
    text: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(visits, text, |visits| {
            let text = text_of(visit(visits, index)?, field_of(field)?)?;
            Ok(buffer(text.ok_or_else(Failure::absent)?.as_bytes()))
        })
    }
}

/// Arrival, departure or planned end of a visit, in seconds since 1970. `field` is one of
/// `SealrollField`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_visits_time(
    visits: *const SealrollVisits,
    index: usize,
    field: i32,
    time: *mut u64,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(visits, time, |visits| {
            let visit = visit(visits, index)?;
            let time = match field_of(field)? {
                Field::Arrival => Some(visit.attendance.arrival),
                Field::PlannedEnd => visit.attendance.planned_end,
                Field::Departure => visit.departure.map(|(time, _)| time),
                _ => return Err(Failure::argument(c"the field is not a time")),
            };
            Ok(time.ok_or_else(Failure::absent)?.seconds())
        })
    }
}

/// Who noticed the departure, one of `SealrollSource`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_visits_departure_source(
    visits: *const SealrollVisits,
    index: usize,
    source: *mut i32,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(visits, source, |visits| {
            let departure = visit(visits, index)?.departure;
            let (_, source) = departure.ok_or_else(Failure::absent)?;
            Ok(match source {
                Source::Guest => SealrollSource::Guest,
                Source::Automatic => SealrollSource::Automatic,
                Source::Owner => SealrollSource::Owner,
            } as i32)
        })
    }
}

/// How many came along.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_visits_companions(
    visits: *const SealrollVisits,
    index: usize,
    count: *mut u8,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(visits, count, |visits| {
            Ok(visit(visits, index)?.attendance.companions.count)
        })
    }
}

/// The name of somebody who came along, as a text.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_visits_companion_name(
    visits: *const SealrollVisits,
    index: usize,
    companion: usize,
    name: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(visits, name, |visits| {
            let names = &visit(visits, index)?.attendance.companions.names;
            let name = names.get(companion).ok_or_else(Failure::absent)?;
            Ok(buffer(name.as_str().as_bytes()))
        })
    }
}

/// Whether staff typed it for the guest.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_visits_entered_by_staff(
    visits: *const SealrollVisits,
    index: usize,
    staff: *mut bool,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(visits, staff, |visits| {
            Ok(visit(visits, index)?.attendance.entered_by == EnteredBy::Staff)
        })
    }
}

/// How many corrections were applied.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_visits_corrections(
    visits: *const SealrollVisits,
    index: usize,
    count: *mut u32,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(
            visits,
            count,
            |visits| Ok(visit(visits, index)?.corrections),
        )
    }
}

/// A right that the guest exercised, one of `SealrollRight`; `request` counts from 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_visits_request(
    visits: *const SealrollVisits,
    index: usize,
    request: usize,
    right: *mut i32,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(visits, right, |visits| {
            let requests = &visit(visits, index)?.requests;
            let kind = requests.get(request).ok_or_else(Failure::absent)?;
            Ok(right_number(*kind))
        })
    }
}

/// Frees visits. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_visits_free(visits: *mut SealrollVisits) {
    // SAFETY: the caller answers for the pointer.
    unsafe { free(visits) }
}

fn chosen(device: &Device, epoch: u32) -> Vec<Visit> {
    let mut visits = device.inbox.visits();
    visits.retain(|visit| epoch == SEALROLL_ALL_EPOCHS || visit.epoch == Epoch(epoch));
    visits
}

fn visit(visits: &[Visit], index: usize) -> Result<&Visit, Failure> {
    visits.get(index).ok_or_else(Failure::absent)
}

fn text_of(visit: &Visit, field: Field) -> Result<Option<&str>, Failure> {
    let attendance = &visit.attendance;
    let contact = &attendance.contact;
    Ok(match field {
        Field::GivenName => contact.given_name.as_ref().map(|text| text.as_str()),
        Field::FamilyName => contact.family_name.as_ref().map(|text| text.as_str()),
        Field::Phone => contact.phone.as_ref().map(|text| text.as_str()),
        Field::Email => contact.email.as_ref().map(|text| text.as_str()),
        Field::Street => contact.street.as_ref().map(|text| text.as_str()),
        Field::PostalCode => contact.postal_code.as_ref().map(|text| text.as_str()),
        Field::City => contact.city.as_ref().map(|text| text.as_str()),
        Field::Country => contact.country.as_ref().map(|text| text.as_str()),
        Field::Place => attendance.place.as_ref().map(|text| text.as_str()),
        Field::DoorCode => attendance.door_code.as_ref().map(|text| text.as_str()),
        _ => return Err(Failure::argument(c"the field is not a text")),
    })
}

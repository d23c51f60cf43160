//! What a guest types.

use core::ffi::c_char;

use sealroll::{CheckInForm, CorrectionForm, EnteredBy, Field};
use zeroize::Zeroize;

use crate::failure::Failure;
use crate::handle::{Object, borrow, create, free, guard};
use crate::input;
use crate::status::SealrollStatus;

/// A field of a record.
#[repr(i32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SealrollField {
    /// Given name, 1 to 100 bytes.
    GivenName = 0,
    /// Family name, 1 to 100 bytes.
    FamilyName = 1,
    /// Phone number: `+`, country code and number. Spaces, hyphens, slashes and brackets are
    /// dropped.
    Phone = 2,
    /// E-mail address, 3 to 254 bytes.
    Email = 3,
    /// Street and house number, 1 to 120 bytes.
    Street = 4,
    /// Postal code, 1 to 16 letters, digits, spaces and hyphens.
    PostalCode = 5,
    /// City, 1 to 120 bytes.
    City = 6,
    /// Country, two capital letters.
    Country = 7,
    /// Place in the venue, for instance a table, 1 to 60 bytes.
    Place = 8,
    /// Number of companions; see `sealroll_form_set_companions`.
    Companions = 9,
    /// Names of companions; see `sealroll_form_add_companion_name`.
    CompanionNames = 10,
    /// Planned end of the visit; see `sealroll_form_set_time`.
    PlannedEnd = 11,
    /// Arrival; see `sealroll_form_set_time`.
    Arrival = 12,
    /// Departure. No form has it: a check-out does.
    Departure = 13,
    /// Door code, 1 to 16 letters, digits and hyphens.
    DoorCode = 14,
}

/// Whether a list asks for a field.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum SealrollPolicy {
    /// The field must not be there.
    Absent = 0,
    /// The field may be there.
    Optional = 1,
    /// The field must be there.
    Required = 2,
}

/// What a guest typed, unchecked: it is checked when it is sealed. For a check-in, or for a
/// correction, where only what changes is filled in.
///
/// Freed by the caller with `sealroll_form_free`.
pub struct SealrollForm {
    _opaque: [u8; 0],
}

impl Object for SealrollForm {
    type State = Form;
    const TAG: &'static [u8; 8] = b"srform..";
}

#[derive(Default)]
pub(crate) struct Form {
    check_in: CheckInForm,
    /// Whether the companions were set, which in a correction is a change even if there are none.
    companions: bool,
}

impl Form {
    pub(crate) const fn check_in(&self) -> &CheckInForm {
        &self.check_in
    }

    pub(crate) fn correction(&self) -> CorrectionForm {
        let form = &self.check_in;
        let companions = (form.companions, form.companion_names.clone());
        CorrectionForm {
            contact: form.contact.clone(),
            companions: self.companions.then_some(companions),
            place: form.place.clone(),
            arrival: form.arrival,
            planned_end: form.planned_end,
        }
    }

    fn text(&mut self, field: i32) -> Result<&mut String, Failure> {
        let form = &mut self.check_in;
        Ok(match field_of(field)? {
            Field::GivenName => &mut form.contact.given_name,
            Field::FamilyName => &mut form.contact.family_name,
            Field::Phone => &mut form.contact.phone,
            Field::Email => &mut form.contact.email,
            Field::Street => &mut form.contact.street,
            Field::PostalCode => &mut form.contact.postal_code,
            Field::City => &mut form.contact.city,
            Field::Country => &mut form.contact.country,
            Field::Place => &mut form.place,
            Field::DoorCode => &mut form.door_code,
            _ => return Err(Failure::argument(c"the field is not a text of a form")),
        })
    }
}

impl Drop for Form {
    fn drop(&mut self) {
        for (_, field) in FIELDS {
            if let Ok(text) = self.text(field as i32) {
                text.zeroize();
            }
        }
        self.check_in.companion_names.zeroize();
    }
}

/// An empty form; NULL only if the library has a defect.
#[unsafe(no_mangle)]
pub extern "C" fn sealroll_form_new() -> *mut SealrollForm {
    create(Form::default())
}

/// Fills a text in. `field` is one of `SealrollField`; an empty text stands for a field left out,
/// and outer spaces are dropped.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_form_set_text(
    form: *mut SealrollForm,
    field: i32,
    text: *const c_char,
) -> SealrollStatus {
    guard(|| {
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let mut form = borrow(form)?;
            let text = input::text(text)?;
            let place = form.text(field)?;
            place.zeroize();
            *place = text.to_owned();
        }
        Ok(())
    })
}

/// Fills the arrival or the planned end in, in seconds since 1970. An arrival that is left out is
/// the time of sealing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_form_set_time(
    form: *mut SealrollForm,
    field: i32,
    time: u64,
) -> SealrollStatus {
    guard(|| {
        // SAFETY: the caller answers for the pointer.
        let mut form = unsafe { borrow(form) }?;
        let time = input::time(time)?;
        match field_of(field)? {
            Field::Arrival => form.check_in.arrival = Some(time),
            Field::PlannedEnd => form.check_in.planned_end = Some(time),
            _ => return Err(Failure::argument(c"the field is not a time of a form")),
        }
        Ok(())
    })
}

/// Fills in how many people come along.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_form_set_companions(
    form: *mut SealrollForm,
    count: u8,
) -> SealrollStatus {
    guard(|| {
        // SAFETY: the caller answers for the pointer.
        let mut form = unsafe { borrow(form) }?;
        form.check_in.companions = count;
        form.companions = true;
        Ok(())
    })
}

/// Adds the name of somebody who comes along, where the list asks for names.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_form_add_companion_name(
    form: *mut SealrollForm,
    name: *const c_char,
) -> SealrollStatus {
    guard(|| {
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let mut form = borrow(form)?;
            let name = input::text(name)?;
            form.check_in.companion_names.push(name.to_owned());
            form.companions = true;
        }
        Ok(())
    })
}

/// Says that staff typed it for the guest, or with `false` that the guest did.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_form_set_entered_by_staff(
    form: *mut SealrollForm,
    staff: bool,
) -> SealrollStatus {
    guard(|| {
        // SAFETY: the caller answers for the pointer.
        let mut form = unsafe { borrow(form) }?;
        form.check_in.entered_by = if staff {
            EnteredBy::Staff
        } else {
            EnteredBy::Guest
        };
        Ok(())
    })
}

/// Frees a form. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_form_free(form: *mut SealrollForm) {
    // SAFETY: the caller answers for the pointer.
    unsafe { free(form) }
}

/// The field of a number.
pub(crate) fn field_of(number: i32) -> Result<Field, Failure> {
    let known = FIELDS.iter().find(|(_, known)| *known as i32 == number);
    known
        .map(|(field, _)| *field)
        .ok_or_else(|| Failure::argument(c"there is no such field"))
}

/// The number of a field.
pub(crate) fn field_number(field: Field) -> Option<i32> {
    let known = FIELDS.iter().find(|(known, _)| *known == field);
    known.map(|(_, number)| *number as i32)
}

const FIELDS: [(Field, SealrollField); 15] = [
    (Field::GivenName, SealrollField::GivenName),
    (Field::FamilyName, SealrollField::FamilyName),
    (Field::Phone, SealrollField::Phone),
    (Field::Email, SealrollField::Email),
    (Field::Street, SealrollField::Street),
    (Field::PostalCode, SealrollField::PostalCode),
    (Field::City, SealrollField::City),
    (Field::Country, SealrollField::Country),
    (Field::Place, SealrollField::Place),
    (Field::Companions, SealrollField::Companions),
    (Field::CompanionNames, SealrollField::CompanionNames),
    (Field::PlannedEnd, SealrollField::PlannedEnd),
    (Field::Arrival, SealrollField::Arrival),
    (Field::Departure, SealrollField::Departure),
    (Field::DoorCode, SealrollField::DoorCode),
];

#[cfg(test)]
mod tests {
    use sealroll::Field;

    use super::{field_number, field_of};

    #[test]
    fn every_field_of_a_form_has_a_number() {
        for field in Field::FORM {
            let number = field_number(field);
            let back = number.and_then(|number| field_of(number).ok());
            assert_eq!(back, Some(field));
        }
        assert!(field_of(-1).is_err() && field_of(15).is_err());
    }
}

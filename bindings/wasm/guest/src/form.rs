//! What a guest typed.

use sealroll::{CheckInForm, EnteredBy, Time};
use sealroll_wire::Reader;

use crate::answer::Failure;
use crate::door::part;

/// Reads the form of a check-in.
#[inline(never)]
pub(crate) fn read(reader: &mut Reader<'_>) -> Result<CheckInForm, Failure> {
    let mut form = CheckInForm::default();
    let contact = &mut form.contact;
    let texts = [
        &mut contact.given_name,
        &mut contact.family_name,
        &mut contact.phone,
        &mut contact.email,
        &mut contact.street,
        &mut contact.postal_code,
        &mut contact.city,
        &mut contact.country,
        &mut form.place,
        &mut form.door_code,
    ];
    for place in texts {
        *place = text(reader)?;
    }
    form.arrival = time(reader)?;
    form.planned_end = time(reader)?;
    if reader.u8()? != 0 {
        form.entered_by = EnteredBy::Staff;
    }
    form.companions = reader.u8()?;
    while !reader.is_empty() {
        form.companion_names.push(text(reader)?);
    }
    Ok(form)
}

fn text(reader: &mut Reader<'_>) -> Result<String, Failure> {
    let text = str::from_utf8(part(reader)?).map_err(|_| Failure::argument())?;
    Ok(text.to_owned())
}

/// A time; all ones stand for none.
fn time(reader: &mut Reader<'_>) -> Result<Option<Time>, Failure> {
    Ok(Time::new(reader.u64()?).ok())
}

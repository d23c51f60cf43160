//! What a guest types, before it has been checked.

use core::fmt;

use sealroll_core::{
    AddressLine, Attendance, Companions, Contact, Correction, Country, DoorCode, Email, EnteredBy,
    Field, FieldError, Name, Phone, Place, PostalCode, RecordError, SchemaError, SealError,
};
use sealroll_wire::Time;

/// Contact data as typed. Empty texts stand for fields left out; outer spaces are dropped.
#[derive(Clone, Default)]
pub struct ContactForm {
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Phone number with `+` and country code; spaces, hyphens, slashes and brackets between the
    /// digits are dropped.
    pub phone: String,
    /// E-mail address.
    pub email: String,
    /// Street and house number.
    pub street: String,
    /// Postal code.
    pub postal_code: String,
    /// City.
    pub city: String,
    /// Country, two capital letters.
    pub country: String,
}

impl ContactForm {
    fn contact(&self) -> Result<Contact, FormError> {
        let mut phone = String::with_capacity(self.phone.len());
        for character in self.phone.chars() {
            if !is_phone_filler(character) {
                phone.push(character);
            }
        }
        // One value that a failure drops, in the place of every field by itself.
        let mut contact = Contact::default();
        fill(
            &mut contact.given_name,
            Field::GivenName,
            &self.given_name,
            Name::new,
        )?;
        fill(
            &mut contact.family_name,
            Field::FamilyName,
            &self.family_name,
            Name::new,
        )?;
        fill(&mut contact.phone, Field::Phone, &phone, Phone::new)?;
        fill(&mut contact.email, Field::Email, &self.email, Email::new)?;
        fill(
            &mut contact.street,
            Field::Street,
            &self.street,
            AddressLine::new,
        )?;
        fill(
            &mut contact.postal_code,
            Field::PostalCode,
            &self.postal_code,
            PostalCode::new,
        )?;
        fill(&mut contact.city, Field::City, &self.city, AddressLine::new)?;
        fill(
            &mut contact.country,
            Field::Country,
            &self.country,
            Country::new,
        )?;
        Ok(contact)
    }
}

/// A check-in as typed.
#[derive(Clone, Default)]
pub struct CheckInForm {
    /// Contact data.
    pub contact: ContactForm,
    /// Number of companions, without the guest.
    pub companions: u8,
    /// Names of companions, where the list asks for them.
    pub companion_names: Vec<String>,
    /// Place in the venue, for instance a table.
    pub place: String,
    /// Arrival; now, if it is left out.
    pub arrival: Option<Time>,
    /// Planned end of the visit.
    pub planned_end: Option<Time>,
    /// Door code; the one in the QR code, if it is left out.
    pub door_code: String,
    /// Who types.
    pub entered_by: EnteredBy,
}

impl CheckInForm {
    pub(crate) fn attendance(
        &self,
        now: Time,
        door_code: Option<DoorCode>,
    ) -> Result<Attendance, FormError> {
        let mut attendance = Attendance {
            contact: self.contact.contact()?,
            companions: companions(self.companions, &self.companion_names)?,
            place: None,
            arrival: self.arrival.unwrap_or(now),
            planned_end: self.planned_end,
            door_code,
            entered_by: self.entered_by,
        };
        fill(&mut attendance.place, Field::Place, &self.place, Place::new)?;
        let door_code = &mut attendance.door_code;
        fill(door_code, Field::DoorCode, &self.door_code, DoorCode::new)?;
        Ok(attendance)
    }
}

/// A correction as typed: only what changes is filled in.
#[derive(Clone, Default)]
pub struct CorrectionForm {
    /// Contact fields that change.
    pub contact: ContactForm,
    /// Number and names of companions, if they change.
    pub companions: Option<(u8, Vec<String>)>,
    /// Place, if it changes.
    pub place: String,
    /// Arrival, if it changes.
    pub arrival: Option<Time>,
    /// Planned end, if it changes.
    pub planned_end: Option<Time>,
}

impl CorrectionForm {
    pub(crate) fn correction(&self) -> Result<Correction, FormError> {
        let companions = match &self.companions {
            Some((count, names)) => Some(companions(*count, names)?),
            None => None,
        };
        let mut correction = Correction {
            contact: self.contact.contact()?,
            companions,
            place: None,
            arrival: self.arrival,
            planned_end: self.planned_end,
        };
        fill(&mut correction.place, Field::Place, &self.place, Place::new)?;
        Ok(correction)
    }
}

impl fmt::Debug for ContactForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ContactForm(<redacted>)")
    }
}

impl fmt::Debug for CheckInForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CheckInForm(<redacted>)")
    }
}

impl fmt::Debug for CorrectionForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CorrectionForm(<redacted>)")
    }
}

/// Why a form was not sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FormError {
    /// A field was typed wrongly.
    Field(Field, FieldError),
    /// A field is missing, or there although the list does not ask for it.
    Schema(SchemaError),
    /// A time contradicts another or is missing.
    Time(Field),
    /// All fields together are too long for the list.
    TooLong,
    /// The epoch has not begun by this device's clock.
    NotYetValid,
    /// The epoch is over by this device's clock: ask for a new bundle.
    Expired,
    /// The poster was replaced: sign in with the code that hangs there now. What the code of the
    /// former one started can still be followed up.
    ReplacedPoster,
    /// The ticket belongs to another list.
    WrongList,
    /// The epoch's public key is unusable.
    BadKey,
}

impl FormError {
    /// The error class of the specification.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Field(..) | Self::Time(_) => "bad-field",
            Self::Schema(error) => error.code(),
            Self::TooLong => "limit",
            Self::NotYetValid => "not-yet-valid",
            Self::Expired => "expired",
            Self::ReplacedPoster => "replaced-poster",
            Self::WrongList => "wrong-list",
            Self::BadKey => "bad-key",
        }
    }

    /// The field to which the guest's attention should be drawn.
    #[must_use]
    pub const fn field(self) -> Option<Field> {
        match self {
            Self::Field(field, _) | Self::Time(field) => Some(field),
            Self::Schema(error) => Some(error.field()),
            _ => None,
        }
    }

    pub(crate) fn of_seal(error: SealError) -> Self {
        match error {
            SealError::Record(RecordError::BadField(field)) => Self::Time(field),
            SealError::WrongList => Self::WrongList,
            SealError::BadKey => Self::BadKey,
            // What is left are limits: of the bucket, and of the ticket's counter.
            _ => Self::TooLong,
        }
    }
}

impl fmt::Display for FormError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(field, error) => write!(f, "field {field}: {error}"),
            Self::Schema(error) => error.fmt(f),
            Self::Time(field) => write!(f, "field {field} contradicts another time"),
            Self::TooLong => f.write_str("all fields together are too long for the list"),
            Self::NotYetValid => f.write_str("the epoch has not begun by this device's clock"),
            Self::Expired => f.write_str("the epoch is over by this device's clock"),
            Self::ReplacedPoster => f.write_str("the poster was replaced: scan the new code"),
            Self::WrongList => f.write_str("the ticket belongs to another list"),
            Self::BadKey => f.write_str("the public key of the epoch is unusable"),
        }
    }
}

impl core::error::Error for FormError {}

fn companions(count: u8, typed: &[String]) -> Result<Companions, FormError> {
    let mut names = Vec::new();
    for name in typed {
        let mut place = None;
        fill(&mut place, Field::CompanionNames, name, Name::new)?;
        if let Some(name) = place {
            names.push(name);
        }
    }
    Ok(Companions { count, names })
}

/// Puts a text in its place, if there is one.
fn fill<T>(
    place: &mut Option<T>,
    field: Field,
    text: &str,
    new: fn(&str) -> Result<T, FieldError>,
) -> Result<(), FormError> {
    let text = trimmed(text);
    if !text.is_empty() {
        let value = new(text).map_err(|error| FormError::Field(field, error))?;
        *place = Some(value);
    }
    Ok(())
}

/// Characters that people write between the digits of a phone number.
const fn is_phone_filler(character: char) -> bool {
    matches!(character, ' ' | '-' | '/' | '(' | ')')
}

fn trimmed(mut text: &str) -> &str {
    while let Some(rest) = text.strip_prefix(' ').or_else(|| text.strip_suffix(' ')) {
        text = rest;
    }
    text
}

//! What a list asks for: the descriptor's field policies, applied (`spec/protocol.md#REC-3`).

use core::fmt;

use sealroll_wire::{FieldName, FieldPolicies, Policy, Terms};

use crate::field::Field;
use crate::record::{Attendance, CheckIn, Companions, Contact, Correction, FollowUp, FollowUpBody};
use crate::sealed_contact::SealedContact;

/// The fields that a list asks for, and those it must not receive.
///
/// The guest's client checks before it seals, the owner's client checks after it opened: a
/// processor sees neither, and its rules cannot guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schema {
    fields: FieldPolicies,
    max_companions: u8,
    door_code: bool,
    /// Length of the sealed contact, under dual control.
    sealed_contact: Option<usize>,
}

impl Schema {
    /// The schema of a list's terms.
    #[must_use]
    pub fn new(terms: &Terms) -> Self {
        let half_bucket = usize::from(terms.bucket.size() / 2);
        Self {
            sealed_contact: terms.authority.is_some().then_some(half_bucket),
            fields: terms.fields,
            max_companions: terms.max_companions,
            door_code: terms.door_code,
        }
    }

    /// The policy of a field. Arrival is always required; fields that no check-in has are absent.
    #[must_use]
    pub fn policy(&self, field: Field) -> Policy {
        match field {
            Field::Arrival => Policy::Required,
            Field::DoorCode if self.door_code => Policy::Required,
            _ => field
                .policy_name()
                .map_or(Policy::Absent, |name| self.fields.policy(name)),
        }
    }

    /// The largest number of companions.
    #[must_use]
    pub const fn max_companions(&self) -> u8 {
        self.max_companions
    }

    /// Checks a check-in as it stands in an envelope: under dual control without contact data.
    ///
    /// # Errors
    /// As [`check`](Self::check), and for a sealed contact that is missing, not asked for or of
    /// another length (`spec/protocol.md#DUAL-1`, `#DUAL-2`).
    pub fn check_check_in(&self, check_in: &CheckIn) -> Result<(), SchemaError> {
        self.check_sealed_contact(check_in.sealed_contact.as_ref())?;
        self.outside().check(&check_in.attendance)
    }

    /// Checks a follow-up as it stands in an envelope.
    ///
    /// # Errors
    /// As [`check_correction`](Self::check_correction) and [`check_check_in`](Self::check_check_in).
    pub fn check_follow_up(&self, follow_up: &FollowUp) -> Result<(), SchemaError> {
        self.check_sealed_contact(follow_up.sealed_contact.as_ref())?;
        match &follow_up.body {
            FollowUpBody::Correction(correction) => self.outside().check_correction(correction),
            FollowUpBody::CheckOut(_) | FollowUpBody::Request(_) => Ok(()),
        }
    }

    /// Checks a check-in as the guest filled it in: what is required is there, what is excluded is
    /// not.
    ///
    /// # Errors
    /// [`SchemaError`] names the first field that is wrong.
    pub fn check(&self, attendance: &Attendance) -> Result<(), SchemaError> {
        self.check_contact(&attendance.contact, Part::Whole)?;
        self.check_companions(&attendance.companions, Part::Whole)?;
        let planned_end = attendance.planned_end.is_some();
        self.check_presence(Field::Place, attendance.place.is_some(), Part::Whole)?;
        self.check_presence(Field::PlannedEnd, planned_end, Part::Whole)?;
        self.check_presence(Field::DoorCode, attendance.door_code.is_some(), Part::Whole)
    }

    /// Checks a correction: nothing is required, what is excluded is not there.
    ///
    /// # Errors
    /// [`SchemaError`] names the first field that is wrong.
    pub fn check_correction(&self, correction: &Correction) -> Result<(), SchemaError> {
        self.check_contact(&correction.contact, Part::Changes)?;
        if let Some(companions) = &correction.companions {
            self.check_companions(companions, Part::Changes)?;
        }
        let planned_end = correction.planned_end.is_some();
        self.check_presence(Field::Place, correction.place.is_some(), Part::Changes)?;
        self.check_presence(Field::PlannedEnd, planned_end, Part::Changes)
    }

    /// What may stand outside the sealed contact.
    fn outside(&self) -> Self {
        let mut outside = *self;
        if self.sealed_contact.is_some() {
            for field in SEALED {
                outside.fields = outside.fields.with(field, Policy::Absent);
            }
        }
        outside
    }

    fn check_sealed_contact(&self, sealed: Option<&SealedContact>) -> Result<(), SchemaError> {
        let field = Field::SealedContact;
        match (self.sealed_contact, sealed) {
            (None, None) => Ok(()),
            (None, Some(_)) => Err(SchemaError::FieldNotAllowed(field)),
            (Some(_), None) => Err(SchemaError::FieldRequired(field)),
            (Some(length), Some(sealed)) if sealed.as_bytes().len() != length => {
                Err(SchemaError::BadField(field))
            }
            (Some(_), Some(_)) => Ok(()),
        }
    }

    fn check_contact(&self, contact: &Contact, part: Part) -> Result<(), SchemaError> {
        let present = [
            (Field::GivenName, contact.given_name.is_some()),
            (Field::FamilyName, contact.family_name.is_some()),
            (Field::Phone, contact.phone.is_some()),
            (Field::Email, contact.email.is_some()),
            (Field::Street, contact.street.is_some()),
            (Field::PostalCode, contact.postal_code.is_some()),
            (Field::City, contact.city.is_some()),
            (Field::Country, contact.country.is_some()),
        ];
        present
            .into_iter()
            .try_for_each(|(field, present)| self.check_presence(field, present, part))
    }

    /// A count of 0 and an empty list of names are absent. A required count may be 0, required
    /// names are as many as the count.
    fn check_companions(&self, companions: &Companions, part: Part) -> Result<(), SchemaError> {
        let (count, names) = (companions.count, companions.names.len());
        if count > 0 && self.policy(Field::Companions) == Policy::Absent {
            return Err(SchemaError::FieldNotAllowed(Field::Companions));
        }
        if names > 0 && self.policy(Field::CompanionNames) == Policy::Absent {
            return Err(SchemaError::FieldNotAllowed(Field::CompanionNames));
        }
        if count > self.max_companions {
            return Err(SchemaError::BadField(Field::Companions));
        }
        if names > usize::from(count) {
            return Err(SchemaError::BadField(Field::CompanionNames));
        }
        let required = self.policy(Field::CompanionNames) == Policy::Required;
        if part == Part::Whole && required && names < usize::from(count) {
            return Err(SchemaError::FieldRequired(Field::CompanionNames));
        }
        Ok(())
    }

    fn check_presence(&self, field: Field, present: bool, part: Part) -> Result<(), SchemaError> {
        match (self.policy(field), present) {
            (Policy::Absent, true) => Err(SchemaError::FieldNotAllowed(field)),
            (Policy::Required, false) if part == Part::Whole => {
                Err(SchemaError::FieldRequired(field))
            }
            _ => Ok(()),
        }
    }
}

/// Whether everything is there or only what changes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Whole,
    Changes,
}

/// Why a record does not fit the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SchemaError {
    /// A required field is missing.
    FieldRequired(Field),
    /// A field is there that the list does not ask for.
    FieldNotAllowed(Field),
    /// More companions or names than allowed.
    BadField(Field),
}

impl SchemaError {
    /// The error class of the specification.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::FieldRequired(_) => "field-required",
            Self::FieldNotAllowed(_) => "field-not-allowed",
            Self::BadField(_) => "bad-field",
        }
    }

    /// The field that is wrong.
    #[must_use]
    pub const fn field(self) -> Field {
        match self {
            Self::FieldRequired(field) | Self::FieldNotAllowed(field) | Self::BadField(field) => {
                field
            }
        }
    }
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FieldRequired(field) => write!(f, "field {field} is required"),
            Self::FieldNotAllowed(field) => write!(f, "field {field} is not asked for"),
            Self::BadField(field) => write!(f, "field {field} is above its limit"),
        }
    }
}

impl core::error::Error for SchemaError {}

/// What dual control seals to the authority.
const SEALED: [FieldName; 9] = [
    FieldName::GivenName,
    FieldName::FamilyName,
    FieldName::Phone,
    FieldName::Email,
    FieldName::Street,
    FieldName::PostalCode,
    FieldName::City,
    FieldName::Country,
    FieldName::CompanionNames,
];

//! Fields of records.

use sealroll::FieldName;

/// A field of a check-in or follow-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, uniffi::Enum)]
pub enum Field {
    /// Given name.
    GivenName,
    /// Family name.
    FamilyName,
    /// Phone number.
    Phone,
    /// E-mail address.
    Email,
    /// Street and house number.
    Street,
    /// Postal code.
    PostalCode,
    /// City.
    City,
    /// Country.
    Country,
    /// Place inside the venue, for instance a table.
    Place,
    /// Number of companions.
    Companions,
    /// Names of companions.
    CompanionNames,
    /// Planned end of the visit.
    PlannedEnd,
    /// Arrival.
    Arrival,
    /// Departure.
    Departure,
    /// Door code.
    DoorCode,
    /// Counter of a follow-up.
    Counter,
}

/// Whether a list asks for a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Policy {
    /// It may not be filled in.
    Absent,
    /// It may be filled in.
    Optional,
    /// It must be filled in.
    Required,
}

/// A field that a form shows.
#[derive(Clone, Copy, Debug, uniffi::Record)]
pub struct FormField {
    /// Which one.
    pub field: Field,
    /// Whether it must be filled in.
    pub required: bool,
}

impl FormField {
    pub(crate) fn of(welcome: &sealroll::Welcome) -> Vec<Self> {
        let fields = welcome.fields().into_iter();
        fields
            .filter_map(|(field, policy)| {
                let required = policy == sealroll::Policy::Required;
                Field::of(field).map(|field| Self { field, required })
            })
            .collect()
    }
}

impl Field {
    /// The fields that have a policy, in the order of [`FieldName::ALL`].
    pub(crate) const WITH_POLICY: [Self; FieldName::ALL.len()] = [
        Self::GivenName,
        Self::FamilyName,
        Self::Phone,
        Self::Email,
        Self::Street,
        Self::PostalCode,
        Self::City,
        Self::Country,
        Self::Place,
        Self::Companions,
        Self::CompanionNames,
        Self::PlannedEnd,
    ];
}

impl Field {
    /// The field of the library, unless it is newer than this interface.
    pub(crate) const fn of(field: sealroll::Field) -> Option<Self> {
        Some(match field {
            sealroll::Field::GivenName => Self::GivenName,
            sealroll::Field::FamilyName => Self::FamilyName,
            sealroll::Field::Phone => Self::Phone,
            sealroll::Field::Email => Self::Email,
            sealroll::Field::Street => Self::Street,
            sealroll::Field::PostalCode => Self::PostalCode,
            sealroll::Field::City => Self::City,
            sealroll::Field::Country => Self::Country,
            sealroll::Field::Place => Self::Place,
            sealroll::Field::Companions => Self::Companions,
            sealroll::Field::CompanionNames => Self::CompanionNames,
            sealroll::Field::PlannedEnd => Self::PlannedEnd,
            sealroll::Field::Arrival => Self::Arrival,
            sealroll::Field::Departure => Self::Departure,
            sealroll::Field::DoorCode => Self::DoorCode,
            sealroll::Field::Counter => Self::Counter,
            _ => return None,
        })
    }
}

impl From<Policy> for sealroll::Policy {
    fn from(policy: Policy) -> Self {
        match policy {
            Policy::Absent => Self::Absent,
            Policy::Optional => Self::Optional,
            Policy::Required => Self::Required,
        }
    }
}

impl From<sealroll::Policy> for Policy {
    fn from(policy: sealroll::Policy) -> Self {
        match policy {
            sealroll::Policy::Absent => Self::Absent,
            sealroll::Policy::Optional => Self::Optional,
            sealroll::Policy::Required => Self::Required,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Both lists are in one order, so that zipping them is right.
    #[test]
    fn fields_with_a_policy_are_those_of_the_library() {
        for (field, name) in Field::WITH_POLICY.into_iter().zip(FieldName::ALL) {
            assert_eq!(format!("{field:?}"), format!("{name:?}"));
        }
    }

    #[test]
    fn every_field_of_a_form_is_known() {
        for field in sealroll::Field::FORM {
            let own = Field::of(field).unwrap();
            assert_eq!(format!("{own:?}"), format!("{field:?}"));
        }
    }
}

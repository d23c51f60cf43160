//! Fields of records.

use sealroll::FieldName;

use crate::mirror::mirrored;

/// Declares the fields with the names of the library's, and how they are found.
macro_rules! fields {
    ($(#[$doc:meta] $name:ident,)+) => {
        /// A field of a check-in or follow-up.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, uniffi::Enum)]
        pub enum Field {
            $(#[$doc] $name,)+
        }

        impl Field {
            /// The field of the library, unless it is newer than this interface.
            pub(crate) const fn of(field: sealroll::Field) -> Option<Self> {
                Some(match field {
                    $(sealroll::Field::$name => Self::$name,)+
                    _ => return None,
                })
            }
        }
    };
}

fields! {
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

mirrored! {
    /// Whether a list asks for a field.
    Policy of sealroll::Policy {
        /// It may not be filled in.
        Absent,
        /// It may be filled in.
        Optional,
        /// It must be filled in.
        Required,
    }
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

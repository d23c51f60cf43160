//! The typed fields of a record. Whatever a guest typed, or an attacker sealed, becomes one of
//! these types or is refused.
//!
//! Each type keeps text that satisfies its rule in `spec/protocol.md#REC-2`, and nothing else:
//! no control characters, no bidirectional overrides, bounded length. Debug output never shows
//! the text.

use alloc::boxed::Box;
use core::fmt;

use sealroll_wire::{FieldName, text};

/// Names a field of a record, in errors and schemas.
///
/// The first twelve stand in the order of the descriptor's field policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
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
    /// Contact data sealed to an authority.
    SealedContact,
}

impl Field {
    /// Every field that a guest may fill in, in the order in which a form shows them.
    pub const FORM: [Self; 14] = [
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
        Self::Arrival,
        Self::PlannedEnd,
        Self::DoorCode,
    ];

    /// The name under which a descriptor has a policy for the field; `None` for fields that no
    /// policy decides on.
    #[must_use]
    pub const fn policy_name(self) -> Option<FieldName> {
        Some(match self {
            Self::GivenName => FieldName::GivenName,
            Self::FamilyName => FieldName::FamilyName,
            Self::Phone => FieldName::Phone,
            Self::Email => FieldName::Email,
            Self::Street => FieldName::Street,
            Self::PostalCode => FieldName::PostalCode,
            Self::City => FieldName::City,
            Self::Country => FieldName::Country,
            Self::Place => FieldName::Place,
            Self::Companions => FieldName::Companions,
            Self::CompanionNames => FieldName::CompanionNames,
            Self::PlannedEnd => FieldName::PlannedEnd,
            Self::Arrival
            | Self::Departure
            | Self::DoorCode
            | Self::Counter
            | Self::SealedContact => return None,
        })
    }

    /// The name of the field, as the specification writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::GivenName => "given_name",
            Self::FamilyName => "family_name",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Street => "street",
            Self::PostalCode => "postal_code",
            Self::City => "city",
            Self::Country => "country",
            Self::Place => "place",
            Self::Companions => "companions",
            Self::CompanionNames => "companion_names",
            Self::PlannedEnd => "planned_end",
            Self::Arrival => "arrival",
            Self::Departure => "departure",
            Self::DoorCode => "door_code",
            Self::Counter => "counter",
            Self::SealedContact => "sealed_contact",
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What is wrong with a text that was to become a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FieldError {
    /// Shorter than the rule allows.
    TooShort,
    /// Longer than the rule allows.
    TooLong,
    /// Contains control characters or outer spaces (TXT-1 to TXT-3).
    NotPlainText,
    /// Does not have the form that the field needs.
    Malformed,
}

impl FieldError {
    /// The error class of the specification.
    #[must_use]
    pub const fn code(self) -> &'static str {
        "bad-field"
    }
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooShort => "text is too short",
            Self::TooLong => "text is too long",
            Self::NotPlainText => "text has control characters or outer spaces",
            Self::Malformed => "text does not have the form of the field",
        })
    }
}

impl core::error::Error for FieldError {}

/// Declares a text field: a boxed string that passed `$check`.
macro_rules! text_field {
    ($(#[$doc:meta])* $name:ident, $check:path) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            /// Takes the text if it satisfies the field's rule.
            ///
            /// # Errors
            /// [`FieldError`] says what is wrong with the text.
            pub fn new(text: &str) -> Result<Self, FieldError> {
                Ok(Self(checked(text, $check)?))
            }

            /// The text. It was typed by a guest: escape it for wherever it goes.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(<redacted>)"))
            }
        }
    };
}

text_field!(
    /// A given, family or companion's name: plain text, 1 to 100 bytes.
    Name,
    check_name
);
text_field!(
    /// A phone number in E.164 form: `+`, a digit 1 to 9, then 6 to 14 digits.
    Phone,
    check_phone
);
text_field!(
    /// An e-mail address of at most 254 bytes with exactly one `@`.
    Email,
    check_email
);
text_field!(
    /// A street with its number, or a city: plain text, 1 to 120 bytes.
    AddressLine,
    check_address_line
);
text_field!(
    /// A postal code: 1 to 16 letters, digits, spaces or hyphens.
    PostalCode,
    check_postal_code
);
text_field!(
    /// A country as two capital letters (ISO 3166-1 alpha-2).
    Country,
    check_country
);
text_field!(
    /// A place inside the venue, for instance a table: plain text, 1 to 60 bytes.
    Place,
    check_place
);
text_field!(
    /// A door code: 1 to 16 letters, digits or hyphens.
    DoorCode,
    check_door_code
);

/// Every field keeps its text alike; only what it checks differs.
fn checked(text: &str, check: fn(&str) -> Result<(), FieldError>) -> Result<Box<str>, FieldError> {
    check(text)?;
    Ok(text.into())
}

fn check_name(text: &str) -> Result<(), FieldError> {
    check_plain(text, 100)
}

fn check_address_line(text: &str) -> Result<(), FieldError> {
    check_plain(text, 120)
}

fn check_place(text: &str) -> Result<(), FieldError> {
    check_plain(text, 60)
}

fn check_phone(text: &str) -> Result<(), FieldError> {
    let digits = text.strip_prefix('+').ok_or(FieldError::Malformed)?;
    if !text::all_bytes(digits, |byte| byte.is_ascii_digit()) || digits.starts_with('0') {
        return Err(FieldError::Malformed);
    }
    check_length(digits.len(), 7, 15)
}

fn check_email(text: &str) -> Result<(), FieldError> {
    check_length(text.len(), 3, 254)?;
    check_characters(text)?;
    let (local, domain) = text::split_at(text, b'@').ok_or(FieldError::Malformed)?;
    let has_dot = text::split_at(domain, b'.').is_some();
    if local.len() > 64 || !has_dot || !are_all(local, is_atom) || !are_all(domain, is_domain_label)
    {
        return Err(FieldError::Malformed);
    }
    Ok(())
}

/// Whether every stretch between dots is of a kind.
fn are_all(text: &str, allowed: fn(&str) -> bool) -> bool {
    for part in text::split(text, b'.') {
        if !allowed(part) {
            return false;
        }
    }
    true
}

/// An empty atom is a leading, trailing or doubled dot.
fn is_atom(atom: &str) -> bool {
    !atom.is_empty() && text::all_bytes(atom, is_local_byte)
}

/// Bytes beyond ASCII are of characters beyond ASCII, which are all allowed.
fn is_local_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || !byte.is_ascii()
        || matches!(
            byte,
            b'!' | b'#'..=b'\'' | b'*' | b'+' | b'-' | b'/' | b'=' | b'?' | b'^'..=b'`' | b'{'..=b'~'
        )
}

fn is_domain_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && text::all_bytes(label, |byte| {
            byte.is_ascii_alphanumeric() || byte == b'-' || !byte.is_ascii()
        })
}

fn check_postal_code(text: &str) -> Result<(), FieldError> {
    check_length(text.len(), 1, 16)?;
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b' ' || b == b'-';
    if !text::all_bytes(text, allowed) || text.starts_with(' ') || text.ends_with(' ') {
        return Err(FieldError::Malformed);
    }
    Ok(())
}

fn check_country(text: &str) -> Result<(), FieldError> {
    check_length(text.len(), 2, 2)?;
    if text::all_bytes(text, |byte| byte.is_ascii_uppercase()) {
        Ok(())
    } else {
        Err(FieldError::Malformed)
    }
}

fn check_door_code(text: &str) -> Result<(), FieldError> {
    check_length(text.len(), 1, 16)?;
    if text::all_bytes(text, |byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        Ok(())
    } else {
        Err(FieldError::Malformed)
    }
}

fn check_plain(text: &str, max: usize) -> Result<(), FieldError> {
    check_length(text.len(), 1, max)?;
    check_characters(text)
}

fn check_characters(text: &str) -> Result<(), FieldError> {
    text::check_plain(text).map_err(|_| FieldError::NotPlainText)
}

fn check_length(length: usize, min: usize, max: usize) -> Result<(), FieldError> {
    if length < min {
        Err(FieldError::TooShort)
    } else if length > max {
        Err(FieldError::TooLong)
    } else {
        Ok(())
    }
}

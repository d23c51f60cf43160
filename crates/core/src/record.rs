//! What an envelope contains: a check-in, or a follow-up to one.
//!
//! All types here hold validated values only. `spec/protocol.md#record` gives the layout, the
//! reader and writer of it are in `record_codec`.

use alloc::vec::Vec;
use core::fmt;

use sealroll_wire::{Generation, RecordId, Signature, Time};
use zeroize::Zeroizing;

use crate::field::{AddressLine, Country, DoorCode, Email, Field, Name, Phone, Place, PostalCode};
use crate::record_codec;
use crate::sealed_contact::SealedContact;
use crate::ticket_key::TicketPublicKey;

/// The content of one envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Record {
    /// A guest arrives.
    CheckIn(CheckIn),
    /// A guest leaves, corrects a check-in or exercises a right.
    FollowUp(FollowUp),
    /// The owner's own, for drills. No guest made it.
    Canary(Canary),
}

/// What a canary holds: 32 bytes that only who can open its epoch can make
/// (`spec/protocol.md#drill`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Canary {
    /// [`Leaf::canary_value`](crate::Leaf::canary_value) of its epoch, unless it is a forgery.
    pub value: [u8; 32],
}

impl Record {
    /// Decodes record data strictly: canonical, complete, every field by its rule, the ticket key
    /// a point on the curve. Follow-ups come with their signature, not yet verified; check-ins
    /// have none.
    ///
    /// # Errors
    /// [`RecordError`], see `spec/protocol.md#REC-1`, `#REC-2` and `#REC-4`.
    pub fn from_data(data: &[u8]) -> Result<(Self, Option<Signature>), RecordError> {
        let decoded = record_codec::decode(data)?;
        if let (Self::CheckIn(check_in), _) = &decoded
            && !check_in.ticket_key.is_on_curve()
        {
            return Err(RecordError::BadKey);
        }
        Ok(decoded)
    }

    /// Encodes the record data, in follow-ups without the signature that ends it.
    #[must_use]
    pub fn to_data(&self) -> Zeroizing<Vec<u8>> {
        record_codec::encode(self)
    }

    /// What only the authority reads, if the list is under dual control.
    #[must_use]
    pub const fn sealed_contact(&self) -> Option<&SealedContact> {
        match self {
            Self::CheckIn(check_in) => check_in.sealed_contact.as_ref(),
            Self::FollowUp(follow_up) => follow_up.sealed_contact.as_ref(),
            Self::Canary(_) => None,
        }
    }

    pub(crate) fn set_sealed_contact(&mut self, sealed: SealedContact) {
        match self {
            Self::CheckIn(check_in) => check_in.sealed_contact = Some(sealed),
            Self::FollowUp(follow_up) => follow_up.sealed_contact = Some(sealed),
            Self::Canary(_) => {}
        }
    }

    /// The parts that dual control takes out of a record; a check-out and a request have none.
    pub(crate) fn contact_parts(&mut self) -> Option<(&mut Contact, Option<&mut Companions>)> {
        match self {
            Self::CheckIn(CheckIn { attendance, .. }) => {
                Some((&mut attendance.contact, Some(&mut attendance.companions)))
            }
            Self::FollowUp(FollowUp { body, .. }) => match body {
                FollowUpBody::Correction(correction) => {
                    Some((&mut correction.contact, correction.companions.as_mut()))
                }
                FollowUpBody::CheckOut(_) | FollowUpBody::Request(_) => None,
            },
            Self::Canary(_) => None,
        }
    }

    /// Checks what the types alone do not: times, and the counter of a follow-up.
    pub(crate) fn check(&self) -> Result<(), RecordError> {
        match self {
            Self::CheckIn(check_in) => check_in.attendance.check(),
            Self::FollowUp(follow_up) if follow_up.counter == 0 => {
                Err(RecordError::BadField(Field::Counter))
            }
            Self::FollowUp(follow_up) => follow_up.body.check(),
            Self::Canary(_) => Ok(()),
        }
    }
}

/// A guest arrives, alone or with companions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckIn {
    /// Who is there, where and when.
    pub attendance: Attendance,
    /// The key that will sign follow-ups to this check-in, and nothing else.
    pub ticket_key: TicketPublicKey,
    /// What only the authority reads, if the list is under dual control.
    pub sealed_contact: Option<SealedContact>,
}

/// Who is there, where and when: what a guest fills in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attendance {
    /// Who it is and how to reach them.
    pub contact: Contact,
    /// Who comes along.
    pub companions: Companions,
    /// Where in the venue, for instance a table.
    pub place: Option<Place>,
    /// When the guest arrived, at least 1.
    pub arrival: Time,
    /// When the guest means to leave, after the arrival.
    pub planned_end: Option<Time>,
    /// The door code of the hour, if the venue asks for one.
    pub door_code: Option<DoorCode>,
    /// Who typed it.
    pub entered_by: EnteredBy,
}

impl Attendance {
    /// Checks the times, which the types alone do not.
    pub(crate) fn check(&self) -> Result<(), RecordError> {
        check_times(Some(self.arrival), self.planned_end)
    }
}

/// Contact data. Which fields a list asks for is in its descriptor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    /// Given name.
    pub given_name: Option<Name>,
    /// Family name.
    pub family_name: Option<Name>,
    /// Phone number.
    pub phone: Option<Phone>,
    /// E-mail address.
    pub email: Option<Email>,
    /// Street and house number.
    pub street: Option<AddressLine>,
    /// Postal code.
    pub postal_code: Option<PostalCode>,
    /// City.
    pub city: Option<AddressLine>,
    /// Country.
    pub country: Option<Country>,
}

/// Who comes along: a number, and names only where the list asks for names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Companions {
    /// How many, without the guest.
    pub count: u8,
    /// Names of some or all of them.
    pub names: Vec<Name>,
}

/// Who typed a check-in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EnteredBy {
    /// The guest, on an own device.
    #[default]
    Guest,
    /// Staff of the venue, for the guest.
    Staff,
}

impl EnteredBy {
    /// The word of the specification for it, in lower case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Guest => "guest",
            Self::Staff => "staff",
        }
    }
}

/// Something about an earlier check-in, said by whoever holds its ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowUp {
    /// Record id of the check-in.
    pub check_in: RecordId,
    /// The head of the log that the guest has seen.
    pub seen: SeenHead,
    /// Rises with each follow-up of one ticket, from 1.
    pub counter: u32,
    /// What it says.
    pub body: FollowUpBody,
    /// What only the authority reads, if the list is under dual control.
    pub sealed_contact: Option<SealedContact>,
}

/// The head of a record log under the guest's receipt. The owner can hold it against its own
/// copy of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeenHead {
    /// Generation of the log.
    pub generation: Generation,
    /// Number of entries.
    pub tree_size: u64,
    /// Root hash.
    pub root_hash: [u8; 32],
}

/// What a follow-up adds to its check-in.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FollowUpBody {
    /// The guest leaves.
    CheckOut(CheckOut),
    /// The guest corrects the check-in.
    Correction(Correction),
    /// The guest exercises a right.
    Request(RequestKind),
}

impl FollowUpBody {
    /// Checks the times, which the types alone do not.
    pub(crate) fn check(&self) -> Result<(), RecordError> {
        match self {
            Self::CheckOut(check_out) => check_time(check_out.departure, Field::Departure),
            Self::Correction(correction) => check_times(correction.arrival, correction.planned_end),
            Self::Request(_) => Ok(()),
        }
    }
}

/// A guest leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckOut {
    /// When the guest left, at least 1.
    pub departure: Time,
    /// Who said so.
    pub source: Source,
}

/// Who noticed a departure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Source {
    /// The guest.
    #[default]
    Guest,
    /// The guest's app, by itself.
    Automatic,
    /// The owner.
    Owner,
}

impl Source {
    /// The word of the specification for this source, in lower case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Guest => "guest",
            Self::Automatic => "automatic",
            Self::Owner => "owner",
        }
    }
}

/// A guest corrects a check-in: only the fields that change are present.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Correction {
    /// Contact fields that change.
    pub contact: Contact,
    /// Companions, if they change.
    pub companions: Option<Companions>,
    /// Place, if it changes.
    pub place: Option<Place>,
    /// Arrival, if it changes.
    pub arrival: Option<Time>,
    /// Planned end, if it changes.
    pub planned_end: Option<Time>,
}

/// The right that a request exercises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RequestKind {
    /// Access (Article 15).
    Access,
    /// Rectification (Article 16).
    Rectify,
    /// Erasure (Article 17).
    Erase,
    /// Restriction of processing (Article 18).
    Restrict,
    /// Portability (Article 20).
    Port,
    /// Objection (Article 21).
    Object,
}

impl RequestKind {
    /// The word of the specification for this right, in lower case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Rectify => "rectify",
            Self::Erase => "erase",
            Self::Restrict => "restrict",
            Self::Port => "port",
            Self::Object => "object",
        }
    }
}

/// Why record data was refused. Never contains any of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecordError {
    /// The data ends too early.
    Truncated,
    /// The version is not 1.
    UnsupportedVersion,
    /// An undefined variant, option tag or number.
    BadValue,
    /// Not the shortest encoding of its value, or bytes are left over.
    NonCanonical,
    /// A string is not UTF-8.
    BadText,
    /// A field breaks its rule.
    BadField(Field),
    /// The ticket key is not canonical or of small order.
    BadKey,
}

impl RecordError {
    /// The error class of the specification.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Truncated => "truncated",
            Self::UnsupportedVersion => "unsupported-version",
            Self::BadValue => "bad-value",
            Self::NonCanonical => "non-canonical",
            Self::BadText => "bad-text",
            Self::BadField(_) => "bad-field",
            Self::BadKey => "bad-key",
        }
    }
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Truncated => f.write_str("record ends too early"),
            Self::UnsupportedVersion => f.write_str("record version is not supported"),
            Self::BadValue => f.write_str("record has an undefined value"),
            Self::NonCanonical => f.write_str("record is not in canonical form"),
            Self::BadText => f.write_str("record has a string that is not utf-8"),
            Self::BadField(field) => write!(f, "field {field} breaks its rule"),
            Self::BadKey => f.write_str("ticket key is not valid"),
        }
    }
}

impl core::error::Error for RecordError {}

/// A time in a record is at least 1 (`spec/protocol.md#REC-2`).
fn check_time(time: Time, field: Field) -> Result<(), RecordError> {
    if time.seconds() == 0 {
        return Err(RecordError::BadField(field));
    }
    Ok(())
}

/// Both times by their rules, the planned end after the arrival where both are there.
fn check_times(arrival: Option<Time>, planned_end: Option<Time>) -> Result<(), RecordError> {
    if let Some(arrival) = arrival {
        check_time(arrival, Field::Arrival)?;
    }
    if let Some(planned_end) = planned_end {
        check_time(planned_end, Field::PlannedEnd)?;
        if arrival.is_some_and(|arrival| planned_end <= arrival) {
            return Err(RecordError::BadField(Field::PlannedEnd));
        }
    }
    Ok(())
}

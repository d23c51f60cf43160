//! Reads and writes record data: `version ‖ postcard(record) ‖ signature in follow-ups`
//! (`spec/protocol.md#record`).
//!
//! The few rules of postcard's wire format are written out here instead of derived, because a
//! derived reader accepts more than one encoding of a value and cannot name the field that is
//! wrong. The tests hold this codec to the postcard crate.

use alloc::vec::Vec;

use sealroll_wire::{Generation, RecordId, Signature, Time};
use zeroize::Zeroizing;

use crate::field::{AddressLine, Country, DoorCode, Email, Field, Name, Phone, Place, PostalCode};
use crate::record::{
    Attendance, CheckIn, CheckOut, Companions, Contact, Correction, EnteredBy, FollowUp,
    FollowUpBody, Record, RecordError, RequestKind, SeenHead, Source,
};
use crate::ticket_key::TicketPublicKey;

/// Encodes record data without the signature of follow-ups.
pub(crate) fn encode(record: &Record) -> Zeroizing<Vec<u8>> {
    // Large enough for every record that fits an envelope, so that growing leaves no copies.
    let mut writer = Writer(Zeroizing::new(Vec::with_capacity(2048)));
    writer.byte(VERSION);
    match record {
        Record::CheckIn(check_in) => {
            writer.variant(CHECK_IN);
            writer.attendance(&check_in.attendance);
            writer.bytes(check_in.ticket_key.as_bytes());
        }
        Record::FollowUp(follow_up) => writer.follow_up(follow_up),
    }
    writer.0
}

/// Decodes record data strictly.
pub(crate) fn decode(data: &[u8]) -> Result<(Record, Option<Signature>), RecordError> {
    let mut reader = Reader(data);
    if reader.byte()? != VERSION {
        return Err(RecordError::UnsupportedVersion);
    }
    let (record, signature) = match reader.variant()? {
        CHECK_IN => (Record::CheckIn(reader.check_in()?), None),
        kind => {
            let follow_up = reader.follow_up(kind)?;
            (Record::FollowUp(follow_up), Some(reader.array()?))
        }
    };
    if reader.0.is_empty() {
        Ok((record, signature))
    } else {
        Err(RecordError::NonCanonical)
    }
}

/// Appends values in postcard's wire format.
struct Writer(Zeroizing<Vec<u8>>);

impl Writer {
    fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    fn varint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.byte((value & 0x7f) as u8 | 0x80);
            value >>= 7;
        }
        self.byte(value as u8);
    }

    fn variant(&mut self, variant: u32) {
        self.varint(u64::from(variant));
    }

    fn text(&mut self, text: &str) {
        self.varint(text.len() as u64);
        self.bytes(text.as_bytes());
    }

    fn optional_text(&mut self, text: Option<&str>) {
        self.byte(u8::from(text.is_some()));
        if let Some(text) = text {
            self.text(text);
        }
    }

    fn optional_time(&mut self, time: Option<Time>) {
        self.byte(u8::from(time.is_some()));
        if let Some(time) = time {
            self.varint(time.seconds());
        }
    }

    fn attendance(&mut self, attendance: &Attendance) {
        self.contact(&attendance.contact);
        self.companions(&attendance.companions);
        self.optional_text(attendance.place.as_ref().map(Place::as_str));
        self.varint(attendance.arrival.seconds());
        self.optional_time(attendance.planned_end);
        self.optional_text(attendance.door_code.as_ref().map(DoorCode::as_str));
        self.variant(match attendance.entered_by {
            EnteredBy::Guest => 0,
            EnteredBy::Staff => 1,
        });
    }

    fn follow_up(&mut self, follow_up: &FollowUp) {
        self.variant(match follow_up.body {
            FollowUpBody::CheckOut(_) => CHECK_OUT,
            FollowUpBody::Correction(_) => CORRECTION,
            FollowUpBody::Request(_) => REQUEST,
        });
        self.bytes(follow_up.check_in.as_bytes());
        self.varint(u64::from(follow_up.seen.generation.value()));
        self.varint(follow_up.seen.tree_size);
        self.bytes(&follow_up.seen.root_hash);
        self.varint(u64::from(follow_up.counter));
        match &follow_up.body {
            FollowUpBody::CheckOut(check_out) => self.check_out(check_out),
            FollowUpBody::Correction(correction) => self.correction(correction),
            FollowUpBody::Request(kind) => self.variant(match kind {
                RequestKind::Access => 0,
                RequestKind::Rectify => 1,
                RequestKind::Erase => 2,
                RequestKind::Restrict => 3,
                RequestKind::Port => 4,
                RequestKind::Object => 5,
            }),
        }
    }

    fn check_out(&mut self, check_out: &CheckOut) {
        self.varint(check_out.departure.seconds());
        self.variant(match check_out.source {
            Source::Guest => 0,
            Source::Automatic => 1,
            Source::Owner => 2,
        });
    }

    fn correction(&mut self, correction: &Correction) {
        self.contact(&correction.contact);
        self.byte(u8::from(correction.companions.is_some()));
        if let Some(companions) = &correction.companions {
            self.companions(companions);
        }
        self.optional_text(correction.place.as_ref().map(Place::as_str));
        self.optional_time(correction.arrival);
        self.optional_time(correction.planned_end);
    }

    fn contact(&mut self, contact: &Contact) {
        self.optional_text(contact.given_name.as_ref().map(Name::as_str));
        self.optional_text(contact.family_name.as_ref().map(Name::as_str));
        self.optional_text(contact.phone.as_ref().map(Phone::as_str));
        self.optional_text(contact.email.as_ref().map(Email::as_str));
        self.optional_text(contact.street.as_ref().map(AddressLine::as_str));
        self.optional_text(contact.postal_code.as_ref().map(PostalCode::as_str));
        self.optional_text(contact.city.as_ref().map(AddressLine::as_str));
        self.optional_text(contact.country.as_ref().map(Country::as_str));
    }

    fn companions(&mut self, companions: &Companions) {
        self.byte(companions.count);
        self.varint(companions.names.len() as u64);
        for name in &companions.names {
            self.text(name.as_str());
        }
    }
}

/// Takes values in postcard's wire format from the front, canonical ones only.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], RecordError> {
        let (front, rest) = self
            .0
            .split_at_checked(length)
            .ok_or(RecordError::Truncated)?;
        self.0 = rest;
        Ok(front)
    }

    fn byte(&mut self) -> Result<u8, RecordError> {
        let (byte, rest) = self.0.split_first().ok_or(RecordError::Truncated)?;
        self.0 = rest;
        Ok(*byte)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], RecordError> {
        let (front, rest) = self.0.split_first_chunk().ok_or(RecordError::Truncated)?;
        self.0 = rest;
        Ok(*front)
    }

    /// An unsigned LEB128 number of at most `bits` bits, its last byte not zero unless it is the
    /// only one. One longer than the type can need is a bad value, however much of it is zero.
    fn varint_of(&mut self, bits: u32) -> Result<u64, RecordError> {
        let mut value = 0;
        for shift in (0..bits).step_by(7) {
            let byte = self.byte()?;
            let left = bits - shift;
            if left < 7 && byte >> left != 0 {
                return Err(RecordError::BadValue);
            }
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                let overlong = byte == 0 && shift > 0;
                return if overlong {
                    Err(RecordError::NonCanonical)
                } else {
                    Ok(value)
                };
            }
        }
        Err(RecordError::BadValue)
    }

    fn varint(&mut self) -> Result<u64, RecordError> {
        self.varint_of(u64::BITS)
    }

    fn varint_u32(&mut self) -> Result<u32, RecordError> {
        let value = self.varint_of(u32::BITS)?;
        Ok(u32::try_from(value).expect("32 bits were asked for"))
    }

    /// Number of an enumeration's variant.
    fn variant(&mut self) -> Result<u32, RecordError> {
        self.varint_u32()
    }

    fn is_some(&mut self) -> Result<bool, RecordError> {
        match self.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(RecordError::BadValue),
        }
    }

    fn text<T, E>(
        &mut self,
        field: Field,
        new: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<T, RecordError> {
        let length = usize::try_from(self.varint()?).map_err(|_| RecordError::Truncated)?;
        let text = core::str::from_utf8(self.take(length)?);
        let text = text.map_err(|_| RecordError::BadText)?;
        new(text).map_err(|_| RecordError::BadField(field))
    }

    fn optional_text<T, E>(
        &mut self,
        field: Field,
        new: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Option<T>, RecordError> {
        if self.is_some()? {
            self.text(field, new).map(Some)
        } else {
            Ok(None)
        }
    }

    /// A time; that it is not 0 is checked with the record.
    fn time(&mut self, field: Field) -> Result<Time, RecordError> {
        Time::new(self.varint()?).map_err(|_| RecordError::BadField(field))
    }

    fn optional_time(&mut self, field: Field) -> Result<Option<Time>, RecordError> {
        if self.is_some()? {
            self.time(field).map(Some)
        } else {
            Ok(None)
        }
    }

    fn check_in(&mut self) -> Result<CheckIn, RecordError> {
        let attendance = Attendance {
            contact: self.contact()?,
            companions: self.companions()?,
            place: self.optional_text(Field::Place, Place::new)?,
            arrival: self.time(Field::Arrival)?,
            planned_end: self.optional_time(Field::PlannedEnd)?,
            door_code: self.optional_text(Field::DoorCode, DoorCode::new)?,
            entered_by: match self.variant()? {
                0 => EnteredBy::Guest,
                1 => EnteredBy::Staff,
                _ => return Err(RecordError::BadValue),
            },
        };
        attendance.check()?;
        let ticket_key = TicketPublicKey::from_bytes(&self.array()?);
        Ok(CheckIn {
            attendance,
            ticket_key: ticket_key.map_err(|_| RecordError::BadKey)?,
        })
    }

    fn follow_up(&mut self, kind: u32) -> Result<FollowUp, RecordError> {
        if !matches!(kind, CHECK_OUT | CORRECTION | REQUEST) {
            return Err(RecordError::BadValue);
        }
        let check_in = RecordId::from_bytes(self.array()?);
        let seen = SeenHead {
            generation: Generation(self.varint_u32()?),
            tree_size: self.varint()?,
            root_hash: self.array()?,
        };
        let counter = self.varint_u32()?;
        if counter == 0 {
            return Err(RecordError::BadField(Field::Counter));
        }
        let body = match kind {
            CHECK_OUT => FollowUpBody::CheckOut(self.check_out()?),
            CORRECTION => FollowUpBody::Correction(self.correction()?),
            _ => FollowUpBody::Request(self.request_kind()?),
        };
        body.check()?;
        Ok(FollowUp {
            check_in,
            seen,
            counter,
            body,
        })
    }

    fn check_out(&mut self) -> Result<CheckOut, RecordError> {
        Ok(CheckOut {
            departure: self.time(Field::Departure)?,
            source: match self.variant()? {
                0 => Source::Guest,
                1 => Source::Automatic,
                2 => Source::Owner,
                _ => return Err(RecordError::BadValue),
            },
        })
    }

    fn correction(&mut self) -> Result<Correction, RecordError> {
        Ok(Correction {
            contact: self.contact()?,
            companions: if self.is_some()? {
                Some(self.companions()?)
            } else {
                None
            },
            place: self.optional_text(Field::Place, Place::new)?,
            arrival: self.optional_time(Field::Arrival)?,
            planned_end: self.optional_time(Field::PlannedEnd)?,
        })
    }

    fn request_kind(&mut self) -> Result<RequestKind, RecordError> {
        Ok(match self.variant()? {
            0 => RequestKind::Access,
            1 => RequestKind::Rectify,
            2 => RequestKind::Erase,
            3 => RequestKind::Restrict,
            4 => RequestKind::Port,
            5 => RequestKind::Object,
            _ => return Err(RecordError::BadValue),
        })
    }

    fn contact(&mut self) -> Result<Contact, RecordError> {
        Ok(Contact {
            given_name: self.optional_text(Field::GivenName, Name::new)?,
            family_name: self.optional_text(Field::FamilyName, Name::new)?,
            phone: self.optional_text(Field::Phone, Phone::new)?,
            email: self.optional_text(Field::Email, Email::new)?,
            street: self.optional_text(Field::Street, AddressLine::new)?,
            postal_code: self.optional_text(Field::PostalCode, PostalCode::new)?,
            city: self.optional_text(Field::City, AddressLine::new)?,
            country: self.optional_text(Field::Country, Country::new)?,
        })
    }

    fn companions(&mut self) -> Result<Companions, RecordError> {
        let count = self.byte()?;
        // A name takes two bytes at least: the bytes that are there bound the memory used.
        let length = self.varint()?;
        let mut names = Vec::new();
        for _ in 0..length {
            names.push(self.text(Field::CompanionNames, Name::new)?);
        }
        Ok(Companions { count, names })
    }
}

const VERSION: u8 = 1;
const CHECK_IN: u32 = 0;
const CHECK_OUT: u32 = 1;
const CORRECTION: u32 = 2;
const REQUEST: u32 = 3;

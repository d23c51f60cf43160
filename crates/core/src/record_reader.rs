//! Reads record data, and refuses whatever [`encode`](crate::record_codec::encode) does not write.

use alloc::vec::Vec;

use sealroll_wire::{Generation, RecordId, Signature, Time};

use crate::field::{AddressLine, Country, DoorCode, Email, Field, Name, Phone, Place, PostalCode};
use crate::record::{
    Attendance, Canary, CheckIn, CheckOut, Companions, Contact, Correction, EnteredBy, FollowUp,
    FollowUpBody, Record, RecordError, RequestKind, SeenHead, Source,
};
use crate::record_codec::{
    CANARY, CHECK_IN, CHECK_OUT, CORRECTION, DUAL_VERSION, REQUEST, VERSION,
};
use crate::sealed_contact::{Inner, SealedContact};
use crate::ticket_key::TicketPublicKey;

/// Decodes record data strictly.
pub(crate) fn decode(data: &[u8]) -> Result<(Record, Option<Signature>), RecordError> {
    let mut reader = Reader(data);
    let is_dual = match reader.byte()? {
        VERSION => false,
        DUAL_VERSION => true,
        _ => return Err(RecordError::UnsupportedVersion),
    };
    let kind = reader.variant()?;
    let mut record = match kind {
        CHECK_IN => Record::CheckIn(reader.check_in()?),
        // It is of version 1 under all terms.
        CANARY if is_dual => return Err(RecordError::BadValue),
        CANARY => Record::Canary(Canary {
            value: reader.array()?,
        }),
        kind => Record::FollowUp(reader.follow_up(kind)?),
    };
    let signature_length = if matches!(kind, CHECK_IN | CANARY) {
        0
    } else {
        SIGNATURE
    };
    if is_dual {
        let outer = data.len() - reader.0.len();
        let length = reader.0.len().checked_sub(signature_length);
        let sealed = reader.take(length.ok_or(RecordError::BadValue)?)?;
        record.set_sealed_contact(SealedContact::new(&data[..outer], sealed)?);
    }
    let signature = match signature_length {
        0 => None,
        _ => Some(reader.array()?),
    };
    reader.finish()?;
    Ok((record, signature))
}

/// Decodes what was sealed to the authority, as strictly.
pub(crate) fn decode_inner(data: &[u8]) -> Result<Inner, RecordError> {
    let mut reader = Reader(data);
    let inner = Inner {
        contact: reader.contact()?,
        companion_names: reader.names()?,
    };
    reader.finish()?;
    Ok(inner)
}

/// Length of a follow-up's signature.
const SIGNATURE: usize = 64;

/// Takes values in postcard's wire format from the front, canonical ones only.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn finish(&self) -> Result<(), RecordError> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(RecordError::NonCanonical)
        }
    }

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
            sealed_contact: None,
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
            sealed_contact: None,
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
        Ok(Companions {
            count: self.byte()?,
            names: self.names()?,
        })
    }

    fn names(&mut self) -> Result<Vec<Name>, RecordError> {
        // A name takes two bytes at least: the bytes that are there bound the memory used.
        let length = self.varint()?;
        let mut names = Vec::new();
        for _ in 0..length {
            names.push(self.text(Field::CompanionNames, Name::new)?);
        }
        Ok(names)
    }
}

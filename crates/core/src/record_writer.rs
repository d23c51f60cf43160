//! Writes record data, the one encoding that each record has.

use alloc::vec::Vec;

use sealroll_wire::Time;
use zeroize::Zeroizing;

use crate::field::{AddressLine, Country, DoorCode, Email, Name, Phone, Place, PostalCode};
use crate::record::{
    Attendance, CheckOut, Companions, Contact, Correction, EnteredBy, FollowUp, FollowUpBody,
    Record, RequestKind, Source,
};
use crate::record_codec::{
    CANARY, CHECK_IN, CHECK_OUT, CORRECTION, DUAL_VERSION, REQUEST, VERSION,
};
use crate::sealed_contact::Inner;

/// Encodes record data without the signature of follow-ups.
pub(crate) fn encode(record: &Record) -> Zeroizing<Vec<u8>> {
    let Some(sealed) = record.sealed_contact() else {
        return encode_outer(record, VERSION);
    };
    let mut data = encode_outer(record, DUAL_VERSION);
    data.extend_from_slice(sealed.as_bytes());
    data
}

/// Encodes what is sealed to the authority.
pub(crate) fn encode_inner(inner: &Inner) -> Zeroizing<Vec<u8>> {
    let mut writer = Writer::new();
    writer.contact(&inner.contact);
    writer.names(&inner.companion_names);
    writer.0
}

/// Encodes version and record, without what may follow.
pub(crate) fn encode_outer(record: &Record, version: u8) -> Zeroizing<Vec<u8>> {
    let mut writer = Writer::new();
    writer.byte(version);
    match record {
        Record::CheckIn(check_in) => {
            writer.variant(CHECK_IN);
            writer.attendance(&check_in.attendance);
            writer.bytes(check_in.ticket_key.as_bytes());
        }
        Record::FollowUp(follow_up) => writer.follow_up(follow_up),
        Record::Canary(canary) => {
            writer.variant(CANARY);
            writer.bytes(&canary.value);
        }
    }
    writer.0
}

/// Appends values in postcard's wire format.
struct Writer(Zeroizing<Vec<u8>>);

impl Writer {
    /// Large enough for every record that fits an envelope, so that growing leaves no copies.
    fn new() -> Self {
        Self(Zeroizing::new(Vec::with_capacity(2048)))
    }

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
        self.names(&companions.names);
    }

    fn names(&mut self, names: &[Name]) {
        self.varint(names.len() as u64);
        for name in names {
            self.text(name.as_str());
        }
    }
}

//! Records as the vectors write them: objects with the fields of `spec/protocol.md#record`.

use sealroll_core::{
    AddressLine, Attendance, CheckIn, CheckOut, Companions, Contact, Correction, Country, DoorCode,
    Email, EnteredBy, Field, FieldError, FollowUp, FollowUpBody, Inner, Name, Phone, Place,
    PostalCode, Record, RequestKind, SealedContact, SeenHead, Source, TicketPublicKey,
};
use sealroll_wire::{RecordId, Time};
use serde_json::{Value, json};

use crate::outcome::Refusal;
use crate::value::{array, generation, hex, items, narrow, number, text};

/// The record that a vector writes. A check-in names `ticket_key`, unless the vector does.
pub(crate) fn read(input: &Value, ticket_key: TicketPublicKey) -> Result<Record, Refusal> {
    if text(input, "type") == "check-in" {
        return Ok(Record::CheckIn(CheckIn {
            attendance: attendance(input)?,
            ticket_key,
            sealed_contact: None,
        }));
    }
    let head = &input["follow_up"];
    Ok(Record::FollowUp(FollowUp {
        check_in: RecordId::from_bytes(array(head, "check_in")),
        seen: SeenHead {
            generation: generation(head),
            tree_size: number(head, "tree_size"),
            root_hash: array(head, "root_hash"),
        },
        counter: narrow(head, "counter"),
        body: body(input)?,
        sealed_contact: None,
    }))
}

/// What a vector holds of a record.
#[must_use]
pub fn write(record: &Record) -> Value {
    match record {
        Record::CheckIn(check_in) => {
            with_sealed_contact(write_check_in(check_in), check_in.sealed_contact.as_ref())
        }
        Record::FollowUp(follow_up) => with_sealed_contact(
            write_follow_up(follow_up),
            follow_up.sealed_contact.as_ref(),
        ),
        Record::Canary(canary) => json!({ "type": "canary", "value": hex(&canary.value) }),
        _ => json!({ "type": "unknown" }),
    }
}

/// What a vector holds of what was sealed to an authority.
pub(crate) fn write_inner(inner: &Inner) -> Value {
    let names = inner.companion_names.iter().map(Name::as_str);
    json!({
        "contact": write_contact(&inner.contact),
        "companion_names": names.collect::<Vec<_>>(),
    })
}

fn with_sealed_contact(mut written: Value, sealed: Option<&SealedContact>) -> Value {
    if let Some(sealed) = sealed {
        written["sealed_contact"] = hex(sealed.as_bytes());
    }
    written
}

pub(crate) fn attendance(input: &Value) -> Result<Attendance, Refusal> {
    Ok(Attendance {
        contact: contact(&input["contact"])?,
        companions: companions(&input["companions"])?,
        place: option(input, "place", Field::Place, Place::new)?,
        arrival: time(&input["arrival"], Field::Arrival)?,
        planned_end: optional_time(&input["planned_end"], Field::PlannedEnd)?,
        door_code: option(input, "door_code", Field::DoorCode, DoorCode::new)?,
        entered_by: match text(input, "entered_by") {
            "staff" => EnteredBy::Staff,
            _ => EnteredBy::Guest,
        },
    })
}

fn body(input: &Value) -> Result<FollowUpBody, Refusal> {
    Ok(match text(input, "type") {
        "check-out" => FollowUpBody::CheckOut(CheckOut {
            departure: time(&input["departure"], Field::Departure)?,
            source: named(&SOURCES, Source::name, text(input, "source")),
        }),
        "correction" => FollowUpBody::Correction(Correction {
            contact: contact(&input["contact"])?,
            companions: match &input["companions"] {
                Value::Null => None,
                companions => Some(self::companions(companions)?),
            },
            place: option(input, "place", Field::Place, Place::new)?,
            arrival: optional_time(&input["arrival"], Field::Arrival)?,
            planned_end: optional_time(&input["planned_end"], Field::PlannedEnd)?,
        }),
        "request" => {
            FollowUpBody::Request(named(&REQUESTS, RequestKind::name, text(input, "kind")))
        }
        other => return Err(other.into()),
    })
}

fn named<T: Copy>(all: &[T], name: impl Fn(T) -> &'static str, wanted: &str) -> T {
    let found = all.iter().find(|item| name(**item) == wanted);
    *found.expect("a word of the specification")
}

fn contact(input: &Value) -> Result<Contact, Refusal> {
    Ok(Contact {
        given_name: option(input, "given_name", Field::GivenName, Name::new)?,
        family_name: option(input, "family_name", Field::FamilyName, Name::new)?,
        phone: option(input, "phone", Field::Phone, Phone::new)?,
        email: option(input, "email", Field::Email, Email::new)?,
        street: option(input, "street", Field::Street, AddressLine::new)?,
        postal_code: option(input, "postal_code", Field::PostalCode, PostalCode::new)?,
        city: option(input, "city", Field::City, AddressLine::new)?,
        country: option(input, "country", Field::Country, Country::new)?,
    })
}

fn companions(input: &Value) -> Result<Companions, Refusal> {
    let name = |name: &Value| {
        Name::new(name.as_str().expect("a name")).map_err(|e| of(&e, Field::CompanionNames))
    };
    Ok(Companions {
        count: narrow(input, "count"),
        names: items(input, "names")
            .iter()
            .map(name)
            .collect::<Result<_, _>>()?,
    })
}

fn option<T>(
    input: &Value,
    name: &str,
    field: Field,
    new: impl FnOnce(&str) -> Result<T, FieldError>,
) -> Result<Option<T>, Refusal> {
    let made = input[name].as_str().map(new).transpose();
    made.map_err(|error| of(&error, field))
}

fn optional_time(input: &Value, field: Field) -> Result<Option<Time>, Refusal> {
    match input {
        Value::Null => Ok(None),
        time => self::time(time, field).map(Some),
    }
}

fn time(input: &Value, field: Field) -> Result<Time, Refusal> {
    let seconds = input.as_u64().expect("a time");
    Time::new(seconds).map_err(|_| Refusal::of_field("bad-field", field.name()))
}

fn of(error: &FieldError, field: Field) -> Refusal {
    Refusal::of_field(error.code(), field.name())
}

fn write_check_in(check_in: &CheckIn) -> Value {
    let attendance = &check_in.attendance;
    json!({
        "type": "check-in",
        "contact": write_contact(&attendance.contact),
        "companions": write_companions(&attendance.companions),
        "place": attendance.place.as_ref().map(Place::as_str),
        "arrival": attendance.arrival.seconds(),
        "planned_end": attendance.planned_end.map(Time::seconds),
        "door_code": attendance.door_code.as_ref().map(DoorCode::as_str),
        "entered_by": match attendance.entered_by {
            EnteredBy::Guest => "guest",
            EnteredBy::Staff => "staff",
        },
        "ticket_key": hex(check_in.ticket_key.as_bytes()),
    })
}

fn write_follow_up(follow_up: &FollowUp) -> Value {
    let mut written = match &follow_up.body {
        FollowUpBody::CheckOut(check_out) => json!({
            "type": "check-out",
            "departure": check_out.departure.seconds(),
            "source": check_out.source.name(),
        }),
        FollowUpBody::Correction(correction) => json!({
            "type": "correction",
            "contact": write_contact(&correction.contact),
            "companions": correction.companions.as_ref().map(write_companions),
            "place": correction.place.as_ref().map(Place::as_str),
            "arrival": correction.arrival.map(Time::seconds),
            "planned_end": correction.planned_end.map(Time::seconds),
        }),
        FollowUpBody::Request(kind) => json!({ "type": "request", "kind": kind.name() }),
        _ => json!({ "type": "unknown" }),
    };
    written["follow_up"] = json!({
        "check_in": follow_up.check_in.to_string(),
        "generation": follow_up.seen.generation.value(),
        "tree_size": follow_up.seen.tree_size,
        "root_hash": hex(&follow_up.seen.root_hash),
        "counter": follow_up.counter,
    });
    written
}

fn write_contact(contact: &Contact) -> Value {
    json!({
        "given_name": contact.given_name.as_ref().map(Name::as_str),
        "family_name": contact.family_name.as_ref().map(Name::as_str),
        "phone": contact.phone.as_ref().map(Phone::as_str),
        "email": contact.email.as_ref().map(Email::as_str),
        "street": contact.street.as_ref().map(AddressLine::as_str),
        "postal_code": contact.postal_code.as_ref().map(PostalCode::as_str),
        "city": contact.city.as_ref().map(AddressLine::as_str),
        "country": contact.country.as_ref().map(Country::as_str),
    })
}

fn write_companions(companions: &Companions) -> Value {
    let names = companions.names.iter().map(Name::as_str);
    json!({ "count": companions.count, "names": names.collect::<Vec<_>>() })
}

const SOURCES: [Source; 3] = [Source::Guest, Source::Automatic, Source::Owner];
const REQUESTS: [RequestKind; 6] = [
    RequestKind::Access,
    RequestKind::Rectify,
    RequestKind::Erase,
    RequestKind::Restrict,
    RequestKind::Port,
    RequestKind::Object,
];

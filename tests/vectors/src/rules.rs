//! What a random list asks for, and random forms that fit it.

use sealroll_wire::{Bucket, FieldName, FieldPolicies, Policy};
use serde_json::{Map, Value, json};

use crate::choice::Choice;

/// The terms that decide about forms.
pub(crate) struct Rules {
    pub(crate) fields: FieldPolicies,
    pub(crate) max_companions: u8,
    pub(crate) door_code: bool,
    pub(crate) bucket: Bucket,
}

/// How much a form may hold. A record that does not fit its bucket is refused, so forms are made
/// smaller until one fits.
#[derive(Clone, Copy)]
pub(crate) struct Room {
    /// The longest text in bytes.
    text: usize,
    /// How often an optional field is filled in, out of a hundred.
    filled: u64,
}

impl Room {
    /// From plenty to next to nothing.
    pub(crate) const SHRINKING: [Self; 6] = [
        Self::new(100, 60),
        Self::new(50, 50),
        Self::new(24, 40),
        Self::new(12, 20),
        Self::new(6, 5),
        Self::new(2, 0),
    ];

    const fn new(text: usize, filled: u64) -> Self {
        Self { text, filled }
    }
}

impl Rules {
    pub(crate) fn draw(choice: &mut Choice) -> Self {
        let policies = [Policy::Absent, Policy::Optional, Policy::Required];
        let mut fields = FieldPolicies::NONE;
        for field in FieldName::ALL {
            fields = fields.with(field, *choice.pick(&policies));
        }
        Self {
            fields,
            max_companions: choice.below(51) as u8,
            door_code: choice.chance(40),
            bucket: *choice.pick(&Bucket::ALL),
        }
    }

    /// The policies as the reference takes them.
    pub(crate) fn policies(&self) -> Value {
        let policy = |(field, name): (&FieldName, &&str)| {
            let policy = self.fields.policy(*field).to_byte();
            ((*name).to_owned(), policy.into())
        };
        let policies: Map<String, Value> = FieldName::ALL.iter().zip(NAMES).map(policy).collect();
        policies.into()
    }

    /// A check-in without `type` and `ticket_key`. `door_code` is the one in the link.
    pub(crate) fn form(
        &self,
        choice: &mut Choice,
        now: u64,
        door_code: Option<&str>,
        room: Room,
    ) -> Value {
        let arrival = now - choice.below(2) * choice.below(3600);
        let present = |choice: &mut Choice, field| self.present(choice, field, room);
        let place = present(choice, FieldName::Place).then(|| choice.text(room.text.min(60)));
        let planned_end =
            present(choice, FieldName::PlannedEnd).then(|| arrival + 1 + choice.below(90_000));
        let typed = door_code.map(str::to_owned);
        let typed = typed.unwrap_or_else(|| choice.characters(DOOR_CODE, 4));
        json!({
            "contact": self.contact(choice, room, true),
            "companions": self.companions(choice, room, true),
            "place": place,
            "arrival": arrival,
            "planned_end": planned_end,
            "door_code": self.door_code.then_some(typed),
            "entered_by": *choice.pick(&["guest", "staff"]),
        })
    }

    /// A follow-up without `follow_up`.
    pub(crate) fn body(&self, choice: &mut Choice, now: u64, room: Room) -> Value {
        match choice.below(3) {
            0 => json!({
                "type": "check-out",
                "departure": now + 1 - choice.below(1800),
                "source": *choice.pick(&["guest", "automatic", "owner"]),
            }),
            1 => self.correction(choice, now, room),
            _ => json!({
                "type": "request",
                "kind": *choice.pick(&["access", "rectify", "erase", "restrict", "port", "object"]),
            }),
        }
    }

    fn correction(&self, choice: &mut Choice, now: u64, room: Room) -> Value {
        let arrival = now - choice.below(3600);
        let mut some = |field| self.allowed(field) && choice.chance(room.filled);
        let (place, planned_end) = (some(FieldName::Place), some(FieldName::PlannedEnd));
        let companions = choice
            .chance(room.filled)
            .then(|| self.companions(choice, room, false));
        json!({
            "type": "correction",
            "contact": self.contact(choice, room, false),
            "companions": companions,
            "place": place.then(|| choice.text(room.text.min(60))),
            "arrival": choice.chance(room.filled).then_some(arrival),
            "planned_end": planned_end.then(|| arrival + 1 + choice.below(90_000)),
        })
    }

    fn contact(&self, choice: &mut Choice, room: Room, whole: bool) -> Value {
        let mut contact = Map::new();
        for (field, name) in FieldName::ALL.iter().zip(NAMES).take(8) {
            let present = if whole {
                self.present(choice, *field, room)
            } else {
                self.allowed(*field) && choice.chance(room.filled)
            };
            let value = present.then(|| contact_field(choice, *field, room.text));
            contact.insert((*name).to_owned(), value.into());
        }
        contact.into()
    }

    fn companions(&self, choice: &mut Choice, room: Room, whole: bool) -> Value {
        let most = match self.fields.policy(FieldName::Companions) {
            Policy::Absent => 0,
            _ => u64::from(self.max_companions).min(room.text as u64 / 4),
        };
        let count = choice.below(most + 1);
        let names = match self.fields.policy(FieldName::CompanionNames) {
            Policy::Absent => 0,
            Policy::Required if whole => count,
            _ => choice.below(count + 1),
        };
        let names: Vec<String> = (0..names).map(|_| choice.text(room.text)).collect();
        json!({ "count": count, "names": names })
    }

    fn present(&self, choice: &mut Choice, field: FieldName, room: Room) -> bool {
        match self.fields.policy(field) {
            Policy::Absent => false,
            Policy::Optional => choice.chance(room.filled),
            Policy::Required => true,
        }
    }

    fn allowed(&self, field: FieldName) -> bool {
        self.fields.policy(field) != Policy::Absent
    }
}

fn contact_field(choice: &mut Choice, field: FieldName, longest: usize) -> String {
    match field {
        FieldName::Phone => {
            let length = 6 + choice.below(9);
            let first = choice.characters(b"123456789", 1);
            format!("+{first}{}", choice.characters(b"0123456789", length))
        }
        FieldName::Email => {
            let (local, host) = (1 + choice.below(8), 1 + choice.below(8));
            let local = choice.characters(b"abcXYZ019!#$%&'*+/=?^_`{|}~-", local);
            let host = choice.characters(b"abcxyz019", host);
            format!("{local}@{host}.example")
        }
        FieldName::PostalCode => choice.characters(b"0123456789ABCxyz-", 5),
        FieldName::Country => choice.characters(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", 2),
        _ => choice.text(longest),
    }
}

const DOOR_CODE: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefgh23456789-";
const NAMES: &[&str] = &[
    "given_name",
    "family_name",
    "phone",
    "email",
    "street",
    "postal_code",
    "city",
    "country",
    "place",
    "companions",
    "companion_names",
    "planned_end",
];

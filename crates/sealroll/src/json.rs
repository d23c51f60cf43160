//! Visits as JSON, the structured and common format of the right to data portability.

use core::fmt::Write;

use sealroll_core::{Contact, Name};

use crate::visit::Visit;

/// Writes visits as a JSON array (RFC 8259), one object for each visit, times in UTC (RFC 3339).
/// Fields that a visit does not have are left out.
///
/// Everything outside printable ASCII, and what means something to HTML, is escaped: the text can
/// stand in a script element or any encoding.
#[must_use]
pub fn json(visits: &[Visit]) -> String {
    let mut json = String::from("[");
    for (place, visit) in visits.iter().enumerate() {
        json.push_str(if place == 0 { "\n" } else { ",\n" });
        write_visit(&mut json, visit);
    }
    json.push_str(if visits.is_empty() { "]\n" } else { "\n]\n" });
    json
}

/// Writes one visit as a JSON object in a single line, by the rules of [`json`].
#[must_use]
pub fn visit_json(visit: &Visit) -> String {
    let mut json = String::new();
    write_visit(&mut json, visit);
    json
}

fn write_visit(json: &mut String, visit: &Visit) {
    let attendance = &visit.attendance;
    let mut object = Object::begin(json);
    object.text("record_id", &visit.record_id.to_string());
    object.number("epoch", visit.epoch.value());
    object.text("arrival", &attendance.arrival.to_string());
    if let Some((departure, source)) = visit.departure {
        object.text("departure", &departure.to_string());
        object.text("departure_source", source.name());
    }
    if let Some(planned_end) = attendance.planned_end {
        object.text("planned_end", &planned_end.to_string());
    }
    write_contact(&mut object, &attendance.contact);
    object.optional(
        "place",
        attendance.place.as_ref().map(|field| field.as_str()),
    );
    object.number("companions", u32::from(attendance.companions.count));
    let names = attendance.companions.names.iter().map(Name::as_str);
    object.texts("companion_names", names);
    object.optional(
        "door_code",
        attendance.door_code.as_ref().map(|field| field.as_str()),
    );
    object.text("entered_by", attendance.entered_by.name());
    object.number("corrections", visit.corrections);
    object.texts("requests", visit.requests.iter().map(|kind| kind.name()));
    object.end();
}

fn write_contact(object: &mut Object<'_>, contact: &Contact) {
    object.optional(
        "given_name",
        contact.given_name.as_ref().map(|f| f.as_str()),
    );
    object.optional(
        "family_name",
        contact.family_name.as_ref().map(|f| f.as_str()),
    );
    object.optional("phone", contact.phone.as_ref().map(|f| f.as_str()));
    object.optional("email", contact.email.as_ref().map(|f| f.as_str()));
    object.optional("street", contact.street.as_ref().map(|f| f.as_str()));
    object.optional(
        "postal_code",
        contact.postal_code.as_ref().map(|f| f.as_str()),
    );
    object.optional("city", contact.city.as_ref().map(|f| f.as_str()));
    object.optional("country", contact.country.as_ref().map(|f| f.as_str()));
}

/// An object that is being written. Names are constants of this library and need no escape.
pub(crate) struct Object<'j> {
    json: &'j mut String,
    empty: bool,
}

impl<'j> Object<'j> {
    pub(crate) fn begin(json: &'j mut String) -> Self {
        json.push('{');
        Self { json, empty: true }
    }

    pub(crate) fn end(self) {
        self.json.push('}');
    }

    fn name(&mut self, name: &str) {
        if !self.empty {
            self.json.push(',');
        }
        self.empty = false;
        self.json.push('"');
        self.json.push_str(name);
        self.json.push_str("\":");
    }

    pub(crate) fn text(&mut self, name: &str, text: &str) {
        self.name(name);
        write_text(self.json, text);
    }

    pub(crate) fn optional(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(name, text);
        }
    }

    pub(crate) fn number(&mut self, name: &str, number: impl Into<u64>) {
        self.name(name);
        self.json.push_str(&number.into().to_string());
    }

    /// A list of objects.
    pub(crate) fn objects<T>(
        &mut self,
        name: &str,
        items: impl IntoIterator<Item = T>,
        write: impl Fn(&mut Object<'_>, T),
    ) {
        self.name(name);
        self.json.push('[');
        for (place, item) in items.into_iter().enumerate() {
            if place > 0 {
                self.json.push(',');
            }
            let mut object = Object::begin(self.json);
            write(&mut object, item);
            object.end();
        }
        self.json.push(']');
    }

    pub(crate) fn texts<'t>(&mut self, name: &str, texts: impl Iterator<Item = &'t str>) {
        self.name(name);
        self.json.push('[');
        for (place, text) in texts.enumerate() {
            if place > 0 {
                self.json.push(',');
            }
            write_text(self.json, text);
        }
        self.json.push(']');
    }
}

fn write_text(json: &mut String, text: &str) {
    json.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => json.extend(['\\', character]),
            ' '..='~' if !"<>&'".contains(character) => json.push(character),
            _ => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    write!(json, "\\u{unit:04x}").expect("writing to a string cannot fail");
                }
            }
        }
    }
    json.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_read_back_and_harmless_in_html() {
        for text in ["Ada", "\"\\", "</script><b>&'", "Zoë 😀", "\u{2028}\u{7f}"] {
            let mut json = String::new();
            write_text(&mut json, text);
            assert!(json.is_ascii() && !json.contains(['<', '>', '&', '\'']));
            assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        }
    }
}

//! The rule of each field of a record.

use sealroll_core::{
    AddressLine, Country, DoorCode, Email, FieldError, Name, Phone, Place, PostalCode, Record,
};
use serde_json::{Value, json};

use crate::outcome::{Outcome, Refusal};
use crate::value::{items, text};

pub(crate) fn check(input: &Value) -> Outcome {
    let name = text(input, "name");
    let results = items(input, "values")
        .iter()
        .map(|value| result(name, value));
    Ok(json!({ "results": results.collect::<Vec<_>>() }))
}

fn result(name: &str, value: &Value) -> String {
    let checked = match value.as_str() {
        Some(text) => check_text(name, text),
        None => check_number(name, value.as_u64().expect("a text or a number")),
    };
    checked.err().map_or("ok".into(), |refusal| refusal.class)
}

fn check_text(name: &str, text: &str) -> Result<(), Refusal> {
    let checked: Result<(), FieldError> = match name {
        "given_name" | "family_name" | "companion_name" => Name::new(text).map(drop),
        "phone" => Phone::new(text).map(drop),
        "email" => Email::new(text).map(drop),
        "street" | "city" => AddressLine::new(text).map(drop),
        "postal_code" => PostalCode::new(text).map(drop),
        "country" => Country::new(text).map(drop),
        "place" => Place::new(text).map(drop),
        "door_code" => DoorCode::new(text).map(drop),
        _ => return Err("unknown field".into()),
    };
    checked.map_err(|error| error.code().into())
}

/// Numbers have no type of their own: the record that carries them is decoded.
fn check_number(name: &str, value: u64) -> Result<(), Refusal> {
    Record::from_data(&carrier(name, value))?;
    Ok(())
}

/// Data of the shortest record that has the field.
fn carrier(name: &str, value: u64) -> Vec<u8> {
    let value = varint(value);
    let follow_up = |variant: u8, counter: &[u8], body: &[u8]| {
        let head: [&[u8]; 3] = [&[0; 32], &[0, 0], &[0; 32]];
        [
            &[1, variant],
            head.concat().as_slice(),
            counter,
            body,
            &[0; 64],
        ]
        .concat()
    };
    match name {
        "arrival" => [&[1, 0][..], &[0; 11], &value, &[0; 3], &[9; 32]].concat(),
        "departure" => follow_up(1, &[1], &[value.as_slice(), &[0]].concat()),
        "planned_end" => follow_up(2, &[1], &[&[0; 11][..], &[1], &value].concat()),
        "counter" => follow_up(3, &value, &[0]),
        _ => Vec::new(),
    }
}

fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value >= 0x80 {
        bytes.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

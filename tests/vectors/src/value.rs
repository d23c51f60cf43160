//! Reading inputs and writing outputs. Vectors are trusted: whatever is not of the documented form
//! ends the run.

use sealroll_wire::{Certificate, Descriptor, Epoch, Generation, ListId, RootDocument, Time};
use serde_json::Value;

use crate::outcome::Refusal;

pub(crate) fn text<'v>(input: &'v Value, name: &str) -> &'v str {
    input[name].as_str().expect("a text")
}

pub(crate) fn items<'v>(input: &'v Value, name: &str) -> &'v [Value] {
    input[name].as_array().expect("a list")
}

pub(crate) fn number(input: &Value, name: &str) -> u64 {
    input[name].as_u64().expect("a number")
}

/// A number of a narrower type.
pub(crate) fn narrow<N: TryFrom<u64>>(input: &Value, name: &str) -> N {
    N::try_from(number(input, name))
        .ok()
        .expect("a number within the bounds of its field")
}

pub(crate) fn time(input: &Value, name: &str) -> Time {
    Time::new(number(input, name)).expect("before the year 10000")
}

pub(crate) fn epoch(input: &Value, name: &str) -> Epoch {
    Epoch(narrow(input, name))
}

pub(crate) fn generation(input: &Value) -> Generation {
    Generation(narrow(input, "generation"))
}

pub(crate) fn list_id(input: &Value) -> ListId {
    ListId::from_bytes(array(input, "list_id"))
}

pub(crate) fn root(input: &Value) -> Result<RootDocument, Refusal> {
    Ok(RootDocument::from_bytes(&bytes(input, "root_document"))?)
}

pub(crate) fn descriptor(input: &Value) -> Result<Descriptor, Refusal> {
    Ok(Descriptor::from_bytes(&bytes(input, "descriptor"))?)
}

/// The list's certificates, which are good.
pub(crate) fn certificates(input: &Value) -> Vec<Certificate> {
    let read = |item| Certificate::from_bytes(&unhex(item)).expect("a certificate of the list");
    items(input, "certificates").iter().map(read).collect()
}

pub(crate) fn array<const N: usize>(input: &Value, name: &str) -> [u8; N] {
    bytes(input, name)
        .try_into()
        .expect("the length of the field")
}

pub(crate) fn bytes(input: &Value, name: &str) -> Vec<u8> {
    unhex(&input[name])
}

/// The bytes of a hex string of a vector.
///
/// # Panics
/// If it is not one.
#[must_use]
pub fn unhex(value: &Value) -> Vec<u8> {
    let text = value.as_str().expect("hex").as_bytes();
    let digit = |character: u8| char::from(character).to_digit(16).expect("hex");
    let (pairs, rest) = text.as_chunks::<2>();
    assert!(rest.is_empty(), "hex has two digits a byte");
    pairs
        .iter()
        .map(|[high, low]| (digit(*high) << 4 | digit(*low)) as u8)
        .collect()
}

/// Bytes as the vectors write them.
#[must_use]
pub fn hex(bytes: &[u8]) -> Value {
    hex_text(bytes).into()
}

pub(crate) fn hex_text(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

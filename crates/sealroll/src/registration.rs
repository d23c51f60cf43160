//! What a processor may ask of whoever registers a new list (`spec/protocol.md#registration`).

use sealroll_wire::ListId;

use crate::http::{Media, Method, Request};
use crate::owner::Owner;

/// What lets a new list in where the processor does not take everybody's.
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Admission<'a> {
    /// A token that the processor's operator has given out.
    Token(&'a str),
    /// The PIN that was sent to a phone after [`Owner::pin_request`].
    Pin(&'a str),
}

impl Owner {
    /// Registers a new list as [`registration_request`](Self::registration_request) does, with
    /// what lets it in. Once the list is registered, nothing more is asked of it.
    #[must_use]
    pub fn admission_request(&self, admission: Admission<'_>) -> Request {
        let mut request = self.registration_request();
        let value = match admission {
            Admission::Token(token) => format!("Bearer {}", plain(token)),
            Admission::Pin(pin) => format!("Pin {}", plain(pin)),
        };
        request.headers.push(("authorization", value));
        request
    }

    /// Asks for a PIN, which confirms this registration as it is now and no other
    /// (`spec/protocol.md#REG-4`). The number is `+`, the country's code and the rest, digits only;
    /// the processor refuses anything else.
    #[must_use]
    pub fn pin_request(&self, number: &str) -> Request {
        let registration = self.registration_request().body;
        let number: String = plain(number).chars().take(usize::from(u8::MAX)).collect();
        let mut body = Vec::with_capacity(1 + number.len() + registration.len());
        body.push(u8::try_from(number.len()).unwrap_or(u8::MAX));
        body.extend_from_slice(number.as_bytes());
        body.extend_from_slice(&registration);
        Request::send(Method::Post, path(&self.list_id()), Media::Octets, body)
    }
}

impl core::fmt::Debug for Admission<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Admission(<redacted>)")
    }
}

fn path(list: &ListId) -> String {
    format!("/v1/lists/{list}/pin")
}

/// What was typed, without what cannot stand in a header field.
fn plain(text: &str) -> String {
    text.chars().filter(char::is_ascii_graphic).collect()
}

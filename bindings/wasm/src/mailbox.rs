//! What owners tell the guest of a ticket.

use js_sys::Array;
use sealroll::{Message, Response, TicketMessage};
use wasm_bindgen::prelude::*;

use crate::failure::Failure;
use crate::request::plain_request;
use crate::ticket::Ticket;
use crate::value::{Plain, seconds};

/// The reading of a mailbox, request by request.
#[wasm_bindgen]
pub struct Mailbox(sealroll::Mailbox);

#[wasm_bindgen]
impl Mailbox {
    /// The next request; `undefined` at the end.
    #[must_use]
    pub fn request(&self) -> JsValue {
        let request = self.0.request();
        request.map_or(JsValue::UNDEFINED, |request| plain_request(&request))
    }

    /// Takes the answer to it.
    ///
    /// # Errors
    /// The codes of a refusal, a decoder's code, `bad-signature`.
    pub fn receive(&mut self, status: u16, body: Vec<u8>) -> Result<(), Failure> {
        let answer = Response {
            status,
            body,
            ..Response::default()
        };
        Ok(self.0.receive(&answer)?)
    }
}

#[wasm_bindgen]
impl Ticket {
    /// Begins to read the mailbox.
    #[must_use]
    pub fn mailbox(&self) -> Mailbox {
        Mailbox(self.0.mailbox())
    }

    /// Takes what was read, and returns the codes of what was forged. The ticket is to be saved
    /// then.
    #[wasm_bindgen(js_name = takeMail)]
    pub fn take_mail(&mut self, mailbox: Mailbox) -> Array {
        let report = self.0.take_mail(mailbox.0);
        let refused = report.refused.iter();
        refused
            .map(|(_, error)| JsValue::from_str(error.code()))
            .collect()
    }

    /// Every message that was taken.
    #[must_use]
    pub fn messages(&self) -> Array {
        self.0.messages().iter().map(plain_message).collect()
    }

    /// What the ticket tells of the visit, as JSON without a secret.
    #[must_use]
    pub fn export(&self) -> String {
        self.0.export()
    }
}

fn plain_message(told: &TicketMessage) -> JsValue {
    let mut plain = Plain::new().with("time", seconds(told.time));
    if let Some(request) = &told.request {
        plain = plain.with("request", request.kind.name());
    }
    match &told.message {
        Message::Answer { decision, text } => plain
            .with("kind", "answer")
            .with("decision", decision.name())
            .with("text", text.as_str()),
        Message::Erased(reason) => plain.with("kind", "erased").with("reason", reason.name()),
        Message::Disclosed {
            disclosure,
            authority,
            fingerprint,
        } => plain
            .with("kind", "disclosed")
            .with("disclosure", disclosure.to_string())
            .with("authority", authority.as_str())
            .with("words", fingerprint.words()),
        _ => plain.with("kind", "other"),
    }
    .done()
}

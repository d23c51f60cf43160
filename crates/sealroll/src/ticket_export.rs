//! What a ticket knows, for the guest to take along.

use sealroll_core::Message;

use crate::json::Object;
use crate::ticket::Ticket;
use crate::ticket_mail::{TicketMessage, TicketRequest};

impl Ticket {
    /// Everything that this ticket tells of the visit, as a JSON object in one line: where it is
    /// logged, with its proof, what was asked for and what the owner answered. There is no secret
    /// in it. An answer to a request to take the data along has them as its text.
    #[must_use]
    pub fn export(&self) -> String {
        let mut json = String::new();
        let mut object = Object::begin(&mut json);
        object.text("list_id", &self.list_id().to_string());
        object.text("record_id", &self.record_id().to_string());
        object.number("epoch", self.epoch().value());
        object.number("index", self.index());
        object.text("erase_after", &self.erase_after().to_string());
        object.text("proof", &String::from_utf8_lossy(self.proof()));
        object.objects("requests", self.requests(), |object, request| {
            write_request(object, &request);
        });
        object.objects("messages", self.messages(), |object, message| {
            write_message(object, &message);
        });
        object.end();
        json
    }
}

fn write_request(object: &mut Object<'_>, request: &TicketRequest) {
    object.text("request", &request.record_id.to_string());
    object.text("kind", request.kind.name());
    object.text("time", &request.time.to_string());
}

fn write_message(object: &mut Object<'_>, message: &TicketMessage) {
    object.text("time", &message.time.to_string());
    let request = message.request.map(|request| request.record_id.to_string());
    object.optional("request", request.as_deref());
    match &message.message {
        Message::Answer { decision, text } => {
            object.text("message", "answer");
            object.text("decision", decision.name());
            object.text("text", text);
        }
        Message::Erased(reason) => {
            object.text("message", "erased");
            object.text("reason", reason.name());
        }
        Message::Disclosed {
            disclosure,
            authority,
            fingerprint,
        } => {
            object.text("message", "disclosed");
            object.text("disclosure_id", &disclosure.to_string());
            object.text("authority", authority);
            object.text("authority_fingerprint", &fingerprint.to_string());
        }
        _ => {}
    }
}

//! Follow-ups of the library's guests.

use sealroll::{PendingFollowUp, RequestKind, Source, Ticket, Time, Welcome};
use sealroll_vectors::correction_form;
use serde_json::Value;

use crate::choice::Choice;

/// Seals a follow-up, or gives the class of the refusal.
pub(crate) fn seal(
    ticket: &mut Ticket,
    welcome: &Welcome,
    body: &Value,
    now: Time,
    choice: &mut Choice,
) -> Result<PendingFollowUp, &'static str> {
    let rng = &mut choice.rng;
    let sealed = match body["type"].as_str() {
        Some("check-out") => {
            let departure = body["departure"].as_u64().unwrap_or_default();
            let departure = Time::new(departure).map_err(|error| error.code())?;
            let source = SOURCES.iter().find(|it| body["source"] == it.name());
            ticket.check_out(welcome, departure, *source.ok_or("source")?, now, rng)
        }
        Some("correction") => ticket.correct(welcome, &correction_form(body), now, rng),
        _ => {
            let kind = REQUESTS.iter().find(|it| body["kind"] == it.name());
            ticket.request(welcome, *kind.ok_or("kind")?, now, rng)
        }
    };
    sealed.map_err(|error| error.code())
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

//! `sealroll guest request`, `inbox` and `export`: the rights of the data subject.

use clap::{Args, ValueEnum};
use sealroll::{ErasedFor, Message, RequestKind, TicketMessage};
use serde_json::Value;
use serde_json::json;

use crate::clock::now;
use crate::error::CliError;
use crate::guest::{Place, welcome_back};
use crate::guest_store::GuestStore;
use crate::output::Output;
use crate::random::random;

/// What to ask for.
#[derive(Args)]
#[command(
    after_help = "Example:\n  sealroll guest request --invitation link.txt erase\n\n\
    `sealroll guest inbox` shows the answer. To everybody but the owner the request looks like a \
    check-in."
)]
pub(crate) struct Options {
    #[command(flatten)]
    place: Place,
    /// The right.
    #[arg(value_enum)]
    right: Right,
    /// The ticket, by the beginning of its id [default: the newest].
    #[arg(value_name = "TICKET")]
    ticket: Option<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Right {
    /// To see the data (Article 15).
    Access,
    /// To have them put right (Article 16).
    Rectify,
    /// To have them erased (Article 17).
    Erase,
    /// To have their processing restricted (Article 18).
    Restrict,
    /// To take them along (Article 20).
    Port,
    /// To object (Article 21).
    Object,
}

/// Sends a request of the data subject.
pub(crate) fn run(options: &Options, store: &GuestStore, output: Output) -> Result<(), CliError> {
    let mut ticket = store.ticket(options.ticket.as_deref())?;
    let (invitation, transport) = options.place.find()?;
    let mut guest = store.guest()?;
    let list = welcome_back(store, &mut guest, &invitation, &transport)?;
    let kind = options.right.kind();
    let pending = ticket.request(&list, kind, now()?, &mut random())?;
    let id = ticket.record_id().to_string();
    store.save_ticket(&ticket)?;
    store.save_follow_up(&id, &pending)?;
    let request = pending.envelope().record_id().to_string();
    let answer = transport.send(&pending.request())?;
    let receipt = pending
        .confirm(answer.success()?)
        .map_err(|(_, error)| error)?;
    store.remove_follow_up(&id)?;
    let result = json!({
        "ticket": id,
        "request": request,
        "kind": kind.name(),
        "index": receipt.index(),
    });
    output.result(&result, || {
        let index = receipt.index();
        format!("Asked; entry {index} of the log. The answer comes by `sealroll guest inbox`.")
    });
    Ok(())
}

/// Whose messages to fetch.
#[derive(Args)]
#[command(
    after_help = "It fetches whole pages of every feed since the last time, whether there is \
    anything for you or not. Run it now and then."
)]
pub(crate) struct InboxOptions {
    #[command(flatten)]
    place: Place,
    /// The ticket, by the beginning of its id [default: the newest].
    #[arg(value_name = "TICKET")]
    ticket: Option<String>,
}

/// Reads the mailbox, and shows every message of the ticket.
pub(crate) fn inbox(
    options: &InboxOptions,
    store: &GuestStore,
    output: Output,
) -> Result<(), CliError> {
    let mut ticket = store.ticket(options.ticket.as_deref())?;
    let (_, transport) = options.place.find()?;
    let mut mailbox = ticket.mailbox();
    while let Some(request) = mailbox.request() {
        mailbox.receive(&transport.send(&request)?)?;
    }
    let report = ticket.take_mail(mailbox);
    store.save_ticket(&ticket)?;
    let messages = ticket.messages();
    let refused: Vec<_> = report
        .refused
        .iter()
        .map(|(_, error)| error.code())
        .collect();
    let result = json!({
        "ticket": ticket.record_id().to_string(),
        "messages": messages.iter().map(value).collect::<Vec<_>>(),
        "new": report.messages.len(),
        "refused": refused,
    });
    output.result(&result, || {
        let lines = messages.iter().map(|message| line(message) + "\n");
        let mut text: String = lines.collect();
        if text.is_empty() {
            text.push_str("No messages.");
        }
        for (feed, error) in &report.refused {
            text.push_str(&format!(
                "\nWarning: a message of feed {feed} does not count: {error}"
            ));
        }
        text
    });
    Ok(())
}

/// Which ticket to export.
#[derive(Args)]
pub(crate) struct ExportOptions {
    /// The ticket, by the beginning of its id [default: the newest].
    #[arg(value_name = "TICKET")]
    ticket: Option<String>,
}

/// Writes what the ticket knows, without its secrets.
pub(crate) fn export(
    options: &ExportOptions,
    store: &GuestStore,
    output: Output,
) -> Result<(), CliError> {
    let json = store.ticket(options.ticket.as_deref())?.export();
    let value: Value = serde_json::from_str(&json).unwrap_or_default();
    output.result(&value, || json);
    Ok(())
}

impl Right {
    const fn kind(self) -> RequestKind {
        match self {
            Self::Access => RequestKind::Access,
            Self::Rectify => RequestKind::Rectify,
            Self::Erase => RequestKind::Erase,
            Self::Restrict => RequestKind::Restrict,
            Self::Port => RequestKind::Port,
            Self::Object => RequestKind::Object,
        }
    }
}

fn value(message: &TicketMessage) -> Value {
    let mut value = match &message.message {
        Message::Answer { decision, text } => {
            json!({ "message": "answer", "decision": decision.name(), "text": text })
        }
        Message::Erased(reason) => json!({ "message": "erased", "reason": reason.name() }),
        Message::Disclosed {
            disclosure,
            authority,
            fingerprint,
        } => json!({
            "message": "disclosed",
            "disclosure": disclosure.to_string(),
            "authority": authority,
            "words": fingerprint.words(),
        }),
        _ => json!({}),
    };
    value["time"] = message.time.to_string().into();
    if let Some(request) = &message.request {
        value["request"] = request.record_id.to_string().into();
        value["kind"] = request.kind.name().into();
    }
    value
}

fn line(message: &TicketMessage) -> String {
    let what = match (&message.message, &message.request) {
        (Message::Answer { decision, text }, request) => {
            let kind = request.map_or("your request", |request| request.kind.name());
            format!("{kind}: {}. {text}", decision.name())
        }
        (Message::Erased(ErasedFor::Request), _) => "your check-in was erased, as you asked".into(),
        (Message::Erased(ErasedFor::Retention), _) => "your check-in was erased in its time".into(),
        (Message::Erased(ErasedFor::Owner), _) => {
            "the owner had your check-in erased before its time".into()
        }
        (
            Message::Disclosed {
                authority,
                fingerprint,
                ..
            },
            _,
        ) => format!(
            "your check-in was disclosed to {authority} ({})",
            fingerprint.words()
        ),
        _ => "a message of another kind".into(),
    };
    format!("{}  {}", message.time, what.trim_end())
}

//! A guest's inbox, and everything that a ticket tells.

use std::sync::Arc;
use std::time::SystemTime;

use sealroll::Message;

use crate::connection::Connection;
use crate::failure::SealrollError;
use crate::http::Request;
use crate::mirror::mirrored;
use crate::redacted::redacted;
use crate::ticket::{Right, Ticket};
use crate::time::moment;

/// A message of the owner to the guest of a ticket. Texts come from a stranger: escape them.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
#[uniffi::export(Display)]
pub struct TicketMessage {
    /// When the owner made it, by the owner's clock.
    pub time: SystemTime,
    /// The request that it answers; none for news about the check-in.
    pub request: Option<TicketRequest>,
    /// What it says.
    pub content: MessageContent,
}

/// What a message says.
#[derive(Clone, PartialEq, Eq, uniffi::Enum)]
#[uniffi::export(Display)]
pub enum MessageContent {
    /// It answers a request.
    Answer {
        /// What was decided.
        decision: Decision,
        /// What the owner adds, or nothing. The answer to a request to see or take along the data
        /// has them, as JSON.
        text: String,
    },
    /// The check-in was erased.
    Erased {
        /// Why.
        reason: ErasedFor,
    },
    /// The check-in was disclosed to an authority.
    Disclosed {
        /// The id of the disclosure, which the list's instruction log has.
        disclosure: String,
        /// Who the authority says that it is.
        authority: String,
        /// The five words of its card.
        words: String,
    },
}

redacted!(TicketMessage, MessageContent);

mirrored! {
    /// What an owner decided on a request.
    Decision of sealroll::AnswerKind {
        /// Done as asked.
        Granted,
        /// Not done; the text should say why.
        Refused,
        /// There is nothing left that it could be done with.
        AlreadyErased,
        /// Taken note of, without a decision.
        Noted,
    }
}

mirrored! {
    /// Why a check-in was erased.
    ErasedFor of sealroll::ErasedFor {
        /// Its retention was over.
        Retention,
        /// The owner wanted it.
        Owner,
        /// The guest asked for it.
        Request,
    }
}

/// A request that a ticket has made.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct TicketRequest {
    /// Its record id.
    pub record_id: String,
    /// What was asked for.
    pub right: Right,
    /// When, by the guest's clock.
    pub time: SystemTime,
}

/// What came of reading the mailbox.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct MailReport {
    /// Messages that are new.
    pub messages: Vec<TicketMessage>,
    /// Notices that do not count: somebody who knows the secrets tried to forge them.
    pub refused: Vec<RefusedNotice>,
}

/// A notice that does not count.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct RefusedNotice {
    /// The number of its feed.
    pub feed: u64,
    /// Why, as a code.
    pub code: String,
    /// Why, in words.
    pub reason: String,
}

#[uniffi::export]
impl Ticket {
    /// Reads the mailbox: every feed since the last time. It asks for whole pages, always the same
    /// whether there is mail or not, so that the processor learns nothing. Save the ticket
    /// afterwards.
    ///
    /// Throws the codes of a refusal, of a decoder and of a certificate, and `unreachable`; the
    /// ticket is unchanged then.
    pub fn read_mail(&self, connection: Arc<dyn Connection>) -> Result<MailReport, SealrollError> {
        let mut mailbox = self.lock()?.mailbox();
        while let Some(request) = mailbox.request() {
            let response = connection.send(Request::new(&request))?;
            mailbox.receive(&response.plain())?;
        }
        let report = self.lock()?.take_mail(mailbox);
        let refused = report.refused.iter().map(|(feed, error)| RefusedNotice {
            feed: *feed,
            code: error.code().to_owned(),
            reason: error.to_string(),
        });
        Ok(MailReport {
            messages: TicketMessage::all(&report.messages),
            refused: refused.collect(),
        })
    }

    /// Every message that was taken, in the order of their arrival.
    pub fn messages(&self) -> Result<Vec<TicketMessage>, SealrollError> {
        Ok(TicketMessage::all(&self.lock()?.messages()))
    }

    /// The requests that this ticket has made, the newest 16.
    pub fn sent_requests(&self) -> Result<Vec<TicketRequest>, SealrollError> {
        let requests = self.lock()?.requests();
        Ok(requests.iter().map(TicketRequest::new).collect())
    }

    /// Everything that this ticket tells of the visit, as a JSON object in one line, for the guest
    /// to take along. There is no secret in it.
    pub fn export(&self) -> Result<String, SealrollError> {
        Ok(self.lock()?.export())
    }
}

impl TicketMessage {
    fn all(messages: &[sealroll::TicketMessage]) -> Vec<Self> {
        messages.iter().filter_map(Self::of).collect()
    }

    /// The message of the library, unless its kind is newer than this interface.
    fn of(message: &sealroll::TicketMessage) -> Option<Self> {
        let content = match &message.message {
            Message::Answer { decision, text } => MessageContent::Answer {
                decision: (*decision).into(),
                text: text.clone(),
            },
            Message::Erased(reason) => MessageContent::Erased {
                reason: (*reason).into(),
            },
            Message::Disclosed {
                disclosure,
                authority,
                fingerprint,
            } => MessageContent::Disclosed {
                disclosure: disclosure.to_string(),
                authority: authority.clone(),
                words: fingerprint.words(),
            },
            _ => return None,
        };
        Some(Self {
            time: moment(message.time),
            request: message.request.as_ref().map(TicketRequest::new),
            content,
        })
    }
}

impl TicketRequest {
    fn new(request: &sealroll::TicketRequest) -> Self {
        Self {
            record_id: request.record_id.to_string(),
            right: request.kind.into(),
            time: moment(request.time),
        }
    }
}

//! What a ticket knows of the owner's messages (`spec/protocol.md#mailbox`).

use sealroll_core::hpke::ExporterSecret;
use sealroll_core::{Message, NoticeError, NoticeKind, NoticeSecret, ReceivedMessage, RequestKind};
use sealroll_wire::{DecodeError, Reader, RecordId, Time, Writer};
use zeroize::Zeroizing;

use crate::mailbox_reading::{Mailbox, Watch};
use crate::ticket::Ticket;

/// A message of the owner to the guest of a ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TicketMessage {
    /// When the owner made it, by the owner's clock.
    pub time: Time,
    /// The request that it answers; `None` for news about the check-in.
    pub request: Option<TicketRequest>,
    /// What it says.
    pub message: Message,
}

/// A request that a ticket has made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TicketRequest {
    /// Its record id.
    pub record_id: RecordId,
    /// What was asked for.
    pub kind: RequestKind,
    /// When, by the guest's clock.
    pub time: Time,
}

/// What came of reading the mailbox.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct MailReport {
    /// Messages that are new.
    pub messages: Vec<TicketMessage>,
    /// What was made by somebody who knows the secrets, and does not count: the owner's readers
    /// could try to forge. Each with the number of its feed.
    pub refused: Vec<(u64, NoticeError)>,
}

impl Ticket {
    /// Begins to read the mailbox: every feed since the last time. It asks for whole pages, always
    /// the same whether there is mail or not (`spec/protocol.md#MBX-7`).
    #[must_use]
    pub fn mailbox(&self) -> Mailbox {
        let mut watches = vec![Watch {
            secret: NoticeSecret::of_check_in(self.secrets().exporter_secret()),
            subject: *self.record_id(),
        }];
        for sent in &self.mail.requests {
            watches.push(Watch {
                secret: NoticeSecret::from_bytes(&sent.secret, true),
                subject: sent.request.record_id,
            });
        }
        let mut seen = Vec::new();
        for kept in &self.mail.messages {
            seen.extend_from_slice(&kept.nonces);
        }
        Mailbox::new(self.list_id(), self.mail.next_feed, watches, seen)
    }

    /// Takes what was read. Save the ticket afterwards.
    pub fn take_mail(&mut self, mailbox: Mailbox) -> MailReport {
        let mut messages = Vec::new();
        for (subject, received) in mailbox.messages {
            if let Some(message) = self.mail.take(subject, received) {
                messages.push(message);
            }
        }
        self.mail.next_feed = self.mail.next_feed.max(mailbox.next_feed);
        MailReport {
            messages,
            refused: mailbox.refused,
        }
    }

    /// Every message that was taken, in the order of their arrival.
    #[must_use]
    pub fn messages(&self) -> Vec<TicketMessage> {
        let messages = self.mail.messages.iter();
        messages.map(|kept| kept.message.clone()).collect()
    }

    /// The requests that this ticket has made, the newest 16.
    #[must_use]
    pub fn requests(&self) -> Vec<TicketRequest> {
        let requests = self.mail.requests.iter();
        requests.map(|sent| sent.request).collect()
    }
}

/// The part of a ticket that is about the mailbox.
pub(crate) struct TicketMail {
    requests: Vec<SentRequest>,
    /// The first feed that was not read.
    next_feed: u64,
    messages: Vec<KeptMessage>,
}

struct SentRequest {
    request: TicketRequest,
    secret: Zeroizing<[u8; 32]>,
}

struct KeptMessage {
    message: TicketMessage,
    nonces: Vec<[u8; 32]>,
}

impl Default for TicketMail {
    fn default() -> Self {
        Self {
            requests: Vec::new(),
            next_feed: 1,
            messages: Vec::new(),
        }
    }
}

impl TicketMail {
    pub(crate) fn expect_answer(
        &mut self,
        record_id: RecordId,
        kind: RequestKind,
        time: Time,
        exporter: &ExporterSecret,
    ) {
        if self.requests.len() == MOST_REQUESTS {
            self.requests.remove(0);
        }
        let request = TicketRequest {
            record_id,
            kind,
            time,
        };
        self.requests.push(SentRequest {
            request,
            secret: NoticeSecret::of_request(exporter).to_bytes(),
        });
    }

    fn take(&mut self, subject: RecordId, received: ReceivedMessage) -> Option<TicketMessage> {
        let known = |nonce| self.messages.iter().any(|kept| kept.nonces.contains(nonce));
        if received.response_nonces.iter().any(known) {
            return None;
        }
        let mut requests = self.requests.iter();
        let request = requests.find(|sent| sent.request.record_id == subject);
        let message = TicketMessage {
            time: received.time,
            request: request.map(|sent| sent.request),
            message: received.message,
        };
        self.messages.push(KeptMessage {
            message: message.clone(),
            nonces: received.response_nonces,
        });
        Some(message)
    }

    pub(crate) fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        self.next_feed = reader.u64()?;
        for _ in 0..reader.u16()? {
            let request = read_request(reader)?;
            let secret = Zeroizing::new(*reader.chunk()?);
            self.requests.push(SentRequest { request, secret });
        }
        for _ in 0..reader.u16()? {
            let time = reader.time()?;
            let request = match reader.u8()? {
                0 => None,
                _ => Some(read_request(reader)?),
            };
            let kind = NoticeKind::from_number(reader.u8()?)?;
            let message = Message::from_data(kind, reader.bytes16(MAX_DATA)?)?;
            let message = TicketMessage {
                time,
                request,
                message,
            };
            self.messages.push(KeptMessage {
                message,
                nonces: Vec::new(),
            });
            for _ in 0..reader.u8()? {
                let nonce = reader.chunk()?;
                if let Some(kept) = self.messages.last_mut() {
                    kept.nonces.push(*nonce);
                }
            }
        }
        Ok(())
    }

    /// Messages may be left out, for a form that is short.
    pub(crate) fn write(&self, writer: &mut Writer, messages: bool) {
        let requests = u16::try_from(self.requests.len()).expect("at most 16");
        writer.u64(self.next_feed).u16(requests);
        for sent in &self.requests {
            write_request(writer, &sent.request);
            writer.bytes(sent.secret.as_slice());
        }
        let newest = self.messages.len().saturating_sub(MOST_MESSAGES);
        let kept = if messages {
            &self.messages[newest..]
        } else {
            &[]
        };
        writer.u16(u16::try_from(kept.len()).expect("at most 256"));
        for KeptMessage { message, nonces } in kept {
            writer
                .time(message.time)
                .u8(u8::from(message.request.is_some()));
            if let Some(request) = &message.request {
                write_request(writer, request);
            }
            let data = message.message.to_data();
            writer
                .u8(message.message.kind().number())
                .bytes16(&data.expect("a message that was received is well-formed"))
                .expect("a message has at most 1503 bytes")
                .u8(u8::try_from(nonces.len()).expect("at most 16 parts"));
            for nonce in nonces {
                writer.bytes(nonce);
            }
        }
    }

    /// At least the length that [`write`](Self::write) appends.
    pub(crate) fn length(&self) -> usize {
        12 + self.requests.len() * (41 + 32) + self.messages.len() * MAX_MESSAGE
    }
}

fn write_request(writer: &mut Writer, request: &TicketRequest) {
    let kind = KINDS.iter().position(|kind| *kind == request.kind);
    let kind = kind.and_then(|place| u8::try_from(place).ok());
    writer
        .bytes(request.record_id.as_bytes())
        .u8(kind.unwrap_or_default())
        .time(request.time);
}

fn read_request(reader: &mut Reader<'_>) -> Result<TicketRequest, DecodeError> {
    let mut fields = reader.fields::<{ 32 + 1 + 8 }>()?;
    let record_id = RecordId::from_bytes(fields.array());
    let kind = KINDS.get(usize::from(fields.u8()));
    Ok(TicketRequest {
        record_id,
        kind: *kind.ok_or(DecodeError::BadValue)?,
        time: fields.time()?,
    })
}

const KINDS: [RequestKind; 6] = [
    RequestKind::Access,
    RequestKind::Rectify,
    RequestKind::Erase,
    RequestKind::Restrict,
    RequestKind::Port,
    RequestKind::Object,
];
/// A ticket waits for so many answers.
const MOST_REQUESTS: usize = 16;
/// A ticket keeps so many messages.
const MOST_MESSAGES: usize = 256;
/// The longest message.
const MAX_DATA: usize = 1 + 2 + Message::MAX_TEXT;
/// A kept message with everything around it.
const MAX_MESSAGE: usize = 8 + 1 + 41 + 1 + 2 + MAX_DATA + 1 + 16 * 32;

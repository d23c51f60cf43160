//! What an owner has to tell guests, and what it still has to do first
//! (`spec/protocol.md#mailbox`).

use std::collections::{BTreeMap, VecDeque};

use sealroll_core::{AnswerKind, Message, NoticeKind, NoticeSecret};
use sealroll_wire::{DecodeError, Order, Reader, RecordId, Time, Writer, limit};
use zeroize::Zeroizing;

use crate::rights::StandingPolicy;

/// Notices that wait for the next feed, orders that have to be carried out before, the requests
/// that were answered, and the policies by which requests are decided without a person.
///
/// Save it beside the device file after every change, before what it brought about is sent. Its
/// secrets open notices and no record.
#[derive(Default)]
pub struct Outbox {
    pub(crate) policy: StandingPolicy,
    pub(crate) answered: BTreeMap<RecordId, AnswerKind>,
    pub(crate) queue: VecDeque<QueuedNotice>,
    pub(crate) orders: VecDeque<Promise>,
    /// The last feed that is known to be published; 0 if there is none.
    pub(crate) last_feed: u64,
    pub(crate) published: Option<Time>,
    pub(crate) pending: Option<PendingFeed>,
    /// Feeds that were published of late, for a processor that loses them.
    pub(crate) sent: VecDeque<SentFeed>,
}

/// What an answer promises.
#[derive(Clone, Copy)]
pub(crate) enum Promise {
    Erase(RecordId),
    Restrict(RecordId),
}

/// A message on its way to one guest.
pub(crate) struct QueuedNotice {
    pub(crate) secret: NoticeSecret,
    pub(crate) subject: RecordId,
    pub(crate) kind: NoticeKind,
    pub(crate) data: Zeroizing<Vec<u8>>,
}

/// A feed that was sealed and perhaps sent.
pub(crate) struct PendingFeed {
    pub(crate) feed: u64,
    /// So many messages at the front of the queue are in it.
    pub(crate) messages: usize,
    pub(crate) body: Vec<u8>,
}

/// A feed that the processor took.
pub(crate) struct SentFeed {
    pub(crate) feed: u64,
    pub(crate) body: Vec<u8>,
}

impl Outbox {
    /// An outbox with nothing in it.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What is decided without a person.
    #[must_use]
    pub const fn policy(&self) -> &StandingPolicy {
        &self.policy
    }

    /// Changes what is decided without a person. What follows from a policy are ordinary signed
    /// instructions of this device, so the policy itself needs no signature.
    pub const fn set_policy(&mut self, policy: StandingPolicy) {
        self.policy = policy;
    }

    /// How a request was answered, by its record id.
    #[must_use]
    pub fn answer_to(&self, request: &RecordId) -> Option<AnswerKind> {
        self.answered.get(request).copied()
    }

    /// Messages that wait for the next feed.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.queue.len()
    }

    /// The next order that an answer promises: give it with
    /// [`Owner::instruct`](crate::Owner::instruct), and tell with
    /// [`order_done`](Self::order_done) when it was acknowledged. As long as there is one, nothing
    /// is published.
    #[must_use]
    pub fn next_order(&self) -> Option<Order> {
        self.orders.front().map(|promise| match promise {
            Promise::Erase(record) => Order::EraseRecord(*record),
            Promise::Restrict(record) => Order::RestrictRecord(*record),
        })
    }

    /// The next order was acknowledged, or is without object.
    pub fn order_done(&mut self) {
        self.orders.pop_front();
    }

    /// Whether a feed is due: one a day, also when there is nothing to say, so that its presence
    /// tells nothing.
    #[must_use]
    pub fn is_due(&self, now: Time) -> bool {
        let day_after = self.published.map(|last| last.saturating_add(DAY));
        self.pending.is_some() || day_after.is_none_or(|due| due <= now)
    }

    /// Restores what [`to_bytes`](Self::to_bytes) wrote.
    ///
    /// # Errors
    /// [`DecodeError`] if the bytes are not such a form.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        let version = reader.u8()?;
        if !(WITHOUT_SENT..=VERSION).contains(&version) {
            return Err(DecodeError::UnsupportedVersion);
        }
        let withdraw_within = match (reader.u8()?, reader.u64()?) {
            (0, _) => None,
            (_, seconds) => Some(seconds),
        };
        let policy = StandingPolicy {
            withdraw_within,
            restrict: reader.u8()? != 0,
            access: reader.u8()? != 0,
        };
        let mut outbox = Self {
            policy,
            last_feed: reader.u64()?,
            published: match reader.u64()? {
                0 => None,
                seconds => Some(Time::new(seconds)?),
            },
            ..Self::default()
        };
        for _ in 0..reader.u32()? {
            let request = RecordId::from_bytes(reader.array()?);
            let answer = Message::from_data(NoticeKind::Answer, &[reader.u8()?, 0, 0])?;
            if let Message::Answer { decision, .. } = answer {
                outbox.answered.insert(request, decision);
            }
        }
        for _ in 0..reader.u32()? {
            let order = match (reader.u8()?, RecordId::from_bytes(reader.array()?)) {
                (ERASE, record) => Promise::Erase(record),
                (RESTRICT, record) => Promise::Restrict(record),
                _ => return Err(DecodeError::BadValue),
            };
            outbox.orders.push_back(order);
        }
        for _ in 0..reader.u32()? {
            let kind = NoticeKind::from_number(reader.u8()?)?;
            let secret = Zeroizing::new(reader.array()?);
            outbox.queue.push_back(QueuedNotice {
                secret: NoticeSecret::from_bytes(&secret, kind == NoticeKind::Answer),
                subject: RecordId::from_bytes(reader.array()?),
                kind,
                data: Zeroizing::new(reader.bytes16(MAX_DATA)?.to_vec()),
            });
        }
        if reader.u8()? != 0 {
            let (feed, messages) = (reader.u64()?, reader.u32()?);
            outbox.pending = Some(PendingFeed {
                feed,
                messages: usize::try_from(messages).map_err(|_| DecodeError::Limit)?,
                body: read_body(&mut reader)?,
            });
        }
        if version == VERSION {
            for _ in 0..reader.u32()? {
                let feed = reader.u64()?;
                let body = read_body(&mut reader)?;
                outbox.sent.push_back(SentFeed { feed, body });
            }
        }
        reader.finish()?;
        Ok(outbox)
    }

    /// Exports the outbox for the device's own storage.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut writer = Writer::with_capacity(self.length());
        let withdraw = self.policy.withdraw_within;
        writer
            .u8(VERSION)
            .u8(u8::from(withdraw.is_some()))
            .u64(withdraw.unwrap_or_default())
            .u8(u8::from(self.policy.restrict))
            .u8(u8::from(self.policy.access))
            .u64(self.last_feed)
            .u64(self.published.map_or(0, Time::seconds));
        count(&mut writer, self.answered.len());
        for (request, decision) in &self.answered {
            let answer = Message::Answer {
                decision: *decision,
                text: String::new(),
            };
            let data = answer.to_data().expect("an empty text is plain text");
            writer.bytes(request.as_bytes()).bytes(&data[..1]);
        }
        count(&mut writer, self.orders.len());
        for order in &self.orders {
            let (kind, record) = match order {
                Promise::Erase(record) => (ERASE, record),
                Promise::Restrict(record) => (RESTRICT, record),
            };
            writer.u8(kind).bytes(record.as_bytes());
        }
        count(&mut writer, self.queue.len());
        for notice in &self.queue {
            writer
                .u8(notice.kind.number())
                .bytes(notice.secret.to_bytes().as_slice())
                .bytes(notice.subject.as_bytes())
                .bytes16(&notice.data)
                .expect("a message has at most 1503 bytes");
        }
        writer.u8(u8::from(self.pending.is_some()));
        if let Some(pending) = &self.pending {
            writer.u64(pending.feed);
            count(&mut writer, pending.messages);
            count(&mut writer, pending.body.len());
            writer.bytes(&pending.body);
        }
        count(&mut writer, self.sent.len());
        for sent in &self.sent {
            writer.u64(sent.feed);
            count(&mut writer, sent.body.len());
            writer.bytes(&sent.body);
        }
        Zeroizing::new(writer.into_bytes())
    }

    /// Keeps a feed that the processor took, and as many before it as there is room for.
    pub(crate) fn keep_sent(&mut self, feed: u64, body: Vec<u8>) {
        self.sent.push_back(SentFeed { feed, body });
        while self.sent.len() > MOST_SENT || self.sent_length() > MOST_SENT_BYTES {
            self.sent.pop_front();
        }
    }

    pub(crate) fn push(
        &mut self,
        secret: NoticeSecret,
        subject: RecordId,
        message: &Message,
    ) -> Result<(), DecodeError> {
        self.queue.push_back(QueuedNotice {
            secret,
            subject,
            kind: message.kind(),
            data: Zeroizing::new(message.to_data()?),
        });
        Ok(())
    }

    /// Length of [`to_bytes`](Self::to_bytes), so that growing leaves no copies of secrets.
    fn length(&self) -> usize {
        let notices = self.queue.iter().map(|notice| 67 + notice.data.len());
        let pending = self.pending.as_ref().map_or(0, |feed| feed.body.len());
        let fixed = 68 + self.answered.len() * 33 + self.orders.len() * 33;
        let sent = self.sent.len() * 12 + self.sent_length();
        fixed + notices.sum::<usize>() + pending + sent
    }

    fn sent_length(&self) -> usize {
        self.sent.iter().map(|sent| sent.body.len()).sum()
    }
}

impl core::fmt::Debug for Outbox {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Outbox(<redacted>)")
    }
}

fn count(writer: &mut Writer, count: usize) {
    writer.u32(u32::try_from(count).expect("an outbox has fewer than 2^32 of anything"));
}

fn read_body(reader: &mut Reader<'_>) -> Result<Vec<u8>, DecodeError> {
    let length = usize::try_from(reader.u32()?).map_err(|_| DecodeError::Limit)?;
    if length > limit::MAX_FEED {
        return Err(DecodeError::Limit);
    }
    Ok(reader.bytes(length)?.to_vec())
}

const VERSION: u8 = 2;
/// The version before feeds were kept, which is still read.
const WITHOUT_SENT: u8 = 1;
/// Published feeds that are kept, and their bytes: those of two weeks of a quiet list.
const MOST_SENT: usize = 14;
const MOST_SENT_BYTES: usize = 1 << 20;
const DAY: u64 = 86_400;
const ERASE: u8 = 1;
const RESTRICT: u8 = 2;
/// The longest message.
const MAX_DATA: usize = 1 + 2 + Message::MAX_TEXT;

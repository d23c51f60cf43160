//! Publishes what waits in the outbox as a feed (`spec/protocol.md#MBX-1`).

use core::fmt;

use rand_core::CryptoRng;
use sealroll_core::NoticePart;
use sealroll_wire::{DecodeError, Feed, FeedShape, Rights, Time, limit, read_feeds};
use zeroize::Zeroizing;

use crate::http::{Media, Method, Refused, Request, Response};
use crate::outbox::{Outbox, PendingFeed};
use crate::owner::Owner;
use crate::owner_error::OwnerError;
use crate::problem::ProblemCode;

/// The publication of one feed, step by step: [`request`](Self::request), send it,
/// [`receive`](Self::receive), until there is no request any more. Save the outbox before each
/// request is sent.
#[derive(Debug)]
pub struct Publication {
    step: Step,
    /// Only a device of the owner fills up what a processor has lost.
    is_delegates: bool,
    published: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// Send what was sealed before, as its answer may have been lost.
    Repeat,
    /// Ask for the last number.
    Ask,
    /// Ask for it from this feed on: those that this device has seen published are not there.
    AskFrom(u64),
    /// Send what the processor has lost again, from this feed on.
    Again(u64),
    /// Seal and send.
    Send,
    Done,
}

impl Owner {
    /// Begins to publish what waits, and fillings where nothing does. While the outbox has an
    /// order to be given ([`Outbox::next_order`]) there is nothing to do. A delegate's device tells
    /// of its own disclosures, and publishes nothing else and no fillings alone
    /// (`spec/protocol.md#MBX-11`).
    #[must_use]
    pub fn publish(&self, outbox: &Outbox) -> Publication {
        let step = match &outbox.pending {
            _ if outbox.next_order().is_some() || !self.has_to_publish(outbox) => Step::Done,
            Some(_) => Step::Repeat,
            None => Step::Ask,
        };
        Publication {
            step,
            is_delegates: self.rights().is_delegates(),
            published: 0,
        }
    }

    fn has_to_publish(&self, outbox: &Outbox) -> bool {
        let rights = self.rights();
        let tells = outbox.pending.is_some() || !outbox.queue.is_empty();
        rights.allow(Rights::DISCLOSE) && (!rights.is_delegates() || tells)
    }
}

impl Publication {
    /// The next request; `None` at the end.
    ///
    /// # Errors
    /// [`OwnerError::Authority`]; [`OwnerError::CertificateTooShort`] if this device's instruction
    /// key has no certificate.
    pub fn request<R: CryptoRng + ?Sized>(
        &mut self,
        owner: &Owner,
        outbox: &mut Outbox,
        authority: &str,
        now: Time,
        rng: &mut R,
    ) -> Result<Option<Request>, OwnerError> {
        let path = format!("/v1/lists/{}/mailbox", owner.list_id());
        match self.step {
            Step::Done => return Ok(None),
            Step::Ask => {
                let mut request = Request::get(path);
                request.query = Some(format!("from={}", outbox.last_feed.max(1)));
                return Ok(Some(request));
            }
            Step::AskFrom(feed) => {
                let mut request = Request::get(path);
                request.query = Some(format!("from={feed}"));
                return Ok(Some(request));
            }
            Step::Again(feed) => {
                let sent = outbox.sent.iter().find(|sent| sent.feed == feed);
                let body = match sent {
                    Some(sent) => sent.body.clone(),
                    // Its guests will miss it, but find those that come after.
                    None => seal(owner, outbox, 0, feed, now, rng)?.1,
                };
                let path = format!("{path}/{feed}");
                let request = Request::send(Method::Put, path, Media::Octets, body);
                return owner.sign(request, authority, now, rng).map(Some);
            }
            Step::Send if outbox.pending.is_none() => {
                let feed = outbox.last_feed.saturating_add(1);
                let most = outbox.queue.len().min(MOST);
                let (messages, body) = seal(owner, outbox, most, feed, now, rng)?;
                outbox.pending = Some(PendingFeed {
                    feed,
                    messages,
                    body,
                });
            }
            Step::Send | Step::Repeat => {}
        }
        let Some(pending) = &outbox.pending else {
            return Ok(None);
        };
        let path = format!("{path}/{}", pending.feed);
        let request = Request::send(Method::Put, path, Media::Octets, pending.body.clone());
        owner.sign(request, authority, now, rng).map(Some)
    }

    /// Takes the answer to the last request.
    ///
    /// # Errors
    /// [`PublishError`]; what waits still waits.
    pub fn receive(
        &mut self,
        outbox: &mut Outbox,
        response: &Response,
        now: Time,
    ) -> Result<(), PublishError> {
        match self.step {
            Step::Done => {}
            Step::Ask => {
                let body = response.success().map_err(PublishError::Refused)?;
                let feeds = read_feeds(body).map_err(PublishError::Malformed)?;
                let last = feeds.last().map_or(0, |summary| summary.feed);
                // A processor that was restored has lost feeds.
                if last < outbox.last_feed {
                    self.step = Step::AskFrom(1);
                    return Ok(());
                }
                outbox.last_feed = last;
                // A full answer may have a continuation.
                if feeds.len() < limit::MAX_FEEDS {
                    self.step = Step::Send;
                }
            }
            Step::AskFrom(from) => {
                let body = response.success().map_err(PublishError::Refused)?;
                let feeds = read_feeds(body).map_err(PublishError::Malformed)?;
                let next = feeds
                    .last()
                    .map_or(from, |summary| summary.feed.saturating_add(1));
                self.step = if feeds.len() >= limit::MAX_FEEDS && next > from {
                    Step::AskFrom(next)
                } else {
                    self.make_up(outbox, next)
                };
            }
            Step::Again(feed) => {
                if let Err(refused) = response.success() {
                    let kept = outbox.sent.iter().position(|sent| sent.feed == feed);
                    // The certificate that it was made under is over: then only filling is left. What is
                    // refused for any other reason is kept.
                    if let Some(place) = kept.filter(|_| is_over(&refused)) {
                        outbox.sent.remove(place);
                        return Ok(());
                    }
                    return Err(PublishError::Refused(refused));
                }
                self.step = Self::again(outbox, feed.saturating_add(1));
            }
            Step::Repeat | Step::Send => {
                if let Err(refused) = response.success() {
                    // Another device took the number: it is sealed again for the next one.
                    if refused.code() == "rolled-back" && self.step == Step::Repeat {
                        outbox.pending = None;
                        self.step = Step::Ask;
                        return Ok(());
                    }
                    return Err(PublishError::Refused(refused));
                }
                if let Some(pending) = outbox.pending.take() {
                    outbox
                        .queue
                        .drain(..pending.messages.min(outbox.queue.len()));
                    outbox.last_feed = pending.feed;
                    outbox.published = Some(now);
                    self.published += pending.messages;
                    outbox.keep_sent(pending.feed, pending.body);
                }
                // What did not fit into this feed goes into the next.
                self.step = if outbox.queue.is_empty() {
                    Step::Done
                } else {
                    Step::Send
                };
            }
        }
        Ok(())
    }

    /// What is done about feeds that the processor lacks, from this one on
    /// (`spec/protocol.md#RECV-6`).
    fn make_up(&self, outbox: &mut Outbox, next: u64) -> Step {
        // Nobody publishes as many in the gap of a backup: the former number was a lie.
        if outbox.last_feed.saturating_sub(next) >= MOST_LOST {
            outbox.last_feed = next.saturating_sub(1);
        }
        if self.is_delegates && next <= outbox.last_feed {
            // Filling under a number of the owner's would take the place of what the owner still has.
            Step::Done
        } else {
            Self::again(outbox, next)
        }
    }

    /// What comes next when the processor lacks the feeds from this one on.
    const fn again(outbox: &Outbox, next: u64) -> Step {
        if next <= outbox.last_feed {
            Step::Again(next)
        } else {
            Step::Send
        }
    }

    /// How many messages were published.
    #[must_use]
    pub const fn published(&self) -> usize {
        self.published
    }
}

/// Why a feed was not published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PublishError {
    /// The processor refused.
    Refused(Refused),
    /// The answer is not a list of feeds.
    Malformed(DecodeError),
}

impl PublishError {
    /// The error class of the specification.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Refused(refused) => refused.code(),
            Self::Malformed(error) => error.code(),
        }
    }
}

impl fmt::Display for PublishError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refused) => refused.fmt(f),
            Self::Malformed(error) => write!(f, "the list of feeds is not valid: {error}"),
        }
    }
}

impl core::error::Error for PublishError {}

/// Whether a feed is refused for the certificate that stands in it.
fn is_over(refused: &Refused) -> bool {
    let over = [
        ProblemCode::Expired,
        ProblemCode::Revoked,
        ProblemCode::NotGranted,
    ];
    refused
        .problem
        .is_some_and(|problem| over.contains(&problem))
}

/// Seals at most so many messages from the front of the queue as a feed. Returns how many, and the
/// feed.
fn seal<R: CryptoRng + ?Sized>(
    owner: &Owner,
    outbox: &Outbox,
    mut messages: usize,
    feed: u64,
    now: Time,
    rng: &mut R,
) -> Result<(usize, Vec<u8>), OwnerError> {
    let subkey = &owner.subkeys.instruction;
    let mut certificates = owner.certificates.iter();
    let certificate = certificates.find(|certificate| certificate.serial() == subkey.serial);
    let certificate = certificate.ok_or(OwnerError::CertificateTooShort)?;
    let (shape, mut pages) = loop {
        let notices = seal_notices(owner, outbox, messages, now, rng)?;
        if let Some(laid_out) = lay_out(outbox, &notices, feed) {
            break laid_out;
        }
        messages /= 2;
    };
    let per_page = usize::from(shape.per_page());
    let mut bytes = Vec::with_capacity(usize::from(shape.pages()) * shape.page_length());
    for page in &mut pages {
        page.resize_with(per_page, || {
            let mut filling = [0; limit::NOTICE];
            rng.fill_bytes(&mut filling);
            filling
        });
        shuffle(page, rng);
        bytes.extend(page.iter().flatten());
    }
    let feed = Feed::new(certificate, shape, &bytes).expect("as many pages as the shape has");
    Ok((messages, feed.as_bytes().to_vec()))
}

/// The notices of messages, each with the place of its message in the queue.
fn seal_notices<R: CryptoRng + ?Sized>(
    owner: &Owner,
    outbox: &Outbox,
    messages: usize,
    now: Time,
    rng: &mut R,
) -> Result<Vec<(usize, Notice)>, OwnerError> {
    let (list, key) = (owner.list_id(), &owner.subkeys.instruction.key);
    let mut times = std::collections::BTreeMap::new();
    let mut notices = Vec::with_capacity(messages);
    for (place, queued) in outbox.queue.iter().take(messages).enumerate() {
        // Messages to one secret are told apart by their times.
        let secret = Zeroizing::new(*queued.secret.to_bytes());
        let earlier = times.entry(*secret).or_insert(0_u64);
        let time = now.saturating_add(*earlier);
        *earlier += 1;
        let parts = NoticePart::cut(queued.kind, time, &queued.data).map_err(OwnerError::Terms)?;
        for part in parts {
            let mut nonce = [0; 32];
            rng.fill_bytes(&mut nonce);
            let (subject, sign) = (&queued.subject, |message: &[u8]| key.sign(message));
            let notice = queued.secret.seal(&list, subject, &nonce, &part, sign);
            notices.push((place, notice.map_err(OwnerError::Terms)?));
        }
    }
    Ok(notices)
}

/// Puts each notice on its page; `None` if there are too many for one feed.
fn lay_out(
    outbox: &Outbox,
    notices: &[(usize, Notice)],
    feed: u64,
) -> Option<(FeedShape, Vec<Vec<Notice>>)> {
    let ratio = notices.len() / ON_A_PAGE;
    let k = u8::try_from(ratio.checked_ilog2().unwrap_or_default())
        .ok()?
        .min(12);
    let mut pages: Vec<Vec<Notice>> = vec![Vec::new(); 1 << k];
    for (place, notice) in notices {
        let page = outbox.queue.get(*place)?.secret.page(feed, k);
        pages.get_mut(usize::from(page))?.push(*notice);
    }
    let fullest = pages.iter().map(Vec::len).max()?;
    let per_page = fullest.max(1).next_multiple_of(16);
    let shape = FeedShape::new(k, u16::try_from(per_page).ok()?).ok()?;
    Some((shape, pages))
}

/// Fisher and Yates' shuffle. The bias of a remainder of 64 bits is below 2^-53.
fn shuffle<R: CryptoRng + ?Sized>(page: &mut [Notice], rng: &mut R) {
    for last in (1..page.len()).rev() {
        let other = rng.next_u64() % (last as u64 + 1);
        page.swap(last, usize::try_from(other).unwrap_or_default());
    }
}

type Notice = [u8; limit::NOTICE];

/// Notices on a page, on average at least.
const ON_A_PAGE: usize = 32;
/// Messages that one feed takes at most.
const MOST: usize = 20_000;
/// Feeds that a processor can have lost (`spec/protocol.md#RECV-6`).
const MOST_LOST: u64 = 1000;

#[cfg(test)]
mod tests {
    use rand_chacha::ChaCha20Rng;
    use rand_core::{Rng, SeedableRng};
    use sealroll_core::{ErasedFor, Message, NoticeSecret};
    use sealroll_wire::RecordId;

    use super::*;

    /// The table of `spec/rationale.md#mailbox`: bytes of a feed and of a page.
    #[test]
    fn mbx_8_a_feed_has_room_for_what_its_notices_need_and_not_much_more() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        for (messages, feed_limit, page_limit) in [
            (0, 4 << 10, 4 << 10),
            (10, 4 << 10, 4 << 10),
            (100, 36 << 10, 20 << 10),
            (1000, 400 << 10, 28 << 10),
            (10_000, 5 << 20, 20 << 10),
        ] {
            let mut outbox = Outbox::new();
            for number in 0..messages {
                let mut bytes = [0; 32];
                rng.fill_bytes(&mut bytes);
                let secret = NoticeSecret::from_bytes(&bytes, false);
                let subject = RecordId::of_envelope(&u32::to_be_bytes(number));
                let erased = Message::Erased(ErasedFor::Owner);
                outbox.push(secret, subject, &erased).unwrap();
            }
            let notices: Vec<(usize, Notice)> = (0..outbox.queue.len())
                .map(|place| (place, [0; limit::NOTICE]))
                .collect();
            let (shape, pages) = lay_out(&outbox, &notices, 7).unwrap();
            assert_eq!(pages.iter().map(Vec::len).sum::<usize>(), notices.len());
            let feed = usize::from(shape.pages()) * shape.page_length();
            let (count, page) = (shape.pages(), shape.page_length());
            println!("{messages} notices: {feed} bytes in {count} pages of {page}");
            assert!(feed <= feed_limit && page <= page_limit, "{messages}");
        }
    }
}

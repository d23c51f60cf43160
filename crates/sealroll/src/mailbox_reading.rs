//! A guest reads the mailbox (`spec/protocol.md#MBX-7`).

use core::fmt;

use sealroll_core::{NoticeError, NoticeSecret, PageMail, ReceivedMessage};
use sealroll_wire::text::joined;
use sealroll_wire::{
    DecodeError, FeedPage, ListId, RecordId, VerifyError, decimal_text, hex_text, read_feeds,
};

use crate::http::{Refused, Request, Response};

/// The reading of a mailbox, step by step: [`request`](Self::request), send it,
/// [`receive`](Self::receive), until there is no request any more; then give it to
/// [`Ticket::take_mail`](crate::Ticket::take_mail).
pub struct Mailbox {
    list: ListId,
    watches: Vec<Watch>,
    seen: Vec<[u8; 32]>,
    asked: bool,
    /// The first that was not read.
    pub(crate) next_feed: u64,
    /// Pages to be fetched, feeds ascending.
    pages: Vec<PageAddress>,
    /// How many of them were passed.
    passed: usize,
    /// What was read, with what it is about.
    pub(crate) messages: Vec<(RecordId, ReceivedMessage)>,
    /// What does not count, with its feed.
    pub(crate) refused: Vec<(u64, NoticeError)>,
}

/// A page of a feed with `2^k` pages.
#[derive(Clone, Copy)]
struct PageAddress {
    feed: u64,
    k: u8,
    number: u16,
}

/// A secret, and what notices for it are about.
pub(crate) struct Watch {
    pub(crate) secret: NoticeSecret,
    pub(crate) subject: RecordId,
}

impl Mailbox {
    pub(crate) fn new(
        list: ListId,
        next_feed: u64,
        watches: Vec<Watch>,
        seen: Vec<[u8; 32]>,
    ) -> Self {
        Self {
            list,
            watches,
            seen,
            asked: false,
            next_feed,
            pages: Vec::new(),
            passed: 0,
            messages: Vec::new(),
            refused: Vec::new(),
        }
    }

    /// The next request; `None` at the end.
    #[must_use]
    pub fn request(&self) -> Option<Request> {
        let list = hex_text(self.list.as_bytes());
        let path = joined(&["/v1/lists/", &list, "/mailbox"]);
        if !self.asked {
            let mut request = Request::get(path);
            request.query = Some(joined(&["from=", &decimal_text(self.next_feed)]));
            return Some(request);
        }
        let page = self.pages.get(self.passed)?;
        let (feed, number) = (decimal_text(page.feed), decimal_text(page.number.into()));
        Some(Request::get(joined(&[&path, "/", &feed, "/", &number])))
    }

    /// Takes the answer to the last request. A page that the processor no longer has is passed
    /// over.
    ///
    /// # Errors
    /// [`MailboxError`]; the same request can be made again.
    pub fn receive(&mut self, response: &Response) -> Result<(), MailboxError> {
        if !self.asked {
            return self.take_feeds(response.success().map_err(MailboxError::Refused)?);
        }
        let Some(page) = self.pages.get(self.passed).copied() else {
            return Ok(());
        };
        if response.status != GONE {
            let body = response.success().map_err(MailboxError::Refused)?;
            let read = FeedPage::from_bytes(body).map_err(MailboxError::Malformed)?;
            self.read(page, &read)?;
        }
        self.passed += 1;
        // The last page of a feed was read.
        let next = self.pages.get(self.passed);
        if next.is_none_or(|next| next.feed > page.feed) {
            self.next_feed = page.feed.saturating_add(1);
        }
        Ok(())
    }

    fn take_feeds(&mut self, body: &[u8]) -> Result<(), MailboxError> {
        let feeds = read_feeds(body).map_err(MailboxError::Malformed)?;
        // They ascend.
        let first = feeds.first().map_or(u64::MAX, |first| first.feed);
        if first < self.next_feed {
            return Err(MailboxError::Malformed(DecodeError::NonCanonical));
        }
        let mut pages = Vec::new();
        for summary in feeds {
            let (feed, k) = (summary.feed, summary.shape.k());
            let begin = pages.len();
            for watch in &self.watches {
                let number = watch.secret.page(feed, k);
                let known: &[PageAddress] = &pages[begin..];
                let after = known.iter().position(|page| page.number >= number);
                let place = after.unwrap_or(known.len());
                if known.get(place).is_none_or(|page| page.number != number) {
                    pages.insert(begin + place, PageAddress { feed, k, number });
                }
            }
        }
        self.pages = pages;
        self.asked = true;
        Ok(())
    }

    fn read(&mut self, at: PageAddress, page: &FeedPage<'_>) -> Result<(), MailboxError> {
        for watch in &self.watches {
            if watch.secret.page(at.feed, at.k) != at.number {
                continue;
            }
            let is_seen = |nonce: &[u8; 32]| self.seen.contains(nonce);
            // It fails for what the page is, and so before anything of it is kept.
            let mail = PageMail::read(page, &self.list, &watch.secret, &watch.subject, is_seen);
            let mail = mail.map_err(MailboxError::Untrusted)?;
            for message in mail.messages {
                self.messages.push((watch.subject, message));
            }
            for error in mail.refused {
                self.refused.push((at.feed, error));
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mailbox(<redacted>)")
    }
}

/// Why an answer of the mailbox was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MailboxError {
    /// The processor refused.
    Refused(Refused),
    /// The answer is not what it should be.
    Malformed(DecodeError),
    /// The page is not the list's, or its certificate not that of an instruction key.
    Untrusted(VerifyError),
}

impl MailboxError {
    /// The error class of the specification.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Refused(refused) => refused.code(),
            Self::Malformed(error) => error.code(),
            Self::Untrusted(error) => error.code(),
        }
    }
}

impl fmt::Display for MailboxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refused) => refused.fmt(f),
            Self::Malformed(error) => write!(f, "not a page of the mailbox: {error}"),
            Self::Untrusted(error) => write!(f, "the page is not this list's: {error}"),
        }
    }
}

impl core::error::Error for MailboxError {}

/// Nothing is there any more.
const GONE: u16 = 404;

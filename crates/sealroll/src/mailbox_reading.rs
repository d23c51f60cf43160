//! A guest reads the mailbox (`spec/protocol.md#MBX-7`).

use core::fmt;
use std::collections::{BTreeSet, VecDeque};

use sealroll_core::{NoticeSecret, PageMail};
use sealroll_wire::{DecodeError, FeedPage, ListId, RecordId, VerifyError, read_feeds};

use crate::http::{Refused, Request, Response};

/// The reading of a mailbox, step by step: [`request`](Self::request), send it,
/// [`receive`](Self::receive), until there is no request any more; then give it to
/// [`Ticket::take_mail`](crate::Ticket::take_mail).
pub struct Mailbox {
    list: ListId,
    watches: Vec<Watch>,
    seen: Vec<[u8; 32]>,
    asked: bool,
    next_feed: u64,
    /// Pages to be fetched, feeds ascending.
    pages: VecDeque<(u64, u16)>,
    mail: Vec<(u64, RecordId, PageMail)>,
    /// What the list of feeds says about each.
    shapes: Vec<(u64, u8)>,
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
            pages: VecDeque::new(),
            mail: Vec::new(),
            shapes: Vec::new(),
        }
    }

    /// The next request; `None` at the end.
    #[must_use]
    pub fn request(&self) -> Option<Request> {
        let path = format!("/v1/lists/{}/mailbox", self.list);
        if !self.asked {
            let mut request = Request::get(path);
            request.query = Some(format!("from={}", self.next_feed));
            return Some(request);
        }
        let (feed, page) = self.pages.front()?;
        Some(Request::get(format!("{path}/{feed}/{page}")))
    }

    /// Takes the answer to the last request. A page that the processor no longer has is passed
    /// over.
    ///
    /// # Errors
    /// [`MailboxError`]; the same request can be made again.
    pub fn receive(&mut self, response: &Response) -> Result<(), MailboxError> {
        if !self.asked {
            let body = response.success().map_err(MailboxError::Refused)?;
            let feeds = read_feeds(body).map_err(MailboxError::Malformed)?;
            for summary in feeds {
                if summary.feed < self.next_feed {
                    return Err(MailboxError::Malformed(DecodeError::NonCanonical));
                }
                let k = summary.shape.k();
                let watches = self.watches.iter();
                let pages: BTreeSet<u16> = watches
                    .map(|watch| watch.secret.page(summary.feed, k))
                    .collect();
                self.shapes.push((summary.feed, k));
                let pages = pages.into_iter().map(|page| (summary.feed, page));
                self.pages.extend(pages);
            }
            self.asked = true;
            return Ok(());
        }
        let Some((feed, number)) = self.pages.front().copied() else {
            return Ok(());
        };
        if response.status != GONE {
            let body = response.success().map_err(MailboxError::Refused)?;
            let page = FeedPage::from_bytes(body).map_err(MailboxError::Malformed)?;
            self.read(feed, number, &page)?;
        }
        self.pages.pop_front();
        // The last page of a feed was read.
        if self.pages.front().is_none_or(|(next, _)| *next > feed) {
            self.next_feed = feed.saturating_add(1);
        }
        Ok(())
    }

    fn read(&mut self, feed: u64, number: u16, page: &FeedPage<'_>) -> Result<(), MailboxError> {
        let mut shapes = self.shapes.iter();
        let k = shapes.find(|(of, _)| *of == feed).map_or(0, |(_, k)| *k);
        let mut read = Vec::new();
        for watch in &self.watches {
            if watch.secret.page(feed, k) != number {
                continue;
            }
            let is_seen = |nonce: &[u8; 32]| self.seen.contains(nonce);
            let mail = PageMail::read(page, &self.list, &watch.secret, &watch.subject, is_seen);
            let mail = mail.map_err(MailboxError::Untrusted)?;
            read.push((feed, watch.subject, mail));
        }
        self.mail.extend(read);
        Ok(())
    }

    /// The first feed that was not read, and what was read.
    pub(crate) fn into_mail(self) -> (u64, Vec<(u64, RecordId, PageMail)>) {
        (self.next_feed, self.mail)
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

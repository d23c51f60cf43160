use alloc::vec::Vec;

use crate::{
    certificate::Certificate,
    codec::{Reader, Writer},
    error::{DecodeError, VerifyError},
    id::ListId,
    key_use::KeyUse,
    limit,
    rights::Rights,
    root::RootDocument,
    time::Time,
    verified::Verified,
};

/// How many pages a feed has, and how many notices are on each (`spec/protocol.md#MBX-8`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeedShape {
    k: u8,
    per_page: u16,
}

impl FeedShape {
    /// `2^k` pages of `per_page` notices.
    ///
    /// # Errors
    /// [`DecodeError::BadValue`] for k above 12, or a number per page that is not a multiple of 16
    /// from 16 to 1024; [`DecodeError::Limit`] for more than 65536 notices.
    pub const fn new(k: u8, per_page: u16) -> Result<Self, DecodeError> {
        let whole = per_page.is_multiple_of(STEP);
        if k > MAX_K || per_page < STEP || per_page > MAX_PER_PAGE || !whole {
            return Err(DecodeError::BadValue);
        }
        if (per_page as usize) << k > limit::MAX_NOTICES {
            return Err(DecodeError::Limit);
        }
        Ok(Self { k, per_page })
    }

    /// The binary logarithm of the number of pages.
    #[must_use]
    pub const fn k(self) -> u8 {
        self.k
    }

    /// Notices on a page, fillings included.
    #[must_use]
    pub const fn per_page(self) -> u16 {
        self.per_page
    }

    /// The number of pages, 1 to 4096.
    #[must_use]
    pub const fn pages(self) -> u16 {
        1 << self.k
    }

    /// Length of a page's notices in bytes.
    #[must_use]
    pub const fn page_length(self) -> usize {
        self.per_page as usize * limit::NOTICE
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Self::new(reader.u8()?, reader.u16()?)
    }

    fn write(self, writer: &mut Writer) {
        writer.u8(self.k).u16(self.per_page);
    }
}

/// A feed of notices as an owner uploads it (`spec/protocol.md#mailbox`). Nobody but the guests
/// concerned can tell notices from fillings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    bytes: Vec<u8>,
    certificate: Certificate,
    shape: FeedShape,
}

impl Feed {
    /// Puts a feed together from the notices of all its pages, in their order.
    ///
    /// # Errors
    /// [`DecodeError::BadLength`] if that is not what the shape says.
    pub fn new(
        certificate: &Certificate,
        shape: FeedShape,
        notices: &[u8],
    ) -> Result<Self, DecodeError> {
        if notices.len() != usize::from(shape.pages()) * shape.page_length() {
            return Err(DecodeError::BadLength);
        }
        let mut writer = Writer::with_capacity(HEAD + notices.len());
        writer.u8(VERSION).bytes(certificate.as_bytes());
        shape.write(&mut writer);
        writer.bytes(notices);
        Ok(Self {
            bytes: writer.into_bytes(),
            certificate: certificate.clone(),
            shape,
        })
    }

    /// Reads a feed.
    ///
    /// # Errors
    /// Any [`DecodeError`] of its parts (`spec/protocol.md#MBX-8`).
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(&bytes);
        reader.version(VERSION)?;
        let certificate = Certificate::read(&mut reader)?;
        let shape = FeedShape::read(&mut reader)?;
        reader.bytes(usize::from(shape.pages()) * shape.page_length())?;
        reader.finish()?;
        Ok(Self {
            bytes,
            certificate,
            shape,
        })
    }

    /// Checks that the feed is signed by an instruction key of the list that is valid now
    /// (`spec/protocol.md#MBX-9`). The notices themselves only their guests can verify.
    ///
    /// # Errors
    /// [`VerifyError`].
    pub fn verify(&self, root: &RootDocument, now: Time) -> Result<(), VerifyError> {
        let certificate = root.verify_certificate(self.certificate.clone())?;
        check_signer(&certificate)?;
        certificate.check_use(KeyUse::Instruction, now)
    }

    /// The bytes received or made.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The certificate of the key that signed the notices.
    #[must_use]
    pub const fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// How many pages there are, and of which size.
    #[must_use]
    pub const fn shape(&self) -> FeedShape {
        self.shape
    }

    /// The notices of each page.
    pub fn pages(&self) -> impl ExactSizeIterator<Item = &[u8]> {
        let notices = self.bytes.get(HEAD..).unwrap_or_default();
        notices.chunks_exact(self.shape.page_length())
    }
}

/// A page as a guest gets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedPage<'a> {
    root: RootDocument,
    certificate: Certificate,
    notices: &'a [u8],
}

impl<'a> FeedPage<'a> {
    /// Reads a page.
    ///
    /// # Errors
    /// Any [`DecodeError`] of its parts; [`DecodeError::BadLength`] unless it has 16 to 1024
    /// notices, a multiple of 16.
    pub fn from_bytes(bytes: &'a [u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        let root = RootDocument::from_bytes(reader.bytes(limit::ROOT_DOCUMENT)?)?;
        let certificate = Certificate::read(&mut reader)?;
        let notices = bytes.get(PAGE_HEAD..).unwrap_or_default();
        let (step, most) = (usize::from(STEP), usize::from(MAX_PER_PAGE));
        let count = notices.len() / limit::NOTICE;
        let whole = notices.len().is_multiple_of(step * limit::NOTICE);
        if !whole || count == 0 || count > most {
            return Err(DecodeError::BadLength);
        }
        Ok(Self {
            root,
            certificate,
            notices,
        })
    }

    /// Puts a page together, as a processor answers it.
    #[must_use]
    pub fn write(root: &[u8], certificate: &[u8], notices: &[u8]) -> Vec<u8> {
        [root, certificate, notices].concat()
    }

    /// Checks that this is the list, and the certificate one of an instruction key of it
    /// (`spec/protocol.md#MBX-5`). At which time it must be valid, each notice says, and of which
    /// kind it is: from a delegate only news of a disclosure counts.
    ///
    /// # Errors
    /// [`VerifyError::WrongList`], [`VerifyError::BadSignature`], [`VerifyError::WrongUse`],
    /// [`VerifyError::NotGranted`].
    pub fn verify(&self, list: &ListId) -> Result<Verified<Certificate>, VerifyError> {
        if self.root.list_id() != *list {
            return Err(VerifyError::WrongList);
        }
        let certificate = self.root.verify_certificate(self.certificate.clone())?;
        check_signer(&certificate)?;
        Ok(certificate)
    }

    /// The notices, in the order of the page.
    pub fn notices(&self) -> impl ExactSizeIterator<Item = &'a [u8]> {
        self.notices.chunks_exact(limit::NOTICE)
    }
}

/// What a processor tells of a feed to whoever asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeedSummary {
    /// Its number, from 1.
    pub feed: u64,
    /// When it was published, by the processor's clock.
    pub time: Time,
    /// How many pages there are, and of which size.
    pub shape: FeedShape,
}

/// Writes a list of feeds.
#[must_use]
pub fn write_feeds(feeds: &[FeedSummary]) -> Vec<u8> {
    let mut writer = Writer::with_capacity(feeds.len() * 19);
    for summary in feeds {
        writer.u64(summary.feed).time(summary.time);
        summary.shape.write(&mut writer);
    }
    writer.into_bytes()
}

/// Reads a list of feeds.
///
/// # Errors
/// Any [`DecodeError`] of its parts; [`DecodeError::NonCanonical`] unless numbers ascend,
/// [`DecodeError::Limit`] for more than 1000.
pub fn read_feeds(bytes: &[u8]) -> Result<Vec<FeedSummary>, DecodeError> {
    let mut reader = Reader::new(bytes);
    let mut feeds: Vec<FeedSummary> = Vec::new();
    while !reader.is_empty() {
        let summary = FeedSummary {
            feed: reader.u64()?,
            time: reader.time()?,
            shape: FeedShape::read(&mut reader)?,
        };
        if feeds.last().map_or(0, |last| last.feed) >= summary.feed {
            return Err(DecodeError::NonCanonical);
        }
        if feeds.len() == limit::MAX_FEEDS {
            return Err(DecodeError::Limit);
        }
        feeds.push(summary);
    }
    Ok(feeds)
}

/// A device of the owner speaks to guests; a delegate only of its own disclosures.
fn check_signer(certificate: &Certificate) -> Result<(), VerifyError> {
    if certificate.key_use() != KeyUse::Instruction {
        return Err(VerifyError::WrongUse);
    }
    if !certificate.rights().allow(Rights::DISCLOSE) {
        return Err(VerifyError::NotGranted);
    }
    Ok(())
}

const VERSION: u8 = 1;
/// Bytes before the notices of a feed.
const HEAD: usize = 1 + limit::CERTIFICATE + 3;
/// Bytes before the notices of a page.
const PAGE_HEAD: usize = limit::ROOT_DOCUMENT + limit::CERTIFICATE;
/// Pages have a multiple of so many notices.
const STEP: u16 = 16;
const MAX_PER_PAGE: u16 = 1024;
const MAX_K: u8 = 12;

//! Fetches the envelopes of an epoch.

use core::fmt;

use rand_core::CryptoRng;
use sealroll_wire::{DecodeError, Epoch, Generation, Time, read_envelopes};

use crate::http::{Refused, Request, Response};
use crate::owner::Owner;
use crate::owner_error::OwnerError;
use crate::position::Position;

/// An envelope as the processor returned it, not yet held against the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchedEnvelope {
    /// Where the processor says that its entry stands.
    pub position: Position,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// Fetches all envelopes of one epoch, page by page.
///
/// Send what [`request`](Self::request) returns and give the answer to
/// [`receive`](Self::receive), until there is no request left.
#[derive(Debug)]
pub struct Fetch {
    epoch: Epoch,
    generations: Vec<Generation>,
    from: u64,
    fetched: Vec<FetchedEnvelope>,
}

impl Owner {
    /// Begins to fetch the envelopes of an epoch.
    ///
    /// # Errors
    /// [`OwnerError::UnknownEpoch`] if no statement was ever issued for it.
    pub fn fetch(&self, epoch: Epoch) -> Result<Fetch, OwnerError> {
        let mut generations: Vec<Generation> = self
            .statements
            .iter()
            .filter(|issued| issued.statement.epoch() == epoch)
            .map(|issued| issued.statement.generation())
            .collect();
        // The last is fetched first.
        generations.sort_unstable_by(|a, b| b.cmp(a));
        generations.dedup();
        if generations.is_empty() {
            return Err(OwnerError::UnknownEpoch);
        }
        Ok(Fetch {
            epoch,
            generations,
            from: 0,
            fetched: Vec::new(),
        })
    }
}

impl Fetch {
    /// The next request; `None` when everything has been fetched. Asking again before an answer
    /// was received gives the same page.
    ///
    /// # Errors
    /// [`OwnerError::Authority`].
    pub fn request<R: CryptoRng + ?Sized>(
        &self,
        owner: &Owner,
        authority: &str,
        now: Time,
        rng: &mut R,
    ) -> Result<Option<Request>, OwnerError> {
        let Some(generation) = self.generations.last() else {
            return Ok(None);
        };
        let (list, epoch, from) = (owner.list_id(), self.epoch, self.from);
        let mut request = Request::get(format!("/v1/lists/{list}/epochs/{epoch}/envelopes"));
        request.query = Some(format!("from={from}&generation={generation}"));
        owner.sign(request, authority, now, rng).map(Some)
    }

    /// Takes the answer to the last request.
    ///
    /// # Errors
    /// [`FetchError`]; what was fetched before is kept, and the page can be asked for again.
    pub fn receive(&mut self, response: &Response) -> Result<(), FetchError> {
        let Some(generation) = self.generations.last().copied() else {
            return Ok(());
        };
        let body = response.success().map_err(FetchError::Refused)?;
        let page = read_envelopes(body).map_err(FetchError::Malformed)?;
        let Some((last, _)) = page.last() else {
            self.generations.pop();
            self.from = 0;
            return Ok(());
        };
        if page.first().is_some_and(|(first, _)| *first < self.from) {
            return Err(FetchError::Malformed(DecodeError::NonCanonical));
        }
        self.from = last
            .checked_add(1)
            .ok_or(FetchError::Malformed(DecodeError::Limit))?;
        self.fetched.extend(page.iter().map(|(index, bytes)| {
            let position = Position {
                generation,
                index: *index,
            };
            FetchedEnvelope {
                position,
                bytes: bytes.to_vec(),
            }
        }));
        Ok(())
    }

    /// The epoch.
    #[must_use]
    pub const fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// What has been fetched so far.
    #[must_use]
    pub fn fetched(&self) -> &[FetchedEnvelope] {
        &self.fetched
    }

    /// What has been fetched.
    #[must_use]
    pub fn into_fetched(self) -> Vec<FetchedEnvelope> {
        self.fetched
    }
}

/// Why a page of envelopes was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FetchError {
    /// The processor refused.
    Refused(Refused),
    /// The answer is not a page of envelopes.
    Malformed(DecodeError),
}

impl FetchError {
    /// The error class of the specification.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Refused(refused) => refused.code(),
            Self::Malformed(error) => error.code(),
        }
    }
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refused) => refused.fmt(f),
            Self::Malformed(error) => write!(f, "the page of envelopes is not valid: {error}"),
        }
    }
}

impl core::error::Error for FetchError {}

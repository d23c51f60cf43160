//! Drills: what was typed opens blob and canary, as after a loss (`spec/protocol.md#drill`).

use core::fmt;

use rand_core::CryptoRng;
use sealroll_core::{
    CanaryPlace, KeyFileSecret, OpenError, Opened, Opener, RecoveryBlob, RecoveryBlobError,
    RecoveryContent,
};
use sealroll_wire::{EnvelopeRef, ListId, Order, RecordId, Time, read_envelopes};

use crate::http::{Refused, Request, Response};
use crate::owner::Owner;
use crate::owner_error::OwnerError;

/// A drill under way: the blob has been opened with what was typed. Nothing that the device knows
/// takes part, so that it succeeds if and only if it would after a loss.
pub struct Drill {
    list_id: ListId,
    content: RecoveryContent,
    place: CanaryPlace,
}

impl Drill {
    /// Opens the blob that the processor returned. This runs Argon2id.
    ///
    /// # Errors
    /// [`DrillError::Blob`], [`DrillError::NoCanary`].
    pub fn begin(
        list_id: ListId,
        blob: &[u8],
        typed: KeyFileSecret<'_>,
    ) -> Result<Self, DrillError> {
        let blob = RecoveryBlob::parse(blob, list_id).map_err(DrillError::Blob)?;
        let content = blob.open(typed).map_err(DrillError::Blob)?;
        let place = content.canary.ok_or(DrillError::NoCanary)?;
        Ok(Self {
            list_id,
            content,
            place,
        })
    }

    /// When the blob was sealed, by the clock of the device that did.
    #[must_use]
    pub const fn sealed_at(&self) -> Time {
        self.content.time
    }

    /// Asks for the canary. The owner signs the request and gives nothing else.
    ///
    /// # Errors
    /// [`OwnerError::Authority`].
    pub fn request<R: CryptoRng + ?Sized>(
        &self,
        owner: &Owner,
        authority: &str,
        now: Time,
        rng: &mut R,
    ) -> Result<Request, OwnerError> {
        let CanaryPlace {
            generation,
            epoch,
            leaf_index,
            ..
        } = self.place;
        let list = self.list_id;
        let mut request = Request::get(format!("/v1/lists/{list}/epochs/{epoch}/envelopes"));
        request.query = Some(format!("from={leaf_index}&generation={generation}"));
        owner.sign(request, authority, now, rng)
    }

    /// Opens the canary with what the blob held (`spec/protocol.md#DRL-3`). Give the order that
    /// comes back with [`Owner::instruct`], and note it with [`Owner::drilled`].
    ///
    /// # Errors
    /// [`DrillError`].
    pub fn finish(self, response: &Response) -> Result<Order, DrillError> {
        let body = response.success().map_err(DrillError::Refused)?;
        let page = read_envelopes(body).map_err(|_| DrillError::Missing)?;
        let mut found = page.into_iter();
        let found = found.find(|(index, _)| *index == self.place.leaf_index);
        let (_, bytes) = found.ok_or(DrillError::Missing)?;
        if RecordId::of_envelope(bytes) != self.place.record_id {
            return Err(DrillError::Missing);
        }
        let envelope = EnvelopeRef::from_bytes(bytes).map_err(|_| DrillError::Missing)?;
        let CanaryPlace {
            generation, epoch, ..
        } = self.place;
        let mut generations = self.content.keys.generations().iter();
        let frontier = generations.find(|(number, _)| *number == generation);
        let leaf = frontier.and_then(|(_, frontier)| frontier.leaf(epoch));
        let leaf = leaf.ok_or(DrillError::NotCovered)?;
        // The canary may be older than the poster of today.
        let opened = self.content.keys.editions().iter().map(|edition| {
            let key_pair = leaf.key_pair(self.list_id, generation);
            let secret = edition.presence_secret();
            Opener::new(key_pair, *envelope.header(), secret).open(&envelope)
        });
        let failed = Err(OpenError::OpenFailed);
        let opened = opened
            .reduce(|found, next| found.or(next))
            .unwrap_or(failed);
        match opened.map_err(DrillError::Open)? {
            Opened::Canary(canary)
                if canary.value == leaf.canary_value(self.list_id, generation) =>
            {
                Ok(Order::DrillRecord(self.place.record_id))
            }
            _ => Err(DrillError::Missing),
        }
    }
}

impl Owner {
    /// Notes that a drill was ordered: the next is due 28 days later.
    pub fn drilled(&mut self, now: Time) {
        self.recovery.last_drill = Some(now);
    }
}

impl fmt::Debug for Drill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Drill(<redacted>)")
    }
}

/// Why a drill failed: after a loss, the list would not come back with what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DrillError {
    /// The blob does not open.
    Blob(RecoveryBlobError),
    /// The blob names no canary: store a newer one first.
    NoCanary,
    /// The processor refused to hand the canary out.
    Refused(Refused),
    /// The processor does not have the canary where the blob says.
    Missing,
    /// The blob does not hold the keys of the canary's epoch.
    NotCovered,
    /// The keys of the blob do not open the canary.
    Open(OpenError),
}

impl DrillError {
    /// The error class of the specification.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Blob(error) => error.code(),
            Self::NoCanary | Self::Missing => "unknown-canary",
            Self::Refused(refused) => refused.code(),
            Self::NotCovered => "open-failed",
            Self::Open(error) => error.code(),
        }
    }
}

impl fmt::Display for DrillError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Blob(error) => error.fmt(f),
            Self::NoCanary => f.write_str("the recovery blob names no canary yet"),
            Self::Refused(refused) => refused.fmt(f),
            Self::Missing => f.write_str("the canary is not where the recovery blob says"),
            Self::NotCovered => {
                f.write_str("the recovery blob does not hold the keys of the canary's epoch")
            }
            Self::Open(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for DrillError {}

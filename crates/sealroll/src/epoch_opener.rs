//! Opens the envelopes of an epoch where the owner is not: in workers that share no memory.

use sealroll_core::Opener;
use sealroll_wire::{DecodeError, EnvelopeRef, Epoch, Reader, Writer};
use zeroize::Zeroizing;

use crate::owner::Owner;
use crate::owner_error::OwnerError;
use crate::statement_keys::StatementKeys;

/// The keys of one epoch and no other: they open its envelopes, and judge nothing. What comes out
/// is given to [`Owner::accept`], which does.
pub struct EpochOpener(Vec<(StatementKeys, Opener)>);

impl EpochOpener {
    fn new(statements: Vec<StatementKeys>) -> Self {
        let with_openers = statements.into_iter().map(|keys| {
            let opener = keys.opener();
            (keys, opener)
        });
        Self(with_openers.collect())
    }

    /// Restores what [`to_bytes`](Self::to_bytes) wrote.
    ///
    /// # Errors
    /// [`DecodeError`] if the bytes are not such a form.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        reader.version(VERSION)?;
        let mut statements = Vec::new();
        for _ in 0..reader.u32()? {
            statements.push(StatementKeys::read(&mut reader)?);
        }
        reader.finish()?;
        Ok(Self::new(statements))
    }

    /// Writes the keys, to be handed to a worker of the same device. They open every envelope of
    /// the epoch.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let lengths = self.0.iter().map(|(keys, _)| keys.length());
        let mut writer = Writer::with_capacity(5 + lengths.sum::<usize>());
        let count = u32::try_from(self.0.len()).expect("an epoch has few statements");
        writer.u8(VERSION).u32(count);
        for (keys, _) in &self.0 {
            keys.write(&mut writer);
        }
        Zeroizing::new(writer.into_bytes())
    }

    /// Opens envelopes, each for itself: the record data, or `None` for what is no envelope or
    /// does not open. Multiples of 64 are cheapest.
    #[must_use]
    pub fn open(&self, envelopes: &[&[u8]]) -> Vec<Option<Zeroizing<Vec<u8>>>> {
        let parsed: Vec<Option<EnvelopeRef<'_>>> = envelopes
            .iter()
            .map(|bytes| EnvelopeRef::from_bytes(bytes).ok())
            .collect();
        let mut texts: Vec<_> = parsed.iter().map(|_| None).collect();
        for (_, opener) in &self.0 {
            let (mut places, own): (Vec<_>, Vec<_>) = parsed
                .iter()
                .enumerate()
                .filter_map(|(place, envelope)| Some((place, (*envelope)?)))
                .filter(|(_, envelope)| envelope.header() == opener.header())
                .unzip();
            let mut places = places.drain(..);
            opener.data_of_many(&own, |_, data| {
                if let (Some(place), Ok(data)) = (places.next(), data) {
                    texts[place] = Some(Zeroizing::new(data.to_vec()));
                }
            });
        }
        texts
    }
}

impl core::fmt::Debug for EpochOpener {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("EpochOpener(<redacted>)")
    }
}

impl Owner {
    /// The keys of an epoch, for workers that open its envelopes.
    ///
    /// # Errors
    /// [`OwnerError::UnknownEpoch`], [`OwnerError::Punctured`].
    pub fn epoch_opener(&self, epoch: Epoch) -> Result<EpochOpener, OwnerError> {
        Ok(EpochOpener::new(self.statement_keys(epoch)?))
    }
}

const VERSION: u8 = 2;

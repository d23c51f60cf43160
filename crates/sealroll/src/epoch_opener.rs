//! Opens the envelopes of an epoch where the owner is not: in workers that share no memory.

use sealroll_core::hpke::{KeyScheduleContext, Mode, Recipient};
use sealroll_core::{X25519KeyPair, X25519SecretKey, open_with_content_key};
use sealroll_wire::{DecodeError, EnvelopeRef, Epoch, Header, Reader, Writer, limit};
use zeroize::Zeroizing;

use crate::owner::Owner;
use crate::owner_error::OwnerError;

/// The keys of one epoch and no other: they open its envelopes, and judge nothing. What comes out
/// is given to [`Owner::accept`], which does.
pub struct EpochOpener(Vec<StatementOpener>);

struct StatementOpener {
    header: Header,
    secret_key: Zeroizing<[u8; 32]>,
    psk: Zeroizing<[u8; 32]>,
    recipient: Recipient,
    context: KeyScheduleContext,
}

impl EpochOpener {
    /// Restores what [`to_bytes`](Self::to_bytes) wrote.
    ///
    /// # Errors
    /// [`DecodeError`] if the bytes are not such a form.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        reader.version(VERSION)?;
        let mut statements = Vec::new();
        for _ in 0..reader.u32()? {
            let header = Header::from_bytes(reader.bytes(limit::HEADER)?)?;
            let secret_key = Zeroizing::new(reader.array()?);
            let psk = Zeroizing::new(reader.array()?);
            statements.push(StatementOpener::new(header, secret_key, psk));
        }
        reader.finish()?;
        Ok(Self(statements))
    }

    /// Writes the keys, to be handed to a worker of the same device. They open every envelope of
    /// the epoch.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let length = 5 + self.0.len() * (limit::HEADER + 64);
        let mut writer = Writer::with_capacity(length);
        let count = u32::try_from(self.0.len()).expect("an epoch has few statements");
        writer.u8(VERSION).u32(count);
        for statement in &self.0 {
            writer
                .bytes(&statement.header.to_bytes())
                .bytes(statement.secret_key.as_slice())
                .bytes(statement.psk.as_slice());
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
        for statement in &self.0 {
            let own: Vec<_> = parsed
                .iter()
                .enumerate()
                .filter_map(|(place, envelope)| Some((place, envelope.as_ref()?)))
                .filter(|(_, envelope)| *envelope.header() == statement.header)
                .collect();
            let encs: Vec<_> = own.iter().map(|(_, envelope)| *envelope.enc()).collect();
            let content_keys = statement.recipient.content_keys(&encs, &statement.context);
            for ((place, envelope), content_key) in own.into_iter().zip(content_keys) {
                let text = content_key.ok();
                texts[place] = text.and_then(|key| open_with_content_key(envelope, &key).ok());
            }
        }
        texts
    }
}

impl StatementOpener {
    fn new(header: Header, secret_key: Zeroizing<[u8; 32]>, psk: Zeroizing<[u8; 32]>) -> Self {
        let key_pair = X25519KeyPair::from_secret_key(X25519SecretKey::from_bytes(&secret_key));
        let mode = Mode::Psk {
            psk: psk.as_slice(),
            psk_id: header.statement_id.as_bytes(),
        };
        let recipient =
            Recipient::new(key_pair, mode).expect("the key has 32 bytes and its name is not empty");
        let context = recipient.key_schedule_context(&header.info());
        Self {
            header,
            secret_key,
            psk,
            recipient,
            context,
        }
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
        let openers = self.statement_keys(epoch)?.into_iter();
        let openers = openers.map(|(header, key_pair)| {
            let psk = self.presence.psk(header.list_id, header.epoch);
            let secret_key = key_pair.secret_key().to_bytes();
            Ok(StatementOpener::new(
                header,
                secret_key,
                psk.ok_or(OwnerError::Punctured)?,
            ))
        });
        Ok(EpochOpener(openers.collect::<Result<_, OwnerError>>()?))
    }

    /// Header and key pair of each of the epoch's statements.
    pub(crate) fn statement_keys(
        &self,
        epoch: Epoch,
    ) -> Result<Vec<(Header, X25519KeyPair)>, OwnerError> {
        let mut error = OwnerError::UnknownEpoch;
        let mut pairs = Vec::new();
        for issued in &self.statements {
            let statement = &issued.statement;
            if statement.epoch() != epoch {
                continue;
            }
            error = OwnerError::Punctured;
            let mut generations = self.generations.iter();
            let keys = generations.find(|keys| keys.number() == statement.generation());
            if let Some(key_pair) = keys.and_then(|keys| keys.key_pair(self.list_id(), epoch)) {
                pairs.push((Header::of_statement(statement), key_pair));
            }
        }
        if pairs.is_empty() {
            Err(error)
        } else {
            Ok(pairs)
        }
    }
}

const VERSION: u8 = 1;

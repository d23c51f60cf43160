//! What opens the envelopes that were sealed under one statement.

use sealroll_core::{Opener, X25519KeyPair, X25519SecretKey};
use sealroll_wire::{DecodeError, Epoch, Header, Reader, Statement, Writer, limit};
use zeroize::Zeroizing;

use crate::owner::Owner;
use crate::owner_error::OwnerError;
use crate::presence::StatementPsks;

/// Header, secret key and pre-shared keys of one statement.
pub(crate) struct StatementKeys {
    header: Header,
    secret_key: X25519SecretKey,
    psks: StatementPsks,
}

impl StatementKeys {
    pub(crate) const fn header(&self) -> &Header {
        &self.header
    }

    /// An opener of its own for these keys.
    pub(crate) fn opener(&self) -> Opener {
        let secret_key = X25519SecretKey::from_bytes(&self.secret_key.to_bytes());
        let key_pair = X25519KeyPair::from_secret_key(secret_key);
        let others = self.psks.others.iter().map(|psk| &**psk);
        Opener::with_psk(key_pair, self.header, &self.psks.own)
            .with_other_editions(&self.secret_key, others)
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let header = Header::from_bytes(reader.bytes(limit::HEADER)?)?;
        let secret_key = X25519SecretKey::from_bytes(&Zeroizing::new(reader.array()?));
        let own = Zeroizing::new(reader.array()?);
        let mut others = Vec::new();
        for _ in 0..reader.u8()? {
            others.push(Zeroizing::new(reader.array()?));
        }
        Ok(Self {
            header,
            secret_key,
            psks: StatementPsks { own, others },
        })
    }

    pub(crate) fn write(&self, writer: &mut Writer) {
        let count = u8::try_from(self.psks.others.len()).expect("there are at most 255 editions");
        writer
            .bytes(&self.header.to_bytes())
            .bytes(self.secret_key.to_bytes().as_slice())
            .bytes(self.psks.own.as_slice())
            .u8(count);
        for psk in &self.psks.others {
            writer.bytes(psk.as_slice());
        }
    }

    /// Bytes that [`write`](Self::write) appends.
    pub(crate) fn length(&self) -> usize {
        limit::HEADER + 64 + 1 + self.psks.others.len() * 32
    }
}

impl Owner {
    /// The keys of each of the epoch's statements.
    pub(crate) fn statement_keys(&self, epoch: Epoch) -> Result<Vec<StatementKeys>, OwnerError> {
        let list_id = self.list_id();
        let mut error = OwnerError::UnknownEpoch;
        let mut found = Vec::new();
        for issued in &self.statements {
            let statement = &issued.statement;
            if statement.epoch() != epoch {
                continue;
            }
            error = OwnerError::Punctured;
            let mut generations = self.generations.iter();
            let keys = generations.find(|keys| keys.number() == statement.generation());
            let key_pair = keys.and_then(|keys| keys.key_pair(list_id, epoch));
            let presence_id = statement.presence_id();
            let psks = self.presence.psks_of(list_id, epoch, &presence_id);
            if key_pair.is_some() && psks.is_none() {
                error = OwnerError::ReplacedPoster;
            }
            if let (Some(key_pair), Some(psks)) = (key_pair, psks) {
                found.push(StatementKeys {
                    header: Header::of_statement(statement),
                    secret_key: X25519SecretKey::from_bytes(&key_pair.secret_key().to_bytes()),
                    psks,
                });
            }
        }
        if found.is_empty() {
            Err(error)
        } else {
            Ok(found)
        }
    }

    /// Whether a statement names an edition of the poster that this device, a delegate's, was not
    /// given (`spec/protocol.md#EDN-4`).
    pub(crate) fn lacks_edition(&self, statement: &Statement) -> bool {
        let (epoch, presence_id) = (statement.epoch(), statement.presence_id());
        let psks = self.presence.psks_of(self.list_id(), epoch, &presence_id);
        psks.is_none() && self.can_open(epoch)
    }
}

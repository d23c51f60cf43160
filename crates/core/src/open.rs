//! Opening the envelopes of one statement.

use alloc::vec::Vec;
use core::fmt;

use sealroll_wire::{EnvelopeRef, Header, PresenceSecret, RecordId, Signature, SignatureError};
use zeroize::Zeroizing;

use crate::content_key::{open_in_buffer, open_with_content_key};
use crate::hpke::{ContentKey, ExporterSecret, KeyScheduleContext, Mode, Recipient};
use crate::psk::epoch_psk;
use crate::record::{Canary, CheckIn, FollowUp, Record, RecordError};
use crate::record_codec;
use crate::redacted::redacted_debug;
use crate::seal::follow_up_message;
use crate::ticket_key::TicketPublicKey;
use crate::x25519::X25519KeyPair;

/// Opens envelopes that were sealed under one statement. Whatever they share is computed once;
/// an envelope costs one X25519 ladder and a few hashes.
pub struct Opener {
    header: Header,
    recipient: Recipient,
    context: KeyScheduleContext,
}

impl Opener {
    /// Prepares opening with the epoch's key pair. The header is that of the statement.
    #[must_use]
    pub fn new(key_pair: X25519KeyPair, header: Header, presence_secret: &PresenceSecret) -> Self {
        let psk = epoch_psk(presence_secret, header.list_id, header.epoch);
        Self::with_psk(key_pair, header, &psk)
    }

    /// Prepares opening with the epoch's pre-shared key ([`epoch_psk`]) instead of the secret
    /// that it is derived from.
    #[must_use]
    pub fn with_psk(key_pair: X25519KeyPair, header: Header, psk: &[u8; 32]) -> Self {
        let mode = Mode::Psk {
            psk,
            psk_id: header.statement_id.as_bytes(),
        };
        let recipient =
            Recipient::new(key_pair, mode).expect("the key has 32 bytes and its name is not empty");
        let context = recipient.key_schedule_context(&header.info());
        Self {
            header,
            recipient,
            context,
        }
    }

    /// The header of the envelopes that this opener opens.
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// Opens an envelope and decodes its record. What comes out was sealed by somebody who knew
    /// the code on the poster; nothing else about it is certain.
    ///
    /// # Errors
    /// [`OpenError::OpenFailed`] for every reason that has to do with keys or ciphertext,
    /// [`OpenError::Record`] if the plaintext is no valid record.
    pub fn open(&self, envelope: &EnvelopeRef<'_>) -> Result<Opened, OpenError> {
        let data = open_with_content_key(envelope, &self.content_key(envelope)?)?;
        Opened::decode(envelope, &data)
    }

    /// Opens many envelopes, each for itself; results are in their order. What their keys need is
    /// computed side by side.
    #[must_use]
    pub fn open_many(&self, envelopes: &[EnvelopeRef<'_>]) -> Vec<Result<Opened, OpenError>> {
        let mut opened = Vec::with_capacity(envelopes.len());
        for chunk in envelopes.chunks(CHUNK) {
            self.open_chunk(chunk, &mut opened);
        }
        opened
    }

    fn open_chunk(
        &self,
        envelopes: &[EnvelopeRef<'_>],
        opened: &mut Vec<Result<Opened, OpenError>>,
    ) {
        let encs: Vec<_> = envelopes.iter().map(|envelope| *envelope.enc()).collect();
        let content_keys = self.recipient.content_keys(&encs, &self.context);
        let mut text = Zeroizing::new(Vec::new());
        for (envelope, content_key) in envelopes.iter().zip(content_keys) {
            opened.push(match content_key {
                Ok(key) if envelope.header() == &self.header => {
                    open_in_buffer(envelope, &key, &mut text)
                        .and_then(|data| Opened::decode(envelope, data))
                }
                _ => Err(OpenError::OpenFailed),
            });
        }
    }

    /// The secret behind the exports of an envelope's context: of its return channel. It does not
    /// follow from the content key, and no disclosure contains it.
    ///
    /// # Errors
    /// As [`content_key`](Self::content_key).
    pub fn exporter_secret(&self, envelope: &EnvelopeRef<'_>) -> Result<ExporterSecret, OpenError> {
        if envelope.header() != &self.header {
            return Err(OpenError::OpenFailed);
        }
        let context = self.recipient.setup_with(envelope.enc(), &self.context);
        let context = context.map_err(|_| OpenError::OpenFailed)?;
        Ok(ExporterSecret::from_bytes(
            &context.exporter_secret().to_bytes(),
        ))
    }

    /// Derives the content key of an envelope, which opens this one envelope and nothing else.
    /// It is what a disclosure reveals.
    ///
    /// # Errors
    /// [`OpenError::OpenFailed`] if the envelope belongs to another statement or its `enc` is of
    /// small order. That the key is the right one shows only when it opens the envelope.
    pub fn content_key(&self, envelope: &EnvelopeRef<'_>) -> Result<ContentKey, OpenError> {
        if envelope.header() != &self.header {
            return Err(OpenError::OpenFailed);
        }
        self.recipient
            .content_key(envelope.enc(), &self.context)
            .map_err(|_| OpenError::OpenFailed)
    }
}

redacted_debug!(Opener);

/// A record that was opened and decoded.
#[derive(Debug)]
pub enum Opened {
    /// A check-in.
    CheckIn(CheckIn),
    /// A follow-up whose signature has yet to be verified.
    FollowUp(UnverifiedFollowUp),
    /// A canary whose value has yet to be compared with that of its epoch
    /// (`spec/protocol.md#DRL-2`).
    Canary(Canary),
}

impl Opened {
    /// Decodes record data that was opened from an envelope. Whether a ticket key is on the curve
    /// is left to the first follow-up, as [`Opener::open`] does.
    ///
    /// # Errors
    /// [`OpenError::Record`].
    pub fn decode(envelope: &EnvelopeRef<'_>, data: &[u8]) -> Result<Self, OpenError> {
        match record_codec::decode(data).map_err(OpenError::Record)? {
            (Record::FollowUp(follow_up), Some(signature)) => {
                let unsigned = &data[..data.len() - signature.len()];
                let header = envelope.header();
                let message = follow_up_message(
                    &header.list_id,
                    &header.to_bytes(),
                    envelope.enc(),
                    unsigned,
                );
                Ok(Self::FollowUp(UnverifiedFollowUp {
                    follow_up,
                    message,
                    signature,
                }))
            }
            (Record::CheckIn(check_in), _) => Ok(Self::CheckIn(check_in)),
            (Record::Canary(canary), _) => Ok(Self::Canary(canary)),
            (Record::FollowUp(_), None) => Err(OpenError::Record(RecordError::Truncated)),
        }
    }
}

/// A follow-up before the key of its check-in has vouched for it. Only the check-in that it
/// names can be learnt from it.
pub struct UnverifiedFollowUp {
    follow_up: FollowUp,
    message: Zeroizing<Vec<u8>>,
    signature: Signature,
}

impl UnverifiedFollowUp {
    /// The check-in that it claims to follow.
    #[must_use]
    pub const fn check_in(&self) -> &RecordId {
        &self.follow_up.check_in
    }

    /// Verifies it with the ticket key of that check-in (`spec/protocol.md#REC-5`).
    ///
    /// # Errors
    /// [`SignatureError`] if the key's holder did not seal it, or not in this envelope.
    pub fn verify(self, ticket_key: &TicketPublicKey) -> Result<FollowUp, SignatureError> {
        ticket_key.verify(&self.message, &self.signature)?;
        Ok(self.follow_up)
    }
}

redacted_debug!(UnverifiedFollowUp);

/// Why an envelope was not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OpenError {
    /// Keys, commitment, ciphertext or frame: which, nobody learns.
    OpenFailed,
    /// The content is not a valid record.
    Record(RecordError),
}

impl OpenError {
    /// The error class of the specification.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::OpenFailed => "open-failed",
            Self::Record(error) => error.code(),
        }
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OpenFailed => f.write_str("the envelope does not open"),
            Self::Record(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for OpenError {}

/// So many envelopes share an inversion.
const CHUNK: usize = 64;

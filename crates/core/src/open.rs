//! Opening the envelopes of one statement.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use sealroll_wire::{EnvelopeRef, Header, PresenceSecret, RecordId, Signature, SignatureError};
use zeroize::Zeroizing;

use crate::content_key::{Commitments, bears, open_in_buffer, open_with_content_key};
use crate::hpke::{ContentKey, ExporterSecret, KeyScheduleContext, Mode, Recipient};
use crate::psk::epoch_psk;
use crate::record::{Canary, CheckIn, FollowUp, Record, RecordError};
use crate::record_codec;
use crate::redacted::redacted_debug;
use crate::seal::follow_up_message;
use crate::ticket_key::TicketPublicKey;
use crate::x25519::{X25519KeyPair, X25519SecretKey};

/// Opens envelopes that were sealed under one statement. Whatever they share is computed once;
/// an envelope costs one X25519 ladder and a few hashes.
pub struct Opener {
    header: Header,
    commitments: Commitments,
    /// Of the edition of the poster that the statement names.
    own: EditionKeys,
    /// Of the list's other editions. Follow-ups come under these, too
    /// (`spec/protocol.md#EDN-3`).
    others: Vec<EditionKeys>,
}

/// What opens envelopes that were sealed with the code of one edition.
struct EditionKeys {
    recipient: Recipient,
    context: KeyScheduleContext,
}

impl Opener {
    /// Prepares opening with the epoch's key pair. The header is that of the statement, the secret
    /// that of the edition which the statement names.
    #[must_use]
    pub fn new(key_pair: X25519KeyPair, header: Header, presence_secret: &PresenceSecret) -> Self {
        let psk = epoch_psk(presence_secret, header.list_id, header.epoch);
        Self::with_psk(key_pair, header, &psk)
    }

    /// Prepares opening with the epoch's pre-shared key ([`epoch_psk`]) instead of the secret
    /// that it is derived from.
    #[must_use]
    pub fn with_psk(key_pair: X25519KeyPair, header: Header, psk: &[u8; 32]) -> Self {
        Self {
            own: EditionKeys::new(key_pair, &header, psk),
            others: Vec::new(),
            commitments: Commitments::new(&header),
            header,
        }
    }

    /// Opens follow-ups of guests, too, who signed in with other editions of the poster: these are
    /// the epoch's pre-shared keys of those editions.
    #[must_use]
    pub fn with_other_editions<'p>(
        mut self,
        secret_key: &X25519SecretKey,
        psks: impl IntoIterator<Item = &'p [u8; 32]>,
    ) -> Self {
        let keys = |psk| {
            let secret_key = X25519SecretKey::from_bytes(&secret_key.to_bytes());
            EditionKeys::new(
                X25519KeyPair::from_secret_key(secret_key),
                &self.header,
                psk,
            )
        };
        self.others = psks.into_iter().map(keys).collect();
        self
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
        let own = self.own.content_key(&self.header, envelope)?;
        let mut text = Zeroizing::new(Vec::new());
        match open_in_buffer(&self.commitments.to(&own), envelope, &own, &mut text) {
            Ok(data) => Opened::decode(envelope, data),
            Err(_) => {
                let data = self.data_of_other_edition(envelope);
                Opened::decode(envelope, &data.ok_or(OpenError::OpenFailed)?)
            }
        }
    }

    /// Opens many envelopes, each for itself; results are in their order. What their keys need is
    /// computed side by side.
    #[must_use]
    pub fn open_many(&self, envelopes: &[EnvelopeRef<'_>]) -> Vec<Result<Opened, OpenError>> {
        let mut opened = Vec::with_capacity(envelopes.len());
        self.data_of_many(envelopes, |envelope, data| {
            opened.push(data.and_then(|data| Opened::decode(envelope, data)));
        });
        opened
    }

    /// Opens many envelopes as [`open_many`](Self::open_many) does, and gives each one's record
    /// data, not yet decoded, to `take`, in their order.
    pub fn data_of_many<'e>(
        &self,
        envelopes: &[EnvelopeRef<'e>],
        mut take: impl FnMut(&EnvelopeRef<'e>, Result<&[u8], OpenError>),
    ) {
        let mut text = Zeroizing::new(Vec::new());
        for chunk in envelopes.chunks(CHUNK) {
            let encs: Vec<_> = chunk.iter().map(|envelope| *envelope.enc()).collect();
            let keys = &self.own;
            let content_keys = keys.recipient.content_keys(&encs, &keys.context);
            let commitments = self.commitments.to_many(&content_keys);
            let opening = chunk.iter().zip(&content_keys).zip(&commitments);
            for ((envelope, content_key), commitment) in opening {
                if envelope.header() != &self.header {
                    take(envelope, Err(OpenError::OpenFailed));
                    continue;
                }
                let own = content_key.as_ref().map_err(|_| OpenError::OpenFailed);
                let opened =
                    own.and_then(|key| open_in_buffer(commitment, envelope, key, &mut text));
                match opened {
                    Ok(data) => take(envelope, Ok(data)),
                    Err(error) => {
                        let data = self.data_of_other_edition(envelope);
                        take(envelope, data.as_ref().map(|data| &data[..]).ok_or(error));
                    }
                }
            }
        }
    }

    /// The secret behind the exports of an envelope's context: of its return channel. It does not
    /// follow from the content key, and no disclosure contains it.
    ///
    /// # Errors
    /// As [`content_key`](Self::content_key).
    pub fn exporter_secret(&self, envelope: &EnvelopeRef<'_>) -> Result<ExporterSecret, OpenError> {
        let (keys, _) = self.keys_of(envelope)?;
        let context = keys.recipient.setup_with(envelope.enc(), &keys.context);
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
        self.keys_of(envelope).map(|(_, content_key)| content_key)
    }

    /// The edition whose content key the envelope commits to; that of the statement if it commits
    /// to none.
    fn keys_of(&self, envelope: &EnvelopeRef<'_>) -> Result<(&EditionKeys, ContentKey), OpenError> {
        let own = self.own.content_key(&self.header, envelope)?;
        if bears(envelope, &self.commitments.to(&own)) {
            return Ok((&self.own, own));
        }
        let mut others = self.others.iter();
        let other = others.find_map(|keys| {
            let content_key = keys.content_key(&self.header, envelope).ok()?;
            let commits = bears(envelope, &self.commitments.to(&content_key));
            commits.then_some((keys, content_key))
        });
        Ok(other.unwrap_or((&self.own, own)))
    }

    /// The data of a follow-up that was sealed with the code of another edition. Nothing else
    /// opens under these (`spec/protocol.md#EDN-3`).
    fn data_of_other_edition(&self, envelope: &EnvelopeRef<'_>) -> Option<Zeroizing<Vec<u8>>> {
        let data = self.others.iter().find_map(|keys| {
            let content_key = keys.content_key(&self.header, envelope).ok()?;
            open_with_content_key(envelope, &content_key).ok()
        })?;
        let opened = Opened::decode(envelope, &data);
        matches!(opened, Ok(Opened::FollowUp(_))).then_some(data)
    }
}

impl EditionKeys {
    fn new(key_pair: X25519KeyPair, header: &Header, psk: &[u8; 32]) -> Self {
        let mode = Mode::Psk {
            psk,
            psk_id: header.statement_id.as_bytes(),
        };
        let recipient =
            Recipient::new(key_pair, mode).expect("the key has 32 bytes and its name is not empty");
        let context = recipient.key_schedule_context(&header.info());
        Self { recipient, context }
    }

    fn content_key(
        &self,
        header: &Header,
        envelope: &EnvelopeRef<'_>,
    ) -> Result<ContentKey, OpenError> {
        if envelope.header() != header {
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
#[expect(
    clippy::large_enum_variant,
    reason = "nearly every record is a check-in"
)]
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
                Ok(Self::FollowUp(UnverifiedFollowUp(Box::new(Unverified {
                    follow_up,
                    message,
                    signature,
                }))))
            }
            (Record::CheckIn(check_in), _) => Ok(Self::CheckIn(check_in)),
            (Record::Canary(canary), _) => Ok(Self::Canary(canary)),
            (Record::FollowUp(_), None) => Err(OpenError::Record(RecordError::Truncated)),
        }
    }
}

/// A follow-up before the key of its check-in has vouched for it. Only the check-in that it
/// names can be learnt from it.
pub struct UnverifiedFollowUp(Box<Unverified>);

/// Apart, so that the many check-ins of a list do not take as much room as one of these.
struct Unverified {
    follow_up: FollowUp,
    message: Zeroizing<Vec<u8>>,
    signature: Signature,
}

impl UnverifiedFollowUp {
    /// The check-in that it claims to follow.
    #[must_use]
    pub const fn check_in(&self) -> &RecordId {
        &self.0.follow_up.check_in
    }

    /// Verifies it with the ticket key of that check-in (`spec/protocol.md#REC-5`).
    ///
    /// # Errors
    /// [`SignatureError`] if the key's holder did not seal it, or not in this envelope.
    pub fn verify(self, ticket_key: &TicketPublicKey) -> Result<FollowUp, SignatureError> {
        ticket_key.verify(&self.0.message, &self.0.signature)?;
        Ok(self.0.follow_up)
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

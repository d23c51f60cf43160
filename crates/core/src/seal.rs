//! Sealing records to one epoch of one list.

use alloc::vec::Vec;
use core::fmt;

use rand_core::CryptoRng;
use sealroll_wire::{
    Bucket, Descriptor, Envelope, Header, ListId, PresenceSecret, Statement, Verified,
    X25519PublicKey, label,
};
use zeroize::Zeroizing;

#[cfg(not(any(target_family = "wasm", target_os = "none")))]
use crate::bulk_sealer::BulkSealer;
use crate::content_key::key_commitment;
use crate::ephemeral::{DeviceSecret, hedged_key_pair};
use crate::hpke::{Context, ExporterSecret, Mode, Sealing, Sender};
use crate::padding;
use crate::psk::epoch_psk;
use crate::record::{
    Attendance, Canary, CheckIn, FollowUp, FollowUpBody, Record, RecordError, SeenHead,
};
use crate::record_codec::{self, DUAL_VERSION};
use crate::sealed_contact::{Inner, SealedContact};
use crate::ticket::TicketSecrets;
use crate::ticket_key::TicketSecretKey;
use crate::x25519::X25519KeyPair;

/// Seals check-ins and follow-ups under one verified statement. It may be used for any number of
/// them; each gets keys of its own.
pub struct Sealer {
    header: Header,
    sender: Sender,
    bucket: Bucket,
    device_secret: DeviceSecret,
    authority: Option<X25519PublicKey>,
}

impl Sealer {
    /// Prepares sealing to a statement under its descriptor. The presence secret comes from the
    /// invitation; the caller has checked that the statement names it
    /// (`spec/protocol.md#STMT-5`).
    #[must_use]
    pub fn new(
        statement: &Verified<Statement>,
        descriptor: &Verified<Descriptor>,
        presence_secret: &PresenceSecret,
        device_secret: &DeviceSecret,
    ) -> Self {
        let header = Header::of_statement(statement);
        let psk = epoch_psk(presence_secret, header.list_id, header.epoch);
        let terms = descriptor.terms();
        let key = statement.hpke_public_key();
        let mut sealer = Self::with_psk(header, key, terms.bucket, psk, device_secret);
        sealer.authority = terms.authority.as_ref().map(|card| *card.public_key());
        sealer
    }

    /// Prepares sealing from what [`new`](Self::new) takes out of statement, descriptor and
    /// presence secret. The caller has verified where it comes from.
    #[must_use]
    pub fn with_psk(
        header: Header,
        public_key: X25519PublicKey,
        bucket: Bucket,
        psk: Zeroizing<[u8; 32]>,
        device_secret: &DeviceSecret,
    ) -> Self {
        let mode = Mode::Psk {
            psk: psk.as_slice(),
            psk_id: header.statement_id.as_bytes(),
        };
        let sender = Sender::new(&public_key, &header.info(), mode);
        Self {
            header,
            sender: sender.expect("the key has 32 bytes and its name is not empty"),
            bucket,
            device_secret: DeviceSecret::from_bytes(&device_secret.to_bytes()),
            authority: None,
        }
    }

    /// Puts the sealer under dual control: contact data go to the authority's key, and whoever
    /// opens the envelopes does not read them (`spec/protocol.md#dual-control`).
    #[must_use]
    pub const fn under_dual_control(mut self, authority: X25519PublicKey) -> Self {
        self.authority = Some(authority);
        self
    }

    /// The header that every envelope of this sealer carries.
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// Prepares many check-ins at once, on native targets. It pays from some dozens on.
    #[cfg(not(any(target_family = "wasm", target_os = "none")))]
    #[must_use]
    pub fn bulk(&self) -> BulkSealer<'_> {
        BulkSealer::new(self)
    }

    /// Seals a check-in under a fresh ticket key. The secrets returned sign its follow-ups: keep
    /// them as long as the record lives (`spec/protocol.md#GST-1`).
    ///
    /// # Errors
    /// [`SealError::Record`] if the times contradict each other, [`SealError::TooLong`] if the
    /// record does not fit the list's bucket, [`SealError::BadKey`] if the statement's key is of
    /// small order.
    pub fn check_in<R: CryptoRng + ?Sized>(
        &self,
        rng: &mut R,
        attendance: Attendance,
    ) -> Result<(Envelope, TicketSecrets), SealError> {
        attendance.check().map_err(SealError::Record)?;
        let ticket_key = TicketSecretKey::generate(rng);
        let record = Record::CheckIn(CheckIn {
            attendance,
            ticket_key: ticket_key.public_key(),
            sealed_contact: None,
        });
        let (envelope, exporter_secret) = self.seal(rng, record, None)?;
        let record_id = envelope.record_id();
        let ticket = TicketSecrets::new(self.header, record_id, ticket_key, exporter_secret);
        Ok((envelope, ticket))
    }

    /// Seals a follow-up to the ticket's check-in and counts it. `seen` is the head under the
    /// guest's receipt. The exporter secret returned is that of the answer, if there is one.
    ///
    /// # Errors
    /// As [`check_in`](Self::check_in); [`SealError::WrongList`] if the check-in was made on
    /// another list, [`SealError::CounterExhausted`] after 2^32 − 2 follow-ups. The ticket is
    /// unchanged then.
    pub fn follow_up<R: CryptoRng + ?Sized>(
        &self,
        rng: &mut R,
        ticket: &mut TicketSecrets,
        seen: SeenHead,
        body: FollowUpBody,
    ) -> Result<(Envelope, ExporterSecret), SealError> {
        body.check().map_err(SealError::Record)?;
        if ticket.header().list_id != self.header.list_id {
            return Err(SealError::WrongList);
        }
        let counter = ticket.next_counter();
        let next = counter.checked_add(1).ok_or(SealError::CounterExhausted)?;
        let record = Record::FollowUp(FollowUp {
            check_in: *ticket.record_id(),
            seen,
            counter,
            body,
            sealed_contact: None,
        });
        let sealed = self.seal(rng, record, Some(ticket.key()))?;
        ticket.set_next_counter(next);
        Ok(sealed)
    }

    /// Seals the owner's canary (`spec/protocol.md#DRL-1`).
    ///
    /// # Errors
    /// [`SealError::BadKey`] if the statement's key is of small order.
    pub fn canary<R: CryptoRng + ?Sized>(
        &self,
        rng: &mut R,
        canary: Canary,
    ) -> Result<Envelope, SealError> {
        // Of version 1 under all terms: there is no contact in it.
        let data = Record::Canary(canary).to_data();
        let mut random = Zeroizing::new([0; 32]);
        rng.fill_bytes(random.as_mut_slice());
        let header = self.header.to_bytes();
        let ephemeral = hedged_key_pair(
            self.sender.public_key(),
            &random,
            &self.device_secret,
            &header,
            &data,
        );
        let (envelope, _) = self.seal_data(ephemeral, data, None)?;
        Ok(envelope)
    }

    fn seal<R: CryptoRng + ?Sized>(
        &self,
        rng: &mut R,
        record: Record,
        signer: Option<&TicketSecretKey>,
    ) -> Result<(Envelope, ExporterSecret), SealError> {
        let data = self.data(rng, record)?;
        let mut random = Zeroizing::new([0; 32]);
        rng.fill_bytes(random.as_mut_slice());
        let header = self.header.to_bytes();
        let ephemeral = hedged_key_pair(
            self.sender.public_key(),
            &random,
            &self.device_secret,
            &header,
            &data,
        );
        self.seal_data(ephemeral, data, signer)
    }

    /// The data of a record, its contact data sealed under dual control.
    pub(crate) fn data<R: CryptoRng + ?Sized>(
        &self,
        rng: &mut R,
        record: Record,
    ) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let Some(authority) = &self.authority else {
            return Ok(record.to_data());
        };
        let mut random = Zeroizing::new([0; 32]);
        rng.fill_bytes(random.as_mut_slice());
        let record = self.part(record, |outer, inner| {
            let content = Zeroizing::new([outer, inner].concat());
            let header = self.header.to_bytes();
            hedged_key_pair(authority, &random, &self.device_secret, &header, &content)
        })?;
        Ok(record.to_data())
    }

    /// Seals the contact data of a record to the authority, under dual control, with the ephemeral
    /// key pair that is made from the two parts of the record. Without dual control the record
    /// comes back as it is.
    ///
    /// # Errors
    /// [`SealError::TooLong`] if the contact data do not fit half of the bucket,
    /// [`SealError::BadKey`] if the authority's key is of small order.
    pub fn part(
        &self,
        mut record: Record,
        ephemeral: impl FnOnce(&[u8], &[u8]) -> X25519KeyPair,
    ) -> Result<Record, SealError> {
        let Some(authority) = &self.authority else {
            return Ok(record);
        };
        let inner = record_codec::encode_inner(&Inner::part_from(&mut record));
        let outer = record_codec::encode_outer(&record, DUAL_VERSION);
        let ephemeral = ephemeral(&outer, &inner);
        let (header, bucket) = (&self.header, self.bucket);
        let sealed = SealedContact::seal(authority, ephemeral, header, &outer, &inner, bucket)?;
        record.set_sealed_contact(sealed);
        Ok(record)
    }

    /// Seals a record with an ephemeral key pair that was made for this one envelope: the step
    /// beneath [`check_in`](Self::check_in) and [`follow_up`](Self::follow_up), in which nothing
    /// is random. A follow-up needs a signer; under dual control [`part`](Self::part) comes first.
    ///
    /// # Errors
    /// [`SealError::Record`] for a record whose times or counter break their rules,
    /// [`SealError::TooLong`], [`SealError::BadKey`].
    pub fn seal_with(
        &self,
        ephemeral: X25519KeyPair,
        record: &Record,
        signer: Option<&TicketSecretKey>,
    ) -> Result<(Envelope, ExporterSecret), SealError> {
        record.check().map_err(SealError::Record)?;
        self.seal_data(ephemeral, record.to_data(), signer)
    }

    fn seal_data(
        &self,
        ephemeral: X25519KeyPair,
        mut data: Zeroizing<Vec<u8>>,
        signer: Option<&TicketSecretKey>,
    ) -> Result<(Envelope, ExporterSecret), SealError> {
        let header = self.header.to_bytes();
        if let Some(key) = signer {
            let list_id = &self.header.list_id;
            let message = follow_up_message(list_id, &header, ephemeral.public_key(), &data);
            data.extend_from_slice(&key.sign(&message));
        }
        // Before the costly part.
        if data.len() > padding::capacity(self.bucket) {
            return Err(SealError::TooLong);
        }
        let (enc, context) = self
            .sender
            .setup(ephemeral)
            .map_err(|_| SealError::BadKey)?;
        self.seal_in(&enc, context, &data)
    }

    /// Seals complete record data under a context that was made for them.
    pub(crate) fn seal_in(
        &self,
        enc: &X25519PublicKey,
        mut context: Context<Sealing>,
        data: &[u8],
    ) -> Result<(Envelope, ExporterSecret), SealError> {
        let mut text = padding::pad(data, self.bucket).map_err(|_| SealError::TooLong)?;
        let commitment = key_commitment(&self.header, context.content_key());
        let tag = context
            .seal_in_place(b"", &mut text)
            .expect("a first message of a few hundred bytes is within the limits");
        text.extend_from_slice(&tag);
        let envelope = Envelope::new(&self.header, &commitment, enc, &text)
            .expect("the frame is as long as the bucket");
        let exporter_secret = ExporterSecret::from_bytes(&context.exporter_secret().to_bytes());
        Ok((envelope, exporter_secret))
    }
}

/// What sealing many at once needs.
#[cfg(not(any(target_family = "wasm", target_os = "none")))]
impl Sealer {
    pub(crate) const fn sender(&self) -> &Sender {
        &self.sender
    }

    pub(crate) fn device_secret(&self) -> &DeviceSecret {
        &self.device_secret
    }
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealer(<redacted>)")
    }
}

/// What a ticket key signs (`spec/protocol.md#REC-5`): with header and `enc` in it, nobody who
/// read a follow-up can seal it again.
pub(crate) fn follow_up_message(
    list_id: &ListId,
    header: &[u8],
    enc: &X25519PublicKey,
    unsigned_data: &[u8],
) -> Zeroizing<Vec<u8>> {
    let parts: [&[u8]; 5] = [
        label::FOLLOW_UP,
        list_id.as_bytes(),
        header,
        enc.as_bytes(),
        unsigned_data,
    ];
    Zeroizing::new(parts.concat())
}

/// Why a record was not sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SealError {
    /// A value contradicts its rule.
    Record(RecordError),
    /// The record does not fit the bucket of the list.
    TooLong,
    /// The statement's public key is of small order.
    BadKey,
    /// The ticket belongs to another list.
    WrongList,
    /// The ticket's counter is at its end.
    CounterExhausted,
}

impl SealError {
    /// The error class of the specification.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Record(error) => error.code(),
            Self::TooLong | Self::CounterExhausted => "limit",
            Self::BadKey => "bad-key",
            Self::WrongList => "wrong-list",
        }
    }
}

impl fmt::Display for SealError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Record(error) => error.fmt(f),
            Self::TooLong => f.write_str("the record is too long for the list"),
            Self::BadKey => f.write_str("the public key of the epoch is of small order"),
            Self::WrongList => f.write_str("the ticket belongs to another list"),
            Self::CounterExhausted => f.write_str("the ticket has no follow-ups left"),
        }
    }
}

impl core::error::Error for SealError {}

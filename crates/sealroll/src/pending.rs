//! Envelopes on their way: sealed, but without a verified receipt.

use core::fmt;

use sealroll_core::TicketSecrets;
use sealroll_log::{Entry, EntryKind, VerifiedReceipt};
use sealroll_wire::{
    DecodeError, Envelope, ListId, Reader, RecordId, Time, UploadToken, Writer, limit,
};
use zeroize::Zeroizing;

use crate::http::{Media, Method, Request};
use crate::receipt::ReceiptError;
use crate::record_log::RecordLog;
use crate::ticket::Ticket;

/// A sealed check-in that the log has not yet been proven to hold.
///
/// Save it before the first attempt to send it. If a reply is lost, send it again: the same
/// bytes give the same entry and receipt.
#[must_use = "a check-in that is dropped before its receipt cannot be followed up"]
pub struct Pending(Box<Content>);

struct Content {
    parcel: Parcel,
    secrets: TicketSecrets,
    erase_after: Time,
}

impl Pending {
    pub(crate) fn new(
        envelope: Envelope,
        secrets: TicketSecrets,
        log: RecordLog,
        token: UploadToken,
        erase_after: Time,
    ) -> Self {
        Self(Box::new(Content {
            parcel: Parcel::new(envelope, log, token),
            secrets,
            erase_after,
        }))
    }

    /// Restores what [`to_bytes`](Self::to_bytes) wrote.
    ///
    /// # Errors
    /// [`DecodeError`] if the bytes are not such a form; [`DecodeError::BadValue`] if the ticket
    /// is not that of the envelope.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        reader.version(VERSION)?;
        let secrets = TicketSecrets::from_bytes(reader.bytes(TicketSecrets::LENGTH)?)?;
        let erase_after = reader.time()?;
        let parcel = Parcel::read(&mut reader)?;
        reader.finish()?;
        if *secrets.record_id() != parcel.envelope.record_id() {
            return Err(DecodeError::BadValue);
        }
        Ok(Self(Box::new(Content {
            parcel,
            secrets,
            erase_after,
        })))
    }

    /// Exports envelope and ticket for the device's own storage. It contains the ticket key.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut writer = Writer::with_capacity(MAX_LENGTH);
        writer
            .u8(VERSION)
            .bytes(self.0.secrets.to_bytes().as_slice())
            .time(self.0.erase_after);
        self.0.parcel.write(&mut writer);
        Zeroizing::new(writer.into_bytes())
    }

    /// The upload. It may be repeated any number of times.
    #[must_use]
    pub fn request(&self) -> Request {
        self.0.parcel.request()
    }

    /// The envelope.
    #[must_use]
    pub const fn envelope(&self) -> &Envelope {
        &self.0.parcel.envelope
    }

    /// The check-in's record id.
    #[must_use]
    pub const fn record_id(&self) -> &RecordId {
        self.0.secrets.record_id()
    }

    /// The list.
    #[must_use]
    pub fn list_id(&self) -> ListId {
        self.0.parcel.log.list_id()
    }

    /// When to erase this from the device, sent or not.
    #[must_use]
    pub const fn erase_after(&self) -> Time {
        self.0.erase_after
    }

    /// Verifies the receipt that answered the upload (`spec/protocol.md#receipt`) and turns the
    /// pending check-in into a ticket.
    ///
    /// # Errors
    /// The pending check-in, unchanged, and the reason. Nothing is lost: it can be sent again.
    pub fn confirm(self, receipt: &[u8]) -> Result<Ticket, (Self, ReceiptError)> {
        match self.0.parcel.verify(receipt) {
            Ok(verified) => {
                let Content {
                    parcel,
                    secrets,
                    erase_after,
                } = *self.0;
                Ok(Ticket::new(
                    secrets,
                    erase_after,
                    parcel,
                    &verified,
                    receipt.to_vec(),
                ))
            }
            Err(error) => Err((self, error)),
        }
    }
}

impl fmt::Debug for Pending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pending(<redacted>)")
    }
}

/// A sealed follow-up that the log has not yet been proven to hold. Its ticket stays with the
/// guest.
#[derive(Debug)]
#[must_use = "a follow-up is sent by its request"]
pub struct PendingFollowUp(Box<Parcel>);

impl PendingFollowUp {
    pub(crate) fn new(envelope: Envelope, log: RecordLog, token: UploadToken) -> Self {
        Self(Box::new(Parcel::new(envelope, log, token)))
    }

    /// Restores what [`to_bytes`](Self::to_bytes) wrote.
    ///
    /// # Errors
    /// [`DecodeError`] if the bytes are not such a form.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        reader.version(VERSION)?;
        let parcel = Parcel::read(&mut reader)?;
        reader.finish()?;
        Ok(Self(Box::new(parcel)))
    }

    /// Exports the envelope and what its receipt must show. There is no secret in it but
    /// the upload token, which everyone has who saw the code.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::with_capacity(MAX_LENGTH);
        writer.u8(VERSION);
        self.0.write(&mut writer);
        writer.into_bytes()
    }

    /// The upload. It may be repeated any number of times.
    #[must_use]
    pub fn request(&self) -> Request {
        self.0.request()
    }

    /// The envelope.
    #[must_use]
    pub const fn envelope(&self) -> &Envelope {
        &self.0.envelope
    }

    /// Verifies the receipt that answered the upload. It may be kept as evidence.
    ///
    /// # Errors
    /// The pending follow-up, unchanged, and the reason.
    pub fn confirm(self, receipt: &[u8]) -> Result<VerifiedReceipt, (Self, ReceiptError)> {
        match self.0.verify(receipt) {
            Ok(verified) => Ok(verified),
            Err(error) => Err((self, error)),
        }
    }
}

/// An envelope, the log that must hold it, and what lets it in.
#[derive(Debug)]
pub(crate) struct Parcel {
    pub(crate) envelope: Envelope,
    pub(crate) log: RecordLog,
    pub(crate) token: UploadToken,
}

impl Parcel {
    pub(crate) const fn new(envelope: Envelope, log: RecordLog, token: UploadToken) -> Self {
        Self {
            envelope,
            log,
            token,
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let log = RecordLog::read(reader)?;
        let token = UploadToken::from_bytes(*reader.chunk()?);
        let envelope = Envelope::from_bytes(reader.bytes16(limit::MAX_ENVELOPE)?)?;
        if envelope.header().list_id != log.list_id() {
            return Err(DecodeError::BadValue);
        }
        Ok(Self::new(envelope, log, token))
    }

    fn write(&self, writer: &mut Writer) {
        self.log.write(writer);
        writer
            .bytes(self.token.to_bytes().as_slice())
            .bytes16(self.envelope.as_bytes())
            .expect("the longest envelope is shorter than 65536 bytes");
    }

    /// The upload (`spec/protocol.md#HTTP-8`).
    pub(crate) fn request(&self) -> Request {
        let (list, record) = (self.log.list_id(), self.envelope.record_id());
        let mut request = Request::send(
            Method::Put,
            format!("/v1/lists/{list}/records/{record}"),
            Media::Octets,
            self.envelope.as_bytes().to_vec(),
        );
        let value = self.token.to_authorization().to_string();
        request.headers.push(("authorization", value));
        request
    }

    fn verify(&self, receipt: &[u8]) -> Result<VerifiedReceipt, ReceiptError> {
        // Nothing that long is a proof, and a ticket has no room for it.
        if receipt.len() > limit::MAX_PROOF {
            return Err(ReceiptError::BadProof);
        }
        self.log
            .verify_receipt(receipt, &record_entry(&self.envelope))
    }
}

/// The entry that commits to an envelope.
pub(crate) fn record_entry(envelope: &Envelope) -> Entry {
    Entry {
        kind: EntryKind::Record,
        epoch: envelope.header().epoch,
        hash: envelope.record_id().to_bytes(),
    }
}

/// Version 1 had no upload token.
const VERSION: u8 = 2;
/// Room for the longest form, so that growing leaves no copy of the ticket key behind.
const MAX_LENGTH: usize =
    1 + TicketSecrets::LENGTH + 8 + (1 + 120 + 32 + 16 + 4) + 32 + 2 + limit::MAX_ENVELOPE;

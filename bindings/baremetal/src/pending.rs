//! A sealed check-in on its way, and the receipt that ends it.

use alloc::vec::Vec;
use core::fmt;

use sealroll_core::TicketSecrets;
use sealroll_log::{Entry, EntryKind};
use sealroll_wire::{DecodeError, Envelope, Reader, RecordId, Time, UploadToken, Writer, limit};
use zeroize::Zeroizing;

use crate::error::{KioskError, ReceiptFault};
use crate::record_log::RecordLog;

/// A sealed check-in that the log has not yet been proven to hold.
///
/// Its saved form is that of the library's pending check-in, ticket included: whoever checked in
/// can take it along on a phone.
#[must_use = "a check-in that is dropped before its receipt cannot be followed up"]
pub struct Pending {
    envelope: Envelope,
    secrets: TicketSecrets,
    log: RecordLog,
    upload_token: UploadToken,
    erase_after: Time,
}

impl Pending {
    pub(crate) const fn new(
        envelope: Envelope,
        secrets: TicketSecrets,
        log: RecordLog,
        upload_token: UploadToken,
        erase_after: Time,
    ) -> Self {
        Self {
            envelope,
            secrets,
            log,
            upload_token,
            erase_after,
        }
    }

    /// Restores what [`to_bytes`](Self::to_bytes) wrote.
    ///
    /// # Errors
    /// [`KioskError::Malformed`] if the bytes are not such a form, or its parts do not belong
    /// together.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, KioskError> {
        Self::read(bytes).map_err(KioskError::Malformed)
    }

    fn read(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        reader.version(VERSION)?;
        let secrets = TicketSecrets::from_bytes(reader.bytes(TicketSecrets::LENGTH)?)?;
        let erase_after = reader.time()?;
        let log = RecordLog::read(&mut reader)?;
        let upload_token = UploadToken::from_bytes(reader.array()?);
        let envelope = Envelope::from_bytes(reader.bytes16(limit::MAX_ENVELOPE)?)?;
        reader.finish()?;
        if *secrets.record_id() != envelope.record_id()
            || envelope.header().list_id != log.list_id()
        {
            return Err(DecodeError::BadValue);
        }
        Ok(Self::new(envelope, secrets, log, upload_token, erase_after))
    }

    /// Exports envelope and ticket for the kiosk's own storage. It contains the ticket key.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut writer = Writer::with_capacity(OVERHEAD + self.envelope.as_bytes().len());
        writer
            .u8(VERSION)
            .bytes(self.secrets.to_bytes().as_slice())
            .time(self.erase_after);
        self.log.write(&mut writer);
        writer
            .bytes(self.upload_token.to_bytes().as_slice())
            .bytes16(self.envelope.as_bytes())
            .expect("the longest envelope is shorter than 65536 bytes");
        Zeroizing::new(writer.into_bytes())
    }

    /// The envelope: the body of `PUT /v1/lists/{list}/records/{record}`, beside which goes the
    /// [`upload_token`](Self::upload_token). It may be sent any number of times.
    #[must_use]
    pub const fn envelope(&self) -> &Envelope {
        &self.envelope
    }

    /// What the upload carries in `Authorization` (`spec/protocol.md#HTTP-8`).
    #[must_use]
    pub const fn upload_token(&self) -> &UploadToken {
        &self.upload_token
    }

    /// The check-in's record id.
    #[must_use]
    pub const fn record_id(&self) -> &RecordId {
        self.secrets.record_id()
    }

    /// When to erase this, sent or not.
    #[must_use]
    pub const fn erase_after(&self) -> Time {
        self.erase_after
    }

    /// Verifies the receipt that answered the upload (`spec/protocol.md#receipt`).
    ///
    /// # Errors
    /// [`KioskError::Proof`]; the check-in stays pending and is sent again.
    pub fn confirm(&self, receipt: &[u8]) -> Result<Confirmed, KioskError> {
        if receipt.len() > limit::MAX_PROOF {
            return Err(KioskError::Proof(ReceiptFault::BadProof));
        }
        let entry = Entry {
            kind: EntryKind::Record,
            epoch: self.envelope.header().epoch,
            hash: self.record_id().to_bytes(),
        };
        let verified = self.log.verify_receipt(receipt, &entry)?;
        Ok(Confirmed {
            index: verified.index(),
        })
    }
}

impl fmt::Debug for Pending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pending(<redacted>)")
    }
}

/// The log holds the check-in. Only [`Pending::confirm`] makes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Confirmed {
    index: u64,
}

impl Confirmed {
    /// Index of the check-in in the record log.
    #[must_use]
    pub const fn index(&self) -> u64 {
        self.index
    }
}

const VERSION: u8 = 2;
/// Room for all but the envelope, so that growing leaves no copy of the ticket key behind.
const OVERHEAD: usize = 1 + TicketSecrets::LENGTH + 8 + (1 + 120 + 32 + 16 + 4) + 32 + 2;

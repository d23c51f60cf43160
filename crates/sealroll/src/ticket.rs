//! What a guest keeps of a visit.

use core::fmt;

use rand_core::CryptoRng;
use sealroll_core::hpke::ExporterSecret;
use sealroll_core::{CheckOut, FollowUpBody, RequestKind, SeenHead, Source, TicketSecrets};
use sealroll_log::{ConsistencyProof, Entry, EntryKind, Hash, TreeHead, VerifiedReceipt};
use sealroll_wire::text::split_at;
use sealroll_wire::{
    DecodeError, Envelope, Epoch, ListId, Reader, RecordId, Time, UploadToken, Writer,
    decimal_text, limit,
};
use zeroize::Zeroizing;

use crate::form::{CorrectionForm, FormError};
use crate::http::Request;
use crate::lifetime::DAY;
use crate::pending::{Parcel, PendingFollowUp, record_entry};
use crate::receipt::ReceiptError;
use crate::record_log::RecordLog;
use crate::ticket_mail::TicketMail;
use crate::welcome::Welcome;

/// A confirmed check-in: proof that it was logged, and the key that alone can follow it up.
///
/// Every follow-up counts the ticket up: save it before the follow-up is sent. Erase it when
/// [`erase_after`](Self::erase_after) has passed.
pub struct Ticket {
    secrets: TicketSecrets,
    log: RecordLog,
    erase_after: Time,
    index: u64,
    seen: TreeHead,
    witnessed: bool,
    envelope: Option<Envelope>,
    upload_token: UploadToken,
    proof: Vec<u8>,
    pub(crate) mail: TicketMail,
}

impl Ticket {
    pub(crate) fn new(
        secrets: TicketSecrets,
        erase_after: Time,
        parcel: Parcel,
        receipt: &VerifiedReceipt,
        proof: Vec<u8>,
    ) -> Self {
        let Parcel {
            envelope,
            log,
            token,
        } = parcel;
        Self {
            secrets,
            log,
            erase_after,
            index: receipt.index(),
            seen: *receipt.checkpoint().head(),
            witnessed: false,
            envelope: Some(envelope),
            upload_token: token,
            proof,
            mail: TicketMail::default(),
        }
    }

    /// Restores what [`to_bytes`](Self::to_bytes) wrote. The proof is verified again.
    ///
    /// # Errors
    /// [`DecodeError`] if the bytes are not such a form; [`DecodeError::BadValue`] if the parts
    /// do not belong together.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        reader.version(VERSION)?;
        let secrets = TicketSecrets::from_bytes(reader.bytes(TicketSecrets::LENGTH)?)?;
        let erase_after = reader.time()?;
        let log = RecordLog::read(&mut reader)?;
        // One value that a failure drops, in the place of every part by itself.
        let mut ticket = Self {
            secrets,
            log,
            erase_after,
            index: 0,
            seen: TreeHead {
                size: 0,
                root: Hash::empty_root(),
            },
            witnessed: false,
            envelope: None,
            upload_token: UploadToken::from_bytes([0; 32]),
            proof: Vec::new(),
            mail: TicketMail::default(),
        };
        ticket.read(&mut reader)?;
        reader.finish()?;
        ticket.check()?;
        Ok(ticket)
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        self.witnessed = match reader.u8()? {
            0 => false,
            1 => true,
            _ => return Err(DecodeError::BadValue),
        };
        self.envelope = match reader.bytes16(limit::MAX_ENVELOPE)? {
            [] => None,
            bytes => Some(Envelope::from_bytes(bytes)?),
        };
        self.proof = reader.bytes16(limit::MAX_PROOF)?.to_vec();
        self.upload_token = UploadToken::from_bytes(*reader.chunk()?);
        self.mail.read(reader)
    }

    /// Verifies that the parts belong together, and takes what the proof says.
    fn check(&mut self) -> Result<(), DecodeError> {
        let entry = check_in_entry(&self.secrets);
        let receipt = self
            .log
            .verify_receipt(&self.proof, &entry)
            .map_err(|_| DecodeError::BadValue)?;
        let envelope = self.envelope.as_ref();
        if envelope.is_some_and(|envelope| record_entry(envelope) != entry) {
            return Err(DecodeError::BadValue);
        }
        self.index = receipt.index();
        self.seen = *receipt.checkpoint().head();
        Ok(())
    }

    /// Exports the ticket for the device's own storage. It contains the ticket key.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        self.write(self.envelope.as_ref(), true)
    }

    /// Exports the ticket for another device, without the envelope and the owner's messages: short
    /// enough for a QR code.
    /// It contains the ticket key. Drop this ticket when the other device has it: two that count
    /// on their own overtake each other.
    #[must_use]
    pub fn to_handover_bytes(&self) -> Zeroizing<Vec<u8>> {
        self.write(None, false)
    }

    fn write(&self, envelope: Option<&Envelope>, messages: bool) -> Zeroizing<Vec<u8>> {
        let room = MAX_LENGTH + self.proof.len() + self.mail.length();
        let mut writer = Writer::with_capacity(room);
        writer
            .u8(VERSION)
            .bytes(self.secrets.to_bytes().as_slice())
            .time(self.erase_after);
        self.log.write(&mut writer);
        let envelope = envelope.map_or(&[][..], Envelope::as_bytes);
        writer
            .u8(u8::from(self.witnessed))
            .bytes16(envelope)
            .and_then(|writer| writer.bytes16(&self.proof))
            .expect("envelopes and the proofs accepted are shorter than 65536 bytes")
            .bytes(self.upload_token.to_bytes().as_slice());
        self.mail.write(&mut writer, messages);
        Zeroizing::new(writer.into_bytes())
    }

    /// The check-in's record id.
    #[must_use]
    pub const fn record_id(&self) -> &RecordId {
        self.secrets.record_id()
    }

    /// The list.
    #[must_use]
    pub fn list_id(&self) -> ListId {
        self.log.list_id()
    }

    /// The epoch of the check-in.
    #[must_use]
    pub const fn epoch(&self) -> Epoch {
        self.secrets.header().epoch
    }

    /// Index of the check-in in the record log.
    #[must_use]
    pub const fn index(&self) -> u64 {
        self.index
    }

    /// When to erase the ticket: the record is gone by then.
    #[must_use]
    pub const fn erase_after(&self) -> Time {
        self.erase_after
    }

    /// The proof that the check-in was logged (C2SP tlog-proof), the newest there is. Anyone can
    /// verify it offline with the log's key.
    #[must_use]
    pub fn proof(&self) -> &[u8] {
        &self.proof
    }

    /// Whether the proof is under a checkpoint that the owner has cosigned.
    #[must_use]
    pub const fn is_witnessed(&self) -> bool {
        self.witnessed
    }

    /// The envelope, kept until the owner's witness has seen it: after a restored backup of the
    /// processor it can be uploaded again.
    #[must_use]
    pub const fn envelope(&self) -> Option<&Envelope> {
        self.envelope.as_ref()
    }

    /// Asks for a proof of the check-in under the newest checkpoint that the owner has cosigned.
    #[must_use]
    pub fn proof_request(&self) -> Request {
        Request::get(format!("{}/proof/{}", self.log.path(), self.index))
    }

    /// Whether the guest should ask, at the next start, for a proof under a head that the owner
    /// has cosigned. Only that shows that the log which the receipt is from is the one that
    /// everybody sees.
    #[must_use]
    pub const fn needs_head(&self) -> bool {
        !self.witnessed
    }

    /// Uploads the envelope again; `None` once it was dropped. To be sent when
    /// [`proof_request`](Self::proof_request) was refused, or when [`is_lost`](Self::is_lost) says
    /// so: the processor may have been restored from a backup that is older than the check-in. The
    /// answer is for [`renew`](Self::renew).
    #[must_use]
    pub fn upload_request(&self) -> Option<Request> {
        let envelope = self.envelope.clone()?;
        let token = self.upload_token.copy();
        Some(Parcel::new(envelope, self.log.clone(), token).request())
    }

    /// Whether the answer to [`proof_request`](Self::proof_request) is of a later part of the log
    /// and not of this check-in: the processor has lost it (`spec/protocol.md#RECV-7`).
    #[must_use]
    pub fn is_lost(&self, proof: &[u8]) -> bool {
        let later = self.log.claimed_part(proof) > self.log.claimed_part(&self.proof);
        let entry = check_in_entry(&self.secrets);
        let error = self.log.verify_receipt(proof, &entry).err();
        later && error == Some(ReceiptError::BadProof)
    }

    /// Takes the receipt that answered another upload. It replaces the kept one if it is of a later
    /// part of the log; then the check-in may have another index. Returns whether it did.
    ///
    /// # Errors
    /// [`ReceiptError::RolledBack`] for an earlier part, [`ReceiptError::BadProof`] for another index
    /// in the same part, otherwise as for a receipt. The ticket is unchanged then.
    pub fn renew(&mut self, receipt: &[u8]) -> Result<bool, ReceiptError> {
        let entry = check_in_entry(&self.secrets);
        let verified = self.log.verify_receipt(receipt, &entry)?;
        let former = self.log.claimed_part(&self.proof);
        let part = Some(self.log.part(verified.checkpoint().signed()));
        if part < former {
            return Err(ReceiptError::RolledBack);
        }
        let is_later = part > former;
        if (!is_later && verified.index() != self.index) || receipt.len() > limit::MAX_PROOF {
            return Err(ReceiptError::BadProof);
        }
        if is_later {
            self.index = verified.index();
            self.seen = *verified.checkpoint().head();
            self.proof = receipt.to_vec();
            self.witnessed = false;
        }
        Ok(is_later)
    }

    /// Whether the processor may have deleted the log of the check-in, as the problem `log-deleted`
    /// says in the answer to [`proof_request`](Self::proof_request). The kept receipt stays valid.
    ///
    /// # Errors
    /// [`ReceiptError::MissingLog`] if the time for audits is not over, whenever the check-in was
    /// erased (`spec/protocol.md#RET-6`): show the kept receipt to the owner or an auditor.
    /// [`ReceiptError::WrongList`] for another list's welcome.
    pub fn check_deleted(&self, welcome: &Welcome, now: Time) -> Result<(), ReceiptError> {
        if welcome.list_id() != self.list_id() {
            return Err(ReceiptError::WrongList);
        }
        let terms = welcome.terms();
        let epoch = terms.epoch_range(self.epoch());
        let (begin, _) = epoch.ok_or(ReceiptError::MissingLog)?;
        let audit = u64::from(terms.audit_days) * DAY;
        if now < begin.saturating_add(audit) {
            return Err(ReceiptError::MissingLog);
        }
        Ok(())
    }

    /// Heads of two parts say nothing about each other that a guest could verify: where one ends
    /// stands in the log, which the owner reads.
    fn is_same_part(&self, receipt: &VerifiedReceipt) -> bool {
        let part = self.log.part(receipt.checkpoint().signed());
        Some(part) == self.log.claimed_part(&self.proof)
    }

    /// Asks how the log has grown from the head under the kept receipt to that under a new proof,
    /// or from the latter to the former. `None` if both are of one size.
    ///
    /// # Errors
    /// [`ReceiptError::BadProof`] if it is no proof.
    pub fn growth_request(&self, proof: &[u8]) -> Result<Option<Request>, ReceiptError> {
        let receipt = self
            .log
            .verify_receipt(proof, &check_in_entry(&self.secrets))?;
        if !self.is_same_part(&receipt) {
            return Ok(None);
        }
        let size = receipt.checkpoint().head().size;
        let (old, new) = (self.seen.size.min(size), self.seen.size.max(size));
        let sizes = [decimal_text(old), decimal_text(new)].join("/");
        let path = [self.log.path().as_str(), "/consistency/", &sizes].concat();
        Ok((old != new).then(|| Request::get(path)))
    }

    /// Verifies that the head under a new proof and that under the kept receipt are of one log,
    /// with the answer to [`growth_request`](Self::growth_request); an empty one if there was no
    /// request. To be called before [`witness`](Self::witness), which replaces the kept receipt.
    ///
    /// If it fails, the processor has signed two logs that exclude each other: keep the ticket
    /// and the proof, and give both receipts to the owner or an auditor.
    ///
    /// # Errors
    /// [`ReceiptError::Inconsistent`]; otherwise as for a receipt.
    pub fn check_growth(&self, proof: &[u8], growth: &[u8]) -> Result<(), ReceiptError> {
        let receipt = self
            .log
            .verify_receipt(proof, &check_in_entry(&self.secrets))?;
        if !self.is_same_part(&receipt) {
            return Ok(());
        }
        let head = *receipt.checkpoint().head();
        let (old, new) = if self.seen.size <= head.size {
            (self.seen, head)
        } else {
            (head, self.seen)
        };
        let growth = read_growth(growth).ok_or(ReceiptError::BadProof)?;
        let grown = growth.verify(&old, &new);
        grown.map_err(|_| ReceiptError::Inconsistent)
    }

    /// Verifies such a proof with the witnesses of the list's welcome bundle. From then on the
    /// envelope is no longer needed, and is dropped.
    ///
    /// # Errors
    /// [`ReceiptError::WrongLog`] for another list's welcome or another index, otherwise as for a
    /// receipt. The ticket is unchanged then.
    pub fn witness(&mut self, proof: &[u8], welcome: &Welcome) -> Result<(), ReceiptError> {
        if welcome.list_id() != self.list_id() {
            return Err(ReceiptError::WrongLog);
        }
        let entry = check_in_entry(&self.secrets);
        let certificates = welcome.certificates();
        let receipt = self.log.verify_witnessed(proof, &entry, certificates)?;
        // Another index would be a second entry of the same record: not what was promised.
        if receipt.index() != self.index || proof.len() > limit::MAX_PROOF {
            return Err(ReceiptError::BadProof);
        }
        self.seen = *receipt.checkpoint().head();
        self.proof = proof.to_vec();
        self.witnessed = true;
        self.envelope = None;
        Ok(())
    }

    /// Seals a check-out to the current epoch. `source` says who noticed.
    ///
    /// # Errors
    /// [`FormError`]; the ticket is unchanged then.
    pub fn check_out<R: CryptoRng + ?Sized>(
        &mut self,
        welcome: &Welcome,
        departure: Time,
        source: Source,
        now: Time,
        rng: &mut R,
    ) -> Result<PendingFollowUp, FormError> {
        let check_out = CheckOut { departure, source };
        self.follow_up(welcome, FollowUpBody::CheckOut(check_out), now, rng)
    }

    /// Seals a correction to the current epoch.
    ///
    /// # Errors
    /// [`FormError`] names the field that is wrong; the ticket is unchanged then.
    pub fn correct<R: CryptoRng + ?Sized>(
        &mut self,
        welcome: &Welcome,
        form: &CorrectionForm,
        now: Time,
        rng: &mut R,
    ) -> Result<PendingFollowUp, FormError> {
        let correction = form.correction()?;
        welcome
            .schema()
            .check_correction(&correction)
            .map_err(FormError::Schema)?;
        self.follow_up(welcome, FollowUpBody::Correction(correction), now, rng)
    }

    /// Seals a request of the data subject to the current epoch. The answer comes by
    /// [`mailbox`](Self::mailbox).
    ///
    /// # Errors
    /// [`FormError`]; the ticket is unchanged then.
    pub fn request<R: CryptoRng + ?Sized>(
        &mut self,
        welcome: &Welcome,
        kind: RequestKind,
        now: Time,
        rng: &mut R,
    ) -> Result<PendingFollowUp, FormError> {
        let body = FollowUpBody::Request(kind);
        let (pending, exporter) = self.seal(welcome, body, now, rng)?;
        let request = pending.envelope().record_id();
        self.mail.expect_answer(request, kind, now, &exporter);
        Ok(pending)
    }

    pub(crate) const fn secrets(&self) -> &TicketSecrets {
        &self.secrets
    }

    fn follow_up<R: CryptoRng + ?Sized>(
        &mut self,
        welcome: &Welcome,
        body: FollowUpBody,
        now: Time,
        rng: &mut R,
    ) -> Result<PendingFollowUp, FormError> {
        let sealed = self.seal(welcome, body, now, rng);
        sealed.map(|(pending, _)| pending)
    }

    fn seal<R: CryptoRng + ?Sized>(
        &mut self,
        welcome: &Welcome,
        body: FollowUpBody,
        now: Time,
        rng: &mut R,
    ) -> Result<(PendingFollowUp, ExporterSecret), FormError> {
        welcome.check_time(now)?;
        let seen = SeenHead {
            generation: self.log.generation(),
            tree_size: self.seen.size,
            root_hash: self.seen.root.to_bytes(),
        };
        let (envelope, exporter) = welcome
            .sealer()
            .follow_up(rng, &mut self.secrets, seen, body)
            .map_err(FormError::of_seal)?;
        let pending = PendingFollowUp::new(
            envelope,
            welcome.log().clone(),
            welcome.upload_token().copy(),
        );
        Ok((pending, exporter))
    }
}

impl fmt::Debug for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ticket(<redacted>)")
    }
}

/// The lines of a text, as the standard library has them.
fn lines(mut rest: &str) -> impl Iterator<Item = &str> {
    core::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let line = match split_at(rest, b'\n') {
            Some((line, after)) => {
                rest = after;
                line.strip_suffix('\r').unwrap_or(line)
            }
            None => core::mem::take(&mut rest),
        };
        Some(line)
    })
}

/// Reads the hashes of a consistency proof, in base64, one a line.
fn read_growth(text: &[u8]) -> Option<ConsistencyProof> {
    let text = core::str::from_utf8(text).ok()?;
    let hashes: Option<Vec<Hash>> = lines(text).map(Hash::from_base64).collect();
    ConsistencyProof::from_hashes(hashes?).ok()
}

fn check_in_entry(secrets: &TicketSecrets) -> Entry {
    Entry {
        kind: EntryKind::Record,
        epoch: secrets.header().epoch,
        hash: secrets.record_id().to_bytes(),
    }
}

/// Versions 1 and 2 had no upload token.
const VERSION: u8 = 3;
/// Room for everything but the proof, so that growing leaves no copy of the ticket key behind.
const MAX_LENGTH: usize =
    1 + TicketSecrets::LENGTH + 8 + (1 + 120 + 32 + 16 + 4) + 1 + 2 + limit::MAX_ENVELOPE + 2 + 32;

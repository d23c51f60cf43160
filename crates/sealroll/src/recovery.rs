//! What an owner's device does without the owner's hand, so that a lost device can be replaced:
//! recovery blobs and canaries (`spec/protocol.md#recovery-blob`, `spec/protocol.md#drill`).

use rand_core::CryptoRng;
use sealroll_core::{
    Argon2Cost, Canary, CanaryPlace, DecryptionKeys, DeviceSecret, KeyFileError, KeyFileSecret,
    RecoveryContent, RecoveryParameters, Sealer, X25519PublicKey,
};
use sealroll_wire::{DecodeError, Epoch, Reader, Time, Verified, Writer, limit};

use crate::http::{Media, Method, Request};
use crate::owner::Owner;
use crate::owner_error::OwnerError;
use crate::pending::PendingFollowUp;
use crate::presence::Presence;
use crate::receipt::ReceiptError;

/// What a device keeps for the day on which it is lost.
#[derive(Default)]
pub(crate) struct Recovery {
    /// The public half only: this device seals and cannot open.
    key: Option<(RecoveryParameters, X25519PublicKey)>,
    serial: u64,
    /// What the blob that the processor has covers.
    stored: Vec<u8>,
    /// What the blob on its way covers.
    sent: Vec<u8>,
    canary: Option<CanaryPlace>,
    /// A canary without a receipt.
    pending: Option<PendingFollowUp>,
    pub(crate) last_drill: Option<Time>,
}

impl Owner {
    /// Takes a recovery code or passphrase as that which brings the list back: derives its public
    /// key, which runs Argon2id, and keeps that alone. What was stored under another one is to be
    /// replaced by the next blob.
    ///
    /// # Errors
    /// [`KeyFileError`] for a passphrase of the wrong length or too little memory.
    pub fn set_recovery<R: CryptoRng + ?Sized>(
        &mut self,
        secret: KeyFileSecret<'_>,
        cost: Argon2Cost,
        rng: &mut R,
    ) -> Result<(), KeyFileError> {
        let parameters = RecoveryParameters::generate(secret.kind(), cost, rng);
        let key_pair = parameters.key_pair(secret)?;
        self.recovery.key = Some((parameters, *key_pair.public_key()));
        self.recovery.stored.clear();
        Ok(())
    }

    /// Whether this is a device that keeps the list recoverable: the owner's, not a delegate's.
    #[must_use]
    pub const fn keeps_recovery(&self) -> bool {
        matches!(self.presence, Presence::Editions(_))
    }

    /// Whether a recovery code was set.
    #[must_use]
    pub const fn has_recovery(&self) -> bool {
        self.recovery.key.is_some()
    }

    /// Whether what the processor has would not bring back what this device can open: after a
    /// roll-over, a puncture, a new canary or a new code (`spec/protocol.md#BLOB-3`). An epoch is
    /// not erased as long as this is so.
    #[must_use]
    pub fn is_blob_due(&self) -> bool {
        self.has_recovery() && self.recovery.stored != self.coverage()
    }

    /// Seals a new blob and signs its upload, if one is due. Save the owner first; after the
    /// processor has taken it, call [`blob_stored`](Self::blob_stored).
    ///
    /// # Errors
    /// [`OwnerError::Authority`]; [`OwnerError::Blob`] for more than 512 KiB of frontiers.
    pub fn blob_request<R: CryptoRng + ?Sized>(
        &mut self,
        authority: &str,
        now: Time,
        rng: &mut R,
    ) -> Result<Option<Request>, OwnerError> {
        let Some((parameters, public_key)) = self.recovery.key.filter(|_| self.is_blob_due())
        else {
            return Ok(None);
        };
        let content = RecoveryContent {
            time: now,
            canary: self.recovery.canary,
            keys: self.decryption_keys().map_err(OwnerError::Blob)?,
        };
        // Like the other serials: a device that was set up again goes on above the lost one's.
        let serial = self.recovery.serial.saturating_add(1).max(now.seconds());
        let list_id = self.list_id();
        let blob = content.seal(&public_key, &parameters, list_id, serial, rng);
        let blob = blob.map_err(|_| OwnerError::Blob(DecodeError::Limit))?;
        self.recovery.serial = serial;
        self.recovery.sent = self.coverage();
        let request = Request::send(Method::Put, self.blob_path(), Media::Octets, blob);
        self.sign(request, authority, now, rng).map(Some)
    }

    /// The processor has taken the last blob.
    pub fn blob_stored(&mut self) {
        self.recovery.stored = core::mem::take(&mut self.recovery.sent);
    }

    /// Asks for the newest blob.
    ///
    /// # Errors
    /// [`OwnerError::Authority`].
    pub fn fetch_blob_request<R: CryptoRng + ?Sized>(
        &self,
        authority: &str,
        now: Time,
        rng: &mut R,
    ) -> Result<Request, OwnerError> {
        self.sign(Request::get(self.blob_path()), authority, now, rng)
    }

    /// Seals a canary into the current epoch, if the current generation has none or none can be
    /// opened any more (`spec/protocol.md#DRL-1`), and gives its upload; one without a receipt is
    /// given again. Save the owner first, and give the answer to
    /// [`confirm_canary`](Self::confirm_canary).
    ///
    /// # Errors
    /// [`OwnerError::OutsideEpochs`], [`OwnerError::UnknownEpoch`] without a logged statement for
    /// the current epoch, [`OwnerError::Punctured`].
    pub fn canary_request<R: CryptoRng + ?Sized>(
        &mut self,
        now: Time,
        rng: &mut R,
    ) -> Result<Option<Request>, OwnerError> {
        let current = self.epoch_at(now).ok_or(OwnerError::OutsideEpochs)?;
        if let Some(pending) = &self.recovery.pending
            && self.can_open(pending.envelope().header().epoch)
        {
            return Ok(Some(pending.request()));
        }
        let issued = self.statements.iter().filter(|issued| issued.logged);
        let of_current = issued.filter(|issued| issued.statement.epoch() == current);
        let newest = of_current.max_by_key(|issued| issued.statement.serial());
        let statement = &newest.ok_or(OwnerError::UnknownEpoch)?.statement;
        let generation = statement.generation();
        let serves =
            |canary: &CanaryPlace| canary.generation == generation && self.can_open(canary.epoch);
        if self.recovery.canary.as_ref().is_some_and(serves) {
            return Ok(None);
        }
        let keys = self.generations.iter().find(|it| it.number() == generation);
        let value = keys.and_then(|keys| keys.canary_value(self.list_id(), current));
        let canary = Canary {
            value: value.ok_or(OwnerError::Punctured)?,
        };
        let descriptor = self.descriptors.iter();
        let mut descriptor = descriptor.filter(|it| it.hash() == statement.descriptor_hash());
        let descriptor: &Verified<_> = descriptor.next().ok_or(OwnerError::UnknownEpoch)?;
        let device_secret = DeviceSecret::generate(rng);
        let edition = self
            .presence
            .named(&self.list_id(), &statement.presence_id());
        let edition = edition.ok_or(OwnerError::NotGranted)?;
        let secret = edition.presence_secret();
        let sealer = Sealer::new(statement, descriptor, secret, &device_secret);
        let envelope = sealer.canary(rng, canary);
        let envelope = envelope.map_err(|_| OwnerError::Terms(DecodeError::BadKey))?;
        let pending = PendingFollowUp::new(
            envelope,
            self.log(generation),
            secret.upload_token(&self.list_id()),
        );
        let request = pending.request();
        self.recovery.pending = Some(pending);
        Ok(Some(request))
    }

    /// Verifies the receipt of the canary; a blob that names its place is due then.
    ///
    /// # Errors
    /// [`ReceiptError`]; the canary can be sent again. [`ReceiptError::BadProof`] also if none was
    /// sent.
    pub fn confirm_canary(&mut self, receipt: &[u8]) -> Result<(), ReceiptError> {
        let pending = self.recovery.pending.take().ok_or(ReceiptError::BadProof)?;
        let header = *pending.envelope().header();
        let record_id = pending.envelope().record_id();
        match pending.confirm(receipt) {
            Ok(verified) => {
                let statement = self.statement(&header.statement_id);
                let generation = statement.map(|issued| issued.statement.generation());
                self.recovery.canary = Some(CanaryPlace {
                    record_id,
                    generation: generation.ok_or(ReceiptError::WrongLog)?,
                    epoch: header.epoch,
                    leaf_index: verified.index(),
                });
                Ok(())
            }
            Err((pending, error)) => {
                self.recovery.pending = Some(pending);
                Err(error)
            }
        }
    }

    /// Where the newest canary stands.
    #[must_use]
    pub const fn canary(&self) -> Option<&CanaryPlace> {
        self.recovery.canary.as_ref()
    }

    /// When the last drill was ordered, as far as this device knows.
    #[must_use]
    pub const fn last_drill(&self) -> Option<Time> {
        self.recovery.last_drill
    }

    /// Whether it is time for a drill: the last was 28 days ago or more, or never
    /// (`spec/protocol.md#DRL-4`).
    #[must_use]
    pub fn is_drill_due(&self, now: Time) -> bool {
        let last = self.recovery.last_drill;
        last.is_none_or(|last| last.saturating_add(DRILL_INTERVAL) <= now)
    }

    /// Presence secret and frontiers, for a decryption file or blob.
    pub(crate) fn decryption_keys(&self) -> Result<DecryptionKeys, DecodeError> {
        let editions = self.presence.editions().ok_or(DecodeError::BadValue)?;
        let generations = self.generations.iter();
        let frontiers = generations.map(|keys| (keys.number(), keys.frontier()));
        DecryptionKeys::new(editions, frontiers.collect())
    }

    /// Goes on after what a blob held: its serial, its canary, its key.
    pub(crate) fn continue_recovery(
        &mut self,
        parameters: RecoveryParameters,
        public_key: X25519PublicKey,
        serial: u64,
        canary: Option<CanaryPlace>,
    ) {
        self.recovery = Recovery {
            key: Some((parameters, public_key)),
            serial,
            canary,
            ..Recovery::default()
        };
    }

    /// What a blob made now would bring back, without any secret: what a change is noticed by.
    fn coverage(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        let list_id = self.list_id();
        if let Some(presence_id) = self.presence.presence_id(&list_id) {
            writer.bytes(presence_id.as_bytes());
        }
        CanaryPlace::write(self.recovery.canary.as_ref(), &mut writer);
        for keys in &self.generations {
            let ranges = keys.coverage();
            let count = u32::try_from(ranges.len()).expect("a frontier has at most 4096 nodes");
            writer.u32(keys.number().value()).u32(count);
            for range in ranges {
                let (Epoch(first), Epoch(last)) = (*range.start(), *range.end());
                writer.u32(first).u32(last);
            }
        }
        writer.into_bytes()
    }

    fn blob_path(&self) -> String {
        format!("/v1/lists/{}/blob", self.list_id())
    }
}

impl Recovery {
    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let key = match reader.u8()? {
            0 => None,
            1 => {
                let parameters = RecoveryParameters::from_bytes(&reader.array()?)?;
                let public_key = X25519PublicKey::from_bytes(reader.array()?);
                Some((parameters, public_key.map_err(DecodeError::from)?))
            }
            _ => return Err(DecodeError::BadValue),
        };
        let serial = reader.u64()?;
        let stored = read_long(reader)?;
        let sent = read_long(reader)?;
        let canary = CanaryPlace::read(reader)?;
        let pending = match reader.bytes16(MAX_PENDING)? {
            [] => None,
            bytes => Some(PendingFollowUp::from_bytes(bytes)?),
        };
        let last_drill = Some(reader.time()?).filter(|time| time.seconds() != 0);
        Ok(Self {
            key,
            serial,
            stored,
            sent,
            canary,
            pending,
            last_drill,
        })
    }

    pub(crate) fn write(&self, writer: &mut Writer) {
        writer.u8(u8::from(self.key.is_some()));
        if let Some((parameters, public_key)) = &self.key {
            writer
                .bytes(parameters.as_bytes())
                .bytes(&public_key.to_bytes());
        }
        writer.u64(self.serial);
        write_long(writer, &self.stored);
        write_long(writer, &self.sent);
        CanaryPlace::write(self.canary.as_ref(), writer);
        writer
            .bytes16(&self.pending_bytes())
            .expect("a canary on its way is shorter than 65536 bytes")
            .time(self.last_drill.unwrap_or_default());
    }

    /// Bytes that [`write`](Self::write) appends.
    pub(crate) fn length(&self) -> usize {
        let key = if self.key.is_some() { 28 + 32 } else { 0 };
        let long = 8 + self.stored.len() + self.sent.len();
        1 + key + 8 + long + CanaryPlace::LENGTH + 2 + self.pending_bytes().len() + 8
    }

    fn pending_bytes(&self) -> Vec<u8> {
        let pending = self.pending.as_ref();
        pending.map_or_else(Vec::new, PendingFollowUp::to_bytes)
    }
}

fn read_long(reader: &mut Reader<'_>) -> Result<Vec<u8>, DecodeError> {
    let length = usize::try_from(reader.u32()?).map_err(|_| DecodeError::Limit)?;
    Ok(reader.bytes(length)?.to_vec())
}

fn write_long(writer: &mut Writer, bytes: &[u8]) {
    let length = u32::try_from(bytes.len()).expect("frontiers are shorter than 4 GiB");
    writer.u32(length).bytes(bytes);
}

/// 28 days in seconds.
const DRILL_INTERVAL: u64 = 28 * 86_400;
/// The longest saved canary.
const MAX_PENDING: usize = 4 * limit::MAX_ENVELOPE;

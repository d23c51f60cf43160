//! The record log of one generation: its name, its key, its receipts.

use sealroll_log::{
    Cosignature, CosignedCheckpoint, CosignerKey, Entry, KeyName, NoteKey, Receipt,
    SignedCheckpoint, VerifiedCheckpoint, VerifiedReceipt, WitnessPolicy,
};
use sealroll_wire::text::joined;
use sealroll_wire::{
    Certificate, DecodeError, Generation, KeyUse, ListId, Part, Reader, Terms, Verified,
    VerifyingKey, Writer, decimal_text, hex_text, origin,
};

use crate::receipt::ReceiptError;

/// Names one record log and the key that must have signed its checkpoints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RecordLog {
    origin: String,
    log_key: VerifyingKey,
    list_id: ListId,
    generation: Generation,
}

impl RecordLog {
    /// The log of a generation under the terms of its list.
    pub(crate) fn new(terms: &Terms, generation: Generation) -> Self {
        Self {
            origin: terms.origin.clone(),
            log_key: terms.log_key,
            list_id: terms.root_fingerprint.list_id(),
            generation,
        }
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let origin = reader.str8(1..=120)?.to_owned();
        let mut fields = reader.fields::<{ 32 + 16 + 4 }>()?;
        Ok(Self {
            origin,
            log_key: VerifyingKey::from_bytes(fields.chunk())?,
            list_id: ListId::from_bytes(fields.array()),
            generation: Generation(fields.u32()),
        })
    }

    pub(crate) fn write(&self, writer: &mut Writer) {
        writer
            .str8(&self.origin, 1..=120)
            .expect("the origin comes from checked terms")
            .bytes(self.log_key.as_bytes())
            .bytes(self.list_id.as_bytes())
            .u32(self.generation.value());
    }

    pub(crate) fn generation(&self) -> Generation {
        self.generation
    }

    pub(crate) fn list_id(&self) -> ListId {
        self.list_id
    }

    /// Path of the log under the API.
    pub(crate) fn path(&self) -> String {
        let list_id = hex_text(self.list_id.as_bytes());
        let generation = decimal_text(self.generation.value().into());
        joined(&["/v1/lists/", &list_id, "/logs/", &generation])
    }

    /// Verifies the log's signature on a checkpoint (RCP-1, RCP-2).
    pub(crate) fn verify_checkpoint(
        &self,
        bytes: &[u8],
    ) -> Result<VerifiedCheckpoint, ReceiptError> {
        let checkpoint = SignedCheckpoint::parse(bytes).map_err(ReceiptError::of_checkpoint)?;
        let key = checkpoint.part_key(&self.key());
        let verified = checkpoint.into_verified(&key);
        verified.map_err(ReceiptError::of_checkpoint)
    }

    /// Verifies that this log holds the entry (RCP-1 to RCP-3). Cosignatures are not looked at.
    pub(crate) fn verify_receipt(
        &self,
        bytes: &[u8],
        entry: &Entry,
    ) -> Result<VerifiedReceipt, ReceiptError> {
        self.verify(bytes, entry, WitnessPolicy::Ignore)
    }

    /// Verifies that this log holds the entry under a checkpoint that one of the witnesses has
    /// cosigned within its certificate's range (`spec/protocol.md#WEL-3`).
    pub(crate) fn verify_witnessed(
        &self,
        bytes: &[u8],
        entry: &Entry,
        certificates: &[Verified<Certificate>],
    ) -> Result<VerifiedReceipt, ReceiptError> {
        let (mut witnesses, mut keys) = (Vec::new(), Vec::new());
        for certificate in certificates {
            if certificate.key_use() == KeyUse::Witness {
                witnesses.push(certificate);
                keys.push(self.witness_key(certificate));
            }
        }
        let receipt = self.verify(bytes, entry, WitnessPolicy::Required(&keys))?;
        match receipt.cosigned() {
            Some(cosigned) if has_valid_witness(cosigned, &witnesses) => Ok(receipt),
            _ => Err(ReceiptError::NotCosigned),
        }
    }

    /// Name under which the owner's witness signs.
    pub(crate) fn witness_name(&self) -> KeyName {
        key_name(&origin::witness(&self.origin, &self.list_id))
    }

    fn verify(
        &self,
        bytes: &[u8],
        entry: &Entry,
        witnesses: WitnessPolicy<'_>,
    ) -> Result<VerifiedReceipt, ReceiptError> {
        let verified = Receipt::parse(bytes).and_then(|receipt| {
            let key = receipt.checkpoint().part_key(&self.key());
            receipt.into_verified(&entry.to_bytes(), &key, witnesses)
        });
        verified.map_err(ReceiptError::of_receipt)
    }

    /// Which part of this log a checkpoint of it is of.
    pub(crate) fn part(&self, checkpoint: &SignedCheckpoint) -> Part {
        let part = checkpoint.part(self.key().name());
        part.unwrap_or(Part::FIRST)
    }

    /// Which part of this log the checkpoint under a proof says it is of. Nothing is verified.
    pub(crate) fn claimed_part(&self, proof: &[u8]) -> Option<Part> {
        let receipt = Receipt::parse(proof).ok()?;
        receipt.checkpoint().part(self.key().name())
    }

    fn key(&self) -> NoteKey {
        let name = origin::record_log(&self.origin, &self.list_id, self.generation);
        NoteKey::new(key_name(&name), self.log_key)
    }

    fn witness_key(&self, certificate: &Certificate) -> CosignerKey {
        CosignerKey::new(self.witness_name(), *certificate.public_key())
    }
}

/// Verifies that the log with this origin and key holds the entry (RCP-1 to RCP-3). Cosignatures
/// are not looked at.
pub(crate) fn verify_receipt(
    bytes: &[u8],
    entry: &Entry,
    origin: KeyName,
    key: VerifyingKey,
) -> Result<VerifiedReceipt, ReceiptError> {
    let key = NoteKey::new(origin, key);
    let verified = Receipt::parse(bytes).and_then(|receipt| {
        let key = receipt.checkpoint().part_key(&key);
        receipt.into_verified(&entry.to_bytes(), &key, WitnessPolicy::Ignore)
    });
    verified.map_err(ReceiptError::of_receipt)
}

/// Whether one of the keys has cosigned at a time within its certificate's range.
fn has_valid_witness(cosigned: &CosignedCheckpoint, witnesses: &[&Verified<Certificate>]) -> bool {
    for Cosignature { signer, time } in cosigned.cosignatures() {
        let certificate = witnesses.get(*signer);
        if certificate.is_some_and(|it| it.check_use(KeyUse::Witness, *time).is_ok()) {
            return true;
        }
    }
    false
}

/// Names made of a checked origin and numbers are key names.
pub(crate) fn key_name(name: &str) -> KeyName {
    KeyName::new(name).expect("an origin of 120 plain characters and numbers make a key name")
}

//! The record log of one generation: its name, its key, its receipts.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use sealroll_log::{
    CosignedCheckpoint, CosignerKey, Entry, KeyName, NoteKey, Receipt, VerifiedReceipt,
    WitnessPolicy,
};
use sealroll_wire::{
    Certificate, Chain, DecodeError, Generation, KeyUse, ListId, Reader, Verified, VerifyingKey,
    Writer, origin,
};

use crate::error::{KioskError, ReceiptFault};

/// Names one record log and the key that must have signed its checkpoints.
#[derive(Clone, Debug)]
pub(crate) struct RecordLog {
    origin: String,
    log_key: VerifyingKey,
    list_id: ListId,
    generation: Generation,
}

impl RecordLog {
    /// The log that the statement of a chain belongs to.
    pub(crate) fn of_chain(chain: &Chain) -> Self {
        let terms = chain.descriptor.terms();
        Self {
            origin: terms.origin.clone(),
            log_key: terms.log_key,
            list_id: terms.root_fingerprint.list_id(),
            generation: chain.statement.generation(),
        }
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let origin = reader.str8(1..=120)?.to_owned();
        // Its names are made without a check later on.
        KeyName::new(&origin).map_err(|_| DecodeError::BadValue)?;
        Ok(Self {
            origin,
            log_key: VerifyingKey::from_bytes(&reader.array()?)?,
            list_id: ListId::from_bytes(reader.array()?),
            generation: Generation(reader.u32()?),
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

    pub(crate) const fn list_id(&self) -> ListId {
        self.list_id
    }

    /// Verifies that this log holds the entry (RCP-1 to RCP-3).
    pub(crate) fn verify_receipt(
        &self,
        bytes: &[u8],
        entry: &Entry,
    ) -> Result<VerifiedReceipt, KioskError> {
        self.verify(bytes, entry, WitnessPolicy::Ignore)
    }

    /// Verifies that this log holds the entry under a checkpoint that a certified witness has
    /// cosigned within its certificate's range (`spec/protocol.md#WEL-3`).
    pub(crate) fn verify_witnessed(
        &self,
        bytes: &[u8],
        entry: &Entry,
        chain: &Chain,
    ) -> Result<(), KioskError> {
        let name = key_name(&origin::witness(&self.origin, &self.list_id));
        let witnesses: Vec<_> = chain.witnesses().collect();
        let keys: Vec<_> = witnesses
            .iter()
            .map(|witness| CosignerKey::new(name.clone(), *witness.public_key()))
            .collect();
        let receipt = self.verify(bytes, entry, WitnessPolicy::Required(&keys))?;
        match receipt.cosigned() {
            Some(cosigned) if has_valid_witness(cosigned, &witnesses) => Ok(()),
            _ => Err(KioskError::Proof(ReceiptFault::NotCosigned)),
        }
    }

    fn verify(
        &self,
        bytes: &[u8],
        entry: &Entry,
        witnesses: WitnessPolicy<'_>,
    ) -> Result<VerifiedReceipt, KioskError> {
        let name = origin::record_log(&self.origin, &self.list_id, self.generation);
        let key = NoteKey::new(key_name(&name), self.log_key);
        Receipt::parse(bytes)
            .and_then(|receipt| {
                let key = receipt.checkpoint().part_key(&key);
                receipt.verify(&entry.to_bytes(), &key, witnesses)
            })
            .map_err(|error| KioskError::Proof(ReceiptFault::of(error)))
    }
}

/// Whether one of the keys has cosigned at a time within its certificate's range.
fn has_valid_witness(cosigned: &CosignedCheckpoint, witnesses: &[&Verified<Certificate>]) -> bool {
    cosigned
        .cosignatures()
        .iter()
        .filter_map(|cosignature| Some((witnesses.get(cosignature.signer)?, cosignature.time)))
        .any(|(witness, time)| witness.check_use(KeyUse::Witness, time).is_ok())
}

/// Names made of a checked origin and numbers are key names.
fn key_name(name: &str) -> KeyName {
    KeyName::new(name).expect("an origin of 120 plain characters and numbers make a key name")
}

//! A record log in memory.

use std::convert::Infallible;

use ed25519_dalek::SigningKey;
use sealroll::Entry;
use sealroll_log::{
    Checkpoint, ConsistencyProof, CosignerKey, Hash, InclusionProof, KeyName, NodeError,
    NodeSource, NoteKey, NoteSigner, Receipt, SignedCheckpoint, encode_bundle, head_at,
};
use sealroll_wire::VerifyingKey;

use crate::fault::{Fault, OrFault};

/// Entries under the name of a log, and the newest checkpoint that a witness has cosigned.
pub(crate) struct MemoryLog {
    key: SigningKey,
    name: KeyName,
    pub(crate) entries: Vec<Entry>,
    pub(crate) cosigned: Option<SignedCheckpoint>,
}

impl MemoryLog {
    pub(crate) fn new(name: &str, key: &SigningKey) -> Result<Self, Fault> {
        Ok(Self {
            key: key.clone(),
            name: KeyName::new(name).or_fault("log name")?,
            entries: Vec::new(),
            cosigned: None,
        })
    }

    /// Appends an entry, unless it is there. Returns its index.
    pub(crate) fn append(&mut self, entry: Entry) -> u64 {
        let found = self.entries.iter().position(|present| *present == entry);
        let index = found.unwrap_or_else(|| {
            self.entries.push(entry);
            self.entries.len() - 1
        });
        index as u64
    }

    pub(crate) fn size(&self) -> u64 {
        self.entries.len() as u64
    }

    pub(crate) fn checkpoint(&self) -> Result<SignedCheckpoint, Fault> {
        let head = head_at(self, self.size()).or_fault("head")?;
        let checkpoint = Checkpoint::new(self.name.clone(), head).or_fault("checkpoint")?;
        Ok(checkpoint.sign(&self.key))
    }

    /// A tlog-proof of an entry under a checkpoint of this log.
    pub(crate) fn prove(&self, index: u64, under: SignedCheckpoint) -> Result<String, Fault> {
        let size = under.checkpoint().head().size;
        let proof = InclusionProof::generate(self, index, size).or_fault("inclusion")?;
        let receipt = Receipt::new(index, proof, under).or_fault("receipt")?;
        Ok(receipt.as_str().to_owned())
    }

    pub(crate) fn prove_growth(&self, old: u64, new: u64) -> Result<Vec<String>, Fault> {
        let proof = ConsistencyProof::generate(self, old, new).or_fault("consistency")?;
        Ok(proof.hashes().iter().map(Hash::to_string).collect())
    }

    /// Takes the cosignature of the newest checkpoint.
    pub(crate) fn cosign(&mut self, line: &str, witnesses: &[CosignerKey]) -> Result<(), Fault> {
        let key = VerifyingKey::from_bytes(&self.key.public_key()).or_fault("log key")?;
        let newest = self
            .checkpoint()?
            .verify(&NoteKey::new(self.name.clone(), key));
        let cosigned = newest
            .or_fault("checkpoint")?
            .with_cosignature(line, witnesses);
        self.cosigned = Some(
            cosigned
                .or_fault("cosignature")?
                .verified()
                .signed()
                .clone(),
        );
        Ok(())
    }

    pub(crate) fn bundle(&self, index: u64, width: u16) -> Result<Vec<u8>, Fault> {
        let start = index as usize * 256;
        let entries = self.entries.get(start..start + usize::from(width));
        let entries = entries
            .or_fault("no such bundle")?
            .iter()
            .map(Entry::to_bytes);
        encode_bundle(&entries.collect::<Vec<_>>()).or_fault("bundle")
    }
}

impl NodeSource for MemoryLog {
    type Error = Infallible;

    fn node(&self, level: u8, index: u64) -> Result<Hash, NodeError<Infallible>> {
        if level == 0 {
            let entry = self.entries.get(index as usize);
            return entry.map(Entry::leaf_hash).ok_or(NodeError::OutsideTree);
        }
        let left = self.node(level - 1, index * 2)?;
        let right = self.node(level - 1, index * 2 + 1)?;
        Ok(Hash::node(&left, &right))
    }
}

// A record log in memory.

use core::convert::Infallible;

use ed25519_dalek::SigningKey;
use sealroll_log::{
    Checkpoint, CosignerKey, Entry, Hash, InclusionProof, KeyName, NodeError, NodeSource, NoteKey,
    NoteSigner, Receipt, SignedCheckpoint, VerifiedCheckpoint, encode_bundle, head_at,
};
use sealroll_wire::VerifyingKey;

/// Entries, and the newest checkpoint that the owner has cosigned.
pub(crate) struct MemoryLog {
    pub(crate) name: KeyName,
    pub(crate) entries: Vec<Entry>,
    pub(crate) cosigned: Option<SignedCheckpoint>,
    key: SigningKey,
}

impl MemoryLog {
    pub(crate) fn new(name: &str, key: &SigningKey) -> Self {
        Self {
            name: KeyName::new(name).unwrap(),
            entries: Vec::new(),
            cosigned: None,
            key: key.clone(),
        }
    }

    /// Appends an entry, or finds it, and returns its index.
    pub(crate) fn append(&mut self, entry: Entry) -> u64 {
        let found = self.entries.iter().position(|present| *present == entry);
        let index = found.unwrap_or_else(|| {
            self.entries.push(entry);
            self.entries.len() - 1
        });
        index as u64
    }

    /// From now on signs with another key.
    pub(crate) fn set_key(&mut self, key: &SigningKey) {
        self.key = key.clone();
    }

    pub(crate) fn checkpoint(&self) -> SignedCheckpoint {
        let size = self.entries.len() as u64;
        self.checkpoint_at(size).expect("the log is as large")
    }

    /// `None` if the log is not as large.
    pub(crate) fn checkpoint_at(&self, size: u64) -> Option<SignedCheckpoint> {
        let head = head_at(self, size).ok()?;
        let checkpoint = Checkpoint::new(self.name.clone(), head).ok()?;
        Some(checkpoint.sign(&self.key))
    }

    /// A proof of the entry under a checkpoint of this log; `None` if the log does not reach as far,
    /// as after a lie.
    pub(crate) fn prove(&self, index: u64, checkpoint: SignedCheckpoint) -> Option<String> {
        let size = checkpoint.checkpoint().head().size;
        let proof = InclusionProof::generate(self, index, size).ok()?;
        let receipt = Receipt::new(index, proof, checkpoint).ok()?;
        Some(receipt.as_str().to_owned())
    }

    pub(crate) fn cosign(&mut self, line: &str, witnesses: &[CosignerKey]) -> bool {
        let checkpoint = self.checkpoint();
        let key = VerifyingKey::from_bytes(&self.key.public_key()).unwrap();
        let verified: VerifiedCheckpoint = checkpoint
            .verify(&NoteKey::new(self.name.clone(), key))
            .unwrap();
        match verified.with_cosignature(line, witnesses) {
            Ok(cosigned) => {
                self.cosigned = Some(cosigned.verified().signed().clone());
                true
            }
            Err(_) => false,
        }
    }

    /// `None` if the log is not as large.
    pub(crate) fn bundle(&self, index: u64, width: u16) -> Option<Vec<u8>> {
        let start = index as usize * 256;
        let entries = self.entries.get(start..start + usize::from(width))?;
        let bytes: Vec<[u8; 38]> = entries.iter().map(Entry::to_bytes).collect();
        encode_bundle(&bytes).ok()
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

//! A small log with its checkpoints, signed and cosigned.

use ed25519_dalek::SigningKey;
use sealroll_log::{
    Checkpoint, CosignerKey, Entry, EntryKind, Hash, KeyName, NodeError, NodeSource, NoteKey,
    NoteSigner, SignedCheckpoint, VerifiedCheckpoint, head_at,
};
use sealroll_wire::{Epoch, Time, VerifyingKey};

pub(crate) const ORIGIN: &str = "processor.example/00/1";
pub(crate) const OWNER: &str = "processor.example/00/owner";

pub(crate) struct Entries(pub(crate) Vec<Entry>);

impl NodeSource for Entries {
    type Error = ();

    fn node(&self, level: u8, index: u64) -> Result<Hash, NodeError<()>> {
        if level == 0 {
            let entry = self.0.get(index as usize).ok_or(NodeError::OutsideTree)?;
            return Ok(entry.leaf_hash());
        }
        let left = self.node(level - 1, index * 2)?;
        Ok(Hash::node(&left, &self.node(level - 1, index * 2 + 1)?))
    }
}

pub(crate) fn entries() -> Entries {
    let entry = |number| Entry {
        kind: EntryKind::Record,
        epoch: Epoch(1),
        hash: [number; 32],
    };
    Entries((0..21).map(entry).collect())
}

pub(crate) fn signer(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

pub(crate) fn name(text: &str) -> KeyName {
    KeyName::new(text).expect("the tests use good names")
}

pub(crate) fn verifying_key(seed: u8) -> VerifyingKey {
    VerifyingKey::from_bytes(&signer(seed).public_key()).expect("made by a signing key")
}

pub(crate) fn log_key() -> NoteKey {
    NoteKey::new(name(ORIGIN), verifying_key(1))
}

pub(crate) fn witness_key(seed: u8) -> CosignerKey {
    CosignerKey::new(name(OWNER), verifying_key(seed))
}

pub(crate) fn time(seconds: u64) -> Time {
    Time::new(seconds).expect("the tests use times before the year 10000")
}

pub(crate) fn signed(size: u64) -> SignedCheckpoint {
    let head = head_at(&entries(), size).expect("the tests stay within the tree");
    let checkpoint = Checkpoint::new(name(ORIGIN), head);
    checkpoint.expect("the head is a true one").sign(&signer(1))
}

pub(crate) fn verified(size: u64) -> VerifiedCheckpoint {
    signed(size).verify(&log_key()).expect("signed by the log")
}

pub(crate) fn cosigned(size: u64, seed: u8, seconds: u64) -> SignedCheckpoint {
    let verified = verified(size);
    let line = verified.cosign(verified.head(), &name(OWNER), &signer(seed), time(seconds));
    let line = line.expect("the head is the same");
    let cosigned = verified.with_cosignature(&line, &[witness_key(seed)]);
    cosigned
        .expect("the line is good")
        .verified()
        .signed()
        .clone()
}

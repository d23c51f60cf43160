//! Receipts: proofs that an entry is in a log, checked without a network (C2SP tlog-proof).

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt::{self, Write};

use sealroll_wire::text::split;

use crate::checkpoint::{SignedCheckpoint, VerifiedCheckpoint};
use crate::cosignature::CosignedCheckpoint;
use crate::decimal;
use crate::error::InclusionError;
use crate::hash::Hash;
use crate::inclusion::InclusionProof;
use crate::key::{CosignerKey, NoteKey};
use crate::limit::{MAX_INCLUSION_PROOF, MAX_RECEIPT_LENGTH, MAX_TREE_SIZE};
use crate::note_error::{CosignatureError, ReceiptError};

/// A receipt as received: well formed, its bytes kept, but *not* verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    text: String,
    index: u64,
    proof: InclusionProof,
    checkpoint: SignedCheckpoint,
}

/// Which witnesses a verifier knows, and whether it insists on one.
#[derive(Clone, Copy, Debug)]
pub enum WitnessPolicy<'a> {
    /// Cosignatures are not looked at.
    Ignore,
    /// A cosignature of these keys must be good if it is there.
    IfPresent(&'a [CosignerKey]),
    /// At least one good cosignature of these keys must be there.
    Required(&'a [CosignerKey]),
}

impl Receipt {
    /// Writes a receipt for the entry at `index`.
    ///
    /// # Errors
    /// [`ReceiptError::IndexOutOfRange`] if the index is not below the checkpoint's size.
    pub fn new(
        index: u64,
        proof: InclusionProof,
        checkpoint: SignedCheckpoint,
    ) -> Result<Self, ReceiptError> {
        Ok(Self {
            text: Self::text(index, &proof, &checkpoint)?,
            index,
            proof,
            checkpoint,
        })
    }

    /// The bytes alone of the receipt that [`new`](Self::new) makes, for who only passes it on.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn text(
        index: u64,
        proof: &InclusionProof,
        checkpoint: &SignedCheckpoint,
    ) -> Result<String, ReceiptError> {
        if index >= checkpoint.checkpoint().head().size {
            return Err(ReceiptError::IndexOutOfRange);
        }
        let hashes = proof.hashes().len() * (HASH_LINE + 1);
        let length = HEADER.len() + INDEX_LINE + hashes + checkpoint.as_str().len();
        let mut text = String::with_capacity(length);
        text.push_str(HEADER);
        let written = write!(text, "\nindex {index}\n");
        written.expect("writing to a string cannot fail");
        for hash in proof.hashes() {
            hash.write_base64(&mut text);
            text.push('\n');
        }
        text.push('\n');
        text.push_str(checkpoint.as_str());
        Ok(text)
    }

    /// Reads a receipt strictly and keeps its bytes. A line `extra` is refused: ours have none.
    ///
    /// # Errors
    /// [`ReceiptError`] names the line that is wrong.
    pub fn parse(bytes: &[u8]) -> Result<Self, ReceiptError> {
        if bytes.len() > MAX_RECEIPT_LENGTH {
            return Err(ReceiptError::TooLong);
        }
        let text = str::from_utf8(bytes).map_err(|_| ReceiptError::NotUtf8)?;
        // Byte by byte: the search for any string is two kilobytes of a guest's download.
        let is_empty_line = |pair: &[u8]| pair == b"\n\n";
        let end = bytes.windows(2).position(is_empty_line);
        let end = end.ok_or(ReceiptError::NoCheckpoint)?;
        let (head, checkpoint) = (&text[..end], &text[end + 2..]);
        let mut lines = split(head, b'\n');
        if lines.next() != Some(HEADER) {
            return Err(ReceiptError::Header);
        }
        let index = lines.next().ok_or(ReceiptError::Index)?;
        if index.starts_with("extra") {
            return Err(ReceiptError::Extra);
        }
        let index = index.strip_prefix("index ").ok_or(ReceiptError::Index)?;
        let index = decimal::parse(index, MAX_TREE_SIZE - 1).ok_or(ReceiptError::Index)?;
        let mut hashes = Vec::new();
        for line in lines {
            if hashes.len() == MAX_INCLUSION_PROOF {
                return Err(ReceiptError::ProofTooLong);
            }
            hashes.push(Hash::from_base64(line).ok_or(ReceiptError::ProofHash)?);
        }
        let proof = InclusionProof::from_hashes(hashes).map_err(|_| ReceiptError::ProofTooLong)?;
        let checkpoint =
            SignedCheckpoint::parse(checkpoint.as_bytes()).map_err(ReceiptError::Checkpoint)?;
        if index >= checkpoint.checkpoint().head().size {
            return Err(ReceiptError::IndexOutOfRange);
        }
        Ok(Self {
            text: text.to_string(),
            index,
            proof,
            checkpoint,
        })
    }

    /// Verifies that the log of this key holds the entry, and what witnesses say of it
    /// (`spec/protocol.md#receipt`). The key's name is the origin of the log expected.
    ///
    /// # Errors
    /// [`ReceiptError`] names the step that failed.
    pub fn verify(
        &self,
        entry: &[u8],
        log: &NoteKey,
        witnesses: WitnessPolicy<'_>,
    ) -> Result<VerifiedReceipt, ReceiptError> {
        self.clone().into_verified(entry, log, witnesses)
    }

    /// [`verify`](Self::verify) without a copy.
    ///
    /// # Errors
    /// As [`verify`](Self::verify).
    pub fn into_verified(
        self,
        entry: &[u8],
        log: &NoteKey,
        witnesses: WitnessPolicy<'_>,
    ) -> Result<VerifiedReceipt, ReceiptError> {
        let checkpoint = self.checkpoint.into_verified(log);
        let verified = checkpoint.map_err(ReceiptError::Checkpoint)?;
        let cosignatures = |keys| verified.signed().verify_cosignatures(keys);
        let cosignatures = match witnesses {
            WitnessPolicy::Ignore => Ok(Vec::new()),
            WitnessPolicy::IfPresent(keys) => match cosignatures(keys) {
                Err(CosignatureError::Missing) => Ok(Vec::new()),
                checked => checked,
            },
            WitnessPolicy::Required(keys) => cosignatures(keys),
        };
        let cosignatures = cosignatures.map_err(ReceiptError::Cosignature)?;
        let leaf_hash = Hash::leaf(entry);
        match self.proof.verify(leaf_hash, self.index, verified.head()) {
            Ok(()) => Ok(VerifiedReceipt {
                index: self.index,
                leaf_hash,
                checkpoint: CosignedCheckpoint {
                    verified,
                    cosignatures,
                },
            }),
            Err(InclusionError::IndexOutOfRange) => Err(ReceiptError::IndexOutOfRange),
            Err(error) => Err(ReceiptError::Inclusion(error)),
        }
    }

    /// Index that the receipt gives for the entry, unverified.
    #[must_use]
    pub const fn index(&self) -> u64 {
        self.index
    }

    /// The inclusion proof, unverified.
    #[must_use]
    pub const fn proof(&self) -> &InclusionProof {
        &self.proof
    }

    /// The checkpoint, unverified.
    #[must_use]
    pub const fn checkpoint(&self) -> &SignedCheckpoint {
        &self.checkpoint
    }

    /// The bytes as received or written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Proof that a log holds an entry. Only [`Receipt::verify`] and [`Receipt::into_verified`] make it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedReceipt {
    index: u64,
    leaf_hash: Hash,
    /// With an empty list of cosignatures if none counts.
    checkpoint: CosignedCheckpoint,
}

impl VerifiedReceipt {
    /// Index of the entry in the log, from 0.
    #[must_use]
    pub const fn index(&self) -> u64 {
        self.index
    }

    /// Leaf hash of the entry.
    #[must_use]
    pub const fn leaf_hash(&self) -> &Hash {
        &self.leaf_hash
    }

    /// The checkpoint that the proof leads to.
    #[must_use]
    pub const fn checkpoint(&self) -> &VerifiedCheckpoint {
        self.checkpoint.verified()
    }

    /// The same checkpoint with its cosignatures, if a known witness has signed it.
    #[must_use]
    pub fn cosigned(&self) -> Option<&CosignedCheckpoint> {
        let is_cosigned = !self.checkpoint.cosignatures().is_empty();
        is_cosigned.then_some(&self.checkpoint)
    }
}

/// Most bytes of the line with the index, and of the empty line after the hashes.
const INDEX_LINE: usize = 32;
/// Characters of a hash in base64.
const HASH_LINE: usize = 44;
/// First line of a receipt.
const HEADER: &str = "c2sp.org/tlog-proof@v1";

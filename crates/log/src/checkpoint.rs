//! Checkpoints: signed heads of a log (C2SP tlog-checkpoint).

use alloc::format;
use alloc::string::String;
use core::fmt;
use core::slice;

use sealroll_wire::text::split;
use sealroll_wire::{Part, origin};

use crate::consistency::ConsistencyProof;
use crate::decimal;
use crate::error::ConsistencyError;
use crate::frontier::TreeHead;
use crate::hash::Hash;
use crate::key::NoteKey;
use crate::limit::{MAX_CHECKPOINT_TEXT, MAX_TREE_SIZE};
use crate::name::KeyName;
use crate::note::Note;
use crate::note_error::CheckpointError;
use crate::signer::NoteSigner;

/// What a checkpoint states: at this size the log of this origin has this root hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    origin: KeyName,
    head: TreeHead,
}

impl Checkpoint {
    /// States the head of a log.
    ///
    /// # Errors
    /// [`CheckpointError::Size`] above the largest tree, [`CheckpointError::EmptyTree`] if a tree
    /// without leaves has another root than the empty one.
    pub fn new(origin: KeyName, head: TreeHead) -> Result<Self, CheckpointError> {
        if head.size > MAX_TREE_SIZE {
            return Err(CheckpointError::Size);
        }
        if head.size == 0 && head.root != Hash::empty_root() {
            return Err(CheckpointError::EmptyTree);
        }
        Ok(Self { origin, head })
    }

    /// Reads the text of a checkpoint: three lines and nothing else. Extension lines are refused
    /// because our logs have none.
    ///
    /// # Errors
    /// [`CheckpointError`] names the line that is wrong.
    pub fn parse(text: &str) -> Result<Self, CheckpointError> {
        if text.len() > MAX_CHECKPOINT_TEXT {
            return Err(CheckpointError::TooLong);
        }
        let text = text.strip_suffix('\n').ok_or(CheckpointError::Lines)?;
        let mut lines = split(text, b'\n');
        let (Some(origin), Some(size), Some(root)) = (lines.next(), lines.next(), lines.next())
        else {
            return Err(CheckpointError::Lines);
        };
        if lines.next().is_some() {
            return Err(CheckpointError::Extension);
        }
        let origin = KeyName::new(origin).map_err(CheckpointError::Origin)?;
        let size = decimal::parse(size, MAX_TREE_SIZE).ok_or(CheckpointError::Size)?;
        let root = Hash::from_base64(root).ok_or(CheckpointError::Root)?;
        Self::new(origin, TreeHead { size, root })
    }

    /// Signs the checkpoint as the log: the key name is the origin.
    ///
    /// The caller sees to it that nothing inconsistent is ever signed
    /// (`spec/protocol.md#LOG-2`).
    #[must_use]
    pub fn sign<S: NoteSigner>(&self, signer: &S) -> SignedCheckpoint {
        let note = Note::sign(&self.to_text(), &self.origin, signer)
            .expect("the text of a checkpoint is short, terminated and free of control characters");
        SignedCheckpoint {
            note,
            checkpoint: self.clone(),
        }
    }

    /// Name of the log.
    #[must_use]
    pub const fn origin(&self) -> &KeyName {
        &self.origin
    }

    /// Size and root hash.
    #[must_use]
    pub const fn head(&self) -> &TreeHead {
        &self.head
    }

    /// Writes the text that is signed.
    #[must_use]
    pub fn to_text(&self) -> String {
        format!(
            "{}\n{}\n{}\n",
            self.origin,
            self.head.size,
            self.head.root.to_base64()
        )
    }
}

/// A checkpoint as received: well formed, but *not* verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedCheckpoint {
    note: Note,
    checkpoint: Checkpoint,
}

impl SignedCheckpoint {
    /// Reads a checkpoint with its signatures and keeps its bytes.
    ///
    /// # Errors
    /// [`CheckpointError`] names what is malformed.
    pub fn parse(bytes: &[u8]) -> Result<Self, CheckpointError> {
        Self::from_note(Note::parse(bytes).map_err(CheckpointError::Note)?)
    }

    /// Reads the checkpoint that a note states.
    ///
    /// # Errors
    /// [`CheckpointError`] names what is malformed.
    pub fn from_note(note: Note) -> Result<Self, CheckpointError> {
        let checkpoint = Checkpoint::parse(note.text())?;
        Ok(Self { note, checkpoint })
    }

    /// Verifies the log's signature (`spec/protocol.md#RCP-1`, `spec/protocol.md#RCP-2`).
    ///
    /// # Errors
    /// [`CheckpointError::OriginMismatch`] if the checkpoint is of another log than the key,
    /// [`CheckpointError::Note`] if the signature is missing or wrong.
    pub fn verify(&self, log: &NoteKey) -> Result<VerifiedCheckpoint, CheckpointError> {
        self.clone().into_verified(log)
    }

    /// [`verify`](Self::verify) without a copy.
    ///
    /// # Errors
    /// As [`verify`](Self::verify).
    pub fn into_verified(self, log: &NoteKey) -> Result<VerifiedCheckpoint, CheckpointError> {
        if self.checkpoint.origin() != log.name() {
            return Err(CheckpointError::OriginMismatch);
        }
        self.note
            .verify(slice::from_ref(log))
            .map_err(CheckpointError::Note)?;
        Ok(VerifiedCheckpoint { signed: self })
    }

    /// The key that must have signed this checkpoint if it is of the log with this key or of a later
    /// part of it (`spec/protocol.md#log-recovery`); otherwise the log's key itself, which gives
    /// [`CheckpointError::OriginMismatch`] when it is verified.
    #[must_use]
    pub fn part_key(&self, log: &NoteKey) -> NoteKey {
        let origin = self.checkpoint.origin();
        match self.part(log.name()) {
            Some(_) => NoteKey::new(origin.clone(), *log.verifying_key()),
            None => log.clone(),
        }
    }

    /// Which part of the log of this name it is of; `None` for another log. Nothing is verified.
    #[must_use]
    pub fn part(&self, name: &KeyName) -> Option<Part> {
        origin::part_of(self.checkpoint.origin().as_str(), name.as_str())
    }

    /// What the checkpoint states, unverified.
    #[must_use]
    pub const fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// The note that carries the checkpoint.
    #[must_use]
    pub const fn note(&self) -> &Note {
        &self.note
    }

    /// The bytes as received, signatures included.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.note.as_str()
    }
}

impl fmt::Display for SignedCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A checkpoint that the log's key has signed. Only [`SignedCheckpoint::verify`] and
/// [`SignedCheckpoint::into_verified`] make it.
///
/// It proves what the log said once; that the log says the same to everybody is what a
/// [`CosignedCheckpoint`](crate::CosignedCheckpoint) adds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedCheckpoint {
    signed: SignedCheckpoint,
}

impl VerifiedCheckpoint {
    /// Checks that this log has only grown since an older checkpoint.
    ///
    /// # Errors
    /// [`ConsistencyError`] tells which step failed.
    pub fn check_extends(
        &self,
        old: &Checkpoint,
        proof: &ConsistencyProof,
    ) -> Result<(), ConsistencyError> {
        if old.origin != self.signed.checkpoint.origin {
            return Err(ConsistencyError::OriginMismatch);
        }
        proof.verify(&old.head, self.head())
    }

    /// The same checkpoint with another signature line.
    pub(crate) fn with_note(&self, note: Note) -> Self {
        Self {
            signed: SignedCheckpoint {
                note,
                checkpoint: self.signed.checkpoint.clone(),
            },
        }
    }

    /// What the checkpoint states.
    #[must_use]
    pub const fn checkpoint(&self) -> &Checkpoint {
        &self.signed.checkpoint
    }

    /// Size and root hash.
    #[must_use]
    pub const fn head(&self) -> &TreeHead {
        self.checkpoint().head()
    }

    /// The checkpoint with its signatures, to be kept or sent on.
    #[must_use]
    pub const fn signed(&self) -> &SignedCheckpoint {
        &self.signed
    }
}

//! Cosignatures of witnesses: cosignature/v1 (C2SP tlog-cosignature).

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use sealroll_wire::text::joined;
use sealroll_wire::{Time, decimal_text};

use crate::checkpoint::{SignedCheckpoint, VerifiedCheckpoint};
use crate::frontier::TreeHead;
use crate::key::{CosignerKey, key_id};
use crate::name::KeyName;
use crate::note::NoteSignature;
use crate::note_error::CosignatureError;
use crate::signer::NoteSigner;

/// A witness's verified word that it saw the checkpoint at a time, and that it is consistent
/// with all that the witness saw before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cosignature {
    /// Position of the witness's key in the slice of known keys.
    pub signer: usize,
    /// When the witness signed.
    pub time: Time,
}

/// A checkpoint signed by its log *and* by at least one known witness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CosignedCheckpoint {
    pub(crate) verified: VerifiedCheckpoint,
    pub(crate) cosignatures: Vec<Cosignature>,
}

impl CosignedCheckpoint {
    /// The checkpoint.
    #[must_use]
    pub const fn verified(&self) -> &VerifiedCheckpoint {
        &self.verified
    }

    /// The verified cosignatures in the order of their lines; never empty.
    #[must_use]
    pub fn cosignatures(&self) -> &[Cosignature] {
        &self.cosignatures
    }

    /// The latest time of a verified cosignature.
    #[must_use]
    pub fn time(&self) -> Time {
        self.cosignatures
            .iter()
            .map(|cosignature| cosignature.time)
            .max()
            .unwrap_or_default()
    }
}

impl SignedCheckpoint {
    /// Verifies the cosignatures of known witnesses on a checkpoint whose log is not looked at:
    /// what witnesses say, for whoever does not know the log's key. The rules are those of
    /// [`VerifiedCheckpoint::verify_cosignatures`].
    ///
    /// # Errors
    /// [`CosignatureError`] if a known key's line is wrong or none is there.
    pub fn verify_cosignatures(
        &self,
        witnesses: &[CosignerKey],
    ) -> Result<Vec<Cosignature>, CosignatureError> {
        let note = self.note();
        let mut cosignatures = Vec::new();
        for line in note.signatures() {
            for (signer, key) in witnesses.iter().enumerate() {
                if key.matches(line.name(), line.id()) {
                    let time = verify_line(note.text(), key, line.signature())?;
                    cosignatures.push(Cosignature { signer, time });
                }
            }
        }
        if cosignatures.is_empty() {
            return Err(CosignatureError::Missing);
        }
        Ok(cosignatures)
    }
}

impl VerifiedCheckpoint {
    /// Verifies the cosignatures of known witnesses. Lines of unknown keys are ignored; each
    /// line of a known key must verify, and at least one must exist.
    ///
    /// The times are authentic, but their meaning (a certificate's range, how old is too old) is
    /// for the caller to judge.
    ///
    /// # Errors
    /// [`CosignatureError`] if a known key's line is wrong or none is there.
    pub fn verify_cosignatures(
        &self,
        witnesses: &[CosignerKey],
    ) -> Result<CosignedCheckpoint, CosignatureError> {
        Ok(CosignedCheckpoint {
            verified: self.clone(),
            cosignatures: self.signed().verify_cosignatures(witnesses)?,
        })
    }

    /// Cosigns the checkpoint as a witness and returns the signature line, without newline.
    ///
    /// `checked` is the head that the witness has computed from the entries it has seen, or has
    /// reached by a consistency proof; a checkpoint of another head is never cosigned
    /// (`spec/protocol.md#SYN-1`). It is for the caller to keep `checked` from going back.
    ///
    /// # Errors
    /// [`CosignatureError::HeadMismatch`] if the checkpoint states another size or root hash.
    pub fn cosign<S: NoteSigner>(
        &self,
        checked: &TreeHead,
        name: &KeyName,
        signer: &S,
        time: Time,
    ) -> Result<String, CosignatureError> {
        if checked != self.head() {
            return Err(CosignatureError::HeadMismatch);
        }
        let message = signed_message(self.signed().note().text(), time);
        let mut signature = time.seconds().to_be_bytes().to_vec();
        signature.extend_from_slice(&signer.sign_message(message.as_bytes()));
        let id = key_id(name, COSIGNATURE, &signer.public_key());
        Ok(NoteSignature::new(name, id, &signature).to_string())
    }

    /// Adds the line that a witness sent, with or without its newline, if it is a good
    /// cosignature of one of these keys.
    ///
    /// A later cosignature takes the place of an earlier one of the same key; an earlier or
    /// repeated one changes nothing. So a witness cannot fill the note.
    ///
    /// # Errors
    /// [`CosignatureError`]; the checkpoint is unchanged then.
    pub fn with_cosignature(
        &self,
        line: &str,
        witnesses: &[CosignerKey],
    ) -> Result<CosignedCheckpoint, CosignatureError> {
        let line = NoteSignature::parse(line.strip_suffix('\n').unwrap_or(line))
            .map_err(CosignatureError::Note)?;
        let known = witnesses
            .iter()
            .find(|key| key.matches(line.name(), line.id()));
        let key = known.ok_or(CosignatureError::Missing)?;
        let note = self.signed().note();
        let time = verify_line(note.text(), key, line.signature())?;
        for present in note
            .signatures()
            .iter()
            .filter(|line| key.matches(line.name(), line.id()))
        {
            if verify_line(note.text(), key, present.signature())? >= time {
                return self.verify_cosignatures(witnesses);
            }
        }
        let mut note = note.without(line.name(), line.id());
        note.push(line).map_err(CosignatureError::Note)?;
        self.with_note(note).verify_cosignatures(witnesses)
    }
}

/// Verifies one line of a known key and returns its time.
fn verify_line(text: &str, key: &CosignerKey, signature: &[u8]) -> Result<Time, CosignatureError> {
    let signature: &[u8; 72] = signature.try_into().map_err(|_| CosignatureError::Length)?;
    let (time, signature) = signature
        .split_first_chunk::<8>()
        .ok_or(CosignatureError::Length)?;
    let signature = signature.try_into().map_err(|_| CosignatureError::Length)?;
    let time = Time::new(u64::from_be_bytes(*time)).map_err(|_| CosignatureError::Time)?;
    if key
        .verifying_key()
        .verify(signed_message(text, time).as_bytes(), signature)
        .is_err()
    {
        return Err(CosignatureError::BadSignature);
    }
    Ok(time)
}

/// What a witness signs: two lines of its own, then the text of the checkpoint as received.
fn signed_message(text: &str, time: Time) -> String {
    let time = decimal_text(time.seconds());
    joined(&["cosignature/v1\ntime ", &time, "\n", text])
}

/// Type of a timestamped cosignature.
const COSIGNATURE: u8 = 0x04;

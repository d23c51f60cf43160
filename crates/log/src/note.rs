//! Signed notes (C2SP signed-note).

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use sealroll_wire::text::{all_bytes, split, split_at};

use crate::base64;
use crate::key::{NoteKey, key_id};
use crate::limit::{MAX_NOTE_LENGTH, MAX_SIGNATURES};
use crate::name::{self, KeyName};
use crate::note_error::NoteError;
use crate::signer::NoteSigner;

/// A signed note as it was received or written: its bytes are kept, its signatures are *not*
/// verified.
///
/// Trust nothing of the text before [`Note::verify`] or a stricter verifier has accepted it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    bytes: String,
    text_length: usize,
    signatures: Vec<NoteSignature>,
}

/// One signature line of a note, of a known key or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteSignature {
    name: String,
    id: u32,
    signature: Vec<u8>,
}

impl Note {
    /// Reads a note strictly and keeps its bytes.
    ///
    /// # Errors
    /// [`NoteError`] names what is wrong with the form. Signatures are not looked at.
    pub fn parse(bytes: &[u8]) -> Result<Self, NoteError> {
        if bytes.len() > MAX_NOTE_LENGTH {
            return Err(NoteError::TooLong);
        }
        let note = str::from_utf8(bytes).map_err(|_| NoteError::NotUtf8)?;
        check_characters(note)?;
        // The last empty line separates, so an empty line may also stand within the text.
        let is_empty_line = |pair: &[u8]| pair == b"\n\n";
        let separator = bytes.windows(2).rposition(is_empty_line);
        let text_length = separator.ok_or(NoteError::NoSeparator)? + 1;
        let lines = note[text_length + 1..]
            .strip_suffix('\n')
            .ok_or(NoteError::Unterminated)?;
        let mut signatures = Vec::new();
        for line in split(lines, b'\n') {
            if signatures.len() == MAX_SIGNATURES {
                return Err(NoteError::TooManySignatures);
            }
            signatures.push(NoteSignature::parse(line)?);
        }
        Ok(Self {
            bytes: note.to_string(),
            text_length,
            signatures,
        })
    }

    /// Signs a text, which ends in a newline, under a key name.
    ///
    /// # Errors
    /// [`NoteError`] if the text is not terminated, has control characters or is too long.
    pub fn sign<S: NoteSigner>(text: &str, name: &KeyName, signer: &S) -> Result<Self, NoteError> {
        check_characters(text)?;
        if !text.ends_with('\n') {
            return Err(NoteError::Unterminated);
        }
        let mut note = Self {
            bytes: text.to_string(),
            text_length: text.len(),
            signatures: Vec::new(),
        };
        note.bytes.push('\n');
        let id = key_id(name, NOTE_SIGNATURE, &signer.public_key());
        let signature = signer.sign_message(text.as_bytes());
        note.push(NoteSignature::new(name, id, &signature))?;
        Ok(note)
    }

    /// Verifies the note against known keys (C2SP signed-note, "Signatures").
    ///
    /// Lines of unknown keys are ignored. Each line of a known key must verify, and at least one
    /// such line must exist.
    ///
    /// # Errors
    /// [`NoteError::BadSignature`] or [`NoteError::NoKnownSignature`].
    pub fn verify(&self, known: &[NoteKey]) -> Result<VerifiedNote<'_>, NoteError> {
        let mut signers = Vec::new();
        for line in &self.signatures {
            for (position, key) in known.iter().enumerate() {
                if !key.matches(&line.name, line.id) {
                    continue;
                }
                let signature = line.signature.as_slice().try_into();
                let signature = signature.map_err(|_| NoteError::BadSignature)?;
                if key
                    .verifying_key()
                    .verify(self.text().as_bytes(), signature)
                    .is_err()
                {
                    return Err(NoteError::BadSignature);
                }
                if !signers.contains(&position) {
                    signers.push(position);
                }
            }
        }
        if signers.is_empty() {
            return Err(NoteError::NoKnownSignature);
        }
        Ok(VerifiedNote {
            text: self.text(),
            signers,
        })
    }

    /// The text that is signed, with its final newline.
    #[must_use]
    pub fn text(&self) -> &str {
        self.bytes.get(..self.text_length).unwrap_or_default()
    }

    /// The whole note, as received or written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.bytes
    }

    /// The signature lines in their order.
    #[must_use]
    pub fn signatures(&self) -> &[NoteSignature] {
        &self.signatures
    }

    /// The same note without the lines of one key.
    pub(crate) fn without(&self, name: &str, id: u32) -> Self {
        let mut note = Self {
            bytes: format!("{}\n", self.text()),
            text_length: self.text_length,
            signatures: Vec::new(),
        };
        for line in self
            .signatures
            .iter()
            .filter(|line| line.id != id || line.name != name)
        {
            // Lines are read only in their one spelling, so this writes the bytes received.
            note.bytes.push_str(&line.to_string());
            note.bytes.push('\n');
            note.signatures.push(line.clone());
        }
        note
    }

    /// Appends a signature line.
    pub(crate) fn push(&mut self, signature: NoteSignature) -> Result<(), NoteError> {
        if self.signatures.len() >= MAX_SIGNATURES {
            return Err(NoteError::TooManySignatures);
        }
        let line = signature.to_string();
        if self.bytes.len() + line.len() + 1 > MAX_NOTE_LENGTH {
            return Err(NoteError::TooLong);
        }
        self.bytes.push_str(&line);
        self.bytes.push('\n');
        self.signatures.push(signature);
        Ok(())
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.bytes)
    }
}

impl NoteSignature {
    /// Makes the line of a key.
    pub(crate) fn new(name: &KeyName, id: u32, signature: &[u8]) -> Self {
        Self {
            name: name.to_string(),
            id,
            signature: signature.to_vec(),
        }
    }

    /// Reads a line without its newline.
    pub(crate) fn parse(line: &str) -> Result<Self, NoteError> {
        let rest = line.strip_prefix(DASH).ok_or(NoteError::SignatureLine)?;
        let (name, signature) = split_at(rest, b' ').ok_or(NoteError::SignatureLine)?;
        name::check(name).map_err(NoteError::SignatureName)?;
        let bytes = base64::decode(signature).ok_or(NoteError::SignatureEncoding)?;
        match bytes.split_first_chunk::<4>() {
            Some((id, signature)) if !signature.is_empty() => Ok(Self {
                name: name.to_string(),
                id: u32::from_be_bytes(*id),
                signature: signature.to_vec(),
            }),
            _ => Err(NoteError::SignatureEncoding),
        }
    }

    /// Name of the key that is said to have signed.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Id of the key that is said to have signed.
    #[must_use]
    pub const fn id(&self) -> u32 {
        self.id
    }

    /// The signature without the key id; its form depends on the type of the key.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }
}

impl fmt::Display for NoteSignature {
    /// Writes the line without its newline.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = self.id.to_be_bytes().to_vec();
        bytes.extend_from_slice(&self.signature);
        write!(f, "{DASH}{} {}", self.name, base64::encode(&bytes))
    }
}

/// The text of a note that known keys have signed. Only [`Note::verify`] makes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedNote<'a> {
    text: &'a str,
    signers: Vec<usize>,
}

impl<'a> VerifiedNote<'a> {
    /// The signed text, with its final newline.
    #[must_use]
    pub const fn text(&self) -> &'a str {
        self.text
    }

    /// Positions, in the slice of known keys, of those that have signed; never empty.
    #[must_use]
    pub fn signers(&self) -> &[usize] {
        &self.signers
    }
}

/// Refuses control characters other than newline.
fn check_characters(text: &str) -> Result<(), NoteError> {
    if all_bytes(text, |byte| byte >= b' ' || byte == b'\n') {
        Ok(())
    } else {
        Err(NoteError::ControlCharacter)
    }
}

/// What a signature line begins with: em dash and space.
const DASH: &str = "\u{2014} ";
/// Type of a signature over the text itself.
const NOTE_SIGNATURE: u8 = 0x01;

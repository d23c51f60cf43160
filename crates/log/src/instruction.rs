//! Instructions of an owner: signed notes that a processor obeys (`spec/protocol.md#instruction`).

use core::fmt;
use core::slice;

use sealroll_wire::limit::{MAX_DOCUMENT, MAX_SERIAL_STEP};
use sealroll_wire::{
    Certificate, Instruction, InstructionError, InstructionId, KeyUse, ListId, RootDocument,
    Serial, Time, VerifyError, origin,
};

use crate::key::NoteKey;
use crate::name::KeyName;
use crate::note::Note;

/// An instruction that a key of its list has signed. Only [`verify`](Self::verify) makes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedInstruction {
    instruction: Instruction,
    certificate: Option<Serial>,
    id: InstructionId,
}

impl SignedInstruction {
    /// Checks a note by `spec/protocol.md#INS-1`, but for its place in the chain, which
    /// [`check_follows`](Self::check_follows) does. `origin` is the descriptor's, `root` the
    /// list's root document; `find` gives the list's own certificate of a serial, which is
    /// verified.
    ///
    /// # Errors
    /// [`SignedInstructionError`], in the order of the rule.
    pub fn verify<'c>(
        note: &[u8],
        origin: &str,
        root: &RootDocument,
        now: Time,
        find: impl FnOnce(Serial) -> Option<&'c Certificate>,
    ) -> Result<Self, SignedInstructionError> {
        if note.len() > MAX_DOCUMENT {
            return Err(SignedInstructionError::BadInstruction);
        }
        let parsed = Note::parse(note).map_err(|_| SignedInstructionError::BadInstruction)?;
        let [line] = parsed.signatures() else {
            return Err(SignedInstructionError::BadInstruction);
        };
        let instruction = Instruction::from_text(parsed.text())
            .map_err(|_: InstructionError| SignedInstructionError::BadInstruction)?;
        let list_id = root.list_id();
        if instruction.list_id != list_id {
            return Err(SignedInstructionError::WrongList);
        }
        let (certificate, key, is_granted) = if instruction.order.is_of_root() {
            if line.name() != origin::root(origin, &list_id) {
                return Err(SignedInstructionError::BadInstruction);
            }
            (None, *root.public_key(), true)
        } else {
            let serial = certificate_serial(line.name(), origin, &list_id)
                .ok_or(SignedInstructionError::BadInstruction)?;
            let certificate = find(serial).ok_or(SignedInstructionError::BadSignature)?;
            match certificate.check_use(KeyUse::Instruction, now) {
                Ok(()) => {}
                Err(VerifyError::WrongUse) => return Err(SignedInstructionError::WrongUse),
                Err(_) => return Err(SignedInstructionError::Expired),
            }
            let is_granted = certificate.rights().allow_order(&instruction.order);
            (Some(serial), *certificate.public_key(), is_granted)
        };
        let name = KeyName::new(line.name()).map_err(|_| SignedInstructionError::BadInstruction)?;
        let key = NoteKey::new(name, key);
        parsed
            .verify(slice::from_ref(&key))
            .map_err(|_| SignedInstructionError::BadSignature)?;
        if !is_granted {
            return Err(SignedInstructionError::NotGranted);
        }
        Ok(Self {
            instruction,
            certificate,
            id: InstructionId::of_note(note),
        })
    }

    /// Checks that the key's certificate had not been revoked (`spec/protocol.md#CERT-6`).
    ///
    /// # Errors
    /// [`SignedInstructionError::Revoked`].
    pub fn check_not_revoked(
        &self,
        is_revoked: impl FnOnce(Serial) -> bool,
    ) -> Result<(), SignedInstructionError> {
        if self.certificate.is_some_and(is_revoked) {
            Err(SignedInstructionError::Revoked)
        } else {
            Ok(())
        }
    }

    /// Checks that the instruction comes next after the list's last one: its serial is above, by
    /// [`MAX_SERIAL_STEP`] at most, and it names it.
    ///
    /// # Errors
    /// [`SignedInstructionError::Stale`].
    pub fn check_follows(
        &self,
        last: Option<(Serial, InstructionId)>,
    ) -> Result<(), SignedInstructionError> {
        let Instruction {
            serial, previous, ..
        } = self.instruction;
        let rises = last.is_none_or(|(last, _)| serial > last);
        let highest = last.map_or(0, |(last, _)| last.value());
        let is_near = serial.value().saturating_sub(highest) <= MAX_SERIAL_STEP;
        if rises && is_near && previous == last.map(|(_, id)| id) {
            Ok(())
        } else {
            Err(SignedInstructionError::Stale)
        }
    }

    /// What is ordered.
    #[must_use]
    pub const fn instruction(&self) -> &Instruction {
        &self.instruction
    }

    /// The serial of the certificate whose key has signed; `None` where the root has.
    #[must_use]
    pub const fn certificate(&self) -> Option<Serial> {
        self.certificate
    }

    /// The id of the note, by which its entry and what it ordered name it.
    #[must_use]
    pub const fn id(&self) -> &InstructionId {
        &self.id
    }
}

/// Why a note is not obeyed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignedInstructionError {
    /// It is not exactly the six lines and one signature line of the key that its order asks for.
    BadInstruction,
    /// It is for another list.
    WrongList,
    /// The key is certified for another use.
    WrongUse,
    /// The key's certificate is not valid now.
    Expired,
    /// The signature does not verify, or names no certificate of the list.
    BadSignature,
    /// A delegate's key has signed what the delegate has no right to.
    NotGranted,
    /// The key's certificate is revoked.
    Revoked,
    /// It does not follow the last instruction of the list.
    Stale,
}

impl SignedInstructionError {
    /// The error class of the specification.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::BadInstruction => "bad-instruction",
            Self::WrongList => "wrong-list",
            Self::WrongUse => "wrong-use",
            Self::Expired => "expired",
            Self::BadSignature => "bad-signature",
            Self::NotGranted => "not-granted",
            Self::Revoked => "revoked",
            Self::Stale => "stale-instruction",
        }
    }
}

impl fmt::Display for SignedInstructionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::BadInstruction => "note is not an instruction",
            Self::WrongList => "instruction is for another list",
            Self::WrongUse => "signing key is not certified for instructions",
            Self::Expired => "certificate of the signing key is not valid now",
            Self::BadSignature => "signature of the instruction does not verify",
            Self::NotGranted => "delegate has no right to this order",
            Self::Revoked => "certificate of the signing key is revoked",
            Self::Stale => "instruction does not follow the last one",
        })
    }
}

impl core::error::Error for SignedInstructionError {}

/// Reads `origin/<list>/instruction/<certificate serial>`.
fn certificate_serial(name: &str, origin: &str, list_id: &ListId) -> Option<Serial> {
    let (_, serial) = name.rsplit_once('/')?;
    let serial = serial.parse().ok()?;
    (name == origin::instruction(origin, list_id, serial)).then_some(serial)
}

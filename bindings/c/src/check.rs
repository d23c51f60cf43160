//! Checks of single structures, for whoever is handed one: diagnosis, archives, other programs.

use core::ffi::c_char;

use sealroll::{Descriptor, Generation, ListId, RootFingerprint, Statement, VerifyingKey};
use sealroll_core::{KeyFile, KeyFileContent};
use sealroll_log::{
    CheckpointError, Entry, KeyName, NoteError, NoteKey, Receipt, ReceiptError, WitnessPolicy,
};
use sealroll_wire::{Certificate, EnvelopeRef, RootDocument, origin};

use crate::buffer::{SealrollBuffer, buffer};
use crate::failure::Failure;
use crate::handle::{Out, borrow, guard};
use crate::input;
use crate::secret::SealrollSecret;
use crate::status::SealrollStatus;

/// A structure of the protocol.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum SealrollStructure {
    /// Root document; its id is the root fingerprint.
    RootDocument = 0,
    /// Certificate; it has no id.
    Certificate = 1,
    /// Descriptor, the signed terms; its id is the descriptor hash.
    Descriptor = 2,
    /// Statement; its id is the statement id.
    Statement = 3,
    /// Envelope; its id is the record id.
    Envelope = 4,
    /// Entry of a log; its id is the leaf hash.
    Entry = 5,
}

/// A kind of key file.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum SealrollKeyFile {
    /// `sealroll_identity_to_file` made it.
    Identity = 1,
    /// `sealroll_owner_to_decryption_file` made it.
    Decryption = 2,
    /// `sealroll_owner_to_device_file` made it.
    Device = 3,
}

/// Decodes a structure strictly, as every function does that takes one. `which` is one of
/// `SealrollStructure`. 32 bytes are written to `id`, which may be NULL.
///
/// This verifies no signature. Fails with the codes of a decoder, and `SEALROLL_STATUS_ABSENT` if
/// an id is asked for where there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_check_structure(
    which: i32,
    bytes: *const u8,
    length: usize,
    id: *mut u8,
) -> SealrollStatus {
    guard(|| {
        let out = Out::optional(id.cast::<[u8; 32]>())?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let bytes = input::bytes(bytes, length)?;
            let found = match which {
                0 => Some(*RootDocument::from_bytes(bytes)?.fingerprint().as_bytes()),
                1 => Certificate::from_bytes(bytes).map(|_| None)?,
                2 => Some(Descriptor::from_bytes(bytes)?.hash().to_bytes()),
                3 => Some(Statement::from_bytes(bytes)?.id().to_bytes()),
                4 => Some(EnvelopeRef::from_bytes(bytes)?.record_id().to_bytes()),
                5 => {
                    let entry = Entry::from_bytes(bytes).map_err(|_| {
                        Failure::new(SealrollStatus::BadEntry, c"the entry is malformed")
                    })?;
                    Some(entry.leaf_hash().to_bytes())
                }
                _ => return Err(Failure::argument(c"there is no such structure")),
            };
            if let Some(out) = out {
                out.set(found.ok_or_else(Failure::absent)?);
            }
        }
        Ok(())
    })
}

/// Verifies that a log holds an entry: a receipt, or any other proof of the form C2SP tlog-proof.
/// Cosignatures are not looked at.
///
/// The log is named by the processor's `origin`, the list's id of 16 bytes and the generation, and
/// `log_key`, 32 bytes, must have signed. `entry` is the logged entry of 38 bytes. Writes the
/// entry's index and how many entries the log had; both pointers may be NULL.
///
/// Fails with `SEALROLL_STATUS_WRONG_LOG`, `..._BAD_SIGNATURE`, `..._BAD_PROOF`, `..._BAD_KEY`,
/// and `..._BAD_ARGUMENT` for an origin that is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_verify_receipt(
    log_origin: *const c_char,
    log_key: *const u8,
    list_id: *const u8,
    generation: u32,
    entry: *const u8,
    entry_length: usize,
    receipt: *const u8,
    receipt_length: usize,
    index: *mut u64,
    size: *mut u64,
) -> SealrollStatus {
    guard(|| {
        let (index, size) = (Out::optional(index)?, Out::optional(size)?);
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let list_id = ListId::from_bytes(input::array(list_id)?);
            let key = VerifyingKey::from_bytes(&input::array(log_key)?).map_err(|_| {
                Failure::new(SealrollStatus::BadKey, c"the log key is not a public key")
            })?;
            let log_origin = input::text(log_origin)?;
            let name = origin::record_log(log_origin, &list_id, Generation(generation));
            let name = KeyName::new(&name)
                .map_err(|_| Failure::argument(c"the origin cannot name a log"))?;
            let entry = input::bytes(entry, entry_length)?;
            let receipt = Receipt::parse(input::bytes(receipt, receipt_length)?)?;
            let log = receipt.checkpoint().part_key(&NoteKey::new(name, key));
            let verified = receipt.verify(entry, &log, WitnessPolicy::Ignore)?;
            if let Some(index) = index {
                index.set(verified.index());
            }
            if let Some(size) = size {
                size.set(verified.checkpoint().head().size);
            }
        }
        Ok(())
    })
}

/// Five words for the root fingerprint of 32 bytes, as a text.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_fingerprint_words(
    root_fingerprint: *const u8,
    words: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(words)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let fingerprint = RootFingerprint::from_bytes(input::array(root_fingerprint)?);
            out.set(buffer(fingerprint.words().as_bytes()));
        }
        Ok(())
    })
}

/// Tries a secret on a key file, for instance the recovery code that a person has just written
/// down. Writes what the file is, one of `SealrollKeyFile`. This takes as long as the file's cost
/// says.
///
/// Fails with `SEALROLL_STATUS_OPEN_FAILED` for a wrong secret or a damaged file, and the codes of
/// a decoder.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_check_key_file(
    file: *const u8,
    file_length: usize,
    secret: *const SealrollSecret,
    kind: *mut i32,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(kind)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let (file, secret) = (input::bytes(file, file_length)?, borrow(secret)?);
            out.set(match KeyFile::parse(file)?.open(secret.as_secret())? {
                KeyFileContent::Identity(_) => SealrollKeyFile::Identity,
                KeyFileContent::Decryption(_) => SealrollKeyFile::Decryption,
                KeyFileContent::Device(_) => SealrollKeyFile::Device,
            } as i32);
        }
        Ok(())
    })
}

/// As the library gives the errors of a receipt.
impl From<ReceiptError> for Failure {
    fn from(error: ReceiptError) -> Self {
        match error {
            ReceiptError::Checkpoint(CheckpointError::OriginMismatch) => {
                Self::new(SealrollStatus::WrongLog, c"the proof is of another log")
            }
            ReceiptError::Checkpoint(CheckpointError::Note(
                NoteError::BadSignature | NoteError::NoKnownSignature,
            )) => Self::new(
                SealrollStatus::BadSignature,
                c"the log has not signed the proof",
            ),
            _ => Self::new(SealrollStatus::BadProof, c"the proof does not hold"),
        }
    }
}

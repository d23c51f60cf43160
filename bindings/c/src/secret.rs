//! What people type to open a key file.

use core::ffi::c_char;

use sealroll::{Argon2Cost, KeyFileError, KeyFileSecret, RecoveryCode};
use zeroize::Zeroizing;

use crate::buffer::{SealrollBuffer, buffer};
use crate::failure::Failure;
use crate::handle::{Object, Out, borrow, create, free, guard};
use crate::input;
use crate::random::{CallRandom, SealrollRandom};
use crate::status::SealrollStatus;

/// What opens a key file: a recovery code or a passphrase.
///
/// Freed by the caller with `sealroll_secret_free`.
pub struct SealrollSecret {
    _opaque: [u8; 0],
}

impl Object for SealrollSecret {
    type State = Secret;
    const TAG: &'static [u8; 8] = b"srsecret";
}

pub(crate) enum Secret {
    RecoveryCode(RecoveryCode),
    Passphrase(Zeroizing<String>),
}

impl Secret {
    pub(crate) fn as_secret(&self) -> KeyFileSecret<'_> {
        match self {
            Self::RecoveryCode(code) => KeyFileSecret::RecoveryCode(code),
            Self::Passphrase(passphrase) => KeyFileSecret::Passphrase(passphrase),
        }
    }
}

/// What it costs to try one secret on a key file (Argon2id, RFC 9106). Functions that seal a file
/// take a pointer to one; NULL stands for 65536 KiB, 3 passes and 1 lane, about a second.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct SealrollCost {
    /// Memory in KiB, 8 to 1048576, and at least 8 a lane.
    pub memory_kib: u32,
    /// Passes, 1 to 16.
    pub passes: u32,
    /// Lanes, 1 to 4.
    pub lanes: u8,
}

/// Reads a cost; NULL stands for the usual one.
///
/// # Safety
/// The pointer is NULL or valid for reading.
pub(crate) unsafe fn cost(pointer: *const SealrollCost) -> Result<Argon2Cost, Failure> {
    if pointer.is_null() {
        return Ok(Argon2Cost::default());
    }
    if !pointer.is_aligned() {
        return Err(Failure::argument(c"a pointer is not aligned"));
    }
    // SAFETY: not NULL and aligned; the rest is the caller's promise.
    let cost = unsafe { pointer.read() };
    let read = Argon2Cost::new(cost.memory_kib, cost.passes, cost.lanes);
    read.map_err(|_| Failure::argument(c"a cost is out of range"))
}

/// Opens a key file and writes the new object to a place of the caller's.
///
/// # Safety
/// The caller answers for the pointers.
pub(crate) unsafe fn open_file<O: Object>(
    file: *const u8,
    file_length: usize,
    secret: *const SealrollSecret,
    place: *mut *mut O,
    open: impl FnOnce(&[u8], KeyFileSecret<'_>) -> Result<O::State, KeyFileError>,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(place)?;
        // SAFETY: the caller's promise.
        unsafe {
            let (file, secret) = (input::bytes(file, file_length)?, borrow(secret)?);
            out.set(create(open(file, secret.as_secret())?));
        }
        Ok(())
    })
}

/// Seals an object as a key file and writes that to a place of the caller's.
///
/// # Safety
/// The caller answers for the pointers.
pub(crate) unsafe fn seal_file<O: Object>(
    object: *const O,
    secret: *const SealrollSecret,
    cost_of_file: *const SealrollCost,
    random: *const SealrollRandom,
    place: *mut *mut SealrollBuffer,
    seal: impl FnOnce(
        &O::State,
        KeyFileSecret<'_>,
        Argon2Cost,
        &mut CallRandom,
    ) -> Result<Vec<u8>, KeyFileError>,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(place)?;
        // SAFETY: the caller's promise.
        unsafe {
            let (state, secret) = (borrow(object)?, borrow(secret)?);
            let cost = cost(cost_of_file)?;
            let mut random = CallRandom::seed(random)?;
            let sealed = seal(&state, secret.as_secret(), cost, &mut random)?;
            out.set(buffer(&sealed));
        }
        Ok(())
    })
}

/// Draws a recovery code, to be written down by a person.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_secret_generate(
    random: *const SealrollRandom,
    secret: *mut *mut SealrollSecret,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(secret)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let mut random = CallRandom::seed(random)?;
            let code = RecoveryCode::generate(&mut random);
            out.set(create(Secret::RecoveryCode(code)));
        }
        Ok(())
    })
}

/// Reads a recovery code as a person typed it: small letters, spaces and the usual mistakes (O for
/// 0, I for 1) are understood.
///
/// Fails with `SEALROLL_STATUS_BAD_CODE`, or `..._BAD_CHECKSUM` for a mistyped character.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_secret_from_recovery_code(
    text: *const c_char,
    secret: *mut *mut SealrollSecret,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(secret)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let code = RecoveryCode::parse(input::text(text)?)?;
            out.set(create(Secret::RecoveryCode(code)));
        }
        Ok(())
    })
}

/// Takes a recovery code as the 16 bytes that it stands for.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_secret_from_recovery_bytes(
    bytes: *const u8,
    secret: *mut *mut SealrollSecret,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(secret)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let bytes = Zeroizing::new(input::array::<16>(bytes)?);
            let code = RecoveryCode::from_bytes(&bytes);
            out.set(create(Secret::RecoveryCode(code)));
        }
        Ok(())
    })
}

/// Takes a passphrase, whose length is checked when a file is sealed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_secret_from_passphrase(
    text: *const c_char,
    secret: *mut *mut SealrollSecret,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(secret)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let passphrase = Zeroizing::new(input::text(text)?.to_owned());
            out.set(create(Secret::Passphrase(passphrase)));
        }
        Ok(())
    })
}

/// The recovery code in its usual spelling, as a text: six groups of five characters.
///
/// Fails with `SEALROLL_STATUS_ABSENT` for a passphrase.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_secret_recovery_code(
    secret: *const SealrollSecret,
    text: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(text)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            match &*borrow(secret)? {
                Secret::RecoveryCode(code) => out.set(buffer(code.to_text().as_str().as_bytes())),
                Secret::Passphrase(_) => return Err(Failure::absent()),
            }
        }
        Ok(())
    })
}

/// Wipes and frees a secret. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_secret_free(secret: *mut SealrollSecret) {
    // SAFETY: the caller answers for the pointer.
    unsafe { free(secret) }
}

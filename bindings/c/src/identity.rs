//! The root of a list.

use sealroll::Identity;

use crate::buffer::SealrollBuffer;
use crate::handle::{Object, free, read};
use crate::random::SealrollRandom;
use crate::secret::{SealrollCost, SealrollSecret, open_file, seal_file};
use crate::status::SealrollStatus;

/// The root of a list: it certifies devices and changes terms, and nothing else needs it. Seal it
/// as a file, keep that apart from the daily devices, and free it.
///
/// Freed by the caller with `sealroll_identity_free`.
pub struct SealrollIdentity {
    _opaque: [u8; 0],
}

impl Object for SealrollIdentity {
    type State = Identity;
    const TAG: &'static [u8; 8] = b"sridenti";
}

/// Opens an identity file. This takes as long as the file's cost says, usually a second.
///
/// Fails with `SEALROLL_STATUS_OPEN_FAILED` for a wrong secret or a damaged file, and the codes of
/// a decoder.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_identity_from_file(
    file: *const u8,
    file_length: usize,
    secret: *const SealrollSecret,
    identity: *mut *mut SealrollIdentity,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { open_file(file, file_length, secret, identity, Identity::from_file) }
}

/// Seals the identity as a file. `cost` may be NULL.
///
/// Fails with `SEALROLL_STATUS_LIMIT` for a passphrase of the wrong length or too little memory.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_identity_to_file(
    identity: *const SealrollIdentity,
    secret: *const SealrollSecret,
    cost_of_file: *const SealrollCost,
    random: *const SealrollRandom,
    file: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        seal_file(
            identity,
            secret,
            cost_of_file,
            random,
            file,
            |state, secret, cost, random| state.to_file(secret, cost, random),
        )
    }
}

/// The list's id: 16 bytes are written to `list_id`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_identity_list_id(
    identity: *const SealrollIdentity,
    list_id: *mut u8,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(identity, list_id.cast::<[u8; 16]>(), |identity| {
            Ok(*identity.list_id().as_bytes())
        })
    }
}

/// Wipes and frees an identity. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_identity_free(identity: *mut SealrollIdentity) {
    // SAFETY: the caller answers for the pointer.
    unsafe { free(identity) }
}

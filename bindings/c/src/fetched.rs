//! Envelopes of an epoch on their way to the owner.

use sealroll::Fetch;

use crate::handle::{Object, free, read};
use crate::status::SealrollStatus;

/// The envelopes of one epoch as the processor returned them, not yet held against the log.
///
/// Freed by the caller with `sealroll_fetched_free`.
pub struct SealrollFetched {
    _opaque: [u8; 0],
}

impl Object for SealrollFetched {
    type State = Fetch;
    const TAG: &'static [u8; 8] = b"srfetchd";
}

/// How many envelopes there are.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_fetched_count(
    fetched: *const SealrollFetched,
    count: *mut usize,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(fetched, count, |fetched| Ok(fetched.fetched().len())) }
}

/// Frees what was fetched. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_fetched_free(fetched: *mut SealrollFetched) {
    // SAFETY: the caller answers for the pointer.
    unsafe { free(fetched) }
}

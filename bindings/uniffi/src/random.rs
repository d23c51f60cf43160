//! Randomness of the operating system.

use getrandom::SysRng;
use rand_core::UnwrapErr;

use crate::failure::SealrollError;

/// The system's generator, after it has shown that it works. Without randomness nothing may be
/// sealed.
pub(crate) fn random() -> Result<UnwrapErr<SysRng>, SealrollError> {
    let mut probe = [0; 1];
    getrandom::fill(&mut probe)
        .map_err(|_| SealrollError::new("random-failed", "the system gave no random numbers"))?;
    Ok(UnwrapErr(SysRng))
}

//! Randomness of the browser or of Node.

use getrandom::SysRng;
use rand_core::UnwrapErr;

/// A generator that fails by aborting: without randomness nothing must be sealed.
pub(crate) fn random() -> UnwrapErr<SysRng> {
    UnwrapErr(SysRng)
}

//! Randomness of the operating system.

use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;

/// A generator that fails by panicking: without randomness nothing must be sealed.
pub(crate) fn random() -> UnwrapErr<SysRng> {
    UnwrapErr(SysRng)
}

//! Randomness of the operating system.

use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;

/// A generator that fails by panicking.
#[must_use]
pub fn random() -> UnwrapErr<SysRng> {
    UnwrapErr(SysRng)
}

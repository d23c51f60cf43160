use core::ops::Deref;

/// A structure whose signature and list have been checked.
///
/// Only the checks of this crate make one, so that code which asks for it cannot be handed
/// something unchecked. Checks that depend on the moment (validity, roll-back) are not included.
#[derive(Clone, Debug)]
pub struct Verified<T>(T);

impl<T> Verified<T> {
    pub(crate) const fn new(checked: T) -> Self {
        Self(checked)
    }

    /// The structure itself, no longer marked as checked.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Verified<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

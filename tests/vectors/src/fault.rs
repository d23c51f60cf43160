//! Why a journey did not end as it must.

use core::fmt;

/// What went wrong, for a person.
#[derive(Debug)]
pub(crate) struct Fault(String);

impl Fault {
    pub(crate) fn new(reason: impl fmt::Display) -> Self {
        Self(reason.to_string())
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Fault {}

/// Turns whatever is no success into a fault.
pub(crate) trait OrFault<T> {
    fn or_fault(self, step: &str) -> Result<T, Fault>;
}

impl<T, E: fmt::Debug> OrFault<T> for Result<T, E> {
    fn or_fault(self, step: &str) -> Result<T, Fault> {
        self.map_err(|error| Fault(format!("{step}: {error:?}")))
    }
}

impl<T> OrFault<T> for Option<T> {
    fn or_fault(self, step: &str) -> Result<T, Fault> {
        self.ok_or_else(|| Fault(step.to_owned()))
    }
}

/// A fault unless both are equal.
pub(crate) fn equal<T: fmt::Debug + PartialEq>(
    step: &str,
    found: &T,
    wanted: &T,
) -> Result<(), Fault> {
    if found == wanted {
        Ok(())
    } else {
        Err(Fault(format!("{step}: {found:?} instead of {wanted:?}")))
    }
}

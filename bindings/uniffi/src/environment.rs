//! Production and test.

use core::fmt;

/// Which lists a device accepts. Lists of one environment mean nothing in the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Environment {
    /// Real visits.
    Production,
    /// Visits that nobody made.
    Test,
}

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        sealroll::Environment::from(*self).fmt(f)
    }
}

impl From<Environment> for sealroll::Environment {
    fn from(environment: Environment) -> Self {
        match environment {
            Environment::Production => Self::Production,
            Environment::Test => Self::Test,
        }
    }
}

impl From<sealroll::Environment> for Environment {
    fn from(environment: sealroll::Environment) -> Self {
        match environment {
            sealroll::Environment::Production => Self::Production,
            sealroll::Environment::Test => Self::Test,
        }
    }
}

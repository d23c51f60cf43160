//! Who computes: the vectors that this machine has, or nobody but the plain code.

use core::fmt;
use core::sync::atomic::{AtomicUsize, Ordering};

use crate::dispatch;

/// A way to compute exchanges. The results of all are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Backend {
    /// Eight lanes with AVX-512 IFMA, found at run time.
    Ifma8,
    /// Four lanes with AVX2, found at run time.
    Avx2x4,
    /// Two lanes with WebAssembly's simd128, decided at build time.
    Simd128x2,
    /// One after the other with x25519-dalek.
    Serial,
}

impl Backend {
    /// Every backend, fastest first, whether this machine has it or not.
    pub const ALL: [Self; 4] = [Self::Ifma8, Self::Avx2x4, Self::Simd128x2, Self::Serial];

    /// Whether this machine, or this build for WebAssembly, has it.
    #[must_use]
    pub fn is_available(self) -> bool {
        dispatch::is_available(self)
    }

    /// How many exchanges it computes at once.
    #[must_use]
    pub const fn lanes(self) -> usize {
        match self {
            Self::Ifma8 => 8,
            Self::Avx2x4 => 4,
            Self::Simd128x2 => 2,
            Self::Serial => 1,
        }
    }

    /// Its name in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ifma8 => "ifma8",
            Self::Avx2x4 => "avx2x4",
            Self::Simd128x2 => "simd128x2",
            Self::Serial => "serial",
        }
    }
}

impl fmt::Display for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The backends that this machine has, fastest first. [`Backend::Serial`] is always the last.
pub fn backends() -> impl Iterator<Item = Backend> {
    Backend::ALL
        .into_iter()
        .filter(|backend| backend.is_available())
}

/// The fastest backend for large batches, of those that [`limit`] allows.
#[must_use]
pub fn best() -> Backend {
    let skipped = SKIPPED.load(Ordering::Relaxed);
    let mut allowed = Backend::ALL.into_iter().skip(skipped);
    let best = allowed.find(|backend| backend.is_available());
    best.unwrap_or(Backend::Serial)
}

/// Leaves the backends that are faster than `fastest` alone, from now on and in the whole process:
/// to measure what other machines get, or where a processor's vectors are not trusted. Results are
/// the same.
pub fn limit(fastest: Backend) {
    let index = Backend::ALL.iter().position(|backend| *backend == fastest);
    SKIPPED.store(index.unwrap_or(0), Ordering::Relaxed);
}

/// How many of [`Backend::ALL`] are not to be used.
static SKIPPED: AtomicUsize = AtomicUsize::new(0);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_leaves_faster_backends_alone() {
        for fastest in Backend::ALL {
            limit(fastest);
            let allowed = Backend::ALL.iter().skip_while(|one| **one != fastest);
            let expected = allowed.copied().find(|one| one.is_available());
            assert_eq!(Some(best()), expected);
        }
        limit(Backend::ALL[0]);
        assert_eq!(Some(best()), backends().next());
    }
}

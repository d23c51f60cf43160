//! From a backend to code that was compiled for its processor features.

use crate::backend::Backend;
#[cfg(any(
    target_arch = "x86_64",
    all(target_arch = "wasm32", target_feature = "simd128")
))]
use crate::chunk::{self, CHUNK};
use crate::chunk::{Points, Secrets};
#[cfg(target_arch = "x86_64")]
use crate::field_avx2::Avx2;
#[cfg(target_arch = "x86_64")]
use crate::field_ifma::Ifma;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
use crate::field_simd128::Simd128;
use crate::serial;
#[cfg(target_arch = "x86_64")]
use crate::single_avx2;

/// Whether the code of this backend can run here.
pub(crate) fn is_available(backend: Backend) -> bool {
    match backend {
        #[cfg(target_arch = "x86_64")]
        Backend::Ifma8 => Ifma::detect().is_some(),
        #[cfg(target_arch = "x86_64")]
        Backend::Avx2x4 => Avx2::detect().is_some(),
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        Backend::Simd128x2 => true,
        Backend::Serial => true,
        #[allow(unreachable_patterns, reason = "every backend exists somewhere else")]
        _ => false,
    }
}

/// Computes a chunk with the backend, or with the plain code if the machine lacks it.
pub(crate) fn exchange(
    backend: Backend,
    secrets: Secrets<'_>,
    points: Points<'_>,
    shared: &mut [[u8; 32]],
) {
    #[cfg(target_arch = "x86_64")]
    if backend == Backend::Ifma8
        && let Some(ifma) = Ifma::detect()
    {
        // SAFETY: `Ifma` proves that the processor has the features.
        return unsafe { with_ifma(ifma, secrets, points, shared) };
    }
    #[cfg(target_arch = "x86_64")]
    if backend == Backend::Avx2x4
        && let Some(avx2) = Avx2::detect()
    {
        // SAFETY: `Avx2` proves that the processor has the feature.
        return unsafe { with_avx2(avx2, secrets, points, shared) };
    }
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    if backend == Backend::Simd128x2 {
        return chunk::exchange::<Simd128, { CHUNK / 2 }>(Simd128, secrets, points, shared);
    }
    let _ = backend;
    serial::exchange(secrets, points, shared);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512ifma")]
fn with_ifma(ifma: Ifma, secrets: Secrets<'_>, points: Points<'_>, shared: &mut [[u8; 32]]) {
    chunk::exchange::<Ifma, { CHUNK / 8 }>(ifma, secrets, points, shared);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn with_avx2(avx2: Avx2, secrets: Secrets<'_>, points: Points<'_>, shared: &mut [[u8; 32]]) {
    // Three of its lanes would idle.
    if let (Points::Each([key]), [shared]) = (points, &mut *shared) {
        *shared = single_avx2::exchange(avx2, secrets.of(0), key);
        return;
    }
    chunk::exchange::<Avx2, { CHUNK / 4 }>(avx2, secrets, points, shared);
}

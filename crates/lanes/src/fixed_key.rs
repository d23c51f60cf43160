//! Many fresh secrets with one recipient: sealing many to one venue.

use alloc::boxed::Box;
use alloc::vec::Vec;

#[cfg(target_arch = "x86_64")]
use curve25519_dalek::constants::ED25519_BASEPOINT_POINT;
use curve25519_dalek::constants::ED25519_BASEPOINT_TABLE;
use curve25519_dalek::edwards::{EdwardsBasepointTable, EdwardsPoint};
use curve25519_dalek::montgomery::MontgomeryPoint;
use curve25519_dalek::traits::BasepointTable;
use zeroize::{Zeroize, Zeroizing};

use crate::backend::{Backend, best};
use crate::chunk::CHUNK;
#[cfg(target_arch = "x86_64")]
use crate::chunk::{Points, Secrets};
#[cfg(target_arch = "x86_64")]
use crate::dispatch;
#[cfg(target_arch = "x86_64")]
use crate::doublings::Doublings;
use crate::exchange::{BASE_POINT, pairwise_with};

/// A recipient's public key, prepared for many fresh secrets.
///
/// Vectors multiply the base point and the recipient's with a table of their doublings. Other machines
/// look multiples up in tables, of points of the birationally equivalent Edwards curve (RFC 7748
/// section 4.1). All results of a chunk share an inversion.
///
/// Every key gives what X25519 gives. A key on the curve but off the subgroup of prime order has
/// tables as good as any: scalars are not reduced, and no addition meets an exception. A key on the
/// twist has no point of the Edwards curve and takes the ladder; so does one of small order.
///
/// # Security
/// Doublings are read from beginning to end, look-ups read the whole row of their table, so that no address
/// depends on a secret.
pub struct FixedKey {
    public_key: [u8; 32],
    backend: Backend,
    way: Way,
}

/// How exchanges are computed.
enum Way {
    /// From the doublings of the base point and the key.
    #[cfg(target_arch = "x86_64")]
    Doublings(Doublings, Doublings),
    /// From multiples of the key, and of the base point, by the plain code.
    Multiples(Box<EdwardsBasepointTable>),
    /// With nothing known beforehand.
    Ladder,
}

impl FixedKey {
    /// Prepares a key for this machine: tables of 20 KB for each of the two points, made in the time of
    /// some exchanges; or one of 30 KB in the time of thirty.
    #[must_use]
    pub fn new(public_key: &[u8; 32]) -> Self {
        Self::with_backend(best(), public_key)
    }

    /// [`new`](Self::new) for a backend, for comparisons.
    #[must_use]
    pub fn with_backend(backend: Backend, public_key: &[u8; 32]) -> Self {
        let point = MontgomeryPoint(*public_key).to_edwards(0);
        Self {
            public_key: *public_key,
            backend,
            way: point.map_or(Way::Ladder, |point| Way::to(&point, backend)),
        }
    }

    /// The key.
    #[must_use]
    pub const fn public_key(&self) -> &[u8; 32] {
        &self.public_key
    }

    /// Whether there is a table.
    #[must_use]
    pub const fn has_table(&self) -> bool {
        !matches!(self.way, Way::Ladder)
    }

    /// The public key of each secret, and what it shares with the recipient.
    ///
    /// # Panics
    /// If the three have different lengths.
    ///
    /// # Security
    /// As for [`shared_secrets`](crate::shared_secrets).
    pub fn exchange_many(
        &self,
        secrets: &[[u8; 32]],
        public_keys: &mut [[u8; 32]],
        shared: &mut [[u8; 32]],
    ) {
        assert_eq!(secrets.len(), public_keys.len(), "a place for each key");
        assert_eq!(secrets.len(), shared.len(), "a place for each result");
        let chunks = secrets
            .chunks(CHUNK)
            .zip(public_keys.chunks_mut(CHUNK))
            .zip(shared.chunks_mut(CHUNK));
        for ((secrets, public_keys), shared) in chunks {
            match &self.way {
                #[cfg(target_arch = "x86_64")]
                Way::Doublings(base, own) => {
                    let secrets = Secrets::Each(secrets);
                    dispatch::exchange(self.backend, secrets, Points::Known(base), public_keys);
                    dispatch::exchange(self.backend, secrets, Points::Known(own), shared);
                }
                Way::Multiples(table) => look_up(table, secrets, public_keys, shared),
                Way::Ladder => {
                    let same = |key| [key; CHUNK];
                    let (base, own) = (same(BASE_POINT), same(self.public_key));
                    let count = secrets.len();
                    pairwise_with(self.backend, secrets, &base[..count], public_keys);
                    pairwise_with(self.backend, secrets, &own[..count], shared);
                }
            }
        }
    }
}

impl Way {
    fn to(point: &EdwardsPoint, backend: Backend) -> Self {
        if !backend.is_available() || backend == Backend::Serial {
            return Self::Multiples(Box::new(EdwardsBasepointTable::create(point)));
        }
        #[cfg(target_arch = "x86_64")]
        if let [Some(base), Some(own)] = [&ED25519_BASEPOINT_POINT, point].map(Doublings::new) {
            return Self::Doublings(base, own);
        }
        Self::Ladder
    }
}

/// Both multiples of each secret, with one inversion for all.
fn look_up(
    table: &EdwardsBasepointTable,
    secrets: &[[u8; 32]],
    public_keys: &mut [[u8; 32]],
    shared: &mut [[u8; 32]],
) {
    let mut points: Zeroizing<Vec<EdwardsPoint>> =
        Zeroizing::new(Vec::with_capacity(2 * secrets.len()));
    for secret in secrets {
        points.push(ED25519_BASEPOINT_TABLE.mul_base_clamped(*secret));
        points.push(table.mul_base_clamped(*secret));
    }
    let mut multiples = EdwardsPoint::to_montgomery_batch(&points);
    let places = public_keys.iter_mut().zip(shared);
    for ((public_key, shared), pair) in places.zip(multiples.chunks_exact(2)) {
        *public_key = pair[0].to_bytes();
        *shared = pair[1].to_bytes();
    }
    multiples.zeroize();
}

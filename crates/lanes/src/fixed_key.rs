//! Many fresh secrets with one recipient: sealing many to one venue.

use alloc::boxed::Box;
use alloc::vec::Vec;

use curve25519_dalek::constants::ED25519_BASEPOINT_TABLE;
use curve25519_dalek::edwards::{EdwardsBasepointTable, EdwardsPoint};
use curve25519_dalek::montgomery::MontgomeryPoint;
use curve25519_dalek::traits::BasepointTable;
use zeroize::{Zeroize, Zeroizing};

use crate::backend::{Backend, best};
use crate::chunk::CHUNK;
use crate::exchange::{BASE_POINT, pairwise_with};

/// A recipient's public key, prepared for many fresh secrets.
///
/// Eight lanes climb the ladder twice, with the base point and with the recipient, sooner than
/// anything else here. Other machines look multiples up in tables, of the base point and of the
/// recipient, as points of the birationally equivalent Edwards curve (RFC 7748 section 4.1); all
/// results of a chunk share one inversion.
///
/// Every key gives what X25519 gives. A key on the curve but off the subgroup of prime order has a
/// table as good as any: scalars are not reduced, and the additions of the Edwards curve know no
/// exception. A key on the twist has no point of the Edwards curve and takes the ladder.
///
/// # Security
/// Look-ups read the whole row of the table, so that no address depends on a secret.
pub struct FixedKey {
    public_key: [u8; 32],
    backend: Backend,
    table: Option<Box<EdwardsBasepointTable>>,
}

impl FixedKey {
    /// Prepares a key for this machine. A table takes as long as some thirty exchanges to make, and
    /// 30 KB.
    #[must_use]
    pub fn new(public_key: &[u8; 32]) -> Self {
        Self::with_backend(best(), public_key)
    }

    /// [`new`](Self::new) for a backend, for comparisons.
    #[must_use]
    pub fn with_backend(backend: Backend, public_key: &[u8; 32]) -> Self {
        let table = match backend {
            Backend::Ifma8 if backend.is_available() => None,
            _ => MontgomeryPoint(*public_key)
                .to_edwards(0)
                .map(|point| Box::new(EdwardsBasepointTable::create(&point))),
        };
        Self {
            public_key: *public_key,
            backend,
            table,
        }
    }

    /// The key.
    #[must_use]
    pub const fn public_key(&self) -> &[u8; 32] {
        &self.public_key
    }

    /// Whether multiples are looked up in a table.
    #[must_use]
    pub const fn has_table(&self) -> bool {
        self.table.is_some()
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
        let Some(table) = &self.table else {
            let own = |key: &[u8; 32]| Vec::from_iter(secrets.iter().map(|_| *key));
            pairwise_with(self.backend, secrets, &own(&BASE_POINT), public_keys);
            pairwise_with(self.backend, secrets, &own(&self.public_key), shared);
            return;
        };
        let chunks = secrets
            .chunks(CHUNK)
            .zip(public_keys.chunks_mut(CHUNK))
            .zip(shared.chunks_mut(CHUNK));
        for ((secrets, public_keys), shared) in chunks {
            look_up(table, secrets, public_keys, shared);
        }
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

//! Up to 64 exchanges that share one inversion.

use zeroize::Zeroize;

use crate::bits::Bits;
#[cfg(all(target_arch = "x86_64", not(target_os = "none")))]
use crate::doublings::Doublings;
use crate::field::{Field, MAXIMUM_LANES, Rows};
use crate::inversion::Powers;
use crate::ladder::{self, Fraction};
use crate::limbs;

/// Whose secrets meet the public keys.
#[derive(Clone, Copy)]
pub(crate) enum Secrets<'a> {
    /// One secret meets every public key.
    One(&'a [u8; 32]),
    /// Each secret meets the public key of the same index.
    Each(&'a [[u8; 32]]),
}

impl<'a> Secrets<'a> {
    /// Whose meets the public key of this index.
    pub(crate) fn of(self, index: usize) -> &'a [u8; 32] {
        match self {
            Self::One(secret) => secret,
            Self::Each(secrets) => &secrets[index],
        }
    }
}

/// What the secrets meet.
#[derive(Clone, Copy)]
pub(crate) enum Points<'a> {
    /// A public key for each place.
    Each(&'a [[u8; 32]]),
    /// The same point in each place, whose doublings are known.
    #[cfg(all(target_arch = "x86_64", not(target_os = "none")))]
    Known(&'a Doublings),
}

impl<'a> Points<'a> {
    /// The u-coordinate in the place of this index.
    pub(crate) fn at(self, index: usize) -> &'a [u8; 32] {
        match self {
            Self::Each(keys) => &keys[index],
            #[cfg(all(target_arch = "x86_64", not(target_os = "none")))]
            Self::Known(doublings) => doublings.public_key(),
        }
    }
}

/// Computes at most [`CHUNK`] exchanges in at most `VECTORS` vectors.
///
/// Montgomery's trick, in each lane for itself: the prefix products of all `z` are formed, the
/// last one is inverted, and going back yields the inverse of each `z` (P. L. Montgomery,
/// "Speeding the Pollard and elliptic curve methods of factorization", 1987, section 10.3.1). A
/// `z` of zero, which only a public key of small order gives, would make every product zero. It
/// is replaced by one, and the result of that record by zero.
#[inline(always)]
pub(crate) fn exchange<F: Field, const VECTORS: usize>(
    field: F,
    secrets: Secrets<'_>,
    points: Points<'_>,
    shared: &mut [[u8; 32]],
) {
    let one = field.reduce(&field.small(1));
    let mut x = [one; VECTORS];
    let mut z = [one; VECTORS];
    let mut prefixes = [one; VECTORS];
    let mut zeros = [0; VECTORS];
    let count = shared.len().min(VECTORS * F::LANES);
    let vectors = count.div_ceil(F::LANES);

    let mut product = one;
    for vector in 0..vectors {
        let lanes = vector * F::LANES..count.min((vector + 1) * F::LANES);
        let bits = match secrets {
            Secrets::One(secret) => Bits::same(secret),
            Secrets::Each(secrets) => Bits::each(&secrets[lanes.clone()]),
        };
        let multiple: Fraction<F> = match points {
            Points::Each(keys) => ladder::multiply(field, &rows(&keys[lanes]), &bits),
            #[cfg(all(target_arch = "x86_64", not(target_os = "none")))]
            Points::Known(doublings) => doublings.multiply(field, &bits),
        };
        zeros[vector] = zero_lanes(field, &multiple.z);
        x[vector] = multiple.x;
        z[vector] = field.select(field.choice(zeros[vector]), &one, &multiple.z);
        prefixes[vector] = product;
        product = field.times(&product, &z[vector]);
    }

    let mut inverse = field.invert(&product);
    for vector in (0..vectors).rev() {
        let own = field.times(&inverse, &prefixes[vector]);
        inverse = field.times(&inverse, &z[vector]);
        let mut rows = field.store(&field.times(&x[vector], &own));
        let places = shared[vector * F::LANES..].iter_mut().take(F::LANES);
        for (lane, (place, row)) in places.zip(&rows).enumerate() {
            let keep = (zeros[vector] >> lane & 1).wrapping_sub(1);
            *place = limbs::to_bytes(row).map(|byte| byte & keep);
        }
        rows.zeroize();
    }

    x.zeroize();
    z.zeroize();
    prefixes.zeroize();
    product.zeroize();
    inverse.zeroize();
}

/// The u-coordinates of the keys; lanes without a key get zero.
#[inline(always)]
fn rows(keys: &[[u8; 32]]) -> Rows {
    let mut rows = [[0; 5]; MAXIMUM_LANES];
    for (row, key) in rows.iter_mut().zip(keys) {
        *row = limbs::from_bytes(key);
    }
    rows
}

/// Bit `i` tells whether lane `i` is zero modulo p.
#[inline(always)]
fn zero_lanes<F: Field>(field: F, element: &F::Element) -> u8 {
    let mut rows = field.store(element);
    let mut zeros = 0;
    for (lane, row) in rows.iter().enumerate().take(F::LANES) {
        let mut bytes = limbs::to_bytes(row);
        zeros |= limbs::is_zero(&bytes) << lane;
        bytes.zeroize();
    }
    rows.zeroize();
    zeros
}

/// How many exchanges share an inversion. Beyond 64 it costs too little to matter.
pub(crate) const CHUNK: usize = 64;

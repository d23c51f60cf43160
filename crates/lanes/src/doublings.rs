//! Multiples of a point that is known beforehand: a ladder from the lowest bit up.
//!
//! What a ladder doubles from step to step depends on the point alone, and is in a table here. A bit
//! then costs one differential addition, 4 multiplications and 2 squarings instead of 5 and 4
//! (T. Oliveira, J. López, H. Hışıl, A. Faz-Hernández and F. Rodríguez-Henríquez, "How to
//! (pre-)compute a ladder", 2017). Each lane has a scalar of its own; the table is read from
//! beginning to end, whatever the scalars are.

use alloc::vec::Vec;

use curve25519_dalek::constants::EIGHT_TORSION;
use curve25519_dalek::edwards::EdwardsPoint;
use zeroize::Zeroize;

use crate::bits::{Bits, HIGHEST, LOWEST};
use crate::field::Field;
use crate::ladder::{Fraction, double};
use crate::limbs::{self, Limbs};

/// `2^i P` for each bit `i` of a clamped scalar that counts, and where the ladder begins.
pub(crate) struct Doublings {
    public_key: [u8; 32],
    /// The u-coordinate of `P - S`.
    difference: Limbs,
    rows: Vec<Row>,
}

/// A u-coordinate plus one and minus one.
pub(crate) struct Row {
    pub(crate) above: Limbs,
    pub(crate) below: Limbs,
}

impl Doublings {
    /// Of a point of the curve; `None` if it is of small order.
    pub(crate) fn new(point: &EdwardsPoint) -> Option<Self> {
        if point.is_small_order() {
            return None;
        }
        // S is in the middle of the subgroup of order eight.
        let mut points = Vec::from([point - EIGHT_TORSION[2]]);
        let doublings = core::iter::successors(Some(*point), |point| Some(point + point));
        points.extend(doublings.take(HIGHEST - LOWEST + 1));
        let coordinates = EdwardsPoint::to_montgomery_batch(&points);
        let mut coordinates = coordinates.iter().map(|point| limbs::from_bytes(&point.0));
        Some(Self {
            public_key: point.to_montgomery().to_bytes(),
            difference: coordinates.next()?,
            rows: coordinates.map(Row::around).collect(),
        })
    }

    /// The u-coordinate of P.
    pub(crate) const fn public_key(&self) -> &[u8; 32] {
        &self.public_key
    }

    /// The multiples of the point by clamped scalars.
    ///
    /// Two multiples, `R` and `R'`, add up to `2^i P` before each step. A bit of one adds that to `R`,
    /// zero to `R'`, and the other of the two is the difference that a differential addition asks
    /// for, which must not be the neutral element or of order two. So R begins at a point S of order
    /// four, which the three doublings at the end remove. But for S, R is always a multiple of P by a
    /// number from 0 on, R' by one from 1 on, both at most `2^252`: below the prime order.
    #[inline(always)]
    pub(crate) fn multiply<F: Field>(&self, field: F, bits: &Bits) -> Fraction<F> {
        let one = field.small(1);
        let mut state = State {
            // S has the u-coordinate 1.
            sum: (field.raise(&one), one),
            other: (field.raise(&field.same(&self.difference)), one),
        };
        field.ascend(&mut state, &self.rows, bits);
        // The highest bit of each scalar is one, so R was the last one that was added to.
        let State { sum, other } = &mut state;
        for _ in 0..LOWEST {
            let (a, b) = (field.add(&sum.0, &sum.1), field.subtract(&sum.0, &sum.1));
            *sum = double(field, &a, &b);
        }
        let multiple = Fraction {
            x: field.reduce_raised(&sum.0),
            z: field.reduce(&sum.1),
        };
        for fraction in [sum, other] {
            fraction.0.zeroize();
            fraction.1.zeroize();
        }
        multiple
    }
}

/// The multiple that was added to last, and the other one, as fractions.
pub(crate) struct State<F: Field> {
    pub(crate) sum: (F::Raised, F::Product),
    pub(crate) other: (F::Raised, F::Product),
}

/// A step for each bit.
#[inline(always)]
pub(crate) fn ascend<F: Field>(field: F, state: &mut State<F>, rows: &[Row], bits: &Bits) {
    // As after a bit of one.
    let mut previous = 0xff;
    for (index, row) in (LOWEST..=HIGHEST).zip(rows) {
        let lanes = bits.lanes(index);
        let choice = field.choice(lanes ^ previous);
        field.swap(choice, &mut state.sum, &mut state.other);
        add(field, state, row);
        previous = lanes;
    }
}

/// `(X : Z)` plus the point of u-coordinate `u`, where `(X' : Z')` is their difference
/// (P. L. Montgomery, "Speeding the Pollard and elliptic curve methods of factorization", 1987,
/// section 10.3.1):
///
/// ```text
/// A = (X - Z) (u + 1)   B = (X + Z) (u - 1)
/// X = Z' (A + B)^2      Z = X' (A - B)^2
/// ```
#[inline(always)]
fn add<F: Field>(field: F, state: &mut State<F>, row: &Row) {
    let State { sum: (x, z), other } = state;
    let above = field.reduce(&field.same(&row.above));
    let below = field.reduce(&field.same(&row.below));
    let a = field.multiply_raised(&field.subtract(x, z), &above);
    let b = field.multiply(&field.add(x, z), &below);
    let sum = field.square(&field.add(&a, &b));
    let difference = field.square(&field.subtract(&a, &b));
    *x = field.multiply_raised(&field.reduce(&sum), &field.reduce(&other.1));
    *z = field.multiply(&field.reduce(&difference), &field.reduce_raised(&other.0));
}

impl Row {
    fn around(coordinate: Limbs) -> Self {
        // p - 1 is -1.
        let below = [(1 << 51) - 20, LIMB, LIMB, LIMB, LIMB];
        let plus = |number: Limbs| {
            let sum = core::array::from_fn(|index| coordinate[index] + number[index]);
            limbs::from_bytes(&limbs::to_bytes(&sum))
        };
        Self {
            above: plus([1, 0, 0, 0, 0]),
            below: plus(below),
        }
    }
}

/// The largest limb.
const LIMB: u64 = (1 << 51) - 1;

#[cfg(test)]
mod tests {
    use curve25519_dalek::constants::ED25519_BASEPOINT_POINT;

    use super::*;
    use crate::field_avx2::Avx2;

    /// Eight lanes take the steps that are written here, four lanes their own.
    #[test]
    fn steps_of_four_lanes_are_these() {
        let Some(avx2) = Avx2::detect() else {
            return;
        };
        let doublings = Doublings::new(&ED25519_BASEPOINT_POINT).expect("a point of large order");
        let bits = Bits::each(&[[1; 32], [0xff; 32], [0; 32], [0x5a; 32]]);
        let one = avx2.small(1);
        let start = || State::<Avx2> {
            sum: (one, one),
            other: (avx2.same(&doublings.difference), one),
        };
        let (mut here, mut there) = (start(), start());
        ascend(avx2, &mut here, &doublings.rows, &bits);
        avx2.ascend(&mut there, &doublings.rows, &bits);
        for (here, there) in [(here.sum, there.sum), (here.other, there.other)] {
            let [a, b] = [here.0, there.0].map(|x| avx2.reduce(&x));
            let [c, d] = [here.1, there.1].map(|z| avx2.reduce(&z));
            let bytes = |element| avx2.store(&element).map(|row| limbs::to_bytes(&row));
            assert_eq!(bytes(a), bytes(b));
            assert_eq!(bytes(c), bytes(d));
        }
    }
}

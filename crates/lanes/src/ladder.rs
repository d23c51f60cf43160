//! The Montgomery ladder of RFC 7748 section 5, each lane with a point and a scalar of its own.

use zeroize::Zeroize;

use crate::bits::{Bits, HIGHEST, LOWEST};
use crate::field::{Field, Rows};

/// The u-coordinate of a multiple as a fraction `x / z`.
pub(crate) struct Fraction<F: Field> {
    pub(crate) x: F::Element,
    pub(crate) z: F::Element,
}

/// Multiplies the point with u-coordinate `rows[i]` by the scalar of lane `i`.
///
/// RFC 7748 swaps `(x_2, z_2)` and `(x_3, z_3)` where a bit differs from the one before. Only the
/// doubling minds the order: the addition computes `(DA + CB)^2` and `x_1 (DA - CB)^2`, and a swap
/// exchanges DA and CB (Costello and Smith, "Montgomery curves and their arithmetic", section 4,
/// on the symmetry of the differential addition). So what is to be doubled is selected, and
/// nothing else moves.
///
/// Bits known from clamping save the rest: bit 254 is one, and from the neutral element and P it
/// leads to 2P and P; the last three are zero, and need no addition.
#[inline(always)]
pub(crate) fn multiply<F: Field>(field: F, rows: &Rows, bits: &Bits) -> Fraction<F> {
    let one = field.small(1);
    let x_1 = field.load(rows);
    let mut u = field.fix(&field.reduce(&x_1));
    let x_1 = field.raise(&x_1);
    let doubled = double(field, &field.add(&x_1, &one), &field.subtract(&x_1, &one));
    let mut state = State {
        doubled,
        sum: (x_1, one),
    };
    let swap = field.climb(&mut state, &u, bits);
    let multiple = tail(field, &state, swap);
    u.zeroize();
    for multiple in [&mut state.doubled, &mut state.sum] {
        multiple.0.zeroize();
        multiple.1.zeroize();
    }
    multiple
}

/// The multiple that was doubled last, and the sum of both multiples before; they differ by P.
pub(crate) struct State<F: Field> {
    pub(crate) doubled: (F::Raised, F::Product),
    pub(crate) sum: (F::Raised, F::Product),
}

/// A step for each bit that clamping leaves open. The swap for a zero bit after them is what it gives.
#[inline(always)]
pub(crate) fn climb<F: Field>(field: F, state: &mut State<F>, u: &F::Fixed, bits: &Bits) -> u8 {
    let mut previous = bits.lanes(HIGHEST);
    for index in (LOWEST..HIGHEST).rev() {
        let lanes = bits.lanes(index);
        *state = step(field, state, u, lanes ^ previous);
        previous = lanes;
    }
    previous
}

/// One bit (RFC 7748 section 5, the body of the loop). In lanes of `swap` the sum is what is
/// doubled.
///
/// The next step waits for `z_sum` most of all, so whatever leads to it stands as early as it can,
/// and the end of the doubling fills the time that it takes.
#[inline(always)]
fn step<F: Field>(field: F, state: &State<F>, u: &F::Fixed, swap: u8) -> State<F> {
    let (x_2, z_2) = &state.doubled;
    let (x_3, z_3) = &state.sum;
    let choice = field.choice(swap);
    let a = field.add(x_2, z_2);
    let b = field.subtract(x_2, z_2);
    let c = field.add(x_3, z_3);
    let d = field.subtract(x_3, z_3);
    let da = field.multiply_raised(&d, &a);
    let cb = field.multiply(&c, &b);
    let difference = field.subtract(&da, &cb);
    let sum = field.add(&da, &cb);
    let squares = squares(
        field,
        &field.select(choice, &c, &a),
        &field.select(choice, &d, &b),
    );
    let difference = field.reduce(&field.square(&difference));
    let x_sum = field.square_raised(&sum);
    let z_sum = field.multiply_fixed(&difference, u);
    State {
        doubled: double_squares(field, &squares),
        sum: (x_sum, z_sum),
    }
}

/// Three zero bits: the multiple that stands for zero is doubled thrice.
#[inline(always)]
fn tail<F: Field>(field: F, state: &State<F>, swap: u8) -> Fraction<F> {
    let (x_2, z_2) = &state.doubled;
    let (x_3, z_3) = &state.sum;
    let choice = field.choice(swap);
    let mut a = field.select(choice, &field.add(x_3, z_3), &field.add(x_2, z_2));
    let mut b = field.select(choice, &field.subtract(x_3, z_3), &field.subtract(x_2, z_2));
    for _ in 1..LOWEST {
        let (x, z) = double(field, &a, &b);
        a = field.add(&x, &z);
        b = field.subtract(&x, &z);
    }
    let (x, z) = double(field, &a, &b);
    Fraction {
        x: field.reduce_raised(&x),
        z: field.reduce(&z),
    }
}

/// Doubles the multiple of which `a = x + z` and `b = x - z` (RFC 7748 section 5):
///
/// ```text
/// AA = A^2   BB = B^2   E = AA - BB
/// x_2 = AA * BB   z_2 = E * (AA + a24 * E)
/// ```
#[inline(always)]
pub(crate) fn double<F: Field>(
    field: F,
    a: &F::Element,
    b: &F::Element,
) -> (F::Raised, F::Product) {
    double_squares(field, &squares(field, a, b))
}

#[inline(always)]
fn squares<F: Field>(field: F, a: &F::Element, b: &F::Element) -> (F::Raised, F::Product) {
    (field.square_raised(a), field.square(b))
}

#[inline(always)]
fn double_squares<F: Field>(
    field: F,
    (aa, bb): &(F::Raised, F::Product),
) -> (F::Raised, F::Product) {
    let e = field.subtract(aa, bb);
    let z = field.multiply(&e, &field.add_scaled(aa, &e));
    let x = field.multiply_raised(&field.reduce_raised(aa), &field.reduce(bb));
    (x, z)
}

//! Inversion by Fermat's little theorem: `a^(p - 2)` is `1 / a`, and 0 for 0.

use crate::field::Field;

/// `a^(2^255 - 21)` in each lane: 254 squarings and 11 multiplications.
///
/// The chain of exponents is that of D. J. Bernstein, "Curve25519: new Diffie-Hellman speed
/// records" (2006), section 5: `2^n - 1` for n = 5, 10, 20, 40, 50, 100, 200, 250, then
/// `2^5 (2^250 - 1) + 11`.
#[inline(always)]
pub(crate) fn invert<F: Field>(field: F, a: &F::Element) -> F::Element {
    let e2 = squares(field, a, 1);
    let e9 = times(field, &squares(field, &e2, 2), a);
    let e11 = times(field, &e9, &e2);
    let ones5 = times(field, &squares(field, &e11, 1), &e9);
    let ones10 = times(field, &squares(field, &ones5, 5), &ones5);
    let ones20 = times(field, &squares(field, &ones10, 10), &ones10);
    let ones40 = times(field, &squares(field, &ones20, 20), &ones20);
    let ones50 = times(field, &squares(field, &ones40, 10), &ones10);
    let ones100 = times(field, &squares(field, &ones50, 50), &ones50);
    let ones200 = times(field, &squares(field, &ones100, 100), &ones100);
    let ones250 = times(field, &squares(field, &ones200, 50), &ones50);
    times(field, &squares(field, &ones250, 5), &e11)
}

/// `a b`, ready to be a factor again.
#[inline(always)]
pub(crate) fn times<F: Field>(field: F, a: &F::Element, b: &F::Element) -> F::Element {
    field.reduce(&field.multiply(a, b))
}

/// `a^(2^count)`.
#[inline(always)]
fn squares<F: Field>(field: F, a: &F::Element, count: usize) -> F::Element {
    let mut power = *a;
    for _ in 0..count {
        power = field.reduce(&field.square(&power));
    }
    power
}

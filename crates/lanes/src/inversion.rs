//! Inversion by Fermat's little theorem: `a^(p - 2)` is `1 / a`, and 0 for 0.

use crate::field::Field;

/// What an inversion needs of the arithmetic modulo p = 2^255 - 19.
pub(crate) trait Powers: Copy {
    /// What is multiplied.
    type Number: Copy;

    /// `a b`.
    fn times(self, a: &Self::Number, b: &Self::Number) -> Self::Number;

    /// `a^2`.
    fn squared(self, a: &Self::Number) -> Self::Number;

    /// `a^(2^255 - 21)`, in each lane: 254 squarings and 11 multiplications.
    ///
    /// The chain of exponents is that of D. J. Bernstein, "Curve25519: new Diffie-Hellman speed
    /// records" (2006), section 5: `2^n - 1` for n = 5, 10, 20, 40, 50, 100, 200, 250, then
    /// `2^5 (2^250 - 1) + 11`.
    #[inline(always)]
    fn invert(self, a: &Self::Number) -> Self::Number {
        let e2 = self.squared(a);
        let e9 = self.times(&self.squares(&e2, 2), a);
        let e11 = self.times(&e9, &e2);
        let ones5 = self.times(&self.squared(&e11), &e9);
        let ones10 = self.times(&self.squares(&ones5, 5), &ones5);
        let ones20 = self.times(&self.squares(&ones10, 10), &ones10);
        let ones40 = self.times(&self.squares(&ones20, 20), &ones20);
        let ones50 = self.times(&self.squares(&ones40, 10), &ones10);
        let ones100 = self.times(&self.squares(&ones50, 50), &ones50);
        let ones200 = self.times(&self.squares(&ones100, 100), &ones100);
        let ones250 = self.times(&self.squares(&ones200, 50), &ones50);
        self.times(&self.squares(&ones250, 5), &e11)
    }

    /// `a^(2^count)`.
    #[inline(always)]
    fn squares(self, a: &Self::Number, count: usize) -> Self::Number {
        let mut power = *a;
        for _ in 0..count {
            power = self.squared(&power);
        }
        power
    }
}

impl<F: Field> Powers for F {
    type Number = F::Element;

    #[inline(always)]
    fn times(self, a: &F::Element, b: &F::Element) -> F::Element {
        self.reduce(&self.multiply(a, b))
    }

    #[inline(always)]
    fn squared(self, a: &F::Element) -> F::Element {
        self.reduce(&self.square(a))
    }
}

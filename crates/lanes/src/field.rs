//! What the ladder needs of the arithmetic modulo p = 2^255 - 19, in every lane at once.

use zeroize::Zeroize;

use crate::bits::Bits;
#[cfg(all(target_arch = "x86_64", not(target_os = "none")))]
use crate::doublings::{self, Row};
use crate::ladder::{self, State};
use crate::limbs::Limbs;

/// Arithmetic modulo p in the lanes of one kind of vector. A value of the implementing type is
/// the proof that the processor has these vectors.
///
/// The types keep carries lazy and yet bounded: whatever is an [`Element`](Self::Element) may
/// be multiplied; a [`Product`](Self::Product) may only be added, subtracted or reduced, each once,
/// which gives an `Element` again. How large their limbs get is written in each implementation.
pub(crate) trait Field: Copy {
    /// A factor.
    type Element: Copy + Zeroize;
    /// A product, or a value that was just loaded.
    type Product: Copy + Zeroize;
    /// A product with so large a multiple of p in it that any `Product` may be subtracted: the
    /// first operand of sums and differences.
    type Raised: Copy + Zeroize;
    /// A factor that is prepared for being one many times.
    type Fixed: Copy + Zeroize;
    /// One choice for each lane.
    type Choice: Copy;

    /// How many lanes there are; at most [`MAXIMUM_LANES`].
    const LANES: usize;

    /// Takes lane `i` from `rows[i]`, limbs below 2^51.
    fn load(self, rows: &Rows) -> Self::Product;

    /// The same limbs in each lane.
    #[cfg(target_arch = "x86_64")]
    #[inline(always)]
    fn same(self, row: &Limbs) -> Self::Product {
        self.load(&[*row; MAXIMUM_LANES])
    }

    /// The same small number in each lane.
    fn small(self, number: u32) -> Self::Product;

    /// Gives lane `i` into row `i`, limbs below 2^53, not canonical. Further rows are zero.
    fn store(self, element: &Self::Element) -> Rows;

    /// Bit `i` of `lanes` chooses in lane `i`.
    fn choice(self, lanes: u8) -> Self::Choice;

    /// `chosen` where the choice is set, `otherwise` elsewhere.
    fn select(
        self,
        choice: Self::Choice,
        chosen: &Self::Element,
        otherwise: &Self::Element,
    ) -> Self::Element;

    /// Exchanges two fractions where the choice is set.
    #[cfg(target_arch = "x86_64")]
    fn swap(
        self,
        choice: Self::Choice,
        a: &mut (Self::Raised, Self::Product),
        b: &mut (Self::Raised, Self::Product),
    );

    /// `a + b`.
    fn add(self, a: &Self::Raised, b: &Self::Product) -> Self::Element;

    /// `a - b`.
    fn subtract(self, a: &Self::Raised, b: &Self::Product) -> Self::Element;

    /// The product as a factor.
    fn reduce(self, product: &Self::Product) -> Self::Element;

    /// [`reduce`](Self::reduce) of a raised one.
    fn reduce_raised(self, product: &Self::Raised) -> Self::Element;

    /// The same number, raised.
    fn raise(self, product: &Self::Product) -> Self::Raised;

    /// `a b`.
    fn multiply(self, a: &Self::Element, b: &Self::Element) -> Self::Product;

    /// `a b`, raised.
    #[inline(always)]
    fn multiply_raised(self, a: &Self::Element, b: &Self::Element) -> Self::Raised {
        self.raise(&self.multiply(a, b))
    }

    /// Prepares a factor for [`multiply_fixed`](Self::multiply_fixed).
    fn fix(self, factor: &Self::Element) -> Self::Fixed;

    /// `a b` with a prepared `b`.
    fn multiply_fixed(self, a: &Self::Element, b: &Self::Fixed) -> Self::Product;

    /// `a^2`.
    fn square(self, a: &Self::Element) -> Self::Product;

    /// `a^2`, raised.
    #[inline(always)]
    fn square_raised(self, a: &Self::Element) -> Self::Raised {
        self.raise(&self.square(a))
    }

    /// `a + A24 b`.
    fn add_scaled(self, a: &Self::Raised, b: &Self::Element) -> Self::Element;

    /// [`ladder::climb`], which a field may arrange in its own way.
    #[inline(always)]
    fn climb(self, state: &mut State<Self>, u: &Self::Fixed, bits: &Bits) -> u8 {
        ladder::climb(self, state, u, bits)
    }

    /// [`doublings::ascend`], likewise.
    #[cfg(all(target_arch = "x86_64", not(target_os = "none")))]
    #[inline(always)]
    fn ascend(self, state: &mut doublings::State<Self>, rows: &[Row], bits: &Bits) {
        doublings::ascend(self, state, rows, bits);
    }
}

/// Limbs of each lane.
pub(crate) type Rows = [Limbs; MAXIMUM_LANES];

/// The most lanes that any vector has.
pub(crate) const MAXIMUM_LANES: usize = 8;

/// `(486662 - 2) / 4` (RFC 7748 section 5).
pub(crate) const A24: u32 = 121_665;

/// What the tests of each implementation share.
#[cfg(test)]
pub(crate) mod bounds {
    use super::{Field, Rows};
    use crate::limbs;

    /// Checks that limbs as large as they may be lead to the same numbers as canonical limbs do,
    /// whose arithmetic the comparison with x25519-dalek covers.
    pub(crate) fn check<F: Field>(field: F, element: F::Element, product: F::Product) {
        let raised = field.raise(&product);
        let same = |large: &F::Element, canonical: &F::Element| {
            assert_eq!(bytes(field, large), bytes(field, canonical));
        };
        let small = reloaded(field, &element);
        let small_element = field.reduce(&small);
        let small_product = reloaded(field, &field.reduce(&product));
        let small_raised = field.raise(&small_product);
        let (zero, no) = (field.small(0), field.raise(&field.small(0)));

        let expected = field.multiply(&small_element, &small_element);
        let expected = field.reduce(&expected);
        let found = [
            field.multiply(&element, &element),
            field.square(&element),
            field.multiply_fixed(&element, &field.fix(&element)),
        ];
        for found in &found {
            same(&field.reduce(found), &expected);
        }
        let found = [
            field.multiply_raised(&element, &element),
            field.square_raised(&element),
        ];
        for found in &found {
            same(&field.reduce_raised(found), &expected);
            same(&field.subtract(found, &zero), &expected);
        }

        let expected = field.add(&small_raised, &small_product);
        same(&field.add(&raised, &product), &expected);
        let expected = field.subtract(&no, &small_product);
        same(&field.subtract(&no, &product), &expected);
        let expected = field.reduce(&small_product);
        same(&field.reduce_raised(&raised), &expected);
        same(&field.subtract(&raised, &zero), &expected);
        same(&field.subtract(&raised, &product), &field.reduce(&zero));

        let expected = field.add_scaled(&small_raised, &small_element);
        same(&field.add_scaled(&raised, &element), &expected);
    }

    fn reloaded<F: Field>(field: F, element: &F::Element) -> F::Product {
        let rows: Rows = bytes(field, element).map(|bytes| limbs::from_bytes(&bytes));
        field.load(&rows)
    }

    fn bytes<F: Field>(field: F, element: &F::Element) -> [[u8; 32]; super::MAXIMUM_LANES] {
        field.store(element).map(|row| limbs::to_bytes(&row))
    }
}

//! What the ladder needs of the arithmetic modulo p = 2^255 - 19, in every lane at once.

use zeroize::Zeroize;

use crate::limbs::Limbs;

/// Arithmetic modulo p in the lanes of one kind of vector. A value of the implementing type is
/// the proof that the processor has these vectors.
///
/// The two types keep carries lazy and yet bounded: whatever is an [`Element`](Self::Element) may
/// be multiplied; a [`Product`](Self::Product) may only be added, subtracted or reduced, each once,
/// which gives an `Element` again. How large their limbs get is written in each implementation.
pub(crate) trait Field: Copy {
    /// A factor.
    type Element: Copy + Zeroize;
    /// A product, or a value that was just loaded.
    type Product: Copy + Zeroize;
    /// One choice for each lane.
    type Choice: Copy;

    /// How many lanes there are; at most [`MAXIMUM_LANES`].
    const LANES: usize;

    /// Takes lane `i` from `rows[i]`, limbs below 2^51.
    fn load(self, rows: &Rows) -> Self::Product;

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

    /// `a + b`.
    fn add(self, a: &Self::Product, b: &Self::Product) -> Self::Element;

    /// `a - b`.
    fn subtract(self, a: &Self::Product, b: &Self::Product) -> Self::Element;

    /// The product as a factor.
    fn reduce(self, product: &Self::Product) -> Self::Element;

    /// `a b`.
    fn multiply(self, a: &Self::Element, b: &Self::Element) -> Self::Product;

    /// `a^2`.
    fn square(self, a: &Self::Element) -> Self::Product;

    /// `a + A24 b`.
    fn add_scaled(self, a: &Self::Product, b: &Self::Element) -> Self::Element;
}

/// Limbs of each lane.
pub(crate) type Rows = [Limbs; MAXIMUM_LANES];

/// The most lanes that any vector has.
pub(crate) const MAXIMUM_LANES: usize = 8;

/// `(486662 - 2) / 4` (RFC 7748 section 5).
pub(crate) const A24: u32 = 121_665;

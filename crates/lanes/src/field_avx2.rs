//! Four lanes with AVX2: ten limbs of 26 and 25 bits in turn, each limb a vector.
//!
//! The number is the sum of `2^ceil(25.5 i) l_i` (D. J. Bernstein, "Curve25519: new Diffie-Hellman
//! speed records", 2006, section 4; D. J. Bernstein and P. Schwabe, "NEON crypto", 2012, section 4,
//! for lanes of 64 bits with products of 32 bits). `vpmuludq` multiplies the low 32 bits of each
//! 64-bit lane. `2^ceil(25.5 i) 2^ceil(25.5 j)` is twice `2^ceil(25.5 (i + j))` if i and j are odd.
//!
//! Bounds, of limbs with even and with odd index:
//! - `Product` is carried: below 2^26 and 2^25 + 2^13;
//! - `Element`: below 1.5 * 2^27 and 1.5 * 2^26 + 2^13. Sums and differences of products are such
//!   without a carry, and 19 times an even, 38 times an odd limb still has 32 bits.

use core::arch::x86_64::{
    __m256i, _mm256_add_epi64, _mm256_and_si256, _mm256_blendv_epi8, _mm256_cmpeq_epi64,
    _mm256_mul_epu32, _mm256_set_epi64x, _mm256_set1_epi64x, _mm256_setzero_si256,
    _mm256_srli_epi64, _mm256_sub_epi64,
};
use core::mem::transmute;

use zeroize::Zeroize;

use crate::bits::Bits;
#[cfg(not(target_os = "none"))]
use crate::doublings;
use crate::field::{A24, Field, MAXIMUM_LANES, Rows};
use crate::ladder::State;
use crate::ladder_avx2;
use crate::limbs::Limbs as Row;
use crate::product_avx2::{self, low_bits, over};

/// Proof that the processor has AVX2.
#[derive(Clone, Copy)]
pub(crate) struct Avx2(());

impl Avx2 {
    /// The proof, if processor and operating system support the feature.
    pub(crate) fn detect() -> Option<Self> {
        avx2_is_present::get().then_some(Self(()))
    }
}

cpufeatures::new!(avx2_is_present, "avx2");

/// Limbs that may be multiplied.
#[derive(Clone, Copy)]
pub(crate) struct Element(pub(crate) [__m256i; 10]);

/// Limbs that were carried.
#[derive(Clone, Copy)]
pub(crate) struct Product(pub(crate) [__m256i; 10]);

impl Zeroize for Element {
    fn zeroize(&mut self) {
        self.0.zeroize();
    }
}

impl Zeroize for Product {
    fn zeroize(&mut self) {
        self.0.zeroize();
    }
}

// SAFETY of every block below: `Avx2` proves that the processor has the feature that the functions
// are compiled for; nothing else is asked of their callers.
impl Field for Avx2 {
    type Element = Element;
    type Product = Product;
    type Raised = Product;
    type Fixed = Element;
    type Choice = __m256i;

    const LANES: usize = 4;

    #[inline(always)]
    fn load(self, rows: &Rows) -> Product {
        // SAFETY: see above.
        unsafe { load(rows) }
    }

    #[inline(always)]
    fn same(self, row: &Row) -> Product {
        // SAFETY: see above.
        unsafe { same(row) }
    }

    #[inline(always)]
    fn small(self, number: u32) -> Product {
        // SAFETY: see above.
        unsafe { small(number) }
    }

    #[inline(always)]
    fn store(self, element: &Element) -> Rows {
        store(element)
    }

    #[inline(always)]
    fn choice(self, lanes: u8) -> __m256i {
        // SAFETY: see above.
        unsafe { choice(lanes) }
    }

    #[inline(always)]
    fn select(self, choice: __m256i, chosen: &Element, otherwise: &Element) -> Element {
        // SAFETY: see above.
        unsafe { select(choice, chosen, otherwise) }
    }

    #[inline(always)]
    fn swap(self, choice: __m256i, a: &mut (Product, Product), b: &mut (Product, Product)) {
        // SAFETY: see above.
        unsafe {
            swap(choice, &mut a.0.0, &mut b.0.0);
            swap(choice, &mut a.1.0, &mut b.1.0);
        }
    }

    #[inline(always)]
    fn add(self, a: &Product, b: &Product) -> Element {
        // SAFETY: see above.
        unsafe { add(a, b) }
    }

    #[inline(always)]
    fn subtract(self, a: &Product, b: &Product) -> Element {
        // SAFETY: see above.
        unsafe { subtract(a, b) }
    }

    #[inline(always)]
    fn reduce(self, product: &Product) -> Element {
        Element(product.0)
    }

    #[inline(always)]
    fn reduce_raised(self, product: &Product) -> Element {
        self.reduce(product)
    }

    #[inline(always)]
    fn raise(self, product: &Product) -> Product {
        *product
    }

    #[inline(always)]
    fn fix(self, factor: &Element) -> Element {
        *factor
    }

    #[inline(always)]
    fn multiply_fixed(self, a: &Element, b: &Element) -> Product {
        self.multiply(a, b)
    }

    #[inline(always)]
    fn multiply(self, a: &Element, b: &Element) -> Product {
        let mut product = Product(a.0);
        // SAFETY: see above.
        unsafe { product_avx2::multiply(&mut product.0, &a.0, &b.0) };
        product
    }

    #[inline(always)]
    fn square(self, a: &Element) -> Product {
        let mut product = Product(a.0);
        // SAFETY: see above.
        unsafe { product_avx2::square(&mut product.0, &a.0) };
        product
    }

    #[inline(always)]
    fn add_scaled(self, a: &Product, b: &Element) -> Element {
        // SAFETY: see above.
        unsafe { add_scaled(a, b) }
    }

    #[inline(always)]
    fn climb(self, state: &mut State<Self>, u: &Element, bits: &Bits) -> u8 {
        // SAFETY: see above.
        unsafe { ladder_avx2::climb(state, u, bits) }
    }

    #[cfg(not(target_os = "none"))]
    #[inline(always)]
    fn ascend(self, state: &mut doublings::State<Self>, rows: &[doublings::Row], bits: &Bits) {
        // SAFETY: see above.
        unsafe { ladder_avx2::ascend(state, rows, bits) }
    }
}

#[target_feature(enable = "avx2")]
fn load(rows: &Rows) -> Product {
    let mut limbs = [_mm256_setzero_si256(); 10];
    for index in 0..5 {
        let [a, b, c, d, ..] = rows.map(|row| row[index].cast_signed());
        let wide = _mm256_set_epi64x(d, c, b, a);
        limbs[2 * index] = _mm256_and_si256(wide, low_bits(0));
        limbs[2 * index + 1] = _mm256_srli_epi64::<26>(wide);
    }
    Product(limbs)
}

#[inline]
#[target_feature(enable = "avx2")]
pub(crate) fn same(row: &Row) -> Product {
    let mut limbs = [_mm256_setzero_si256(); 10];
    for (index, limb) in row.iter().enumerate() {
        let low = limb & ((1 << 26) - 1);
        limbs[2 * index] = _mm256_set1_epi64x(low.cast_signed());
        limbs[2 * index + 1] = _mm256_set1_epi64x((limb >> 26).cast_signed());
    }
    Product(limbs)
}

#[target_feature(enable = "avx2")]
fn small(number: u32) -> Product {
    let mut limbs = [_mm256_setzero_si256(); 10];
    limbs[0] = _mm256_set1_epi64x(i64::from(number));
    Product(limbs)
}

fn store(element: &Element) -> Rows {
    let mut rows = [[0; 5]; MAXIMUM_LANES];
    for (index, limb) in element.0.iter().enumerate() {
        // SAFETY: a vector of 256 bits is four numbers of 64 bits, and each pattern is a number.
        let lanes: [u64; 4] = unsafe { transmute(*limb) };
        for (row, lane) in rows.iter_mut().zip(lanes) {
            row[index / 2] += lane << (26 * (index % 2));
        }
    }
    rows
}

#[inline]
#[target_feature(enable = "avx2")]
pub(crate) fn choice(lanes: u8) -> __m256i {
    let own_bit = _mm256_set_epi64x(8, 4, 2, 1);
    let bits = _mm256_and_si256(_mm256_set1_epi64x(i64::from(lanes)), own_bit);
    _mm256_cmpeq_epi64(bits, own_bit)
}

#[inline]
#[target_feature(enable = "avx2")]
pub(crate) fn select(choice: __m256i, chosen: &Element, otherwise: &Element) -> Element {
    let mut limbs = [_mm256_setzero_si256(); 10];
    for index in 0..10 {
        limbs[index] = _mm256_blendv_epi8(otherwise.0[index], chosen.0[index], choice);
    }
    Element(limbs)
}

#[inline]
#[target_feature(enable = "avx2")]
pub(crate) fn swap(choice: __m256i, a: &mut [__m256i; 10], b: &mut [__m256i; 10]) {
    for index in 0..10 {
        let (first, second) = (a[index], b[index]);
        a[index] = _mm256_blendv_epi8(first, second, choice);
        b[index] = _mm256_blendv_epi8(second, first, choice);
    }
}

#[inline]
#[target_feature(enable = "avx2")]
pub(crate) fn add(a: &Product, b: &Product) -> Element {
    let mut sum = [_mm256_setzero_si256(); 10];
    for index in 0..10 {
        sum[index] = _mm256_add_epi64(a.0[index], b.0[index]);
    }
    Element(sum)
}

/// `a + 2 p - b`: each limb of 2 p is above what a carried limb may be, so none gets below zero.
#[inline]
#[target_feature(enable = "avx2")]
pub(crate) fn subtract(a: &Product, b: &Product) -> Element {
    let lowest = _mm256_set1_epi64x(2 * ((1 << 26) - 19));
    let even = _mm256_set1_epi64x(2 * ((1 << 26) - 1));
    let odd = _mm256_set1_epi64x(2 * ((1 << 25) - 1));
    let mut difference = [_mm256_setzero_si256(); 10];
    for index in 0..10 {
        let multiple = match index {
            0 => lowest,
            _ if index % 2 == 0 => even,
            _ => odd,
        };
        let biased = _mm256_add_epi64(a.0[index], multiple);
        difference[index] = _mm256_sub_epi64(biased, b.0[index]);
    }
    Element(difference)
}

/// `A24 b_i` is below 2^45, so one carry of all limbs at once is enough.
#[inline]
#[target_feature(enable = "avx2")]
pub(crate) fn add_scaled(a: &Product, b: &Element) -> Element {
    let scale = _mm256_set1_epi64x(i64::from(A24));
    let mut wide = [_mm256_setzero_si256(); 10];
    for index in 0..10 {
        let scaled = _mm256_mul_epu32(b.0[index], scale);
        wide[index] = _mm256_add_epi64(a.0[index], scaled);
    }
    let mut sum = [_mm256_setzero_si256(); 10];
    for index in 0..10 {
        let before = (index + 9) % 10;
        let mut over = over(wide[before], before);
        if index == 0 {
            over = _mm256_mul_epu32(over, _mm256_set1_epi64x(19));
        }
        let own = _mm256_and_si256(wide[index], low_bits(index));
        sum[index] = _mm256_add_epi64(own, over);
    }
    Element(sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::bounds;
    use crate::karatsuba_avx2::multiply_by_sum;
    use crate::limbs::to_bytes;
    use crate::product_avx2::Limbs;

    #[test]
    fn the_largest_limbs_do_not_overflow() {
        let Some(avx2) = Avx2::detect() else {
            return;
        };
        let element = Element(vectors(3 * (1 << 26) - 1, 3 * (1 << 25) + (1 << 13) - 1));
        let product = Product(vectors((1 << 26) - 1, (1 << 25) + (1 << 13) - 1));
        bounds::check(avx2, element, product);
    }

    #[test]
    fn the_largest_sums_do_not_overflow() {
        let Some(avx2) = Avx2::detect() else {
            return;
        };
        let a = Element(vectors(3 * (1 << 26) - 1, 3 * (1 << 25) + (1 << 13) - 1));
        let b = Element(vectors((1 << 27) - 1, (1 << 26) + (1 << 14) - 1));
        let mut product = b.0;
        // SAFETY: `Avx2` proves that the processor has the feature.
        unsafe { multiply_by_sum(&mut product, &a.0, &b.0) };
        let bytes = |limbs: Limbs| avx2.store(&Element(limbs)).map(|row| to_bytes(&row));
        assert_eq!(bytes(product), bytes(avx2.multiply(&a, &b).0));
    }

    fn vectors(even: u64, odd: u64) -> Limbs {
        // SAFETY: every pattern of 256 bits is a vector.
        let vector = |limb: u64| unsafe { transmute::<[u64; 4], __m256i>([limb; 4]) };
        core::array::from_fn(|index| vector([even, odd][index % 2]))
    }
}

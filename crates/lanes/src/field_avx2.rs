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
    _mm256_slli_epi64, _mm256_srli_epi64, _mm256_sub_epi64,
};
use core::hint::black_box;
use core::mem::transmute;

use zeroize::Zeroize;

use crate::field::{A24, Field, MAXIMUM_LANES, Rows};

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
        multiply_apart(self, a, b)
    }

    #[inline(always)]
    fn square(self, a: &Element) -> Product {
        square_apart(self, a)
    }

    #[inline(always)]
    fn add_scaled(self, a: &Product, b: &Element) -> Element {
        add_scaled_apart(self, a, b)
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
fn choice(lanes: u8) -> __m256i {
    let own_bit = _mm256_set_epi64x(8, 4, 2, 1);
    let bits = _mm256_and_si256(_mm256_set1_epi64x(i64::from(lanes)), own_bit);
    _mm256_cmpeq_epi64(bits, own_bit)
}

#[inline]
#[target_feature(enable = "avx2")]
fn select(choice: __m256i, chosen: &Element, otherwise: &Element) -> Element {
    let mut limbs = [_mm256_setzero_si256(); 10];
    for index in 0..10 {
        limbs[index] = _mm256_blendv_epi8(otherwise.0[index], chosen.0[index], choice);
    }
    Element(limbs)
}

#[inline]
#[target_feature(enable = "avx2")]
fn add(a: &Product, b: &Product) -> Element {
    let mut sum = [_mm256_setzero_si256(); 10];
    for index in 0..10 {
        sum[index] = _mm256_add_epi64(a.0[index], b.0[index]);
    }
    Element(sum)
}

/// `a + 2 p - b`: each limb of 2 p is above what a carried limb may be, so none gets below zero.
#[inline]
#[target_feature(enable = "avx2")]
fn subtract(a: &Product, b: &Product) -> Element {
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

// The next three keep the arithmetic apart from the ladder. Inlined, the compiler forgets that
// factors have 32 bits and multiplies 64 bits by 64 bits, which takes a fifth longer. A function
// with a target feature is inlined whatever its attribute says, one without never takes it in.

#[inline(never)]
fn multiply_apart(_: Avx2, a: &Element, b: &Element) -> Product {
    // SAFETY: `Avx2` proves that the processor has the feature.
    unsafe { multiply(a, b) }
}

#[inline(never)]
fn square_apart(_: Avx2, a: &Element) -> Product {
    // SAFETY: `Avx2` proves that the processor has the feature.
    unsafe { square(a) }
}

#[inline(never)]
fn add_scaled_apart(_: Avx2, a: &Product, b: &Element) -> Element {
    // SAFETY: `Avx2` proves that the processor has the feature.
    unsafe { add_scaled(a, b) }
}

/// Column `k` is the sum of `a_i b_j` with `i + j = k`, and 19 times those with `i + j = k + 10`,
/// each doubled if i and j are odd. The largest, column 0, stays below 125 * 2.25 * 2^54 < 2^63.
#[inline]
#[target_feature(enable = "avx2")]
fn multiply(a: &Element, b: &Element) -> Product {
    let nineteen = _mm256_set1_epi64x(19);
    let mut around = [_mm256_setzero_si256(); 10];
    for index in 0..10 {
        around[index] = _mm256_mul_epu32(b.0[index], nineteen);
    }
    // In memory, so that the registers are left to the columns.
    let around = black_box(&around);
    let mut columns = [_mm256_setzero_si256(); 10];
    multiply_row::<0>(&mut columns, a, b, around);
    multiply_row::<1>(&mut columns, a, b, around);
    multiply_row::<2>(&mut columns, a, b, around);
    multiply_row::<3>(&mut columns, a, b, around);
    multiply_row::<4>(&mut columns, a, b, around);
    multiply_row::<5>(&mut columns, a, b, around);
    multiply_row::<6>(&mut columns, a, b, around);
    multiply_row::<7>(&mut columns, a, b, around);
    multiply_row::<8>(&mut columns, a, b, around);
    multiply_row::<9>(&mut columns, a, b, around);
    carry(columns)
}

/// Adds `a_I b`. The row is a constant, so that no index is left to compute at run time.
#[inline]
#[target_feature(enable = "avx2")]
fn multiply_row<const I: usize>(
    columns: &mut [__m256i; 10],
    a: &Element,
    b: &Element,
    around: &[__m256i; 10],
) {
    let single = a.0[I];
    let double = _mm256_add_epi64(single, single);
    for j in 0..10 {
        let left = if I % 2 == 1 && j % 2 == 1 {
            double
        } else {
            single
        };
        let right = if I + j < 10 { b.0[j] } else { around[j] };
        let column = &mut columns[(I + j) % 10];
        *column = _mm256_add_epi64(*column, _mm256_mul_epu32(left, right));
    }
}

/// [`multiply`] with equal factors: each `a_i a_j` with `i < j` is computed once and doubled.
#[inline]
#[target_feature(enable = "avx2")]
fn square(a: &Element) -> Product {
    let nineteen = _mm256_set1_epi64x(19);
    let thirty_eight = _mm256_set1_epi64x(38);
    let mut double = [_mm256_setzero_si256(); 10];
    let mut around = [_mm256_setzero_si256(); 10];
    for index in 0..10 {
        double[index] = _mm256_add_epi64(a.0[index], a.0[index]);
        // Twice for odd limbs, so that a doubling of the other factor is all that remains.
        let scale = if index % 2 == 0 {
            nineteen
        } else {
            thirty_eight
        };
        around[index] = _mm256_mul_epu32(a.0[index], scale);
    }
    // In memory, so that the registers are left to the columns.
    let around = black_box(&around);
    let mut columns = [_mm256_setzero_si256(); 10];
    square_row::<0>(&mut columns, a, &double, around);
    square_row::<1>(&mut columns, a, &double, around);
    square_row::<2>(&mut columns, a, &double, around);
    square_row::<3>(&mut columns, a, &double, around);
    square_row::<4>(&mut columns, a, &double, around);
    square_row::<5>(&mut columns, a, &double, around);
    square_row::<6>(&mut columns, a, &double, around);
    square_row::<7>(&mut columns, a, &double, around);
    square_row::<8>(&mut columns, a, &double, around);
    square_row::<9>(&mut columns, a, &double, around);
    carry(columns)
}

/// Adds `a_I^2` and `2 a_I a_j` for greater j.
#[inline]
#[target_feature(enable = "avx2")]
fn square_row<const I: usize>(
    columns: &mut [__m256i; 10],
    a: &Element,
    double: &[__m256i; 10],
    around: &[__m256i; 10],
) {
    for j in I..10 {
        let odd = I % 2 == 1 && j % 2 == 1;
        let (left, right) = if I + j < 10 {
            match (I < j, odd) {
                (true, true) => (double[I], double[j]),
                (true, false) | (false, true) => (double[I], a.0[j]),
                (false, false) => (a.0[I], a.0[j]),
            }
        } else if I < j && (odd || j % 2 == 0) {
            (double[I], around[j])
        } else {
            (a.0[I], around[j])
        };
        let column = &mut columns[(I + j) % 10];
        *column = _mm256_add_epi64(*column, _mm256_mul_epu32(left, right));
    }
}

/// Carries along two chains at once, from 0 and from 4, then from 9 around to 0 and on to 1. What
/// goes around is below 2^34, which does not fit the multiplier, so 19 times it is 16 + 2 + 1 times.
#[inline]
#[target_feature(enable = "avx2")]
fn carry(mut columns: [__m256i; 10]) -> Product {
    for (first, second) in [(0, 4), (1, 5), (2, 6), (3, 7), (4, 8)] {
        carry_into_next(&mut columns, first);
        carry_into_next(&mut columns, second);
    }
    let over = _mm256_srli_epi64::<25>(columns[9]);
    columns[9] = _mm256_and_si256(columns[9], low_bits(9));
    let three = _mm256_add_epi64(over, _mm256_slli_epi64::<1>(over));
    let nineteen = _mm256_add_epi64(three, _mm256_slli_epi64::<4>(over));
    columns[0] = _mm256_add_epi64(columns[0], nineteen);
    carry_into_next(&mut columns, 0);
    Product(columns)
}

#[inline]
#[target_feature(enable = "avx2")]
fn carry_into_next(columns: &mut [__m256i; 10], index: usize) {
    let over = over(columns[index], index);
    columns[index] = _mm256_and_si256(columns[index], low_bits(index));
    columns[index + 1] = _mm256_add_epi64(columns[index + 1], over);
}

/// `A24 b_i` is below 2^45, so one carry of all limbs at once is enough.
#[inline]
#[target_feature(enable = "avx2")]
fn add_scaled(a: &Product, b: &Element) -> Element {
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

/// What a limb has beyond its 26 or 25 bits.
#[inline]
#[target_feature(enable = "avx2")]
fn over(limb: __m256i, index: usize) -> __m256i {
    if index % 2 == 0 {
        _mm256_srli_epi64::<26>(limb)
    } else {
        _mm256_srli_epi64::<25>(limb)
    }
}

/// Ones where a limb has its 26 or 25 bits.
#[inline]
#[target_feature(enable = "avx2")]
fn low_bits(index: usize) -> __m256i {
    _mm256_set1_epi64x((1 << (26 - index % 2)) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::bounds;

    #[test]
    fn the_largest_limbs_do_not_overflow() {
        let Some(avx2) = Avx2::detect() else {
            return;
        };
        let vectors = |even: u64, odd: u64| {
            // SAFETY: every pattern of 256 bits is a vector.
            let vector = |limb: u64| unsafe { transmute::<[u64; 4], __m256i>([limb; 4]) };
            core::array::from_fn(|index| vector([even, odd][index % 2]))
        };
        let element = Element(vectors(3 * (1 << 26) - 1, 3 * (1 << 25) + (1 << 13) - 1));
        let product = Product(vectors((1 << 26) - 1, (1 << 25) + (1 << 13) - 1));
        bounds::check(avx2, element, product);
    }
}

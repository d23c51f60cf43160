//! Eight lanes with AVX-512 IFMA: five limbs of 52 bits, each limb a vector of eight lanes.
//!
//! `vpmadd52luq` and `vpmadd52huq` multiply the low 52 bits of their operands and add the low or
//! the high 52 bits of the product to a 64-bit lane (Intel, "Intel 64 and IA-32 architectures
//! software developer's manual", volume 2). They ignore what a factor has beyond 52 bits, so a
//! limb whose upper bits were carried on need not be cleared. And 2^260 = 32 * 19 modulo p.
//!
//! Bounds:
//! - `Element`: the number is the sum of `2^(52 i) (l_i mod 2^52)`. The uppermost limb is below
//!   2^47 + 2^8, the others are arbitrary.
//! - `Product`: each limb is below 11 * 2^52 < 2^56, and counts wholly.
//! - `Raised`: each limb is at least 2^56 - 2^14 and below 2^57, and counts wholly.

use core::arch::x86_64::{
    __m512i, _mm512_add_epi64, _mm512_and_si512, _mm512_madd52hi_epu64, _mm512_madd52lo_epu64,
    _mm512_mask_blend_epi64, _mm512_set_epi64, _mm512_set1_epi64, _mm512_setzero_si512,
    _mm512_srli_epi64, _mm512_sub_epi64,
};
use core::mem::transmute;

use zeroize::Zeroize;

use crate::field::{A24, Field, MAXIMUM_LANES, Rows};

/// Proof that the processor has AVX-512 F and IFMA.
#[derive(Clone, Copy)]
pub(crate) struct Ifma(());

impl Ifma {
    /// The proof, if processor and operating system support the features.
    pub(crate) fn detect() -> Option<Self> {
        ifma_is_present::get().then_some(Self(()))
    }
}

cpufeatures::new!(ifma_is_present, "avx512f", "avx512ifma");

/// Limbs that may be multiplied.
#[derive(Clone, Copy)]
pub(crate) struct Element([__m512i; 5]);

/// Columns whose carries are still to be taken.
#[derive(Clone, Copy)]
pub(crate) struct Product([__m512i; 5]);

/// Columns to which 512 p was added.
#[derive(Clone, Copy)]
pub(crate) struct Raised([__m512i; 5]);

/// The factor times `2^(52 i)` in place `i`, each carried.
#[derive(Clone, Copy)]
pub(crate) struct Fixed([Element; 5]);

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

impl Zeroize for Raised {
    fn zeroize(&mut self) {
        self.0.zeroize();
    }
}

impl Zeroize for Fixed {
    fn zeroize(&mut self) {
        self.0.zeroize();
    }
}

// SAFETY of every block below: `Ifma` proves that the processor has the features that the
// functions are compiled for; nothing else is asked of their callers.
impl Field for Ifma {
    type Element = Element;
    type Product = Product;
    type Raised = Raised;
    type Fixed = Fixed;
    type Choice = u8;

    const LANES: usize = 8;

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
    fn choice(self, lanes: u8) -> u8 {
        lanes
    }

    #[inline(always)]
    fn select(self, choice: u8, chosen: &Element, otherwise: &Element) -> Element {
        // SAFETY: see above.
        unsafe { select(choice, chosen, otherwise) }
    }

    #[inline(always)]
    fn swap(self, choice: u8, a: &mut (Raised, Product), b: &mut (Raised, Product)) {
        // SAFETY: see above.
        unsafe {
            swap(choice, &mut a.0.0, &mut b.0.0);
            swap(choice, &mut a.1.0, &mut b.1.0);
        }
    }

    #[inline(always)]
    fn add(self, a: &Raised, b: &Product) -> Element {
        // SAFETY: see above.
        unsafe { add(a, b) }
    }

    #[inline(always)]
    fn subtract(self, a: &Raised, b: &Product) -> Element {
        // SAFETY: see above.
        unsafe { subtract(a, b) }
    }

    #[inline(always)]
    fn reduce(self, product: &Product) -> Element {
        // SAFETY: see above.
        unsafe { carry(product.0) }
    }

    #[inline(always)]
    fn reduce_raised(self, product: &Raised) -> Element {
        // SAFETY: see above.
        unsafe { carry(product.0) }
    }

    #[inline(always)]
    fn raise(self, product: &Product) -> Raised {
        // SAFETY: see above.
        unsafe { raise(product) }
    }

    #[inline(always)]
    fn multiply(self, a: &Element, b: &Element) -> Product {
        // SAFETY: see above.
        unsafe { Product(multiply(zero(), a, b)) }
    }

    #[inline(always)]
    fn multiply_raised(self, a: &Element, b: &Element) -> Raised {
        // SAFETY: see above.
        unsafe { Raised(multiply(raised_zero(), a, b)) }
    }

    #[inline(always)]
    fn fix(self, factor: &Element) -> Fixed {
        // SAFETY: see above.
        unsafe { fix(factor) }
    }

    #[inline(always)]
    fn multiply_fixed(self, a: &Element, b: &Fixed) -> Product {
        // SAFETY: see above.
        unsafe { multiply_fixed(a, b) }
    }

    #[inline(always)]
    fn square(self, a: &Element) -> Product {
        // SAFETY: see above.
        unsafe { Product(square(zero(), a)) }
    }

    #[inline(always)]
    fn square_raised(self, a: &Element) -> Raised {
        // SAFETY: see above.
        unsafe { Raised(square(half_raised_zero(), a)) }
    }

    #[inline(always)]
    fn add_scaled(self, a: &Raised, b: &Element) -> Element {
        // SAFETY: see above.
        unsafe { add_scaled(a, b) }
    }
}

#[target_feature(enable = "avx512f")]
fn load(rows: &Rows) -> Product {
    let rows = rows.map(|[a, b, c, d, e]| {
        [
            (a | b << 51) & MASK,
            (b >> 1 | c << 50) & MASK,
            (c >> 2 | d << 49) & MASK,
            (d >> 3 | e << 48) & MASK,
            e >> 4,
        ]
    });
    let mut limbs = [_mm512_setzero_si512(); 5];
    for (index, limb) in limbs.iter_mut().enumerate() {
        let [a, b, c, d, e, f, g, h] = rows.map(|row| row[index].cast_signed());
        *limb = _mm512_set_epi64(h, g, f, e, d, c, b, a);
    }
    Product(limbs)
}

#[target_feature(enable = "avx512f")]
fn small(number: u32) -> Product {
    let mut limbs = [_mm512_setzero_si512(); 5];
    limbs[0] = _mm512_set1_epi64(i64::from(number));
    Product(limbs)
}

fn store(element: &Element) -> Rows {
    let mut rows = [[0; 5]; MAXIMUM_LANES];
    for (index, limb) in element.0.iter().enumerate() {
        // SAFETY: a vector of 512 bits is eight numbers of 64 bits, and each pattern is a number.
        let lanes: [u64; 8] = unsafe { transmute(*limb) };
        for (row, lane) in rows.iter_mut().zip(lanes) {
            row[index] = lane & MASK;
        }
    }
    for row in &mut rows {
        let [a, b, c, d, e] = *row;
        *row = [
            a & (MASK >> 1),
            (a >> 51 | b << 1) & (MASK >> 1),
            (b >> 50 | c << 2) & (MASK >> 1),
            (c >> 49 | d << 3) & (MASK >> 1),
            d >> 48 | e << 4,
        ];
    }
    rows
}

#[inline]
#[target_feature(enable = "avx512f")]
fn select(choice: u8, chosen: &Element, otherwise: &Element) -> Element {
    let mut limbs = [_mm512_setzero_si512(); 5];
    for index in 0..5 {
        limbs[index] = _mm512_mask_blend_epi64(choice, otherwise.0[index], chosen.0[index]);
    }
    Element(limbs)
}

#[inline]
#[target_feature(enable = "avx512f")]
fn swap(choice: u8, a: &mut [__m512i; 5], b: &mut [__m512i; 5]) {
    for index in 0..5 {
        let (first, second) = (a[index], b[index]);
        a[index] = _mm512_mask_blend_epi64(choice, first, second);
        b[index] = _mm512_mask_blend_epi64(choice, second, first);
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
fn add(a: &Raised, b: &Product) -> Element {
    let mut sum = a.0;
    for index in 0..5 {
        sum[index] = _mm512_add_epi64(a.0[index], b.0[index]);
    }
    carry(sum)
}

#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
fn subtract(a: &Raised, b: &Product) -> Element {
    let mut difference = a.0;
    for index in 0..5 {
        difference[index] = _mm512_sub_epi64(a.0[index], b.0[index]);
    }
    carry(difference)
}

#[inline]
#[target_feature(enable = "avx512f")]
fn raise(product: &Product) -> Raised {
    let mut raised = raised_zero();
    for index in 0..5 {
        raised[index] = _mm512_add_epi64(raised[index], product.0[index]);
    }
    Raised(raised)
}

#[inline]
#[target_feature(enable = "avx512f")]
fn zero() -> [__m512i; 5] {
    [_mm512_setzero_si512(); 5]
}

/// 512 p = 2^264 - 512 * 19, which can be written in limbs of 52 bits with 2^56 less a little in
/// each.
#[inline]
#[target_feature(enable = "avx512f")]
fn raised_zero() -> [__m512i; 5] {
    let lowest = _mm512_set1_epi64((1 << 56) - 512 * 19);
    let others = _mm512_set1_epi64((1 << 56) - 16);
    [lowest, others, others, others, others]
}

/// [`raised_zero`] for [`square`].
#[inline]
#[target_feature(enable = "avx512f")]
fn half_raised_zero() -> [__m512i; 5] {
    let others = _mm512_set1_epi64((1 << 55) - 8);
    let [lowest, ..] = raised_zero();
    [lowest, others, others, others, others]
}

/// Takes what the uppermost limb has beyond 2^255 around to the lowest, times 19, then carries
/// from limb to limb. Limbs below 2^58 give carries below 2^7.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
fn carry(mut limbs: [__m512i; 5]) -> Element {
    let nineteen = _mm512_set1_epi64(19);
    let over = _mm512_srli_epi64::<47>(limbs[4]);
    limbs[4] = _mm512_and_si512(limbs[4], _mm512_set1_epi64((1 << 47) - 1));
    limbs[0] = _mm512_madd52lo_epu64(limbs[0], over, nineteen);
    for index in 0..4 {
        let over = _mm512_srli_epi64::<52>(limbs[index]);
        limbs[index + 1] = _mm512_add_epi64(limbs[index + 1], over);
    }
    Element(limbs)
}

/// Column `k` is the sum of the low halves of `a_i b_j` with `i + j = k` and of the high halves
/// with `i + j = k - 1`: at most nine halves. The lower columns start with `limbs`.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
fn multiply(limbs: [__m512i; 5], a: &Element, b: &Element) -> [__m512i; 5] {
    let mut columns = starting_with(limbs);
    for i in 0..5 {
        for j in 0..5 {
            columns[i + j] = _mm512_madd52lo_epu64(columns[i + j], a.0[i], b.0[j]);
            columns[i + j + 1] = _mm512_madd52hi_epu64(columns[i + j + 1], a.0[i], b.0[j]);
        }
    }
    fold(&columns)
}

/// [`multiply`] with equal factors: each `a_i a_j` with `i < j` is computed once and doubled, and
/// so are the `limbs` above the lowest.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
fn square(limbs: [__m512i; 5], a: &Element) -> [__m512i; 5] {
    let mut columns = starting_with(limbs);
    for i in 0..5 {
        for j in i + 1..5 {
            columns[i + j] = _mm512_madd52lo_epu64(columns[i + j], a.0[i], a.0[j]);
            columns[i + j + 1] = _mm512_madd52hi_epu64(columns[i + j + 1], a.0[i], a.0[j]);
        }
    }
    for column in &mut columns[1..9] {
        *column = _mm512_add_epi64(*column, *column);
    }
    for i in 0..5 {
        columns[2 * i] = _mm512_madd52lo_epu64(columns[2 * i], a.0[i], a.0[i]);
        columns[2 * i + 1] = _mm512_madd52hi_epu64(columns[2 * i + 1], a.0[i], a.0[i]);
    }
    fold(&columns)
}

#[inline]
#[target_feature(enable = "avx512f")]
fn starting_with([a, b, c, d, e]: [__m512i; 5]) -> [__m512i; 10] {
    let zero = _mm512_setzero_si512();
    [a, b, c, d, e, zero, zero, zero, zero, zero]
}

/// Brings columns 5 to 9 back times 32 * 19, by halves like any product. What column 8 and those
/// below it have beyond 52 bits is below 2^3 and belongs to the next column. Column 9 is below
/// 2^42 + 2^4, the high half of `a_4 b_4`, so that its product has no high half.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
fn fold(columns: &[__m512i; 10]) -> [__m512i; 5] {
    let factor = _mm512_set1_epi64(32 * 19);
    let mut limbs = [_mm512_setzero_si512(); 5];
    for index in 0..5 {
        limbs[index] = _mm512_madd52lo_epu64(columns[index], columns[index + 5], factor);
    }
    for index in 0..4 {
        let over = _mm512_srli_epi64::<52>(columns[index + 5]);
        limbs[index + 1] = _mm512_madd52hi_epu64(limbs[index + 1], columns[index + 5], factor);
        limbs[index + 1] = _mm512_madd52lo_epu64(limbs[index + 1], over, factor);
    }
    limbs
}

/// A limb up is `2^52` times as much. What leaves the uppermost limb is below 2^47 + 2^8 and comes
/// back times 32 * 19.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
fn fix(factor: &Element) -> Fixed {
    let back = _mm512_set1_epi64(32 * 19);
    let mask = _mm512_set1_epi64(MASK.cast_signed());
    let mut fixed = [*factor; 5];
    for place in 1..5 {
        let [a, b, c, d, e] = fixed[place - 1].0;
        let [a, b, c, d] = [a, b, c, d].map(|limb| _mm512_and_si512(limb, mask));
        let lowest = _mm512_madd52lo_epu64(_mm512_setzero_si512(), e, back);
        let second = _mm512_madd52hi_epu64(a, e, back);
        fixed[place] = carry([lowest, second, b, c, d]);
    }
    Fixed(fixed)
}

/// Multiplies each limb of `a` by what its place makes of `b`, so that only the high halves of the
/// uppermost limbs leave the lower columns: five of them, below 2^50 together.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
fn multiply_fixed(a: &Element, b: &Fixed) -> Product {
    let mut columns = [_mm512_setzero_si512(); 6];
    for i in 0..5 {
        for j in 0..5 {
            columns[j] = _mm512_madd52lo_epu64(columns[j], a.0[i], b.0[i].0[j]);
            columns[j + 1] = _mm512_madd52hi_epu64(columns[j + 1], a.0[i], b.0[i].0[j]);
        }
    }
    let factor = _mm512_set1_epi64(32 * 19);
    let [mut lowest, mut second, third, fourth, fifth, over] = columns;
    lowest = _mm512_madd52lo_epu64(lowest, over, factor);
    second = _mm512_madd52hi_epu64(second, over, factor);
    Product([lowest, second, third, fourth, fifth])
}

/// The high half of `A24 b_4` is below 2^13 and comes back times 32 * 19.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
fn add_scaled(a: &Raised, b: &Element) -> Element {
    let scale = _mm512_set1_epi64(i64::from(A24));
    let factor = _mm512_set1_epi64(32 * 19);
    let mut sum = a.0;
    for index in 0..5 {
        sum[index] = _mm512_madd52lo_epu64(sum[index], b.0[index], scale);
    }
    for index in 0..4 {
        sum[index + 1] = _mm512_madd52hi_epu64(sum[index + 1], b.0[index], scale);
    }
    let high = _mm512_madd52hi_epu64(_mm512_setzero_si512(), b.0[4], scale);
    sum[0] = _mm512_madd52lo_epu64(sum[0], high, factor);
    carry(sum)
}

/// 52 bits.
const MASK: u64 = (1 << 52) - 1;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::bounds;

    #[test]
    fn the_largest_limbs_do_not_overflow() {
        let Some(ifma) = Ifma::detect() else {
            return;
        };
        // SAFETY: every pattern of 512 bits is a vector.
        let vector = |limb: u64| unsafe { transmute::<[u64; 8], __m512i>([limb; 8]) };
        let (others, uppermost) = (vector(u64::MAX), vector((1 << 47) + (1 << 8) - 1));
        let element = Element([others, others, others, others, uppermost]);
        bounds::check(ifma, element, Product([vector(11 * (1 << 52) - 1); 5]));
    }
}

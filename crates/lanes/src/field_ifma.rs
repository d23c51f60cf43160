//! Eight lanes with AVX-512 IFMA: five limbs of 51 bits, each limb a vector.
//!
//! `vpmadd52luq` and `vpmadd52huq` multiply the low 52 bits of their operands and add the low or
//! the high 52 bits of the product to a 64-bit lane (Intel, "Intel 64 and IA-32 architectures
//! software developer's manual", volume 2). With limbs of 51 bits a factor may exceed its limb a
//! little, and the high half of a product has the weight 2^52 = 2 * 2^51: it counts twice, in the
//! next column.
//!
//! Bounds, of each limb:
//! - `Element`: below 2^51 + 2^14, hence below 2^52, as the instructions demand;
//! - `Product`: below 125 * 2^52 < 2^59. It is carried only when it becomes an `Element`.

use core::arch::x86_64::{
    __m512i, _mm512_add_epi64, _mm512_and_si512, _mm512_madd52hi_epu64, _mm512_madd52lo_epu64,
    _mm512_mask_blend_epi64, _mm512_mullo_epi64, _mm512_set_epi64, _mm512_set1_epi64,
    _mm512_setzero_si512, _mm512_srli_epi64, _mm512_sub_epi64,
};
use core::mem::transmute;

use zeroize::Zeroize;

use crate::field::{A24, Field, MAXIMUM_LANES, Rows};

/// Proof that the processor has AVX-512 F, DQ and IFMA.
#[derive(Clone, Copy)]
pub(crate) struct Ifma(());

impl Ifma {
    /// The proof, if processor and operating system support the features.
    pub(crate) fn detect() -> Option<Self> {
        ifma_is_present::get().then_some(Self(()))
    }
}

cpufeatures::new!(ifma_is_present, "avx512f", "avx512dq", "avx512ifma");

/// Limbs that may be multiplied.
#[derive(Clone, Copy)]
pub(crate) struct Element([__m512i; 5]);

/// Columns whose carries are still to be taken.
#[derive(Clone, Copy)]
pub(crate) struct Product([__m512i; 5]);

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

// SAFETY of every block below: `Ifma` proves that the processor has the features that the
// functions are compiled for; nothing else is asked of their callers.
impl Field for Ifma {
    type Element = Element;
    type Product = Product;
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
        // SAFETY: see above.
        unsafe { carry(&product.0) }
    }

    #[inline(always)]
    fn multiply(self, a: &Element, b: &Element) -> Product {
        // SAFETY: see above.
        unsafe { multiply(a, b) }
    }

    #[inline(always)]
    fn square(self, a: &Element) -> Product {
        // SAFETY: see above.
        unsafe { square(a) }
    }

    #[inline(always)]
    fn add_scaled(self, a: &Element, b: &Element) -> Element {
        // SAFETY: see above.
        unsafe { add_scaled(a, b) }
    }
}

#[target_feature(enable = "avx512f")]
fn load(rows: &Rows) -> Product {
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
            row[index] = lane;
        }
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
#[target_feature(enable = "avx512f,avx512ifma")]
fn add(a: &Product, b: &Product) -> Element {
    let mut sum = a.0;
    for index in 0..5 {
        sum[index] = _mm512_add_epi64(a.0[index], b.0[index]);
    }
    carry(&sum)
}

/// `a + 256 p - b`: each limb of 256 p is at least 2^59 - 256 * 19 > 125 * 2^52, so no limb gets
/// below zero.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
fn subtract(a: &Product, b: &Product) -> Element {
    let lowest = _mm512_set1_epi64(256 * ((1 << 51) - 19));
    let others = _mm512_set1_epi64(256 * ((1 << 51) - 1));
    let mut difference = a.0;
    for index in 0..5 {
        let multiple = if index == 0 { lowest } else { others };
        let biased = _mm512_add_epi64(a.0[index], multiple);
        difference[index] = _mm512_sub_epi64(biased, b.0[index]);
    }
    carry(&difference)
}

/// Carries every limb into the next at once. Limbs below 2^60 give carries below 2^9; what leaves
/// the topmost limb comes back times 19, below 2^14.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
fn carry(limbs: &[__m512i; 5]) -> Element {
    let mask = _mm512_set1_epi64((1 << 51) - 1);
    let nineteen = _mm512_set1_epi64(19);
    let mut carried = *limbs;
    for index in 0..5 {
        let own = _mm512_and_si512(limbs[index], mask);
        let over = _mm512_srli_epi64::<51>(limbs[(index + 4) % 5]);
        carried[index] = if index == 0 {
            _mm512_madd52lo_epu64(own, over, nineteen)
        } else {
            _mm512_add_epi64(own, over)
        };
    }
    Element(carried)
}

/// Column `k` is the sum of the low halves of `a_i b_j` with `i + j = k`, and twice the high halves
/// with `i + j = k - 1`. Columns 5 to 9 come back times 19, as 2^255 = 19 modulo p.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512ifma")]
fn multiply(a: &Element, b: &Element) -> Product {
    let mut columns = [_mm512_setzero_si512(); 10];
    for i in 0..5 {
        for j in 0..5 {
            columns[i + j + 1] = _mm512_madd52hi_epu64(columns[i + j + 1], a.0[i], b.0[j]);
        }
    }
    for column in &mut columns[1..] {
        *column = _mm512_add_epi64(*column, *column);
    }
    for i in 0..5 {
        for j in 0..5 {
            columns[i + j] = _mm512_madd52lo_epu64(columns[i + j], a.0[i], b.0[j]);
        }
    }
    fold(&columns)
}

/// [`multiply`] with equal factors: each `a_i a_j` with `i < j` is computed once and doubled.
#[inline]
#[target_feature(enable = "avx512f,avx512dq,avx512ifma")]
fn square(a: &Element) -> Product {
    let mut columns = [_mm512_setzero_si512(); 10];
    for i in 0..5 {
        for j in i + 1..5 {
            columns[i + j + 1] = _mm512_madd52hi_epu64(columns[i + j + 1], a.0[i], a.0[j]);
        }
    }
    for column in &mut columns[2..9] {
        *column = _mm512_add_epi64(*column, *column);
    }
    for i in 0..5 {
        columns[2 * i + 1] = _mm512_madd52hi_epu64(columns[2 * i + 1], a.0[i], a.0[i]);
        for j in i + 1..5 {
            columns[i + j] = _mm512_madd52lo_epu64(columns[i + j], a.0[i], a.0[j]);
        }
    }
    for column in &mut columns[1..] {
        *column = _mm512_add_epi64(*column, *column);
    }
    for i in 0..5 {
        columns[2 * i] = _mm512_madd52lo_epu64(columns[2 * i], a.0[i], a.0[i]);
    }
    fold(&columns)
}

/// Of `n` low halves below 2^52 and `m` doubled high halves below 2^51 + 2, column 0 has the most:
/// (1 + 19 * 4) 2^52 + 19 * 5 * 2^51, which is below 125 * 2^52.
#[inline]
#[target_feature(enable = "avx512f,avx512dq")]
fn fold(columns: &[__m512i; 10]) -> Product {
    let nineteen = _mm512_set1_epi64(19);
    let mut limbs = [_mm512_setzero_si512(); 5];
    for index in 0..5 {
        let high = _mm512_mullo_epi64(columns[index + 5], nineteen);
        limbs[index] = _mm512_add_epi64(columns[index], high);
    }
    Product(limbs)
}

/// The high halves of `A24 b_i` are below 2^17; they count twice in the next limb, from the topmost
/// limb 2 * 19 times in the lowest.
#[inline]
#[target_feature(enable = "avx512f,avx512ifma")]
fn add_scaled(a: &Element, b: &Element) -> Element {
    let scale = _mm512_set1_epi64(i64::from(A24));
    let twice = _mm512_set1_epi64(2);
    let around = _mm512_set1_epi64(2 * 19);
    let mut sum = a.0;
    for index in 0..5 {
        let before = b.0[(index + 4) % 5];
        let weight = if index == 0 { around } else { twice };
        let high = _mm512_madd52hi_epu64(_mm512_setzero_si512(), before, scale);
        sum[index] = _mm512_madd52lo_epu64(sum[index], b.0[index], scale);
        sum[index] = _mm512_madd52lo_epu64(sum[index], high, weight);
    }
    carry(&sum)
}

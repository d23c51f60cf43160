//! Products of limbs in four lanes of AVX2. [`field_avx2`](crate::field_avx2) says what the limbs are
//! and how large.
//!
//! A product is computed row by row, each row one limb of the first factor with all of the second.
//! The ten columns and the limb of the row stay in registers, the second factor stays in memory, from
//! where `vpmuludq` takes it. Left to itself, the compiler sums the products in an order of its own:
//! it keeps more vectors alive than there are registers, and half of the time goes to moving them.
//! It also forgets where functions are joined that factors have 32 bits, and multiplies 64 bits by
//! 64 bits. So both instructions are written down, and functions are not joined.

use core::arch::asm;
use core::arch::x86_64::{
    __m256i, _mm256_add_epi64, _mm256_and_si256, _mm256_mul_epu32, _mm256_set1_epi64x,
    _mm256_slli_epi64, _mm256_srli_epi64,
};

/// The limbs of four numbers.
pub(crate) type Limbs = [__m256i; 10];

/// `a b`, written to a place of the caller's: what a function returns is copied once more.
///
/// Column `k` is the sum of `a_i b_j` with `i + j = k`, and 19 times those with `i + j = k + 10`,
/// each doubled if i and j are odd. The largest, column 0, stays below 125 * 2.25 * 2^54 < 2^63.
#[inline(never)]
#[target_feature(enable = "avx2")]
pub(crate) fn multiply(product: &mut Limbs, a: &Limbs, b: &Limbs) {
    let nineteen = _mm256_set1_epi64x(19);
    let mut around = [nineteen; 9];
    for index in 0..9 {
        around[index] = _mm256_mul_epu32(b[index + 1], nineteen);
    }
    let mut columns = first_row(a[0], a[0], b);
    multiply_row::<1>(&mut columns, a, b, &around);
    multiply_row::<2>(&mut columns, a, b, &around);
    multiply_row::<3>(&mut columns, a, b, &around);
    multiply_row::<4>(&mut columns, a, b, &around);
    multiply_row::<5>(&mut columns, a, b, &around);
    multiply_row::<6>(&mut columns, a, b, &around);
    multiply_row::<7>(&mut columns, a, b, &around);
    multiply_row::<8>(&mut columns, a, b, &around);
    multiply_row::<9>(&mut columns, a, b, &around);
    *product = carry::<true>(columns);
}

/// Adds `a_I b`. `around` has 19 times the limbs of `b` from the second on.
#[inline]
#[target_feature(enable = "avx2")]
fn multiply_row<const I: usize>(columns: &mut Limbs, a: &Limbs, b: &Limbs, around: &[__m256i; 9]) {
    let single = a[I];
    let double = _mm256_add_epi64(single, single);
    let odd = if I % 2 == 1 { double } else { single };
    multiply_limb::<I, 0>(columns, single, b, around);
    multiply_limb::<I, 1>(columns, odd, b, around);
    multiply_limb::<I, 2>(columns, single, b, around);
    multiply_limb::<I, 3>(columns, odd, b, around);
    multiply_limb::<I, 4>(columns, single, b, around);
    multiply_limb::<I, 5>(columns, odd, b, around);
    multiply_limb::<I, 6>(columns, single, b, around);
    multiply_limb::<I, 7>(columns, odd, b, around);
    multiply_limb::<I, 8>(columns, single, b, around);
    multiply_limb::<I, 9>(columns, odd, b, around);
}

#[inline]
#[target_feature(enable = "avx2")]
fn multiply_limb<const I: usize, const J: usize>(
    columns: &mut Limbs,
    factor: __m256i,
    b: &Limbs,
    around: &[__m256i; 9],
) {
    let column = &mut columns[(I + J) % 10];
    if I + J < 10 {
        add_product::<J, 0, 1>(column, factor, b);
    } else {
        add_product::<J, 1, 1>(column, factor, around);
    }
}

/// [`multiply`] with equal factors: each `a_i a_j` with `i < j` is computed once and doubled.
#[inline(never)]
#[target_feature(enable = "avx2")]
pub(crate) fn square(product: &mut Limbs, a: &Limbs) {
    let nineteen = _mm256_set1_epi64x(19);
    let thirty_eight = _mm256_set1_epi64x(38);
    // Twice for odd limbs, so that a doubling of the other factor is all that remains.
    let around = [
        _mm256_mul_epu32(a[5], thirty_eight),
        _mm256_mul_epu32(a[6], nineteen),
        _mm256_mul_epu32(a[7], thirty_eight),
        _mm256_mul_epu32(a[8], nineteen),
        _mm256_mul_epu32(a[9], thirty_eight),
    ];
    let mut columns = first_row(a[0], _mm256_add_epi64(a[0], a[0]), a);
    square_row::<1>(&mut columns, a, &around);
    square_row::<2>(&mut columns, a, &around);
    square_row::<3>(&mut columns, a, &around);
    square_row::<4>(&mut columns, a, &around);
    square_row::<5>(&mut columns, a, &around);
    square_row::<6>(&mut columns, a, &around);
    square_row::<7>(&mut columns, a, &around);
    square_row::<8>(&mut columns, a, &around);
    square_row::<9>(&mut columns, a, &around);
    *product = carry::<true>(columns);
}

/// Adds `a_I^2` and `2 a_I a_j` for greater j. `around` has the upper five limbs of `a` 19 and 38
/// times.
#[inline]
#[target_feature(enable = "avx2")]
fn square_row<const I: usize>(columns: &mut Limbs, a: &Limbs, around: &[__m256i; 5]) {
    let single = a[I];
    let double = _mm256_add_epi64(single, single);
    let factors = [single, double, _mm256_add_epi64(double, double)];
    square_limb::<I, 1>(columns, factors, a, around);
    square_limb::<I, 2>(columns, factors, a, around);
    square_limb::<I, 3>(columns, factors, a, around);
    square_limb::<I, 4>(columns, factors, a, around);
    square_limb::<I, 5>(columns, factors, a, around);
    square_limb::<I, 6>(columns, factors, a, around);
    square_limb::<I, 7>(columns, factors, a, around);
    square_limb::<I, 8>(columns, factors, a, around);
    square_limb::<I, 9>(columns, factors, a, around);
}

#[inline]
#[target_feature(enable = "avx2")]
fn square_limb<const I: usize, const J: usize>(
    columns: &mut Limbs,
    [single, double, fourfold]: [__m256i; 3],
    a: &Limbs,
    around: &[__m256i; 5],
) {
    if J < I {
        return;
    }
    let column = &mut columns[(I + J) % 10];
    let doublings = (I < J) as usize + (I % 2 == 1 && J % 2 == 1) as usize;
    if I + J < 10 {
        let factor = [single, double, fourfold][doublings];
        add_product::<J, 0, 1>(column, factor, a);
    } else {
        // An odd limb is doubled already.
        let factor = [single, double][doublings - J % 2];
        add_product::<J, 5, 1>(column, factor, around);
    }
}

/// Row 0, which is the first in its columns: nothing goes around.
#[inline]
#[target_feature(enable = "avx2")]
fn first_row(first: __m256i, others: __m256i, limbs: &Limbs) -> Limbs {
    [
        product::<0, 1>(first, limbs),
        product::<1, 1>(others, limbs),
        product::<2, 1>(others, limbs),
        product::<3, 1>(others, limbs),
        product::<4, 1>(others, limbs),
        product::<5, 1>(others, limbs),
        product::<6, 1>(others, limbs),
        product::<7, 1>(others, limbs),
        product::<8, 1>(others, limbs),
        product::<9, 1>(others, limbs),
    ]
}

/// `factor limbs[STRIDE PLACE]`.
#[inline]
#[target_feature(enable = "avx2")]
pub(crate) fn product<const PLACE: usize, const STRIDE: usize>(
    factor: __m256i,
    limbs: &[__m256i],
) -> __m256i {
    let product;
    // SAFETY: the instruction belongs to AVX2; it reads one of the limbs and writes a register.
    unsafe {
        asm!(
            "vpmuludq {product}, {factor}, ymmword ptr [{limbs} + {offset}]",
            product = lateout(ymm_reg) product,
            factor = in(ymm_reg) factor,
            limbs = in(reg) limbs.as_ptr(),
            offset = const 32 * STRIDE * PLACE,
            options(nostack, preserves_flags),
        );
    }
    product
}

/// Adds `factor limbs[STRIDE (PLACE - SKIPPED)]` to the column. The compiler is not told that the instructions
/// only read memory, so it leaves them in the order in which they are written down.
#[inline]
#[target_feature(enable = "avx2")]
pub(crate) fn add_product<const PLACE: usize, const SKIPPED: usize, const STRIDE: usize>(
    column: &mut __m256i,
    factor: __m256i,
    limbs: &[__m256i],
) {
    // SAFETY: the instructions belong to AVX2; they read one of the limbs and write registers.
    unsafe {
        asm!(
            "vpmuludq {product}, {factor}, ymmword ptr [{limbs} + {offset}]",
            "vpaddq {column}, {column}, {product}",
            product = out(ymm_reg) _,
            factor = in(ymm_reg) factor,
            limbs = in(reg) limbs.as_ptr(),
            offset = const 32 * STRIDE * PLACE.saturating_sub(SKIPPED),
            column = inout(ymm_reg) *column,
            options(nostack, preserves_flags),
        );
    }
}

/// Carries along two chains at once, from 0 and from 4, then from 9 around to 0 and on to 1. What
/// goes around is below 2^33. Where it is WIDE, it does not fit the multiplier; of a sum or a product
/// times anything it is below 30 * 2^52 / 2^25 < 2^32, and does.
#[inline]
#[target_feature(enable = "avx2")]
pub(crate) fn carry<const WIDE: bool>(mut columns: Limbs) -> Limbs {
    for (first, second) in [(0, 4), (1, 5), (2, 6), (3, 7), (4, 8)] {
        carry_into_next(&mut columns, first);
        carry_into_next(&mut columns, second);
    }
    let over = over(columns[9], 9);
    columns[9] = _mm256_and_si256(columns[9], low_bits(9));
    let around = if WIDE {
        times_19(over)
    } else {
        _mm256_mul_epu32(over, _mm256_set1_epi64x(19))
    };
    columns[0] = _mm256_add_epi64(columns[0], around);
    carry_into_next(&mut columns, 0);
    columns
}

#[inline]
#[target_feature(enable = "avx2")]
fn carry_into_next(columns: &mut Limbs, index: usize) {
    let over = over(columns[index], index);
    columns[index] = _mm256_and_si256(columns[index], low_bits(index));
    columns[index + 1] = _mm256_add_epi64(columns[index + 1], over);
}

/// 16 + 2 + 1 times, for numbers that do not fit the multiplier.
#[inline]
#[target_feature(enable = "avx2")]
pub(crate) fn times_19(number: __m256i) -> __m256i {
    let three = _mm256_add_epi64(number, _mm256_slli_epi64::<1>(number));
    _mm256_add_epi64(three, _mm256_slli_epi64::<4>(number))
}

/// What a limb has beyond its 26 or 25 bits.
#[inline]
#[target_feature(enable = "avx2")]
pub(crate) fn over(limb: __m256i, index: usize) -> __m256i {
    if index % 2 == 0 {
        _mm256_srli_epi64::<26>(limb)
    } else {
        _mm256_srli_epi64::<25>(limb)
    }
}

/// Ones where a limb has its 26 or 25 bits.
#[inline]
#[target_feature(enable = "avx2")]
pub(crate) fn low_bits(index: usize) -> __m256i {
    _mm256_set1_epi64x((1 << (26 - index % 2)) - 1)
}

//! Products of limbs in four lanes of AVX2 with fewer multiplications.
//!
//! With `E` and `O` for the limbs of even and odd index, polynomials in `y = 2^51`, a number is
//! `E + 2^26 O`, and a product
//!
//! ```text
//! E_a E_b + 2 y O_a O_b + 2^26 (E_a O_b + O_a E_b)
//! E_a O_b + O_a E_b = (E_a + O_a) (E_b + O_b) - E_a E_b - O_a O_b
//! ```
//!
//! (A. Karatsuba and Yu. Ofman, 1962), modulo `y^5 = 19`: 75 multiplications instead of 100. Limbs
//! of `E_b + O_b` are below 1.51 * 2^27, so 19 times them has 32 bits; those of `E_a + O_a` are below
//! 2.26 * 2^27, so the largest column of their product stays below 77 * 3.42 * 2^54 < 2^63.

use core::arch::asm;
use core::arch::x86_64::{
    __m256i, _mm256_add_epi64, _mm256_mul_epu32, _mm256_set1_epi64x, _mm256_sub_epi64,
};

use crate::product_avx2::{Limbs, add_product, carry, product, times_19};

/// [`multiply`](crate::product_avx2::multiply) for a `b` that is a sum or a product, not a difference:
/// its limbs are below 2^27 and 2^26 + 2^14.
#[inline(never)]
#[target_feature(enable = "avx2")]
pub(crate) fn multiply_by_sum(product: &mut Limbs, a: &Limbs, b: &Limbs) {
    let nineteen = _mm256_set1_epi64x(19);
    let mut around = [nineteen; 8];
    for index in 0..8 {
        around[index] = _mm256_mul_epu32(b[index + 2], nineteen);
    }
    let sum = [
        _mm256_add_epi64(b[0], b[1]),
        _mm256_add_epi64(b[2], b[3]),
        _mm256_add_epi64(b[4], b[5]),
        _mm256_add_epi64(b[6], b[7]),
        _mm256_add_epi64(b[8], b[9]),
    ];
    let sum_around = [
        _mm256_add_epi64(around[0], around[1]),
        _mm256_add_epi64(around[2], around[3]),
        _mm256_add_epi64(around[4], around[5]),
        _mm256_add_epi64(around[6], around[7]),
    ];
    let even = half_of_product::<0>(a, b, &around);
    let odd = half_of_product::<1>(a, &b[1..], &around[1..]);
    let mut mixed = first_half_row::<1>(sum_of_limbs::<0, 1>(a), &sum);
    for k in 0..5 {
        mixed[k] = _mm256_sub_epi64(mixed[k], _mm256_add_epi64(even[k], odd[k]));
    }
    half_row::<1, 1>(&mut mixed, sum_of_limbs::<2, 3>(a), &sum, &sum_around);
    half_row::<2, 1>(&mut mixed, sum_of_limbs::<4, 5>(a), &sum, &sum_around);
    half_row::<3, 1>(&mut mixed, sum_of_limbs::<6, 7>(a), &sum, &sum_around);
    half_row::<4, 1>(&mut mixed, sum_of_limbs::<8, 9>(a), &sum, &sum_around);
    let twice = |limb| _mm256_add_epi64(limb, limb);
    *product = carry::<false>([
        _mm256_add_epi64(even[0], times_19(twice(odd[4]))),
        mixed[0],
        _mm256_add_epi64(even[1], twice(odd[0])),
        mixed[1],
        _mm256_add_epi64(even[2], twice(odd[1])),
        mixed[2],
        _mm256_add_epi64(even[3], twice(odd[2])),
        mixed[3],
        _mm256_add_epi64(even[4], twice(odd[3])),
        mixed[4],
    ]);
}

/// The product of the polynomials whose limbs are every second one of `a`, from PARITY on, and of `b`.
#[inline]
#[target_feature(enable = "avx2")]
fn half_of_product<const PARITY: usize>(
    a: &Limbs,
    b: &[__m256i],
    around: &[__m256i],
) -> [__m256i; 5] {
    let a = &a[PARITY..];
    let mut columns = first_half_row::<2>(fetch::<0>(a), b);
    half_row::<1, 2>(&mut columns, fetch::<2>(a), b, around);
    half_row::<2, 2>(&mut columns, fetch::<4>(a), b, around);
    half_row::<3, 2>(&mut columns, fetch::<6>(a), b, around);
    half_row::<4, 2>(&mut columns, fetch::<8>(a), b, around);
    columns
}

#[inline]
#[target_feature(enable = "avx2")]
fn first_half_row<const STRIDE: usize>(factor: __m256i, limbs: &[__m256i]) -> [__m256i; 5] {
    [
        product::<0, STRIDE>(factor, limbs),
        product::<1, STRIDE>(factor, limbs),
        product::<2, STRIDE>(factor, limbs),
        product::<3, STRIDE>(factor, limbs),
        product::<4, STRIDE>(factor, limbs),
    ]
}

/// Adds row I of a polynomial. `around` has 19 times the limbs from the second on.
#[inline]
#[target_feature(enable = "avx2")]
fn half_row<const I: usize, const STRIDE: usize>(
    columns: &mut [__m256i; 5],
    factor: __m256i,
    limbs: &[__m256i],
    around: &[__m256i],
) {
    half_limb::<I, 0, STRIDE>(columns, factor, limbs, around);
    half_limb::<I, 1, STRIDE>(columns, factor, limbs, around);
    half_limb::<I, 2, STRIDE>(columns, factor, limbs, around);
    half_limb::<I, 3, STRIDE>(columns, factor, limbs, around);
    half_limb::<I, 4, STRIDE>(columns, factor, limbs, around);
}

#[inline]
#[target_feature(enable = "avx2")]
fn half_limb<const I: usize, const J: usize, const STRIDE: usize>(
    columns: &mut [__m256i; 5],
    factor: __m256i,
    limbs: &[__m256i],
    around: &[__m256i],
) {
    let column = &mut columns[(I + J) % 5];
    if I + J < 5 {
        add_product::<J, 0, STRIDE>(column, factor, limbs);
    } else {
        add_product::<J, 1, STRIDE>(column, factor, around);
    }
}

#[inline]
#[target_feature(enable = "avx2")]
fn sum_of_limbs<const I: usize, const J: usize>(limbs: &Limbs) -> __m256i {
    _mm256_add_epi64(fetch::<I>(limbs), fetch::<J>(limbs))
}

/// Reads a limb that was read before: the compiler would have kept it in memory of its own.
#[inline]
#[target_feature(enable = "avx2")]
fn fetch<const PLACE: usize>(limbs: &[__m256i]) -> __m256i {
    let limb;
    // SAFETY: the instruction belongs to AVX2; it reads one of the limbs and writes a register.
    unsafe {
        asm!(
            "vmovdqa {limb}, ymmword ptr [{limbs} + {offset}]",
            limb = out(ymm_reg) limb,
            limbs = in(reg) limbs.as_ptr(),
            offset = const 32 * PLACE,
            options(nostack, preserves_flags),
        );
    }
    limb
}

//! Products of limbs in two lanes of simd128. [`field_simd128`](crate::field_simd128) says what the
//! limbs are and how large.

use core::arch::wasm32::{
    i32x4_add, i32x4_mul, i32x4_shuffle, i64x2_add, i64x2_shl, i64x2_sub, u32x4_splat,
    u64x2_extmul_high_u32x4, u64x2_extmul_low_u32x4, u64x2_shr, u64x2_splat, v128, v128_and,
};

/// With `E` and `O` for the limbs of even and odd index, polynomials in `y = 2^51`, a number is
/// `E + 2^26 O`, and a product
///
/// ```text
/// E_a E_b + 2 y O_a O_b + 2^26 (E_a O_b + O_a E_b)
/// E_a O_b + O_a E_b = (E_a + O_a) (E_b + O_b) - E_a E_b - O_a O_b
/// ```
///
/// (A. Karatsuba and Yu. Ofman, 1962), modulo `y^5 = 19`: 75 multiplications instead of 100, of which
/// engines make three instructions each. Sums of an even and an odd limb are below 2^28.2, so five
/// products of sums, four of them times 19, have 63 bits.
///
/// A function of its own, unlike squares: in larger ones engines spill more than a call costs.
#[inline(never)]
pub(crate) fn multiply(a: &[v128; 5], b: &[v128; 5], product: &mut [v128; 5]) {
    let b = Summed::new(b);
    let sums = sums(a);
    let even = [
        wrapped_column::<0, false>(a, &b),
        wrapped_column::<1, false>(a, &b),
        wrapped_column::<2, false>(a, &b),
        wrapped_column::<3, false>(a, &b),
        wrapped_column::<4, false>(a, &b),
    ];
    let odd = [
        wrapped_column::<0, true>(a, &b),
        wrapped_column::<1, true>(a, &b),
        wrapped_column::<2, true>(a, &b),
        wrapped_column::<3, true>(a, &b),
        wrapped_column::<4, true>(a, &b),
    ];
    let mixed = [
        sum_column::<0>(&sums, &b),
        sum_column::<1>(&sums, &b),
        sum_column::<2>(&sums, &b),
        sum_column::<3>(&sums, &b),
        sum_column::<4>(&sums, &b),
    ];
    *product = combine(&even, &odd, &mixed);
}

/// The limbs of a product from its three parts.
#[inline(always)]
fn combine(even: &[v128; 5], odd: &[v128; 5], mixed: &[v128; 5]) -> [v128; 5] {
    let mut columns = [u64x2_splat(0); 10];
    for k in 0..5 {
        let before = match k {
            0 => times_19(odd[4]),
            _ => odd[k - 1],
        };
        columns[2 * k] = i64x2_add(even[k], i64x2_add(before, before));
        columns[2 * k + 1] = i64x2_sub(i64x2_sub(mixed[k], even[k]), odd[k]);
    }
    carry(columns)
}

/// Column K of `E_a E_b` or `O_a O_b`, with 19 times column K + 5. It is a constant, so that no index
/// is left to compute at run time.
#[inline(always)]
fn wrapped_column<const K: usize, const ODD: bool>(a: &[v128; 5], b: &Summed) -> v128 {
    let mut sum = u64x2_splat(0);
    for m in 0..5 {
        let n = (K + 5 - m) % 5;
        let factor = if m + n > 4 { b.around[n] } else { b.limbs[n] };
        let product = if ODD {
            u64x2_extmul_high_u32x4(a[m], factor)
        } else {
            u64x2_extmul_low_u32x4(a[m], factor)
        };
        sum = i64x2_add(sum, product);
    }
    sum
}

/// Column K of `(E_a + O_a) (E_b + O_b)`, with 19 times column K + 5: too large to be multiplied
/// before.
#[inline(always)]
fn sum_column<const K: usize>(sums: &[v128; 5], b: &Summed) -> v128 {
    let (mut own, mut around) = (u64x2_splat(0), u64x2_splat(0));
    for m in 0..5 {
        let n = (K + 5 - m) % 5;
        let product = u64x2_extmul_low_u32x4(sums[m], b.sums[n]);
        if m + n > 4 {
            around = i64x2_add(around, product);
        } else {
            own = i64x2_add(own, product);
        }
    }
    if K < 4 {
        own = i64x2_add(own, times_19(around));
    }
    own
}

/// The limbs of a factor, 19 times them, and sums of neighbours.
struct Summed {
    limbs: [v128; 5],
    around: [v128; 5],
    sums: [v128; 5],
}

impl Summed {
    /// All of it is computed in sight of the compiler: of a sum that came from memory it would load one
    /// half and multiply 64 bits by 64 bits.
    #[inline(always)]
    fn new(factor: &[v128; 5]) -> Self {
        let limbs = *factor;
        let around = limbs.map(|limb| i32x4_mul(limb, u32x4_splat(19)));
        Self {
            limbs,
            around,
            sums: sums(factor),
        }
    }
}

/// In both halves of a vector the sum of its two limbs.
#[inline(always)]
fn sums(limbs: &[v128; 5]) -> [v128; 5] {
    limbs.map(|limb| i32x4_add(limb, i32x4_shuffle::<2, 3, 0, 1>(limb, limb)))
}

/// [`multiply`] with equal factors: what two pairs of limbs give in both orders is computed once
/// and doubled.
#[inline(always)]
pub(crate) fn square(a: &[v128; 5]) -> [v128; 5] {
    let b = Summed::new(a);
    let double = a.map(|limb| i32x4_add(limb, limb));
    let double_sums = b.sums.map(|sum| i32x4_add(sum, sum));
    let even = [
        wrapped_square::<0, false>(&double, &b),
        wrapped_square::<1, false>(&double, &b),
        wrapped_square::<2, false>(&double, &b),
        wrapped_square::<3, false>(&double, &b),
        wrapped_square::<4, false>(&double, &b),
    ];
    let odd = [
        wrapped_square::<0, true>(&double, &b),
        wrapped_square::<1, true>(&double, &b),
        wrapped_square::<2, true>(&double, &b),
        wrapped_square::<3, true>(&double, &b),
        wrapped_square::<4, true>(&double, &b),
    ];
    let mixed = [
        sum_square::<0>(&double_sums, &b),
        sum_square::<1>(&double_sums, &b),
        sum_square::<2>(&double_sums, &b),
        sum_square::<3>(&double_sums, &b),
        sum_square::<4>(&double_sums, &b),
    ];
    combine(&even, &odd, &mixed)
}

/// `wrapped_column` of a square.
#[inline(always)]
fn wrapped_square<const K: usize, const ODD: bool>(double: &[v128; 5], b: &Summed) -> v128 {
    let mut sum = u64x2_splat(0);
    for m in 0..5 {
        let n = (K + 5 - m) % 5;
        if m <= n {
            let left = if m < n { double[m] } else { b.limbs[m] };
            let right = if m + n > 4 { b.around[n] } else { b.limbs[n] };
            let product = if ODD {
                u64x2_extmul_high_u32x4(left, right)
            } else {
                u64x2_extmul_low_u32x4(left, right)
            };
            sum = i64x2_add(sum, product);
        }
    }
    sum
}

/// `sum_column` of a square.
#[inline(always)]
fn sum_square<const K: usize>(double_sums: &[v128; 5], b: &Summed) -> v128 {
    let (mut own, mut around) = (u64x2_splat(0), u64x2_splat(0));
    for m in 0..5 {
        let n = (K + 5 - m) % 5;
        if m <= n {
            let left = if m < n { double_sums[m] } else { b.sums[m] };
            let product = u64x2_extmul_low_u32x4(left, b.sums[n]);
            if m + n > 4 {
                around = i64x2_add(around, product);
            } else {
                own = i64x2_add(own, product);
            }
        }
    }
    if K < 4 {
        own = i64x2_add(own, times_19(around));
    }
    own
}

/// Carries along two chains at once, from 0 and from 4, then from 9 around to 0 and on to 1.
#[inline(always)]
fn carry(mut columns: [v128; 10]) -> [v128; 5] {
    for (first, second) in [(0, 4), (1, 5), (2, 6), (3, 7), (4, 8)] {
        carry_into_next(&mut columns, first);
        carry_into_next(&mut columns, second);
    }
    let around = times_19(over(columns[9], 9));
    columns[9] = v128_and(columns[9], low_bits(9));
    columns[0] = i64x2_add(columns[0], around);
    carry_into_next(&mut columns, 0);
    pack(&columns)
}

#[inline(always)]
fn carry_into_next(columns: &mut [v128; 10], index: usize) {
    let over = over(columns[index], index);
    columns[index] = v128_and(columns[index], low_bits(index));
    columns[index + 1] = i64x2_add(columns[index + 1], over);
}

/// Limbs of 32 bits from columns that have no more.
#[inline(always)]
pub(crate) fn pack(columns: &[v128; 10]) -> [v128; 5] {
    let mut limbs = [u64x2_splat(0); 5];
    for (index, limb) in limbs.iter_mut().enumerate() {
        *limb = i32x4_shuffle::<0, 2, 4, 6>(columns[2 * index], columns[2 * index + 1]);
    }
    limbs
}

/// What goes around has up to 34 bits, so 19 times it is 16 + 2 + 1 times.
#[inline(always)]
pub(crate) fn times_19(number: v128) -> v128 {
    let three = i64x2_add(number, i64x2_shl(number, 1));
    i64x2_add(three, i64x2_shl(number, 4))
}

/// What a limb has beyond its 26 or 25 bits.
#[inline(always)]
pub(crate) fn over(limb: v128, index: usize) -> v128 {
    u64x2_shr(limb, 26 - (index % 2) as u32)
}

/// Ones where a limb has its 26 or 25 bits.
#[inline(always)]
pub(crate) fn low_bits(index: usize) -> v128 {
    u64x2_splat((1 << (26 - index % 2)) - 1)
}

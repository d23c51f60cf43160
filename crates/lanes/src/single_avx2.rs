//! One X25519 in four lanes: what a step multiplies at the same time stands side by side.
//!
//! The lanes are `x_2`, `z_2`, `x_3`, `z_3` of the Montgomery ladder (RFC 7748 section 5), and a
//! step takes three products of all four lanes (the arrangement is that of H. Hisil, B. Eğrice and
//! M. Yassi, "Fast 4 way vectorized ladder for the complete set of Montgomery curves", 2020):
//!
//! ```text
//!   A     B     C     D        sums and differences of x and z
//! * A   * B   * B   * A
//! = AA  = BB  = CB  = DA
//!
//!   AA    E     S     T        E = AA - BB, S = CB + DA, T = CB - DA
//! * BB  * a24 * S   * T
//! = x_2 = a24 E = x_3 = T^2
//!
//!         E           T^2
//!       * AA + a24 E * x_1
//!       = z_2       = z_3
//! ```
//!
//! Where RFC 7748 swaps, A and B change places with C and D; then CB and DA do the same, which
//! neither their sum nor the square of their difference minds.

use core::arch::x86_64::{
    _mm256_add_epi64, _mm256_blend_epi32, _mm256_permutevar8x32_epi32, _mm256_set_epi32,
    _mm256_set_epi64x, _mm256_set1_epi32, _mm256_set1_epi64x, _mm256_setzero_si256,
    _mm256_unpackhi_epi64, _mm256_unpacklo_epi64, _mm256_xor_si256,
};

use zeroize::Zeroize;

use crate::bits::{Bits, HIGHEST};
use crate::field::{A24, Field, MAXIMUM_LANES};
use crate::field_avx2::{Avx2, Element, Product};
use crate::limbs::{self, Limbs};
use crate::plain::Plain;
use crate::product_avx2::{Limbs as Vectors, multiply};

/// X25519 of one secret with one public key; 32 zero bytes if that is of small order.
#[target_feature(enable = "avx2")]
pub(crate) fn exchange(avx2: Avx2, secret: &[u8; 32], public_key: &[u8; 32]) -> [u8; 32] {
    let bits = Bits::same(secret);
    let (zero, one) = ([0; 5], [1, 0, 0, 0, 0]);
    let x_1 = limbs::from_bytes(public_key);
    let u = load(avx2, [x_1; 4]);
    let mut state = load(avx2, [one, zero, x_1, one]);
    let mut work = Work::new(&state);
    let mut swapped = 0;
    for index in (0..=HIGHEST).rev() {
        let bit = bits.lanes(index);
        step(&mut state, &mut work, &u, bit ^ swapped);
        swapped = bit;
    }
    // The lowest bit is zero, which leaves nothing swapped.
    let mut rows = avx2.store(&avx2.reduce(&state));
    let mut quotient = Plain.quotient(rows[0], rows[1]);
    let shared = limbs::to_bytes(&quotient);
    state.zeroize();
    work.zeroize();
    rows.zeroize();
    quotient.zeroize();
    shared
}

/// What a step computes on its way: the factors of its products, and these.
#[derive(Zeroize)]
struct Work {
    a: Element,
    b: Element,
    first: Product,
    second: Product,
    third: Product,
}

impl Work {
    /// With anything in it.
    fn new(product: &Product) -> Self {
        Self {
            a: Element(product.0),
            b: Element(product.0),
            first: *product,
            second: *product,
            third: *product,
        }
    }
}

/// One bit; `swap` has only ones where RFC 7748 swaps, only zeros elsewhere.
#[inline]
#[target_feature(enable = "avx2")]
fn step(state: &mut Product, work: &mut Work, u: &Product, swap: u8) {
    let Work {
        a: Element(a),
        b: Element(b),
        first: Product(first),
        second: Product(second),
        third: Product(third),
    } = work;
    let two_places = _mm256_set1_epi32(i32::from(swap & 4));
    let left = _mm256_set_epi32(7, 6, 5, 4, 3, 2, 1, 0);
    let left = _mm256_xor_si256(left, two_places);
    let right = _mm256_set_epi32(1, 0, 3, 2, 3, 2, 1, 0);
    let right = _mm256_xor_si256(right, two_places);
    sums_and_differences::<0>(b, &state.0);
    for index in 0..10 {
        let abcd = b[index];
        a[index] = _mm256_permutevar8x32_epi32(abcd, left);
        b[index] = _mm256_permutevar8x32_epi32(abcd, right);
    }
    multiply(first, a, b);

    // AA, E, S, T
    sums_and_differences::<LANE_0>(a, first);
    for index in 0..10 {
        let bb = _mm256_unpackhi_epi64(first[index], first[index]);
        let a24 = _mm256_set1_epi64x(if index == 0 { i64::from(A24) } else { 0 });
        b[index] = _mm256_blend_epi32::<LANE_0>(a[index], bb);
        b[index] = _mm256_blend_epi32::<LANE_1>(b[index], a24);
    }
    multiply(second, a, b);

    for index in 0..10 {
        let aa = _mm256_unpacklo_epi64(first[index], first[index]);
        a[index] = _mm256_blend_epi32::<LANE_3>(a[index], second[index]);
        b[index] = _mm256_add_epi64(aa, second[index]);
        b[index] = _mm256_blend_epi32::<LANE_3>(b[index], u.0[index]);
    }
    multiply(third, a, b);

    for index in 0..10 {
        let limb = _mm256_blend_epi32::<{ LANE_1 | LANE_3 }>(second[index], third[index]);
        state.0[index] = limb;
    }
}

/// Of lanes `a, b, c, d` the sums and differences `a + b, a - b, c + d, c - d`, as a number of lanes
/// adds or subtracts nothing. Twice p, whose limbs are above those of a product, keeps differences
/// above zero.
#[inline]
#[target_feature(enable = "avx2")]
fn sums_and_differences<const NOTHING: i32>(results: &mut Vectors, product: &Vectors) {
    let negative = _mm256_set_epi64x(-1, 0, -1, 0);
    for (index, (result, limb)) in results.iter_mut().zip(product).enumerate() {
        let twice = 2 * ((1 << (26 - index % 2)) - if index == 0 { 19 } else { 1 });
        // The complement is the negative number less one.
        let bias = _mm256_set_epi64x(twice + 1, 0, twice + 1, 0);
        let first = _mm256_unpacklo_epi64(*limb, *limb);
        let second = _mm256_unpackhi_epi64(*limb, *limb);
        let second = _mm256_xor_si256(second, negative);
        let second = _mm256_blend_epi32::<NOTHING>(second, _mm256_setzero_si256());
        *result = _mm256_add_epi64(_mm256_add_epi64(first, bias), second);
    }
}

#[inline]
#[target_feature(enable = "avx2")]
fn load(avx2: Avx2, lanes: [Limbs; 4]) -> Product {
    let mut rows = [[0; 5]; MAXIMUM_LANES];
    rows[..4].copy_from_slice(&lanes);
    avx2.load(&rows)
}

/// The halves of lanes, for blends.
const LANE_0: i32 = 0b0000_0011;
const LANE_1: i32 = 0b0000_1100;
const LANE_3: i32 = 0b1100_0000;

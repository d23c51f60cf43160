//! Two lanes with WebAssembly's simd128: ten limbs of 26 and 25 bits in turn, two in each vector.
//!
//! The number is the sum of `2^ceil(25.5 i) l_i` (D. J. Bernstein, "Curve25519: new Diffie-Hellman
//! speed records", 2006, section 4). Vector `k` holds, in 32 bits each, limb `2 k` of both lanes in
//! its low half and limb `2 k + 1` in its high half. `i64x2.extmul_low_i32x4_u` and
//! `extmul_high` multiply halves with the same position; limbs of different parity meet by
//! exchanging the halves of one factor. `2^ceil(25.5 i) 2^ceil(25.5 j)` is twice
//! `2^ceil(25.5 (i + j))` if i and j are odd.
//!
//! Bounds, of limbs with even and with odd index, as in `field_avx2`:
//! - `Product` is carried: below 2^26 and 2^25 + 2^13;
//! - `Element`: below 1.5 * 2^27 and 1.5 * 2^26 + 2^13, so that 19 times an even and 38 times an
//!   odd limb has 32 bits.

use core::arch::wasm32::{
    i32x4_add, i32x4_mul, i32x4_shuffle, i32x4_sub, i64x2_add, i64x2_shl, u32x4,
    u32x4_extract_lane, u32x4_splat, u64x2_extend_high_u32x4, u64x2_extend_low_u32x4,
    u64x2_extmul_high_u32x4, u64x2_extmul_low_u32x4, u64x2_shr, u64x2_splat, v128, v128_and,
    v128_bitselect,
};
use core::hint::black_box;

use zeroize::{Zeroize, optimization_barrier};

use crate::field::{A24, Field, MAXIMUM_LANES, Rows};

/// The build has simd128; an engine without it refuses the module.
#[derive(Clone, Copy)]
pub(crate) struct Simd128;

/// Limbs that may be multiplied.
#[derive(Clone, Copy)]
pub(crate) struct Element([v128; 5]);

/// Limbs that were carried.
#[derive(Clone, Copy)]
pub(crate) struct Product([v128; 5]);

/// Ten columns of 64 bits for each lane.
type Columns = [v128; 10];

impl Zeroize for Element {
    fn zeroize(&mut self) {
        self.0 = [u64x2_splat(0); 5];
        optimization_barrier(&self.0);
    }
}

impl Zeroize for Product {
    fn zeroize(&mut self) {
        self.0 = [u64x2_splat(0); 5];
        optimization_barrier(&self.0);
    }
}

impl Field for Simd128 {
    type Element = Element;
    type Product = Product;
    type Raised = Product;
    type Fixed = Element;
    type Choice = v128;

    const LANES: usize = 2;

    fn load(self, rows: &Rows) -> Product {
        let [first, second, ..] = rows;
        let mut limbs = [u64x2_splat(0); 5];
        for (limb, (first, second)) in limbs.iter_mut().zip(first.iter().zip(second)) {
            *limb = u32x4(
                (*first & MASK_EVEN) as u32,
                (*second & MASK_EVEN) as u32,
                (*first >> 26) as u32,
                (*second >> 26) as u32,
            );
        }
        Product(limbs)
    }

    fn small(self, number: u32) -> Product {
        let zero = u64x2_splat(0);
        Product([u32x4(number, number, 0, 0), zero, zero, zero, zero])
    }

    fn store(self, element: &Element) -> Rows {
        let mut rows = [[0; 5]; MAXIMUM_LANES];
        for (index, limb) in element.0.iter().enumerate() {
            let even = u64::from(u32x4_extract_lane::<0>(*limb));
            let odd = u64::from(u32x4_extract_lane::<2>(*limb));
            rows[0][index] = even + (odd << 26);
            let even = u64::from(u32x4_extract_lane::<1>(*limb));
            let odd = u64::from(u32x4_extract_lane::<3>(*limb));
            rows[1][index] = even + (odd << 26);
        }
        rows
    }

    fn choice(self, lanes: u8) -> v128 {
        let first = u32::from(lanes & 1).wrapping_neg();
        let second = u32::from(lanes >> 1 & 1).wrapping_neg();
        u32x4(first, second, first, second)
    }

    #[inline(always)]
    fn select(self, choice: v128, chosen: &Element, otherwise: &Element) -> Element {
        let mut limbs = otherwise.0;
        for index in 0..5 {
            limbs[index] = v128_bitselect(chosen.0[index], otherwise.0[index], choice);
        }
        Element(limbs)
    }

    #[inline(always)]
    fn add(self, a: &Product, b: &Product) -> Element {
        let mut sum = a.0;
        for index in 0..5 {
            sum[index] = i32x4_add(a.0[index], b.0[index]);
        }
        Element(sum)
    }

    /// `a + 2 p - b`: each limb of 2 p is above what a carried limb may be, so none gets below
    /// zero.
    #[inline(always)]
    fn subtract(self, a: &Product, b: &Product) -> Element {
        let (even, odd) = (2 * ((1 << 26) - 1), 2 * ((1 << 25) - 1));
        let lowest = even - 2 * 18;
        let mut difference = a.0;
        for index in 0..5 {
            let even = if index == 0 { lowest } else { even };
            let biased = i32x4_add(a.0[index], u32x4(even, even, odd, odd));
            difference[index] = i32x4_sub(biased, b.0[index]);
        }
        Element(difference)
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

    /// Column `k` is the sum of `a_i b_j` with `i + j = k`, and 19 times those with
    /// `i + j = k + 10`, each doubled if i and j are odd.
    fn multiply(self, a: &Element, b: &Element) -> Product {
        let (a, b) = (Multiples::new(a), Factor::new(b));
        carry([
            multiply_column::<0>(&a, &b),
            multiply_column::<1>(&a, &b),
            multiply_column::<2>(&a, &b),
            multiply_column::<3>(&a, &b),
            multiply_column::<4>(&a, &b),
            multiply_column::<5>(&a, &b),
            multiply_column::<6>(&a, &b),
            multiply_column::<7>(&a, &b),
            multiply_column::<8>(&a, &b),
            multiply_column::<9>(&a, &b),
        ])
    }

    /// [`multiply`](Field::multiply) with equal factors: what two pairs of limbs give in both
    /// orders is computed once and doubled.
    fn square(self, a: &Element) -> Product {
        let (a, b) = (Multiples::new(a), Factor::new(a));
        carry([
            square_column::<0>(&a, &b),
            square_column::<1>(&a, &b),
            square_column::<2>(&a, &b),
            square_column::<3>(&a, &b),
            square_column::<4>(&a, &b),
            square_column::<5>(&a, &b),
            square_column::<6>(&a, &b),
            square_column::<7>(&a, &b),
            square_column::<8>(&a, &b),
            square_column::<9>(&a, &b),
        ])
    }

    /// `A24 b_i` is below 2^45, so one carry of all limbs at once is enough.
    fn add_scaled(self, a: &Product, b: &Element) -> Element {
        // Hidden, or the compiler would multiply 64 bits by a constant of 64 bits.
        let scale = black_box(u32x4_splat(A24));
        let mut wide = [u64x2_splat(0); 10];
        for index in 0..5 {
            let even = u64x2_extmul_low_u32x4(b.0[index], scale);
            let odd = u64x2_extmul_high_u32x4(b.0[index], scale);
            wide[2 * index] = i64x2_add(even, u64x2_extend_low_u32x4(a.0[index]));
            wide[2 * index + 1] = i64x2_add(odd, u64x2_extend_high_u32x4(a.0[index]));
        }
        let mut sum = wide;
        for index in 0..10 {
            let own = v128_and(wide[index], low_bits(index));
            let before = (index + 9) % 10;
            let mut over = over(wide[before], before);
            if index == 0 {
                over = times_19(over);
            }
            sum[index] = i64x2_add(own, over);
        }
        Element(pack(&sum))
    }
}

/// Column K of a product. It is a constant, so that no index is left to compute at run time.
#[inline(always)]
fn multiply_column<const K: usize>(a: &Multiples, b: &Factor) -> v128 {
    let half = K / 2;
    let mut sum = u64x2_splat(0);
    for m in 0..5 {
        let n = (half + 5 - m) % 5;
        if K % 2 == 0 {
            let product = u64x2_extmul_low_u32x4(a.single[m], b.limbs(m + n > 4, n));
            sum = i64x2_add(sum, product);
            let n = (half + 4 - m) % 5;
            let product = u64x2_extmul_high_u32x4(a.double_odd[m], b.limbs(m + n > 3, n));
            sum = i64x2_add(sum, product);
        } else {
            let factor = b.swapped(m + n > 4, n);
            sum = i64x2_add(sum, u64x2_extmul_low_u32x4(a.single[m], factor));
            sum = i64x2_add(sum, u64x2_extmul_high_u32x4(a.single[m], factor));
        }
    }
    sum
}

/// Column K of a square, which is that of a product with what comes twice computed once.
#[inline(always)]
fn square_column<const K: usize>(a: &Multiples, b: &Factor) -> v128 {
    let half = K / 2;
    let mut sum = u64x2_splat(0);
    for m in 0..5 {
        let n = (half + 5 - m) % 5;
        if K % 2 == 0 {
            if m <= n {
                let left = if m < n { a.double[m] } else { a.single[m] };
                let product = u64x2_extmul_low_u32x4(left, b.limbs(m + n > 4, n));
                sum = i64x2_add(sum, product);
            }
            let n = (half + 4 - m) % 5;
            if m <= n {
                let left = if m < n {
                    a.fourfold_odd[m]
                } else {
                    a.double[m]
                };
                let product = u64x2_extmul_high_u32x4(left, b.limbs(m + n > 3, n));
                sum = i64x2_add(sum, product);
            }
        } else if m <= n {
            let factor = b.swapped(m + n > 4, n);
            sum = i64x2_add(sum, u64x2_extmul_low_u32x4(a.double[m], factor));
            if m < n {
                sum = i64x2_add(sum, u64x2_extmul_high_u32x4(a.double[m], factor));
            }
        }
    }
    sum
}

/// A factor and what products need of its small multiples.
struct Multiples {
    single: [v128; 5],
    double_odd: [v128; 5],
    double: [v128; 5],
    fourfold_odd: [v128; 5],
}

impl Multiples {
    #[inline(always)]
    fn new(factor: &Element) -> Self {
        let single = factor.0;
        let mut multiples = Self {
            single,
            double_odd: single,
            double: single,
            fourfold_odd: single,
        };
        for index in 0..5 {
            multiples.double_odd[index] = double_odd(single[index]);
            multiples.double[index] = i32x4_add(single[index], single[index]);
            multiples.fourfold_odd[index] = double_odd(multiples.double[index]);
        }
        multiples
    }
}

/// The limbs of a factor in all the forms that products want.
struct Factor {
    limbs: [v128; 5],
    /// Times 19, for products that go around.
    around: [v128; 5],
    /// Halves exchanged.
    swapped: [v128; 5],
    swapped_around: [v128; 5],
}

impl Factor {
    #[inline(always)]
    fn new(factor: &Element) -> Self {
        let limbs = factor.0;
        let mut around = limbs;
        let mut swapped = limbs;
        let mut swapped_around = limbs;
        for index in 0..5 {
            around[index] = i32x4_mul(limbs[index], u32x4_splat(19));
            swapped[index] = swap(limbs[index]);
            swapped_around[index] = swap(around[index]);
        }
        // Were it to see through the exchange, the compiler would multiply 64 bits by 64 bits.
        black_box(Self {
            limbs,
            around,
            swapped,
            swapped_around,
        })
    }

    #[inline(always)]
    fn limbs(&self, goes_around: bool, index: usize) -> v128 {
        if goes_around {
            self.around[index]
        } else {
            self.limbs[index]
        }
    }

    #[inline(always)]
    fn swapped(&self, goes_around: bool, index: usize) -> v128 {
        if goes_around {
            self.swapped_around[index]
        } else {
            self.swapped[index]
        }
    }
}

#[inline(always)]
fn swap(limbs: v128) -> v128 {
    i32x4_shuffle::<2, 3, 0, 1>(limbs, limbs)
}

/// Doubles the limbs with odd index.
#[inline(always)]
fn double_odd(limbs: v128) -> v128 {
    i32x4_add(limbs, v128_and(limbs, u32x4(0, 0, u32::MAX, u32::MAX)))
}

/// Carries along two chains at once, from 0 and from 4, then from 9 around to 0 and on to 1.
#[inline(always)]
fn carry(mut columns: Columns) -> Product {
    for (first, second) in [(0, 4), (1, 5), (2, 6), (3, 7), (4, 8)] {
        carry_into_next(&mut columns, first);
        carry_into_next(&mut columns, second);
    }
    let around = times_19(over(columns[9], 9));
    columns[9] = v128_and(columns[9], low_bits(9));
    columns[0] = i64x2_add(columns[0], around);
    carry_into_next(&mut columns, 0);
    Product(pack(&columns))
}

#[inline(always)]
fn carry_into_next(columns: &mut Columns, index: usize) {
    let over = over(columns[index], index);
    columns[index] = v128_and(columns[index], low_bits(index));
    columns[index + 1] = i64x2_add(columns[index + 1], over);
}

/// Limbs of 32 bits from columns that have no more.
#[inline(always)]
fn pack(columns: &Columns) -> [v128; 5] {
    let mut limbs = [u64x2_splat(0); 5];
    for (index, limb) in limbs.iter_mut().enumerate() {
        *limb = i32x4_shuffle::<0, 2, 4, 6>(columns[2 * index], columns[2 * index + 1]);
    }
    limbs
}

/// What goes around has up to 34 bits, so 19 times it is 16 + 2 + 1 times.
#[inline(always)]
fn times_19(number: v128) -> v128 {
    let three = i64x2_add(number, i64x2_shl(number, 1));
    i64x2_add(three, i64x2_shl(number, 4))
}

/// What a limb has beyond its 26 or 25 bits.
#[inline(always)]
fn over(limb: v128, index: usize) -> v128 {
    u64x2_shr(limb, 26 - (index % 2) as u32)
}

/// Ones where a limb has its 26 or 25 bits.
#[inline(always)]
fn low_bits(index: usize) -> v128 {
    u64x2_splat((1 << (26 - index % 2)) - 1)
}

/// 26 bits.
const MASK_EVEN: u64 = (1 << 26) - 1;

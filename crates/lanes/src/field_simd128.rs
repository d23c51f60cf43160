//! Two lanes with WebAssembly's simd128: ten limbs of 26 and 25 bits in turn, two in each vector.
//!
//! The number is the sum of `2^ceil(25.5 i) l_i` (D. J. Bernstein, "Curve25519: new Diffie-Hellman
//! speed records", 2006, section 4). Vector `k` holds, in 32 bits each, limb `2 k` of both lanes in
//! its low half and limb `2 k + 1` in its high half. `i64x2.extmul_low_i32x4_u` and
//! `extmul_high` multiply halves with the same position; limbs of different parity meet in products
//! of sums. `2^ceil(25.5 i) 2^ceil(25.5 j)` is twice
//! `2^ceil(25.5 (i + j))` if i and j are odd.
//!
//! Bounds, of limbs with even and with odd index, as in `field_avx2`:
//! - `Product` is carried: below 2^26 and 2^25 + 2^13;
//! - `Element`: below 1.5 * 2^27 and 1.5 * 2^26 + 2^13, so that 19 times an even and 38 times an
//!   odd limb has 32 bits.

use core::arch::wasm32::{
    i32x4_add, i32x4_sub, i64x2_add, u32x4, u32x4_extract_lane, u32x4_splat,
    u64x2_extend_high_u32x4, u64x2_extend_low_u32x4, u64x2_extmul_high_u32x4,
    u64x2_extmul_low_u32x4, u64x2_splat, v128, v128_and, v128_bitselect,
};
use core::hint::black_box;

use zeroize::{Zeroize, optimization_barrier};

use crate::field::{A24, Field, MAXIMUM_LANES, Rows};
use crate::product_simd128::{low_bits, multiply, over, pack, square, times_19};

/// The build has simd128; an engine without it refuses the module.
#[derive(Clone, Copy)]
pub(crate) struct Simd128;

/// Limbs that may be multiplied.
#[derive(Clone, Copy)]
pub(crate) struct Element([v128; 5]);

/// Limbs that were carried.
#[derive(Clone, Copy)]
pub(crate) struct Product([v128; 5]);

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

    #[inline(always)]
    fn multiply(self, a: &Element, b: &Element) -> Product {
        let mut product = [u64x2_splat(0); 5];
        multiply(&a.0, &b.0, &mut product);
        // Each loaded for itself: engines leave `memory.copy` to a function of theirs, which costs
        // more than a few loads and stores.
        let [a, b, c, d, e] = &product;
        Product([*a, *b, *c, *d, *e])
    }

    #[inline(always)]
    fn square(self, a: &Element) -> Product {
        Product(square(&a.0))
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

/// 26 bits.
const MASK_EVEN: u64 = (1 << 26) - 1;

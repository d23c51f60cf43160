//! The steps of the ladder in four lanes of AVX2.
//!
//! A number is ten vectors, and there are only sixteen registers: numbers live in memory, and each
//! function reads and writes them there. What [`ladder::step`](crate::ladder::step) says in values,
//! the compiler would turn into moves that take a fifth of the time.

use core::arch::x86_64::{__m256i, _mm256_setzero_si256};

use zeroize::Zeroize;

use crate::bits::{Bits, HIGHEST, LOWEST};
#[cfg(not(target_os = "none"))]
use crate::doublings::{self, Row};
use crate::field_avx2::{
    Avx2, Element, Product, add, add_scaled, choice, same, select, subtract, swap,
};
use crate::karatsuba_avx2::multiply_by_sum;
use crate::ladder::State;
use crate::limbs::Limbs;
use crate::product_avx2::square;

/// [`ladder::climb`](crate::ladder::climb).
#[target_feature(enable = "avx2")]
pub(crate) fn climb(state: &mut State<Avx2>, u: &Element, bits: &Bits) -> u8 {
    let mut work = Work::new();
    let mut previous = bits.lanes(HIGHEST);
    for index in (LOWEST..HIGHEST).rev() {
        let lanes = bits.lanes(index);
        step(state, &mut work, u, choice(lanes ^ previous));
        previous = lanes;
    }
    work.zeroize();
    previous
}

/// What a step computes on its way, named as in RFC 7748 section 5.
#[derive(Zeroize)]
struct Work {
    a: Element,
    b: Element,
    c: Element,
    d: Element,
    da: Product,
    cb: Product,
    sum: Element,
    difference: Element,
    aa: Product,
    bb: Product,
    e: Element,
    scaled: Element,
    squared: Product,
}

impl Work {
    #[inline]
    #[target_feature(enable = "avx2")]
    fn new() -> Self {
        let zero = [_mm256_setzero_si256(); 10];
        let (element, product) = (Element(zero), Product(zero));
        Self {
            a: element,
            b: element,
            c: element,
            d: element,
            da: product,
            cb: product,
            sum: element,
            difference: element,
            aa: product,
            bb: product,
            e: element,
            scaled: element,
            squared: product,
        }
    }
}

/// [`ladder::step`](crate::ladder::step).
#[inline]
#[target_feature(enable = "avx2")]
fn step(state: &mut State<Avx2>, w: &mut Work, u: &Element, choice: __m256i) {
    let State { doubled, sum } = state;
    sum_and_difference(&mut w.a, &mut w.b, &doubled.0, &doubled.1);
    sum_and_difference(&mut w.c, &mut w.d, &sum.0, &sum.1);
    multiply_by_sum(&mut w.da.0, &w.d.0, &w.a.0);
    multiply_by_sum(&mut w.cb.0, &w.b.0, &w.c.0);
    choose(&mut w.sum, choice, &w.c, &w.a);
    choose(&mut w.difference, choice, &w.d, &w.b);
    square(&mut w.aa.0, &w.sum.0);
    square(&mut w.bb.0, &w.difference.0);
    sum_and_difference(&mut w.sum, &mut w.difference, &w.da, &w.cb);
    square(&mut w.squared.0, &w.difference.0);
    square(&mut sum.0.0, &w.sum.0);
    difference_and_scaled(&mut w.e, &mut w.scaled, &w.aa, &w.bb);
    multiply_by_sum(&mut sum.1.0, &w.squared.0, &u.0);
    multiply_by_sum(&mut doubled.1.0, &w.e.0, &w.scaled.0);
    multiply_by_sum(&mut doubled.0.0, &w.aa.0, &w.bb.0);
}

/// [`doublings::ascend`](crate::doublings::ascend).
#[cfg(not(target_os = "none"))]
#[target_feature(enable = "avx2")]
pub(crate) fn ascend(state: &mut doublings::State<Avx2>, rows: &[Row], bits: &Bits) {
    let doublings::State { sum, other } = state;
    let mut work = Work::new();
    let w = &mut work;
    let mut previous = 0xff;
    for (index, row) in (LOWEST..=HIGHEST).zip(rows) {
        let lanes = bits.lanes(index);
        let choice = choice(lanes ^ previous);
        swap(choice, &mut sum.0.0, &mut other.0.0);
        swap(choice, &mut sum.1.0, &mut other.1.0);
        sum_and_difference(&mut w.sum, &mut w.difference, &sum.0, &sum.1);
        spread(&mut w.a, &row.above);
        spread(&mut w.b, &row.below);
        multiply_by_sum(&mut w.da.0, &w.difference.0, &w.a.0);
        multiply_by_sum(&mut w.cb.0, &w.sum.0, &w.b.0);
        sum_and_difference(&mut w.sum, &mut w.difference, &w.da, &w.cb);
        square(&mut w.aa.0, &w.sum.0);
        square(&mut w.bb.0, &w.difference.0);
        multiply_by_sum(&mut sum.0.0, &w.aa.0, &other.1.0);
        multiply_by_sum(&mut sum.1.0, &w.bb.0, &other.0.0);
        previous = lanes;
    }
    work.zeroize();
}

/// [`same`].
#[cfg(not(target_os = "none"))]
#[inline(never)]
#[target_feature(enable = "avx2")]
fn spread(element: &mut Element, row: &Limbs) {
    *element = Element(same(row).0);
}

/// `a + b` and `a - b`.
#[inline(never)]
#[target_feature(enable = "avx2")]
fn sum_and_difference(sum: &mut Element, difference: &mut Element, a: &Product, b: &Product) {
    *sum = add(a, b);
    *difference = subtract(a, b);
}

/// `a - b` and `a + A24 (a - b)`.
#[inline(never)]
#[target_feature(enable = "avx2")]
fn difference_and_scaled(difference: &mut Element, scaled: &mut Element, a: &Product, b: &Product) {
    *difference = subtract(a, b);
    *scaled = add_scaled(a, difference);
}

/// [`select`].
#[inline(never)]
#[target_feature(enable = "avx2")]
fn choose(selected: &mut Element, choice: __m256i, chosen: &Element, otherwise: &Element) {
    *selected = select(choice, chosen, otherwise);
}

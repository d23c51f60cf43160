//! Numbers modulo p = 2^255 - 19 one by one, by fiat-crypto, whose code is made from a proof.

use fiat_crypto::curve25519_64::{
    fiat_25519_carry_mul, fiat_25519_carry_square, fiat_25519_loose_field_element,
    fiat_25519_relax, fiat_25519_tight_field_element,
};

use zeroize::Zeroize;

use crate::inversion::Powers;
use crate::limbs::Limbs;

/// One number alone, for which vectors are of no use.
#[derive(Clone, Copy)]
pub(crate) struct Plain;

/// Limbs of 51 bits, each at most `3 * 2^51`.
pub(crate) type Number = fiat_25519_loose_field_element;

impl Plain {
    /// `a / b`, zero if `b` is; limbs of `a` and `b` are at most `3 * 2^51`, those of the quotient
    /// below 2^52.
    pub(crate) fn quotient(self, a: Limbs, b: Limbs) -> Limbs {
        let mut a = fiat_25519_loose_field_element(a);
        let mut b = fiat_25519_loose_field_element(b);
        let mut inverse = self.invert(&b);
        let quotient = self.times(&a, &inverse).0;
        for number in [&mut a, &mut b, &mut inverse] {
            number.0.zeroize();
        }
        quotient
    }
}

impl Powers for Plain {
    type Number = Number;

    fn times(self, a: &Number, b: &Number) -> Number {
        let mut product = fiat_25519_tight_field_element([0; 5]);
        fiat_25519_carry_mul(&mut product, a, b);
        relaxed(&product)
    }

    fn squared(self, a: &Number) -> Number {
        let mut square = fiat_25519_tight_field_element([0; 5]);
        fiat_25519_carry_square(&mut square, a);
        relaxed(&square)
    }
}

fn relaxed(number: &fiat_25519_tight_field_element) -> Number {
    let mut relaxed = fiat_25519_loose_field_element([0; 5]);
    fiat_25519_relax(&mut relaxed, number);
    relaxed
}

//! The bits of clamped scalars, side by side.

use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::field::MAXIMUM_LANES;

/// Bit `t` of the scalar of lane `i` is bit `i` of byte `t`. Wiped when dropped.
#[derive(ZeroizeOnDrop)]
pub(crate) struct Bits([u8; 256]);

impl Bits {
    /// The same secret in each lane.
    #[inline(always)]
    pub(crate) fn same(secret: &[u8; 32]) -> Self {
        let mut bits = Self([0; 256]);
        for (bit, lanes) in bits.0.iter_mut().enumerate() {
            *lanes = (secret[bit / 8] >> (bit % 8) & 1).wrapping_neg();
        }
        bits.clamp()
    }

    /// A secret for each lane; lanes beyond the last one compute with zero.
    #[inline(always)]
    pub(crate) fn each(secrets: &[[u8; 32]]) -> Self {
        let mut bits = Self([0; 256]);
        for (lane, secret) in secrets.iter().take(MAXIMUM_LANES).enumerate() {
            for (bit, lanes) in bits.0.iter_mut().enumerate() {
                *lanes |= (secret[bit / 8] >> (bit % 8) & 1) << lane;
            }
        }
        bits.clamp()
    }

    /// Bit `index` of each lane's scalar.
    #[inline(always)]
    pub(crate) fn lanes(&self, index: usize) -> u8 {
        self.0[index]
    }

    /// `decodeScalar25519` of RFC 7748 section 5: bits 0, 1, 2 and 255 are cleared, bit 254 is set.
    #[inline(always)]
    fn clamp(mut self) -> Self {
        self.0[..LOWEST].zeroize();
        self.0[HIGHEST] = 0xff;
        self.0[HIGHEST + 1] = 0;
        self
    }
}

/// Below this bit a clamped scalar has only zeros.
pub(crate) const LOWEST: usize = 3;
/// The topmost bit of a clamped scalar, always one.
pub(crate) const HIGHEST: usize = 254;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_lane_has_the_bits_of_its_own_secret() {
        let secrets = [[0x35; 32], [0xff; 32], [0; 32]];
        let bits = Bits::each(&secrets);
        assert_eq!(bits.lanes(8), 0b011);
        assert_eq!(bits.lanes(9), 0b010);
        assert_eq!(bits.lanes(HIGHEST), 0xff);
        for outside in [0, 1, 2, 255] {
            assert_eq!(bits.lanes(outside), 0);
        }
        let same = Bits::same(&secrets[0]);
        for bit in LOWEST..HIGHEST {
            assert_eq!(same.lanes(bit), (bits.lanes(bit) & 1).wrapping_neg());
        }
    }
}

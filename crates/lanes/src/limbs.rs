//! Field elements of one record as five limbs of 51 bits, on their way between bytes and lanes.

/// `l0 + 2^51 l1 + 2^102 l2 + 2^153 l3 + 2^204 l4`.
pub(crate) type Limbs = [u64; 5];

/// Decodes a u-coordinate. The topmost bit is ignored and values from p to 2^255 - 1 are taken
/// modulo p (`decodeUCoordinate`, RFC 7748 section 5). Limbs are below 2^51.
pub(crate) fn from_bytes(bytes: &[u8; 32]) -> Limbs {
    let [a, b, c, d] = words(bytes);
    [
        a & MASK,
        (a >> 51 | b << 13) & MASK,
        (b >> 38 | c << 26) & MASK,
        (c >> 25 | d << 39) & MASK,
        (d >> 12) & MASK,
    ]
}

/// Encodes limbs below 2^53 as the one number below p (`encodeUCoordinate`, RFC 7748 section 5).
pub(crate) fn to_bytes(limbs: &Limbs) -> [u8; 32] {
    // 2^255 = 19 modulo p. Now the number is below 2^255 + 19 * 4, which is below 2 p.
    let (mut limbs, over) = carry(*limbs);
    limbs[0] += 19 * over;
    // It is p or more if adding 19 reaches 2^255; then 2^255 - 19 is taken off.
    let mut with_19 = limbs;
    with_19[0] += 19;
    let (_, is_too_large) = carry(with_19);
    limbs[0] += 19 * is_too_large;
    let ([a, b, c, d, e], _) = carry(limbs);
    let words = [
        a | b << 51,
        b >> 13 | c << 38,
        c >> 26 | d << 25,
        d >> 39 | e << 12,
    ];
    let mut bytes = [0; 32];
    for (place, word) in bytes.chunks_exact_mut(8).zip(words) {
        place.copy_from_slice(&word.to_le_bytes());
    }
    bytes
}

/// Whether the bytes are all zero: 1 or 0, in constant time.
pub(crate) fn is_zero(bytes: &[u8; 32]) -> u8 {
    let any = bytes.iter().fold(0, |any, byte| any | byte);
    // Below zero only if there was no bit at all.
    (u16::from(any).wrapping_sub(1) >> 15) as u8
}

/// Brings every limb below 2^51 and returns what went beyond 2^255.
fn carry(mut limbs: Limbs) -> (Limbs, u64) {
    let mut over = 0;
    for limb in &mut limbs {
        *limb += over;
        over = *limb >> 51;
        *limb &= MASK;
    }
    (limbs, over)
}

fn words(bytes: &[u8; 32]) -> [u64; 4] {
    let mut words = [0; 4];
    for (word, bytes) in words.iter_mut().zip(bytes.chunks_exact(8)) {
        *word = bytes
            .iter()
            .rev()
            .fold(0, |word, byte| word << 8 | u64::from(*byte));
    }
    words
}

/// 51 bits.
const MASK: u64 = (1 << 51) - 1;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_survive() {
        for byte in [0, 1, 0x55, 0x7e] {
            let mut bytes = [byte; 32];
            bytes[0] = 3;
            assert_eq!(to_bytes(&from_bytes(&bytes)), bytes);
        }
    }

    #[test]
    fn the_topmost_bit_is_ignored() {
        let mut bytes = [9; 32];
        let limbs = from_bytes(&bytes);
        bytes[31] |= 0x80;
        assert_eq!(from_bytes(&bytes), limbs);
    }

    #[test]
    fn numbers_around_multiples_of_the_prime_become_canonical() {
        let one_less = [MASK - 19, MASK, MASK, MASK, MASK];
        let mut bytes = [0xff; 32];
        bytes[0] = 0xec;
        bytes[31] = 0x7f;
        assert_eq!(to_bytes(&one_less), bytes);
        for above in 0..20 {
            let mut limbs = one_less;
            limbs[0] += 1 + above;
            let mut bytes = [0; 32];
            bytes[0] = above as u8;
            assert_eq!(to_bytes(&limbs), bytes);
        }
        // 4 (2^255 - 1) = 4 * 18 modulo p.
        let mut bytes = [0; 32];
        bytes[0] = 72;
        assert_eq!(to_bytes(&[MASK * 4; 5]), bytes);
    }

    #[test]
    fn only_zero_is_zero() {
        assert_eq!(is_zero(&[0; 32]), 1);
        for position in 0..32 {
            for bit in 0..8 {
                let mut bytes = [0; 32];
                bytes[position] = 1 << bit;
                assert_eq!(is_zero(&bytes), 0);
            }
        }
    }
}

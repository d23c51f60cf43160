//! ASCII decimal numbers without leading zeros.

use sealroll_wire::parse_decimal;

/// Reads a canonical decimal number of at most `max`: digits only, and `0` is the only number
/// that begins with a zero.
pub(crate) fn parse(text: &str, max: u64) -> Option<u64> {
    let number = parse_decimal(text).ok();
    number.filter(|number| *number <= max)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn only_canonical_numbers_are_read() {
        assert_eq!(parse("0", 9), Some(0));
        assert_eq!(parse("10", 10), Some(10));
        assert_eq!(parse("18446744073709551615", u64::MAX), Some(u64::MAX));
        for bad in [
            "",
            "00",
            "01",
            "+1",
            "-1",
            " 1",
            "1 ",
            "1_0",
            "0x1",
            "18446744073709551616",
        ] {
            assert_eq!(parse(bad, u64::MAX), None, "{bad:?}");
        }
        assert_eq!(parse("11", 10), None);
    }
}

//! Hexadecimal, as vectors print bytes.

/// Decodes lower- or upper-case hexadecimal.
pub(crate) fn hex(text: &str) -> Vec<u8> {
    assert!(text.len().is_multiple_of(2), "an odd number of digits");
    let digits = |i| u8::from_str_radix(&text[i..i + 2], 16).expect("a hexadecimal digit");
    (0..text.len()).step_by(2).map(digits).collect()
}

/// Decodes hexadecimal of a known length.
#[allow(dead_code, reason = "not every test file has arrays")]
pub(crate) fn array<const N: usize>(text: &str) -> [u8; N] {
    hex(text).try_into().expect("the length of the array")
}

//! Hexadecimal, as vectors print bytes.

/// Decodes 32 bytes.
pub(crate) fn array(text: &str) -> [u8; 32] {
    assert_eq!(text.len(), 64, "64 digits: {text}");
    let digits = |i: usize| u8::from_str_radix(&text[2 * i..2 * i + 2], 16);
    core::array::from_fn(|i| digits(i).expect("hexadecimal digits"))
}

//! The ways in which a text may lie in a file.

use base64ct::{Base64Unpadded, Base64UrlUnpadded, Encoding};

/// One way of writing a text down.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Form {
    /// As it is.
    Utf8,
    /// In lower case.
    LowerCase,
    /// Two bytes a character, little-endian.
    Utf16,
    /// Hexadecimal, lower case.
    Hex,
    /// Hexadecimal, upper case.
    UpperHex,
    /// Base64, with so many bytes of something else before it in its group of three.
    Base64(usize),
    /// The alphabet for web addresses, likewise.
    Base64Url(usize),
}

impl Form {
    /// Every form that is searched.
    pub const ALL: [Self; 11] = [
        Self::Utf8,
        Self::LowerCase,
        Self::Utf16,
        Self::Hex,
        Self::UpperHex,
        Self::Base64(0),
        Self::Base64(1),
        Self::Base64(2),
        Self::Base64Url(0),
        Self::Base64Url(1),
        Self::Base64Url(2),
    ];

    /// The bytes to search for: only those that do not depend on what stands around the text.
    #[must_use]
    pub fn pattern(self, text: &str) -> Vec<u8> {
        let upper = |byte: &u8| format!("{byte:02X}");
        match self {
            Self::Utf8 => text.as_bytes().to_vec(),
            Self::LowerCase => text.to_lowercase().into_bytes(),
            Self::Utf16 => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            Self::Hex => Self::UpperHex.pattern(text).to_ascii_lowercase(),
            Self::UpperHex => text
                .as_bytes()
                .iter()
                .map(upper)
                .collect::<String>()
                .into_bytes(),
            Self::Base64(before) => inner::<Base64Unpadded>(text, before),
            Self::Base64Url(before) => inner::<Base64UrlUnpadded>(text, before),
        }
    }

    /// The text as a program would write it, with `before` and `after` around it: for the control.
    #[must_use]
    pub fn planted(self, text: &str) -> Vec<u8> {
        match self {
            Self::Base64(before) => around::<Base64Unpadded>(text, before),
            Self::Base64Url(before) => around::<Base64UrlUnpadded>(text, before),
            _ => self.pattern(text),
        }
    }
}

/// Base64 of the text after `before` bytes, without the characters that other bytes enter into.
fn inner<E: Encoding>(text: &str, before: usize) -> Vec<u8> {
    let bytes = [&vec![0; before], text.as_bytes()].concat();
    let mut encoded = E::encode_string(&bytes).into_bytes();
    if bytes.len() % 3 != 0 {
        encoded.pop();
    }
    // 1 byte before touches 2 characters, 2 bytes touch 3.
    encoded.drain(
        ..encoded
            .len()
            .min([0, 2, 3].get(before).copied().unwrap_or(0)),
    );
    encoded
}

fn around<E: Encoding>(text: &str, before: usize) -> Vec<u8> {
    E::encode_string(&[&b"~?"[..before.min(2)], text.as_bytes(), b"~~"].concat()).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_pattern_lies_in_what_a_program_would_write() {
        for text in ["Müller", "Zoë Straße 12", "+4915112345678", "李娜和王芳"] {
            for form in Form::ALL {
                let (pattern, planted) = (form.pattern(text), form.planted(text));
                let found = planted
                    .windows(pattern.len())
                    .any(|window| window == pattern);
                assert!(found, "{form:?} of {text}");
                assert!(
                    pattern.len() >= 6,
                    "{form:?} of {text} is short enough for chance"
                );
            }
        }
    }

    #[test]
    fn values_are_those_of_other_tools() {
        assert_eq!(Form::Base64(0).pattern("foobar"), b"Zm9vYmFy");
        // base64("xfoobar") is eGZvb2Jhcg==, base64("xyfoobar") is eHlmb29iYXI=
        assert_eq!(Form::Base64(1).pattern("foobar"), b"Zvb2Jhc");
        assert_eq!(Form::Base64(2).pattern("foobar"), b"mb29iYX");
        assert_eq!(Form::Hex.pattern("Ä~"), b"c3847e");
        assert_eq!(Form::Utf16.pattern("Ä~"), [0xc4, 0, b'~', 0]);
        assert_eq!(Form::LowerCase.pattern("ÄB"), "äb".as_bytes());
    }
}

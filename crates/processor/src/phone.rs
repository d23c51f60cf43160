use std::fmt;

use zeroize::Zeroizing;

/// A phone number in the form of E.164: `+`, then 8 to 15 digits without a leading zero.
///
/// It is needed until a message was handed to the gateway, and kept nowhere.
pub(crate) struct PhoneNumber(Zeroizing<String>);

impl PhoneNumber {
    /// Reads exactly this form; `None` for anything else.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let digits = text.strip_prefix('+')?;
        let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
        let known = plain && (8..=15).contains(&digits.len()) && !digits.starts_with('0');
        known.then(|| Self(Zeroizing::new(text.to_owned())))
    }

    /// The number with its `+`.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it begins with one of these calling codes, which have no `+`.
    pub(crate) fn is_of(&self, countries: &[String]) -> bool {
        let digits = self.0.get(1..).unwrap_or_default();
        countries
            .iter()
            .any(|code| digits.starts_with(code.as_str()))
    }

    /// All but the last four digits: numbers that are bought in one block share it.
    pub(crate) fn block(&self) -> &str {
        let end = self.0.len().saturating_sub(4);
        self.0.get(..end).unwrap_or_default()
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PhoneNumber(<redacted>)")
    }
}

#[cfg(test)]
mod tests {
    use super::PhoneNumber;

    // covers: REG-3
    #[test]
    fn numbers_have_one_form() {
        let number = PhoneNumber::parse(b"+4915112345678").unwrap();
        assert_eq!(number.block(), "+491511234");
        assert!(number.is_of(&["43".to_owned(), "49".to_owned()]));
        assert!(!number.is_of(&["41".to_owned()]) && !number.is_of(&[]));
        assert_eq!(format!("{number:?}"), "PhoneNumber(<redacted>)");
        for wrong in [
            "",
            "+",
            "4915112345678",
            "+0491511234567",
            "+49 151 1234567",
            "+491511",
            "+4915112345678901",
            "+49151x234567",
        ] {
            assert!(PhoneNumber::parse(wrong.as_bytes()).is_none(), "{wrong}");
        }
    }
}

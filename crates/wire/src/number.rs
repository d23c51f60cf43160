use alloc::string::String;
use core::{error::Error, fmt, str::FromStr};

/// A text is not a decimal number without leading zeros, or is too large.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParseNumberError;

impl fmt::Display for ParseNumberError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("not a decimal number without leading zeros, or too large")
    }
}

impl Error for ParseNumberError {}

macro_rules! numbers {
    ($($(#[$doc:meta])* $name:ident($inner:ty);)*) => {
        $(
            $(#[$doc])*
            ///
            /// Written and parsed as decimal without leading zeros.
            #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub struct $name(pub $inner);

            impl $name {
                /// The plain number.
                #[must_use]
                pub const fn value(self) -> $inner {
                    self.0
                }
            }

            impl fmt::Display for $name {
                fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                    self.0.fmt(formatter)
                }
            }

            impl FromStr for $name {
                type Err = ParseNumberError;

                fn from_str(text: &str) -> Result<Self, ParseNumberError> {
                    parse_decimal(text)?.try_into().map(Self).map_err(|_| ParseNumberError)
                }
            }
        )*
    };
}

numbers! {
    /// The number of an epoch, a stretch of time with one key, counted from the epoch anchor.
    Epoch(u32);
    /// The number of a generation, a run of epochs whose keys stem from one seed.
    Generation(u32);
    /// A serial of certificates, statements or instructions; the first is 1.
    Serial(u64);
    /// A part of a log (`spec/protocol.md#log-recovery`); 0 until the log is recovered.
    Part(u64);
}

impl Part {
    /// The part in which every log begins. It has no component of its own in the origin.
    pub const FIRST: Self = Self(0);
}

/// A number as decimal without leading zeros. The standard library formats in a hundred ways, and
/// these are kilobytes of a guest's download.
#[must_use]
pub fn decimal_text(number: u64) -> String {
    let mut text = if number < 10 {
        String::new()
    } else {
        decimal_text(number / 10)
    };
    text.push(char::from(b'0' + (number % 10) as u8));
    text
}

/// Reads a decimal number without leading zeros.
///
/// # Errors
/// [`ParseNumberError`]
pub fn parse_decimal(text: &str) -> Result<u64, ParseNumberError> {
    let digits = text.as_bytes();
    if digits.is_empty() || (digits.len() > 1 && digits[0] == b'0') {
        return Err(ParseNumberError);
    }
    let mut number = 0_u64;
    for digit in digits {
        if !digit.is_ascii_digit() {
            return Err(ParseNumberError);
        }
        let digit = u64::from(digit - b'0');
        let shifted = number.checked_mul(10).ok_or(ParseNumberError)?;
        number = shifted.checked_add(digit).ok_or(ParseNumberError)?;
    }
    Ok(number)
}

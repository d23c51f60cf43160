//! Plain text (`spec/protocol.md#plain-text`): what may be shown to a person as it stands.

use alloc::string::String;

use crate::error::classes;

classes! {
    /// Why a text is not plain text.
    TextError {
        /// Not UTF-8.
        NotUtf8 => "bad-text", "not UTF-8";
        /// A control, direction or other forbidden character.
        ForbiddenCharacter => "bad-text", "a forbidden character";
        /// A space at the beginning or end.
        OuterSpace => "bad-text", "a space at the beginning or end";
    }
}

/// Checks the rules TXT-2 and TXT-3.
///
/// # Errors
/// [`TextError::ForbiddenCharacter`] and [`TextError::OuterSpace`].
pub fn check_plain(text: &str) -> Result<(), TextError> {
    // Most texts are of these bytes alone, which are looked at side by side.
    let is_printable = |all, byte| all & matches!(byte, b' '..=b'~');
    if !text.bytes().fold(true, is_printable) && text.chars().any(is_forbidden) {
        return Err(TextError::ForbiddenCharacter);
    }
    if text.starts_with(' ') || text.ends_with(' ') {
        return Err(TextError::OuterSpace);
    }
    Ok(())
}

/// Reads bytes as plain text, by the rules TXT-1 to TXT-3.
///
/// # Errors
/// Any [`TextError`].
pub fn plain_from_bytes(bytes: &[u8]) -> Result<&str, TextError> {
    let text = core::str::from_utf8(bytes).map_err(|_| TextError::NotUtf8)?;
    check_plain(text)?;
    Ok(text)
}

/// Whether every byte of a text is of a class. One loop for all classes, which phones download once.
#[must_use]
pub fn all_bytes(text: &str, allowed: fn(u8) -> bool) -> bool {
    for byte in text.as_bytes() {
        if !allowed(*byte) {
            return false;
        }
    }
    true
}

/// One text of several. The standard library's way is for anything that can be joined.
#[must_use]
pub fn joined(parts: &[&str]) -> String {
    let mut text = String::with_capacity(parts.iter().map(|part| part.len()).sum());
    for part in parts {
        text.push_str(part);
    }
    text
}

/// What stands before and after the first of this ASCII character; `None` where there is none.
///
/// The standard library's search is for any pattern, which is a kilobyte of a guest's download.
#[must_use]
pub fn split_at(text: &str, character: u8) -> Option<(&str, &str)> {
    let place = text.bytes().position(|byte| byte == character)?;
    Some((text.get(..place)?, text.get(place + 1..)?))
}

/// The stretches of a text between these ASCII characters; one if there is none.
pub fn split(text: &str, character: u8) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    core::iter::from_fn(move || {
        let text = rest?;
        let (part, after) = match split_at(text, character) {
            Some((part, after)) => (part, Some(after)),
            None => (text, None),
        };
        rest = after;
        Some(part)
    })
}

/// Whether plain text must not contain the character (`spec/protocol.md#TXT-2`).
///
/// These are control characters and those that are invisible or change the direction of what
/// stands beside them, so that a text could look like another.
#[must_use]
pub const fn is_forbidden(character: char) -> bool {
    matches!(
        character,
        '\u{0}'..='\u{1f}'
            | '\u{7f}'..='\u{9f}'
            | '\u{61c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
    )
}

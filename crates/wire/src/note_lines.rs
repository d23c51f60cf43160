use core::str::{FromStr, Split};

use crate::{hex, number::parse_decimal, text::check_plain, time::Time};

/// The lines of a note's text, each read once in its order: `<key> <value>`.
///
/// Every way of reading gives `None` where the text is not of its form.
#[derive(Debug)]
pub(crate) struct NoteLines<'a>(Split<'a, char>);

impl<'a> NoteLines<'a> {
    /// Begins after the first line, which names the kind of note. The text ends with a line feed.
    pub(crate) fn new(text: &'a str, first: &str) -> Option<Self> {
        let mut lines = text.strip_suffix('\n')?.split('\n');
        (lines.next()? == first).then_some(Self(lines))
    }

    /// The next line, whole.
    pub(crate) fn next(&mut self) -> Option<&'a str> {
        self.0.next()
    }

    /// The value of the next line, which has this key.
    pub(crate) fn value(&mut self, key: &str) -> Option<&'a str> {
        self.next()?.strip_prefix(key)?.strip_prefix(' ')
    }

    /// The value, parsed.
    pub(crate) fn parse<T: FromStr>(&mut self, key: &str) -> Option<T> {
        self.value(key)?.parse().ok()
    }

    /// The value, a time as RFC 3339 writes it.
    pub(crate) fn time(&mut self, key: &str) -> Option<Time> {
        Time::from_rfc3339(self.value(key)?).ok()
    }

    /// The value, a decimal number.
    pub(crate) fn number(&mut self, key: &str) -> Option<u64> {
        parse_decimal(self.value(key)?).ok()
    }

    /// The value, a hash in hex.
    pub(crate) fn hash(&mut self, key: &str) -> Option<[u8; 32]> {
        hex::parse(self.value(key)?).ok()
    }

    /// The value, plain text of 1 to `most` bytes.
    pub(crate) fn plain(&mut self, key: &str, most: usize) -> Option<&'a str> {
        plain(self.value(key)?, most)
    }

    /// Nothing is left.
    pub(crate) fn finish(mut self) -> Option<()> {
        self.0.next().is_none().then_some(())
    }
}

/// The text, if it is plain and has 1 to `most` bytes.
pub(crate) fn plain(text: &str, most: usize) -> Option<&str> {
    let fits = !text.is_empty() && text.len() <= most && check_plain(text).is_ok();
    fits.then_some(text)
}

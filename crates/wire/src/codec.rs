use alloc::vec::Vec;
use core::ops::RangeInclusive;

use crate::{error::DecodeError, text, time::Time};

/// Reads a structure from the front of a byte string (`spec/protocol.md#conventions`).
///
/// Integers are big-endian. [`Reader::finish`] makes sure that nothing is left over.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Starts at the first byte.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Takes `length` bytes. The caller has compared the length with its limit.
    ///
    /// # Errors
    /// [`DecodeError::Truncated`].
    pub fn bytes(&mut self, length: usize) -> Result<&'a [u8], DecodeError> {
        let (taken, rest) = self
            .rest
            .split_at_checked(length)
            .ok_or(DecodeError::Truncated)?;
        self.rest = rest;
        Ok(taken)
    }

    /// Takes `N` bytes.
    ///
    /// # Errors
    /// [`DecodeError::Truncated`].
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        let (taken, rest) = self
            .rest
            .split_first_chunk::<N>()
            .ok_or(DecodeError::Truncated)?;
        self.rest = rest;
        Ok(*taken)
    }

    /// Takes the `N` bytes of fields that are always as long.
    ///
    /// # Errors
    /// [`DecodeError::Truncated`].
    #[inline(always)]
    pub fn fields<const N: usize>(&mut self) -> Result<Fields<'a>, DecodeError> {
        Ok(Fields::new(self.chunk::<N>()?))
    }

    /// Takes `N` bytes where they stand.
    ///
    /// # Errors
    /// [`DecodeError::Truncated`].
    #[inline(always)]
    pub fn chunk<const N: usize>(&mut self) -> Result<&'a [u8; N], DecodeError> {
        let (taken, rest) = self
            .rest
            .split_first_chunk()
            .ok_or(DecodeError::Truncated)?;
        self.rest = rest;
        Ok(taken)
    }

    /// Takes a byte.
    ///
    /// # Errors
    /// [`DecodeError::Truncated`].
    pub fn u8(&mut self) -> Result<u8, DecodeError> {
        self.array().map(u8::from_be_bytes)
    }

    /// Takes two bytes.
    ///
    /// # Errors
    /// [`DecodeError::Truncated`].
    pub fn u16(&mut self) -> Result<u16, DecodeError> {
        self.array().map(u16::from_be_bytes)
    }

    /// Takes four bytes.
    ///
    /// # Errors
    /// [`DecodeError::Truncated`].
    pub fn u32(&mut self) -> Result<u32, DecodeError> {
        self.array().map(u32::from_be_bytes)
    }

    /// Takes eight bytes.
    ///
    /// # Errors
    /// [`DecodeError::Truncated`].
    pub fn u64(&mut self) -> Result<u64, DecodeError> {
        self.array().map(u64::from_be_bytes)
    }

    /// Takes a time.
    ///
    /// # Errors
    /// [`DecodeError::Truncated`]; [`DecodeError::BadValue`] after the year 9999
    /// (`spec/protocol.md#CNV-6`).
    pub fn time(&mut self) -> Result<Time, DecodeError> {
        Time::new(self.u64()?)
    }

    /// Takes a version byte, which must be the one given.
    ///
    /// # Errors
    /// [`DecodeError::Truncated`], [`DecodeError::UnsupportedVersion`].
    pub fn version(&mut self, implemented: u8) -> Result<(), DecodeError> {
        if self.u8()? != implemented {
            return Err(DecodeError::UnsupportedVersion);
        }
        Ok(())
    }

    /// Takes plain text after a length of one byte.
    ///
    /// # Errors
    /// [`DecodeError::Limit`] outside the bounds, [`DecodeError::Truncated`],
    /// [`DecodeError::BadText`].
    #[inline(always)]
    pub fn str8(&mut self, bounds: RangeInclusive<usize>) -> Result<&'a str, DecodeError> {
        self.text8(*bounds.start(), *bounds.end())
    }

    /// Takes plain text after a length of two bytes.
    ///
    /// # Errors
    /// As [`Reader::str8`].
    #[inline(always)]
    pub fn str16(&mut self, bounds: RangeInclusive<usize>) -> Result<&'a str, DecodeError> {
        self.text16(*bounds.start(), *bounds.end())
    }

    /// Takes the bytes after a length of two bytes, which is at most `limit`.
    ///
    /// # Errors
    /// [`DecodeError::Limit`], [`DecodeError::Truncated`].
    pub fn bytes16(&mut self, limit: usize) -> Result<&'a [u8], DecodeError> {
        let length = usize::from(self.u16()?);
        if length > limit {
            return Err(DecodeError::Limit);
        }
        self.bytes(length)
    }

    /// Whether everything has been read.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// [`DecodeError::TrailingBytes`] if bytes are left over (`spec/protocol.md#CNV-2`).
    pub const fn finish(self) -> Result<(), DecodeError> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(DecodeError::TrailingBytes)
        }
    }

    // Two numbers are handed over in fewer bytes than a range.

    fn text8(&mut self, min: usize, max: usize) -> Result<&'a str, DecodeError> {
        let length = self.u8()?;
        self.text(usize::from(length), min, max)
    }

    fn text16(&mut self, min: usize, max: usize) -> Result<&'a str, DecodeError> {
        let length = self.u16()?;
        self.text(usize::from(length), min, max)
    }

    fn text(&mut self, length: usize, min: usize, max: usize) -> Result<&'a str, DecodeError> {
        check_bounds(length, min, max)?;
        Ok(text::plain_from_bytes(self.bytes(length)?)?)
    }
}

/// Fields of a known length in all, read one after another: no length is left to be checked, and
/// what phones download has no branch for each.
#[derive(Clone, Debug)]
pub struct Fields<'a> {
    rest: &'a [u8],
}

impl<'a> Fields<'a> {
    /// Starts at the first byte. So many bytes must be taken as there are.
    #[must_use]
    pub const fn new<const N: usize>(bytes: &'a [u8; N]) -> Self {
        Self { rest: bytes }
    }

    /// Takes `N` bytes.
    ///
    /// # Panics
    /// Beyond the end: the caller has miscounted, whatever the bytes are.
    #[inline(always)]
    pub fn array<const N: usize>(&mut self) -> [u8; N] {
        *self.chunk()
    }

    /// Takes `N` bytes where they stand.
    ///
    /// # Panics
    /// As [`array`](Self::array).
    #[inline(always)]
    pub fn chunk<const N: usize>(&mut self) -> &'a [u8; N] {
        let (taken, rest) = self.rest.split_first_chunk().expect("a field within these");
        self.rest = rest;
        taken
    }

    /// Takes a byte.
    #[inline(always)]
    pub fn u8(&mut self) -> u8 {
        u8::from_be_bytes(self.array())
    }

    /// Takes two bytes.
    #[inline(always)]
    pub fn u16(&mut self) -> u16 {
        u16::from_be_bytes(self.array())
    }

    /// Takes four bytes.
    #[inline(always)]
    pub fn u32(&mut self) -> u32 {
        u32::from_be_bytes(self.array())
    }

    /// Takes eight bytes.
    #[inline(always)]
    pub fn u64(&mut self) -> u64 {
        u64::from_be_bytes(self.array())
    }

    /// Takes a time.
    ///
    /// # Errors
    /// [`DecodeError::BadValue`] after the year 9999 (`spec/protocol.md#CNV-6`).
    #[inline(always)]
    pub fn time(&mut self) -> Result<Time, DecodeError> {
        Time::new(self.u64())
    }
}

/// Writes a structure, the counterpart of [`Reader`].
#[derive(Clone, Debug, Default)]
pub struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    /// Starts empty.
    #[must_use]
    pub const fn new() -> Self {
        Self { bytes: Vec::new() }
    }

    /// Starts empty with room for `capacity` bytes.
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        Self {
            bytes: Vec::with_capacity(capacity),
        }
    }

    /// Appends bytes without a length.
    pub fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.bytes.extend_from_slice(bytes);
        self
    }

    /// Appends a byte.
    pub fn u8(&mut self, value: u8) -> &mut Self {
        self.bytes(&value.to_be_bytes())
    }

    /// Appends two bytes.
    pub fn u16(&mut self, value: u16) -> &mut Self {
        self.bytes(&value.to_be_bytes())
    }

    /// Appends four bytes.
    pub fn u32(&mut self, value: u32) -> &mut Self {
        self.bytes(&value.to_be_bytes())
    }

    /// Appends eight bytes.
    pub fn u64(&mut self, value: u64) -> &mut Self {
        self.bytes(&value.to_be_bytes())
    }

    /// Appends a time.
    pub fn time(&mut self, time: Time) -> &mut Self {
        self.u64(time.seconds())
    }

    /// Appends plain text after a length of one byte.
    ///
    /// # Errors
    /// [`DecodeError::Limit`], [`DecodeError::BadText`]; nothing is written then.
    pub fn str8(
        &mut self,
        text: &str,
        bounds: RangeInclusive<usize>,
    ) -> Result<&mut Self, DecodeError> {
        check_text(text, &bounds)?;
        let length = u8::try_from(text.len()).map_err(|_| DecodeError::Limit)?;
        Ok(self.u8(length).bytes(text.as_bytes()))
    }

    /// Appends plain text after a length of two bytes.
    ///
    /// # Errors
    /// As [`Writer::str8`].
    pub fn str16(
        &mut self,
        text: &str,
        bounds: RangeInclusive<usize>,
    ) -> Result<&mut Self, DecodeError> {
        check_text(text, &bounds)?;
        self.bytes16(text.as_bytes())
    }

    /// Appends bytes after a length of two bytes.
    ///
    /// # Errors
    /// [`DecodeError::Limit`] for more than 65535 bytes; nothing is written then.
    pub fn bytes16(&mut self, bytes: &[u8]) -> Result<&mut Self, DecodeError> {
        let length = u16::try_from(bytes.len()).map_err(|_| DecodeError::Limit)?;
        Ok(self.u16(length).bytes(bytes))
    }

    /// What has been written so far.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What has been written.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

fn check_text(text: &str, bounds: &RangeInclusive<usize>) -> Result<(), DecodeError> {
    check_bounds(text.len(), *bounds.start(), *bounds.end())?;
    Ok(text::check_plain(text)?)
}

fn check_bounds(length: usize, min: usize, max: usize) -> Result<(), DecodeError> {
    if length < min || length > max {
        return Err(DecodeError::Limit);
    }
    Ok(())
}

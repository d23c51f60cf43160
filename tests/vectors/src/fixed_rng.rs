//! A source of randomness that gives prepared bytes, once.

use std::convert::Infallible;

use rand_core::{TryCryptoRng, TryRng};

/// Gives its bytes in order and ends the run beyond them.
pub(crate) struct FixedRng<'a>(pub(crate) &'a [u8]);

impl TryRng for FixedRng<'_> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        let (given, rest) = self
            .0
            .split_at_checked(bytes.len())
            .expect("a vector gives all the randomness that its task needs");
        bytes.copy_from_slice(given);
        self.0 = rest;
        Ok(())
    }
}

impl TryCryptoRng for FixedRng<'_> {}

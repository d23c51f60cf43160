//! Randomness from the chip's own generator.

use core::convert::Infallible;
use core::fmt;

use chacha20::ChaCha20Rng;
use rand_core::{Rng, SeedableRng, TryCryptoRng, TryRng};
use zeroize::Zeroizing;

/// A hardware random number generator.
///
/// An implementation reads the chip's generator *after* its start-up and health tests, and reports
/// their failure instead of handing out what it has. The 32 bytes asked for must hold the entropy
/// of 32 bytes: a source with less has to be conditioned first.
pub trait HardwareRng {
    /// Fills `bytes` with random bytes.
    ///
    /// # Errors
    /// [`RngFault`] if the generator reports a fault; nothing is sealed then.
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RngFault>;
}

/// The hardware generator reported a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RngFault;

/// The generator that sealing draws from: ChaCha20 under a key of 32 bytes from the hardware.
///
/// Drawing the key first means that a fault shows before anything is sealed. Make one for each
/// check-in. Wiped when dropped.
pub struct Random(ChaCha20Rng);

impl Random {
    /// Draws the key.
    ///
    /// # Errors
    /// [`RngFault`] if the hardware reports a fault, or gives the same 32 bytes twice.
    pub fn seed(hardware: &mut impl HardwareRng) -> Result<Self, RngFault> {
        let mut first = Zeroizing::new([0; 32]);
        let mut key = Zeroizing::new([0; 32]);
        hardware.fill(first.as_mut_slice())?;
        hardware.fill(key.as_mut_slice())?;
        // A generator that is stuck; that of a working one happens once in 2^256.
        if first == key {
            return Err(RngFault);
        }
        Ok(Self(ChaCha20Rng::from_seed(*key)))
    }
}

impl TryRng for Random {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.0.next_u32())
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.0.next_u64())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.0.fill_bytes(bytes);
        Ok(())
    }
}

impl TryCryptoRng for Random {}

impl fmt::Debug for Random {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Random(<redacted>)")
    }
}

impl fmt::Display for RngFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the hardware generator reported a fault")
    }
}

impl core::error::Error for RngFault {}

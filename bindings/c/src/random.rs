//! Where random bytes come from.

use core::convert::Infallible;
use core::ffi::c_void;

use chacha20::ChaCha20Rng;
use getrandom::SysRng;
use rand_core::{Rng, SeedableRng, TryCryptoRng, TryRng};
use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::status::SealrollStatus;

/// A generator of the caller's. Functions that need random bytes take a pointer to one; NULL
/// stands for the generator of the operating system, which is the right one wherever there is one.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct SealrollRandom {
    /// Fills `length` bytes with secret random bytes and returns 0, or anything else if it cannot:
    /// then the call fails with `SEALROLL_STATUS_RANDOM_FAILED` and nothing is sealed. It is
    /// called on the thread of the call, for 32 bytes, which seed a generator for this one call.
    pub fill:
        Option<unsafe extern "C" fn(context: *mut c_void, bytes: *mut u8, length: usize) -> i32>,
    /// Handed to `fill` as it is.
    pub context: *mut c_void,
}

/// ChaCha20 under a key of 32 random bytes, for one call. The key is drawn before anything is
/// done, so that a fault shows in time. Wiped when dropped.
pub(crate) struct CallRandom(ChaCha20Rng);

impl CallRandom {
    /// Draws the key.
    ///
    /// # Safety
    /// The pointer is NULL or valid for reading, and its function keeps its promise.
    pub(crate) unsafe fn seed(random: *const SealrollRandom) -> Result<Self, Failure> {
        let failed = || {
            Failure::new(
                SealrollStatus::RandomFailed,
                c"the generator gave no random bytes",
            )
        };
        let mut key = Zeroizing::new([0; 32]);
        if random.is_null() {
            SysRng
                .try_fill_bytes(key.as_mut_slice())
                .map_err(|_| failed())?;
            return Ok(Self(ChaCha20Rng::from_seed(*key)));
        }
        if !random.is_aligned() {
            return Err(Failure::argument(c"a pointer is not aligned"));
        }
        // SAFETY: not NULL and aligned; the rest is the caller's promise.
        let SealrollRandom { fill, context } = unsafe { random.read() };
        let fill = fill.ok_or_else(Failure::null)?;
        // SAFETY: a buffer and its length; the function is the caller's.
        if unsafe { fill(context, key.as_mut_ptr(), key.len()) } != 0 || *key == [0; 32] {
            return Err(failed());
        }
        Ok(Self(ChaCha20Rng::from_seed(*key)))
    }
}

impl TryRng for CallRandom {
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

impl TryCryptoRng for CallRandom {}

//! The derivation of a key from a recovery code or passphrase by Argon2id (RFC 9106).

use alloc::vec::Vec;

use argon2::{Algorithm, Argon2, Block, Params, Version};
use sealroll_wire::DecodeError;
use zeroize::Zeroizing;

use crate::error::KeyFileError;
use crate::kdf::Prk;

/// The cost of Argon2id (RFC 9106), within bounds that protect whoever opens a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Argon2Cost {
    m_kib: u32,
    t: u32,
    p: u8,
}

impl Argon2Cost {
    /// A cost of `m_kib` KiB of memory, `t` passes and `p` lanes.
    ///
    /// # Errors
    /// [`DecodeError::BadValue`] outside 8 to 1048576 KiB, 1 to 16 passes, 1 to 4 lanes, or with
    /// less than 8 KiB a lane (`spec/protocol.md#KF-1`).
    pub fn new(m_kib: u32, t: u32, p: u8) -> Result<Self, DecodeError> {
        let bounded = (8..=1_048_576).contains(&m_kib)
            && (1..=16).contains(&t)
            && (1..=4).contains(&p)
            && m_kib >= 8 * u32::from(p);
        if bounded {
            Ok(Self { m_kib, t, p })
        } else {
            Err(DecodeError::BadValue)
        }
    }

    /// Memory in KiB.
    #[must_use]
    pub fn m_kib(self) -> u32 {
        self.m_kib
    }

    /// Passes.
    #[must_use]
    pub fn t(self) -> u32 {
        self.t
    }

    /// Lanes.
    #[must_use]
    pub fn p(self) -> u8 {
        self.p
    }

    /// `Argon2id(version 0x13, password, salt, m_kib, t, p, 32)`.
    pub(crate) fn derive(self, password: &[u8], salt: &[u8]) -> Result<Prk, KeyFileError> {
        let params = Params::new(self.m_kib, self.t, u32::from(self.p), Some(32))
            .map_err(|_| DecodeError::BadValue)?;
        let mut memory: Zeroizing<Vec<Block>> = Zeroizing::new(Vec::new());
        memory
            .try_reserve_exact(params.block_count())
            .map_err(|_| KeyFileError::Memory)?;
        memory.resize(params.block_count(), Block::default());
        let mut prk = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into_with_memory(
                password,
                salt,
                prk.as_mut_slice(),
                memory.as_mut_slice(),
            )
            .map_err(|_| KeyFileError::Memory)?;
        Ok(Prk::from_bytes(&prk))
    }
}

impl Default for Argon2Cost {
    /// 64 MiB, 3 passes, 1 lane: the second recommendation of RFC 9106 with one lane, since
    /// browsers have one thread to give.
    fn default() -> Self {
        Self {
            m_kib: 65_536,
            t: 3,
            p: 1,
        }
    }
}

//! An edition of the poster: what the code in print and the displays at the doors know
//! (`spec/protocol.md#edition`).

use rand_core::CryptoRng;
use sealroll_wire::{DecodeError, PresenceSecret, Reader};
use zeroize::Zeroizing;

use crate::door::DoorSecret;
use crate::redacted::redacted_debug;

/// The secrets of one edition of the poster, 64 bytes.
pub struct Edition {
    presence_secret: PresenceSecret,
    door_secret: DoorSecret,
}

impl Edition {
    /// Length of the encoding in bytes.
    pub const LENGTH: usize = 64;

    /// Puts the parts together.
    #[must_use]
    pub const fn new(presence_secret: PresenceSecret, door_secret: DoorSecret) -> Self {
        Self {
            presence_secret,
            door_secret,
        }
    }

    /// Draws both secrets.
    pub fn generate<R: CryptoRng + ?Sized>(rng: &mut R) -> Self {
        let mut presence_secret = Zeroizing::new([0; PresenceSecret::LENGTH]);
        rng.fill_bytes(presence_secret.as_mut_slice());
        Self::new(
            PresenceSecret::from_bytes(*presence_secret),
            DoorSecret::generate(rng),
        )
    }

    /// Reads `[32] presence_secret ‖ [32] door_secret`.
    ///
    /// # Errors
    /// [`DecodeError::Truncated`].
    pub fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let presence_secret = PresenceSecret::from_bytes(reader.array()?);
        let door_secret = DoorSecret::from_bytes(&Zeroizing::new(reader.array()?));
        Ok(Self::new(presence_secret, door_secret))
    }

    /// The secret in the code.
    #[must_use]
    pub const fn presence_secret(&self) -> &PresenceSecret {
        &self.presence_secret
    }

    /// The secret of the displays at the doors.
    #[must_use]
    pub const fn door_secret(&self) -> &DoorSecret {
        &self.door_secret
    }

    /// Exports `[32] presence_secret ‖ [32] door_secret`.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<[u8; Self::LENGTH]> {
        let mut bytes = Zeroizing::new([0; Self::LENGTH]);
        let (presence, door) = bytes.split_at_mut(PresenceSecret::LENGTH);
        presence.copy_from_slice(self.presence_secret.expose_bytes());
        door.copy_from_slice(self.door_secret.to_bytes().as_slice());
        bytes
    }
}

redacted_debug!(Edition);

//! A new edition of the poster (`spec/protocol.md#edition`).

use rand_core::CryptoRng;
use sealroll_core::{DoorSecret, Edition};
use sealroll_wire::Time;

use crate::owner::Owner;
use crate::owner_error::OwnerError;

impl Owner {
    /// Draws the secrets of a new edition of the poster, and issues successors of the statements
    /// from the current epoch on: nobody signs in with the codes in print any more, nor with what
    /// displays at the doors show, once the statements are published and synced. Who signed in
    /// with them can still check out, correct and ask. Records stay readable.
    ///
    /// Publish the statements, sync, print the new code, set the displays up anew, and grant
    /// delegates anew what they are to go on reading (`spec/protocol.md#EDN-4`).
    ///
    /// # Errors
    /// [`OwnerError::NotGranted`] on a delegate's device, and after 254 new editions;
    /// [`OwnerError::OutsideEpochs`], [`OwnerError::CertificateTooShort`]. Nothing has changed
    /// then.
    pub fn replace_poster<R: CryptoRng + ?Sized>(
        &mut self,
        now: Time,
        rng: &mut R,
    ) -> Result<(), OwnerError> {
        let current = self.epoch_at(now).ok_or(OwnerError::OutsideEpochs)?;
        if !self.presence.replace(Edition::generate(rng)) {
            return Err(OwnerError::NotGranted);
        }
        self.issue_successors(current, now)
            .inspect_err(|_| self.presence.take_back())
    }

    /// The secret of the displays at the doors (`spec/protocol.md#door-code`), that of the newest
    /// edition of the poster. `None` on a delegate's device.
    #[must_use]
    pub fn door_secret(&self) -> Option<&DoorSecret> {
        self.presence.newest().map(Edition::door_secret)
    }
}

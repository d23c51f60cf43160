//! The kiosk: one list, one device secret, one memory.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use sealroll_core::DeviceSecret;
use sealroll_log::{Entry, EntryKind};
use sealroll_wire::{Chain, Environment, Expected, Invitation, ListId, Seen, Time, WelcomeBundle};

use crate::error::KioskError;
use crate::memory::Memory;
use crate::record_log::RecordLog;
use crate::welcome::Welcome;

/// A kiosk for one list.
pub struct Kiosk {
    environment: Environment,
    invitation: Invitation,
    device_secret: DeviceSecret,
    memory: Memory,
}

impl Kiosk {
    /// A kiosk for the list behind a QR code. `device_secret` and `memory` are those that were
    /// saved, or new ones at the first use.
    ///
    /// # Errors
    /// [`KioskError::Link`] if the link is not an invitation.
    pub fn new(
        link: &str,
        environment: Environment,
        device_secret: DeviceSecret,
        memory: Memory,
    ) -> Result<Self, KioskError> {
        Ok(Self {
            environment,
            invitation: Invitation::from_link(link).map_err(KioskError::Link)?,
            device_secret,
            memory,
        })
    }

    /// The list: the welcome bundle is at `/v1/lists/{list}/welcome`.
    #[must_use]
    pub fn list_id(&self) -> ListId {
        self.invitation.list_id()
    }

    /// Verifies a welcome bundle, from the root fingerprint down to the proof that the owner's
    /// witness has seen the statement logged (`spec/protocol.md#WEL-2`), and remembers what must
    /// not be rolled back.
    ///
    /// The bundle is taken over, so that its memory is free again before the first signature is
    /// checked; what is returned lies on the heap, since it outlives the deepest stack.
    ///
    /// # Errors
    /// [`KioskError`] names the first check that failed. Nothing is remembered then, and nothing
    /// of the bundle may be shown.
    pub fn accept(&mut self, bundle: Vec<u8>, now: Time) -> Result<Box<Welcome>, KioskError> {
        let bundle = read(bundle)?;
        let epoch = bundle.statement().epoch();
        let seen = self.memory.seen(epoch);
        let (chain, proof) = self.verify(bundle, &seen, now)?;
        let log = RecordLog::of_chain(&chain);
        let entry = Entry {
            kind: EntryKind::Statement,
            epoch,
            hash: chain.statement.id().to_bytes(),
        };
        log.verify_witnessed(&proof, &entry, &chain)?;
        drop(proof);
        self.memory.remember(&chain.seen(&seen), epoch);
        Ok(self.welcome(chain, log))
    }

    #[inline(never)]
    fn verify(
        &self,
        bundle: Box<WelcomeBundle>,
        seen: &Seen,
        now: Time,
    ) -> Result<(Box<Chain>, Vec<u8>), KioskError> {
        let expected = Expected {
            environment: self.environment,
            root_fingerprint: *self.invitation.root_fingerprint(),
            presence_id: self.invitation.presence_id(),
        };
        Chain::verify_owned(*bundle, &expected, seen, now)
            .map(|(chain, proof)| (Box::new(chain), proof))
            .map_err(KioskError::Refused)
    }

    #[inline(never)]
    fn welcome(&self, chain: Box<Chain>, log: RecordLog) -> Box<Welcome> {
        Box::new(Welcome::new(
            *chain,
            log,
            &self.invitation,
            &self.device_secret,
        ))
    }

    /// What the kiosk remembers, to be saved after every accepted bundle.
    #[must_use]
    pub const fn memory(&self) -> &Memory {
        &self.memory
    }
}

impl fmt::Debug for Kiosk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Kiosk(<redacted>)")
    }
}

/// On its own, so that the stack of decoding is free again before anything is verified.
#[inline(never)]
fn read(bundle: Vec<u8>) -> Result<Box<WelcomeBundle>, KioskError> {
    WelcomeBundle::from_vec(bundle)
        .map(Box::new)
        .map_err(KioskError::Malformed)
}

//! A list at the processor, and what a kiosk at its door is given.

use getrandom::SysRng;
use getrandom::rand_core::{TryRng, UnwrapErr};
use sealroll::{Environment, Guest, NewList};
use sealroll_tests::{Desk, Service, now};

use crate::board::Drive;
use crate::error::CheckError;

/// An owner with a list, and the door in front of it.
pub(crate) struct Venue {
    pub(crate) desk: Desk,
    pub(crate) link: String,
    pub(crate) bundle: Vec<u8>,
    pub(crate) clock: u64,
}

impl Venue {
    /// Opens a list and fetches its welcome bundle.
    pub(crate) fn open(
        service: &Service,
        change: impl FnOnce(&mut NewList),
    ) -> Result<Self, CheckError> {
        let desk = Desk::open_list_of(service, change)?;
        let invitation = desk.invitation()?;
        let guest = Guest::first_use(Environment::Test, &mut UnwrapErr(SysRng));
        let bundle = desk.client.fetch(&guest.welcome_request(&invitation))?;
        Ok(Self {
            link: invitation.to_link().to_string(),
            desk,
            bundle,
            clock: now()?.seconds(),
        })
    }

    /// A drive with everything that sealing needs.
    pub(crate) fn drive(&self) -> Result<Drive, CheckError> {
        let drive = Drive::new()?;
        drive.write("invitation.txt", self.link.as_bytes())?;
        drive.write("bundle.bin", &self.bundle)?;
        drive.write("clock.txt", self.clock.to_string().as_bytes())?;
        drive.write("visitor.txt", VISITOR.as_bytes())?;
        drive.write("random.bin", &random_bytes()?)?;
        Ok(drive)
    }
}

/// Bytes for the kiosk's stand-in of a hardware generator.
fn random_bytes() -> Result<[u8; 64], CheckError> {
    let mut bytes = [0; 64];
    SysRng
        .try_fill_bytes(&mut bytes)
        .map_err(|_| CheckError::Random)?;
    Ok(bytes)
}

/// What the visitor types.
pub(crate) const VISITOR: &str = "Grete\nHermann\n+4915112345678\n";

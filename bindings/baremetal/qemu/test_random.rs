//! A stand-in for a hardware generator, for tests only: QEMU's board has none.

use sealroll_kiosk::{HardwareRng, RngFault};

use crate::host::File;

/// Hands out the bytes of the host's `random.bin`, each once, and reports a fault at their end.
/// What it gives is as secret as that file: never use it on a device.
pub(crate) struct TestRandom(Option<File>);

impl TestRandom {
    /// Opens the file.
    pub(crate) fn open() -> Self {
        Self(File::read_only(c"random.bin"))
    }
}

impl HardwareRng for TestRandom {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RngFault> {
        match &self.0 {
            Some(file) if file.read(bytes) => Ok(()),
            _ => Err(RngFault),
        }
    }
}

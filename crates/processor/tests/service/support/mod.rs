//! What the tests of the processor share: an owner with raw keys, guests whose envelopes are
//! random bytes behind a valid header, and a small HTTP client.

pub(crate) mod client;
pub(crate) mod command;
pub(crate) mod guest;
pub(crate) mod orders;
pub(crate) mod owner;

use sealroll_processor::{Clock, Config, Processor};
use sealroll_wire::{Environment, Time};
use tempfile::TempDir;

/// A processor in this process, in a directory of its own.
pub(crate) struct Running {
    pub(crate) processor: Processor,
    pub(crate) clock: Clock,
    pub(crate) directory: TempDir,
}

/// The moment at which the tests begin: 2026-11-21T12:00:00Z.
pub(crate) const NOON: u64 = 1_795_262_400;

pub(crate) fn time(seconds: u64) -> Time {
    Time::new(seconds).unwrap()
}

/// A folder in memory where there is one, for what a disk is not needed for: what a killed process
/// has written stays either way.
pub(crate) fn scratch() -> TempDir {
    let folder = tempfile::tempdir_in("/dev/shm");
    folder.or_else(|_| tempfile::tempdir()).unwrap()
}

pub(crate) fn config(directory: &TempDir) -> Config {
    let mut config = Config::new(directory.path().join("data"), "log.test");
    config.listen = "127.0.0.1:0".parse().unwrap();
    config.environment = Environment::Test;
    config
}

pub(crate) fn start() -> Running {
    start_with(|_| {})
}

pub(crate) fn start_with(adjust: impl FnOnce(&mut Config)) -> Running {
    let directory = tempfile::tempdir().unwrap();
    let clock = Clock::manual(time(NOON));
    let mut config = config(&directory);
    adjust(&mut config);
    let processor = Processor::start(&config, clock.clone()).unwrap();
    Running {
        processor,
        clock,
        directory,
    }
}

impl Running {
    pub(crate) fn client(&self) -> client::Client {
        client::Client::connect(self.processor.address())
    }

    /// An owner whose list is registered and whose statements for a few days are logged.
    pub(crate) fn owner(&self) -> owner::Owner {
        let owner = owner::Owner::new(1, &self.processor);
        owner.register(&mut self.client());
        owner.publish(&mut self.client(), NOON);
        owner
    }
}

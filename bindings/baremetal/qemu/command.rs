//! What the kiosk is told to do.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ffi::CStr;
use core::fmt;

use cortex_m_semihosting::hprintln;
use sealroll_kiosk::{
    Attendance, Companions, Contact, DeviceSecret, EnteredBy, Environment, Kiosk, KioskError,
    Memory, Name, Pending, Phone, Random, Time, Welcome,
};

use crate::host;
use crate::test_random::TestRandom;

/// Does what the argument says.
pub(crate) fn run(argument: &str) -> Result<(), CommandError> {
    match argument {
        "seal" => seal(),
        "confirm" => confirm(),
        _ => Err(CommandError::Argument),
    }
}

/// Verifies the bundle, shows whose list it is, and seals what the visitor typed.
fn seal() -> Result<(), CommandError> {
    let mut rng = random()?;
    let now = clock()?;
    let welcome = accept(&mut rng, now)?;
    hprintln!("venue {}", welcome.terms().venue);
    hprintln!("words {}", welcome.fingerprint_words());
    let pending = check_in(&welcome, &mut rng, now)?;
    drop(welcome);
    // Saved before it is sent.
    write(c"pending.bin", &pending.to_bytes())?;
    write(c"envelope.bin", pending.envelope().as_bytes())?;
    hprintln!("sealed {}", pending.record_id());
    Ok(())
}

#[inline(never)]
fn random() -> Result<Box<Random>, CommandError> {
    Random::seed(&mut TestRandom::open())
        .map(Box::new)
        .map_err(|fault| KioskError::from(fault).into())
}

#[inline(never)]
fn accept(rng: &mut Random, now: Time) -> Result<Box<Welcome>, CommandError> {
    let mut kiosk = open(rng)?;
    let bundle = read(c"bundle.bin", MAX_BUNDLE)?;
    let welcome = kiosk.accept(bundle, now)?;
    write(c"memory.bin", &kiosk.memory().to_bytes())?;
    Ok(welcome)
}

#[inline(never)]
fn open(rng: &mut Random) -> Result<Box<Kiosk>, CommandError> {
    let link = read(c"invitation.txt", 512)?;
    let link = str::from_utf8(&link).map_err(|_| CommandError::Text)?;
    let memory = match host::read(c"memory.bin", Memory::LENGTH) {
        Some(bytes) => Memory::from_bytes(&bytes).map_err(KioskError::Malformed)?,
        None => Memory::default(),
    };
    let secret = device_secret(rng)?;
    let kiosk = Kiosk::new(link.trim_end(), Environment::Test, secret, memory)?;
    Ok(Box::new(kiosk))
}

#[inline(never)]
fn check_in(welcome: &Welcome, rng: &mut Random, now: Time) -> Result<Box<Pending>, CommandError> {
    let visitor = read(c"visitor.txt", 512)?;
    let visitor = str::from_utf8(&visitor).map_err(|_| CommandError::Text)?;
    let pending = welcome.check_in(attendance(visitor, now)?, now, rng)?;
    Ok(Box::new(pending))
}

/// Verifies the receipt of what was sealed in an earlier run.
#[inline(never)]
fn confirm() -> Result<(), CommandError> {
    let pending = Pending::from_bytes(&read(c"pending.bin", MAX_BUNDLE)?)?;
    let confirmed = pending.confirm(&read(c"receipt.txt", MAX_BUNDLE)?)?;
    hprintln!("confirmed {} {}", pending.record_id(), confirmed.index());
    Ok(())
}

/// Given name, family name and phone number, one a line.
fn attendance(visitor: &str, now: Time) -> Result<Attendance, CommandError> {
    let mut lines = visitor.lines();
    let mut line = || lines.next().filter(|line| !line.is_empty());
    let field = |_| CommandError::Field;
    let contact = Contact {
        given_name: line().map(Name::new).transpose().map_err(field)?,
        family_name: line().map(Name::new).transpose().map_err(field)?,
        phone: line().map(Phone::new).transpose().map_err(field)?,
        ..Contact::default()
    };
    Ok(Attendance {
        contact,
        companions: Companions::default(),
        place: None,
        arrival: now,
        planned_end: None,
        door_code: None,
        entered_by: EnteredBy::Guest,
    })
}

/// The secret that hedges the generator, drawn at the first use.
fn device_secret(rng: &mut Random) -> Result<DeviceSecret, CommandError> {
    let saved = host::read(c"device.bin", 32).and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    if let Some(bytes) = saved {
        return Ok(DeviceSecret::from_bytes(&bytes));
    }
    let secret = DeviceSecret::generate(rng);
    write(c"device.bin", secret.to_bytes().as_slice())?;
    Ok(secret)
}

fn clock() -> Result<Time, CommandError> {
    let text = read(c"clock.txt", 32)?;
    let text = str::from_utf8(&text).map_err(|_| CommandError::Text)?;
    let seconds = text.trim_end().parse().map_err(|_| CommandError::Text)?;
    Time::new(seconds).map_err(|_| CommandError::Text)
}

fn read(name: &'static CStr, limit: usize) -> Result<Vec<u8>, CommandError> {
    host::read(name, limit).ok_or(CommandError::File)
}

fn write(name: &'static CStr, bytes: &[u8]) -> Result<(), CommandError> {
    host::write(name, bytes)
        .then_some(())
        .ok_or(CommandError::File)
}

/// Why a command failed.
pub(crate) enum CommandError {
    /// There is no such command.
    Argument,
    /// A file is missing, too long or cannot be written.
    File,
    /// A file is not the text that it should be.
    Text,
    /// The visitor typed something wrongly.
    Field,
    /// The kiosk refuses.
    Kiosk(KioskError),
}

impl From<KioskError> for CommandError {
    fn from(error: KioskError) -> Self {
        Self::Kiosk(error)
    }
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Argument => "argument",
            Self::File => "file",
            Self::Text => "text",
            Self::Field => "bad-field",
            Self::Kiosk(error) => error.code(),
        })
    }
}

/// What the kiosk reads at most: bundles are about 2 KB, with the longest terms 4 KB.
const MAX_BUNDLE: usize = 4608;

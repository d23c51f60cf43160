//! `sealroll owner devices`, `grant`, `revoke` and `stolen`: who holds keys of the list.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use sealroll::{Device, DeviceCard, ErasedElsewhere, Exposed, Order, Rights, Serial};
use serde_json::{Value, json};

use crate::clock::now;
use crate::error::CliError;
use crate::home::replace;
use crate::output::Output;
use crate::owner_instruct::{give, settle};
use crate::owner_open::Day;
use crate::owner_purge::ask;
use crate::owner_statements::publish;
use crate::owner_store::{OwnerStore, Session};
use crate::owner_sync::sync;
use crate::random::random;

/// Nothing to choose.
#[derive(Args)]
#[command(
    after_help = "Shows what each device may do, until when, and which days it can still open: \
    also those that were revoked, because nobody can take back what they have read."
)]
pub(crate) struct DevicesOptions {}

/// What to grant, and to which device.
#[derive(Args)]
#[command(after_help = "Example:\n  \
    sealroll owner grant anna.card --words lusab-babad-gutih-tugad-huzor \\\n    \
    --from 20 --to 27 --rights read,instruct --output anna.grant\n\n\
    Only the device of the card can use the grant. It opens these days and no others, and can \
    do so until it has given their keys up: see `sealroll owner devices`. Needs identity.key.")]
pub(crate) struct GrantOptions {
    /// The device's card.
    card: PathBuf,
    /// The card's words, as its holder told them over another channel.
    #[arg(long)]
    words: String,
    /// The first day: its number, or `today`.
    #[arg(long, value_name = "DAY", value_parser = Day::parse)]
    from: Day,
    /// The last day.
    #[arg(long, value_name = "DAY", value_parser = Day::parse)]
    to: Day,
    /// What the device may do, separated by commas.
    #[arg(
        long,
        value_enum,
        value_delimiter = ',',
        default_value = "read",
        value_name = "RIGHTS"
    )]
    rights: Vec<Right>,
    /// The file for the device.
    #[arg(long, value_name = "FILE")]
    output: PathBuf,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Right {
    /// Open the days' visits.
    Read,
    /// Order erasure, restriction and holds.
    Instruct,
    /// Hand records to authorities.
    Disclose,
}

/// Which device.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    sealroll owner revoke --device \"Anna's laptop\"   she leaves\n  \
    sealroll owner stolen --serial 1795240002        a phone is gone\n\n\
    Printed codes stay valid. From then on the processor takes nothing more from the device, and \
    new keys take the place of those that it has. What it can still open is shown first. Needs \
    identity.key.")]
pub(crate) struct RevokeOptions {
    /// The device's name, as `owner devices` shows it.
    #[arg(long, value_name = "NAME", required_unless_present = "serial")]
    device: Option<String>,
    /// One of its certificates, as `owner devices` shows them.
    #[arg(long, value_name = "SERIAL", conflicts_with = "device")]
    serial: Option<u64>,
    /// Do not ask.
    #[arg(long)]
    yes: bool,
}

/// Shows every device.
pub(crate) fn devices(
    _: &DevicesOptions,
    store: &OwnerStore,
    output: Output,
) -> Result<(), CliError> {
    let mut session = store.open()?;
    sync(store, &mut session, output)?;
    let devices = session.owner.devices(&session.inbox, now()?);
    let values: Vec<_> = devices.iter().map(value).collect();
    output.result(&Value::Array(values), || {
        let lines: Vec<_> = devices.iter().map(line).collect();
        lines.join("\n")
    });
    Ok(())
}

/// Certifies a device and seals to it what opens the days.
pub(crate) fn grant(
    options: &GrantOptions,
    store: &OwnerStore,
    output: Output,
) -> Result<(), CliError> {
    let card = read_card(&options.card)?;
    let words = card.fingerprint().words();
    if words != options.words.trim().to_lowercase() {
        return Err(CliError::OtherWords { words });
    }
    let mut session = store.open()?;
    settle(store, &mut session)?;
    sync(store, &mut session, output)?;
    let range = options.from.epoch(&session)?..=options.to.epoch(&session)?;
    let identity = store.identity(&session.secret)?;
    let granted = session.owner.grant(
        &identity,
        &card,
        range,
        options.rights(),
        now()?,
        &mut random(),
    )?;
    store.save(&session.owner, &session.secret)?;
    publish(&session)?;
    let order = session
        .owner
        .grant_instruction(&identity, granted.device, now()?)?;
    let done = give(store, &mut session, &order)?;
    replace(&options.output, &granted.file)?;
    sync(store, &mut session, output)?;
    let days: Vec<_> = granted
        .epochs
        .iter()
        .map(|range| json!([range.start().value(), range.end().value()]))
        .collect();
    let result = json!({
        "device": card.name(),
        "rights": options.rights().to_string(),
        "days": days,
        "until": granted.until.to_string(),
        "instruction": done.id.to_string(),
        "output": options.output,
    });
    output.result(&result, || {
        format!(
            "Granted to {}: {} for the days {days:?}, until {}. Hand {} over; only this device \
             can use it. It can open these days until it has given their keys up, revoked or not.",
            card.name(),
            options.rights(),
            granted.until,
            options.output.display()
        )
    });
    Ok(())
}

/// Ends what a device may do, and replaces the keys that it has.
pub(crate) fn revoke(
    options: &RevokeOptions,
    store: &OwnerStore,
    output: Output,
) -> Result<(), CliError> {
    let mut session = store.open()?;
    settle(store, &mut session)?;
    sync(store, &mut session, output)?;
    let devices = session.owner.devices(&session.inbox, now()?);
    let device = options.find(&devices)?;
    if !options.yes {
        ask(&format!(
            "{}\nIt can still open what is listed, and nobody can take that back. Revoke it?",
            line(device)
        ))?;
    }
    let identity = store.identity(&session.secret)?;
    let serial = device.certificates.first().copied().unwrap_or_default();
    let revocation =
        session
            .owner
            .revoke_device(&identity, &session.inbox, serial, now()?, &mut random())?;
    store.save(&session.owner, &session.secret)?;
    store.save_backup(&session)?;
    let registration = session.owner.registration_request();
    session.transport.send(&registration)?.success()?;
    for serial in &revocation.certificates {
        let order = session.owner.revoke(&identity, *serial, now()?)?;
        give(store, &mut session, &order)?;
    }
    publish(&session)?;
    sync(store, &mut session, output)?;
    let result = json!({
        "revoked": serials(&revocation.certificates),
        "exposed": exposed(&revocation.exposed),
        "new_keys": revocation.has_new_keys,
        "new_generations": revocation.generations.len(),
    });
    output.result(&result, || {
        let keys = if revocation.has_new_keys {
            " This device has new keys."
        } else {
            ""
        };
        format!(
            "Revoked. Printed codes stay valid, and what guests seal from now on the device cannot \
             open.{keys}\nExposed: {}",
            days(&revocation.exposed)
        )
    });
    Ok(())
}

/// Gives the keys of erased days up, and tells the owner so: this device is one holder of several.
pub(crate) fn give_up_erased(
    store: &OwnerStore,
    session: &mut Session,
    output: Output,
) -> Result<Vec<u32>, CliError> {
    let epochs = session.owner.punctures_to_order(&session.inbox);
    give_up(store, session, epochs, output)
}

/// What `owner sync` does about days that another device had erased: it says so, then gives the keys
/// up, without which no day counts as erased.
pub(crate) fn give_up_elsewhere(
    store: &OwnerStore,
    session: &mut Session,
    output: Output,
) -> Result<Vec<ErasedElsewhere>, CliError> {
    let elsewhere = session.owner.erased_elsewhere(&session.inbox, now()?);
    if elsewhere.is_empty() {
        return Ok(elsewhere);
    }
    for erased in &elsewhere {
        output.note(&elsewhere_text(erased));
    }
    settle(store, session)?;
    let epochs = elsewhere.iter().map(|erased| erased.epoch).collect();
    give_up(store, session, epochs, output)?;
    store.save_backup(session)?;
    Ok(elsewhere)
}

/// Who had a day erased, and what is lost with its keys.
fn elsewhere_text(erased: &ErasedElsewhere) -> String {
    let who = if erased.device.is_empty() {
        format!("the device with certificate {}", erased.certificate)
    } else {
        erased.device.clone()
    };
    format!(
        "Day {} was erased at the processor by order of {who}. This device gives its keys up now: \
         its {} records cannot be opened by anybody any more.",
        erased.epoch, erased.records
    )
}

fn give_up(
    store: &OwnerStore,
    session: &mut Session,
    epochs: Vec<sealroll::Epoch>,
    output: Output,
) -> Result<Vec<u32>, CliError> {
    let mut given_up = Vec::new();
    for epoch in epochs {
        session.owner.puncture(epoch)?;
        session.inbox.forget(epoch);
        store.save(&session.owner, &session.secret)?;
        let order = session
            .owner
            .instruct(Order::PuncturedEpoch(epoch), now()?)?;
        give(store, session, &order)?;
        given_up.push(epoch.value());
    }
    if !given_up.is_empty() {
        store.save_inbox(&session.inbox)?;
        sync(store, session, output)?;
    }
    Ok(given_up)
}

/// Names of the devices that have not given the keys of a day up yet, and of those that never
/// will.
pub(crate) fn holders(session: &Session, epoch: sealroll::Epoch) -> Result<Value, CliError> {
    let holders = session.owner.holders(&session.inbox, epoch, now()?);
    let names = |devices: &[Device]| devices.iter().map(name).collect::<Vec<_>>();
    Ok(json!({ "missing": names(&holders.missing), "silent": names(&holders.silent) }))
}

impl GrantOptions {
    fn rights(&self) -> Rights {
        let rights = self.rights.iter().map(|right| match right {
            Right::Read => Rights::READ,
            Right::Instruct => Rights::INSTRUCT,
            Right::Disclose => Rights::DISCLOSE,
        });
        rights.fold(Rights::NONE, Rights::and)
    }
}

impl RevokeOptions {
    fn find<'d>(&self, devices: &'d [Device]) -> Result<&'d Device, CliError> {
        let is_meant = |device: &&Device| match (&self.device, self.serial) {
            (Some(name), _) => device.name == *name,
            (None, Some(serial)) => device.certificates.contains(&Serial(serial)),
            (None, None) => false,
        };
        let mut found = devices.iter().filter(is_meant);
        match (found.next(), found.next()) {
            (Some(device), None) => Ok(device),
            (Some(_), Some(_)) => Err(CliError::SeveralDevices),
            (None, _) => Err(CliError::Owner(sealroll::OwnerError::UnknownDevice)),
        }
    }
}

fn read_card(path: &Path) -> Result<DeviceCard, CliError> {
    let bytes = fs::read(path).map_err(|source| CliError::read(path, source))?;
    DeviceCard::from_bytes(&bytes).map_err(|error| CliError::BrokenFile {
        path: path.to_path_buf(),
        field: "it is no card of a device",
        code: error.code(),
    })
}

fn value(device: &Device) -> Value {
    json!({
        "name": device.name,
        "words": device.fingerprint.map(|fingerprint| fingerprint.words()),
        "certificates": serials(&device.certificates),
        "delegate": device.rights.is_delegates(),
        "rights": rights(device),
        "until": device.until.to_string(),
        "this_device": device.is_this,
        "revoked": device.is_revoked,
        "can_open": exposed(&device.can_open),
    })
}

fn line(device: &Device) -> String {
    let state = match (device.is_this, device.is_revoked) {
        (_, true) => "revoked",
        (true, false) => "this device",
        (false, false) => "in use",
    };
    format!(
        "{}  {state}  {}  until {}  certificates {:?}\n    can open: {}",
        name(device),
        rights(device),
        device.until,
        serials(&device.certificates),
        days(&device.can_open)
    )
}

fn name(device: &Device) -> String {
    if device.name.is_empty() {
        let first = device.certificates.first().copied().unwrap_or_default();
        format!("device {first}")
    } else {
        device.name.clone()
    }
}

fn rights(device: &Device) -> String {
    if device.rights.is_delegates() {
        device.rights.to_string()
    } else {
        "owner".to_owned()
    }
}

fn serials(serials: &[Serial]) -> Vec<u64> {
    serials.iter().map(|serial| serial.value()).collect()
}

fn exposed(exposed: &[Exposed]) -> Vec<Value> {
    let values = exposed.iter().map(|exposed| {
        json!({
            "day": exposed.epoch.value(),
            "records": exposed.records,
            "erased": exposed.is_purged,
        })
    });
    values.collect()
}

fn days(exposed: &[Exposed]) -> String {
    if exposed.is_empty() {
        return "nothing".to_owned();
    }
    let days = exposed.iter().map(|exposed| {
        let erased = if exposed.is_purged { ", erased" } else { "" };
        format!(
            "day {} ({} records{erased})",
            exposed.epoch.value(),
            exposed.records
        )
    });
    days.collect::<Vec<_>>().join(", ")
}

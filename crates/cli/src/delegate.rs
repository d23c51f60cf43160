//! The commands of delegates: people who work on an owner's list with a device of their own.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use sealroll::{Argon2Cost, KeyFileError, NewDevice};
use serde_json::json;

use crate::Common;
use crate::error::CliError;
use crate::home::{Home, replace};
use crate::key_secret::KeySecret;
use crate::output::Output;
use crate::owner_devices::give_up_erased;
use crate::owner_purge::ask;
use crate::owner_store::OwnerStore;
use crate::owner_sync::sync;
use crate::random::random;
use crate::secret::SecretSource;
use crate::transport::Transport;
use crate::{owner_disclose, owner_export, owner_instruct, owner_list, owner_purge};

/// A delegate's arguments.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    sealroll delegate init --name \"Anna's laptop\"\n  \
    sealroll delegate card --output anna.card      for the owner; compare the words by phone\n  \
    sealroll delegate accept anna.grant --processor https://lists.example\n  \
    sealroll delegate open today")]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make the keys of this device.
    Init {
        /// What the owner will call it.
        #[arg(long)]
        name: String,
    },
    /// Show name and words of the device's card; write it to a file for the owner.
    Card {
        /// Where to write the card.
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Take what an owner has granted. A grant replaces the one before.
    Accept(AcceptOptions),
    /// Fetch and check the log; give up the keys of days that were erased, and say so. Tells guests
    /// of disclosures made here that they have not heard of yet.
    Sync,
    /// Show the visits of a day, or the days that there are.
    Open(owner_list::Options),
    /// Write opened visits to a file that is safe to open in a spreadsheet.
    Export(owner_export::Options),
    /// Give an order, with the right `instruct`.
    Instruct(owner_instruct::Options),
    /// Erase days for good, with the right `instruct`: this device gives their keys up, and the
    /// owner's do when they sync.
    Purge(owner_purge::Options),
    /// Hand records to an authority, with the right `disclose`.
    Disclose(owner_disclose::Options),
}

#[derive(Args)]
struct AcceptOptions {
    /// The grant.
    file: PathBuf,
    /// Address of the processor.
    #[arg(long, value_name = "URL")]
    processor: String,
    /// Do not ask whether it is the right list.
    #[arg(long)]
    yes: bool,
}

/// Runs a delegate's command.
pub(crate) fn run(arguments: &Arguments, common: &Common, output: Output) -> Result<(), CliError> {
    let home = Home::new(common.home.as_deref())?;
    let store = OwnerStore::new(home, SecretSource::new(common.secret_file.as_deref()));
    match &arguments.command {
        Command::Init { name } => init(&store, name, output),
        Command::Card { output: path } => card(&store, path.as_deref(), output),
        Command::Accept(options) => accept(&store, options, common, output),
        Command::Sync => follow(&store, output),
        Command::Open(options) => owner_list::run(options, &store, output),
        Command::Export(options) => owner_export::run(options, &store, output),
        Command::Instruct(options) => owner_instruct::run(options, &store, output),
        Command::Purge(options) => owner_purge::run(options, &store, output),
        Command::Disclose(options) => owner_disclose::run(options, &store, output),
    }
}

fn init(store: &OwnerStore, name: &str, output: Output) -> Result<(), CliError> {
    if store.is_taken() || store.home().path(KEYS).exists() {
        return Err(CliError::Taken {
            home: store.home().path(""),
        });
    }
    let device = NewDevice::create(name, &mut random()).map_err(CliError::Name)?;
    let secret = if store.source().is_given() {
        KeySecret::chosen(store.source().read()?)?
    } else {
        KeySecret::generate()
    };
    let file = device.to_file(secret.as_secret(), Argon2Cost::default(), &mut random())?;
    let path = store.home().replace(KEYS, &file)?;
    let code = secret.code_text();
    let words = device.card().fingerprint().words();
    let result = json!({
        "name": name,
        "words": words,
        "keys": path,
        "recovery_code": code.as_ref().map(|code| code.as_str()),
    });
    output.result(&result, || {
        let code = code.map_or(String::new(), |code| {
            format!("\nWrite this down, it is shown once: {}", code.as_str())
        });
        format!(
            "Keys of {name} made in {}.\nWords: {words}{code}",
            path.display()
        )
    });
    Ok(())
}

fn card(store: &OwnerStore, path: Option<&Path>, output: Output) -> Result<(), CliError> {
    let (device, _) = read(store)?;
    let card = device.card();
    if let Some(path) = path {
        replace(path, card.as_bytes())?;
    }
    let words = card.fingerprint().words();
    let result = json!({ "name": card.name(), "words": words, "output": path });
    output.result(&result, || {
        format!(
            "{}\nWords: {words}\nTell the owner the words over another channel.",
            card.name()
        )
    });
    Ok(())
}

fn accept(
    store: &OwnerStore,
    options: &AcceptOptions,
    common: &Common,
    output: Output,
) -> Result<(), CliError> {
    let (device, secret) = read(store)?;
    let grant = fs::read(&options.file).map_err(|source| CliError::read(&options.file, source))?;
    let accepted = device
        .accept(&grant, common.environment.into())
        .map_err(CliError::Grant)?;
    let owner = accepted.delegate;
    let (venue, words) = (owner.terms().venue.clone(), owner.fingerprint_words());
    if !options.yes {
        ask(&format!(
            "This grants {} on the list of {venue}, words {words}. Is that the right list?",
            accepted.rights
        ))?;
    }
    let days: Vec<_> = owner
        .granted_epochs()
        .iter()
        .map(|range| json!([range.start().value(), range.end().value()]))
        .collect();
    let transport = Transport::new(&options.processor)?;
    let mut session = store.create_delegate(owner, secret, transport)?;
    sync(store, &mut session, output)?;
    let result = json!({
        "venue": venue,
        "words": words,
        "rights": accepted.rights.to_string(),
        "days": days,
    });
    output.result(&result, || {
        format!(
            "This device may {} on the list of {venue}; days {days:?}.",
            accepted.rights
        )
    });
    Ok(())
}

fn follow(store: &OwnerStore, output: Output) -> Result<(), CliError> {
    let mut session = store.open()?;
    owner_instruct::settle(store, &mut session)?;
    let report = sync(store, &mut session, output)?;
    let given_up = give_up_erased(store, &mut session, output)?;
    let mut outbox = store.outbox()?;
    let waiting = outbox.waiting();
    let published = owner_disclose::tell(store, &session, &mut outbox);
    let findings: Vec<_> = report.findings.iter().map(ToString::to_string).collect();
    let result = json!({
        "new_records": report.records,
        "given_up": given_up,
        "published": published,
        "findings": findings,
    });
    output.result(&result, || {
        let mut text = format!("{} new records; the log is consistent.", report.records);
        if !given_up.is_empty() {
            text.push_str(&format!(
                "\nThe keys of these erased days were given up: {given_up:?}."
            ));
        }
        match published {
            None => text.push_str(&format!(
                "\nWarning: {waiting} guests could not be told of a disclosure yet; sync again."
            )),
            Some(0) => {}
            Some(told) => text.push_str(&format!("\n{told} guests were told of a disclosure.")),
        }
        for finding in &findings {
            text.push_str(&format!("\nWarning: {finding}"));
        }
        text
    });
    Ok(())
}

fn read(store: &OwnerStore) -> Result<(NewDevice, KeySecret), CliError> {
    let Some(file) = store.home().read_if_there(KEYS)? else {
        return Err(CliError::NoDevice {
            home: store.home().path(""),
        });
    };
    let secret = KeySecret::given(store.source().read()?)?;
    let device = NewDevice::from_file(&file, secret.as_secret()).map_err(|error| match error {
        KeyFileError::Malformed(cause) => CliError::BrokenFile {
            path: store.home().path(KEYS),
            field: "the key file is malformed",
            code: cause.code(),
        },
        other => CliError::KeyFile(other),
    })?;
    Ok((device, secret))
}

const KEYS: &str = "delegate.key";

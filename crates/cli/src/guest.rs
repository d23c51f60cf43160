//! The commands of guests.

use std::fs;
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use sealroll::{Guest, Invitation, Welcome};
use serde_json::Value;
use zeroize::Zeroizing;

use crate::Common;
use crate::clock::now;
use crate::error::CliError;
use crate::guest_store::GuestStore;
use crate::home::Home;
use crate::output::Output;
use crate::transport::Transport;
use crate::{guest_check_in, guest_check_out, guest_request, guest_verify};

/// A guest's arguments.
#[derive(Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check in: verify the list behind the code, seal, upload, verify the receipt.
    CheckIn(Box<guest_check_in::Options>),
    /// Check out of an earlier check-in.
    CheckOut(guest_check_out::Options),
    /// Verify that a check-in is in the log, as the owner's witness has seen it.
    Verify(guest_verify::Options),
    /// Ask the owner: to see, correct, erase, restrict, take along, object.
    Request(guest_request::Options),
    /// Fetch the owner's answers and news.
    Inbox(guest_request::InboxOptions),
    /// Write what a ticket knows, as JSON to take along.
    Export(guest_request::ExportOptions),
}

/// Where the invitation and the processor are.
#[derive(Args)]
pub(crate) struct Place {
    /// A file with the link of the QR code, or - for standard input. The link holds the poster's
    /// secret, so it is no argument. Without a file it is asked for.
    #[arg(long, value_name = "FILE")]
    invitation: Option<PathBuf>,
    /// Address of the processor [default: what the host of the link says].
    #[arg(long, value_name = "URL")]
    api: Option<String>,
}

/// Runs a guest's command.
pub(crate) fn run(arguments: &Arguments, common: &Common, output: Output) -> Result<(), CliError> {
    let environment = common.environment.into();
    let store = GuestStore::new(Home::new(common.home.as_deref())?, environment);
    match &arguments.command {
        Command::CheckIn(options) => guest_check_in::run(options, &store, output),
        Command::CheckOut(options) => guest_check_out::run(options, &store, output),
        Command::Verify(options) => guest_verify::run(options, &store, output),
        Command::Request(options) => guest_request::run(options, &store, output),
        Command::Inbox(options) => guest_request::inbox(options, &store, output),
        Command::Export(options) => guest_request::export(options, &store, output),
    }
}

impl Place {
    /// Reads the invitation and finds the processor.
    pub(crate) fn find(&self) -> Result<(Invitation, Transport), CliError> {
        let text = self.read()?;
        let invitation = Invitation::from_link(text.trim())
            .map_err(|error| CliError::Link { code: error.code() })?;
        let transport = match &self.api {
            Some(address) => Transport::new(address)?,
            None => hinted(&invitation)?,
        };
        Ok((invitation, transport))
    }

    fn read(&self) -> Result<Zeroizing<String>, CliError> {
        let text = match &self.invitation {
            Some(path) if path == Path::new("-") => {
                let mut text = String::new();
                io::stdin()
                    .take(4096)
                    .read_to_string(&mut text)
                    .map_err(|source| CliError::read(path, source))?;
                text
            }
            Some(path) => {
                fs::read_to_string(path).map_err(|source| CliError::read(path, source))?
            }
            None if io::stdin().is_terminal() => {
                rpassword::prompt_password("Link of the QR code: ")
                    .map_err(|_| CliError::Link { code: "no-link" })?
            }
            None => return Err(CliError::Link { code: "no-link" }),
        };
        Ok(Zeroizing::new(text))
    }
}

/// Asks the host of the link for the API's address. What it says is verified by what is fetched
/// from there (`spec/protocol.md#INV-3`).
fn hinted(invitation: &Invitation) -> Result<Transport, CliError> {
    let host = Transport::new(invitation.base())?;
    let body = host.get("/c.json")?;
    let hint: Option<Value> = serde_json::from_slice(&body).ok();
    let address = hint.as_ref().and_then(|hint| hint["api"].as_str());
    Transport::new(address.unwrap_or(invitation.base()))
}

/// Fetches and verifies the list's welcome bundle, and remembers what must not be rolled back.
pub(crate) fn welcome(
    store: &GuestStore,
    guest: &mut Guest,
    invitation: &Invitation,
    transport: &Transport,
) -> Result<Welcome, CliError> {
    let answer = transport.send(&guest.welcome_request(invitation))?;
    let welcome = guest.accept(invitation, answer.success()?, now()?)?;
    store.save_memory(guest)?;
    Ok(welcome)
}

/// The same for a guest who holds a ticket: the poster may have been replaced since.
pub(crate) fn welcome_back(
    store: &GuestStore,
    guest: &mut Guest,
    invitation: &Invitation,
    transport: &Transport,
) -> Result<Welcome, CliError> {
    let answer = transport.send(&guest.welcome_request(invitation))?;
    let welcome = guest.accept_for_follow_ups(invitation, answer.success()?, now()?)?;
    store.save_memory(guest)?;
    Ok(welcome)
}

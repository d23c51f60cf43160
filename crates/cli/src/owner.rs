//! The commands of owners.

use clap::{Args, Subcommand};

use crate::Common;
use crate::error::CliError;
use crate::home::Home;
use crate::output::Output;
use crate::owner_store::OwnerStore;
use crate::secret::SecretSource;
use crate::{
    owner_devices, owner_disclose, owner_export, owner_init, owner_instruct, owner_list,
    owner_mailbox, owner_purge, owner_qr, owner_recover, owner_register, owner_requests,
    owner_sheets, owner_statements, owner_sync,
};

/// An owner's arguments.
#[derive(Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make a list, register it with a processor and publish its first statements.
    Init(owner_init::Options),
    /// Register the list with what lets it in: a token, or a PIN sent to a phone.
    Register(owner_register::Options),
    /// Issue and publish the statements of the next generation, when it is time.
    Statements(owner_statements::Options),
    /// Fetch and check the log, and cosign it as its witness.
    Sync(owner_sync::Options),
    /// Open and show the visits of a day, or the days that there are.
    List(owner_list::Options),
    /// Write opened visits to a CSV or JSON file that is safe to open in a spreadsheet.
    Export(owner_export::Options),
    /// Hand chosen records to an authority, sealed to its key and recorded as an instruction.
    Disclose(owner_disclose::Options),
    /// Erase a day: give up its key, and order the processor to delete it.
    Purge(owner_purge::Options),
    /// Give the processor an order: erase, restrict, hold, admit an auditor, end the list.
    Instruct(owner_instruct::Options),
    /// Show what guests ask for: to see, correct, erase, restrict, take along, object.
    Requests(owner_requests::Options),
    /// Answer a request of a guest, and do what the answer promises.
    Answer(owner_requests::AnswerOptions),
    /// Say which requests are granted without a person.
    Policy(owner_requests::PolicyOptions),
    /// Tell guests now what waits for the feed of the day.
    Publish(owner_mailbox::Options),
    /// Show who holds keys of the list, until when, and what each can open.
    Devices(owner_devices::DevicesOptions),
    /// Grant days and rights to a device.
    Grant(owner_devices::GrantOptions),
    /// End what a device may do, because its holder leaves.
    Revoke(owner_devices::RevokeOptions),
    /// A device is lost or stolen: revoke it, replace its keys, and say what is exposed.
    Stolen(owner_devices::RevokeOptions),
    /// Show the recovery code as words in German or English, or print it.
    Words(owner_sheets::WordsOptions),
    /// Part the recovery code among several people.
    Sheets(owner_sheets::SheetsOptions),
    /// Prove that the recovery code, as it is kept, would bring the list back.
    Drill(owner_recover::DrillOptions),
    /// Bring a list back from its identity file and recovery code.
    Recover(owner_recover::RecoverOptions),
    /// Show the invitation as a QR code; write it as SVG or PNG.
    Qr(owner_qr::Options),
}

/// Runs an owner's command.
pub(crate) fn run(arguments: &Arguments, common: &Common, output: Output) -> Result<(), CliError> {
    let home = Home::new(common.home.as_deref())?;
    let store = OwnerStore::new(home, SecretSource::new(common.secret_file.as_deref()));
    match &arguments.command {
        Command::Init(options) => owner_init::run(options, &store, common.environment, output),
        Command::Register(options) => owner_register::run(options, &store, output),
        Command::Statements(options) => owner_statements::run(options, &store, output),
        Command::Sync(options) => owner_sync::run(options, &store, output),
        Command::List(options) => owner_list::run(options, &store, output),
        Command::Export(options) => owner_export::run(options, &store, output),
        Command::Disclose(options) => owner_disclose::run(options, &store, output),
        Command::Purge(options) => owner_purge::run(options, &store, output),
        Command::Instruct(options) => owner_instruct::run(options, &store, output),
        Command::Requests(options) => owner_requests::run(options, &store, output),
        Command::Answer(options) => owner_requests::answer(options, &store, output),
        Command::Policy(options) => owner_requests::policy(options, &store, output),
        Command::Publish(options) => owner_mailbox::run(options, &store, output),
        Command::Devices(options) => owner_devices::devices(options, &store, output),
        Command::Grant(options) => owner_devices::grant(options, &store, output),
        Command::Revoke(options) | Command::Stolen(options) => {
            owner_devices::revoke(options, &store, output)
        }
        Command::Words(options) => owner_sheets::words(options, &store, output),
        Command::Sheets(options) => owner_sheets::sheets(options, &store, output),
        Command::Drill(options) => owner_recover::drill(options, &store, output),
        Command::Recover(options) => owner_recover::recover(options, &store, output),
        Command::Qr(options) => owner_qr::run(options, &store, output),
    }
}

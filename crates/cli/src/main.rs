//! The command `sealroll`: lists for owners, check-ins for guests, audits, disclosures.

mod audit;
mod audit_html;
mod audit_text;
mod authority;
mod clock;
mod delegate;
mod doubts;
mod error;
mod evidence;
mod guest;
mod guest_check_in;
mod guest_check_out;
mod guest_request;
mod guest_store;
mod guest_verify;
mod home;
mod key_secret;
mod mail_error;
mod output;
mod owner;
mod owner_devices;
mod owner_disclose;
mod owner_export;
mod owner_init;
mod owner_instruct;
mod owner_list;
mod owner_mailbox;
mod owner_open;
mod owner_purge;
mod owner_qr;
mod owner_recover;
mod owner_recovery;
mod owner_register;
mod owner_requests;
mod owner_sheets;
mod owner_statements;
mod owner_store;
mod owner_sync;
mod progress;
mod qr;
mod random;
mod secret;
mod transport;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use sealroll::Environment;

use crate::error::CliError;
use crate::output::Output;

/// End-to-end encrypted attendance lists: guests seal, the processor stores, the owner opens.
#[derive(Parser)]
#[command(
    name = "sealroll",
    version,
    disable_help_subcommand = true,
    after_help = "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 processor not reached, \
        4 refused by the processor, 5 verification failed, 6 wrong or missing secret."
)]
struct Arguments {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    role: Role,
}

/// Options of every command.
#[derive(Args)]
struct Common {
    /// Print one JSON document instead of text.
    #[arg(long, global = true)]
    json: bool,
    /// The folder for keys, state and tickets [default: the platform's place for data].
    #[arg(long, global = true, value_name = "DIR", env = "SEALROLL_HOME")]
    home: Option<PathBuf>,
    /// Read the recovery code or passphrase from the first line of a file. Without it, the
    /// variable SEALROLL_SECRET is used, then a prompt.
    #[arg(long, global = true, value_name = "FILE")]
    secret_file: Option<PathBuf>,
    /// Refuse lists of the other environment.
    #[arg(
        long,
        global = true,
        default_value = "production",
        env = "SEALROLL_ENVIRONMENT"
    )]
    environment: EnvironmentName,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum EnvironmentName {
    /// Real lists.
    Production,
    /// Lists for trying things out.
    Test,
}

impl From<EnvironmentName> for Environment {
    fn from(name: EnvironmentName) -> Self {
        match name {
            EnvironmentName::Production => Self::Production,
            EnvironmentName::Test => Self::Test,
        }
    }
}

#[derive(Subcommand)]
enum Role {
    /// Make a list, open it, export it, erase it: what an owner does.
    Owner(owner::Arguments),
    /// Check in, check out, verify: what a guest does.
    Guest(guest::Arguments),
    /// Work on an owner's list with a device of one's own: what a delegate does.
    Delegate(delegate::Arguments),
    /// Open and verify what owners disclose: what an authority does.
    Authority(authority::Arguments),
    /// Verify a whole list without opening it: what an auditor does.
    Audit(audit::Options),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let output = Output::new(arguments.common.json);
    match run(&arguments, output) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            output.error(&error);
            ExitCode::from(error.exit_code())
        }
    }
}

fn run(arguments: &Arguments, output: Output) -> Result<(), CliError> {
    match &arguments.role {
        Role::Owner(owner) => owner::run(owner, &arguments.common, output),
        Role::Guest(guest) => guest::run(guest, &arguments.common, output),
        Role::Delegate(delegate) => delegate::run(delegate, &arguments.common, output),
        Role::Authority(authority) => authority::run(authority, &arguments.common, output),
        Role::Audit(options) => audit::run(options, output),
    }
}

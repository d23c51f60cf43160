//! `sealroll owner register`: what lets a new list in where the processor asks for something.

use std::io::{self, BufRead, Write};

use clap::Args;
use sealroll::{Admission, ProblemCode};
use serde_json::json;
use zeroize::Zeroizing;

use crate::error::CliError;
use crate::output::Output;
use crate::owner_statements::publish;
use crate::owner_store::{OwnerStore, Session};
use crate::owner_sync::sync;

/// What lets the list in.
#[derive(Args)]
#[command(
    after_help = "For a list that `sealroll owner init` has made and the processor has refused. \
    A token comes from the processor's operator; a PIN comes to the phone and is typed here."
)]
pub(crate) struct Options {
    #[command(flatten)]
    introduction: Introduction,
}

/// Token or phone number, for processors that ask for one.
#[derive(Args)]
pub(crate) struct Introduction {
    /// Token of the processor's operator, where the processor asks for one.
    #[arg(long, value_name = "TOKEN")]
    token: Option<String>,
    /// Phone number to which a PIN is sent, where the processor asks for one, such as
    /// +4915112345678. The PIN is read from the terminal.
    #[arg(long, value_name = "NUMBER", conflicts_with = "token")]
    phone: Option<String>,
}

/// Registers the list, publishes its statements and cosigns the log.
pub(crate) fn run(options: &Options, store: &OwnerStore, output: Output) -> Result<(), CliError> {
    let mut session = store.open()?;
    introduce(&session, &options.introduction)?;
    publish(&session)?;
    sync(store, &mut session, output)?;
    let list = session.owner.list_id().to_string();
    output.result(&json!({ "list": list }), || {
        format!("List {list} is registered.")
    });
    Ok(())
}

/// Registers a new list with what was given; does nothing if nothing was.
pub(crate) fn introduce(session: &Session, introduction: &Introduction) -> Result<(), CliError> {
    let Session {
        owner, transport, ..
    } = session;
    if let Some(token) = &introduction.token {
        let request = owner.admission_request(Admission::Token(token));
        transport.send(&request)?.success()?;
    }
    let Some(number) = &introduction.phone else {
        return Ok(());
    };
    let sent = transport.send(&owner.pin_request(number))?;
    match sent.success() {
        Ok(_) => {}
        Err(refused) if refused.problem == Some(ProblemCode::AlreadyRegistered) => return Ok(()),
        Err(refused) => return Err(refused.into()),
    }
    loop {
        let pin = ask_pin()?;
        let response = transport.send(&owner.admission_request(Admission::Pin(&pin)))?;
        match response.success() {
            Ok(_) => return Ok(()),
            Err(refused)
                if matches!(
                    refused.problem,
                    Some(ProblemCode::WrongPin | ProblemCode::PinRequired)
                ) =>
            {
                eprintln!("This is not the PIN.");
            }
            Err(refused) => return Err(refused.into()),
        }
    }
}

/// Reads the PIN from the standard input.
fn ask_pin() -> Result<Zeroizing<String>, CliError> {
    eprint!("PIN from the message: ");
    let _ = io::stderr().flush();
    let mut line = Zeroizing::new(String::new());
    match io::stdin().lock().read_line(&mut line) {
        Ok(length) if length > 0 => Ok(Zeroizing::new(line.trim().to_owned())),
        _ => Err(CliError::NoPin),
    }
}

//! `sealroll owner qr`.

use std::path::PathBuf;

use clap::Args;
use sealroll::Rights;
use serde_json::json;

use crate::clock::now;
use crate::error::CliError;
use crate::home::replace;
use crate::output::Output;
use crate::owner_purge::ask;
use crate::owner_recover::keep;
use crate::owner_statements::publish;
use crate::owner_store::{OwnerStore, Session};
use crate::owner_sync::sync;
use crate::qr::Qr;
use crate::random::random;

/// Where the code goes.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    sealroll owner qr --page https://lists.example --svg poster.svg\n  \
    sealroll owner qr --door-code A7 --png today.png --link link.txt\n  \
    sealroll owner qr --new-edition --svg poster.svg   the codes in print end")]
pub(crate) struct Options {
    /// Where the guests' page is served [default: the processor's address].
    #[arg(long, value_name = "URL")]
    page: Option<String>,
    /// Print the door code of the hour into the code.
    #[arg(long, value_name = "CODE")]
    door_code: Option<String>,
    /// Replace the poster: nobody signs in with the codes in print any more. Who did can still
    /// check out, correct and ask.
    #[arg(long)]
    new_edition: bool,
    /// Do not ask before the poster is replaced.
    #[arg(long, requires = "new_edition")]
    yes: bool,
    /// Write an SVG image.
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Write a PNG image.
    #[arg(long, value_name = "FILE")]
    png: Option<PathBuf>,
    /// Write the link itself.
    #[arg(long, value_name = "FILE")]
    link: Option<PathBuf>,
}

/// Shows the code in the terminal and writes the files asked for. The link holds the poster's
/// secret, so the files are private until somebody shares them.
pub(crate) fn run(options: &Options, store: &OwnerStore, output: Output) -> Result<(), CliError> {
    let mut session = store.open()?;
    let to_grant = if options.new_edition {
        replace_poster(options, store, &mut session, output)?
    } else {
        Vec::new()
    };
    let page = options
        .page
        .as_deref()
        .unwrap_or_else(|| session.transport.base());
    let invitation = session
        .owner
        .invitation(page, options.door_code.as_deref())?;
    let link = invitation.to_link();
    let qr = Qr::new(&link)?;
    if let Some(path) = &options.svg {
        replace(path, qr.svg().as_bytes())?;
    }
    if let Some(path) = &options.png {
        replace(path, &qr.png()?)?;
    }
    if let Some(path) = &options.link {
        replace(path, format!("{}\n", link.as_str()).as_bytes())?;
    }
    let words = session.owner.fingerprint_words();
    let result = json!({
        "words": words,
        "svg": options.svg,
        "png": options.png,
        "link": options.link,
        "new_edition": options.new_edition,
        "to_grant_anew": to_grant,
    });
    output.result(&result, || {
        let venue = &session.owner.terms().venue;
        format!(
            "{}\n{venue}\nWords to print beside the code: {words}",
            qr.terminal()
        )
    });
    Ok(())
}

/// Draws a new edition, publishes its statements and has them cosigned. Returns the devices that
/// need a new grant to read what comes (`spec/protocol.md#EDN-4`).
fn replace_poster(
    options: &Options,
    store: &OwnerStore,
    session: &mut Session,
    output: Output,
) -> Result<Vec<String>, CliError> {
    sync(store, session, output)?;
    let devices = session.owner.devices(&session.inbox, now()?);
    let readers = devices.into_iter().filter(|device| {
        !device.is_this && !device.is_revoked && device.rights.contains(Rights::READ)
    });
    let readers: Vec<String> = readers.map(|device| device.name).collect();
    if !options.yes {
        let grants = if readers.is_empty() {
            String::new()
        } else {
            format!(
                " These devices need a new grant to read what comes: {}.",
                readers.join(", ")
            )
        };
        ask(&format!(
            "The codes in print and the displays at the doors end now: who scans one is told so. \
             Guests who have signed in can still check out, correct and ask. You have to print the \
             new code.{grants} Replace the poster?"
        ))?;
    }
    session.owner.replace_poster(now()?, &mut random())?;
    store.save(&session.owner, &session.secret)?;
    store.save_backup(session)?;
    publish(session)?;
    sync(store, session, output)?;
    keep(store, session)?;
    Ok(readers)
}

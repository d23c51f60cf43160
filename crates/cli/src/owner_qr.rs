//! `sealroll owner qr`.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::error::CliError;
use crate::home::replace;
use crate::output::Output;
use crate::owner_store::OwnerStore;
use crate::qr::Qr;

/// Where the code goes.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    sealroll owner qr --page https://lists.example --svg poster.svg\n  \
    sealroll owner qr --door-code A7 --png today.png --link link.txt")]
pub(crate) struct Options {
    /// Where the guests' page is served [default: the processor's address].
    #[arg(long, value_name = "URL")]
    page: Option<String>,
    /// Print the door code of the hour into the code.
    #[arg(long, value_name = "CODE")]
    door_code: Option<String>,
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
    let session = store.open()?;
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

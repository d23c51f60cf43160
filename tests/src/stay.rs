//! The interactive demo: a processor, a list, its QR code, the pages and the commands to try.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::error::JourneyError;
use crate::service::Service;

/// Starts everything, prints what to try, and stays up until ctrl-c. With the folder of the pages
/// the processor serves them, and their links come first.
///
/// # Errors
/// [`JourneyError`].
pub fn stay_up(processor: &Path, command: &Path, pages: Option<&Path>) -> Result<(), JourneyError> {
    let folder = tempfile::tempdir()?;
    let path = |name: &str| folder.path().join(name);
    // The usual port if it is free, else any.
    let start = |listen| Service::start_with_pages(processor, &path("processor"), listen, pages);
    let service = start("127.0.0.1:8080").or_else(|_| start("127.0.0.1:0"))?;

    let secret = path("secret.txt");
    fs::write(&secret, format!("{PASSPHRASE}\n"))?;
    let owner = |arguments: &[&str]| {
        let mut owner = Command::new(command);
        owner
            .env("SEALROLL_ENVIRONMENT", "test")
            .arg("--home")
            .arg(path("owner"));
        owner
            .arg("--secret-file")
            .arg(&secret)
            .arg("owner")
            .args(arguments);
        let status = owner.status()?;
        if status.success() {
            Ok(())
        } else {
            Err(JourneyError::Command)
        }
    };
    let url = service.url();
    let link = path("link.txt");
    let link_text = link.display().to_string();
    owner(&[
        "init",
        "--processor",
        &url,
        "--venue",
        "Gasthaus Zum Siegel",
        "--address",
        "Am Versuch 1, 00000 Musterhausen",
        "--contact",
        "siegel@example.org",
    ])?;
    owner(&["qr", "--page", &url, "--link", &link_text])?;

    let name = command.display();
    let home = folder.path().display();
    let owner = format!(
        "{name} --environment test --home {home}/owner --secret-file {home}/secret.txt owner"
    );
    let guest = format!("{name} --environment test --home {home}/guest guest");
    let invitation = fs::read_to_string(&link)?;
    let invitation = invitation.trim();
    if pages.is_some() {
        println!("\nIn a browser, the pages are served by the processor of this demo:");
        println!("  guest  {invitation}");
        println!("         (or scan the code above)");
        println!("  owner  {url}/owner");
        println!("         Make a list there, or restore this one: choose identity.key and");
        println!("         decryption.key in {home}/owner, passphrase: {PASSPHRASE}");
        println!("  authority, auditor  {url}/authority, {url}/auditor");
    } else {
        println!("\nInvitation: {invitation}");
    }
    println!("Processor:  {url}\n\nTry, in another terminal:");
    println!(
        "  {guest} check-in --invitation {link_text} --given-name Zoë --family-name Öztürk --phone +4915112345678"
    );
    println!("  {guest} check-out --invitation {link_text}");
    println!("  {owner} sync");
    println!("  {owner} list");
    println!("  {owner} export --format csv --output {home}/visits.csv");
    println!("  {guest} verify --invitation {link_text}");
    println!("  {owner} purge --day today --yes");
    println!("\nEverything is kept in {home} and removed when this ends. Press ctrl-c to end.");

    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(tokio::signal::ctrl_c())?;
    println!("\nThe demo has ended.");
    drop(service);
    Ok(())
}

const PASSPHRASE: &str = "this is only a demo";

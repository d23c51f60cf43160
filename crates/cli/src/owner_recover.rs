//! `sealroll owner drill` and `sealroll owner recover`, and what goes on between them without
//! anybody's hand.

use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use clap::Args;
use sealroll::{Drill, Epoch, Identity, Inbox, Owner, RecoveryPage, RecoverySheet, Response};
use serde_json::json;
use zeroize::Zeroizing;

use crate::clock::now;
use crate::error::CliError;
use crate::key_secret::KeySecret;
use crate::output::Output;
use crate::owner_instruct::{give, settle};
use crate::owner_statements::publish;
use crate::owner_store::{OwnerStore, Session};
use crate::owner_sync::sync;
use crate::random::random;
use crate::secret::{SecretSource, prompt};
use crate::transport::Transport;

/// What is typed in a drill.
#[derive(Args)]
#[command(
    after_help = "Take the code from where it is kept, as you would have to after a loss, and type \
        it: its characters, its words, or the passphrase. The processor shows the date."
)]
pub(crate) struct DrillOptions {
    /// Read what would be typed from the first line of this file.
    #[arg(long, value_name = "FILE")]
    typed: Option<PathBuf>,
}

/// Opens the canary with nothing but what is typed and what the processor has.
pub(crate) fn drill(
    options: &DrillOptions,
    store: &OwnerStore,
    output: Output,
) -> Result<(), CliError> {
    let mut session = store.open()?;
    settle(store, &mut session)?;
    sync(store, &mut session, output)?;
    keep(store, &mut session)?;
    let typed = match &options.typed {
        Some(path) => SecretSource::File(path.clone()).read()?,
        None => prompt("Recovery code, its words, or passphrase, from where you keep it: ")?,
    };
    let typed = KeySecret::given(typed)?;
    let transport = &session.transport;
    let authority = transport.authority();
    let request = session
        .owner
        .fetch_blob_request(authority, now()?, &mut random())?;
    let blob = transport.send(&request)?;
    let list_id = session.owner.list_id();
    let drill = Drill::begin(list_id, blob.success()?, typed.as_secret())?;
    let request = drill.request(&session.owner, authority, now()?, &mut random())?;
    let order = drill.finish(&transport.send(&request)?)?;
    let request = session.owner.instruct(order, now()?)?;
    let done = give(store, &mut session, &request)?;
    session.owner.drilled(done.time);
    store.save(&session.owner, &session.secret)?;
    sync(store, &mut session, output)?;
    let result = json!({ "drilled": done.time.to_string() });
    output.result(&result, || {
        "What you typed brings this list back after a loss. The next drill is due in 28 days."
            .to_owned()
    });
    Ok(())
}

/// Stores at the processor what a recovery needs: a canary for drills, and a blob that covers what
/// this device can open now.
pub(crate) fn keep(store: &OwnerStore, session: &mut Session) -> Result<(), CliError> {
    if !session.owner.keeps_recovery() {
        return Ok(());
    }
    if !session.owner.has_recovery() {
        let secret = session.secret.as_secret();
        let cost = sealroll::Argon2Cost::default();
        session.owner.set_recovery(secret, cost, &mut random())?;
    }
    // Without a logged statement for today there is no canary yet; the next time there is.
    if let Ok(Some(request)) = session.owner.canary_request(now()?, &mut random()) {
        store.save(&session.owner, &session.secret)?;
        let receipt = session.transport.send(&request)?;
        session.owner.confirm_canary(receipt.success()?)?;
    }
    let authority = session.transport.authority();
    let request = session
        .owner
        .blob_request(authority, now()?, &mut random())?;
    if let Some(request) = request {
        store.save(&session.owner, &session.secret)?;
        session.transport.send(&request)?.success()?;
        session.owner.blob_stored();
    }
    store.save(&session.owner, &session.secret)
}

/// What a recovery begins with.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    sealroll owner recover --processor https://lists.example --identity identity.key\n  \
    sealroll owner recover --processor https://lists.example --identity identity.key --sheets sheets.txt")]
pub(crate) struct RecoverOptions {
    /// Address of the processor.
    #[arg(long, value_name = "URL")]
    processor: String,
    /// The identity file, saved when the list was made.
    #[arg(long, value_name = "FILE")]
    identity: PathBuf,
    /// Take the code from recovery sheets, one a line.
    #[arg(long, value_name = "FILE")]
    sheets: Option<PathBuf>,
}

/// Brings a list back to this device.
pub(crate) fn recover(
    options: &RecoverOptions,
    store: &OwnerStore,
    output: Output,
) -> Result<(), CliError> {
    if store.is_taken() {
        return Err(CliError::Taken {
            home: store.home().path(""),
        });
    }
    let read = |path: &PathBuf| std::fs::read(path).map_err(|source| CliError::read(path, source));
    let secret = match &options.sheets {
        Some(path) => {
            let text = Zeroizing::new(String::from_utf8_lossy(&read(path)?).into_owned());
            KeySecret::Code(combine(&text)?)
        }
        None => KeySecret::given(store.source().read()?)?,
    };
    let identity = Identity::from_file(&read(&options.identity)?, secret.as_secret())?;
    let transport = Transport::new(&options.processor)?;
    let owner = register(&transport, &identity)?;

    let mut session = Session {
        owner,
        inbox: Inbox::new(),
        transport,
        secret,
    };
    fetch(&mut session)?;
    store.adopt(&session, &identity)?;
    sync(store, &mut session, output)?;
    let opens = session.owner.open_epochs();
    let purged: Vec<Epoch> = opens
        .into_iter()
        .filter(|epoch| session.inbox.is_purged(*epoch))
        .collect();
    for epoch in &purged {
        session.owner.puncture(*epoch)?;
    }
    store.save(&session.owner, &session.secret)?;
    store.save_backup(&session)?;
    publish(&session)?;
    keep(store, &mut session)?;
    let epochs = session.owner.open_epochs().len();
    let result = json!({
        "list": session.owner.list_id().to_string(),
        "venue": session.owner.terms().venue,
        "epochs": epochs,
        "punctured": purged.iter().map(|epoch| epoch.value()).collect::<Vec<_>>(),
    });
    output.result(&result, || {
        format!(
            "The list of {} is back: {epochs} days can be opened, and posters stay as they are.\n\
             If the lost device was stolen, order new keys at once.",
            session.owner.terms().venue
        )
    });
    Ok(())
}

/// Blob, documents and statements.
fn fetch(session: &mut Session) -> Result<(), CliError> {
    let Session {
        owner,
        transport,
        secret,
        ..
    } = session;
    let authority = transport.authority();
    let request = owner.fetch_blob_request(authority, now()?, &mut random())?;
    let blob = transport.send(&request)?;
    owner.take_blob(blob.success()?, secret.as_secret())?;
    let page = |owner: &Owner, page| -> Result<Response, CliError> {
        let request = owner.recovery_page_request(page, authority, now()?, &mut random())?;
        transport.send(&request)
    };
    let mut next = Some(0);
    while let Some(from) = next {
        let answer = page(owner, RecoveryPage::Documents(from))?;
        next = owner.take_documents(answer.success()?);
    }
    let mut next = Some(0);
    while let Some(from) = next {
        let answer = page(owner, RecoveryPage::Statements(from))?;
        next = owner.take_statements(answer.success()?);
    }
    Ok(())
}

/// A welcome bundle of the list: of now, or of the last epoch that has one, whatever the list's
/// epochs are. An owner may have been away for long.
fn find_bundle(transport: &Transport, identity: &Identity) -> Result<Vec<u8>, CliError> {
    let path = format!("/v1/lists/{}/welcome", identity.list_id());
    match transport.get(&path) {
        Err(CliError::Refused(_)) => transport.get(&format!("{path}/last")),
        other => other,
    }
}

/// Certificates' serials follow seconds: where another device was set up in the same few, its own
/// are there already, and this one takes later ones.
fn register(transport: &Transport, identity: &Identity) -> Result<Owner, CliError> {
    let bundle = find_bundle(transport, identity)?;
    let mut attempts = 0;
    loop {
        let owner = Owner::begin_recovery(identity, bundle.clone(), now()?, &mut random())?;
        match transport.send(&owner.registration_request())?.success() {
            Ok(_) => return Ok(owner),
            Err(refused) if refused.code() == "rolled-back" && attempts < ATTEMPTS => {
                attempts += 1;
                thread::sleep(LATER);
            }
            Err(refused) => return Err(refused.into()),
        }
    }
}

/// Puts sheets together, one a line.
fn combine(text: &str) -> Result<sealroll::RecoveryCode, CliError> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let sheets = lines.map(RecoverySheet::parse);
    let sheets = sheets.collect::<Result<Vec<_>, _>>()?;
    Ok(RecoverySheet::combine(&sheets)?)
}

/// How often later serials are taken.
const ATTEMPTS: u32 = 3;
/// A device takes four serials.
const LATER: Duration = Duration::from_secs(4);

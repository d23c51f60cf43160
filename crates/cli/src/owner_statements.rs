//! `sealroll owner statements`.

use clap::Args;
use sealroll::OwnerError;
use serde_json::json;

use crate::clock::now;
use crate::error::CliError;
use crate::output::Output;
use crate::owner_recover::keep;
use crate::owner_store::{OwnerStore, Session};
use crate::owner_sync::sync;
use crate::random::random;

/// Nothing to choose.
#[derive(Args)]
#[command(
    after_help = "`owner sync` does the same by itself. Once in two months new certificates are due: then \
    identity.key has to be there."
)]
pub(crate) struct Options {}

/// Rolls over to the next generation if it is time, publishes what is not in the log yet, and
/// cosigns the log, so that guests accept the new statements.
pub(crate) fn run(_: &Options, store: &OwnerStore, output: Output) -> Result<(), CliError> {
    let mut session = store.open()?;
    let rolled_over = roll_over(store, &mut session)?;
    publish(&session)?;
    sync(store, &mut session, output)?;
    keep(store, &mut session)?;
    let last = session.owner.last_epoch().map(|epoch| epoch.value());
    let result = json!({ "new_generation": rolled_over, "last_epoch": last });
    output.result(&result, || {
        let what = if rolled_over {
            "A new generation was issued"
        } else {
            "Nothing was due"
        };
        format!(
            "{what}; statements reach to epoch {}.",
            last.unwrap_or_default()
        )
    });
    Ok(())
}

/// Makes the next generation if it is time. Where the certificates end before it does, new ones
/// are made with identity.key. Publish and sync afterwards.
pub(crate) fn roll_over(store: &OwnerStore, session: &mut Session) -> Result<bool, CliError> {
    let owner = &mut session.owner;
    match owner.roll_over(now()?, &mut random()) {
        // On a delegate's device there is nothing to roll over.
        Err(OwnerError::TooEarly | OwnerError::NotGranted) => return Ok(false),
        Err(OwnerError::CertificateTooShort) => {
            let identity = store.identity(&session.secret)?;
            owner.renew_certificates(&identity, now()?, &mut random())?;
            owner.roll_over(now()?, &mut random())?;
        }
        made => {
            made?;
        }
    }
    store.save(&session.owner, &session.secret)?;
    store.save_backup(session)?;
    Ok(true)
}

/// Registers the list, or its newer certificates and terms, and publishes its statements. Returns
/// whether there were any.
pub(crate) fn publish(session: &Session) -> Result<bool, CliError> {
    let Session {
        owner, transport, ..
    } = session;
    transport.send(&owner.registration_request())?.success()?;
    let authority = transport.authority();
    if let Some(request) = owner.statements_request(authority, now()?, &mut random())? {
        transport.send(&request)?.success()?;
        return Ok(true);
    }
    Ok(false)
}

//! `sealroll owner instruct`: orders to the processor, in words that people understand.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use sealroll::{Acknowledged, DocumentId, Order, ReaderId, RecordId, Request};
use serde_json::json;
use zeroize::Zeroizing;

use crate::clock::now;
use crate::error::CliError;
use crate::home;
use crate::output::Output;
use crate::owner_mailbox::{announce_day, announce_record};
use crate::owner_open::Day;
use crate::owner_store::{OwnerStore, Session};
use crate::owner_sync::sync;
use crate::random::random;

/// What to order.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    sealroll owner instruct erase 3fa9…     one record, before its time\n  \
    sealroll owner instruct hold 20         keep a day beyond its retention\n  \
    sealroll owner instruct admit-auditor --token auditor.json\n  \
    sealroll owner instruct history         what was ordered and done\n\n\
    Each order is a signed note that a person can read. The processor acknowledges it in a log \
    that it cannot rewrite unnoticed. To erase a whole day use `sealroll owner purge`, which \
    gives up its key as well.")]
pub(crate) struct Options {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Erase one record.
    Erase { record: RecordId },
    /// Keep a record but hand it out to nobody.
    Restrict { record: RecordId },
    /// End the restriction of a record.
    Unrestrict { record: RecordId },
    /// Do not erase a day for its age.
    Hold {
        #[arg(value_parser = Day::parse)]
        day: Day,
    },
    /// End the hold of a day.
    Lift {
        #[arg(value_parser = Day::parse)]
        day: Day,
    },
    /// Let an auditor read the logs, and write the token that lets it.
    AdmitAuditor {
        /// Where to write the token; hand the file to the auditor.
        #[arg(long, value_name = "FILE")]
        token: PathBuf,
    },
    /// End what `admit-auditor` allowed.
    DismissAuditor {
        /// The reader, as `history` shows it.
        reader: ReaderId,
    },
    /// Object to a processor statement, as `history` shows it.
    Object { statement: DocumentId },
    /// End the list: everything is erased for good and nothing more is taken. Needs identity.key.
    Terminate {
        /// Do not ask.
        #[arg(long)]
        yes: bool,
    },
    /// Show the instruction log: orders, acknowledgements, erasures, the processor's statements.
    History,
}

/// Gives the order, and verifies that the log holds its acknowledgement.
pub(crate) fn run(options: &Options, store: &OwnerStore, output: Output) -> Result<(), CliError> {
    let mut session = store.open()?;
    sync(store, &mut session, output)?;
    if let Command::History = options.command {
        show_history(&session, output);
        return Ok(());
    }
    settle(store, &mut session)?;
    if let Command::Erase { record } = &options.command {
        announce_record(store, &session, record)?;
    }
    let request = match &options.command {
        Command::AdmitAuditor { token } => admit(store, &mut session, token)?,
        Command::Terminate { yes } => terminate(store, &mut session, *yes)?,
        other => {
            let order = order(other, &session)?;
            session.owner.instruct(order, now()?)?
        }
    };
    let done = give(store, &mut session, &request)?;
    sync(store, &mut session, output)?;
    let result = json!({
        "order": done.order.to_string(),
        "instruction": done.id.to_string(),
        "carried_out": done.time.to_string(),
        "index": done.index,
    });
    output.result(&result, || {
        format!(
            "Done: {}. The processor says it was carried out at {}; entry {} of the instruction \
             log.",
            done.order, done.time, done.index
        )
    });
    Ok(())
}

/// Sends an order and verifies its acknowledgement. The owner is saved before and after.
pub(crate) fn give(
    store: &OwnerStore,
    session: &mut Session,
    request: &Request,
) -> Result<Acknowledged, CliError> {
    store.save(&session.owner, &session.secret)?;
    let answer = session.transport.send(request)?;
    if let Err(refused) = answer.success()
        && !refused.is_temporary()
    {
        session.owner.withdraw_instruction();
        store.save(&session.owner, &session.secret)?;
        return Err(CliError::Refused(refused));
    }
    let done = session.owner.confirm_instruction(answer.success()?)?;
    store.save(&session.owner, &session.secret)?;
    Ok(done)
}

/// Sends an order again whose answer was lost, before the next one.
pub(crate) fn settle(store: &OwnerStore, session: &mut Session) -> Result<(), CliError> {
    if let Some((_, request)) = session.owner.pending_instruction() {
        // If it is refused it was overtaken, and the sync that follows knows the chain.
        match give(store, session, &request) {
            Ok(_) | Err(CliError::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn order(command: &Command, session: &Session) -> Result<Order, CliError> {
    Ok(match command {
        Command::Erase { record } => Order::EraseRecord(*record),
        Command::Restrict { record } => Order::RestrictRecord(*record),
        Command::Unrestrict { record } => Order::LiftRecord(*record),
        Command::Hold { day } => Order::HoldEpoch(day.epoch(session)?),
        Command::Lift { day } => Order::LiftEpoch(day.epoch(session)?),
        Command::DismissAuditor { reader } => Order::DismissReader(*reader),
        Command::Object { statement } => Order::ObjectProcessor(*statement),
        Command::AdmitAuditor { .. } | Command::Terminate { .. } | Command::History => {
            return Err(CliError::NotConfirmed);
        }
    })
}

fn admit(
    store: &OwnerStore,
    session: &mut Session,
    path: &std::path::Path,
) -> Result<Request, CliError> {
    let (token, request) = session.owner.admit_reader(now()?, &mut random())?;
    let list = session.owner.list_id();
    let content = json!({
        "list": list.to_string(),
        "processor": session.transport.base(),
        "reader": token.reader_id(&list).to_string(),
        "token": token.to_text().as_str(),
    });
    // A token without its admission does no harm; an admission without its token is useless.
    home::replace(path, Zeroizing::new(format!("{content:#}\n")).as_bytes())?;
    store.save(&session.owner, &session.secret)?;
    Ok(request)
}

fn terminate(store: &OwnerStore, session: &mut Session, yes: bool) -> Result<Request, CliError> {
    if !yes {
        crate::owner_purge::ask("End the list and erase everything for good?")?;
    }
    let identity = store.identity(&session.secret)?;
    // The keys go first: then it does not matter what copies the processor keeps.
    for epoch in session.owner.open_epochs() {
        if session.inbox.logged(epoch).next().is_some() {
            announce_day(store, session, epoch)?;
        }
        session.owner.puncture(epoch)?;
        session.inbox.forget(epoch);
    }
    let request = session.owner.terminate(&identity, now()?)?;
    store.save(&session.owner, &session.secret)?;
    store.save_backup(session)?;
    store.save_inbox(&session.inbox)?;
    Ok(request)
}

fn show_history(session: &Session, output: Output) {
    let lines = session.owner.history(&session.inbox);
    let time = |line: &sealroll::HistoryLine| line.time.map(|time| time.to_string());
    let events: Vec<_> = lines
        .iter()
        .map(|line| {
            json!({
                "index": line.index,
                "time": time(line),
                "event": line.event.to_string(),
            })
        })
        .collect();
    output.result(&json!({ "history": events }), || {
        let lines = lines.iter().map(|line| {
            let time = time(line).unwrap_or_else(|| " ".repeat(20));
            format!("{:>5}  {time}  {}\n", line.index, line.event)
        });
        lines.collect()
    });
}

//! `sealroll owner requests`, `answer` and `policy`: the rights of guests.

use clap::Args;
use sealroll::{AnswerKind, QueuedRequest, RequestKind, StandingPolicy};
use serde_json::json;

use crate::error::CliError;
use crate::mail_error::MailError;
use crate::output::Output;
use crate::owner_mailbox::{decide, fetch_at, publish, work_off};
use crate::owner_open::open;
use crate::owner_store::OwnerStore;

/// Nothing to choose.
#[derive(Args)]
#[command(after_help = "Answer one with `sealroll owner answer`.")]
pub(crate) struct Options {}

/// Opens every day and shows what guests ask for, the open requests first by log order.
pub(crate) fn run(_: &Options, store: &OwnerStore, output: Output) -> Result<(), CliError> {
    let mut session = store.open()?;
    let opened = open(store, &mut session, None, |_| true, output)?;
    let mut outbox = store.outbox()?;
    decide(store, &session, &mut outbox, &opened)?;
    let requests = session.inbox.requests();
    let rows: Vec<_> = requests
        .iter()
        .map(|request| {
            let answer = outbox.answer_to(&request.record_id);
            json!({
                "request": request.record_id.to_string(),
                "kind": request.kind.name(),
                "check_in": request.check_in.to_string(),
                "arrival": request.arrival.to_string(),
                "answer": answer.map(AnswerKind::name),
            })
        })
        .collect();
    let result = json!({ "requests": rows, "waiting": outbox.waiting() });
    output.result(&result, || {
        let lines = requests.iter().map(|request| {
            let answer = outbox.answer_to(&request.record_id);
            format!(
                "{}  {:<8}  visit of {}  {}\n",
                request.record_id,
                request.kind.name(),
                request.arrival,
                answer.map_or("open", AnswerKind::name)
            )
        });
        let lines: String = lines.collect();
        let waiting = outbox.waiting();
        match lines.is_empty() {
            true => "No guest asks for anything.".to_owned(),
            false => format!("{lines}{waiting} messages wait for the next feed."),
        }
    });
    Ok(())
}

/// How to answer.
#[derive(Args)]
#[command(
    group = clap::ArgGroup::new("decision").required(true),
    after_help = "Examples:\n  \
    sealroll owner answer 3fa9 --grant\n  \
    sealroll owner answer 3fa9 --refuse --text \"The law asks us to keep this until 1 March.\"\n\n\
    Granted: erasure and restriction are ordered and acknowledged before the guest hears of it; \
    who asks to see or to take along the data gets them as JSON."
)]
pub(crate) struct AnswerOptions {
    /// The request, by the beginning of its id, as `owner requests` shows it.
    request: String,
    /// Do what is asked for.
    #[arg(long, group = "decision")]
    grant: bool,
    /// Do not; say why.
    #[arg(long, group = "decision", requires = "text")]
    refuse: bool,
    /// Take note, without a decision.
    #[arg(long, group = "decision")]
    noted: bool,
    /// What to tell the guest besides, at most 1500 bytes.
    #[arg(long)]
    text: Option<String>,
    /// Publish the answer at once, not with the feed of the day.
    #[arg(long)]
    now: bool,
}

/// Queues the answer, carries out what it promises, and publishes if asked to.
pub(crate) fn answer(
    options: &AnswerOptions,
    store: &OwnerStore,
    output: Output,
) -> Result<(), CliError> {
    let mut session = store.open()?;
    open(store, &mut session, None, |_| true, output)?;
    let mut outbox = store.outbox()?;
    let requests = session.inbox.open_requests(&outbox);
    let request = choose(&requests, &options.request)?;
    let decision = match (options.grant, options.refuse) {
        (true, _) => AnswerKind::Granted,
        (_, true) => AnswerKind::Refused,
        _ => AnswerKind::Noted,
    };
    let asks_for_data = matches!(request.kind, RequestKind::Access | RequestKind::Port);
    let text = match &options.text {
        Some(text) => text.clone(),
        None if options.grant && asks_for_data => {
            let data = session.inbox.portable(&request.check_in);
            data.ok_or(CliError::StrangeAnswer {
                what: "with the data of the visit is longer than 1500 bytes; \
                       export them, give --text, and it",
            })?
        }
        None => String::new(),
    };
    let check_in = session.inbox.position_of(&request.check_in);
    let positions: Vec<_> = check_in.into_iter().chain([request.position]).collect();
    let fetched = fetch_at(&session, &positions)?;
    let (owner, inbox) = (&session.owner, &session.inbox);
    owner.answer(&mut outbox, inbox, &request, decision, &text, &fetched)?;
    store.save_outbox(&outbox)?;
    work_off(store, &mut session, &mut outbox)?;
    let published = match options.now {
        true => Some(publish(store, &session, &mut outbox)?),
        false => None,
    };
    let result = json!({
        "request": request.record_id.to_string(),
        "kind": request.kind.name(),
        "answer": decision.name(),
        "published": published,
        "waiting": outbox.waiting(),
    });
    output.result(&result, || match published {
        Some(_) => "Answered; the guest finds it in the mailbox.".to_owned(),
        None => "Answered; the guest hears of it with the feed of the day.".to_owned(),
    });
    Ok(())
}

/// What is decided without a person.
#[derive(Args)]
#[command(
    after_help = "Example:\n  sealroll owner policy --withdraw-within 3600 --access\n\n\
    `sealroll owner sync` decides by it. What is not named is left to a person."
)]
pub(crate) struct PolicyOptions {
    /// Grant erasure that is asked for within so many seconds of the arrival.
    #[arg(long, value_name = "SECONDS")]
    withdraw_within: Option<u64>,
    /// Grant every restriction.
    #[arg(long)]
    restrict: bool,
    /// Give guests the data of their visit who ask for them.
    #[arg(long)]
    access: bool,
}

/// Replaces the policies.
pub(crate) fn policy(
    options: &PolicyOptions,
    store: &OwnerStore,
    output: Output,
) -> Result<(), CliError> {
    let mut outbox = store.outbox()?;
    let policy = StandingPolicy {
        withdraw_within: options.withdraw_within,
        restrict: options.restrict,
        access: options.access,
    };
    outbox.set_policy(policy);
    store.save_outbox(&outbox)?;
    let result = json!({
        "withdraw_within": policy.withdraw_within,
        "restrict": policy.restrict,
        "access": policy.access,
    });
    output.result(&result, || "The next sync decides by it.".to_owned());
    Ok(())
}

fn choose(requests: &[QueuedRequest], given: &str) -> Result<QueuedRequest, CliError> {
    let fits = |request: &&QueuedRequest| request.record_id.to_string().starts_with(given);
    let mut fitting = requests.iter().filter(fits);
    match (fitting.next(), fitting.next()) {
        (Some(request), None) => Ok(*request),
        _ => Err(CliError::Mail(MailError::NoRequest)),
    }
}

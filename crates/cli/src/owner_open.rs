//! Opening visits, for the commands that show or write them.

use core::ops::ControlFlow;

use sealroll::{Doubt, DoubtLimits, Epoch, Position, Quarantined, RecordId, Visit, Workers};
use serde_json::{Value, json};

use crate::clock::now;
use crate::doubts;
use crate::error::CliError;
use crate::output::Output;
use crate::owner_store::{OwnerStore, Session};
use crate::owner_sync::sync;
use crate::progress::bar;
use crate::random::random;

/// What was opened.
pub(crate) struct Opened {
    pub(crate) visits: Vec<Visit>,
    pub(crate) quarantined: Vec<Quarantined>,
    pub(crate) missing: Vec<Position>,
    /// Follow-ups whose guests were shown another log.
    pub(crate) contradicted: Vec<Position>,
    /// What is implausible about the visits.
    pub(crate) doubts: Vec<(RecordId, Doubt)>,
}

/// A day: its number, or `today`.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Day {
    /// The epoch of now.
    Today,
    /// This epoch.
    Epoch(Epoch),
}

impl Day {
    /// For clap.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        match text {
            "today" => Ok(Self::Today),
            number => number.parse().map(Self::Epoch).map_err(|_| {
                "give the number of a day, as `sealroll owner list` shows it, or today".to_owned()
            }),
        }
    }

    pub(crate) fn epoch(self, session: &Session) -> Result<Epoch, CliError> {
        match self {
            Self::Epoch(epoch) => Ok(epoch),
            Self::Today => session.owner.epoch_at(now()?).ok_or(CliError::Clock),
        }
    }
}

/// Syncs, then fetches and opens every day from `first` to today, since a check-out may have been
/// sealed to a later day than its check-in. Returns the visits of the days wanted.
pub(crate) fn open(
    store: &OwnerStore,
    session: &mut Session,
    first: Option<Epoch>,
    wanted: impl Fn(Epoch) -> bool,
    output: Output,
) -> Result<Opened, CliError> {
    sync(store, session, output)?;
    let today = Day::Today.epoch(session)?;
    let epochs = session.owner.open_epochs().into_iter();
    let epochs =
        epochs.filter(|epoch| first.is_none_or(|first| *epoch >= first) && *epoch <= today);
    let mut opened = Opened {
        visits: Vec::new(),
        quarantined: Vec::new(),
        missing: Vec::new(),
        contradicted: Vec::new(),
        doubts: Vec::new(),
    };
    for epoch in epochs.collect::<Vec<_>>() {
        if session.inbox.logged(epoch).next().is_none() || session.inbox.is_purged(epoch) {
            continue;
        }
        let Session {
            owner,
            inbox,
            transport,
            ..
        } = &mut *session;
        let mut fetch = owner.fetch(epoch)?;
        let expected = inbox.logged(epoch).count() as u64;
        let fetching = bar(output, expected, "fetching");
        while let Some(request) =
            fetch.request(owner, transport.authority(), now()?, &mut random())?
        {
            fetch.receive(&transport.send(&request)?)?;
            fetching.set_position(fetch.fetched().len() as u64);
        }
        fetching.finish_and_clear();
        let opening = bar(output, expected, "opening");
        let batch = owner.open(
            inbox,
            epoch,
            fetch.fetched(),
            Workers::all_cores(),
            |done, _| {
                opening.set_position(done as u64);
                ControlFlow::Continue(())
            },
        )?;
        opening.finish_and_clear();
        if wanted(epoch) {
            opened.quarantined.extend(batch.quarantined);
            opened.missing.extend(batch.missing);
        }
    }
    opened.contradicted = session.inbox.contradicted_heads();
    opened.visits = session.inbox.visits();
    opened.visits.retain(|visit| wanted(visit.epoch));
    let limits = DoubtLimits::default();
    opened.doubts = session.owner.doubts(&opened.visits, limits);
    store.save_inbox(&session.inbox)?;
    Ok(opened)
}

impl Opened {
    /// What was set aside, for programs.
    pub(crate) fn set_aside(&self) -> Value {
        let quarantined = self.quarantined.iter();
        let quarantined = quarantined.map(|aside| {
            json!({ "position": aside.position.to_string(), "reason": aside.reason.code() })
        });
        let missing = self.missing.iter();
        let missing = missing
            .map(|position| json!({ "position": position.to_string(), "reason": "withheld" }));
        let contradicted = self.contradicted.iter();
        let contradicted = contradicted
            .map(|position| json!({ "position": position.to_string(), "reason": "forked" }));
        quarantined.chain(missing).chain(contradicted).collect()
    }

    /// What was set aside and what is doubtful, for people; empty if nothing is.
    pub(crate) fn warning(&self) -> String {
        let mut text = String::new();
        for aside in &self.quarantined {
            text.push_str(&format!(
                "\nSet aside: entry {}: {}",
                aside.position, aside.reason
            ));
        }
        for position in &self.missing {
            text.push_str(&format!("\nWithheld by the processor: entry {position}"));
        }
        for position in &self.contradicted {
            text.push_str(&format!(
                "\nWarning: the guest of entry {position} was shown another log than you; ask for \
                 the receipt and have it audited"
            ));
        }
        text.push_str(&doubts::text(&self.doubts));
        text
    }
}

//! Chooses visits by time, place and overlap, for a disclosure.

use sealroll_core::FollowUpBody;
use sealroll_wire::{RecordId, Terms, Time};

use crate::inbox::{Content, Inbox};
use crate::position::Position;
use crate::visit::Visit;

/// Which visits are wanted: those that meet every condition given. Without any, all are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Guests who were still there at this moment or later.
    pub from: Option<Time>,
    /// Guests who had arrived before this moment.
    pub until: Option<Time>,
    /// This place, as the guests gave it.
    pub place: Option<String>,
    /// Guests who were there while the guest of this check-in was, who is chosen too.
    pub index: Option<RecordId>,
}

impl Selection {
    /// The visits chosen, in the order given; none if there is no visit with the index' record id.
    ///
    /// Who did not check out is taken to have stayed until the planned end, or else until the end
    /// of the epoch: rather one too many than one too few.
    #[must_use]
    pub fn choose<'v>(&self, visits: &'v [Visit], terms: &Terms) -> Vec<&'v Visit> {
        let index = match &self.index {
            None => None,
            Some(id) => match visits.iter().find(|visit| visit.record_id == *id) {
                Some(visit) => Some(stay(visit, terms)),
                None => return Vec::new(),
            },
        };
        let wanted = |visit: &&Visit| {
            let (arrival, end) = stay(visit, terms);
            let place = visit.attendance.place.as_ref().map(|place| place.as_str());
            self.from.is_none_or(|from| end >= from)
                && self.until.is_none_or(|until| arrival < until)
                && self
                    .place
                    .as_deref()
                    .is_none_or(|wanted| place == Some(wanted))
                && index.is_none_or(|(from, until)| arrival <= until && end >= from)
        };
        visits.iter().filter(wanted).collect()
    }
}

impl Inbox {
    /// Where the records of visits stand, in log order: each check-in with its check-outs and
    /// corrections. That a guest has exercised a right is between guest and owner, and left out.
    #[must_use]
    pub fn positions_of(&self, visits: &[&Visit]) -> Vec<Position> {
        let mut chosen: Vec<&RecordId> = visits.iter().map(|visit| &visit.record_id).collect();
        chosen.sort_unstable();
        let is_chosen = |id: &RecordId| chosen.binary_search(&id).is_ok();
        let records = self.records().filter(|record| match &record.content {
            Content::CheckIn(_) => is_chosen(&record.record_id),
            Content::FollowUp(follow_up) => {
                !matches!(follow_up.body, FollowUpBody::Request(_))
                    && is_chosen(&follow_up.check_in)
            }
        });
        records.map(|record| record.position).collect()
    }
}

/// From when to when a guest was there.
fn stay(visit: &Visit, terms: &Terms) -> (Time, Time) {
    let arrival = visit.attendance.arrival;
    let end = match (visit.departure, visit.attendance.planned_end) {
        (Some((departure, _)), _) => departure,
        (None, Some(planned)) => planned,
        (None, None) => terms
            .epoch_range(visit.epoch)
            .map_or(arrival, |(_, end)| end),
    };
    (arrival, end.max(arrival))
}

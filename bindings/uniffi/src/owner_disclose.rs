//! An owner discloses visits to an authority.

use std::sync::Arc;
use std::time::SystemTime;

use sealroll::{AuthorityCard, Chosen, Epoch, Position, RecordId};

use crate::authority::{Card, DisclosureReason};
use crate::connection::Connection;
use crate::failure::SealrollError;
use crate::http::Request;
use crate::order::id;
use crate::owner::{Device, Owner};
use crate::random::random;
use crate::time::{optional_time, time};
use crate::visit::Visit;

/// Which visits are wanted: those that meet every condition given. Without any, all are.
#[derive(Clone, Debug, uniffi::Record)]
pub struct Selection {
    /// Guests who were still there at this moment or later.
    #[uniffi(default = None)]
    pub from_time: Option<SystemTime>,
    /// Guests who had arrived before this moment.
    #[uniffi(default = None)]
    pub until: Option<SystemTime>,
    /// Guests at this place, as they gave it.
    #[uniffi(default = None)]
    pub place: Option<String>,
    /// Guests who were there while the guest of this check-in was, who is chosen too: a record id.
    #[uniffi(default = None)]
    pub companion_of: Option<String>,
}

/// Records sealed to an authority.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Disclosure {
    /// Names it in the instruction log, 64 hex digits.
    pub id: String,
    /// The file for the authority, which alone can open it.
    pub file: Vec<u8>,
    /// How many records are in it.
    pub records: u64,
}

#[uniffi::export]
impl Owner {
    /// The visits that meet a selection. Who did not check out is taken to have stayed until the
    /// planned end, or else until the end of the epoch.
    pub fn choose(&self, selection: Selection) -> Result<Vec<Visit>, SealrollError> {
        let selection = selection.plain()?;
        let device = self.lock()?;
        let visits = device.inbox.visits();
        let chosen = selection.choose(&visits, device.owner.terms());
        Ok(chosen.into_iter().map(Visit::new).collect())
    }

    /// Seals visits, named by the record ids of their check-ins, to an authority: their envelopes,
    /// proofs, and the keys of these envelopes alone, which are fetched. That a guest has exercised
    /// a right is left out. Sync first.
    ///
    /// Order it (`Order.Disclose`), and hand the file over once that was confirmed: then the list's
    /// log says so.
    ///
    /// Throws `limit` or `bad-text` for a text or no visits, `not-cosigned` or `bad-proof` for an
    /// entry that is not proven, `open-failed`, `refused` if an envelope was not returned, the codes
    /// of a refusal, `unreachable`.
    pub fn disclose(
        &self,
        record_ids: Vec<String>,
        card: Card,
        reason: DisclosureReason,
        connection: Arc<dyn Connection>,
    ) -> Result<Disclosure, SealrollError> {
        let card = AuthorityCard::from_bytes(&card.bytes)?;
        let wanted: Vec<RecordId> = record_ids
            .iter()
            .map(|text| id(text, "record_ids"))
            .collect::<Result<_, _>>()?;
        let device = self.lock()?;
        let mut visits = device.inbox.visits();
        visits.retain(|visit| wanted.contains(&visit.record_id));
        let positions = device
            .inbox
            .positions_of(&visits.iter().collect::<Vec<_>>());
        let chosen = fetch(&device, &positions, &*connection)?;
        let (reason, now) = (reason.plain(), time(connection.now()?, "now")?);
        let sealed = device
            .owner
            .disclose(&card, &reason, &chosen, now, &mut random()?)?;
        Ok(Disclosure {
            id: sealed.id.to_string(),
            file: sealed.file,
            records: chosen.len() as u64,
        })
    }
}

impl Selection {
    fn plain(self) -> Result<sealroll::Selection, SealrollError> {
        let index = self.companion_of.as_deref();
        Ok(sealroll::Selection {
            from: optional_time(self.from_time, "from_time")?,
            until: optional_time(self.until, "until")?,
            place: self.place,
            index: index.map(|text| id(text, "companion_of")).transpose()?,
        })
    }
}

/// Fetches envelope and proof of each record; the positions are in log order.
fn fetch(
    device: &Device,
    positions: &[Position],
    connection: &dyn Connection,
) -> Result<Vec<Chosen>, SealrollError> {
    let authority = connection.authority()?;
    let (owner, records) = (&device.owner, device.inbox.records());
    let is_chosen = |position: &Position| positions.binary_search(position).is_ok();
    let mut epochs: Vec<Epoch> = records
        .filter(|record| is_chosen(&record.position))
        .map(|record| record.epoch)
        .collect();
    epochs.sort_unstable();
    epochs.dedup();
    let mut chosen = Vec::with_capacity(positions.len());
    for epoch in epochs {
        let mut fetch = owner.fetch(epoch)?;
        let now = || time(connection.now()?, "now");
        while let Some(request) = fetch.request(owner, &authority, now()?, &mut random()?)? {
            let response = connection.send(Request::new(&request))?;
            fetch.receive(&response.plain())?;
        }
        for envelope in fetch.into_fetched() {
            if is_chosen(&envelope.position) {
                let request = owner.disclosure_proof_request(envelope.position);
                let response = connection.send(Request::new(&request))?.plain();
                let proof = response.success()?.to_vec();
                chosen.push(Chosen { envelope, proof });
            }
        }
    }
    if chosen.len() == positions.len() {
        return Ok(chosen);
    }
    let reason = "the processor did not return every envelope that was chosen";
    Err(SealrollError::new("refused", reason))
}

//! An owner answers guests, and tells them what became of their check-ins.

use std::sync::Arc;
use std::time::SystemTime;

use sealroll::{AuthorityCard, Chosen, FetchedEnvelope, Position, Quarantined, Reason, RecordId};

use crate::authority::Card;
use crate::batch::SetAside;
use crate::connection::{Connection, StateStore};
use crate::failure::SealrollError;
use crate::fetched::Fetched;
use crate::http::Request;
use crate::order::id;
use crate::outbox::Outbox;
use crate::owner::Owner;
use crate::owner_instruct::RightsRequest;
use crate::random::random;
use crate::ticket_mail::{Decision, ErasedFor};
use crate::time::{now, time};

#[uniffi::export]
impl Owner {
    /// What data subjects ask for and was not answered yet, in log order.
    pub fn open_requests(&self, outbox: &Outbox) -> Result<Vec<RightsRequest>, SealrollError> {
        let (device, outbox) = (self.lock()?, outbox.lock()?);
        let requests = device.inbox.open_requests(&outbox);
        Ok(requests.iter().map(RightsRequest::new).collect())
    }

    /// The data of a visit as JSON, as an answer takes them to who asks to see or to take them
    /// along; none if no such check-in was opened, or it is too long for an answer.
    pub fn portable(&self, check_in: &str) -> Result<Option<String>, SealrollError> {
        let check_in = id(check_in, "check_in")?;
        Ok(self.lock()?.inbox.portable(&check_in))
    }

    /// Answers a request. `text` is plain text of at most 1500 bytes, or empty. What is granted is
    /// done: the orders that it takes are put before the next feed (`Outbox.next_order`), and the
    /// guest hears of it once they were carried out.
    ///
    /// `fetched` holds the envelope of the request and, to erase, that of its check-in. Their keys
    /// make the messages, so answer before anything is erased or punctured.
    ///
    /// Throws `limit` or `bad-text` for the text, `not-logged` if an envelope is not there,
    /// `open-failed` if it does not open; the outbox is unchanged then.
    pub fn answer(
        &self,
        outbox: &Outbox,
        request: RightsRequest,
        decision: Decision,
        text: &str,
        fetched: Vec<Arc<Fetched>>,
    ) -> Result<(), SealrollError> {
        let (request, envelopes) = (request.plain()?, envelopes(&fetched));
        let (device, mut outbox) = (self.lock()?, outbox.lock()?);
        let (owner, inbox) = (&device.owner, &device.inbox);
        let decision = decision.into();
        Ok(owner.answer(&mut outbox, inbox, &request, decision, text, &envelopes)?)
    }

    /// Answers what the policy of the outbox decides; returns how many requests that were. Those
    /// whose envelope is not among the fetched wait.
    pub fn answer_by_policy(
        &self,
        outbox: &Outbox,
        fetched: Vec<Arc<Fetched>>,
        now: SystemTime,
    ) -> Result<u64, SealrollError> {
        let (now, envelopes) = (time(now, "now")?, envelopes(&fetched));
        let (device, mut outbox) = (self.lock()?, outbox.lock()?);
        let (owner, inbox) = (&device.owner, &device.inbox);
        Ok(owner.answer_by_policy(&mut outbox, inbox, &envelopes, now) as u64)
    }

    /// Answers follow-ups that were set aside because the list no longer has their check-in:
    /// already erased. Returns how many were answered.
    pub fn answer_the_late(
        &self,
        outbox: &Outbox,
        set_aside: Vec<SetAside>,
        fetched: &Fetched,
    ) -> Result<u64, SealrollError> {
        let late = set_aside.iter().filter_map(late).collect::<Vec<_>>();
        let (device, mut outbox) = (self.lock()?, outbox.lock()?);
        let (owner, inbox) = (&device.owner, &device.inbox);
        let envelopes = fetched.0.fetched();
        Ok(owner.answer_the_late(&mut outbox, inbox, &late, envelopes) as u64)
    }

    /// Tells guests that their check-ins are erased before their time. To be called before they are
    /// erased and before their epoch is punctured. Returns how many are told.
    pub fn announce_erasure(
        &self,
        outbox: &Outbox,
        reason: ErasedFor,
        fetched: &Fetched,
    ) -> Result<u64, SealrollError> {
        let (device, mut outbox) = (self.lock()?, outbox.lock()?);
        let (owner, envelopes) = (&device.owner, fetched.0.fetched());
        Ok(owner.announce_erasure(&mut outbox, reason.into(), envelopes) as u64)
    }

    /// Tells the guests whose check-ins were disclosed, named by their record ids, to whom. To be
    /// called once the disclosure's order was confirmed. Returns how many are told.
    pub fn announce_disclosure(
        &self,
        outbox: &Outbox,
        record_ids: Vec<String>,
        disclosure: &str,
        card: Card,
        fetched: Vec<Arc<Fetched>>,
    ) -> Result<u64, SealrollError> {
        let card = AuthorityCard::from_bytes(&card.bytes)?;
        let disclosure = id(disclosure, "disclosure")?;
        let wanted: Vec<RecordId> = record_ids
            .iter()
            .map(|text| id(text, "record_ids"))
            .collect::<Result<_, _>>()?;
        let (device, mut outbox) = (self.lock()?, outbox.lock()?);
        let positions: Vec<Position> = wanted
            .iter()
            .filter_map(|record| device.inbox.position_of(record))
            .collect();
        let told = envelopes(&fetched).into_iter();
        let told = told.filter(|envelope| positions.contains(&envelope.position));
        let told: Vec<Chosen> = told
            .map(|envelope| Chosen {
                envelope,
                proof: Vec::new(),
            })
            .collect();
        let owner = &device.owner;
        Ok(owner.announce_disclosure(&mut outbox, &told, disclosure, &card) as u64)
    }

    /// Publishes what waits in the outbox as feeds, and fillings where nothing does; returns how
    /// many messages that were. While an order of the outbox has to be given, and on a delegate's
    /// device, it does nothing. The store is given what `Outbox.to_bytes` returns, before each feed
    /// leaves.
    ///
    /// Throws the codes of a refusal, `expired` if certificates must be renewed first, and
    /// `unreachable`. What waits still waits then.
    #[uniffi::method(default(store = None))]
    pub fn publish(
        &self,
        outbox: &Outbox,
        connection: Arc<dyn Connection>,
        store: Option<Arc<dyn StateStore>>,
    ) -> Result<u64, SealrollError> {
        let authority = connection.authority()?;
        let (device, mut outbox) = (self.lock()?, outbox.lock()?);
        let owner = &device.owner;
        let mut publication = owner.publish(&outbox);
        while let Some(request) = publication.request(
            owner,
            &mut outbox,
            &authority,
            now(&*connection)?,
            &mut random()?,
        )? {
            if let Some(store) = &store {
                store.save(outbox.to_bytes().to_vec())?;
            }
            let response = connection.send(Request::new(&request))?.plain();
            publication.receive(&mut outbox, &response, now(&*connection)?)?;
        }
        Ok(publication.published() as u64)
    }
}

fn envelopes(fetched: &[Arc<Fetched>]) -> Vec<FetchedEnvelope> {
    let envelopes = fetched.iter().flat_map(|epoch| epoch.0.fetched());
    envelopes.cloned().collect()
}

/// What was set aside for want of its check-in.
fn late(aside: &SetAside) -> Option<Quarantined> {
    let reason = Reason::UnknownCheckIn;
    (aside.code == reason.code()).then_some(Quarantined {
        position: Position {
            generation: sealroll::Generation(aside.generation),
            index: aside.index,
        },
        epoch: sealroll::Epoch(aside.epoch),
        reason,
    })
}

//! Chosen records for an authority.

use std::rc::Rc;

use js_sys::futures::future_to_promise;
use js_sys::{Array, Promise, Uint8Array};
use sealroll::{Chosen, DisclosureReason, Epoch, Fetch, Order, Position, RecordId, Selection};
use wasm_bindgen::prelude::*;

use crate::card::AuthorityCard;
use crate::device::Device;
use crate::exchange::Exchange;
use crate::failure::Failure;
use crate::order::plain_acknowledged;
use crate::owner::Owner;
use crate::owner_answer::publish;
use crate::owner_instruct::{give, settle};
use crate::random::random;
use crate::value::{Plain, Properties};

#[wasm_bindgen]
impl Owner {
    /// Whom a selection means among the visits opened so far: `{ visits, records }`, record ids of
    /// the check-ins and how many envelopes belong to them.
    ///
    /// # Errors
    /// `bad-argument`, `busy`.
    pub fn choose(&self, selection: &JsValue) -> Result<JsValue, Failure> {
        let selection = Wanted::read(selection)?;
        let (visits, positions) = selection.choose(&*self.read()?);
        let visits = visits.iter().map(|id| JsValue::from_str(id));
        Ok(Plain::new()
            .with("visits", visits.collect::<Array>())
            .with("records", positions.len())
            .done())
    }

    /// Seals what a selection means to an authority, has the instruction acknowledged, and gives
    /// `{ id, file, visits, records, guestsTold, instruction }`. The guests hear of it by the mailbox.
    ///
    /// # Errors
    /// `bad-argument`; the promise fails with `not-cosigned` (sync first), `open-failed`,
    /// `bad-text`, `limit` (nobody chosen, or too many), the codes of a refusal, and `cancelled`.
    #[expect(
        clippy::await_holding_refcell_ref,
        reason = "a disclosure has the device to itself; other calls fail with `busy`"
    )]
    pub fn disclose(
        &self,
        card: &AuthorityCard,
        reason: &JsValue,
        selection: &JsValue,
        options: &JsValue,
    ) -> Result<Promise, Failure> {
        let reason = Properties::of(reason, "reason")?;
        let reason = DisclosureReason {
            case: reason.text("case")?,
            purpose: reason.text("purpose")?,
            legal_basis: reason.text("legalBasis")?,
        };
        let selection = Wanted::read(selection)?;
        let exchange = Exchange::read(options)?;
        let card = card.0.clone();
        let device = Rc::clone(&self.0);
        Ok(future_to_promise(async move {
            let mut device = device.try_borrow_mut().map_err(|_| Failure::busy())?;
            let (visits, positions) = selection.choose(&device);
            settle(&mut device, &exchange).await?;
            let chosen = fetch(&device, &positions, &exchange).await?;
            let now = exchange.now()?;
            let disclosure = device
                .owner
                .disclose(&card, &reason, &chosen, now, &mut random())
                .map_err(Failure::from)?;
            let request = device.owner.instruct(Order::Disclose(disclosure.id), now);
            let request = request.map_err(Failure::from)?;
            let done = give(&mut device, &exchange, &request).await?;
            let Device { owner, outbox, .. } = &mut *device;
            let told = owner.announce_disclosure(outbox, &chosen, disclosure.id, &card);
            exchange.save_outbox(&device.outbox.to_bytes()).await?;
            // A delegate tells the guests itself. The disclosure is made: what fails is told later.
            if device.owner.rights().is_delegates()
                && publish(&mut device, &exchange).await.is_err()
            {
                publish(&mut device, &exchange).await.ok();
            }
            Ok(Plain::new()
                .with("id", disclosure.id.to_string())
                .with("file", Uint8Array::from(disclosure.file.as_slice()))
                .with("visits", visits.len())
                .with("records", chosen.len())
                .with("guestsTold", told)
                .with("instruction", plain_acknowledged(&done))
                .done())
        }))
    }
}

/// Whom a selection means.
struct Wanted {
    selection: Selection,
    epoch: Option<Epoch>,
    except: Vec<RecordId>,
}

impl Wanted {
    fn read(value: &JsValue) -> Result<Self, Failure> {
        let wanted = Properties::of(value, "selection")?;
        let index = wanted.text("index")?;
        let index = if index.is_empty() {
            None
        } else {
            let id = index.parse();
            Some(id.map_err(|_| Failure::argument("index", "a record id"))?)
        };
        let parsed = |id: String| id.parse();
        let except = wanted.texts("except")?.into_iter().map(parsed);
        let except = except.collect::<Result<Vec<RecordId>, _>>();
        let except = except.map_err(|_| Failure::argument("except", "record ids"))?;
        let place = Some(wanted.text("place")?).filter(|place| !place.is_empty());
        Ok(Self {
            selection: Selection {
                from: wanted.time("from")?,
                until: wanted.time("until")?,
                place,
                index,
            },
            epoch: wanted.number("epoch")?.map(Epoch),
            except,
        })
    }

    /// Record ids of the visits, and where their records stand, in log order.
    fn choose(&self, device: &Device) -> (Vec<String>, Vec<Position>) {
        let mut visits = device.inbox.visits();
        visits.retain(|visit| self.epoch.is_none_or(|epoch| visit.epoch == epoch));
        let mut chosen = self.selection.choose(&visits, device.owner.terms());
        chosen.retain(|visit| !self.except.contains(&visit.record_id));
        let ids = chosen.iter().map(|visit| visit.record_id.to_string());
        (ids.collect(), device.inbox.positions_of(&chosen))
    }
}

/// Fetches envelope and proof of each record; the positions are in log order.
async fn fetch(
    device: &Device,
    positions: &[Position],
    exchange: &Exchange,
) -> Result<Vec<Chosen>, JsValue> {
    let records = device.inbox.records();
    let is_chosen = |position: &Position| positions.binary_search(position).is_ok();
    let mut epochs: Vec<Epoch> = records
        .filter(|record| is_chosen(&record.position))
        .map(|record| record.epoch)
        .collect();
    epochs.sort_unstable();
    epochs.dedup();
    let mut chosen = Vec::with_capacity(positions.len());
    for epoch in epochs {
        let fetch = fetch_epoch(device, epoch, exchange).await?;
        for envelope in fetch.into_fetched() {
            if !is_chosen(&envelope.position) {
                continue;
            }
            let request = device.owner.disclosure_proof_request(envelope.position);
            let answer = exchange.send(&request).await?;
            let proof = answer.success().map_err(Failure::from)?.to_vec();
            chosen.push(Chosen { envelope, proof });
            exchange.progress(chosen.len(), positions.len())?;
        }
    }
    Ok(chosen)
}

/// Fetches what an epoch has.
pub(crate) async fn fetch_epoch(
    device: &Device,
    epoch: Epoch,
    exchange: &Exchange,
) -> Result<Fetch, JsValue> {
    let owner = &device.owner;
    let mut fetch = owner.fetch(epoch).map_err(Failure::from)?;
    loop {
        let now = exchange.now()?;
        let request = fetch.request(owner, &exchange.authority, now, &mut random());
        let Some(request) = request.map_err(Failure::from)? else {
            return Ok(fetch);
        };
        let answer = exchange.send(&request).await?;
        fetch.receive(&answer).map_err(Failure::from)?;
    }
}

//! What an owner tells guests: answers, erasures and disclosures, by the mailbox.

use std::rc::Rc;

use js_sys::futures::future_to_promise;
use js_sys::{Array, Promise, Reflect, Uint8Array};
use sealroll::{
    AnswerKind, Decision, Epoch, ErasedFor, FetchedEnvelope, Outbox, Position, QueuedRequest,
    RequestKind,
};
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use crate::device::Device;
use crate::exchange::Exchange;
use crate::failure::Failure;
use crate::owner::Owner;
use crate::owner_disclose::fetch_epoch;
use crate::owner_instruct::{give, settle};
use crate::random::random;
use crate::rights::{plain_queued, read_policy};
use crate::value::{Plain, Properties};

#[wasm_bindgen]
impl Owner {
    /// Takes back an outbox: what guests are still to be told, and by what policy requests are
    /// decided. Nothing of it is in the owner's own state.
    ///
    /// # Errors
    /// A decoder's code, `busy`.
    #[wasm_bindgen(js_name = setOutbox)]
    pub fn set_outbox(&self, bytes: Vec<u8>) -> Result<(), Failure> {
        let bytes = Zeroizing::new(bytes);
        self.write()?.outbox = Outbox::from_bytes(&bytes)?;
        Ok(())
    }

    /// The outbox, to be kept beside the owner's state.
    ///
    /// # Errors
    /// `busy`.
    pub fn outbox(&self) -> Result<Uint8Array, Failure> {
        Ok(Uint8Array::from(self.read()?.outbox.to_bytes().as_slice()))
    }

    /// `{ policy, waiting, requests }`: what is decided without a person, how many messages wait
    /// for the next feed, and the requests that nobody has answered, in log order.
    ///
    /// # Errors
    /// `busy`.
    pub fn mail(&self) -> Result<JsValue, Failure> {
        let device = self.read()?;
        let policy = device.outbox.policy();
        let requests = device.inbox.open_requests(&device.outbox);
        let within = policy.withdraw_within;
        Ok(Plain::new()
            .with(
                "policy",
                Plain::new()
                    .with("withdrawWithin", within.map(|seconds| seconds as f64))
                    .with("restrict", policy.restrict)
                    .with("access", policy.access)
                    .done(),
            )
            .with("waiting", device.outbox.waiting())
            .with(
                "requests",
                requests.iter().map(plain_queued).collect::<Array>(),
            )
            .done())
    }

    /// Replaces the policy by which requests are decided.
    ///
    /// # Errors
    /// `bad-argument`, `busy`.
    #[wasm_bindgen(js_name = setPolicy)]
    pub fn set_policy(&self, policy: &JsValue) -> Result<(), Failure> {
        let policy = read_policy(policy)?;
        self.write()?.outbox.set_policy(policy);
        Ok(())
    }

    /// Answers a request: `granted`, `refused` or `noted`. What is granted is ordered, and
    /// acknowledged before the guest hears of it; without a text, who asks for the data gets them.
    ///
    /// # Errors
    /// `bad-argument`; the promise fails with `unknown-check-in`, `limit` for a text that is too
    /// long, `bad-text`, `open-failed`, the codes of a refusal, and `busy`.
    #[expect(
        clippy::await_holding_refcell_ref,
        reason = "an answer has the device to itself; other calls fail with `busy`"
    )]
    pub fn answer(
        &self,
        request: &JsValue,
        decision: &str,
        text: Option<String>,
        options: &JsValue,
    ) -> Result<Promise, Failure> {
        let wanted = Properties::of(request, "request")?;
        let record = wanted.text("recordId")?;
        let decision = match decision {
            "granted" => AnswerKind::Granted,
            "refused" => AnswerKind::Refused,
            "noted" => AnswerKind::Noted,
            _ => return Err(Failure::argument("decision", "granted, refused or noted")),
        };
        let exchange = Exchange::read(options)?;
        let device = Rc::clone(&self.0);
        Ok(future_to_promise(async move {
            let mut device = device.try_borrow_mut().map_err(|_| Failure::busy())?;
            let mut open = device.inbox.open_requests(&device.outbox).into_iter();
            let request = open
                .find(|open| open.record_id.to_string() == record)
                .ok_or_else(|| Failure::new("unknown-check-in", "there is no such request"))?;
            let text = text_for(&device, &request, decision, text)?;
            let check_in = device.inbox.position_of(&request.check_in);
            let positions: Vec<_> = check_in.into_iter().chain([request.position]).collect();
            let fetched = fetch_at(&device, &positions, &exchange).await?;
            let Device {
                owner,
                inbox,
                outbox,
                ..
            } = &mut *device;
            owner
                .answer(outbox, inbox, &request, decision, &text, &fetched)
                .map_err(Failure::from)?;
            exchange.save_outbox(&device.outbox.to_bytes()).await?;
            work_off(&mut device, &exchange).await?;
            Ok(JsValue::UNDEFINED)
        }))
    }

    /// Decides by the policy, carries out what was promised, and publishes once a day, or now if
    /// `atOnce` is set, and on a delegate's device what it has to tell of its disclosures; gives `{ answered, published }`, the latter `undefined` if it was not time.
    ///
    /// # Errors
    /// `bad-argument`; the promise fails with the codes of a refusal, and `busy`.
    #[expect(
        clippy::await_holding_refcell_ref,
        reason = "this has the device to itself; other calls fail with `busy`"
    )]
    pub fn serve(&self, at_once: bool, options: &JsValue) -> Result<Promise, Failure> {
        let exchange = Exchange::read(options)?;
        let device = Rc::clone(&self.0);
        Ok(future_to_promise(async move {
            let mut device = device.try_borrow_mut().map_err(|_| Failure::busy())?;
            let answered = if device.owner.rights().is_delegates() {
                0
            } else {
                decide(&mut device, &exchange).await?
            };
            work_off(&mut device, &exchange).await?;
            let mut done = Plain::new().with("answered", answered);
            if at_once || device.outbox.is_due(exchange.now()?) {
                done = done.with("published", publish(&mut device, &exchange).await?);
            }
            Ok(done.done())
        }))
    }

    /// Before a day is erased ahead of its time, with its keys: its guests shall hear of it. Gives
    /// how many will.
    ///
    /// # Errors
    /// `bad-argument`; the promise fails with the codes of a refusal, and `busy`.
    #[wasm_bindgen(js_name = announceErasure)]
    #[expect(
        clippy::await_holding_refcell_ref,
        reason = "this has the device to itself; other calls fail with `busy`"
    )]
    pub fn announce_erasure(&self, epoch: u32, options: &JsValue) -> Result<Promise, Failure> {
        let exchange = Exchange::read(options)?;
        let device = Rc::clone(&self.0);
        Ok(future_to_promise(async move {
            let mut device = device.try_borrow_mut().map_err(|_| Failure::busy())?;
            let fetched = fetch_epoch(&device, Epoch(epoch), &exchange).await?;
            let Device { owner, outbox, .. } = &mut *device;
            let told = owner.announce_erasure(outbox, ErasedFor::Owner, fetched.fetched());
            exchange.save_outbox(&device.outbox.to_bytes()).await?;
            Ok(told.into())
        }))
    }
}

/// What the guest reads; the data of the visit, if that is what was asked for.
fn text_for(
    device: &Device,
    request: &QueuedRequest,
    decision: AnswerKind,
    text: Option<String>,
) -> Result<String, Failure> {
    let asks_for_data = matches!(request.kind, RequestKind::Access | RequestKind::Port);
    match text.filter(|text| !text.is_empty()) {
        Some(text) => Ok(text),
        None if decision == AnswerKind::Granted && asks_for_data => {
            let data = device.inbox.portable(&request.check_in);
            data.ok_or_else(|| Failure::new("limit", "the data do not fit into an answer"))
        }
        None => Ok(String::new()),
    }
}

/// Answers what needs no person: by the policy, and what comes too late.
async fn decide(device: &mut Device, exchange: &Exchange) -> Result<usize, JsValue> {
    let late = device.late.iter().map(|aside| aside.position);
    let mut positions: Vec<Position> = late.collect();
    let (inbox, now) = (&device.inbox, exchange.now()?);
    for request in inbox.open_requests(&device.outbox) {
        let decision = inbox.decide(&request, device.outbox.policy(), now);
        if let Decision::Granted(_) = decision {
            positions.push(request.position);
            positions.extend(inbox.position_of(&request.check_in));
        }
    }
    if positions.is_empty() {
        return Ok(0);
    }
    let fetched = fetch_at(device, &positions, exchange).await?;
    let Device {
        owner,
        inbox,
        outbox,
        late,
        ..
    } = &mut *device;
    let answered = owner.answer_by_policy(outbox, inbox, &fetched, now)
        + owner.answer_the_late(outbox, inbox, late, &fetched);
    late.clear();
    if answered > 0 {
        exchange.save_outbox(&device.outbox.to_bytes()).await?;
    }
    Ok(answered)
}

/// Gives the orders that answers promise. What has no object any more is done.
async fn work_off(device: &mut Device, exchange: &Exchange) -> Result<(), JsValue> {
    if device.outbox.next_order().is_some() {
        settle(device, exchange).await?;
    }
    while let Some(order) = device.outbox.next_order() {
        let request = device.owner.instruct(order, exchange.now()?);
        let request = request.map_err(Failure::from)?;
        if let Err(error) = give(device, exchange, &request).await {
            let code = Reflect::get(&error, &"code".into()).ok();
            let code = code.and_then(|code| code.as_string()).unwrap_or_default();
            if !GONE.contains(&code.as_str()) {
                return Err(error);
            }
        }
        device.outbox.order_done();
        exchange.save_outbox(&device.outbox.to_bytes()).await?;
    }
    Ok(())
}

/// Publishes what waits; the outbox is saved before each request.
pub(crate) async fn publish(device: &mut Device, exchange: &Exchange) -> Result<usize, JsValue> {
    let mut publication = device.owner.publish(&device.outbox);
    loop {
        let now = exchange.now()?;
        let Device { owner, outbox, .. } = &mut *device;
        let request = publication.request(owner, outbox, &exchange.authority, now, &mut random());
        exchange.save_outbox(&device.outbox.to_bytes()).await?;
        let Some(request) = request.map_err(Failure::from)? else {
            return Ok(publication.published());
        };
        let answer = exchange.send(&request).await?;
        let taken = publication.receive(&mut device.outbox, &answer, now);
        taken.map_err(Failure::from)?;
    }
}

/// Fetches the envelopes at these positions, of whatever days.
async fn fetch_at(
    device: &Device,
    positions: &[Position],
    exchange: &Exchange,
) -> Result<Vec<FetchedEnvelope>, JsValue> {
    let epoch_of = |position: &Position| device.inbox.epoch_at(*position);
    let mut epochs: Vec<Epoch> = positions.iter().filter_map(epoch_of).collect();
    epochs.sort_unstable();
    epochs.dedup();
    let mut found = Vec::with_capacity(positions.len());
    for epoch in epochs {
        let fetched = fetch_epoch(device, epoch, exchange).await?.into_fetched();
        let fetched = fetched.into_iter();
        found.extend(fetched.filter(|envelope| positions.contains(&envelope.position)));
    }
    Ok(found)
}

/// What is refused for these reasons is erased already.
const GONE: [&str; 3] = ["epoch-purged", "not-logged", "list-terminated"];

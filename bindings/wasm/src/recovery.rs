//! Bringing a list back without any device: what is stored for it, drills, and the recovery itself.

use std::rc::Rc;

use js_sys::Promise;
use js_sys::futures::future_to_promise;
use sealroll::{Drill, Epoch, Method, RecoveryPage, Request};
use wasm_bindgen::prelude::*;

use crate::device::Device;
use crate::exchange::Exchange;
use crate::failure::Failure;
use crate::identity::Identity;
use crate::owner::Owner;
use crate::owner_instruct::{give, settle};
use crate::random::random;
use crate::secret::{TypedSecret, cost};
use crate::value::{Plain, seconds, time};

#[wasm_bindgen]
impl Owner {
    /// Takes a recovery code or passphrase as that which brings the list back; only its public key
    /// is kept. This takes a second or so.
    ///
    /// # Errors
    /// `bad-code`, `bad-checksum`, `limit`, `busy`.
    #[wasm_bindgen(js_name = setRecovery)]
    pub fn set_recovery(&self, secret: &JsValue, cost_value: &JsValue) -> Result<(), Failure> {
        let secret = TypedSecret::read(secret)?;
        let cost = cost(cost_value)?;
        let mut device = self.write()?;
        Ok(device
            .owner
            .set_recovery(secret.as_secret(), cost, &mut random())?)
    }

    /// `{ isKept, isSet, isBlobDue, lastDrill, isDrillDue }`.
    ///
    /// # Errors
    /// `bad-argument`, `busy`.
    pub fn recovery(&self, now: f64) -> Result<JsValue, Failure> {
        let now = time(now, "now")?;
        let device = self.read()?;
        let owner = &device.owner;
        Ok(Plain::new()
            .with("isKept", owner.keeps_recovery())
            .with("isSet", owner.has_recovery())
            .with("isBlobDue", owner.is_blob_due())
            .with("lastDrill", owner.last_drill().map(seconds))
            .with("isDrillDue", owner.is_drill_due(now))
            .done())
    }

    /// Stores at the processor what a recovery needs, where something has changed: a canary for
    /// drills, and a blob that covers what this device can open now.
    ///
    /// # Errors
    /// `bad-argument`; the promise fails with the codes of a receipt and of a refusal, and `busy`.
    #[wasm_bindgen(js_name = keepRecovery)]
    #[expect(
        clippy::await_holding_refcell_ref,
        reason = "this has the device to itself; other calls fail with `busy`"
    )]
    pub fn keep_recovery(&self, options: &JsValue) -> Result<Promise, Failure> {
        let exchange = Exchange::read(options)?;
        let device = Rc::clone(&self.0);
        Ok(future_to_promise(async move {
            let mut device = device.try_borrow_mut().map_err(|_| Failure::busy())?;
            keep(&mut device, &exchange).await?;
            Ok(JsValue::UNDEFINED)
        }))
    }

    /// Opens the canary with nothing but what was typed and what the processor has, and has the
    /// date recorded; gives that date. Sync before, and after.
    ///
    /// # Errors
    /// `bad-argument`, `bad-code`, `bad-checksum`; the promise fails with `open-failed`,
    /// `unknown-canary`, the codes of a refusal, and `busy`.
    #[expect(
        clippy::await_holding_refcell_ref,
        reason = "a drill has the device to itself; other calls fail with `busy`"
    )]
    pub fn drill(&self, secret: &JsValue, options: &JsValue) -> Result<Promise, Failure> {
        let secret = TypedSecret::read(secret)?;
        let exchange = Exchange::read(options)?;
        let device = Rc::clone(&self.0);
        Ok(future_to_promise(async move {
            let mut device = device.try_borrow_mut().map_err(|_| Failure::busy())?;
            settle(&mut device, &exchange).await?;
            keep(&mut device, &exchange).await?;
            let blob = fetch_blob(&device, &exchange).await?;
            let drill = Drill::begin(device.owner.list_id(), &blob, secret.as_secret());
            let drill = drill.map_err(Failure::from)?;
            let request = {
                let now = exchange.now()?;
                drill.request(&device.owner, &exchange.authority, now, &mut random())
            };
            let answer = exchange.send(&request.map_err(Failure::from)?).await?;
            let order = drill.finish(&answer).map_err(Failure::from)?;
            let request = device.owner.instruct(order, exchange.now()?);
            let request = request.map_err(Failure::from)?;
            let done = give(&mut device, &exchange, &request).await?;
            device.owner.drilled(done.time);
            exchange.save(&device.owner.to_bytes()).await?;
            Ok(seconds(done.time).into())
        }))
    }

    /// Brings a list back on a new device, from its identity, what was typed and what the processor
    /// has; gives the owner. Then sync, puncture what it says is purged, publish and keep.
    ///
    /// # Errors
    /// `bad-argument`, `bad-code`, `bad-checksum`; the promise fails with `open-failed`, the codes
    /// of a refusal and of a bundle.
    #[expect(
        clippy::await_holding_refcell_ref,
        reason = "nobody else has the owner before it is recovered"
    )]
    pub fn recover(
        identity: &Identity,
        secret: &JsValue,
        options: &JsValue,
    ) -> Result<Promise, Failure> {
        let secret = TypedSecret::read(secret)?;
        let exchange = Exchange::read(options)?;
        let identity = Rc::clone(&identity.0);
        Ok(future_to_promise(async move {
            let bundle = find_bundle(&identity.list_id().to_string(), &exchange).await?;
            let now = exchange.now()?;
            let begun = sealroll::Owner::begin_recovery(&identity, bundle, now, &mut random());
            let recovered = Self::new(begun.map_err(Failure::from)?);
            {
                let mut device = recovered.write()?;
                let answer = exchange.send(&device.owner.registration_request()).await?;
                answer.success().map_err(Failure::from)?;
                let blob = fetch_blob(&device, &exchange).await?;
                let taken = device.owner.take_blob(&blob, secret.as_secret());
                taken.map_err(Failure::from)?;
                let mut next = Some(0);
                while let Some(from) = next {
                    let page = RecoveryPage::Documents(from);
                    let page = fetch_page(&device, page, &exchange).await?;
                    next = device.owner.take_documents(&page);
                }
                let mut next = Some(0);
                while let Some(from) = next {
                    let page = RecoveryPage::Statements(from);
                    let page = fetch_page(&device, page, &exchange).await?;
                    next = device.owner.take_statements(&page);
                }
                exchange.save(&device.owner.to_bytes()).await?;
            }
            Ok(recovered.into())
        }))
    }

    /// Punctures what the logs say is erased: a recovered device could open it again otherwise.
    /// Sync before, and save after. Gives how many days that were.
    ///
    /// # Errors
    /// `limit`, `busy`.
    #[wasm_bindgen(js_name = puncturePurged)]
    pub fn puncture_purged(&self) -> Result<usize, Failure> {
        let mut device = self.write()?;
        let Device { owner, inbox, .. } = &mut *device;
        let mut purged = owner.open_epochs();
        purged.retain(|epoch: &Epoch| inbox.is_purged(*epoch));
        for epoch in &purged {
            owner.puncture(*epoch)?;
        }
        Ok(purged.len())
    }
}

/// Canary and blob, where they are due.
pub(crate) async fn keep(device: &mut Device, exchange: &Exchange) -> Result<(), JsValue> {
    let owner = &mut device.owner;
    if !owner.keeps_recovery() || !owner.has_recovery() {
        return Ok(());
    }
    // Without a logged statement for today there is no canary yet; the next time there is.
    if let Ok(Some(request)) = owner.canary_request(exchange.now()?, &mut random()) {
        exchange.save(&owner.to_bytes()).await?;
        let receipt = exchange.send(&request).await?;
        let receipt = receipt.success().map_err(Failure::from)?;
        owner.confirm_canary(receipt).map_err(Failure::from)?;
    }
    let now = exchange.now()?;
    let request = owner.blob_request(&exchange.authority, now, &mut random());
    if let Some(request) = request.map_err(Failure::from)? {
        exchange.save(&owner.to_bytes()).await?;
        let answer = exchange.send(&request).await?;
        answer.success().map_err(Failure::from)?;
        owner.blob_stored();
        exchange.save(&owner.to_bytes()).await?;
    }
    Ok(())
}

async fn fetch_blob(device: &Device, exchange: &Exchange) -> Result<Vec<u8>, JsValue> {
    let now = exchange.now()?;
    let owner = &device.owner;
    let request = owner.fetch_blob_request(&exchange.authority, now, &mut random());
    let answer = exchange.send(&request.map_err(Failure::from)?).await?;
    Ok(answer.success().map_err(Failure::from)?.to_vec())
}

async fn fetch_page(
    device: &Device,
    page: RecoveryPage,
    exchange: &Exchange,
) -> Result<Vec<u8>, JsValue> {
    let now = exchange.now()?;
    let owner = &device.owner;
    let request = owner.recovery_page_request(page, &exchange.authority, now, &mut random());
    let answer = exchange.send(&request.map_err(Failure::from)?).await?;
    Ok(answer.success().map_err(Failure::from)?.to_vec())
}

/// A welcome bundle of the list: of now, or of the last epoch that has one, whatever the list's
/// epochs are. An owner may have been away for long.
async fn find_bundle(list_id: &str, exchange: &Exchange) -> Result<Vec<u8>, JsValue> {
    let path = format!("/v1/lists/{list_id}/welcome");
    let now = exchange.send(&get(path.clone())).await?;
    if let Ok(bundle) = now.success() {
        return Ok(bundle.to_vec());
    }
    let last = exchange.send(&get(format!("{path}/last"))).await?;
    Ok(last.success().map_err(Failure::from)?.to_vec())
}

fn get(path: String) -> Request {
    Request {
        method: Method::Get,
        path,
        query: None,
        headers: Vec::new(),
        body: Vec::new(),
    }
}

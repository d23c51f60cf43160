//! Who holds keys of the list: devices, grants and revocations.

use std::rc::Rc;

use js_sys::futures::future_to_promise;
use js_sys::{Array, Promise, Uint8Array};
use sealroll::{Device as Holder, DeviceCard, Epoch, Exposed, Order, Rights, Serial};
use wasm_bindgen::prelude::*;

use crate::device::Device;
use crate::exchange::Exchange;
use crate::failure::Failure;
use crate::identity::Identity;
use crate::owner::Owner;
use crate::owner_instruct::{give, settle};
use crate::random::random;
use crate::value::{Plain, Properties, seconds, time};

/// Who a device's card says it is: `{ name, words }`.
///
/// # Errors
/// A decoder's code.
#[wasm_bindgen(js_name = readDeviceCard)]
pub fn read_device_card(card: &[u8]) -> Result<JsValue, Failure> {
    let card = DeviceCard::from_bytes(card)?;
    Ok(Plain::new()
        .with("name", card.name())
        .with("words", card.fingerprint().words())
        .done())
}

#[wasm_bindgen]
impl Owner {
    /// Every device of the list, as the last sync shows it.
    ///
    /// # Errors
    /// `bad-argument`, `busy`.
    pub fn devices(&self, now: f64) -> Result<Array, Failure> {
        let now = time(now, "now")?;
        let device = self.read()?;
        let devices = device.owner.devices(&device.inbox, now);
        Ok(devices.iter().map(plain_device).collect())
    }

    /// Who can still open an epoch besides this device: `{ missing, silent, isErased }`.
    ///
    /// # Errors
    /// `bad-argument`, `busy`.
    pub fn holders(&self, epoch: u32, now: f64) -> Result<JsValue, Failure> {
        let now = time(now, "now")?;
        let device = self.read()?;
        let Device { owner, inbox, .. } = &*device;
        let holders = owner.holders(inbox, Epoch(epoch), now);
        let plain = |devices: &[Holder]| devices.iter().map(plain_device).collect::<Array>();
        Ok(Plain::new()
            .with("missing", plain(&holders.missing))
            .with("silent", plain(&holders.silent))
            .with("isErased", owner.is_erased(inbox, Epoch(epoch), now))
            .done())
    }

    /// Certifies the device of a card, seals to it what opens the epochs of `{ from, to, rights }`,
    /// and records that; gives `{ name, file, until, epochs, instruction }`. Sync before, and after.
    ///
    /// # Errors
    /// `bad-argument`, a decoder's code; the promise fails with `wrong-list`, `epoch-purged`, the
    /// codes of a refusal, and `busy`.
    #[expect(
        clippy::await_holding_refcell_ref,
        reason = "a grant has the device to itself; other calls fail with `busy`"
    )]
    pub fn grant(
        &self,
        identity: &Identity,
        card: &[u8],
        wanted: &JsValue,
        options: &JsValue,
    ) -> Result<Promise, Failure> {
        let card = DeviceCard::from_bytes(card)?;
        let wanted = Properties::of(wanted, "wanted")?;
        let epoch = |name| -> Result<Epoch, Failure> {
            let epoch = wanted.number(name)?;
            Ok(Epoch(epoch.ok_or_else(|| {
                Failure::argument(name, "an epoch's number")
            })?))
        };
        let range = epoch("from")?..=epoch("to")?;
        let rights = read_rights(&wanted.texts("rights")?)?;
        let exchange = Exchange::read(options)?;
        let identity = Rc::clone(&identity.0);
        let device = Rc::clone(&self.0);
        Ok(future_to_promise(async move {
            let mut device = device.try_borrow_mut().map_err(|_| Failure::busy())?;
            settle(&mut device, &exchange).await?;
            let now = exchange.now()?;
            let owner = &mut device.owner;
            let granted = owner.grant(&identity, &card, range, rights, now, &mut random());
            let granted = granted.map_err(Failure::from)?;
            exchange.save(&owner.to_bytes()).await?;
            publish(&device, &exchange).await?;
            let owner = &mut device.owner;
            let order = owner.grant_instruction(&identity, granted.device, exchange.now()?);
            let order = order.map_err(Failure::from)?;
            let done = give(&mut device, &exchange, &order).await?;
            let epochs = granted.epochs.iter().map(|range| {
                let ends = [range.start(), range.end()];
                let ends = ends.map(|epoch| JsValue::from(epoch.value()));
                ends.iter().collect::<Array>()
            });
            Ok(Plain::new()
                .with("name", card.name())
                .with("file", Uint8Array::from(granted.file.as_slice()))
                .with("until", seconds(granted.until))
                .with("epochs", epochs.collect::<Array>())
                .with("index", done.index as f64)
                .done())
        }))
    }

    /// Ends what the device with a certificate may do, and replaces the keys that it has; gives
    /// `{ exposed, certificates, hasNewKeys }`. Sync before, and after.
    ///
    /// # Errors
    /// `bad-argument`; the promise fails with `wrong-list`, `not-logged` for no such device, the codes of a
    /// refusal, and `busy`.
    #[wasm_bindgen(js_name = revokeDevice)]
    #[expect(
        clippy::await_holding_refcell_ref,
        reason = "a revocation has the device to itself; other calls fail with `busy`"
    )]
    pub fn revoke_device(
        &self,
        identity: &Identity,
        serial: f64,
        options: &JsValue,
    ) -> Result<Promise, Failure> {
        let serial = Serial(time(serial, "serial")?.seconds());
        let exchange = Exchange::read(options)?;
        let identity = Rc::clone(&identity.0);
        let device = Rc::clone(&self.0);
        Ok(future_to_promise(async move {
            let mut device = device.try_borrow_mut().map_err(|_| Failure::busy())?;
            settle(&mut device, &exchange).await?;
            let now = exchange.now()?;
            let Device { owner, inbox, .. } = &mut *device;
            let revocation = owner.revoke_device(&identity, inbox, serial, now, &mut random());
            let revocation = revocation.map_err(Failure::from)?;
            exchange.save(&owner.to_bytes()).await?;
            let registered = exchange.send(&owner.registration_request()).await?;
            registered.success().map_err(Failure::from)?;
            for serial in &revocation.certificates {
                let order = device.owner.revoke(&identity, *serial, exchange.now()?);
                let order = order.map_err(Failure::from)?;
                give(&mut device, &exchange, &order).await?;
            }
            publish(&device, &exchange).await?;
            Ok(Plain::new()
                .with("exposed", plain_exposed(&revocation.exposed))
                .with("certificates", revocation.certificates.len())
                .with("hasNewKeys", revocation.has_new_keys)
                .done())
        }))
    }

    /// Gives the keys of erased epochs up, and says so in the log: this device is one holder of
    /// several. Sync before, and after. Gives how many epochs that were.
    ///
    /// # Errors
    /// `bad-argument`; the promise fails with the codes of a refusal, and `busy`.
    #[wasm_bindgen(js_name = giveUpErased)]
    #[expect(
        clippy::await_holding_refcell_ref,
        reason = "this has the device to itself; other calls fail with `busy`"
    )]
    pub fn give_up_erased(&self, options: &JsValue) -> Result<Promise, Failure> {
        let exchange = Exchange::read(options)?;
        let device = Rc::clone(&self.0);
        Ok(future_to_promise(async move {
            let mut device = device.try_borrow_mut().map_err(|_| Failure::busy())?;
            let epochs = device.owner.punctures_to_order(&device.inbox);
            give_up(&mut device, &exchange, &epochs).await?;
            Ok(epochs.len().into())
        }))
    }

    /// Gives the keys of epochs up that another device had erased: without that they do not count
    /// as erased. Sync before, and after. Gives `{ epoch, records, device, certificate }` of each:
    /// to be shown, as nobody can open these records any more.
    ///
    /// # Errors
    /// `bad-argument`; the promise fails with the codes of a refusal, and `busy`.
    #[wasm_bindgen(js_name = giveUpElsewhere)]
    #[expect(
        clippy::await_holding_refcell_ref,
        reason = "this has the device to itself; other calls fail with `busy`"
    )]
    pub fn give_up_elsewhere(&self, options: &JsValue) -> Result<Promise, Failure> {
        let exchange = Exchange::read(options)?;
        let device = Rc::clone(&self.0);
        Ok(future_to_promise(async move {
            let mut device = device.try_borrow_mut().map_err(|_| Failure::busy())?;
            let now = exchange.now()?;
            let elsewhere = device.owner.erased_elsewhere(&device.inbox, now);
            let epochs: Vec<Epoch> = elsewhere.iter().map(|erased| erased.epoch).collect();
            give_up(&mut device, &exchange, &epochs).await?;
            let plain = elsewhere.iter().map(|erased| {
                Plain::new()
                    .with("epoch", erased.epoch.value())
                    .with("records", erased.records as f64)
                    .with("device", erased.device.as_str())
                    .with("certificate", erased.certificate.value() as f64)
                    .done()
            });
            Ok(plain.collect::<Array>().into())
        }))
    }
}

/// Gives the keys of epochs up, and says so in the log.
async fn give_up(
    device: &mut Device,
    exchange: &Exchange,
    epochs: &[Epoch],
) -> Result<(), JsValue> {
    if !epochs.is_empty() {
        settle(device, exchange).await?;
    }
    for epoch in epochs {
        device.owner.puncture(*epoch).map_err(Failure::from)?;
        device.inbox.forget(*epoch);
        exchange.save(&device.owner.to_bytes()).await?;
        let order = Order::PuncturedEpoch(*epoch);
        let request = device.owner.instruct(order, exchange.now()?);
        let request = request.map_err(Failure::from)?;
        give(device, exchange, &request).await?;
    }
    Ok(())
}

/// Registers new certificates, and publishes the statements that are not in the log yet.
async fn publish(device: &Device, exchange: &Exchange) -> Result<(), JsValue> {
    let now = exchange.now()?;
    let registered = exchange.send(&device.owner.registration_request()).await?;
    registered.success().map_err(Failure::from)?;
    let owner = &device.owner;
    let request = owner.statements_request(&exchange.authority, now, &mut random());
    if let Some(request) = request.map_err(Failure::from)? {
        let answer = exchange.send(&request).await?;
        answer.success().map_err(Failure::from)?;
    }
    Ok(())
}

fn read_rights(names: &[String]) -> Result<Rights, Failure> {
    names.iter().try_fold(Rights::NONE, |rights, name| {
        Ok(rights.and(match name.as_str() {
            "read" => Rights::READ,
            "instruct" => Rights::INSTRUCT,
            "disclose" => Rights::DISCLOSE,
            _ => return Err(Failure::argument("rights", "read, instruct or disclose")),
        }))
    })
}

/// Names of a delegate's rights.
pub(crate) fn plain_rights(rights: Rights) -> Array {
    let named = [
        (Rights::READ, "read"),
        (Rights::INSTRUCT, "instruct"),
        (Rights::DISCLOSE, "disclose"),
    ];
    let named = named.into_iter();
    let named = named.filter(|(right, _)| rights.contains(*right));
    named.map(|(_, name)| JsValue::from_str(name)).collect()
}

fn plain_device(device: &Holder) -> JsValue {
    let serial = device.certificates.first().copied().unwrap_or_default();
    Plain::new()
        .with("name", device.name.as_str())
        .with("words", device.fingerprint.map(|of| of.words()))
        .with("serial", serial.value() as f64)
        .with("isDelegate", device.rights.is_delegates())
        .with("rights", plain_rights(device.rights))
        .with("until", seconds(device.until))
        .with("isThis", device.is_this)
        .with("isRevoked", device.is_revoked)
        .with("canOpen", plain_exposed(&device.can_open))
        .done()
}

fn plain_exposed(exposed: &[Exposed]) -> Array {
    let plain = exposed.iter().map(|exposed| {
        Plain::new()
            .with("epoch", exposed.epoch.value())
            .with("records", exposed.records as f64)
            .with("isPurged", exposed.is_purged)
            .done()
    });
    plain.collect()
}

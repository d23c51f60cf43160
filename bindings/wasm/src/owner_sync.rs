//! The owner's work that takes several requests.

use std::rc::Rc;

use js_sys::futures::future_to_promise;
use js_sys::{Array, Promise, Uint8Array};
use sealroll::{Epoch, Inbox, Method, Order, Recovery, SyncReport};
use wasm_bindgen::prelude::*;

use crate::device::Device;
use crate::exchange::Exchange;
use crate::failure::Failure;
use crate::fetched::Fetched;
use crate::finding::plain_findings;
use crate::owner::Owner;
use crate::owner_instruct::{give, settle};
use crate::random::random;
use crate::value::Plain;

#[wasm_bindgen]
impl Owner {
    /// Follows the record logs, checks that they have only grown, and cosigns. The state is saved
    /// before each cosignature leaves. Until the promise settles, other calls are `busy`.
    ///
    /// # Errors
    /// `bad-argument`; the promise fails with `rolled-back`, `inconsistent`, `foreign-statement`,
    /// and the codes of a receipt or of a refusal.
    #[expect(
        clippy::await_holding_refcell_ref,
        reason = "a sync has the device to itself; other calls fail with `busy`"
    )]
    pub fn sync(&self, options: &JsValue) -> Result<Promise, Failure> {
        let exchange = Exchange::read(options)?;
        let device = Rc::clone(&self.0);
        Ok(future_to_promise(async move {
            let mut device = device.try_borrow_mut().map_err(|_| Failure::busy())?;
            let Device {
                owner,
                inbox,
                evidence,
                ..
            } = &mut *device;
            let mut sync = owner.sync(inbox, exchange.now()?);
            let request = |sync: &sealroll::LogSync<'_>| -> Result<_, JsValue> {
                let now = exchange.now()?;
                let next = sync.request(&exchange.authority, now, &mut random());
                Ok(next.map_err(Failure::from)?)
            };
            while let Some(request) = request(&sync)? {
                if request.method == Method::Post {
                    exchange.save(&sync.owner().to_bytes()).await?;
                }
                let answer = exchange.send(&request).await?;
                let received = sync.receive(&answer);
                if let Some(found) = sync.evidence() {
                    *evidence = Some(found.to_json());
                }
                received.map_err(Failure::from)?;
            }
            let report = sync.report().clone();
            let plain = plain_report(&report);
            device.lost = report.lost_orders;
            Ok(plain)
        }))
    }

    /// Gives the orders again that the last sync found lost; gives how many the processor took.
    /// Publish the statements and sync before, and sync after (`spec/protocol.md#RECV-6`).
    ///
    /// # Errors
    /// `bad-argument`; the promise fails with the codes of a receipt, and `busy`. What is refused
    /// stays lost.
    #[wasm_bindgen(js_name = giveAgain)]
    #[expect(
        clippy::await_holding_refcell_ref,
        reason = "orders have the device to themselves; other calls fail with `busy`"
    )]
    pub fn give_again(&self, options: &JsValue) -> Result<Promise, Failure> {
        let exchange = Exchange::read(options)?;
        let device = Rc::clone(&self.0);
        Ok(future_to_promise(async move {
            let mut device = device.try_borrow_mut().map_err(|_| Failure::busy())?;
            let mut given = 0;
            for order in core::mem::take(&mut device.lost) {
                if order.is_of_root() {
                    continue;
                }
                settle(&mut device, &exchange).await?;
                let request = device.owner.instruct(order, exchange.now()?);
                let request = request.map_err(Failure::from)?;
                match give(&mut device, &exchange, &request).await {
                    Ok(_) => given += 1,
                    // Refused, and withdrawn: the others may be taken.
                    Err(_) if device.owner.pending_instruction().is_none() => {}
                    Err(error) => return Err(error),
                }
            }
            Ok(JsValue::from(given))
        }))
    }

    /// The copy of the logs, to be kept beside the owner's state. There is nothing personal and no
    /// key in it. Without it a device cannot say what a restored processor has lost.
    ///
    /// # Errors
    /// `busy`.
    #[wasm_bindgen(js_name = logCopy)]
    pub fn log_copy(&self) -> Result<Uint8Array, Failure> {
        Ok(Uint8Array::from(self.read()?.inbox.to_bytes().as_slice()))
    }

    /// Takes back what `logCopy` gave, before the first sync. What was opened is opened again.
    ///
    /// # Errors
    /// A decoder's code, `busy`.
    #[wasm_bindgen(js_name = setLogCopy)]
    pub fn set_log_copy(&self, bytes: &[u8]) -> Result<(), Failure> {
        self.write()?.inbox = Inbox::from_bytes(bytes)?;
        Ok(())
    }

    /// The content of a file that proves to others that the processor contradicted itself, after a sync
    /// that failed with `rolled-back`, `inconsistent` or `foreign-statement`; otherwise `undefined`.
    ///
    /// # Errors
    /// `busy`.
    pub fn evidence(&self) -> Result<Option<String>, Failure> {
        Ok(self.read()?.evidence.clone())
    }

    /// Fetches the envelopes of an epoch, page by page.
    ///
    /// # Errors
    /// `bad-argument`, `unknown-statement`; the promise fails with the codes of a refusal.
    pub fn fetch(&self, epoch: u32, options: &JsValue) -> Result<Promise, Failure> {
        let exchange = Exchange::read(options)?;
        let device = Rc::clone(&self.0);
        Ok(future_to_promise(async move {
            let begin = device
                .try_borrow()
                .map_err(|_| Failure::busy())?
                .owner
                .fetch(Epoch(epoch));
            let mut fetch = begin.map_err(Failure::from)?;
            loop {
                let now = exchange.now()?;
                let request = {
                    let device = device.try_borrow().map_err(|_| Failure::busy())?;
                    fetch.request(&device.owner, &exchange.authority, now, &mut random())
                };
                let Some(request) = request.map_err(Failure::from)? else {
                    break;
                };
                let answer = exchange.send(&request).await?;
                fetch.receive(&answer).map_err(Failure::from)?;
            }
            Ok(Fetched(fetch).into())
        }))
    }
}

fn plain_report(report: &SyncReport) -> JsValue {
    let cosigned: Array = report
        .cosigned
        .iter()
        .map(|(generation, size)| {
            Plain::new()
                .with("generation", generation.value())
                .with("size", *size as f64)
                .done()
        })
        .collect();
    let purges: Array = report
        .unordered_purges
        .iter()
        .map(|epoch| JsValue::from(epoch.value()))
        .collect();
    let deleted = report.deleted.iter();
    let deleted: Array = deleted
        .map(|generation| JsValue::from(generation.value()))
        .collect();
    Plain::new()
        .with("cosigned", cosigned)
        .with("records", report.records as f64)
        .with("unorderedPurges", purges)
        .with("findings", plain_findings(&report.findings))
        .with("recoveries", plain_recoveries(&report.recoveries))
        .with("lostOrders", plain_orders(&report.lost_orders))
        .with("waitingOrders", plain_orders(&report.waiting_orders))
        .with("deleted", deleted)
        .with("isOver", report.is_over)
        .done()
}

fn plain_recoveries(recoveries: &[Recovery]) -> Array {
    let plain = recoveries.iter().map(|recovery| {
        let missing = recovery.missing.iter();
        let missing: Array = missing
            .map(|record| JsValue::from(record.to_string()))
            .collect();
        Plain::new()
            .with("log", recovery.log.to_string())
            .with("part", recovery.part.value() as f64)
            .with("restored", recovery.restored as f64)
            .with("signed", recovery.signed.map(|size| size as f64))
            .with("lost", recovery.lost as f64)
            .with("lostRecords", recovery.lost_records as f64)
            .with("returned", recovery.returned as f64)
            .with("erased", recovery.erased as f64)
            .with("missing", missing)
            .with("unknown", recovery.unknown as f64)
            .done()
    });
    plain.collect()
}

fn plain_orders(orders: &[Order]) -> Array {
    let plain = orders.iter();
    plain
        .map(|order| JsValue::from(order.to_string()))
        .collect()
}

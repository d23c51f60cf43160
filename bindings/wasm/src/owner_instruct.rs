//! Orders to the processor: signed, sent, and their acknowledgement verified.

use std::rc::Rc;

use js_sys::Promise;
use js_sys::futures::future_to_promise;
use sealroll::{Acknowledged, Request};
use wasm_bindgen::prelude::*;

use crate::device::Device;
use crate::exchange::Exchange;
use crate::failure::Failure;
use crate::identity::Identity;
use crate::order::{plain_acknowledged, read_order};
use crate::owner::Owner;
use crate::random::random;
use crate::value::Plain;

#[wasm_bindgen]
impl Owner {
    /// Gives an order and verifies that the log holds its acknowledgement. The state is saved
    /// before and after.
    ///
    /// # Errors
    /// `bad-argument`; the promise fails with `epoch-not-open`, the codes of a receipt and of a
    /// refusal, and `busy`.
    #[expect(
        clippy::await_holding_refcell_ref,
        reason = "an order has the device to itself; other calls fail with `busy`"
    )]
    pub fn instruct(&self, order: &JsValue, options: &JsValue) -> Result<Promise, Failure> {
        let order = read_order(order)?;
        let exchange = Exchange::read(options)?;
        let device = Rc::clone(&self.0);
        Ok(future_to_promise(async move {
            let mut device = device.try_borrow_mut().map_err(|_| Failure::busy())?;
            settle(&mut device, &exchange).await?;
            let request = device.owner.instruct(order, exchange.now()?);
            let request = request.map_err(Failure::from)?;
            let done = give(&mut device, &exchange, &request).await?;
            Ok(plain_acknowledged(&done))
        }))
    }

    /// Lets the bearer of a new token read the logs; gives `{ token, reader, instruction }`.
    ///
    /// # Errors
    /// As [`instruct`](Self::instruct).
    #[wasm_bindgen(js_name = admitReader)]
    #[expect(
        clippy::await_holding_refcell_ref,
        reason = "an order has the device to itself; other calls fail with `busy`"
    )]
    pub fn admit_reader(&self, options: &JsValue) -> Result<Promise, Failure> {
        let exchange = Exchange::read(options)?;
        let device = Rc::clone(&self.0);
        Ok(future_to_promise(async move {
            let mut device = device.try_borrow_mut().map_err(|_| Failure::busy())?;
            settle(&mut device, &exchange).await?;
            let admitted = device.owner.admit_reader(exchange.now()?, &mut random());
            let (token, request) = admitted.map_err(Failure::from)?;
            let done = give(&mut device, &exchange, &request).await?;
            let reader = token.reader_id(&device.owner.list_id());
            Ok(Plain::new()
                .with("token", token.to_text().as_str())
                .with("reader", reader.to_string())
                .with("instruction", plain_acknowledged(&done))
                .done())
        }))
    }

    /// Ends the list: everything is erased for good.
    ///
    /// # Errors
    /// `wrong-list`, and as [`instruct`](Self::instruct).
    #[expect(
        clippy::await_holding_refcell_ref,
        reason = "an order has the device to itself; other calls fail with `busy`"
    )]
    pub fn terminate(&self, identity: &Identity, options: &JsValue) -> Result<Promise, Failure> {
        let exchange = Exchange::read(options)?;
        let request = {
            let mut device = self.write()?;
            let now = exchange
                .now()
                .map_err(|_| Failure::argument("clock", "a clock"))?;
            device.owner.terminate(&identity.0, now)?
        };
        let device = Rc::clone(&self.0);
        Ok(future_to_promise(async move {
            let mut device = device.try_borrow_mut().map_err(|_| Failure::busy())?;
            let done = give(&mut device, &exchange, &request).await?;
            Ok(plain_acknowledged(&done))
        }))
    }
}

/// Sends an order and verifies its acknowledgement. The state is saved before and after.
pub(crate) async fn give(
    device: &mut Device,
    exchange: &Exchange,
    request: &Request,
) -> Result<Acknowledged, JsValue> {
    exchange.save(&device.owner.to_bytes()).await?;
    let answer = exchange.send(request).await?;
    let body = match answer.success() {
        Ok(body) => body,
        Err(refused) => {
            if !refused.is_temporary() {
                device.owner.withdraw_instruction();
                exchange.save(&device.owner.to_bytes()).await?;
            }
            return Err(Failure::from(refused).into());
        }
    };
    let done = device.owner.confirm_instruction(body);
    let done = done.map_err(Failure::from)?;
    exchange.save(&device.owner.to_bytes()).await?;
    Ok(done)
}

/// Sends an order again whose answer was lost, before the next one.
pub(crate) async fn settle(device: &mut Device, exchange: &Exchange) -> Result<(), JsValue> {
    let Some((_, request)) = device.owner.pending_instruction() else {
        return Ok(());
    };
    let given = give(device, exchange, &request).await;
    // If it was refused it was overtaken, and was withdrawn; the next sync knows the chain.
    if device.owner.pending_instruction().is_none() {
        return Ok(());
    }
    given.map(|_| ())
}

//! Carrying requests and answers between the library and the caller's network.

use js_sys::futures::JsFuture;
use js_sys::{Function, Promise, Uint8Array};
use sealroll::{Request, Response, Time};
use wasm_bindgen::prelude::*;

use crate::failure::Failure;
use crate::request::plain_request;
use crate::value::{Properties, time};

/// What a caller provides for work that takes several requests:
/// `{ authority, exchange, clock, save, saveOutbox, progress }`.
pub(crate) struct Exchange {
    pub(crate) authority: String,
    exchange: Function,
    clock: Function,
    save: Option<Function>,
    save_outbox: Option<Function>,
    progress: Option<Function>,
}

impl Exchange {
    pub(crate) fn read(value: &JsValue) -> Result<Self, Failure> {
        let options = Properties::of(value, "options")?;
        let function = |name| -> Result<Function, Failure> {
            let value = options.value(name)?.unwrap_or(JsValue::UNDEFINED);
            value
                .dyn_into()
                .map_err(|_| Failure::argument(name, "a function"))
        };
        let optional = |name| match options.value(name)? {
            Some(_) => function(name).map(Some),
            None => Ok(None),
        };
        Ok(Self {
            authority: options.text("authority")?,
            exchange: function("exchange")?,
            clock: function("clock")?,
            save: optional("save")?,
            save_outbox: optional("saveOutbox")?,
            progress: optional("progress")?,
        })
    }

    /// The time now, by the caller's clock.
    pub(crate) fn now(&self) -> Result<Time, JsValue> {
        let seconds = self.clock.call0(&JsValue::UNDEFINED)?;
        Ok(time(seconds.as_f64().unwrap_or(f64::NAN), "clock")?)
    }

    /// Sends a request and waits for the answer, whatever its status.
    pub(crate) async fn send(&self, request: &Request) -> Result<Response, JsValue> {
        let answer = self
            .exchange
            .call1(&JsValue::UNDEFINED, &plain_request(request))?;
        let answer = JsFuture::from(Promise::resolve(&answer)).await?;
        let answer = Properties::of(&answer, "exchange")?;
        let body = answer.value("body")?.unwrap_or(JsValue::UNDEFINED);
        let body: Uint8Array = body
            .dyn_into()
            .map_err(|_| Failure::argument("body", "bytes"))?;
        Ok(Response {
            status: answer.number("status")?.unwrap_or_default(),
            body: body.to_vec(),
            ..Response::default()
        })
    }

    /// Tells the caller how far the work has come; it is stopped by an answer of `false`.
    pub(crate) fn progress(&self, done: usize, total: usize) -> Result<(), JsValue> {
        let Some(progress) = &self.progress else {
            return Ok(());
        };
        let answer = progress.call2(&JsValue::UNDEFINED, &done.into(), &total.into())?;
        if answer.as_bool() == Some(false) {
            return Err(Failure::new("cancelled", "the work was stopped").into());
        }
        Ok(())
    }

    /// Has the caller save what must not be forgotten.
    pub(crate) async fn save(&self, state: &[u8]) -> Result<(), JsValue> {
        store(self.save.as_ref(), state).await
    }

    /// The same for what guests are still to be told.
    #[cfg(feature = "owner")]
    pub(crate) async fn save_outbox(&self, outbox: &[u8]) -> Result<(), JsValue> {
        store(self.save_outbox.as_ref(), outbox).await
    }
}

async fn store(save: Option<&Function>, state: &[u8]) -> Result<(), JsValue> {
    if let Some(save) = save {
        let saved = save.call1(&JsValue::UNDEFINED, &Uint8Array::from(state))?;
        JsFuture::from(Promise::resolve(&saved)).await?;
    }
    Ok(())
}

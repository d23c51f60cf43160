//! Who verifies a list with a reader token.

use core::cell::RefCell;
use std::rc::Rc;

use js_sys::futures::future_to_promise;
use js_sys::{Array, Promise, Uint8Array};
use sealroll::{AuditOptions, ListId, ReaderToken, Transcript};
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use crate::audit_report::plain_report;
use crate::exchange::Exchange;
use crate::failure::Failure;
use crate::value::{Properties, time};

/// An auditor at work on one list.
#[wasm_bindgen]
pub struct Auditor(Rc<RefCell<Work>>);

struct Work {
    auditor: sealroll::Auditor,
    transcript: Transcript,
}

#[wasm_bindgen]
impl Auditor {
    /// Begins an audit; `allowed` is `{ witnessAge, downtime }`.
    ///
    /// # Errors
    /// `bad-argument`.
    pub fn begin(
        list_id: &str,
        token: String,
        now: f64,
        allowed: &JsValue,
    ) -> Result<Self, Failure> {
        let token = Zeroizing::new(token);
        let list_id: ListId = list_id
            .parse()
            .map_err(|_| Failure::argument("listId", "32 hex digits"))?;
        let token = ReaderToken::from_text(token.trim())
            .ok_or_else(|| Failure::argument("token", "a reader token"))?;
        let now = time(now, "now")?;
        let mut options = AuditOptions::default();
        if !allowed.is_undefined() {
            let allowed = Properties::of(allowed, "allowed")?;
            options.witness_age = allowed.number("witnessAge")?.unwrap_or(options.witness_age);
            options.downtime = allowed.number("downtime")?.unwrap_or(options.downtime);
        }
        Ok(Self(Rc::new(RefCell::new(Work {
            auditor: sealroll::Auditor::new(list_id, &token, now, options),
            transcript: Transcript::new(list_id, now, options),
        }))))
    }

    /// Makes an audit again from its transcript, and asks nobody.
    ///
    /// # Errors
    /// `truncated` if answers are missing, the codes of an audit, a decoder's code.
    pub fn again(transcript: &[u8]) -> Result<JsValue, Failure> {
        let transcript = Transcript::from_bytes(transcript)?;
        Ok(plain_report(&transcript.audit()?))
    }

    /// Adds a head or a receipt that somebody was shown.
    ///
    /// # Errors
    /// `bad-proof` if it is neither, `busy`.
    #[wasm_bindgen(js_name = compareWith)]
    pub fn compare_with(&self, head: &[u8]) -> Result<(), Failure> {
        let mut work = self.0.try_borrow_mut().map_err(|_| Failure::busy())?;
        work.auditor.compare_with(head)?;
        work.transcript.add_head(head);
        Ok(())
    }

    /// Reads everything and gives the report.
    ///
    /// # Errors
    /// `bad-argument`; the promise fails with the codes of an audit and of a refusal, `busy` and
    /// `cancelled`.
    #[expect(
        clippy::await_holding_refcell_ref,
        reason = "a run has the auditor to itself; other calls fail with `busy`"
    )]
    pub fn run(&self, options: &JsValue) -> Result<Promise, Failure> {
        let exchange = Exchange::read(options)?;
        let work = Rc::clone(&self.0);
        Ok(future_to_promise(async move {
            let mut work = work.try_borrow_mut().map_err(|_| Failure::busy())?;
            let mut answers = 0;
            while let Some(request) = work.auditor.request() {
                let answer = exchange.send(&request).await?;
                work.transcript.add(&request, &answer);
                work.auditor.receive(&answer).map_err(Failure::from)?;
                answers += 1;
                exchange.progress(answers, 0)?;
            }
            Ok(plain_report(&work.auditor.report()))
        }))
    }

    /// Every answer that the audit rests on, as evidence. The token is not in it.
    ///
    /// # Errors
    /// `busy`.
    pub fn transcript(&self) -> Result<Uint8Array, Failure> {
        let work = self.0.try_borrow().map_err(|_| Failure::busy())?;
        Ok(Uint8Array::from(work.transcript.to_bytes().as_slice()))
    }

    /// The newest head of each log, for the next audit.
    ///
    /// # Errors
    /// `busy`.
    #[wasm_bindgen(js_name = newestHeads)]
    pub fn newest_heads(&self) -> Result<Array, Failure> {
        let work = self.0.try_borrow().map_err(|_| Failure::busy())?;
        Ok(work.auditor.newest_heads().map(Uint8Array::from).collect())
    }
}

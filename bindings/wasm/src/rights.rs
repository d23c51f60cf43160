//! What data subjects ask for.

use js_sys::Array;
use sealroll::{Decision, QueuedRequest, StandingPolicy};
use wasm_bindgen::prelude::*;

use crate::failure::Failure;
use crate::order::plain_order;
use crate::owner::Owner;
use crate::value::{Properties, seconds, time};
use crate::visit::position;

#[wasm_bindgen]
impl Owner {
    /// Requests among the records opened so far, in log order.
    ///
    /// # Errors
    /// `busy`.
    pub fn requests(&self) -> Result<Array, Failure> {
        Ok(self
            .read()?
            .inbox
            .requests()
            .iter()
            .map(plain_queued)
            .collect())
    }

    /// Decides a request by a policy: the orders that grant it, or `undefined` if a person has to
    /// decide.
    ///
    /// # Errors
    /// `bad-argument`; `unknown-check-in` if there is no such request; `busy`.
    pub fn decide(
        &self,
        request: &JsValue,
        policy: &JsValue,
        now: f64,
    ) -> Result<Option<Array>, Failure> {
        let wanted = Properties::of(request, "request")?;
        let (generation, index) = (
            wanted.number::<u32>("generation")?,
            wanted.number::<u64>("index")?,
        );
        let policy = read_policy(policy)?;
        let device = self.read()?;
        let queue = device.inbox.requests();
        let queued = queue.iter().find(|queued| {
            Some(queued.position.generation.value()) == generation
                && Some(queued.position.index) == index
        });
        let queued =
            queued.ok_or_else(|| Failure::new("unknown-check-in", "there is no such request"))?;
        let decision = device.inbox.decide(queued, &policy, time(now, "now")?);
        Ok(match decision {
            Decision::Granted(orders) => Some(orders.iter().map(plain_order).collect()),
            Decision::Open => None,
        })
    }
}

/// Reads `{ withdrawWithin, restrict, access }`.
pub(crate) fn read_policy(policy: &JsValue) -> Result<StandingPolicy, Failure> {
    let policy = Properties::of(policy, "policy")?;
    Ok(StandingPolicy {
        withdraw_within: policy.number("withdrawWithin")?,
        restrict: policy.flag("restrict")?,
        access: policy.flag("access")?,
    })
}

/// A request, where it stands and what it is about.
pub(crate) fn plain_queued(queued: &QueuedRequest) -> JsValue {
    position(queued.position)
        .with("recordId", queued.record_id.to_string())
        .with("checkIn", queued.check_in.to_string())
        .with("arrival", seconds(queued.arrival))
        .with("kind", queued.kind.name())
        .done()
}

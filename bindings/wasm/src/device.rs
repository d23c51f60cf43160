//! What an owner's object holds, and what workers hand back to it.

use std::collections::{BTreeMap, BTreeSet};

use js_sys::{Array, Uint8Array};
use sealroll::{Batch, Inbox, Order, Outbox, Position, Quarantined, Reason};
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use crate::failure::Failure;
use crate::fetched::Fetched;

/// Shared with the asynchronous calls that are under way.
pub(crate) struct Device {
    pub(crate) owner: sealroll::Owner,
    pub(crate) inbox: Inbox,
    /// What guests are still to be told.
    pub(crate) outbox: Outbox,
    /// Follow-ups to visits that are erased already: their guests are told so.
    pub(crate) late: Vec<Quarantined>,
    /// Where those stand that were among them.
    pub(crate) noted: BTreeSet<Position>,
    /// Orders that the last sync found lost with a processor that was restored.
    pub(crate) lost: Vec<Order>,
    /// What the last sync that was lied to can show to others.
    pub(crate) evidence: Option<String>,
}

impl Device {
    /// Notes what came too late, once.
    pub(crate) fn note(&mut self, batch: &Batch) {
        for aside in &batch.quarantined {
            if aside.reason == Reason::UnknownCheckIn && self.noted.insert(aside.position) {
                self.late.push(*aside);
            }
        }
    }
}

/// One text for each envelope, in their order; an empty one stands for what did not open.
pub(crate) fn read_texts(fetched: &Fetched, chunks: &Array) -> Result<Texts, Failure> {
    let wrong = || Failure::argument("texts", "what the workers made of every envelope");
    let mut envelopes = fetched.0.fetched().iter();
    let mut texts = Texts::new();
    for chunk in chunks.iter() {
        let chunk = chunk.dyn_into::<Uint8Array>().map_err(|_| wrong())?;
        let chunk = Zeroizing::new(chunk.to_vec());
        let mut rest = chunk.as_slice();
        while let Some((length, after)) = rest.split_first_chunk() {
            let length = usize::try_from(u32::from_le_bytes(*length)).unwrap_or(usize::MAX);
            let (text, after) = after.split_at_checked(length).ok_or_else(wrong)?;
            let envelope = envelopes.next().ok_or_else(wrong)?;
            let text = (length > 0).then(|| Zeroizing::new(text.to_vec()));
            texts.insert(envelope.position, text);
            rest = after;
        }
        if !rest.is_empty() {
            return Err(wrong());
        }
    }
    envelopes.next().map_or(Ok(texts), |_| Err(wrong()))
}

/// By position; `None` where an envelope did not open.
pub(crate) type Texts = BTreeMap<Position, Option<Zeroizing<Vec<u8>>>>;

//! The instruction log, for people.

use js_sys::Array;
use sealroll::HistoryEvent;
use wasm_bindgen::prelude::*;

use crate::failure::Failure;
use crate::order::plain_order;
use crate::owner::Owner;
use crate::value::{Plain, seconds};

#[wasm_bindgen]
impl Owner {
    /// The instruction log as the last sync found it, in order.
    ///
    /// # Errors
    /// `busy`.
    pub fn history(&self) -> Result<Array, Failure> {
        let device = self.read()?;
        let lines = device.owner.history(&device.inbox);
        let plain = lines.iter().map(|line| {
            let plain = Plain::new()
                .with("index", line.index as f64)
                .with("time", line.time.map(seconds))
                .with("text", line.event.to_string());
            plain_event(plain, &line.event).done()
        });
        Ok(plain.collect())
    }
}

fn plain_event(plain: Plain, event: &HistoryEvent) -> Plain {
    match event {
        HistoryEvent::Certificate => plain.with("event", "certificate"),
        HistoryEvent::Terms(version) => plain.with("event", "terms").with("version", *version),
        HistoryEvent::Instruction(order, is_own) => plain
            .with("event", "instruction")
            .with("order", plain_order(order))
            .with("isOwn", *is_own),
        HistoryEvent::Acknowledged => plain.with("event", "acknowledged"),
        HistoryEvent::Erased(erasure) => plain
            .with("event", "erased")
            .with("epoch", erasure.epoch.value())
            .with("records", erasure.records as f64)
            .with("backups", seconds(erasure.backups)),
        HistoryEvent::Processor(statement) => plain
            .with("event", "processor")
            .with("operator", statement.operator.as_str())
            .with("region", statement.region.as_str()),
        _ => plain.with("event", "invalid"),
    }
}

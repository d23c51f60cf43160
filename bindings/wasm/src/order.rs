//! Orders to the processor, as plain objects.

use sealroll::{Acknowledged, Epoch, Order};
use wasm_bindgen::prelude::*;

use crate::failure::Failure;
use crate::value::{Plain, Properties, seconds};

/// Reads `{ kind, recordId | epoch | reader | statement }`.
pub(crate) fn read_order(value: &JsValue) -> Result<Order, Failure> {
    let order = Properties::of(value, "order")?;
    let epoch = || -> Result<Epoch, Failure> {
        let epoch = order.number("epoch")?;
        Ok(Epoch(epoch.ok_or_else(|| {
            Failure::argument("epoch", "an epoch's number")
        })?))
    };
    let record = || parsed(&order, "recordId");
    Ok(match order.text("kind")?.as_str() {
        "purge-epoch" => Order::PurgeEpoch(epoch()?),
        "erase-record" => Order::EraseRecord(record()?),
        "restrict-record" => Order::RestrictRecord(record()?),
        "lift-record" => Order::LiftRecord(record()?),
        "hold-epoch" => Order::HoldEpoch(epoch()?),
        "lift-epoch" => Order::LiftEpoch(epoch()?),
        "dismiss-reader" => Order::DismissReader(parsed(&order, "reader")?),
        "object-processor" => Order::ObjectProcessor(parsed(&order, "statement")?),
        // Disclosures, admissions and the end of a list have calls of their own.
        _ => return Err(Failure::argument("kind", "the name of an order")),
    })
}

/// An order, with its line of text.
pub(crate) fn plain_order(order: &Order) -> JsValue {
    let plain = Plain::new().with("text", order.to_string());
    let named = |kind: &'static str| plain.with("kind", kind);
    match order {
        Order::PurgeEpoch(epoch) => named("purge-epoch").with("epoch", epoch.value()),
        Order::EraseRecord(id) => named("erase-record").with("recordId", id.to_string()),
        Order::RestrictRecord(id) => named("restrict-record").with("recordId", id.to_string()),
        Order::LiftRecord(id) => named("lift-record").with("recordId", id.to_string()),
        Order::HoldEpoch(epoch) => named("hold-epoch").with("epoch", epoch.value()),
        Order::LiftEpoch(epoch) => named("lift-epoch").with("epoch", epoch.value()),
        Order::AdmitReader(reader) => named("admit-reader").with("reader", reader.to_string()),
        Order::DismissReader(reader) => named("dismiss-reader").with("reader", reader.to_string()),
        Order::ObjectProcessor(id) => named("object-processor").with("statement", id.to_string()),
        Order::Disclose(id) => named("disclose").with("disclosure", id.to_string()),
        Order::TerminateList => named("terminate-list"),
        _ => named("other"),
    }
    .done()
}

/// An order that was carried out.
pub(crate) fn plain_acknowledged(done: &Acknowledged) -> JsValue {
    Plain::new()
        .with("id", done.id.to_string())
        .with("order", plain_order(&done.order))
        .with("time", seconds(done.time))
        .with("index", done.index as f64)
        .done()
}

fn parsed<T: core::str::FromStr>(order: &Properties<'_>, name: &'static str) -> Result<T, Failure> {
    let text = order.text(name)?;
    text.parse()
        .map_err(|_| Failure::argument(name, "hex digits, as this package wrote them"))
}

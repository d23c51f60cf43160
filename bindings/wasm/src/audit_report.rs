//! What an audit says, as a plain object.

use js_sys::Array;
use sealroll::{AuditReport, AuditedInstruction, AuditedLog, Erasure};
use wasm_bindgen::prelude::*;

use crate::finding::plain_findings;
use crate::terms::plain_terms;
use crate::value::{Plain, seconds};

/// The whole report.
pub(crate) fn plain_report(report: &AuditReport) -> JsValue {
    let logs = report.logs.iter().map(plain_log);
    let instructions = report.instructions.iter().map(plain_instruction);
    let erasures = report.erasures.iter().map(plain_erasure);
    let mut plain = Plain::new()
        .with("listId", report.list_id.to_string())
        .with("time", seconds(report.now))
        .with("records", report.records as f64)
        .with("logs", logs.collect::<Array>())
        .with("instructions", instructions.collect::<Array>())
        .with("erasures", erasures.collect::<Array>())
        .with("findings", plain_findings(&report.findings));
    if let Some(root) = &report.root {
        plain = plain.with("fingerprintWords", root.words());
    }
    if let Some(terms) = &report.terms {
        plain = plain.with("terms", plain_terms(terms));
    }
    if let Some(processor) = &report.processor {
        let said = Plain::new()
            .with("operator", processor.operator.as_str())
            .with("region", processor.region.as_str());
        plain = plain.with("processor", said.done());
    }
    plain.done()
}

fn plain_log(log: &AuditedLog) -> JsValue {
    let plain = Plain::new()
        .with("name", log.name.to_string())
        .with("size", log.size as f64)
        .with("isConfirmed", log.is_confirmed);
    match log.witnessed {
        Some((size, time)) => plain
            .with("witnessedSize", size as f64)
            .with("witnessedTime", seconds(time)),
        None => plain,
    }
    .done()
}

fn plain_instruction(told: &AuditedInstruction) -> JsValue {
    Plain::new()
        .with("serial", told.serial.value() as f64)
        .with("given", seconds(told.given))
        .with("text", told.order.to_string())
        .with("acknowledged", told.acknowledged.map(seconds))
        .done()
}

fn plain_erasure(erasure: &Erasure) -> JsValue {
    Plain::new()
        .with("epoch", erasure.epoch.value())
        .with("records", erasure.records as f64)
        .with("destroyed", seconds(erasure.destroyed))
        .with("backups", seconds(erasure.backups))
        .with("reason", erasure.reason.to_string())
        .done()
}

//! Requests to the processor and its refusals.

use js_sys::Uint8Array;
use sealroll::{Request, Response};
use wasm_bindgen::prelude::*;

use crate::value::Plain;

/// A request as a plain object: `{ method, path, headers, body }`.
pub(crate) fn plain_request(request: &Request) -> JsValue {
    let headers = request
        .headers
        .iter()
        .fold(Plain::new(), |headers, (name, value)| {
            headers.with(name, value.as_str())
        });
    Plain::new()
        .with("method", request.method.name())
        .with("path", request.target())
        .with("headers", headers.done())
        .with("body", Uint8Array::from(request.body.as_slice()))
        .done()
}

/// What an answer of the processor says is wrong: `undefined` for a success, otherwise
/// `{ code, message, temporary }`.
#[wasm_bindgen]
#[must_use]
pub fn refusal(status: u16, body: Vec<u8>) -> JsValue {
    let response = Response {
        status,
        body,
        ..Response::default()
    };
    match response.success() {
        Ok(_) => JsValue::UNDEFINED,
        Err(refused) => Plain::new()
            .with("code", refused.code())
            .with("message", refused.to_string())
            .with("temporary", refused.is_temporary())
            .done(),
    }
}

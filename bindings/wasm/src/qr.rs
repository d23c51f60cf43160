//! The picture of a QR code.

use js_sys::Uint8Array;
use qrcode::{Color, EcLevel, QrCode};
use wasm_bindgen::prelude::*;

use crate::failure::Failure;
use crate::value::Plain;

/// The modules of a QR code, row by row, 1 for dark: `{ size, modules }`. The quiet zone is not
/// included.
///
/// # Errors
/// `limit` if the text is too long for a QR code.
#[wasm_bindgen(js_name = qrCode)]
pub fn qr_code(text: &str) -> Result<JsValue, Failure> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M);
    let code = code.map_err(|_| Failure::new("limit", "the text is too long for a QR code"))?;
    let modules: Vec<u8> = code
        .to_colors()
        .into_iter()
        .map(|color| u8::from(color == Color::Dark))
        .collect();
    Ok(Plain::new()
        .with("size", code.width())
        .with("modules", Uint8Array::from(modules.as_slice()))
        .done())
}

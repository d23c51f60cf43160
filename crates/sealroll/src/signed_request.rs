//! Signs the owner's requests (`spec/protocol.md#HTTP-2`).

use rand_core::CryptoRng;
use sealroll_wire::{
    ListId, Nonce, RequestParts, SignatureFields, SignatureParameters, Time, limit,
};

use crate::http::Request;
use crate::owner_error::OwnerError;
use crate::subkeys::Subkey;

/// Adds the three header fields of a signature to a request.
pub(crate) fn sign_request<R: CryptoRng + ?Sized>(
    mut request: Request,
    http: &Subkey,
    list_id: ListId,
    authority: &str,
    now: Time,
    rng: &mut R,
) -> Result<Request, OwnerError> {
    let mut nonce = [0; Nonce::LENGTH];
    rng.fill_bytes(&mut nonce);
    let parts = RequestParts {
        method: request.method.name(),
        authority,
        path: &request.path,
        query: request.query.as_deref().unwrap_or_default(),
        body: &request.body,
    };
    let parameters = SignatureParameters {
        created: now,
        expires: now.saturating_add(limit::MAX_REQUEST_AGE),
        nonce: Nonce::from_bytes(nonce),
        list_id,
        certificate_serial: http.serial,
    };
    let fields = SignatureFields::sign(&parts, &parameters, |message| http.key.sign(message))
        .map_err(|_| OwnerError::Authority)?;
    request.headers.extend([
        ("content-digest", fields.content_digest),
        ("signature-input", fields.signature_input),
        ("signature", fields.signature),
    ]);
    Ok(request)
}

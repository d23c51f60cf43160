use hyper::{
    HeaderMap, Method, Uri,
    header::{self, HeaderName},
};
use sealroll_store::Nonce;
use sealroll_wire::{Certificate, RequestParts, RequestSignature};

use crate::{context::Context, lists::List, problem::Problem};

/// A request's line and header, kept while its body is read.
#[derive(Debug)]
pub(crate) struct Head {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
}

/// Reads the signature and finds its certificate, before the body is read.
pub(crate) fn find_certificate<'l>(
    context: &Context,
    list: &'l List,
    head: &Head,
) -> Result<(RequestSignature, &'l Certificate), Problem> {
    let field = |name: &'static str| single(&head.headers, &HeaderName::from_static(name));
    let signature = RequestSignature::parse(
        field("content-digest")?,
        field("signature-input")?,
        field("signature")?,
    )?;
    let find = |serial| list.certificate(serial).map(|certificate| &**certificate);
    let certificate = signature.certificate(&list.id(), context.clock.now(), find)?;
    list.check_not_revoked(certificate.serial())?;
    let rights = certificate.rights();
    if !rights.allow_request(head.method.as_str(), head.uri.path()) {
        return Err(Problem::NOT_GRANTED);
    }
    Ok((signature, certificate))
}

/// Verifies the signature over the request that was received (`spec/protocol.md#HTTP-2`).
/// The nonce is still to be taken.
pub(crate) fn verify(
    context: &Context,
    authority: Option<&str>,
    head: &Head,
    body: &[u8],
    signature: &RequestSignature,
    certificate: &Certificate,
) -> Result<Nonce, Problem> {
    let host = single(&head.headers, &header::HOST)?.map(str::to_ascii_lowercase);
    let authority = match (authority, &host) {
        (Some(authority), _) => authority,
        (None, Some(host)) => host,
        (None, None) => return Err(Problem::BAD_SIGNATURE),
    };
    let parts = RequestParts {
        method: head.method.as_str(),
        authority,
        path: head.uri.path(),
        query: head.uri.query().unwrap_or_default(),
        body,
    };
    let parameters = signature.verify(certificate.public_key(), &parts, context.clock.now())?;
    Ok(Nonce {
        list: parameters.list_id,
        nonce: *parameters.nonce.as_bytes(),
        expires: parameters.expires,
    })
}

/// The value of a header field that may occur once.
fn single<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Result<Option<&'h str>, Problem> {
    let mut values = headers.get_all(name).iter();
    let value = values.next();
    if values.next().is_some() {
        return Err(Problem::BAD_SIGNATURE);
    }
    value
        .map(|value| value.to_str().map_err(|_| Problem::BAD_SIGNATURE))
        .transpose()
}

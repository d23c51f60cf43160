//! Who may read the logs (`spec/protocol.md#RDR-1`).

use hyper::{HeaderMap, header};
use sealroll_wire::ReaderToken;

use crate::{context::Context, lists::List, problem::Problem};

/// The token that a request carries; `None` if it is to be signed instead.
pub(crate) fn token(headers: &HeaderMap) -> Result<Option<ReaderToken>, Problem> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    let text = value
        .to_str()
        .ok()
        .and_then(|value| value.strip_prefix("Bearer "));
    let token = text.and_then(ReaderToken::from_text);
    match (token, values.next()) {
        (Some(token), None) => Ok(Some(token)),
        _ => Err(Problem::SIGNATURE_REQUIRED),
    }
}

/// Whether the bearer is an admitted reader of the list.
///
/// The store is asked for a hash of the token. How long that takes can tell something about
/// hashes that are stored, which is of no use without a token that has them.
pub(crate) fn check(context: &Context, list: &List, token: &ReaderToken) -> Result<(), Problem> {
    let reader = token.reader_id(&list.id());
    if context.store.has_reader(&list.id(), reader.as_bytes())? {
        Ok(())
    } else {
        Err(Problem::SIGNATURE_REQUIRED)
    }
}

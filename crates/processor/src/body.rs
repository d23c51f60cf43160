use std::time::Duration;

use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::{
    Request,
    body::{Body, Bytes, Incoming},
};
use tokio::time;

use crate::problem::Problem;

/// Reads a body of at most `limit` bytes. One that announces more is refused unread.
pub(crate) async fn read(request: Request<Incoming>, limit: usize) -> Result<Bytes, Problem> {
    let body = request.into_body();
    if body.size_hint().lower() > limit as u64 {
        return Err(Problem::BODY_TOO_LARGE);
    }
    match time::timeout(PATIENCE, Limited::new(body, limit).collect()).await {
        Ok(Ok(collected)) => Ok(collected.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(Problem::BODY_TOO_LARGE),
        _ => Err(Problem::BODY_INCOMPLETE),
    }
}

/// How long a body may take.
const PATIENCE: Duration = Duration::from_secs(10);

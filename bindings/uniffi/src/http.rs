//! Requests to the processor and its responses.

use std::collections::HashMap;

use crate::failure::SealrollError;

/// A request to the processor, to be sent as it is. Follow no redirects and send no cookies.
#[derive(Clone, Debug, uniffi::Record)]
pub struct Request {
    /// `GET`, `PUT` or `POST`.
    pub method: String,
    /// Path and query, to be appended to the address of the API.
    pub path: String,
    /// Header fields besides those that every client sends.
    pub headers: HashMap<String, String>,
    /// Content; empty if there is none.
    pub body: Vec<u8>,
}

/// A response of the processor, whatever its status. Nothing in it is believed before it has been
/// verified.
#[derive(Clone, Debug, uniffi::Record)]
pub struct Response {
    /// Status code.
    pub status: u16,
    /// Content.
    pub body: Vec<u8>,
    /// Value of `Retry-After` in seconds, if it was sent.
    #[uniffi(default = None)]
    pub retry_after: Option<u32>,
}

/// The content of a successful response. Throws the code of the problem that the processor named
/// otherwise, or `refused`.
#[uniffi::export]
pub fn content_of(response: Response) -> Result<Vec<u8>, SealrollError> {
    Ok(response.plain().success()?.to_vec())
}

impl Request {
    pub(crate) fn new(request: &sealroll::Request) -> Self {
        let headers = request.headers.iter();
        Self {
            method: request.method.name().to_owned(),
            path: request.target(),
            headers: headers
                .map(|(name, value)| ((*name).to_owned(), value.clone()))
                .collect(),
            body: request.body.clone(),
        }
    }
}

impl Response {
    pub(crate) fn plain(self) -> sealroll::Response {
        sealroll::Response {
            status: self.status,
            body: self.body,
            retry_after: self.retry_after,
            ..sealroll::Response::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_has_the_code_of_the_processor() {
        let response = |status, body: &str| Response {
            status,
            body: body.as_bytes().to_vec(),
            retry_after: None,
        };
        assert_eq!(content_of(response(201, "x")).unwrap(), b"x");
        let refused = content_of(response(507, "nonsense")).unwrap_err();
        assert_eq!(refused.code(), "refused");
    }
}

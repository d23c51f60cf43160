//! Requests to the processor and its responses, as values. The application sends them; nothing
//! here opens a socket.

use core::fmt;

use sealroll_wire::text::joined;

use crate::problem::ProblemCode;

/// A request to the processor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Method.
    pub method: Method,
    /// Path, beginning with `/v1/`, to be appended to the address of the API.
    pub path: String,
    /// Query without its question mark.
    pub query: Option<String>,
    /// Header fields besides those that every client sends; names in lower case.
    pub headers: Vec<(&'static str, String)>,
    /// Content; empty if there is none.
    pub body: Vec<u8>,
}

impl Request {
    pub(crate) fn get(path: String) -> Self {
        Self {
            method: Method::Get,
            path,
            query: None,
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    pub(crate) fn send(method: Method, path: String, media: Media, body: Vec<u8>) -> Self {
        Self {
            method,
            path,
            query: None,
            headers: vec![("content-type", media.content_type().to_owned())],
            body,
        }
    }

    /// Path and query as they stand in the request line.
    #[must_use]
    pub fn target(&self) -> String {
        match &self.query {
            Some(query) => joined(&[&self.path, "?", query]),
            None => self.path.clone(),
        }
    }
}

/// Method of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// GET.
    Get,
    /// PUT.
    Put,
    /// POST.
    Post,
}

impl Method {
    /// The method in upper case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
        }
    }
}

/// Type of a request's content.
#[derive(Clone, Copy)]
pub(crate) enum Media {
    Octets,
    Text,
}

impl Media {
    const fn content_type(self) -> &'static str {
        match self {
            Self::Octets => "application/octet-stream",
            Self::Text => "text/plain; charset=utf-8",
        }
    }
}

/// A response of the processor. Nothing in it is believed before it has been verified.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// Status code.
    pub status: u16,
    /// Value of `Content-Type`.
    pub content_type: Option<String>,
    /// Value of `Retry-After` in seconds.
    pub retry_after: Option<u32>,
    /// Content.
    pub body: Vec<u8>,
}

impl Response {
    /// The content of a successful response.
    ///
    /// # Errors
    /// [`Refused`] for a status other than 200 to 299, with the code of the problem.
    pub fn success(&self) -> Result<&[u8], Refused> {
        if (200..300).contains(&self.status) {
            return Ok(&self.body);
        }
        Err(Refused {
            status: self.status,
            problem: ProblemCode::of_body(&self.body),
            retry_after: self.retry_after,
        })
    }
}

/// The processor refused a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refused {
    /// Status code.
    pub status: u16,
    /// What the processor says is wrong, if it is a problem of the specification.
    pub problem: Option<ProblemCode>,
    /// Seconds after which the request may be tried again.
    pub retry_after: Option<u32>,
}

impl Refused {
    /// The problem's code, or `refused` if the processor gave none.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self.problem {
            Some(problem) => problem.code(),
            None => "refused",
        }
    }

    /// Whether the same request may succeed later.
    #[must_use]
    pub const fn is_temporary(&self) -> bool {
        matches!(self.status, 429 | 500..=599)
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the processor answered {} ({})",
            self.status,
            self.code()
        )
    }
}

impl core::error::Error for Refused {}

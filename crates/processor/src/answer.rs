use http_body_util::Full;
use hyper::{
    Response, StatusCode,
    body::Bytes,
    header::{self, HeaderName, HeaderValue},
};

use crate::problem::Problem;

/// What is sent back.
#[derive(Debug)]
pub(crate) struct Answer {
    status: u16,
    content_type: &'static str,
    body: Bytes,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Answer {
    /// Success with structures.
    pub(crate) fn bytes(body: impl Into<Bytes>) -> Self {
        Self::new(200, "application/octet-stream", body)
    }

    /// Success with a note, a proof or lines of text.
    pub(crate) fn text(body: impl Into<Bytes>) -> Self {
        Self::new(200, "text/plain; charset=utf-8", body)
    }

    /// Success with JSON.
    pub(crate) fn json(body: impl Into<Bytes>) -> Self {
        Self::new(200, "application/json", body)
    }

    /// Success with a page.
    pub(crate) fn html(body: &'static str) -> Self {
        Self::new(200, "text/html; charset=utf-8", body)
    }

    /// Success with a file.
    pub(crate) fn file(content_type: &'static str, body: Bytes) -> Self {
        Self::new(200, content_type, body)
    }

    /// Success without content.
    pub(crate) fn empty() -> Self {
        Self::new(204, "", Bytes::new())
    }

    /// Success: something new is there.
    pub(crate) fn created() -> Self {
        Self::new(201, "", Bytes::new())
    }

    /// The same with another status.
    pub(crate) const fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// The same with another header field.
    pub(crate) fn with(self, name: HeaderName, value: &'static str) -> Self {
        self.with_value(name, HeaderValue::from_static(value))
    }

    /// The same with a header field that was not known when this was compiled.
    pub(crate) fn with_value(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Says how long anybody may keep the answer.
    pub(crate) fn cached(self, control: &'static str) -> Self {
        self.with(header::CACHE_CONTROL, control)
    }

    /// The response for the connection. What says nothing else is not to be cached.
    pub(crate) fn into_response(self) -> Response<Full<Bytes>> {
        let mut response = Response::new(Full::new(self.body));
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        if !self.content_type.is_empty() {
            headers.insert(
                header::CONTENT_TYPE,
                HeaderValue::from_static(self.content_type),
            );
        }
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        );
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_ORIGIN,
            HeaderValue::from_static("*"),
        );
        headers.insert(
            header::ACCESS_CONTROL_EXPOSE_HEADERS,
            HeaderValue::from_static("retry-after"),
        );
        for (name, value) in self.headers {
            headers.insert(name, value);
        }
        response
    }

    fn new(status: u16, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        Self {
            status,
            content_type,
            body: body.into(),
            headers: Vec::new(),
        }
    }
}

impl From<Problem> for Answer {
    fn from(problem: Problem) -> Self {
        let mut answer = Self::new(
            problem.status,
            "application/problem+json",
            problem.to_json(),
        );
        if let Some(seconds) = problem.retry_after() {
            let value = HeaderValue::from(seconds);
            answer.headers.push((header::RETRY_AFTER, value));
        }
        answer
    }
}

//! Carrying the library's requests over real sockets.

use core::fmt;
use core::time::Duration;
use std::io::Write;
use std::net::{Shutdown, TcpStream};

use sealroll::{Method, Refused, Request, Response};
use ureq::Agent;

/// A client of one processor that keeps its connections.
#[derive(Clone, Debug)]
pub struct Client {
    address: String,
    agent: Agent,
}

impl Client {
    /// A client of the processor that listens on `host:port`.
    #[must_use]
    pub fn new(address: &str) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(Duration::from_secs(60)));
        Self {
            address: address.to_owned(),
            agent: config.build().into(),
        }
    }

    /// The `@authority` that signed requests name.
    #[must_use]
    pub fn authority(&self) -> &str {
        &self.address
    }

    /// Sends a request and reads the answer, whatever its status.
    ///
    /// # Errors
    /// [`ClientError::Broken`] if no answer came.
    pub fn send(&self, request: &Request) -> Result<Response, ClientError> {
        let url = format!("http://{}{}", self.address, request.target());
        let builder = hyper::Request::builder()
            .method(request.method.name())
            .uri(url);
        let builder = request
            .headers
            .iter()
            .fold(builder, |builder, (name, value)| {
                builder.header(*name, value)
            });
        let broken = |_| ClientError::Broken;
        let mut answer = if request.method == Method::Get {
            self.agent
                .run(builder.body(()).map_err(|_| ClientError::Broken)?)
        } else {
            let body = request.body.clone();
            self.agent
                .run(builder.body(body).map_err(|_| ClientError::Broken)?)
        }
        .map_err(broken)?;
        let text = |name| {
            answer
                .headers()
                .get(name)
                .and_then(|value| value.to_str().ok())
        };
        Ok(Response {
            status: answer.status().as_u16(),
            content_type: text("content-type").map(str::to_owned),
            retry_after: text("retry-after").and_then(|text| text.parse().ok()),
            body: answer
                .body_mut()
                .with_config()
                .limit(64 << 20)
                .read_to_vec()
                .map_err(broken)?,
        })
    }

    /// Sends a request and returns the content of a successful answer.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn fetch(&self, request: &Request) -> Result<Vec<u8>, ClientError> {
        let response = self.send(request)?;
        response
            .success()
            .map(<[u8]>::to_vec)
            .map_err(ClientError::Refused)
    }

    /// Sends a request and goes away without reading a byte of the answer.
    ///
    /// # Errors
    /// [`ClientError::Broken`] if the request could not be sent.
    pub fn send_and_hang_up(&self, request: &Request) -> Result<(), ClientError> {
        let mut bytes = format!(
            "{} {} HTTP/1.1\r\nhost: {}\r\ncontent-length: {}\r\n",
            request.method.name(),
            request.target(),
            self.address,
            request.body.len()
        );
        for (name, value) in &request.headers {
            bytes.push_str(&format!("{name}: {value}\r\n"));
        }
        bytes.push_str("\r\n");
        let broken = |_| ClientError::Broken;
        let mut stream = TcpStream::connect(&self.address).map_err(broken)?;
        stream
            .write_all(&[bytes.as_bytes(), &request.body].concat())
            .map_err(broken)?;
        stream.shutdown(Shutdown::Both).map_err(broken)
    }
}

/// Why there is no good answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum ClientError {
    /// The connection broke, or there was none.
    Broken,
    /// The processor refused.
    Refused(Refused),
}

impl fmt::Display for ClientError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Broken => f.write_str("no answer from the processor"),
            Self::Refused(refused) => refused.fmt(f),
        }
    }
}

impl std::error::Error for ClientError {}

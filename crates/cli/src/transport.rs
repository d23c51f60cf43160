//! Carrying requests of the library over HTTP.

use core::time::Duration;
use std::thread;

use sealroll::{Method, Request, Response};
use ureq::Agent;

use crate::error::CliError;

/// A connection to one processor.
pub(crate) struct Transport {
    base: String,
    agent: Agent,
}

impl Transport {
    /// Accepts `https://host[:port]`, and `http://` only on loopback: what is sent is sealed, but
    /// who asks for which list would be seen.
    pub(crate) fn new(address: &str) -> Result<Self, CliError> {
        let base = address.trim_end_matches('/');
        let bad = || CliError::Address {
            address: address.to_owned(),
        };
        let (scheme, authority) = base.split_once("://").ok_or_else(bad)?;
        let host = authority
            .rsplit_once(':')
            .map_or(authority, |(host, port)| {
                if port.ends_with(']') { authority } else { host }
            });
        let loopback = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
        let plain = !authority.is_empty() && !authority.contains(['/', '?', '#', '@', ' ']);
        let secure = scheme == "https" || (scheme == "http" && loopback);
        if !plain || !secure {
            return Err(bad());
        }
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(Duration::from_secs(60)))
            .user_agent(concat!("sealroll/", env!("CARGO_PKG_VERSION")))
            .build()
            .into();
        Ok(Self {
            base: base.to_owned(),
            agent,
        })
    }

    /// The processor's address.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// The `@authority` that signed requests name.
    pub(crate) fn authority(&self) -> &str {
        self.base
            .split_once("://")
            .map_or("", |(_, authority)| authority)
    }

    /// Sends a request. An overloaded processor is asked again after the time that it names.
    pub(crate) fn send(&self, request: &Request) -> Result<Response, CliError> {
        let mut attempt = 1;
        loop {
            let response = self.send_once(request)?;
            match response.retry_after {
                Some(seconds)
                    if matches!(response.status, 429 | 503)
                        && seconds <= LONGEST_WAIT
                        && attempt < ATTEMPTS =>
                {
                    thread::sleep(Duration::from_secs(u64::from(seconds.max(1))));
                    attempt += 1;
                }
                _ => return Ok(response),
            }
        }
    }

    /// Fetches a file that is no part of the API.
    pub(crate) fn get(&self, path: &str) -> Result<Vec<u8>, CliError> {
        let request = Request {
            method: Method::Get,
            path: path.to_owned(),
            query: None,
            headers: Vec::new(),
            body: Vec::new(),
        };
        let response = self.send(&request)?;
        Ok(response.success()?.to_vec())
    }

    fn send_once(&self, request: &Request) -> Result<Response, CliError> {
        let url = format!("{}{}", self.base, request.target());
        let failed = |error: ureq::Error| CliError::Unreachable {
            address: self.base.clone(),
            cause: error.to_string(),
        };
        let sent = match request.method {
            Method::Get => {
                let start = self.agent.get(&url);
                let add = |start: ureq::RequestBuilder<_>, (name, value): &(&str, String)| {
                    start.header(*name, value)
                };
                request.headers.iter().fold(start, add).call()
            }
            Method::Put | Method::Post => {
                let start = match request.method {
                    Method::Put => self.agent.put(&url),
                    _ => self.agent.post(&url),
                };
                let add = |start: ureq::RequestBuilder<_>, (name, value): &(&str, String)| {
                    start.header(*name, value)
                };
                request
                    .headers
                    .iter()
                    .fold(start, add)
                    .send(request.body.as_slice())
            }
        };
        let mut answer = sent.map_err(failed)?;
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
                .limit(MOST)
                .read_to_vec()
                .map_err(failed)?,
        })
    }
}

const ATTEMPTS: u32 = 5;
/// Seconds that a person waits without being asked.
const LONGEST_WAIT: u32 = 10;
/// A page of a thousand envelopes is well below it.
const MOST: u64 = 16 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_leads_to_loopback_only() {
        for good in [
            "https://lists.example",
            "https://lists.example:8443/",
            "http://127.0.0.1:8080",
            "http://localhost",
            "http://[::1]:8080",
            "http://[::1]",
        ] {
            assert!(Transport::new(good).is_ok(), "{good}");
        }
        for bad in [
            "http://lists.example",
            "lists.example",
            "ftp://127.0.0.1",
            "https://",
            "https://user@host",
            "https://host/path",
            "http://127.0.0.1.example",
        ] {
            assert!(Transport::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_authority_is_what_stands_after_the_scheme() {
        let transport = Transport::new("http://127.0.0.1:8080/").unwrap();
        assert_eq!(transport.authority(), "127.0.0.1:8080");
    }
}

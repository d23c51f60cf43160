use std::{fs, net::SocketAddr, path::Path, pin::Pin, time::Duration};

use http_body_util::Full;
use hyper::{Request, body::Bytes, client::conn::http1, header};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpStream, time};
use zeroize::Zeroizing;

use crate::phone::PhoneNumber;

/// Where short messages go.
pub(crate) trait SmsGateway: Send + Sync {
    /// Sends a message; the text is plain ASCII. It is sent, or may have been, unless this says
    /// otherwise.
    fn send<'a>(&'a self, number: &'a PhoneNumber, text: &'a str) -> Sending<'a>;
}

/// A message on its way.
pub(crate) type Sending<'a> = Pin<Box<dyn Future<Output = Result<(), SmsError>> + Send + 'a>>;

/// The gateway did not take a message. What it said is not kept: it may repeat the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SmsError;

/// Writes messages to the standard error, for development. Nothing is sent.
#[derive(Debug)]
pub(crate) struct ConsoleGateway;

impl SmsGateway for ConsoleGateway {
    fn send<'a>(&'a self, number: &'a PhoneNumber, text: &'a str) -> Sending<'a> {
        eprintln!("message to {}: {text}", number.as_str());
        Box::pin(std::future::ready(Ok(())))
    }
}

/// Posts messages as JSON to a gateway over HTTP, through a proxy on this machine that speaks TLS
/// with it: the service contains no code that opens anything, so none that speaks TLS.
#[derive(Debug)]
pub(crate) struct HttpGateway {
    address: SocketAddr,
    host: String,
    path: String,
    body: String,
    authorization: Option<header::HeaderValue>,
}

impl HttpGateway {
    /// A gateway behind `http://<address of this machine>:<port>/<path>`; `None` for anything
    /// else. `body` is JSON with `{number}` and `{text}` in strings; it is sent with this
    /// `Authorization`, if there is one.
    pub(crate) fn new(url: &str, body: &str, authorization: Option<&str>) -> Option<Self> {
        let rest = url.strip_prefix("http://")?;
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let address: SocketAddr = match host.strip_prefix("localhost:") {
            Some(port) => SocketAddr::from(([127, 0, 0, 1], port.parse().ok()?)),
            None => host.parse().ok()?,
        };
        let plain = path.bytes().all(|byte| byte.is_ascii_graphic());
        let sound = serde_json::from_str::<serde_json::Value>(body).is_ok()
            && body.contains("{number}")
            && body.contains("{text}");
        let authorization = match authorization {
            Some(value) => {
                let mut value = header::HeaderValue::from_str(value).ok()?;
                value.set_sensitive(true);
                Some(value)
            }
            None => None,
        };
        (address.ip().is_loopback() && plain && sound).then(|| Self {
            address,
            host: host.to_owned(),
            path: format!("/{path}"),
            body: body.to_owned(),
            authorization,
        })
    }

    async fn post(&self, body: String) -> Option<()> {
        let stream = TcpStream::connect(self.address).await.ok()?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.ok()?;
        let connection = tokio::spawn(connection);
        let mut request = Request::post(&self.path)
            .header(header::HOST, &self.host)
            .header(header::CONTENT_TYPE, "application/json");
        if let Some(authorization) = &self.authorization {
            request = request.header(header::AUTHORIZATION, authorization);
        }
        let request = request.body(Full::new(Bytes::from(body))).ok()?;
        let response = sender.send_request(request).await;
        connection.abort();
        response.ok()?.status().is_success().then_some(())
    }
}

impl SmsGateway for HttpGateway {
    fn send<'a>(&'a self, number: &'a PhoneNumber, text: &'a str) -> Sending<'a> {
        // Neither has anything that JSON would escape.
        let body = self.body.replace("{number}", number.as_str());
        let body = body.replace("{text}", text);
        Box::pin(async move {
            match time::timeout(PATIENCE, self.post(body)).await {
                Ok(Some(())) => Ok(()),
                _ => Err(SmsError),
            }
        })
    }
}

/// Reads the value of `Authorization` from a file, without the line's end.
pub(crate) fn read_authorization(path: &Path) -> std::io::Result<Zeroizing<String>> {
    let text = Zeroizing::new(fs::read_to_string(path)?);
    Ok(Zeroizing::new(text.trim_end().to_owned()))
}

/// How long the gateway may take.
const PATIENCE: Duration = Duration::from_secs(10);

#[cfg(test)]
mod tests {
    use super::HttpGateway;

    const BODY: &str = r#"{"to":"{number}","content":"{text}"}"#;

    #[test]
    fn plain_http_stays_on_this_machine() {
        for good in [
            "http://127.0.0.1:8081/messages",
            "http://localhost:8081",
            "http://[::1]:8081/v1/sms?from=Sealroll",
        ] {
            assert!(
                HttpGateway::new(good, BODY, Some("Bearer x")).is_some(),
                "{good}"
            );
        }
        for bad in [
            "http://gateway.example/messages",
            "http://192.0.2.1:80/",
            "https://127.0.0.1:8081/",
            "127.0.0.1:8081",
            "http://127.0.0.1/",
            "http://127.0.0.1:8081/a b",
        ] {
            assert!(HttpGateway::new(bad, BODY, None).is_none(), "{bad}");
        }
        let url = "http://127.0.0.1:8081/";
        for bad in ["{number} {text}", r#"{"to":"{number}"}"#, "{}"] {
            assert!(HttpGateway::new(url, bad, None).is_none(), "{bad}");
        }
        assert!(HttpGateway::new(url, BODY, Some("a\nb")).is_none());
    }
}

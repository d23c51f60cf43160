//! Many clients that upload at the same time, each on a connection that it keeps.

use core::fmt;
use core::sync::atomic::{AtomicUsize, Ordering};
use core::time::Duration;
use std::sync::Arc;
use std::time::Instant;

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use hyper::{Request, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// One envelope on its way.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Path of the record.
    pub path: String,
    /// The envelope.
    pub body: Bytes,
    /// What shows that its guest saw the code.
    pub authorization: String,
}

impl Upload {
    /// The upload that a library's request asks for.
    #[must_use]
    pub fn new(request: sealroll::Request) -> Self {
        let mut headers = request.headers.into_iter();
        let found = headers.find(|(name, _)| *name == "authorization");
        Self {
            path: request.path,
            body: request.body.into(),
            authorization: found.map(|(_, value)| value).unwrap_or_default(),
        }
    }
}

/// What the processor answered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Position of the upload in what was given.
    pub upload: usize,
    /// 201 or 200 with a receipt, else a problem.
    pub status: StatusCode,
    /// Receipt or problem.
    pub body: Bytes,
    /// From the first byte sent to the last received.
    pub latency: Duration,
}

/// Uploads everything over so many connections. Returns the answers received until everything was
/// answered or the connections broke, and whether they broke.
pub async fn upload_all(
    address: &str,
    clients: usize,
    uploads: Arc<Vec<Upload>>,
) -> (Vec<Answer>, Result<(), UploadError>) {
    let next = Arc::new(AtomicUsize::new(0));
    let mut tasks = JoinSet::new();
    for _ in 0..clients {
        let (address, uploads, next) = (address.to_owned(), uploads.clone(), next.clone());
        tasks.spawn(async move { client(&address, &uploads, &next).await });
    }
    let mut answers = Vec::with_capacity(uploads.len());
    let mut result = Ok(());
    while let Some(ended) = tasks.join_next().await {
        match ended {
            Ok((received, outcome)) => {
                answers.extend(received);
                result = result.and(outcome);
            }
            Err(_) => result = Err(UploadError::Broken),
        }
    }
    (answers, result)
}

/// One connection: takes the next upload that nobody has taken, until none is left.
async fn client(
    address: &str,
    uploads: &[Upload],
    next: &AtomicUsize,
) -> (Vec<Answer>, Result<(), UploadError>) {
    let mut answers = Vec::new();
    let mut sender = match connect(address).await {
        Ok(sender) => sender,
        Err(error) => return (answers, Err(error)),
    };
    loop {
        let position = next.fetch_add(1, Ordering::Relaxed);
        let Some(upload) = uploads.get(position) else {
            return (answers, Ok(()));
        };
        match send(&mut sender, address, position, upload).await {
            Ok(answer) => answers.push(answer),
            Err(error) => return (answers, Err(error)),
        }
    }
}

async fn connect(address: &str) -> Result<SendRequest<Full<Bytes>>, UploadError> {
    let stream = TcpStream::connect(address)
        .await
        .map_err(|_| UploadError::Refused)?;
    stream.set_nodelay(true).map_err(|_| UploadError::Refused)?;
    let (sender, connection) = http1::handshake(TokioIo::new(stream))
        .await
        .map_err(|_| UploadError::Refused)?;
    tokio::spawn(connection);
    Ok(sender)
}

async fn send(
    sender: &mut SendRequest<Full<Bytes>>,
    address: &str,
    position: usize,
    upload: &Upload,
) -> Result<Answer, UploadError> {
    let request = Request::put(&upload.path)
        .header(HOST, address)
        .header(CONTENT_TYPE, "application/octet-stream")
        .header(AUTHORIZATION, &upload.authorization)
        // As a proxy in front would say; whoever does not count addresses does not read it.
        .header("x-forwarded-for", format!("192.0.2.{}", position % 250))
        .body(Full::new(upload.body.clone()))
        .map_err(|_| UploadError::Broken)?;
    let begin = Instant::now();
    let response = sender
        .send_request(request)
        .await
        .map_err(|_| UploadError::Broken)?;
    let status = response.status();
    let body = response
        .into_body()
        .collect()
        .await
        .map_err(|_| UploadError::Broken)?;
    Ok(Answer {
        upload: position,
        status,
        body: body.to_bytes(),
        latency: begin.elapsed(),
    })
}

/// Why an upload has no answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum UploadError {
    /// No connection.
    Refused,
    /// The connection ended before the answer.
    Broken,
}

impl fmt::Display for UploadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Refused => "the processor does not accept connections",
            Self::Broken => "a connection ended before the answer",
        })
    }
}

impl std::error::Error for UploadError {}

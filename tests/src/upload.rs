//! Many clients that upload at the same time, each on a connection that it keeps.

use core::fmt;
use core::sync::atomic::{AtomicUsize, Ordering};
use core::time::Duration;
use std::io::{ErrorKind, Write};
use std::sync::Arc;
use std::time::Instant;

use hyper::StatusCode;
use hyper::body::Bytes;
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
    let mut connection = match Connection::open(address).await {
        Ok(connection) => connection,
        Err(error) => return (answers, Err(error)),
    };
    loop {
        let position = next.fetch_add(1, Ordering::Relaxed);
        let Some(upload) = uploads.get(position) else {
            return (answers, Ok(()));
        };
        match connection.send(address, position, upload).await {
            Ok(answer) => answers.push(answer),
            Err(error) => return (answers, Err(error)),
        }
    }
}

/// A connection and its buffers. It speaks as much HTTP as uploads need: on the machine of the
/// processor, what the clients take is not there for the service.
struct Connection {
    stream: TcpStream,
    request: Vec<u8>,
    response: Vec<u8>,
}

impl Connection {
    async fn open(address: &str) -> Result<Self, UploadError> {
        let stream = TcpStream::connect(address).await;
        let stream = stream.map_err(|_| UploadError::Refused)?;
        stream.set_nodelay(true).map_err(|_| UploadError::Refused)?;
        Ok(Self {
            stream,
            request: Vec::new(),
            response: Vec::new(),
        })
    }

    async fn send(
        &mut self,
        address: &str,
        position: usize,
        upload: &Upload,
    ) -> Result<Answer, UploadError> {
        self.request.clear();
        write!(
            self.request,
            "PUT {} HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/octet-stream\r\n\
             authorization: {}\r\nx-forwarded-for: 192.0.2.{}\r\ncontent-length: {}\r\n\r\n",
            upload.path,
            upload.authorization,
            // As a proxy in front would say; whoever does not count addresses does not read it.
            position % 250,
            upload.body.len()
        )
        .map_err(|_| UploadError::Broken)?;
        self.request.extend_from_slice(&upload.body);
        let begin = Instant::now();
        self.transmit().await?;
        let head = loop {
            if let Some(head) = Head::parse(&self.response)? {
                break head;
            }
            self.receive().await?;
        };
        while self.response.len() < head.length + head.body {
            self.receive().await?;
        }
        let latency = begin.elapsed();
        let response = self.response.get(head.length..head.length + head.body);
        let answer = Answer {
            upload: position,
            status: head.status,
            body: Bytes::copy_from_slice(response.ok_or(UploadError::Broken)?),
            latency,
        };
        self.response.drain(..head.length + head.body);
        Ok(answer)
    }

    async fn transmit(&self) -> Result<(), UploadError> {
        let mut left = self.request.as_slice();
        while !left.is_empty() {
            match self.stream.try_write(left) {
                Ok(count) => left = left.get(count..).unwrap_or_default(),
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    let ready = self.stream.writable().await;
                    ready.map_err(|_| UploadError::Broken)?;
                }
                Err(_) => return Err(UploadError::Broken),
            }
        }
        Ok(())
    }

    async fn receive(&mut self) -> Result<(), UploadError> {
        let mut piece = [0; PIECE];
        loop {
            let ready = self.stream.readable().await;
            ready.map_err(|_| UploadError::Broken)?;
            match self.stream.try_read(&mut piece) {
                Ok(count @ 1..) => {
                    let received = piece.get(..count).unwrap_or_default();
                    self.response.extend_from_slice(received);
                    return Ok(());
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                _ => return Err(UploadError::Broken),
            }
        }
    }
}

/// What the head of a response says.
struct Head {
    status: StatusCode,
    /// Its own bytes, with the empty line.
    length: usize,
    /// Bytes of the body.
    body: usize,
}

impl Head {
    /// `None` while it is not complete.
    fn parse(response: &[u8]) -> Result<Option<Self>, UploadError> {
        let Some(end) = response.windows(4).position(|four| four == b"\r\n\r\n") else {
            return Ok(None);
        };
        let head = response.get(..end).unwrap_or_default();
        let head = str::from_utf8(head).map_err(|_| UploadError::Broken)?;
        let mut lines = head.split("\r\n");
        let status = lines.next().and_then(|line| line.strip_prefix("HTTP/1.1 "));
        let status = status.and_then(|rest| StatusCode::from_bytes(rest.get(..3)?.as_bytes()).ok());
        let body = lines
            .filter_map(|line| line.split_once(':'))
            .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
            .and_then(|(_, value)| value.trim().parse().ok());
        Ok(Some(Self {
            status: status.ok_or(UploadError::Broken)?,
            length: end + 4,
            body: body.ok_or(UploadError::Broken)?,
        }))
    }
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

/// Bytes that are read at a time: more than an answer has.
const PIECE: usize = 4096;

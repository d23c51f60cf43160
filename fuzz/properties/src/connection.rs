//! One connection to a processor, on which requests go one after the other.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// A connection that is opened again when the processor has closed it.
pub(crate) struct Connection {
    address: SocketAddr,
    stream: Option<BufReader<TcpStream>>,
}

/// A request as it is sent; its length is added.
pub(crate) struct Sent {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// A response.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) status: u16,
    pub(crate) content_type: String,
    pub(crate) body: Vec<u8>,
}

impl Connection {
    pub(crate) const fn new(address: SocketAddr) -> Self {
        Self {
            address,
            stream: None,
        }
    }

    /// Sends a request and waits for its response; `None` if the connection ended without one.
    pub(crate) fn send(&mut self, sent: &Sent) -> Option<Received> {
        let received = self.try_send(sent);
        if received.is_err() {
            self.stream = None;
        }
        received.ok()
    }

    fn try_send(&mut self, sent: &Sent) -> io::Result<Received> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => {
                let stream = TcpStream::connect(self.address)?;
                stream.set_nodelay(true)?;
                stream.set_read_timeout(Some(Duration::from_secs(15)))?;
                BufReader::new(stream)
            }
        };
        let mut bytes = format!(
            "{} {} HTTP/1.1\r\nhost: {HOST}\r\n",
            sent.method, sent.target
        );
        for (name, value) in &sent.headers {
            bytes += &format!("{name}: {value}\r\n");
        }
        bytes += &format!("content-length: {}\r\n\r\n", sent.body.len());
        // The answer may come before everything is written.
        let _ = stream
            .get_mut()
            .write_all(&[bytes.as_bytes(), &sent.body].concat());
        let (received, keep) = read(&mut stream, sent.method == "HEAD")?;
        self.stream = keep.then_some(stream);
        Ok(received)
    }
}

/// Reads a response, and whether another may follow.
fn read(stream: &mut impl BufRead, head_only: bool) -> io::Result<(Received, bool)> {
    let status = line(stream)?;
    let status = status.split(' ').nth(1).and_then(|code| code.parse().ok());
    let mut received = Received {
        status: status.ok_or(io::ErrorKind::InvalidData)?,
        content_type: String::new(),
        body: Vec::new(),
    };
    let (mut length, mut keep) = (0, true);
    loop {
        let header = line(stream)?.to_ascii_lowercase();
        let Some((name, value)) = header.split_once(": ") else {
            break;
        };
        match name {
            "content-length" => length = value.parse().map_err(io::Error::other)?,
            "content-type" => received.content_type = value.to_owned(),
            "connection" => keep = value != "close",
            _ => {}
        }
    }
    if !head_only {
        received.body = vec![0; length];
        stream.read_exact(&mut received.body)?;
    }
    Ok((received, keep))
}

fn line(stream: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    if stream.take(16_384).read_line(&mut line)? == 0 {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(line.trim_end().to_owned())
}

/// What requests name in `Host`.
pub(crate) const HOST: &str = "api.example";

//! One request, one connection: enough for a processor on this machine.

use std::io::{self, Read, Write};
use std::net::TcpStream;

/// Sends a request and reads the whole answer: status code and body.
pub(crate) fn exchange<'a>(
    authority: &str,
    target: &str,
    method: &str,
    headers: impl Iterator<Item = (&'a str, &'a str)>,
    body: &[u8],
) -> io::Result<(u16, Vec<u8>)> {
    let mut message = format!("{method} {target} HTTP/1.1\r\nhost: {authority}\r\n");
    for (name, value) in headers {
        message.push_str(&format!("{name}: {value}\r\n"));
    }
    message.push_str(&format!(
        "content-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    ));
    let mut stream = TcpStream::connect(authority)?;
    stream.write_all(message.as_bytes())?;
    stream.write_all(body)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let wrong = || io::Error::from(io::ErrorKind::InvalidData);
    let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n");
    let end = end.ok_or_else(wrong)?;
    let head = String::from_utf8_lossy(&answer[..end]).to_lowercase();
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    if head.contains("transfer-encoding") {
        return Err(wrong());
    }
    Ok((status.ok_or_else(wrong)?, answer.split_off(end + 4)))
}

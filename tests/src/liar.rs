//! A processor that can lie, on real sockets: the test processor of the library with its log key
//! in hand. It keeps to the protocol until a lie changes what it has or what it answers.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use sealroll::{Method, Request, Response, Time};

use crate::processor::Processor;

/// Changes an answer on its way.
pub(crate) type Hook = Box<dyn Fn(&Request, Response, &Processor) -> Response + Send>;

/// The processor, shared between its server and the test.
#[derive(Clone)]
pub(crate) struct Liar(Arc<Mutex<State>>);

struct State {
    processor: Processor,
    now: Time,
    hook: Option<Hook>,
}

impl Liar {
    /// Listens on a free port of loopback. Returns the address.
    pub(crate) fn start(now: Time) -> std::io::Result<(Self, String)> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?.to_string();
        let mut processor = Processor::new();
        processor.authority.clone_from(&address);
        let liar = Self(Arc::new(Mutex::new(State {
            processor,
            now,
            hook: None,
        })));
        let server = liar.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let server = server.clone();
                thread::spawn(move || server.serve(&stream));
            }
        });
        Ok((liar, address))
    }

    /// Sets its clock.
    pub(crate) fn set_time(&self, now: Time) {
        self.state().now = now;
    }

    /// Does something to what it has.
    pub(crate) fn with<T>(&self, act: impl FnOnce(&mut Processor) -> T) -> T {
        act(&mut self.state().processor)
    }

    /// From now on changes its answers.
    pub(crate) fn set_hook(&self, hook: Hook) {
        self.state().hook = Some(hook);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One request, one answer.
    fn serve(&self, stream: &TcpStream) {
        let Some(request) = read_request(stream) else {
            return;
        };
        let mut state = self.state();
        let now = state.now;
        // The test processor asserts what it asks of its clients.
        let answered = catch_unwind(AssertUnwindSafe(|| state.processor.handle(&request, now)));
        let mut response = answered.unwrap_or_else(|_| crate::processor::problem(500, "internal"));
        if let Some(hook) = &state.hook {
            response = hook(&request, response, &state.processor);
        }
        drop(state);
        let head = format!(
            "HTTP/1.1 {} -\r\ncontent-length: {}\r\ncontent-type: {}\r\nconnection: close\r\n\r\n",
            response.status,
            response.body.len(),
            response
                .content_type
                .as_deref()
                .unwrap_or("application/octet-stream"),
        );
        let mut stream = stream;
        // A client that went away is no concern here.
        let _ = stream.write_all(&[head.as_bytes(), &response.body].concat());
    }
}

fn read_request(stream: &TcpStream) -> Option<Request> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut parts = line.split(' ');
    let method = match parts.next()? {
        "GET" => Method::Get,
        "PUT" => Method::Put,
        _ => Method::Post,
    };
    let target = parts.next()?;
    let (path, query) = match target.split_once('?') {
        Some((path, query)) => (path.to_owned(), Some(query.to_owned())),
        None => (target.to_owned(), None),
    };
    let (mut headers, mut length) = (Vec::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        let (name, value) = (name.to_ascii_lowercase(), value.trim().to_owned());
        if name == "content-length" {
            length = value.parse().ok()?;
        }
        if let Some(known) = HEADERS.iter().find(|known| **known == name) {
            headers.push((*known, value));
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Request {
        method,
        path,
        query,
        headers,
        body,
    })
}

/// What the processor looks at.
const HEADERS: [&str; 4] = [
    "content-digest",
    "signature-input",
    "signature",
    "authorization",
];

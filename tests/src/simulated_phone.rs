//! Lists that are let in by a PIN to a phone.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use sealroll::{Admission, Owner};
use sealroll_processor::{Gateway, PhoneRegistration, RegistrationPolicy};
use serde_json::Value;

use crate::simulation::{Simulation, new_list, time};

/// A gateway for short messages, which shows what it was to send.
pub(crate) struct Messages {
    address: SocketAddr,
    sent: Receiver<Value>,
}

impl Messages {
    pub(crate) fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, sent) = mpsc::channel();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let message = take(stream.unwrap());
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Self { address, sent }
    }

    fn policy(&self) -> RegistrationPolicy {
        let gateway = Gateway::Http {
            url: format!("http://{}/messages", self.address),
            body: r#"{"to":"{number}","text":"{text}"}"#.into(),
            authorization_file: None,
        };
        RegistrationPolicy::Phone(PhoneRegistration::new(vec!["49".into()], gateway))
    }
}

impl Simulation {
    /// The operator asks new lists for a PIN for a while, and somebody opens one.
    pub(crate) fn register_by_phone(&mut self) {
        self.ask_for(self.messages.policy());
        let now = time(self.now);
        let [owner, other] = [(), ()].map(|()| {
            let list = new_list(&self.house);
            Owner::create(list, now, &mut self.keys).unwrap().0
        });
        assert_eq!(self.refusal(&owner.registration_request()), "pin-required");
        let abroad = owner.pin_request("+33612345678");
        assert_eq!(self.refusal(&abroad), "country-not-allowed");
        assert!(self.messages.sent.try_recv().is_err());

        let number = format!("+49151{:08}", self.roll(100_000_000));
        let pin = self.ask_for_pin(&owner, &number);
        let with = |pin: &str| owner.admission_request(Admission::Pin(pin));
        let wrong = if pin == "000000" { "000001" } else { "000000" };
        match self.roll(4) {
            0 => {
                // Ten minutes.
                self.pass(599);
                assert_eq!(self.refusal(&with(wrong)), "wrong-pin");
                self.pass(1);
            }
            1 => {
                for _ in 0..5 {
                    assert_eq!(self.refusal(&with(wrong)), "wrong-pin");
                }
            }
            2 => {
                // It was in memory only.
                self.stop();
                self.start();
            }
            _ => {
                let stolen = other.admission_request(Admission::Pin(&pin));
                assert_eq!(self.refusal(&stolen), "no-pin");
                let newer = self.ask_for_pin(&owner, &number);
                if newer != pin {
                    assert_eq!(self.refusal(&with(&pin)), "wrong-pin");
                }
                self.pass(600);
            }
        }
        assert_eq!(self.refusal(&with(&pin)), "no-pin");
        let pin = self.ask_for_pin(&owner, &number);
        self.house.send(&with(&pin)).success().unwrap();
        // From here on the list's own root counts, and no phone.
        let again = owner.registration_request();
        self.house.send(&again).success().unwrap();
        let refused = self.refusal(&owner.pin_request(&number));
        assert_eq!(refused, "already-registered");
        assert!(self.messages.sent.try_recv().is_err());
        self.check("confirmed");
        self.ask_for(RegistrationPolicy::Token);
    }

    fn ask_for_pin(&self, owner: &Owner, number: &str) -> String {
        let asked = self.house.send(&owner.pin_request(number));
        asked.success().unwrap();
        let message = self.messages.sent.recv_timeout(PATIENCE).unwrap();
        assert_eq!(message["to"], *number);
        let text = message["text"].as_str().unwrap();
        let (pin, rest) = text.split_at(6);
        assert!(pin.bytes().all(|byte| byte.is_ascii_digit()) && rest.starts_with(' '));
        pin.to_owned()
    }

    fn ask_for(&mut self, policy: RegistrationPolicy) {
        self.stop();
        self.house.set_registration(policy);
        self.start();
    }
}

/// Reads one request and answers it.
fn take(stream: TcpStream) -> Value {
    let mut stream = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).unwrap();
        let line = line.trim_end().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length: ") {
            length = value.parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).unwrap();
    let answer = b"HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n";
    stream.get_mut().write_all(answer).unwrap();
    serde_json::from_slice(&body).unwrap()
}

const PATIENCE: Duration = Duration::from_secs(10);

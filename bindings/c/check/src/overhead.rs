//! `sealroll-c-overhead`: what a call through the C interface costs over the Rust library, and how
//! large the library is.
//!
//! Both do the same work in turns, in one process; the C functions are those of the shared library
//! as it is installed. Opening includes holding the envelopes against the log.

mod dynamic;
mod error;
mod http;
mod service;

use core::ops::ControlFlow;
use core::time::Duration;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;
use sealroll::{
    CheckInForm, ContactForm, Environment, Guest, Inbox, Invitation, NewList, Owner, Request,
    Response, Time, VerifyingKey, Welcome, Workers,
};
use serde_json::json;

use crate::dynamic::Library;
use crate::service::{ORIGIN, Service};

/// Measures the C interface.
#[derive(Parser)]
#[command(name = "sealroll-c-overhead", version)]
struct Arguments {
    /// The processor's binary.
    #[arg(long, value_name = "FILE")]
    processor: PathBuf,
    /// The shared library.
    #[arg(long, value_name = "FILE")]
    library: PathBuf,
    /// The same, stripped.
    #[arg(long, value_name = "FILE")]
    stripped: PathBuf,
    /// Where the processor keeps its data.
    #[arg(long, value_name = "FOLDER")]
    work: PathBuf,
    /// Write the JSON report here.
    #[arg(long, value_name = "FILE")]
    report: PathBuf,
}

type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), Failure> {
    let _ = fs::remove_dir_all(&arguments.work);
    fs::create_dir_all(&arguments.work)?;
    let service = Service::start(&arguments.processor, &arguments.work)?;
    let mut scene = Scene::new(&service)?;
    scene.upload(RECORDS)?;
    let library = Library::open(&arguments.library)?;
    let seal = scene.seal(&library)?;
    let open = scene.open(&library)?;
    let bytes = |path| fs::metadata(path).map(|data| data.len());
    let report = json!({
        "c_call_overhead": {
            "seal": seal.to_json(),
            "open": open.to_json(),
            "ratio": seal.ratio().max(open.ratio()),
        },
        "library_bytes": bytes(&arguments.stripped)?,
    });
    let text = format!("{report:#}\n");
    print!("{text}");
    fs::write(&arguments.report, text)?;
    Ok(())
}

/// A list with an owner, and a verified bundle of it.
struct Scene {
    api: String,
    owner: Owner,
    inbox: Inbox,
    link: String,
    bundle: Vec<u8>,
    welcome: Welcome,
    now: Time,
}

impl Scene {
    fn new(service: &Service) -> Result<Self, Failure> {
        let now = now()?;
        let mut list = NewList::new(Environment::Test, ORIGIN, key(service.log_key())?);
        let terms = &mut list.terms;
        for text in [
            &mut terms.venue,
            &mut terms.contact,
            &mut terms.purpose_de,
            &mut terms.purpose_en,
            &mut terms.legal_basis_de,
            &mut terms.legal_basis_en,
        ] {
            *text = "Text".to_owned();
        }
        list.generation_epochs = 2;
        let (mut owner, _) = Owner::create(list, now, &mut rng())?;
        let api = service.url();
        send(&api, &owner.registration_request())?.success()?;
        let authority = api.trim_start_matches("http://").to_owned();
        if let Some(statements) = owner.statements_request(&authority, now, &mut rng())? {
            send(&api, &statements)?.success()?;
        }
        let mut inbox = Inbox::new();
        sync(&api, &mut owner, &mut inbox)?;
        let link = owner.invitation(&api, None)?.to_link();
        let invitation = Invitation::from_link(&link)?;
        let mut guest = Guest::first_use(Environment::Test, &mut rng());
        let answer = send(&api, &guest.welcome_request(&invitation))?;
        let bundle = answer.success()?.to_vec();
        let welcome = guest.accept(&invitation, &bundle, now)?;
        Ok(Self {
            api,
            owner,
            inbox,
            link: link.to_string(),
            bundle,
            welcome,
            now,
        })
    }

    fn upload(&mut self, count: usize) -> Result<(), Failure> {
        for _ in 0..count {
            let pending = self.welcome.check_in(&form(), self.now, &mut rng())?;
            send(&self.api, &pending.request())?.success()?;
        }
        sync(&self.api, &mut self.owner, &mut self.inbox)
    }

    /// Seals and frees, so many times a round.
    fn seal(&self, library: &Library) -> Result<Figures, Failure> {
        let guest = library.guest(&self.link, &self.bundle, self.now.seconds())?;
        let form = form();
        Figures::measure(
            SEALS,
            || {
                timed(|| {
                    for _ in 0..SEALS {
                        drop(self.welcome.check_in(&form, self.now, &mut rng())?);
                    }
                    Ok(())
                })
            },
            || timed(|| guest.seal(SEALS, self.now.seconds())),
        )
    }

    /// Opens all envelopes of the day, once a round, each time for the first time: what was opened
    /// before would not be opened again.
    fn open(&mut self, library: &Library) -> Result<Figures, Failure> {
        let today = self.owner.epoch_at(self.now).ok_or("no epoch")?;
        let authority = self.api.trim_start_matches("http://").to_owned();
        let mut fetch = self.owner.fetch(today)?;
        while let Some(request) = fetch.request(&self.owner, &authority, self.now, &mut rng())? {
            fetch.receive(&send(&self.api, &request)?)?;
        }
        let state = self.owner.to_bytes();
        let (owner, synced) = (&self.owner, self.inbox.to_bytes());
        Figures::measure(
            RECORDS,
            || {
                let mut inbox = Inbox::from_bytes(&synced)?;
                let go_on = |_, _| ControlFlow::Continue(());
                let workers = Workers::all_cores();
                timed(|| {
                    let envelopes = fetch.fetched();
                    let batch = owner.open(&mut inbox, today, envelopes, workers, go_on)?;
                    (batch.opened == RECORDS)
                        .then_some(())
                        .ok_or_else(|| format!("opened {} of {RECORDS}", batch.opened).into())
                })
            },
            || {
                let other = library.owner(&state, &authority, today.value())?;
                timed(|| other.open(RECORDS))
            },
        )
    }
}

/// Times of rounds that took turns, in nanoseconds a record.
struct Figures {
    rust: Vec<f64>,
    c: Vec<f64>,
}

impl Figures {
    fn measure(
        records: usize,
        mut rust: impl FnMut() -> Result<Duration, Failure>,
        mut c: impl FnMut() -> Result<Duration, Failure>,
    ) -> Result<Self, Failure> {
        let mut figures = Self {
            rust: Vec::new(),
            c: Vec::new(),
        };
        rust()?;
        c()?;
        for round in 0..ROUNDS {
            // Who is first changes, so that a busy machine is unfair to neither.
            for turn in 0..2 {
                let (times, elapsed) = if (round + turn) % 2 == 0 {
                    (&mut figures.rust, rust()?)
                } else {
                    (&mut figures.c, c()?)
                };
                times.push(elapsed.as_nanos() as f64 / records as f64);
            }
        }
        Ok(figures)
    }

    /// The median of the rounds' ratios.
    fn ratio(&self) -> f64 {
        let pairs = self.rust.iter().zip(&self.c);
        median(pairs.map(|(rust, c)| c / rust).collect())
    }

    fn to_json(&self) -> serde_json::Value {
        json!({
            "rust_microseconds": median(self.rust.clone()) / 1000.0,
            "c_microseconds": median(self.c.clone()) / 1000.0,
            "ratio": self.ratio(),
            "rounds": ROUNDS,
        })
    }
}

fn timed(work: impl FnOnce() -> Result<(), Failure>) -> Result<Duration, Failure> {
    let begin = Instant::now();
    work()?;
    Ok(begin.elapsed())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn sync(api: &str, owner: &mut Owner, inbox: &mut Inbox) -> Result<(), Failure> {
    let authority = api.trim_start_matches("http://");
    let now = now()?;
    let mut sync = owner.sync(inbox, now);
    while let Some(request) = sync.request(authority, now, &mut rng())? {
        sync.receive(&send(api, &request)?)?;
    }
    Ok(())
}

/// Sends a request of the library.
fn send(api: &str, request: &Request) -> Result<Response, Failure> {
    let (status, body) = http::exchange(
        api.trim_start_matches("http://"),
        &request.target(),
        request.method.name(),
        request
            .headers
            .iter()
            .map(|(name, value)| (*name, value.as_str())),
        &request.body,
    )?;
    Ok(Response {
        status,
        body,
        ..Response::default()
    })
}

fn form() -> CheckInForm {
    CheckInForm {
        contact: ContactForm {
            given_name: "Ada".to_owned(),
            family_name: "Lovelace".to_owned(),
            phone: "+4915112345678".to_owned(),
            ..ContactForm::default()
        },
        ..CheckInForm::default()
    }
}

fn key(hex: &str) -> Result<VerifyingKey, Failure> {
    let mut bytes = [0; 32];
    for (place, byte) in bytes.iter_mut().enumerate() {
        let digits = hex.get(2 * place..2 * place + 2).ok_or("a short key")?;
        *byte = u8::from_str_radix(digits, 16)?;
    }
    VerifyingKey::from_bytes(&bytes).map_err(|_| "no key".into())
}

fn now() -> Result<Time, Failure> {
    let elapsed = std::time::UNIX_EPOCH.elapsed()?;
    Time::new(elapsed.as_secs()).map_err(|_| "no time".into())
}

const fn rng() -> UnwrapErr<SysRng> {
    UnwrapErr(SysRng)
}

/// Envelopes of the day that is opened.
const RECORDS: usize = 200;
/// Check-ins sealed in a round.
const SEALS: usize = 100;
/// Pairs of rounds.
const ROUNDS: usize = 21;

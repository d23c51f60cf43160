//! An auditor and the transcript that it keeps, before a processor that answers what it likes.

use std::sync::LazyLock;

use arbitrary::{Arbitrary, Unstructured};
use sealroll::{
    AuditError, AuditOptions, AuditReport, Auditor, Order, Request, Response, Transcript,
};
use sealroll_wire::ReaderToken;

use crate::connection::Sent;
use crate::depth::reach;
use crate::edit::{self, Edit};
use crate::list::{List, NOW};
use crate::seed::{self, END, MORE, Seed};
use crate::services::Service;
use crate::steps::{Step, lists, ordered};

/// Whatever a processor answers: an audit comes to an end, its transcript leads to the same
/// report, and nobody is accused by signatures that were not given.
///
/// The input changes answers of an honest processor, by their places.
pub fn audit(data: &[u8]) {
    audit_made_again_by(data, |transcript| {
        let again = transcript.audit();
        again.ok()
    });
}

/// [`audit`] of anyone who makes it again from its transcript.
pub(crate) fn audit_made_again_by(data: &[u8], again: impl Fn(&Transcript) -> Option<AuditReport>) {
    let Ok(changes) = <Vec<(u8, Change)>>::arbitrary(&mut Unstructured::new(data)) else {
        return;
    };
    let genuine = Genuine::shared();
    let mut answers = genuine.answers.clone();
    for (place, change) in changes.iter().take(8) {
        let place = usize::from(*place) % answers.len();
        let response = change.apply(&answers[place], &answers);
        answers[place] = response;
    }
    let list_id = List::shared().root.list_id();
    let options = AuditOptions::default();
    let mut transcript = Transcript::new(list_id, NOW, options);
    let mut auditor = Auditor::new(list_id, &token(), NOW, options);
    let mut answers = answers.iter().cycle();
    let mut asked = 0;
    let result = loop {
        let Some(request) = auditor.request() else {
            break Ok(());
        };
        asked += 1;
        assert!(asked < 200, "an audit of a small log does not end");
        let response = answers.next().expect("there are answers");
        transcript.add(&request, response);
        if let Err(error) = auditor.receive(response) {
            break Err(error);
        }
    };
    let written = transcript.to_bytes();
    let read = Transcript::from_bytes(&written).expect("what was written can be read");
    assert_eq!(read, transcript);
    for length in [written.len() - 1, written.len() / 2] {
        assert!(Transcript::from_bytes(&written[..length]).is_err());
    }
    if let Err(error) = result {
        reach("stopped");
        let refused = matches!(error, AuditError::Refused(_));
        assert!(again(&read).is_none() || refused);
        return;
    }
    let report = auditor.report();
    reach(if report == genuine.report {
        "the same report"
    } else {
        "another report"
    });
    assert_eq!(again(&read).as_ref(), Some(&report));
    // The processor has signed nothing wrong: what it answers proves no more.
    let mut signed = report.findings.iter().filter(|finding| finding.is_signed);
    assert_eq!(signed.next(), None, "an honest processor is accused");
}

/// Any bytes are a transcript that is written as the same bytes, or none; to make the audit again
/// comes to an end.
///
/// The first byte says whether a transcript follows or edits of a genuine one.
pub fn transcript(data: &[u8]) {
    let bytes = match data.split_first() {
        Some((0, bytes)) => bytes.to_vec(),
        Some((_, rest)) => {
            let Ok(edits) = Vec::<Edit>::arbitrary(&mut Unstructured::new(rest)) else {
                return;
            };
            edit::apply(&Genuine::shared().transcript, &edits)
        }
        None => return,
    };
    if let Ok(transcript) = Transcript::from_bytes(&bytes) {
        reach("read");
        assert_eq!(transcript.to_bytes(), bytes);
        match transcript.audit() {
            Ok(report) => {
                reach("audited");
                assert_eq!(report.list_id, *transcript.list_id());
            }
            Err(_) => reach("incomplete"),
        }
    }
}

/// Seeds of [`audit`].
pub fn audit_seeds() -> Vec<Seed> {
    let change = |place: u8, name: &str, fields: &[u8]| {
        let change = seed::variant::<Change>(name, fields);
        [&[MORE, place], &change[..], &[END]].concat()
    };
    let edit = seed::variant::<Edit>("Flip", &[3, 0, 1]);
    let any = |step: u32| {
        (0..24_u32)
            .flat_map(|number| number.wrapping_mul(step).to_le_bytes())
            .collect::<Vec<_>>()
    };
    vec![
        Seed::new("honest", []),
        Seed::new("refused", change(0, "Status", &[204, 0])),
        Seed::new("not-cosigned", change(3, "Status", &[204, 0])),
        Seed::new("cut", change(0, "Cut", &[10, 0])),
        Seed::new("exchanged", change(1, "Exchange", &[4])),
        Seed::new("edited", change(5, "Edit", &edit)),
        Seed::new("mixed", any(0x9e37_79b9)),
        Seed::new("other", any(0x2468_ace1)),
        Seed::new("third", any(0x1357_9bdf)),
    ]
}

/// Seeds of [`transcript`].
pub fn transcript_seeds() -> Vec<Seed> {
    let empty = Transcript::new(List::shared().root.list_id(), NOW, AuditOptions::default());
    vec![
        Seed::new("empty", [&[0], &empty.to_bytes()[..]].concat()),
        Seed::new("genuine", [1]),
        Seed::new("edited", [1, MORE, 0, 0, 0, 0, 0x40, 0, 1, END]),
    ]
}

/// What becomes of an answer.
#[derive(Clone, Debug, Arbitrary)]
enum Change {
    Edit(Edit),
    Status(u16),
    Exchange { other: u8 },
    Cut { length: u16 },
    Replace { body: Vec<u8> },
}

impl Change {
    fn apply(&self, answer: &Response, answers: &[Response]) -> Response {
        let body = match self {
            Self::Edit(edit) => edit::apply(&answer.body, &[*edit]),
            Self::Exchange { other } => answers[usize::from(*other) % answers.len()].body.clone(),
            Self::Cut { length } => {
                let length = answer.body.len().min((*length).into());
                answer.body[..length].to_vec()
            }
            Self::Replace { body } => body.clone(),
            Self::Status(_) => answer.body.clone(),
        };
        let status = match self {
            Self::Status(status) => 200 + status % 400,
            _ => answer.status,
        };
        Response {
            status,
            body,
            ..Response::default()
        }
    }
}

/// An audit of the list's honest life, over real connections.
struct Genuine {
    answers: Vec<Response>,
    report: AuditReport,
    transcript: Vec<u8>,
}

impl Genuine {
    fn shared() -> &'static Self {
        static GENUINE: LazyLock<Genuine> = LazyLock::new(Genuine::new);
        &GENUINE
    }

    fn new() -> Self {
        let list_id = List::shared().root.list_id();
        let options = AuditOptions::default();
        let mut auditor = Auditor::new(list_id, &token(), NOW, options);
        let mut transcript = Transcript::new(list_id, NOW, options);
        let mut answers = Vec::new();
        with_processor(|send| {
            while let Some(request) = auditor.request() {
                let response = send(&request);
                transcript.add(&request, &response);
                auditor.receive(&response).expect("an honest processor");
                answers.push(response);
            }
        });
        Self {
            answers,
            report: auditor.report(),
            transcript: transcript.to_bytes(),
        }
    }
}

/// Lets an admitted reader ask a processor that has served a list's honest life.
fn with_processor(audit: impl FnOnce(&mut dyn FnMut(&Request) -> Response)) {
    let mut service = Service::start();
    let edits = Vec::new;
    let upload = |number| Step::Upload {
        number,
        fill: 0,
        edits: edits(),
    };
    for step in [
        Step::Open,
        upload(0),
        upload(1),
        Step::Cosign { edits: edits() },
    ] {
        service.take(&step);
    }
    let reader = token().reader_id(&List::shared().root.list_id());
    let note = ordered(0, Order::AdmitReader(reader), service.now);
    let body = note.as_str().as_bytes().to_vec();
    let received = service.send("POST", &lists("/instructions"), false, body);
    assert!(received.is_some_and(|received| received.status < 300));
    audit(&mut |request| {
        let mut sent = Sent {
            method: request.method.name().to_owned(),
            target: request.target(),
            headers: Vec::new(),
            body: request.body.clone(),
        };
        for (name, value) in &request.headers {
            sent.headers.push(((*name).to_owned(), value.clone()));
        }
        let received = service.exchange(&sent).expect("every request is answered");
        Response {
            status: received.status,
            body: received.body,
            ..Response::default()
        }
    });
    service.finish();
}

/// The auditor's.
fn token() -> ReaderToken {
    ReaderToken::from_bytes([0x2a; 32])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_honest_processor_is_found_so() {
        let report = &Genuine::shared().report;
        assert_eq!(report.records, 2);
        let signed = report.findings.iter().any(|finding| finding.is_signed);
        assert!(!signed, "{:?}", report.findings);
        assert_eq!(report.now, NOW);
    }
}

//! An owner that follows the instruction log of a hostile processor.

use arbitrary::{Arbitrary, Unstructured};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use sealroll::{
    Epoch, HistoryEvent, HistoryLine, Inbox, Order, Owner, Request, Response, SyncError, Time,
};
use sealroll_log::{Checkpoint, Note, NoteKey, TilePath, encode_bundle};
use sealroll_wire::{DocumentKind, Instruction, InstructionId, Writer};

use crate::depth::reach;
use crate::edit::{self, Edit};
use crate::list::{self, NOW};
use crate::ordered::{Document, Documents, Ordered, entry, head, log_name};
use crate::owned::Owned;
use crate::seed::{self, END, MORE, Seed};

/// Whatever a processor that holds the log key logs and answers: the owner cosigns only what
/// continues all that it has cosigned, its history holds for given only what the list's keys have
/// signed, and the next instruction follows such a one (`spec/protocol.md#SYN-1`,
/// `spec/protocol.md#INS-1`, `spec/protocol.md#DOC-2`).
pub fn hostile_history(data: &[u8]) {
    let believed = |line: &HistoryLine| line.event != HistoryEvent::Invalid;
    hostile_history_of(data, |owner, inbox| (owner, inbox), believed);
}

/// What an owner still knows when a round begins.
pub(crate) type Restore = fn(Owner, Inbox) -> (Owner, Inbox);

/// [`hostile_history`] of an owner that restarts before each round and shows lines as true.
pub(crate) fn hostile_history_of(
    data: &[u8],
    restore: Restore,
    believed: fn(&HistoryLine) -> bool,
) {
    let Ok((has_ordered, documents, rounds)) =
        <(bool, Vec<Document>, Vec<Round>)>::arbitrary(&mut Unstructured::new(data))
    else {
        return;
    };
    let ordered = Ordered::shared();
    let mut processor = Processor::new(ordered, &documents);
    let state = if has_ordered {
        &ordered.ordering
    } else {
        &Owned::shared().state
    };
    let mut owner = Owner::from_bytes(state).expect("what an owner writes can be read");
    let mut inbox = Inbox::new();
    for (number, round) in rounds.iter().take(5).enumerate() {
        processor.round = *round;
        (owner, inbox) = restore(owner, inbox);
        let now = NOW.saturating_add(number as u64);
        sync(&mut owner, &mut inbox, &mut processor, now);
        let lines = owner.history(&inbox);
        assert!(
            lines.len() <= processor.cosigned.len(),
            "read what was not cosigned"
        );
        for (line, (kind, bytes)) in lines.iter().zip(&processor.cosigned) {
            if believed(line) {
                reach(name(*kind));
                assert!(ordered.is_signed(*kind, bytes), "{:?}", line.event);
            } else {
                reach("set aside");
            }
        }
        check_next(ordered, &owner);
        let bytes = owner.to_bytes();
        let copy = Owner::from_bytes(&bytes).map(|copy| copy.to_bytes());
        assert_eq!(copy, Ok(bytes));
        assert!(Inbox::from_bytes(&inbox.to_bytes()).is_ok());
    }
}

fn sync(owner: &mut Owner, inbox: &mut Inbox, processor: &mut Processor, now: Time) {
    let ordered = Ordered::shared();
    let mut rng = ChaCha20Rng::from_seed([9; 32]);
    let mut sync = owner.sync(inbox, now);
    for _ in 0..40 {
        let request = sync.request("api.example", now, &mut rng);
        let Some(request) = request.expect("a valid authority") else {
            break;
        };
        let response = processor.answer(&request);
        if let Err(error) = sync.receive(&response) {
            let proven = matches!(error, SyncError::RolledBack | SyncError::Inconsistent);
            if proven {
                reach("proven fault");
            }
            assert!(!proven || sync.evidence().is_some());
            if matches!(error, SyncError::Refused(_)) {
                sync.skip();
            }
        }
    }
    let report = sync.report();
    if !report.findings.is_empty() {
        reach("finding");
    }
    let known = |id: &InstructionId| ordered.ids().any(|ordered| ordered == *id);
    assert!(report.foreign_instructions.iter().all(known));
}

/// What the owner would order next follows an instruction of the list.
fn check_next(ordered: &Ordered, owner: &Owner) {
    let mut owner = Owner::from_bytes(&owner.to_bytes()).expect("just written");
    owner.withdraw_instruction();
    let request = owner.instruct(Order::HoldEpoch(Epoch(40)), NOW);
    let note = Note::parse(&request.expect("nothing is pending").body).expect("a note");
    let next = Instruction::from_text(note.text()).expect("an instruction");
    if let Some(previous) = next.previous {
        reach("followed");
        let place = ordered.ids().position(|id| id == previous);
        let place = place.expect("follows what nobody of the list has ordered");
        let text = Note::parse(&ordered.instructions[place]).expect("a note");
        let before = Instruction::from_text(text.text()).expect("an instruction");
        assert!(next.serial > before.serial);
    }
}

/// Seeds of [`hostile_history`].
pub fn hostile_history_seeds() -> Vec<Seed> {
    let any = |step: u32| {
        (0..96_u32)
            .flat_map(|number| number.wrapping_mul(step).to_le_bytes())
            .collect::<Vec<_>>()
    };
    let begun: [(&str, &[u8]); 6] = [
        ("Certificate", &[0]),
        ("Certificate", &[1]),
        ("Certificate", &[2]),
        ("Certificate", &[3]),
        ("Descriptor", &[]),
        ("Operator", &[1]),
    ];
    let orders: [(&str, &[u8]); 5] = [
        ("Instruction", &[0]),
        ("Acknowledged", &[0]),
        ("Instruction", &[1]),
        ("Erased", &[1]),
        ("Acknowledged", &[1]),
    ];
    let forged: [(&str, &[u8]); 4] = [
        ("Forged", &[0]),
        ("Acknowledged", &[2]),
        ("Foreign", &[0]),
        ("Instruction", &[1]),
    ];
    let with = |more: &[(&'static str, &'static [u8])]| [&begun[..], more].concat();
    vec![
        Seed::new("zeros", [0; 200]),
        Seed::new("mixed", any(0x9e37_79b9)),
        Seed::new(
            "honest",
            history(&with(&orders), &[(6, None), (8, None), (11, None)]),
        ),
        Seed::new("forged", history(&with(&forged), &[(8, None), (10, None)])),
        Seed::new(
            "rolled-back",
            history(&with(&orders), &[(11, None), (8, None)]),
        ),
        Seed::new(
            "exchanged",
            history(&with(&orders), &[(8, None), (11, Some(2))]),
        ),
    ]
}

/// What [`hostile_history`] reads: the documents of a log, and rounds by the size that they show
/// and the document that they exchange.
fn history(documents: &[(&str, &[u8])], rounds: &[(u8, Option<u8>)]) -> Vec<u8> {
    let mut bytes = vec![1];
    bytes.extend(seed::sequence::<Document>(documents));
    for (size, exchanged) in rounds {
        bytes.extend([MORE, *size]);
        bytes.extend(exchanged.map_or(vec![0], |place| vec![1, place]));
        // Pages of six documents, no answer is changed.
        bytes.extend([5, 0]);
    }
    bytes.push(END);
    bytes
}

/// A processor with the log key and no manners, and what it got cosigned.
struct Processor {
    documents: Documents,
    round: Round,
    shown: Option<(Documents, Checkpoint)>,
    cosigned: Documents,
}

/// What the processor does when the owner syncs.
#[derive(Clone, Copy, Debug, Arbitrary)]
struct Round {
    /// How much of the log it shows.
    size: u8,
    /// Which document it shows another one for, if any.
    exchanged: Option<u8>,
    /// How many documents are on a page.
    page: u8,
    /// A change of an answer.
    edit: Option<Edit>,
}

impl Processor {
    fn new(ordered: &Ordered, documents: &[Document]) -> Self {
        let documents = documents.iter().take(24);
        Self {
            documents: documents.map(|document| document.bytes(ordered)).collect(),
            round: Round {
                size: 0,
                exchanged: None,
                page: 0,
                edit: None,
            },
            shown: None,
            cosigned: Vec::new(),
        }
    }

    fn answer(&mut self, request: &Request) -> Response {
        let mut status = 200;
        let mut body = Vec::new();
        if request.path.ends_with("/documents") {
            body = self.page(request.query.as_deref().unwrap_or_default());
        } else if !request.path.contains("/logs/instructions/") {
            // No statement was published.
            status = 404;
        } else if request.path.ends_with("/checkpoint") {
            body = self.checkpoint();
        } else if let Some((_, path)) = request.path.split_once("/tile/") {
            body = self.tile(&format!("tile/{path}"));
        } else if request.path.ends_with("/cosignature") {
            self.take_cosignature(&request.body);
            status = 204;
        }
        if let Some(edit) = self.round.edit {
            body = edit::apply(&body, &[edit]);
        }
        Response {
            status,
            body,
            ..Response::default()
        }
    }

    /// The documents that this round pretends.
    fn pretended(&self) -> Documents {
        let size = usize::from(self.round.size).min(self.documents.len());
        let mut documents = self.documents[..size].to_vec();
        if let Some(place) = self.round.exchanged
            && let Some(last) = documents.last().cloned()
        {
            documents[usize::from(place) % size] = last;
        }
        documents
    }

    fn checkpoint(&mut self) -> Vec<u8> {
        let documents = self.pretended();
        let checkpoint = Checkpoint::new(log_name(), head(&documents)).expect("a small tree");
        let signed = checkpoint.sign(list::log_signer());
        self.shown = Some((documents, checkpoint));
        signed.as_str().as_bytes().to_vec()
    }

    fn tile(&self, path: &str) -> Vec<u8> {
        let path = TilePath::parse(path).expect("what an owner asks for is a path");
        assert_eq!(path.index(), 0, "the log has fewer than 256 entries");
        let documents = self.pretended();
        let width = usize::from(path.width()).min(documents.len());
        let bytes: Vec<_> = documents[..width]
            .iter()
            .map(|it| entry(it).to_bytes())
            .collect();
        encode_bundle(&bytes).unwrap_or_default()
    }

    fn page(&self, query: &str) -> Vec<u8> {
        let from = query
            .strip_prefix("from=")
            .and_then(|from| from.parse().ok());
        let from: usize = from.expect("an owner says from where");
        let mut writer = Writer::new();
        let documents = self.pretended();
        let page = documents.iter().enumerate().skip(from);
        for (index, (_, bytes)) in page.take(1 + usize::from(self.round.page % 8)) {
            writer.u64(index as u64);
            writer.bytes16(bytes).expect("a document is short");
        }
        writer.into_bytes()
    }

    /// Checks what the owner cosigns against all that it cosigned before.
    fn take_cosignature(&mut self, body: &[u8]) {
        let (documents, checkpoint) = self.shown.take().expect("cosigned after it was shown");
        let line = str::from_utf8(body).expect("a signature line is text");
        let key = NoteKey::new(
            checkpoint.origin().clone(),
            list::verifying(list::log_signer()),
        );
        let signed = checkpoint.sign(list::log_signer());
        let verified = signed.verify(&key).expect("just signed");
        let cosigned = verified.with_cosignature(line, &Owned::shared().witnesses());
        assert!(cosigned.is_ok(), "another head than the one shown: {line}");
        assert!(
            documents.starts_with(&self.cosigned),
            "cosigned a log that is not a continuation"
        );
        reach(if self.cosigned.is_empty() {
            "cosigned"
        } else {
            "cosigned again"
        });
        self.cosigned = documents;
    }
}

fn name(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Certificate => "certificate",
        DocumentKind::Descriptor => "terms",
        DocumentKind::Instruction => "instruction",
        DocumentKind::Acknowledgement => "carried out",
        DocumentKind::Erasure => "erased",
        _ => "operator",
    }
}

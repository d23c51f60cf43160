//! What somebody sends to a processor.

use arbitrary::Arbitrary;
use sealroll_log::{KeyName, Note};
use sealroll_wire::{
    Bucket, Epoch, Instruction, KeyUse, Order, Serial, Statement, StatementBody, Time, origin,
};

use crate::edit::Edit;
use crate::list::{self, List};
use crate::sealed;

/// What somebody sends. Edits are made after signing.
#[derive(Debug, Arbitrary)]
pub(crate) enum Step {
    Open,
    Register {
        edits: Vec<Edit>,
    },
    Publish {
        serial: u8,
        edits: Vec<Edit>,
    },
    Upload {
        number: u8,
        fill: u8,
        edits: Vec<Edit>,
    },
    Misname {
        number: u8,
    },
    Instruct {
        serial: u8,
        epoch: u8,
        edits: Vec<Edit>,
    },
    Cosign {
        edits: Vec<Edit>,
    },
    Read {
        path: Path,
        signed: bool,
        head: bool,
    },
    Any(AnyRequest),
    Wait {
        seconds: u16,
    },
    WaitDays {
        days: u8,
    },
}

/// A path that exists, with any numbers in it.
#[derive(Debug, Arbitrary)]
pub(crate) enum Path {
    Health,
    Page,
    Hint,
    Processor,
    Welcome(Option<u8>),
    Proof(u8, u64),
    Consistency(u8, u64, u64),
    Logs,
    Checkpoint(u8),
    Tile {
        generation: u8,
        level: u8,
        index: u16,
        width: u8,
    },
    Bundle {
        generation: u8,
        index: u16,
        width: u8,
    },
    Envelopes {
        epoch: u8,
        from: u64,
        generation: u8,
    },
    Other(String),
}

#[derive(Debug, Arbitrary)]
pub(crate) struct AnyRequest {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) below_list: bool,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) signed: bool,
    pub(crate) body: Vec<u8>,
}

impl Path {
    /// The path and the query.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Health => "/health".into(),
            Self::Page => "/c".into(),
            Self::Hint => "/c.json".into(),
            Self::Processor => "/v1/processor".into(),
            Self::Welcome(None) => lists("/welcome"),
            Self::Welcome(Some(epoch)) => lists(&format!("/welcome/{epoch}")),
            Self::Proof(generation, index) => {
                lists(&format!("/logs/{}/proof/{index}", generation % 3))
            }
            Self::Consistency(generation, old, new) => {
                lists(&format!("/logs/{}/consistency/{old}/{new}", generation % 3))
            }
            Self::Logs => lists("/logs"),
            Self::Checkpoint(generation) => lists(&format!("/logs/{}/checkpoint", generation % 3)),
            Self::Tile {
                generation,
                level,
                index,
                width,
            } => lists(&format!(
                "/logs/{}/tile/{level}/{index:03}.p/{width}",
                generation % 3
            )),
            Self::Bundle {
                generation,
                index,
                width,
            } => lists(&format!(
                "/logs/{}/tile/entries/{index:03}.p/{width}",
                generation % 3
            )),
            Self::Envelopes {
                epoch,
                from,
                generation,
            } => lists(&format!(
                "/epochs/{epoch}/envelopes?from={from}&generation={}",
                generation % 3
            )),
            Self::Other(rest) => {
                let kept = rest.chars().filter(char::is_ascii_graphic);
                lists(&format!("/{}", kept.collect::<String>()))
            }
        }
    }
}

/// A path below the list.
pub(crate) fn lists(rest: &str) -> String {
    format!("/v1/lists/{}{rest}", List::shared().root.list_id())
}

/// The list's statement, or a later one that supersedes it.
pub(crate) fn statement(serial: u8) -> Statement {
    let list = List::shared();
    if serial == 0 {
        return list.statement.clone();
    }
    let body = StatementBody {
        serial: Serial(8 + u64::from(serial)),
        ..list::statement_body(&list.root, &list.descriptor)
    };
    body.sign(list::signer(list::key(KeyUse::Statement)))
        .expect("a valid statement")
}

/// An envelope of the list's bucket, whose content nobody here can read.
pub(crate) fn envelope(number: u8, fill: u8) -> Vec<u8> {
    let frame = vec![fill; usize::from(Bucket::Bytes512.size())];
    sealed::schedule(number).seal(&frame).into_bytes()
}

/// An order to erase one of the first ten epochs.
pub(crate) fn instruction(serial: u8, epoch: u8, now: Time) -> Note {
    ordered(serial, Order::PurgeEpoch(Epoch(u32::from(epoch % 10))), now)
}

/// An order in an instruction without a former one.
pub(crate) fn ordered(serial: u8, order: Order, now: Time) -> Note {
    let list_id = List::shared().root.list_id();
    let instruction = Instruction {
        list_id,
        serial: Serial(u64::from(serial) + 1),
        previous: None,
        time: now,
        order,
    };
    let name = origin::instruction(list::ORIGIN, &list_id, Serial(2));
    let name = KeyName::new(&name).expect("a valid name");
    Note::sign(
        &instruction.to_text(),
        &name,
        list::key(KeyUse::Instruction),
    )
    .expect("a short text")
}

//! Lies that call themselves a recovery (`spec/protocol.md#log-recovery`): what a processor could gain
//! by losing something on purpose.

use sealroll::{EntryKind, Generation, Order};
use sealroll_log::{Entry, KeyName, SignedDocument, head_at};
use sealroll_wire::{DocumentKind, Opening, Part, origin};

use crate::lies::Lie;
use crate::log::MemoryLog;
use crate::processor::Processor;

/// Every one of them.
pub(crate) const RECOVERY_LIES: &[Lie] = &[
    Lie {
        name: "drops a record, keeps the rest, and calls it a recovery",
        noticed: &[
            ("auditor", "reopened"),
            ("guest", "lost"),
            ("owner", "reopened"),
        ],
        evidence: "transcript: the signed opening names the gap; the receipt is of an earlier part",
        until: "as long as the log is kept; the guest's program sends the record again",
        signed: Some("reopened"),
        tell: |stage| {
            stage.liar.with(lose_last_record);
        },
    },
    Lie {
        name: "drops the record of a guest who never returns, and calls it a recovery",
        noticed: &[("auditor", "reopened"), ("owner", "lost")],
        evidence: "transcript: the signed opening, and the head that the owner had cosigned",
        until: "as long as the owner keeps its copy of the log; it names the record",
        signed: Some("reopened"),
        tell: |stage| {
            let (_, _) = stage.check_in();
            stage.sync().expect("an honest log");
            stage.liar.with(lose_last_record);
        },
    },
    Lie {
        name: "loses an order that it had acknowledged, and calls it a recovery",
        noticed: &[("auditor", "reopened"), ("owner", "lost-order")],
        evidence: "transcript: the signed opening; the acknowledgement under a head of before",
        until: "at the owner's next sync, which gives the order again",
        signed: Some("reopened"),
        tell: |stage| {
            let order = Order::RestrictRecord(*stage.ticket.record_id());
            let request = stage.order(order);
            let now = stage.now;
            let kept = stage.liar.with(|it| it.list().documents.len());
            let answer = stage.liar.with(|it| it.handle(&request, now)).body;
            let done = stage.owner.confirm_instruction(&answer);
            done.expect("acknowledged");
            stage.sync().expect("an honest log");
            stage.liar.with(|it| {
                let list = it.list_mut();
                list.documents.truncate(kept);
                list.instructions.entries.truncate(kept);
                let records = it.log(Generation(0)).entries.len();
                reopen(it, PART, records, |_| {});
            });
        },
    },
    Lie {
        name: "changes what it says it has restored",
        noticed: &[("owner", "inconsistent")],
        evidence: "the owner's evidence: its cosigned head, and the head and entries offered",
        until: "as long as the owner keeps its head",
        signed: None,
        tell: |stage| {
            stage.liar.with(|it| {
                let entries = &mut it.log(Generation(0)).entries;
                entries.swap(0, 1);
                let kept = entries.len();
                reopen(it, PART, kept, |_| {});
            });
        },
    },
    Lie {
        name: "opens a part with a root that is not that of the entries",
        noticed: &[("auditor", "forked"), ("owner", "inconsistent")],
        evidence: "transcript: opening and entries under signed heads",
        until: "as long as the log is kept",
        signed: Some("forked"),
        tell: |stage| {
            stage.liar.with(|it| {
                let kept = it.log(Generation(0)).entries.len();
                reopen(it, PART, kept, |opening| opening.root[0] ^= 1);
            });
        },
    },
    Lie {
        name: "goes on under a later part without an opening",
        noticed: &[("auditor", "forked"), ("owner", "inconsistent")],
        evidence: "transcript: the entries under the signed head of the part",
        until: "as long as the log is kept",
        signed: Some("forked"),
        tell: |stage| stage.liar.with(|it| rename(it.log(Generation(0)), PART)),
    },
    Lie {
        name: "goes back behind a recovery that it had declared",
        noticed: &[("owner", "rolled-back")],
        evidence: "the owner's evidence: its cosigned head of the later part, and the head offered",
        until: "as long as the owner keeps its head",
        signed: None,
        tell: |stage| {
            let kept = stage.liar.with(|it| it.log(Generation(0)).entries.len());
            let name = stage.liar.with(|it| it.log(Generation(0)).name.clone());
            stage.liar.with(|it| reopen(it, PART, kept, |_| {}));
            stage.sync().expect("an honest recovery");
            stage.liar.with(|it| {
                let log = it.log(Generation(0));
                log.entries.truncate(kept);
                log.name = name;
            });
        },
    },
];

/// Cuts the record log before its last record, and puts back what stood behind it.
fn lose_last_record(it: &mut Processor) {
    let entries = &it.log(Generation(0)).entries;
    let last = entries.iter().rposition(|it| it.kind == EntryKind::Record);
    let last = last.expect("a record");
    let rest = entries[last + 1..].to_vec();
    reopen(it, PART, last, |_| {});
    it.log(Generation(0)).entries.extend(rest);
}

/// Cuts the record log to a size, and goes on with both logs as a processor does that was restored.
fn reopen(it: &mut Processor, part: Part, kept: usize, change: fn(&mut Opening)) {
    let (origin, key) = (it.origin.clone(), it.log_key.clone());
    let list_id = it.list_id();
    it.log(Generation(0)).entries.truncate(kept);
    it.envelopes.retain(|(_, index), _| *index < kept as u64);
    let opening = |log: &MemoryLog, generation| {
        let restored = log.entries.len() as u64;
        Opening {
            list_id,
            generation,
            part,
            restored,
            root: head_at(log, restored).unwrap().root.to_bytes(),
            signed: None,
            time: sealroll::Time::new(part.value()).expect("in this century"),
        }
    };
    let instructions = opening(&it.list().instructions, None);
    let mut records = opening(it.log(Generation(0)), Some(Generation(0)));
    change(&mut records);
    for text in [instructions, records] {
        let generation = text.generation;
        let note = SignedDocument::sign(text, &origin, &key).expect("a good name");
        let note = note.note().as_bytes().to_vec();
        it.list_mut().log(DocumentKind::Opening, &note);
        if let Some(generation) = generation {
            let entry = Entry::of_document(DocumentKind::Opening, &note);
            it.log(generation).append(entry);
        }
    }
    rename(&mut it.list_mut().instructions, part);
    rename(it.log(Generation(0)), part);
    it.log(Generation(0)).cosigned = None;
}

fn rename(log: &mut MemoryLog, part: Part) {
    let name = origin::of_part(log.name.as_str(), part);
    log.name = KeyName::new(&name).expect("a good name");
}

/// About the time of the lies.
const PART: Part = Part(1_800_187_200);

//! Syncing a log that the processor goes on with from a backup.

use sealroll::{Entry, Inbox, LogName, Owner, RecordId, Recovery, Response};
use sealroll_log::{Frontier, SignedCheckpoint};
use sealroll_wire::Time;
use serde_json::{Value, json};

use crate::fixed_rng::FixedRng;
use crate::outcome::{Outcome, Refusal};
use crate::owner_state::{Head, OwnerState, inbox};
use crate::value::{generation, items, text, unhex};

/// RECV-4 and RECV-5, for an owner who has its copy of the log and the notes of the openings.
pub(crate) fn sync(input: &Value) -> Outcome {
    let seen: Vec<Entry> = entries(input, "seen").collect();
    let mut edge = Frontier::new();
    for entry in &seen {
        edge.append(entry.leaf_hash()).expect("a small log");
    }
    let generation = generation(input);
    let head = Head {
        generation: generation.value(),
        edge,
        checkpoint: text(input, "cosigned").into(),
    };
    let mut owner: Owner = OwnerState::of_sync(input, Some(head)).restore();
    let notes: Vec<&str> = items(input, "openings")
        .iter()
        .map(|note| note.as_str().expect("a note"))
        .collect();
    let mut inbox = inbox(generation.value(), &seen, &notes);
    let recoveries = follow(input, &mut owner, &mut inbox)?;
    let signed = SignedCheckpoint::parse(text(input, "checkpoint").as_bytes())?;
    let head = signed.checkpoint().head();
    Ok(json!({
        "size": head.size,
        "root_hash": head.root.to_string(),
        "recoveries": recoveries.iter().map(shown).collect::<Vec<_>>(),
    }))
}

/// Syncs until there is nothing left to ask for. The instruction log was read before.
fn follow(input: &Value, owner: &mut Owner, inbox: &mut Inbox) -> Result<Vec<Recovery>, Refusal> {
    let now = Time::new(1).expect("a time");
    let mut sync = owner.sync(inbox, now);
    sync.skip();
    while let Some(request) = sync
        .request("processor.example", now, &mut FixedRng(&[0; 1024]))
        .expect("a good authority")
    {
        let body = match request.path.rsplit_once('/').map(|(_, end)| end) {
            Some("checkpoint") => text(input, "checkpoint").into(),
            Some("cosignature") => Vec::new(),
            _ => bundle(input),
        };
        let response = Response {
            status: 200,
            body,
            ..Response::default()
        };
        let received = sync.receive(&response);
        received.map_err(|error| Refusal::from(error.code()))?;
    }
    let size = entries(input, "entries").count() as u64;
    let cosigned = sync.report().cosigned.as_slice();
    assert_eq!(cosigned, [(generation(input), size)], "what is cosigned");
    Ok(sync.report().recoveries.clone())
}

fn shown(recovery: &Recovery) -> Value {
    assert!(matches!(recovery.log, LogName::Records(_)));
    assert_eq!((recovery.erased, recovery.unknown), (0, 0));
    let missing = recovery.missing.iter().map(RecordId::to_string);
    json!({
        "part": recovery.part.value(),
        "restored": recovery.restored,
        "signed": recovery.signed,
        "lost": recovery.lost,
        "lost_records": recovery.lost_records,
        "returned": recovery.returned,
        "missing": missing.collect::<Vec<_>>(),
    })
}

fn entries<'v>(input: &'v Value, name: &str) -> impl Iterator<Item = Entry> + 'v {
    let entries = items(input, name).iter();
    entries.map(|item| Entry::from_bytes(&unhex(item)).expect("a good entry"))
}

/// All entries, as the processor returns them.
fn bundle(input: &Value) -> Vec<u8> {
    let framed = entries(input, "entries").map(|entry| {
        let length = Entry::LENGTH as u16;
        [length.to_be_bytes().as_slice(), &entry.to_bytes()].concat()
    });
    framed.flatten().collect()
}

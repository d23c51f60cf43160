//! The lies of a processor, each with who can notice it, by what, and until when.

use sealroll::{Entry, EntryKind, Generation, Order};
use sealroll_log::Hash;
use sealroll_wire::{DocumentKind, ErasureReason, InstructionId, RetentionId};

use crate::stage::Stage;

/// A lie, and what is claimed about it before it is told.
pub(crate) struct Lie {
    pub(crate) name: &'static str,
    /// Who must notice it, by which finding or error class.
    pub(crate) noticed: &'static [(&'static str, &'static str)],
    /// What shows it to others.
    pub(crate) evidence: &'static str,
    /// Until when it can be noticed.
    pub(crate) until: &'static str,
    /// The auditor's finding that the processor's own signatures prove.
    pub(crate) signed: Option<&'static str>,
    pub(crate) tell: fn(&mut Stage),
}

/// What nobody can notice by its nature, and what limits the harm.
pub(crate) const UNDETECTABLE: &[(&str, &str)] = &[
    (
        "a hidden copy of envelopes after their purge",
        "the owner has given up the epoch's key before; the copy opens for nobody",
    ),
    (
        "a refused or delayed upload",
        "no receipt: the guest's program keeps the check-in, says so, and sends it again; paper \
         remains",
    ),
    (
        "the order of records within one sync interval",
        "arrival is sealed inside each record; the log's order decides between follow-ups with \
         one counter only",
    ),
    (
        "a fork towards a guest who never returns and sends no follow-up",
        "the guest's program asks for a cosigned head by itself at its next start; until then the \
         ticket holds the forked receipt, which proves the lie to whoever is given it",
    ),
    (
        "who uploaded when, from which address",
        "one constant size, no account; the processor learns no content",
    ),
    (
        "junk that the processor uploads itself",
        "it does not know the presence secret: the owner quarantines it",
    ),
];

/// Every lie that can be noticed.
pub(crate) const LIES: &[Lie] = &[
    Lie {
        name: "drops a record that it gave a receipt for",
        noticed: &[
            ("auditor", "forked"),
            ("owner", "inconsistent"),
            ("guest", "bad-proof"),
        ],
        evidence: "transcript: the receipt's or the cosigned head and the log's head, both signed",
        until: "as long as guest or owner keep their heads",
        signed: Some("forked"),
        tell: |stage| {
            records(stage, |entries| {
                let last = entries.iter().rposition(|it| it.kind == EntryKind::Record);
                entries.remove(last.expect("a record"));
                pad(entries, 3);
            });
        },
    },
    Lie {
        name: "reorders entries",
        noticed: &[("auditor", "forked"), ("owner", "inconsistent")],
        evidence: "transcript: cosigned head and head, both signed",
        until: "as long as the owner or an auditor keeps a head",
        signed: Some("forked"),
        tell: |stage| {
            records(stage, |entries| {
                let first = entries.iter().position(|it| it.kind == EntryKind::Record);
                let first = first.expect("a record");
                entries.swap(first, first + 1);
            });
        },
    },
    Lie {
        name: "replays a record",
        noticed: &[("owner", "duplicate")],
        evidence: "the two entries under one signed head",
        until: "as long as the log is kept",
        signed: None,
        tell: |stage| {
            stage.liar.with(|processor| {
                let record = processor.envelopes.iter().next_back().map(
                    |((generation, index), (epoch, bytes))| {
                        (*generation, *index, *epoch, bytes.clone())
                    },
                );
                let (generation, index, epoch, bytes) = record.expect("a record");
                let log = processor.log(generation);
                log.entries.push(log.entries[index as usize]);
                let place = (generation, log.entries.len() as u64 - 1);
                processor.envelopes.insert(place, (epoch, bytes));
            });
        },
    },
    Lie {
        name: "shows a guest another log than the owner",
        noticed: &[
            ("auditor", "forked"),
            ("guest", "inconsistent"),
            ("owner", "forked"),
        ],
        evidence: "transcript with the guest's receipt: two signed heads that exclude each other",
        until: "as long as the guest keeps the ticket; at the latest its next start",
        signed: Some("forked"),
        tell: |stage| {
            // Something was logged since the last sync, and this guest sees something else there.
            let (_, _) = stage.check_in();
            let generation = Generation(0);
            let honest = stage.liar.with(|it| it.log(generation).entries.clone());
            let other = [7; 32];
            let hash = |entries: &mut Vec<Entry>| {
                entries.last_mut().expect("an entry").hash = other;
            };
            stage.liar.with(|it| hash(&mut it.log(generation).entries));
            let (welcome, mut ticket) = stage.check_in();
            stage.liar.with(|it| {
                let entries = &mut it.log(generation).entries;
                let own = *entries.last().expect("an entry");
                entries.clone_from(&honest);
                entries.push(own);
            });
            stage.check_out(&welcome, &mut ticket);
            stage.sync().expect("the owner's log is whole");
            (stage.welcome, stage.ticket) = (welcome, ticket);
        },
    },
    Lie {
        name: "truncates the log",
        noticed: &[("auditor", "forked"), ("owner", "rolled-back")],
        evidence: "transcript with the cosigned head: a signed head that is larger than the log",
        until: "as long as somebody keeps a head",
        signed: None,
        tell: |stage| {
            records(stage, |entries| entries.truncate(33));
            stage.liar.with(|it| {
                it.envelopes.clear();
                it.log(Generation(0)).cosigned = None;
            });
        },
    },
    Lie {
        name: "back-dates a certificate of erasure",
        noticed: &[("auditor", "back-dated")],
        evidence: "transcript: the certificate stands behind a head that was cosigned later",
        until: "as long as the cosigned head is kept",
        signed: Some("back-dated"),
        tell: |stage| {
            stage.advance(30 * 24 + 5);
            stage.sync().expect("an honest log");
            let (epoch, list_id) = (
                sealroll::Epoch(stage.purged.value() + 1),
                stage.owner.list_id(),
            );
            stage.advance(30 * 24 + 7);
            stage.liar.with(|it| {
                let statement = it.statement(epoch).expect("a statement").clone();
                let id = RetentionId::new(&list_id, epoch, &statement.descriptor_hash());
                let due = statement.not_after().saturating_add(28 * 86_400);
                it.purge(epoch, ErasureReason::Retention(id), due);
            });
        },
    },
    Lie {
        name: "swaps a statement of another list into the log",
        noticed: &[
            ("auditor", "foreign-statement"),
            ("owner", "foreign-statement"),
        ],
        evidence: "transcript: the entry under a signed head, and its statement, which is of another list",
        until: "as long as the log is kept",
        signed: Some("foreign-statement"),
        tell: |stage| {
            let other = Stage::new_other();
            let (time, foreign) = other.liar.with(|it| it.list().statements[0].clone());
            records(stage, |entries| {
                entries.push(Entry {
                    kind: EntryKind::Statement,
                    epoch: foreign.epoch(),
                    hash: *foreign.id().as_bytes(),
                });
            });
            stage
                .liar
                .with(|it| it.list_mut().statements.push((time, foreign)));
        },
    },
    Lie {
        name: "serves a guest the bundle of another list",
        noticed: &[("guest", "wrong-list"), ("new guest", "wrong-list")],
        evidence: "the bundle as received; no signature of the processor is on it",
        until: "at once",
        signed: None,
        tell: |stage| {
            let mut other = Stage::new_other();
            let bundle = other.bundle();
            stage
                .liar
                .set_hook(Box::new(move |request, mut response, _| {
                    if request.path.contains("/welcome") {
                        response.body.clone_from(&bundle);
                    }
                    response
                }));
        },
    },
    Lie {
        name: "serves a stale statement",
        noticed: &[("guest", "rolled-back")],
        evidence: "the bundle as received, beside the newer one that the guest has seen",
        until: "as long as the guest's memory of the list is kept",
        signed: None,
        tell: |stage| {
            let mut terms = stage.owner.terms().clone();
            terms.venue = "Café Otter".into();
            let now = stage.now;
            let old = stage.bundle();
            let changed = stage.owner.change_terms(&stage.identity, terms, now);
            changed.expect("a new venue is no fixed term");
            stage.publish();
            stage.come_back().expect("an honest bundle");
            stage
                .liar
                .set_hook(Box::new(move |request, mut response, _| {
                    if request.path.contains("/welcome") {
                        response.body.clone_from(&old);
                    }
                    response
                }));
        },
    },
    Lie {
        name: "forges a receipt for a record that it does not log",
        noticed: &[("new guest", "bad-proof")],
        evidence: "none is needed: the guest keeps the check-in and sends it again",
        until: "at once",
        signed: None,
        tell: |stage| {
            let proof = stage.ticket.proof().to_vec();
            stage
                .liar
                .set_hook(Box::new(move |request, mut response, _| {
                    if request.path.contains("/records/") {
                        response.body.clone_from(&proof);
                    }
                    response
                }));
        },
    },
    Lie {
        name: "hands out envelopes that it has certified as erased",
        noticed: &[("owner", "kept")],
        evidence: "the certificate, signed, and the envelope that was received after it",
        until: "when it hands them out",
        signed: None,
        tell: |stage| {
            let epoch = stage.purged;
            stage.liar.with(|it| {
                let generation = Generation(0);
                it.envelopes.insert((generation, 32), (epoch, vec![0; 647]));
            });
        },
    },
    Lie {
        name: "certifies the erasure of fewer records than were logged",
        noticed: &[
            ("auditor", "uncertified-erasure"),
            ("owner", "uncertified-erasure"),
        ],
        evidence: "transcript: entries and certificate under signed heads",
        until: "as long as the logs are kept",
        signed: Some("uncertified-erasure"),
        tell: |stage| {
            let order = Order::PurgeEpoch(sealroll::Epoch(stage.purged.value() + 1));
            let request = stage.order(order);
            let now = stage.now;
            stage.liar.with(|it| {
                it.envelopes.clear();
                it.handle(&request, now);
            });
        },
    },
    Lie {
        name: "acknowledges a purge that it does not carry out",
        noticed: &[("auditor", "not-carried-out"), ("owner", "not-carried-out")],
        evidence: "transcript: acknowledgement and record log under signed heads",
        until: "as long as the logs are kept",
        signed: Some("not-carried-out"),
        tell: |stage| {
            let order = Order::PurgeEpoch(sealroll::Epoch(stage.purged.value() + 1));
            acknowledge_only(stage, order);
        },
    },
    Lie {
        name: "acknowledges the erasure of a record that it does not carry out",
        noticed: &[("auditor", "not-carried-out"), ("owner", "not-carried-out")],
        evidence: "transcript: acknowledgement and record log under signed heads",
        until: "as long as the logs are kept",
        signed: Some("not-carried-out"),
        tell: |stage| {
            let order = Order::EraseRecord(*stage.ticket.record_id());
            acknowledge_only(stage, order);
        },
    },
    Lie {
        name: "logs an instruction and never acknowledges it",
        noticed: &[("auditor", "unacknowledged"), ("owner", "unacknowledged")],
        evidence: "transcript: the instruction under a signed head",
        until: "as long as the log is kept",
        signed: Some("unacknowledged"),
        tell: |stage| {
            let request = stage.order(Order::HoldEpoch(stage.purged));
            stage.liar.with(|it| {
                it.list_mut().log(DocumentKind::Instruction, &request.body);
            });
        },
    },
    Lie {
        name: "erases what nobody ordered",
        noticed: &[
            ("auditor", "unfounded-erasure"),
            ("owner", "unfounded-erasure"),
        ],
        evidence: "transcript: the purge entry under a signed head",
        until: "as long as the logs are kept",
        signed: Some("unfounded-erasure"),
        tell: |stage| {
            let (epoch, now) = (sealroll::Epoch(stage.purged.value() + 1), stage.now);
            let list_id = stage.owner.list_id();
            stage.liar.with(|it| {
                let terms = it.statement(epoch).expect("a statement").descriptor_hash();
                let id = RetentionId::new(&list_id, epoch, &terms);
                it.purge(epoch, ErasureReason::Retention(id), now);
            });
        },
    },
    Lie {
        name: "deletes a record log before the time for its audits is over",
        noticed: &[("auditor", "forked"), ("owner", "missing-log")],
        evidence: "the head that the owner has cosigned; transcript: statements of a log that is not \
                   listed, and no certificates that would let it go",
        until: "until the time for audits is over",
        signed: None,
        tell: |stage| {
            stage.liar.with(|it| drop(it.logs.remove(&Generation(0))));
        },
    },
    Lie {
        name: "takes a record for a purged day",
        noticed: &[("auditor", "after-purge"), ("owner", "after-purge")],
        evidence: "transcript: both entries under a signed head",
        until: "as long as the log is kept",
        signed: Some("after-purge"),
        tell: |stage| {
            let epoch = stage.purged;
            stage.liar.with(|it| {
                let hash = Hash::leaf(b"late").to_bytes();
                let kind = EntryKind::Record;
                it.log(Generation(0))
                    .entries
                    .push(Entry { kind, epoch, hash });
                let purge = Entry {
                    kind: EntryKind::Purge,
                    epoch,
                    hash: [0; 32],
                };
                assert_ne!(it.log(Generation(0)).entries.last(), Some(&purge));
            });
            // The owner judges when something was ordered or erased.
            let request = stage.order(Order::HoldEpoch(epoch));
            let now = stage.now;
            stage.liar.with(|it| it.handle(&request, now));
        },
    },
    Lie {
        name: "keeps records beyond their retention",
        noticed: &[("auditor", "overdue")],
        evidence: "observation: no purge entry although the terms ask for it",
        until: "as long as it goes on",
        signed: None,
        tell: |stage| {
            for day in 1..=4 {
                stage.advance(36 + day * 10 * 24);
                stage.sync().expect("an honest log");
            }
        },
    },
    Lie {
        name: "withholds a logged record from the owner",
        noticed: &[("owner", "missing")],
        evidence: "the guest's receipt: the log holds the record, and no erasure of it",
        until: "as long as the log is kept",
        signed: None,
        tell: |stage| stage.liar.with(|it| it.envelopes.clear()),
    },
    Lie {
        name: "alters an envelope",
        noticed: &[("owner", "not-logged")],
        evidence: "the entry under a signed head, and the envelope as received",
        until: "when the day is opened",
        signed: None,
        tell: |stage| {
            stage.liar.with(|it| {
                let mut envelopes = it.envelopes.values_mut();
                envelopes.next_back().expect("a record").1[100] ^= 1;
            });
        },
    },
    Lie {
        name: "drops an instruction from the instruction log",
        noticed: &[("auditor", "broken-chain"), ("owner", "inconsistent")],
        evidence: "transcript: the next instruction names the one that is missing",
        until: "as long as the log is kept",
        signed: Some("broken-chain"),
        tell: |stage| {
            stage.liar.with(|it| {
                let list = it.list_mut();
                let is_order =
                    |entry: &Entry| entry.kind == EntryKind::Document(DocumentKind::Instruction);
                let first = list.instructions.entries.iter().position(is_order);
                let first = first.expect("an instruction");
                // With its acknowledgement.
                list.instructions.entries.drain(first..first + 2);
                list.documents.drain(first..first + 2);
                for number in 0..4 {
                    let junk = [number; 8];
                    list.log(DocumentKind::Certificate, &junk);
                }
            });
        },
    },
    Lie {
        name: "exchanges a document of the instruction log",
        noticed: &[("auditor", "missing-document")],
        evidence: "observation: what it handed out is not what the signed head names",
        until: "as long as the log is kept",
        signed: None,
        tell: |stage| stage.liar.with(|it| it.list_mut().documents[1][40] ^= 1),
    },
    Lie {
        name: "signs its heads with another key",
        noticed: &[
            ("auditor", "bad-head"),
            ("owner", "bad-signature"),
            ("new guest", "bad-signature"),
        ],
        evidence: "observation: the head is not signed by the key of the terms",
        until: "at once",
        signed: None,
        tell: |stage| {
            stage.liar.with(|it| {
                let key = ed25519_dalek::SigningKey::from_bytes(&[91; 32]);
                it.log(Generation(0)).set_key(&key);
            });
        },
    },
    Lie {
        name: "hides the owner's cosignatures",
        noticed: &[("auditor", "not-witnessed"), ("guest", "not-cosigned")],
        evidence: "observation: no head that the owner has seen lately",
        until: "as long as it goes on",
        signed: None,
        tell: |stage| {
            stage.liar.set_hook(Box::new(|request, response, _| {
                let hides = ["/cosigned", "/welcome"];
                if hides.iter().any(|path| request.path.ends_with(path)) {
                    return crate::processor::problem(409, "not-cosigned");
                }
                response
            }));
        },
    },
];

fn records(stage: &Stage, act: impl FnOnce(&mut Vec<Entry>)) {
    stage
        .liar
        .with(|it| act(&mut it.log(Generation(0)).entries));
}

/// Entries that are no record of anybody, so that the log does not look shorter.
fn pad(entries: &mut Vec<Entry>, count: u8) {
    for number in 0..count {
        entries.push(Entry {
            kind: EntryKind::Record,
            epoch: entries.last().expect("an entry").epoch,
            hash: [number; 32],
        });
    }
}

/// Logs an order and says that it was carried out.
fn acknowledge_only(stage: &mut Stage, order: Order) {
    let request = stage.order(order);
    let (id, now) = (InstructionId::of_note(&request.body), stage.now);
    stage.liar.with(|it| {
        it.list_mut().log(DocumentKind::Instruction, &request.body);
        it.acknowledge(id, now);
    });
}

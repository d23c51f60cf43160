//! A log with records that can be disclosed, and the authority.

use std::sync::LazyLock;

use ed25519_dalek::{Signer, SigningKey};
use sealroll::{Authority, Entry, EntryKind, Position};
use sealroll_core::padding;
use sealroll_log::{Checkpoint, Frontier, Hash, InclusionProof, Receipt};
use sealroll_wire::{Bucket, KeyUse, RecordId};

use crate::list::{self, EPOCH, GENERATION, List, NOW};
use crate::plain::PlainRecord;
use crate::sealed::{self, Schedule};

/// A log with records, and the authority.
pub(crate) struct Disclosable {
    pub(crate) authority: Authority,
    pub(crate) records: Vec<Logged>,
}

/// A record of the log.
pub(crate) struct Logged {
    pub(crate) index: u64,
    pub(crate) envelope: Vec<u8>,
    pub(crate) proof: Vec<u8>,
    pub(crate) schedule: &'static Schedule,
    /// The check-in without which it is nothing.
    pub(crate) follows: Option<u64>,
    /// Whether it is a record at all, and its signature good.
    pub(crate) valid: bool,
}

impl Logged {
    pub(crate) fn position(&self) -> Position {
        Position {
            generation: GENERATION,
            index: self.index,
        }
    }

    pub(crate) fn id(&self) -> RecordId {
        RecordId::of_envelope(&self.envelope)
    }
}

impl Disclosable {
    pub(crate) fn shared() -> &'static Self {
        static GENUINE: LazyLock<Disclosable> = LazyLock::new(Disclosable::new);
        &GENUINE
    }

    pub(crate) fn record(&self, number: u8) -> &Logged {
        &self.records[usize::from(number) % self.records.len()]
    }

    /// Two visits, one of them with a check-out and a correction; a follow-up that another ticket
    /// signed, and what is no record.
    fn new() -> Self {
        let name = b"Health office";
        let bytes = [&[2], &[8; 32][..], &[name.len() as u8], name].concat();
        let authority = Authority::from_bytes(&bytes).expect("a secret key and a name");
        let examples = PlainRecord::examples().map(|(_, plain)| plain);
        let [check_in, formulas, _, check_out, correction, _] = examples;
        let (ticket, other) = (
            SigningKey::from_bytes(&[1; 32]),
            SigningKey::from_bytes(&[2; 32]),
        );
        let first = seal(check_in, &ticket, [0; 32], 0);
        let id = RecordId::of_envelope(&first).to_bytes();
        let envelopes = [
            (first, 0, None, true),
            (seal(check_out.clone(), &ticket, id, 1), 1, Some(1), true),
            (seal(correction, &ticket, id, 2), 2, Some(1), true),
            (seal(formulas, &other, [0; 32], 3), 3, None, true),
            (seal(check_out, &other, id, 0), 0, Some(1), false),
            (
                sealed::schedule(1).seal(&[0; 512]).into_bytes(),
                1,
                None,
                false,
            ),
        ];
        let hashes = envelopes.iter().map(|(envelope, ..)| {
            let hash = RecordId::of_envelope(envelope).to_bytes();
            (EntryKind::Record, hash)
        });
        // The first entry is that of the statement.
        let entries = core::iter::once((EntryKind::Statement, [1; 32])).chain(hashes);
        let leaves: Vec<Hash> = entries
            .map(|(kind, hash)| {
                Entry {
                    kind,
                    epoch: EPOCH,
                    hash,
                }
                .leaf_hash()
            })
            .collect();
        let proofs = receipts(&leaves);
        let records = (1..).zip(proofs.into_iter().skip(1)).zip(envelopes);
        let records = records.map(
            |((index, proof), (envelope, number, follows, valid))| Logged {
                index,
                envelope,
                proof,
                schedule: sealed::schedule(number),
                follows,
                valid,
            },
        );
        Self {
            authority,
            records: records.collect(),
        }
    }
}

/// Seals a record; follow-ups are signed with the ticket.
fn seal(mut plain: PlainRecord, ticket: &SigningKey, check_in: [u8; 32], enc: u8) -> Vec<u8> {
    let schedule = sealed::schedule(enc);
    plain.bind(ticket.verifying_key().to_bytes(), check_in);
    let mut data = [&[1], plain.to_postcard().as_slice()].concat();
    if plain.is_follow_up() {
        let signature = ticket.sign(&schedule.follow_up_message(&data));
        data.extend_from_slice(&signature.to_bytes());
    }
    let frame = padding::pad(&data, Bucket::Bytes512).expect("an example is short");
    schedule.seal(&frame).into_bytes()
}

/// A receipt for every entry, under one cosigned head.
fn receipts(leaves: &[Hash]) -> Vec<Vec<u8>> {
    let list = List::shared();
    let mut frontier = Frontier::new();
    for leaf in leaves {
        frontier.append(*leaf).expect("a small tree");
    }
    let checkpoint = Checkpoint::new(list.log_key.name().clone(), frontier.head())
        .expect("a valid head")
        .sign(list::log_signer())
        .verify(&list.log_key)
        .expect("just signed");
    let witness = list::key(KeyUse::Witness);
    let line = checkpoint.cosign(&frontier.head(), list.witness_key.name(), witness, NOW);
    let cosigned = checkpoint
        .with_cosignature(
            &line.expect("the same head"),
            core::slice::from_ref(&list.witness_key),
        )
        .expect("just signed");
    let signed = cosigned.verified().signed();
    (0..leaves.len())
        .map(|index| {
            let proof = InclusionProof::from_hashes(path(index, leaves)).expect("a short path");
            let receipt = Receipt::new(index as u64, proof, signed.clone());
            receipt
                .expect("an index in the tree")
                .as_str()
                .as_bytes()
                .to_vec()
        })
        .collect()
}

/// RFC 9162 section 2.1.3.1, for small trees.
fn path(index: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() < 2 {
        return Vec::new();
    }
    let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
    let (mut hashes, other) = match index.checked_sub(left.len()) {
        None => (path(index, left), right),
        Some(index) => (path(index, right), left),
    };
    let mut frontier = Frontier::new();
    for leaf in other {
        frontier.append(*leaf).expect("a small tree");
    }
    hashes.push(frontier.root());
    hashes
}

//! The instruction log of the list: what its keys have signed, and what a processor makes up.

use std::sync::LazyLock;

use arbitrary::Arbitrary;
use sealroll::{Entry, Epoch, Order};
use sealroll_log::{
    Checkpoint, Frontier, InclusionProof, KeyName, Note, Receipt, SignedDocument, TreeHead,
};
use sealroll_wire::{
    Acknowledgement, DocumentKind, Erasure, ErasureReason, Instruction, InstructionId, KeyUse,
    ProcessorStatement, ProcessorText, Registration, Serial, Writer, origin,
};

use crate::list::{self, List, NOW};
use crate::owned::Owned;

/// Documents of a log, in its order.
pub(crate) type Documents = Vec<(DocumentKind, Vec<u8>)>;

/// A document of the hostile log.
#[derive(Clone, Debug, Arbitrary)]
pub(crate) enum Document {
    Certificate(u8),
    Descriptor,
    /// One of three that another device of the owner has given, each after the other.
    Instruction(u8),
    Acknowledged(u8),
    Erased(u8),
    Operator(u8),
    /// A certificate or the terms of another list.
    Foreign(u8),
    /// An instruction that the processor has signed under the name of the owner's key.
    Forged(u8),
    /// Any bytes.
    Junk {
        kind: u8,
        bytes: Vec<u8>,
    },
}

impl Document {
    pub(crate) fn bytes(&self, genuine: &Ordered) -> (DocumentKind, Vec<u8>) {
        let pick = |documents: &[Vec<u8>], number: u8| {
            documents[usize::from(number) % documents.len()].clone()
        };
        let list_id = Owned::shared().owner.list_id();
        let id = |number: u8| InstructionId::of_note(&pick(&genuine.instructions, number));
        match self {
            Self::Certificate(number) => (
                DocumentKind::Certificate,
                pick(&genuine.certificates, *number),
            ),
            Self::Descriptor => (DocumentKind::Descriptor, genuine.descriptor.clone()),
            Self::Instruction(number) => (
                DocumentKind::Instruction,
                pick(&genuine.instructions, *number),
            ),
            Self::Acknowledged(number) => signed(Acknowledgement {
                list_id,
                instruction: id(*number),
                time: NOW,
            }),
            Self::Erased(number) => signed(Erasure {
                list_id,
                epoch: Epoch(u32::from(*number)),
                records: 1,
                root: [6; 32],
                destroyed: NOW,
                backups: NOW,
                reason: ErasureReason::Instruction(id(*number)),
            }),
            Self::Operator(version) => signed(ProcessorStatement {
                origin: list::ORIGIN.into(),
                version: u64::from(*version),
                time: NOW,
                operator: "Example Ltd".into(),
                region: "EU".into(),
                software: "sealroll".into(),
                sub_processors: Vec::new(),
            }),
            Self::Foreign(number) => match List::shared().certificates.get(usize::from(*number)) {
                Some(other) => (DocumentKind::Certificate, other.as_bytes().to_vec()),
                None => {
                    let other = List::shared().descriptor.as_bytes();
                    (DocumentKind::Descriptor, other.to_vec())
                }
            },
            Self::Forged(number) => (DocumentKind::Instruction, genuine.forged(*number)),
            Self::Junk { kind, bytes } => {
                let kinds = DocumentKind::ALL;
                let kind = kinds[usize::from(*kind) % kinds.len()];
                (kind, bytes[..bytes.len().min(4096)].to_vec())
            }
        }
    }
}

fn signed<T: ProcessorText>(text: T) -> (DocumentKind, Vec<u8>) {
    let signed = SignedDocument::sign(text, list::ORIGIN, list::log_signer());
    let note = signed.expect("plain texts").note().as_bytes().to_vec();
    (T::KIND, note)
}

/// What the keys of the list have signed.
pub(crate) struct Ordered {
    pub(crate) certificates: Vec<Vec<u8>>,
    pub(crate) descriptor: Vec<u8>,
    /// Three notes, each after the other.
    pub(crate) instructions: Vec<Vec<u8>>,
    /// The owner that has given the first one and waits for the answer.
    pub(crate) ordering: Vec<u8>,
}

impl Ordered {
    pub(crate) fn shared() -> &'static Self {
        static GENUINE: LazyLock<Ordered> = LazyLock::new(Ordered::new);
        &GENUINE
    }

    fn new() -> Self {
        let mut owner = Owned::shared().copy();
        let registration = Registration::from_bytes(&owner.registration_request().body);
        let registration = registration.expect("what an owner writes is valid");
        let certificates = registration.certificates().iter();
        let mut genuine = Self {
            certificates: certificates.map(|it| it.as_bytes().to_vec()).collect(),
            descriptor: registration.descriptor().as_bytes().to_vec(),
            instructions: Vec::new(),
            ordering: Vec::new(),
        };
        let epoch = Owned::shared().statement().epoch();
        let orders = [
            Order::HoldEpoch(epoch),
            Order::LiftEpoch(epoch),
            Order::PurgeEpoch(epoch),
        ];
        for (order, seconds) in orders.into_iter().zip(0..) {
            let given = NOW.saturating_add(seconds);
            let request = owner.instruct(order, given).expect("one at a time");
            if genuine.ordering.is_empty() {
                genuine.ordering = owner.to_bytes().to_vec();
            }
            let id = InstructionId::of_note(&request.body);
            genuine.instructions.push(request.body);
            owner
                .confirm_instruction(&answer(id))
                .expect("the processor has carried it out");
        }
        genuine
    }

    pub(crate) fn ids(&self) -> impl Iterator<Item = InstructionId> {
        self.instructions
            .iter()
            .map(|note| InstructionId::of_note(note))
    }

    /// Whether a document is one that the list's keys have signed, or one of the processor's own.
    pub(crate) fn is_signed(&self, kind: DocumentKind, bytes: &[u8]) -> bool {
        let among = |known: &[Vec<u8>]| known.iter().any(|known| known == bytes);
        match kind {
            DocumentKind::Certificate => among(&self.certificates),
            DocumentKind::Descriptor => self.descriptor == bytes,
            DocumentKind::Instruction => among(&self.instructions),
            _ => true,
        }
    }

    /// What the owner never ordered, signed with the log key.
    fn forged(&self, number: u8) -> Vec<u8> {
        let list_id = Owned::shared().owner.list_id();
        let instruction = Instruction {
            list_id,
            serial: Serial(u64::MAX - u64::from(number)),
            previous: self.ids().last(),
            time: NOW,
            order: Order::PurgeEpoch(Epoch(u32::from(number))),
        };
        let registered =
            Registration::from_bytes(&Owned::shared().owner.registration_request().body);
        let registered = registered.expect("what an owner writes is valid");
        let mut certificates = registered.certificates().iter();
        let serial = certificates
            .find(|certificate| certificate.key_use() == KeyUse::Instruction)
            .map_or(Serial(0), |certificate| certificate.serial());
        let name = key_name(&origin::instruction(list::ORIGIN, &list_id, serial));
        let note = Note::sign(&instruction.to_text(), &name, list::log_signer());
        note.expect("a plain text").as_str().as_bytes().to_vec()
    }
}

/// What an honest processor answers to the instruction: the acknowledgement, and its receipt.
fn answer(id: InstructionId) -> Vec<u8> {
    let (kind, note) = signed(Acknowledgement {
        list_id: Owned::shared().owner.list_id(),
        instruction: id,
        time: NOW,
    });
    let head = head(&[(kind, note.clone())]);
    let checkpoint = Checkpoint::new(log_name(), head).expect("a small tree");
    let proof = InclusionProof::from_hashes(Vec::new()).expect("an empty path");
    let receipt = Receipt::new(0, proof, checkpoint.sign(list::log_signer()));
    let receipt = receipt.expect("an index in the tree");
    let mut writer = Writer::new();
    writer.bytes16(&note).expect("short");
    writer.bytes16(receipt.as_str().as_bytes()).expect("short");
    writer.into_bytes()
}

pub(crate) fn entry((kind, bytes): &(DocumentKind, Vec<u8>)) -> Entry {
    Entry::of_document(*kind, bytes)
}

pub(crate) fn head(documents: &[(DocumentKind, Vec<u8>)]) -> TreeHead {
    let mut frontier = Frontier::new();
    for document in documents {
        let leaf = entry(document).leaf_hash();
        frontier.append(leaf).expect("a small tree");
    }
    frontier.head()
}

pub(crate) fn log_name() -> KeyName {
    let list_id = Owned::shared().owner.list_id();
    key_name(&origin::instruction_log(list::ORIGIN, &list_id))
}

fn key_name(name: &str) -> KeyName {
    KeyName::new(name).expect("a valid origin")
}

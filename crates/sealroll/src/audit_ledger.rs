//! What the instruction log says, document by document (`spec/protocol.md#instruction-log`).

use std::collections::{BTreeMap, BTreeSet};

use sealroll_wire::{
    Acknowledgement, Certificate, Descriptor, DocumentKind, Epoch, Erasure, ErasureReason,
    Instruction, InstructionId, Opening, Order, ProcessorStatement, ProcessorText, RecordId,
    RootDocument, Serial, Terms, Time, Verified,
};

use crate::finding::FindingKind;
use crate::signed_note::{read_instruction, read_note};

/// The facts of an instruction log, in its order.
#[derive(Default)]
pub(crate) struct Ledger {
    pub(crate) certificates: Vec<Verified<Certificate>>,
    pub(crate) descriptors: Vec<Verified<Descriptor>>,
    pub(crate) instructions: Vec<Told>,
    pub(crate) erasures: Vec<Erased>,
    pub(crate) holds: BTreeMap<Epoch, Vec<Hold>>,
    /// Certificates that were revoked.
    pub(crate) revoked: BTreeSet<Serial>,
    pub(crate) processor: Option<ProcessorStatement>,
    /// Openings of the list's logs, by their hash; complete after the last document.
    pub(crate) openings: BTreeMap<[u8; 32], Opening>,
    /// Those that were not read yet: one may stand before the terms that name its signer.
    unread: Vec<(u64, Vec<u8>)>,
    /// Whether the last instruction still waits for its acknowledgement.
    waiting: bool,
}

/// An instruction of the log.
pub(crate) struct Told {
    pub(crate) index: u64,
    pub(crate) id: InstructionId,
    pub(crate) instruction: Instruction,
    /// The certificate of its key; `None` where the root has signed.
    pub(crate) certificate: Option<Serial>,
    /// When it was carried out, by the processor's word.
    pub(crate) acknowledged: Option<Time>,
}

/// An erasure certificate of the log.
pub(crate) struct Erased {
    pub(crate) index: u64,
    pub(crate) erasure: Erasure,
}

/// An epoch is held, or no longer, from an entry of the instruction log on.
#[derive(Clone, Copy)]
pub(crate) struct Hold {
    pub(crate) index: u64,
    pub(crate) time: Time,
    pub(crate) is_held: bool,
}

/// A time that the processor wrote into a note, to be compared with cosigned heads.
pub(crate) struct Dated {
    pub(crate) index: u64,
    pub(crate) time: Time,
}

impl Ledger {
    /// Takes the document of the next entry. Returns what is wrong with it, and the time that the
    /// processor wrote into it.
    pub(crate) fn take(
        &mut self,
        root: &RootDocument,
        index: u64,
        kind: DocumentKind,
        bytes: &[u8],
        findings: &mut Vec<(FindingKind, u64)>,
    ) -> Option<Dated> {
        if self.waiting && kind != DocumentKind::Acknowledgement && self.ends_waiting(kind) {
            self.stop_waiting(findings);
        }
        let read = match kind {
            DocumentKind::Certificate => self.take_certificate(root, bytes).map(|()| None),
            DocumentKind::Descriptor => self.take_descriptor(root, bytes).map(|()| None),
            DocumentKind::Instruction => self
                .take_instruction(root, index, bytes, findings)
                .map(|()| None),
            DocumentKind::Acknowledgement => self.take_acknowledgement(bytes).map(Some),
            DocumentKind::Erasure => self.take_erasure(index, bytes).map(Some),
            // It is made once for all lists: its time may lie before this log began.
            DocumentKind::ProcessorStatement => self.take_processor(bytes).map(|()| None),
            DocumentKind::Opening => {
                self.unread.push((index, bytes.to_vec()));
                Some(None)
            }
            _ => None,
        };
        match read {
            Some(time) => time.map(|time| Dated { index, time }),
            None => {
                findings.push((FindingKind::BadDocument, index));
                None
            }
        }
    }

    /// To be called after the last document.
    pub(crate) fn finish(&mut self, findings: &mut Vec<(FindingKind, u64)>) {
        if self.waiting {
            self.stop_waiting(findings);
        }
        for (index, note) in core::mem::take(&mut self.unread) {
            match self.read::<Opening>(&note) {
                Some(opening) => {
                    let hash = DocumentKind::Opening.hash(&note);
                    self.openings.insert(hash, opening);
                }
                None => findings.push((FindingKind::BadDocument, index)),
            }
        }
    }

    /// The terms that name the logs and their key; those of every version agree on them.
    pub(crate) fn terms(&self) -> Option<&Terms> {
        self.descriptors.last().map(|descriptor| descriptor.terms())
    }

    pub(crate) fn told(&self, id: &InstructionId) -> Option<&Told> {
        self.instructions.iter().find(|told| told.id == *id)
    }

    /// Records whose erasure was acknowledged, each with whether its epoch had been purged before:
    /// then there was nothing more to delete, and the purge counts it.
    pub(crate) fn erased_records(&self) -> BTreeMap<RecordId, bool> {
        let mut records = BTreeMap::new();
        for told in &self.instructions {
            let Order::EraseRecord(record) = told.instruction.order else {
                continue;
            };
            if told.acknowledged.is_some() {
                // Of several orders the first counts.
                let late = self.is_after_purge(told);
                records.entry(record).or_insert(late);
            }
        }
        records
    }

    /// Whether the epoch of the record that this order erases was certified as purged before.
    pub(crate) fn is_after_purge(&self, told: &Told) -> bool {
        let certificate = self
            .erasures
            .iter()
            .find(|erased| erased.erasure.reason == ErasureReason::Instruction(told.id));
        let Some(certificate) = certificate else {
            return false;
        };
        self.erasures.iter().any(|erased| {
            erased.index < certificate.index
                && erased.erasure.epoch == certificate.erasure.epoch
                && self.is_purge(&erased.erasure)
        })
    }

    /// The acknowledged termination.
    pub(crate) fn termination(&self) -> Option<&Told> {
        let mut told = self.instructions.iter();
        told.find(|told| {
            told.instruction.order == Order::TerminateList && told.acknowledged.is_some()
        })
    }

    /// Whether an epoch was held at an entry of the log.
    pub(crate) fn is_held_at(&self, epoch: Epoch, index: u64) -> bool {
        let holds = self.holds.get(&epoch).map_or(&[][..], Vec::as_slice);
        let before = holds.iter().rev().find(|hold| hold.index < index);
        before.is_some_and(|hold| hold.is_held)
    }

    /// An acknowledgement follows its instruction at once; what the order brought about may stand
    /// between them, since one step logs all of it.
    fn ends_waiting(&self, kind: DocumentKind) -> bool {
        kind != DocumentKind::Erasure
    }

    fn stop_waiting(&mut self, findings: &mut Vec<(FindingKind, u64)>) {
        self.waiting = false;
        if let Some(told) = self.instructions.last() {
            findings.push((FindingKind::Unacknowledged, told.index));
        }
    }

    fn take_certificate(&mut self, root: &RootDocument, bytes: &[u8]) -> Option<()> {
        let certificate = Certificate::from_bytes(bytes).ok()?;
        let certificate = root.verify_certificate(certificate).ok()?;
        let serial = certificate.serial();
        let repeated = |known: &Verified<Certificate>| known.serial() == serial;
        if self.certificates.iter().any(repeated) {
            return None;
        }
        self.certificates.push(certificate);
        Some(())
    }

    fn take_descriptor(&mut self, root: &RootDocument, bytes: &[u8]) -> Option<()> {
        let descriptor = Descriptor::from_bytes(bytes).ok()?;
        let descriptor = root.verify_descriptor(descriptor).ok()?;
        if let Some(before) = self.descriptors.last() {
            let (old, new) = (before.terms(), descriptor.terms());
            let fixed = (&old.origin, old.log_key) == (&new.origin, new.log_key);
            if !fixed || new.descriptor_version <= old.descriptor_version {
                return None;
            }
        }
        self.descriptors.push(descriptor);
        Some(())
    }

    fn take_instruction(
        &mut self,
        root: &RootDocument,
        index: u64,
        bytes: &[u8],
        findings: &mut Vec<(FindingKind, u64)>,
    ) -> Option<()> {
        let signed = read_instruction(bytes, self.terms()?, root, &self.certificates)?;
        signed
            .check_not_revoked(|serial| self.revoked.contains(&serial))
            .ok()?;
        let (id, instruction) = (*signed.id(), signed.instruction().clone());
        let (serial, previous) = match self.instructions.last() {
            Some(last) => (last.instruction.serial, Some(last.id)),
            None => (Serial::default(), None),
        };
        let follows = instruction.serial > serial && instruction.previous == previous;
        if !follows || self.termination().is_some() {
            findings.push((FindingKind::BrokenChain, index));
        }
        self.instructions.push(Told {
            index,
            id,
            instruction,
            certificate: signed.certificate(),
            acknowledged: None,
        });
        self.waiting = true;
        Some(())
    }

    fn take_acknowledgement(&mut self, bytes: &[u8]) -> Option<Time> {
        let acknowledgement: Acknowledgement = self.read(bytes)?;
        let told = self.instructions.last_mut()?;
        if !self.waiting || told.id != acknowledgement.instruction {
            return None;
        }
        self.waiting = false;
        told.acknowledged = Some(acknowledgement.time);
        if let Order::RevokeCertificate(serial) = told.instruction.order {
            self.revoked.insert(serial);
        }
        let held = match told.instruction.order {
            Order::HoldEpoch(epoch) => Some((epoch, true)),
            Order::LiftEpoch(epoch) => Some((epoch, false)),
            _ => None,
        };
        if let Some((epoch, is_held)) = held {
            self.holds.entry(epoch).or_default().push(Hold {
                index: told.index,
                time: acknowledgement.time,
                is_held,
            });
        }
        Some(acknowledgement.time)
    }

    fn take_erasure(&mut self, index: u64, bytes: &[u8]) -> Option<Time> {
        let erasure: Erasure = self.read(bytes)?;
        if let ErasureReason::Instruction(id) = &erasure.reason {
            self.told(id)?;
        }
        let time = erasure.destroyed;
        self.erasures.push(Erased { index, erasure });
        Some(time)
    }

    fn take_processor(&mut self, bytes: &[u8]) -> Option<()> {
        let statement: ProcessorStatement = self.read(bytes)?;
        let newest = self.processor.as_ref().map_or(0, |before| before.version);
        if statement.origin != self.terms()?.origin || statement.version <= newest {
            return None;
        }
        self.processor = Some(statement);
        Some(())
    }

    fn read<T: ProcessorText + Clone>(&self, bytes: &[u8]) -> Option<T> {
        read_note(bytes, self.terms()?)
    }
}

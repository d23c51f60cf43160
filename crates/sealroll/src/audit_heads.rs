//! The signed heads of a list's logs, held against the entries.

use std::collections::BTreeMap;

use sealroll_log::{CosignerKey, Receipt, SignedCheckpoint, TreeHead, VerifiedCheckpoint};
use sealroll_wire::{
    Certificate, Generation, KeyUse, Opening, Part, Terms, Time, Verified, origin,
};

use crate::audit_report::AuditedLog;
use crate::finding::{Finding, FindingKind};
use crate::log_name::LogName;
use crate::log_walk::LogWalk;
use crate::parts::{Opened, later_than};
use crate::record_log::key_name;

/// Heads as received.
#[derive(Default)]
pub(crate) struct Heads {
    /// The instruction log's head before anything else was read.
    pub(crate) first: Vec<u8>,
    /// Times that the processor wrote into the documents of the instruction log.
    pub(crate) dated: Vec<(u64, Time)>,
    logs: BTreeMap<LogName, Received>,
    /// Heads that others were shown, each a checkpoint.
    known: Vec<Vec<u8>>,
}

/// What was received of one log.
#[derive(Default)]
pub(crate) struct Received {
    pub(crate) head: Vec<u8>,
    pub(crate) cosigned: Option<Vec<u8>>,
    pub(crate) walk: Option<LogWalk>,
}

/// What the heads of one log are judged by.
pub(crate) struct LogHeads<'a> {
    pub(crate) name: LogName,
    pub(crate) terms: &'a Terms,
    pub(crate) certificates: &'a [Verified<Certificate>],
    /// Openings of the list's logs, by their hash.
    pub(crate) openings: &'a BTreeMap<[u8; 32], Opening>,
    pub(crate) now: Time,
    pub(crate) witness_age: u64,
}

impl Heads {
    /// Adds a head that somebody was shown, as a checkpoint or a receipt.
    pub(crate) fn add(&mut self, bytes: &[u8]) -> Option<()> {
        if SignedCheckpoint::parse(bytes).is_ok() {
            self.known.push(bytes.to_vec());
            return Some(());
        }
        Receipt::parse(bytes).ok()?;
        let text = core::str::from_utf8(bytes).ok()?;
        let (_, checkpoint) = text.split_once("\n\n")?;
        self.known.push(checkpoint.as_bytes().to_vec());
        Some(())
    }

    pub(crate) fn log(&mut self, name: LogName) -> &mut Received {
        self.logs.entry(name).or_default()
    }

    /// The newest head of each log.
    pub(crate) fn newest(&self) -> impl Iterator<Item = &[u8]> {
        self.logs.values().map(|log| log.head.as_slice())
    }

    /// Sizes at which the tree of a log will be needed. A size that is claimed without a valid
    /// signature does no harm.
    pub(crate) fn sizes(&self, name: LogName) -> Vec<u64> {
        let received = self.logs.get(&name);
        let cosigned = received.and_then(|log| log.cosigned.as_deref());
        let first = (name == LogName::Instructions).then_some(self.first.as_slice());
        let known = self.known.iter().map(Vec::as_slice);
        let heads = cosigned.into_iter().chain(first).chain(known);
        heads
            .filter_map(|bytes| SignedCheckpoint::parse(bytes).ok())
            .map(|checkpoint| checkpoint.checkpoint().head().size)
            .collect()
    }

    /// Record logs of which somebody was shown a head, but that are not among these.
    pub(crate) fn other_logs(&self, terms: &Terms, listed: &[Generation]) -> Vec<Generation> {
        let mut others = Vec::new();
        for bytes in &self.known {
            let Ok(checkpoint) = SignedCheckpoint::parse(bytes) else {
                continue;
            };
            let origin = checkpoint.checkpoint().origin().as_str();
            let generation = origin
                .rsplit_once('/')
                .and_then(|(_, last)| last.parse().ok());
            if let Some(generation) = generation
                && !listed.contains(&generation)
                && LogName::Records(generation)
                    .verify_checkpoint(bytes, terms)
                    .is_ok()
            {
                others.push(generation);
            }
        }
        others
    }

    /// Judges the heads of a log whose entries were walked.
    pub(crate) fn judge(&mut self, context: &LogHeads<'_>) -> (AuditedLog, Vec<Finding>) {
        let name = context.name;
        let received = self.logs.remove(&name).unwrap_or_default();
        let mut log = AuditedLog::unread(name);
        let mut judge = Judgement {
            context,
            findings: Vec::new(),
            opened: Vec::new(),
        };
        let end = name.verify_checkpoint(&received.head, context.terms);
        if let (Ok(end), Some(walk)) = (&end, &received.walk) {
            log.size = end.head().size;
            log.is_confirmed = walk.is_confirmed();
            if !log.is_confirmed {
                judge.find(FindingKind::Forked, false);
            }
            judge.judge_openings(name.part(end.signed(), context.terms), walk);
            if name == LogName::Instructions {
                judge.compare(&self.first, walk, true);
            }
            for known in &self.known {
                judge.compare(known, walk, false);
            }
            let witnessed = judge.judge_cosigned(received.cosigned.as_deref(), walk, end.head());
            if let Some((head, time)) = witnessed {
                log.witnessed = Some((head.size, time));
                if name == LogName::Instructions {
                    judge.judge_dates(&self.dated, head.size, time);
                }
            }
        } else {
            judge.find(FindingKind::BadHead, true);
        }
        let findings = judge.findings;
        self.logs.insert(name, received);
        (log, findings)
    }
}

struct Judgement<'a> {
    context: &'a LogHeads<'a>,
    findings: Vec<Finding>,
    /// Parts of the log with the index of their opening.
    opened: Vec<Opened>,
}

impl Judgement<'_> {
    fn find(&mut self, kind: FindingKind, is_signed: bool) {
        self.find_at(kind, None, is_signed);
    }

    fn find_at(&mut self, kind: FindingKind, index: Option<u64>, is_signed: bool) {
        self.findings.push(Finding {
            kind,
            log: self.context.name,
            index,
            epoch: None,
            is_signed,
        });
    }

    /// Each opening must say what the entries before it are, and the head must be of the part that
    /// was opened last (RECV-4).
    fn judge_openings(&mut self, part: Part, walk: &LogWalk) {
        let name = self.context.name;
        for entry in walk.openings() {
            let Some(opening) = self.context.openings.get(&entry.hash) else {
                // The instruction log's own are judged with its documents.
                if name != LogName::Instructions {
                    self.find_at(FindingKind::MissingDocument, Some(entry.index), false);
                }
                continue;
            };
            if name == LogName::Instructions && opening.generation.is_some() {
                continue;
            }
            let is_own = opening.generation == name.generation();
            let rises = self
                .opened
                .last()
                .is_none_or(|before| before.part < opening.part);
            let restored = opening.restored == entry.index && opening.root == entry.root.to_bytes();
            let kind = if is_own && rises && restored {
                FindingKind::Reopened
            } else {
                FindingKind::Forked
            };
            self.find_at(kind, Some(entry.index), true);
            self.opened.push(Opened {
                index: entry.index,
                part: opening.part,
                signed: opening.signed,
            });
        }
        if self.opened.last().map_or(Part::FIRST, |last| last.part) != part {
            self.find(FindingKind::Forked, true);
        }
    }

    /// Whether a head is of the gap before a later part: it was lost, and contradicts nothing.
    fn is_in_gap(&self, earlier: &VerifiedCheckpoint) -> bool {
        let part = self.context.name.part(earlier.signed(), self.context.terms);
        let mut later = later_than(part, &self.opened).iter();
        later
            .next()
            .is_some_and(|first| earlier.head().size > first.index)
    }

    /// An earlier head of this log must be a prefix of it. Heads of other logs are passed over.
    fn compare(&mut self, bytes: &[u8], walk: &LogWalk, is_own: bool) {
        let (name, terms) = (self.context.name, self.context.terms);
        let claims = SignedCheckpoint::parse(bytes)
            .is_ok_and(|checkpoint| checkpoint.part(&name.origin(terms)).is_some());
        match name.verify_checkpoint(bytes, terms) {
            // A log that is shorter than it was contradicts nothing that is signed: it may be an
            // old state. Both are kept.
            Ok(earlier) if !walk.had(earlier.head()) && !self.is_in_gap(&earlier) => {
                let shorter = walk.is_beyond(earlier.head().size);
                self.find(FindingKind::Forked, !shorter);
            }
            Ok(_) => {}
            Err(_) if claims || is_own => self.find(FindingKind::BadHead, false),
            Err(_) => {}
        }
    }

    /// The newest head that a witness of the owner has cosigned: its size and time.
    fn judge_cosigned(
        &mut self,
        bytes: Option<&[u8]>,
        walk: &LogWalk,
        end: &TreeHead,
    ) -> Option<(TreeHead, Time)> {
        let Some(bytes) = bytes else {
            self.find(FindingKind::NotWitnessed, false);
            return None;
        };
        let verified = self
            .context
            .name
            .verify_checkpoint(bytes, self.context.terms);
        let Ok(verified) = verified else {
            self.find(FindingKind::BadHead, false);
            return None;
        };
        let Some(time) = self.cosigned_at(&verified) else {
            self.find(FindingKind::NotWitnessed, false);
            return None;
        };
        let head = *verified.head();
        if head.size > end.size {
            self.find(FindingKind::NotWitnessed, false);
            return None;
        }
        if !walk.had(&head) {
            self.find(FindingKind::Forked, true);
            return None;
        }
        if time.saturating_add(self.context.witness_age) < self.context.now {
            self.find(FindingKind::NotWitnessed, false);
        }
        Some((head, time))
    }

    /// When a certified witness cosigned, within the range of its certificate.
    fn cosigned_at(&self, checkpoint: &VerifiedCheckpoint) -> Option<Time> {
        let terms = self.context.terms;
        let list_id = terms.root_fingerprint.list_id();
        let name = key_name(&origin::witness(&terms.origin, &list_id));
        let witnesses: Vec<&Verified<Certificate>> = self
            .context
            .certificates
            .iter()
            .filter(|certificate| certificate.key_use() == KeyUse::Witness)
            .collect();
        let keys: Vec<CosignerKey> = witnesses
            .iter()
            .map(|certificate| CosignerKey::new(name.clone(), *certificate.public_key()))
            .collect();
        let cosigned = checkpoint.verify_cosignatures(&keys).ok()?;
        let mut times: Vec<Time> = Vec::new();
        for cosignature in cosigned.cosignatures() {
            let certificate = witnesses.get(cosignature.signer)?;
            if certificate
                .check_use(KeyUse::Witness, cosignature.time)
                .is_ok()
            {
                times.push(cosignature.time);
            }
        }
        times.into_iter().max()
    }

    /// What the owner had seen was made before, what it had not seen was made after.
    fn judge_dates(&mut self, dated: &[(u64, Time)], size: u64, cosigned: Time) {
        for (index, time) in dated {
            let early = *index >= size && time.saturating_add(CLOCK_LEEWAY) < cosigned;
            let late = *index < size && *time > cosigned.saturating_add(CLOCK_LEEWAY);
            if early || late {
                self.find_at(FindingKind::BackDated, Some(*index), true);
            }
        }
    }
}

/// Seconds by which the clocks of owner and processor may differ.
const CLOCK_LEEWAY: u64 = 3600;

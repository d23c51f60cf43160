//! What an owner's evidence proves to somebody else (`spec/protocol.md#evidence`).

use core::fmt::Write;

use sealroll_log::{EntryKind, Frontier, TreeHead, VerifiedCheckpoint};
use sealroll_wire::{Descriptor, ListId, Part, Terms, Verified};

use crate::finding::{Finding, FindingKind};
use crate::json::Object;
use crate::log_name::LogName;
use crate::receipt::ReceiptError;
use crate::sync_report::Evidence;

/// What a third party can tell from [`Evidence`] alone, asking nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EvidenceReport {
    /// The list.
    pub list_id: ListId,
    /// The terms, signed by the list's root: they name the log and its key.
    pub terms: Terms,
    /// The log.
    pub log: LogName,
    /// Part and head that the owner had cosigned; both checkpoints are signed by the log key.
    pub cosigned: Option<(Part, TreeHead)>,
    /// Part and head that were offered after it.
    pub offered: (Part, TreeHead),
    /// Whether the entries give the head that was offered.
    pub is_confirmed: bool,
    /// What is wrong. Only what is marked as signed is proven by the processor's own signatures; the
    /// rest is what the owner says it was told.
    pub findings: Vec<Finding>,
}

impl Evidence {
    /// The file that is kept and handed to others, which `sealroll audit --evidence FILE` judges: a
    /// JSON object with `log`, `cosigned` and `offered` as texts, and `root`, `terms` and `entries` in
    /// hex digits. There is nothing of guests and no key in it.
    #[must_use]
    pub fn to_json(&self) -> String {
        let entries: Vec<String> = self.entries.iter().map(|e| hex(&e.to_bytes())).collect();
        let mut json = String::new();
        let mut object = Object::begin(&mut json);
        object.text("log", &self.log.to_string());
        object.text("root", &hex(self.root.as_bytes()));
        object.text("terms", &hex(self.descriptor.as_bytes()));
        object.text("cosigned", &String::from_utf8_lossy(&self.cosigned));
        object.text("offered", &String::from_utf8_lossy(&self.offered));
        object.texts("entries", entries.iter().map(String::as_str));
        object.end();
        json.push('\n');
        json
    }

    /// Verifies every signature in the evidence and says what it proves. Compare the fingerprint of
    /// its root with the one on the venue's poster: otherwise anybody can have made all of it.
    ///
    /// # Errors
    /// [`ReceiptError`] if terms or checkpoints are not signed for this list and log: then it is no
    /// evidence.
    pub fn judge(&self) -> Result<EvidenceReport, ReceiptError> {
        let descriptor = self.root.verify_descriptor(self.descriptor.clone());
        let descriptor: Verified<Descriptor> =
            descriptor.map_err(|_| ReceiptError::BadSignature)?;
        let terms = descriptor.terms();
        let verify = |bytes: &[u8]| self.log.verify_checkpoint(bytes, terms);
        let offered = verify(&self.offered)?;
        let cosigned = match self.cosigned.as_slice() {
            [] => None,
            bytes => Some(verify(bytes)?),
        };
        let place = |checkpoint: &VerifiedCheckpoint| {
            (
                self.log.part(checkpoint.signed(), terms),
                *checkpoint.head(),
            )
        };
        let (offered, cosigned) = (place(&offered), cosigned.as_ref().map(place));
        let mut report = EvidenceReport {
            list_id: self.root.list_id(),
            terms: terms.clone(),
            log: self.log,
            cosigned,
            offered,
            is_confirmed: self.head_at(offered.1.size) == Some(offered.1),
            findings: Vec::new(),
        };
        if let Some(is_signed) = self.contradicts(&report) {
            report.findings.push(Finding {
                kind: FindingKind::Forked,
                log: self.log,
                index: None,
                epoch: None,
                is_signed,
            });
        } else {
            self.note_statements(&mut report);
        }
        Ok(report)
    }

    /// Whether the heads exclude each other, and if so whether signatures prove it. A head that is
    /// smaller than a former one may be an old state that was handed out again.
    fn contradicts(&self, report: &EvidenceReport) -> Option<bool> {
        let (part, head) = report.offered;
        let reopened = self
            .entries
            .iter()
            .position(|entry| entry.kind == EntryKind::OPENING);
        // The instruction log has the openings of other logs, too.
        let must_open = self.log != LogName::Instructions || part == Part::FIRST;
        if report.is_confirmed && must_open && (part == Part::FIRST) != reopened.is_none() {
            return Some(self.log != LogName::Instructions);
        }
        let Some((former, seen)) = report.cosigned else {
            return (!report.is_confirmed).then_some(false);
        };
        if part < former {
            return Some(false);
        }
        if part == former {
            if seen.size == head.size {
                return (seen != head).then_some(true);
            }
            if seen.size > head.size {
                return Some(false);
            }
        }
        let kept = reopened.is_none_or(|index| seen.size <= index as u64);
        if !report.is_confirmed {
            return Some(false);
        }
        if (part == former || kept) && self.head_at(seen.size) != Some(seen) {
            return Some(self.log != LogName::Instructions || part == former);
        }
        None
    }

    /// Statements behind the head that was cosigned: one of them is none of the owner's, and only the
    /// owner can tell which.
    fn note_statements(&self, report: &mut EvidenceReport) {
        let seen = report.cosigned.map_or(0, |(_, head)| head.size);
        for (index, entry) in (0_u64..).zip(&self.entries) {
            if entry.kind == EntryKind::Statement && index >= seen {
                report.findings.push(Finding {
                    kind: FindingKind::ForeignStatement,
                    log: self.log,
                    index: Some(index),
                    epoch: Some(entry.epoch),
                    is_signed: false,
                });
            }
        }
    }

    /// The tree of so many of the entries.
    fn head_at(&self, size: u64) -> Option<TreeHead> {
        let size = usize::try_from(size).ok()?;
        let mut edge = Frontier::new();
        for entry in self.entries.get(..size)? {
            edge.append(entry.leaf_hash()).ok()?;
        }
        Some(edge.head())
    }
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        write!(text, "{byte:02x}").expect("writing to a string cannot fail");
    }
    text
}

//! Faults planted on purpose: each stands for a mistake that a property must find.
//!
//! A planted property is an ordinary one whose subject has the fault; the ordinary tests demand
//! that it fails on the corpora or on few changes of them (`tests/tests/planted.rs`).

use sealroll::{
    AuthorityCard, DeviceCard, DisclosedError, DisclosureReport, HistoryEvent, Inbox, ListId,
    Position, RecoverySheet, Visit, export,
};
use sealroll_core::{KeyFileSecret, PageMail, RecoveryBlob};
use sealroll_log::{ConsistencyProof, Hash, InclusionProof, TreeHead, WitnessPolicy};
use sealroll_wire::{Chain, RequestSignature, RootDocument, Seen, WelcomeBundle};

use crate::key_files::PASSPHRASE;
use crate::list::{self, List, NOW};
use crate::owned::Owned;
use crate::{
    blobs, devices, disclosures, epoch_tree, histories, hostile, inboxes, log_model, notes,
    notice_pages, proofs, recovered_logs, requests, sheets, structures, syncs,
};

/// A property whose subject has a fault.
#[derive(Clone, Copy, Debug)]
pub struct Planted {
    /// The fault.
    pub fault: &'static str,
    /// The target whose property and inputs must find it.
    pub target: &'static str,
    /// The property with the fault in its subject.
    pub property: fn(&[u8]),
}

/// Every planted fault.
pub const PLANTED: &[Planted] = &[
    Planted {
        fault: "a reader ignores what follows the document",
        target: "root",
        property: |data| {
            structures::root_read_by(data, |data| {
                RootDocument::from_bytes(data.get(..ROOT_LENGTH).unwrap_or(data))
            });
        },
    },
    Planted {
        fault: "a certificate is believed for the name of its root, whoever signed it",
        target: "certificate",
        property: |data| {
            structures::certificate_judged_by(data, |certificate| {
                certificate.root_fingerprint() == List::shared().root.fingerprint()
            });
        },
    },
    Planted {
        fault: "a guest does not ask for the receipt of a statement",
        target: "bundle_forgery",
        property: |data| hostile::bundle_forgery_judged_by(data, has_valid_chain),
    },
    Planted {
        fault: "a processor does not look at the time of a signed request",
        target: "request_forgery",
        property: |data| {
            requests::request_forgery_judged_by(data, |signature, key, parts, _| {
                RequestSignature::verify(signature, key, parts, signature.parameters().created)
            });
        },
    },
    Planted {
        fault: "a receipt passes without the cosignature that is asked for",
        target: "receipt_forgery",
        property: |data| notes::receipt_forgery_judged_by(data, WitnessPolicy::Ignore),
    },
    Planted {
        fault: "an inclusion proof may be longer or shorter than the tree is high",
        target: "inclusion_proof",
        property: |data| proofs::inclusion_proof_judged_by(data, includes_at_any_height),
    },
    Planted {
        fault: "a consistency proof is judged without the old root",
        target: "consistency_proof",
        property: |data| proofs::consistency_proof_judged_by(data, extends_something),
    },
    Planted {
        fault: "the log loses its entry 300",
        target: "log_model",
        property: |data| log_model::log_model_that_keeps(data, |index| index != 300),
    },
    Planted {
        fault: "puncturing says that it did, and did not",
        target: "puncturing",
        property: |data| {
            epoch_tree::puncturing_by(data, |frontier, epoch| Ok(frontier.covers(epoch)));
        },
    },
    Planted {
        fault: "a table is written without the mark before formulas",
        target: "hostile_inbox",
        property: |data| {
            inboxes::hostile_inbox_exported_by(data, |visits: &[Visit]| {
                export::csv(visits).replace('\'', "")
            });
        },
    },
    Planted {
        fault: "a reader of cards of devices ignores what follows the name",
        target: "device_card",
        property: |data| {
            devices::device_card_read_by(data, |data| {
                let end = data.get(97).map_or(0, |length| 98 + usize::from(*length));
                DeviceCard::from_bytes(data.get(..end).unwrap_or(data))
            });
        },
    },
    Planted {
        fault: "a device does not ask who has signed a grant",
        target: "grant",
        property: |data| devices::grant_signed_by(data, list::root_key()),
    },
    Planted {
        fault: "an owner does not say which of the lost records are missing",
        target: "recovered_logs",
        property: |data| {
            recovered_logs::recovered_logs_told_by(data, |inbox| {
                let mut told = inbox.recoveries();
                told.iter_mut()
                    .for_each(|recovery| recovery.missing.clear());
                told
            });
        },
    },
    Planted {
        fault: "a guest takes a notice again that it has seen",
        target: "notice_page",
        property: |data| {
            notice_pages::notice_page_read_by(data, |page, list, secret, subject, _| {
                PageMail::read(page, list, secret, subject, |_| false)
            });
        },
    },
    Planted {
        fault: "sheets beyond those that are needed are not looked at",
        target: "recovery_sheet",
        property: |data| {
            sheets::recovery_sheet_combined_by(data, |sheets| {
                let needed = sheets.first().map_or(0, |sheet| sheet.needed().into());
                RecoverySheet::combine(sheets.get(..needed).unwrap_or(sheets))
            });
        },
    },
    Planted {
        fault: "an owner takes the blob of any list",
        target: "recovery_blob",
        property: |data| {
            blobs::recovery_blob_opened_by(data, |blob, list| {
                let named = blob.get(28..44).and_then(|id| id.try_into().ok());
                let list = named.map_or(list, ListId::from_bytes);
                RecoveryBlob::parse(blob, list)?.open(KeyFileSecret::Passphrase(PASSPHRASE))
            });
        },
    },
    Planted {
        fault: "an owner forgets what it has cosigned",
        target: "hostile_sync",
        property: |data| {
            syncs::hostile_sync_of(data, |_, _| (Owned::shared().copy(), Inbox::new()));
        },
    },
    Planted {
        fault: "a reader of cards ignores what follows the name",
        target: "authority_card",
        property: |data| {
            structures::authority_card_read_by(data, |data| {
                let end = data.get(33).map_or(0, |length| 34 + usize::from(*length));
                AuthorityCard::from_bytes(data.get(..end).unwrap_or(data))
            });
        },
    },
    Planted {
        fault: "an owner forgets what it has cosigned of the instruction log",
        target: "hostile_history",
        property: |data| {
            let forget = |_, _| (Owned::shared().copy(), Inbox::new());
            histories::hostile_history_of(data, forget, |line| line.event != HistoryEvent::Invalid);
        },
    },
    Planted {
        fault: "a history shows what does not verify",
        target: "hostile_history",
        property: |data| {
            histories::hostile_history_of(data, |owner, inbox| (owner, inbox), |_| true);
        },
    },
    Planted {
        fault: "an authority does not look at the proof of a record",
        target: "disclosure",
        property: |data| disclosures::disclosure_reported_by(data, also_without_proof),
    },
];

/// What was reported, and what was set aside for its proof alone.
fn also_without_proof(report: &DisclosureReport) -> Vec<Position> {
    let refused = report.refused.iter();
    let refused = refused.filter(|(_, error)| matches!(error, DisclosedError::Proof(_)));
    let records = report.records.iter().map(|record| record.position);
    let mut believed: Vec<_> = records
        .chain(refused.map(|(position, _)| *position))
        .collect();
    believed.sort();
    believed
}

/// All checks of a bundle but the last.
fn has_valid_chain(bundle: &[u8]) -> bool {
    let expected = List::shared().expected();
    WelcomeBundle::from_bytes(bundle)
        .is_ok_and(|bundle| Chain::verify(&bundle, &expected, &Seen::default(), NOW).is_ok())
}

/// RFC 9162 section 2.1.3.2 without its checks of `sn` and of the index.
fn includes_at_any_height(proof: &InclusionProof, leaf: Hash, index: u64, head: &TreeHead) -> bool {
    let (mut first, mut last) = (index, head.size.wrapping_sub(1));
    let mut root = leaf;
    for sibling in proof.hashes() {
        if first & 1 == 1 || first == last {
            root = Hash::node(sibling, &root);
            while first & 1 == 0 && first != 0 {
                first >>= 1;
                last >>= 1;
            }
        } else {
            root = Hash::node(&root, sibling);
        }
        first >>= 1;
        last >>= 1;
    }
    root == head.root
}

/// Compares the new root only.
fn extends_something(proof: &ConsistencyProof, old: &TreeHead, new: &TreeHead) -> bool {
    let hashes = proof.hashes();
    let roots = proofs::consistency_roots(old.size, new.size, old.root, true, hashes);
    roots.is_some_and(|(_, root)| root == new.root)
}

/// Bytes of a root document.
const ROOT_LENGTH: usize = 54;

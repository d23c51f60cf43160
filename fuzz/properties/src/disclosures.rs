//! Disclosures to an authority, by owners that may lie.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use arbitrary::{Arbitrary, Unstructured};
use ed25519_dalek::Signer;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use sealroll::{Content, DisclosureId, DisclosureReport, Position};
use sealroll_core::seal_disclosure;
use sealroll_wire::{Environment, KeyUse, Registration, Writer, label};

use crate::depth::reach;
use crate::disclosable::Disclosable;
use crate::edit::{self, Edit};
use crate::list::{self, EPOCH, GENERATION, List, NOW};
use crate::seed::{END, MORE, Seed};

/// Whatever an owner seals to an authority: what the authority reports are valid records that the
/// log holds, at their places, under a key that the root has certified for it; and of an owner
/// that only chooses badly, exactly those that were chosen well (`spec/protocol.md#DIS-3`,
/// `spec/protocol.md#DIS-4`).
pub fn disclosure(data: &[u8]) {
    disclosure_reported_by(data, |report| {
        report
            .records
            .iter()
            .map(|record| record.position)
            .collect()
    });
}

/// [`disclosure`] of an authority that believes these records of a report.
pub(crate) fn disclosure_reported_by(
    data: &[u8],
    believed: impl Fn(&DisclosureReport) -> Vec<Position>,
) {
    let genuine = Disclosable::shared();
    let raw = genuine.authority.open(data, Environment::Test);
    assert!(
        raw.is_err() || data == seed_file(),
        "nobody has sealed this"
    );
    let Ok(plan) = Plan::arbitrary(&mut Unstructured::new(data)) else {
        return;
    };
    let file = plan.file(genuine);
    let report = genuine.authority.open(&file, Environment::Test);
    if let Ok(report) = &report {
        reach("accepted");
        assert_eq!(report.id, DisclosureId::of_disclosure(&file));
        assert_eq!(report.list_id(), List::shared().root.list_id());
        check(genuine, report);
        if !report.refused.is_empty() {
            reach("set aside");
        }
    } else {
        reach("refused");
    }
    let believed = report.as_ref().map(believed);
    if plan.is_altered() {
        let believed = believed.unwrap_or_default();
        let logged = |position: &Position| {
            let record = genuine.records.iter().find(|it| it.position() == *position);
            record.is_some_and(|record| record.valid)
        };
        assert!(
            believed.iter().all(logged),
            "a record that was never logged"
        );
    } else {
        assert_eq!(believed.ok(), plan.deserves(genuine));
    }
}

/// What is reported as opened is what was logged.
fn check(genuine: &Disclosable, report: &DisclosureReport) {
    for record in &report.records {
        let mut logged = genuine.records.iter();
        let logged = logged.find(|it| it.position() == record.position);
        let logged = logged.expect("a record of the log");
        assert!(logged.valid && logged.id() == record.record_id && record.epoch == EPOCH);
        if matches!(record.content, Content::FollowUp(_)) {
            reach("follow-up");
        }
    }
    assert!(
        report
            .records
            .is_sorted_by(|one, next| one.position < next.position)
    );
    assert!(report.visits().len() <= report.records.len());
}

/// Seeds of [`disclosure`].
pub fn disclosure_seeds() -> Vec<Seed> {
    let own = |record| (record, None, None);
    let honest = [0, 1, 2, 3].map(own);
    let [check_in, check_out, _, other] = honest;
    let not_valid = [3, 4, 5].map(own);
    let other_proof = [(0, Some(3), None), other];
    let other_key = [(0, None, Some(3)), other];
    vec![
        Seed::new("zeros", [0; 40]),
        Seed::new("honest", plan(&honest, 0, 0)),
        Seed::new("not-valid", plan(&not_valid, 0, 0)),
        Seed::new("other-proof", plan(&other_proof, 0, 0)),
        Seed::new("other-key", plan(&other_key, 0, 0)),
        Seed::new("without-check-in", plan(&[check_out, other], 0, 0)),
        Seed::new("not-ascending", plan(&[other, check_in], 0, 0)),
        Seed::new("key-of-another-use", plan(&honest, 1, 0)),
        Seed::new("key-without-certificate", plan(&honest, 0, 4)),
        Seed::new("file", seed_file()),
    ]
}

/// What [`disclosure`] reads: records, each with whose proof and whose key, and who signs.
fn plan(records: &[(u8, Option<u8>, Option<u8>)], signer: u8, names: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (record, proof_of, key_of) in records {
        bytes.extend([MORE, *record]);
        for other in [*proof_of, *key_of, None] {
            bytes.extend(other.map_or(vec![0], |of| vec![1, of]));
        }
    }
    bytes.extend([END, signer, names, END, END]);
    bytes
}

/// A disclosure as an honest owner makes it.
fn seed_file() -> &'static [u8] {
    static FILE: LazyLock<Vec<u8>> = LazyLock::new(|| {
        let chosen = |record| Chosen {
            record,
            proof_of: None,
            key_of: None,
            index: None,
        };
        let plan = Plan {
            records: vec![chosen(0), chosen(1)],
            signer: 0,
            names: 0,
            edits: Vec::new(),
            sealed_edits: Vec::new(),
        };
        plan.file(Disclosable::shared())
    });
    &FILE
}

/// What an owner does.
#[derive(Debug, Arbitrary)]
struct Plan {
    records: Vec<Chosen>,
    /// Which of the certified keys signs; 0 is the one for instructions.
    signer: u8,
    /// Which certificate is said to be that of the key; 0 is the one for instructions.
    names: u8,
    /// Changes of the content before it is signed.
    edits: Vec<Edit>,
    /// Changes of the sealed file.
    sealed_edits: Vec<Edit>,
}

/// A record, perhaps with what belongs to another one.
#[derive(Clone, Copy, Debug, Arbitrary)]
struct Chosen {
    record: u8,
    proof_of: Option<u8>,
    key_of: Option<u8>,
    index: Option<u8>,
}

impl Plan {
    fn is_altered(&self) -> bool {
        !self.edits.is_empty() || !self.sealed_edits.is_empty()
    }

    fn chosen(&self) -> &[Chosen] {
        &self.records[..self.records.len().min(8)]
    }

    /// The layout of `spec/protocol.md#disclosure`, written out once more.
    fn file(&self, genuine: &Disclosable) -> Vec<u8> {
        let list = List::shared();
        let card = genuine.authority.card();
        let registration = Registration::new(&list.root, &list.certificates, &list.descriptor);
        let registration = registration.expect("a valid registration");
        let mut writer = Writer::new();
        let count = u32::try_from(self.chosen().len()).expect("at most eight");
        writer.u8(1);
        writer.bytes16(registration.as_bytes()).expect("short");
        writer.u64(NOW.seconds());
        writer.str8("4711", 1..=120).expect("short");
        writer.str16("Tracing", 1..=500).expect("short");
        writer.str16("IfSG 28a", 1..=300).expect("short");
        writer.u32(count);
        for chosen in self.chosen() {
            let record = genuine.record(chosen.record);
            let proof_of = genuine.record(chosen.proof_of.unwrap_or(chosen.record));
            let key_of = genuine.record(chosen.key_of.unwrap_or(chosen.record));
            let index = chosen.index.map_or(record.index, u64::from);
            writer.u32(GENERATION.value()).u64(index);
            writer.bytes16(&record.envelope).expect("short");
            writer.bytes16(&proof_of.proof).expect("short");
            writer.bytes(&key_of.schedule.content_key());
        }
        writer.u64(1 + (1 + u64::from(self.names)) % 5);
        let content = edit::apply(writer.as_bytes(), &self.edits);
        let fingerprint = card.fingerprint();
        let message = [label::DISCLOSED, fingerprint.as_bytes(), &content].concat();
        let key_use = KeyUse::ALL[(1 + usize::from(self.signer)) % 4];
        let signature = list::key(key_use).sign(&message).to_bytes();
        let content = [content, signature.to_vec()].concat();
        let mut rng = ChaCha20Rng::from_seed([8; 32]);
        let file = seal_disclosure(card, &content, &mut rng).expect("a short content");
        edit::apply(&file, &self.sealed_edits)
    }

    /// The positions that an authority must report; `None` if nothing counts.
    fn deserves(&self, genuine: &Disclosable) -> Option<Vec<Position>> {
        let index = |chosen: &Chosen| {
            let record = genuine.record(chosen.record);
            chosen.index.map_or(record.index, u64::from)
        };
        let ascending = |one: &Chosen, next: &Chosen| index(one) < index(next);
        let is_signed = self.signer.is_multiple_of(4) && self.names.is_multiple_of(5);
        if !is_signed || self.chosen().is_empty() || !self.chosen().is_sorted_by(ascending) {
            return None;
        }
        let mut passed = BTreeMap::new();
        for chosen in self.chosen() {
            let record = genuine.record(chosen.record);
            let proof_of = genuine.record(chosen.proof_of.unwrap_or(chosen.record));
            let key_of = genuine.record(chosen.key_of.unwrap_or(chosen.record));
            let has_own = proof_of.index == record.index
                && index(chosen) == record.index
                && key_of.schedule.content_key() == record.schedule.content_key();
            let follows = record
                .follows
                .is_none_or(|before| passed.contains_key(&before));
            if record.valid && has_own && follows {
                passed.insert(record.index, record.position());
            }
        }
        Some(passed.into_values().collect())
    }
}

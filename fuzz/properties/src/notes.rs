//! Signed notes and what is read from them: checkpoints, cosignatures, receipts.

use core::slice;

use arbitrary::{Arbitrary, Unstructured};
use sealroll_log::{CosignerKey, KeyName, Note, NoteKey, Receipt, SignedCheckpoint, WitnessPolicy};

use crate::depth::reach;
use crate::edit::{self, Edit};
use crate::list::{self, List};
use crate::seed::{self, Seed};

/// A note is its text, an empty line and its signature lines; only genuine text verifies.
pub fn note(data: &[u8]) {
    let Ok(note) = Note::parse(data) else {
        return;
    };
    assert_eq!(note.as_str().as_bytes(), data);
    let mut written = format!("{}\n", note.text());
    for line in note.signatures() {
        written += &format!("{line}\n");
    }
    assert_eq!(written.as_bytes(), data);
    reach("read");
    let list = List::shared();
    if let Ok(verified) = note.verify(slice::from_ref(&list.log_key)) {
        assert_eq!(
            verified.text(),
            list.cosigned.verified().signed().note().text()
        );
        assert_eq!(verified.signers(), [0]);
        reach("verified");
    }
}

/// A checkpoint's text is written again as the same; verifier keys have one spelling.
pub fn checkpoint(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Ok(key) = NoteKey::parse(&text) {
        reach("log key");
        assert_eq!(key.to_string(), text);
    }
    if let Ok(key) = CosignerKey::parse(&text) {
        reach("witness key");
        assert_eq!(key.to_string(), text);
    }
    if let Ok(name) = KeyName::new(&text) {
        assert_eq!(name.as_str(), text);
    }
    let Ok(signed) = SignedCheckpoint::parse(data) else {
        return;
    };
    assert_eq!(signed.as_str().as_bytes(), data);
    reach("read");
    assert_eq!(signed.checkpoint().to_text(), signed.note().text());
    let list = List::shared();
    if let Ok(verified) = signed.verify(&list.log_key) {
        let genuine = list.cosigned.verified();
        assert_eq!(verified.checkpoint(), genuine.checkpoint());
        reach("verified");
    }
}

/// A witness's line is taken in only if the witness signed it, and then it is the newest.
pub fn cosignature(data: &[u8]) {
    let line = String::from_utf8_lossy(data);
    let list = List::shared();
    let bare = SignedCheckpoint::parse(bare_checkpoint().as_bytes()).expect("a valid checkpoint");
    let bare = bare.verify(&list.log_key).expect("signed by the log");
    let witnesses = slice::from_ref(&list.witness_key);
    if let Ok(cosigned) = bare.with_cosignature(&line, witnesses) {
        assert_eq!(line.trim_end_matches('\n'), genuine_line());
        assert_eq!(cosigned.time(), list::NOW);
        reach("accepted");
    }
    // A checkpoint that is cosigned already stays as it is.
    if let Ok(cosigned) = list.cosigned.verified().with_cosignature(&line, witnesses) {
        assert_eq!(cosigned, list.cosigned);
    }
}

/// A receipt is written from its parts as the same bytes; only the genuine entry verifies.
pub fn receipt(data: &[u8]) {
    let Ok(receipt) = Receipt::parse(data) else {
        return;
    };
    assert_eq!(receipt.as_str().as_bytes(), data);
    reach("read");
    let written = Receipt::new(
        receipt.index(),
        receipt.proof().clone(),
        receipt.checkpoint().clone(),
    );
    assert_eq!(written, Ok(receipt.clone()));
    let list = List::shared();
    let entry = list.statement_entry().to_bytes();
    if let Ok(verified) = receipt.verify(&entry, &list.log_key, WitnessPolicy::Ignore) {
        assert_eq!(verified.index(), 1);
        assert_eq!(receipt.proof(), list.receipt.proof());
        reach("verified");
    }
    let mut other = entry;
    other[6] ^= 1;
    assert!(
        receipt
            .verify(&other, &list.log_key, WitnessPolicy::Ignore)
            .is_err()
    );
}

/// A receipt with any byte changed or taken out is refused when a cosignature is asked for.
pub fn receipt_forgery(data: &[u8]) {
    let witnesses = slice::from_ref(&List::shared().witness_key);
    receipt_forgery_judged_by(data, WitnessPolicy::Required(witnesses));
}

/// [`receipt_forgery`] of a verifier with any policy.
pub(crate) fn receipt_forgery_judged_by(data: &[u8], policy: WitnessPolicy<'_>) {
    let Ok(edits) = Vec::<Edit>::arbitrary(&mut Unstructured::new(data)) else {
        return;
    };
    let list = List::shared();
    let genuine = list.receipt.as_str().as_bytes();
    let edited = edit::apply(genuine, &edits);
    let entry = list.statement_entry().to_bytes();
    let accepted = Receipt::parse(&edited)
        .is_ok_and(|receipt| receipt.verify(&entry, &list.log_key, policy).is_ok());
    let same = edited == genuine;
    reach(if same { "accepted" } else { "refused" });
    assert_eq!(accepted, same);
}

/// Seeds of [`note`].
pub fn note_seeds() -> Vec<Seed> {
    let mut seeds = vec![
        Seed::new("cosigned", cosigned()),
        Seed::new("signed", bare_checkpoint()),
    ];
    seeds.push(Seed::new(
        "unknown-key",
        "text\n\nmore\n\n\u{2014} a AAAAAAA=\n\u{2014} b AAAAAQAA\n",
    ));
    seeds
}

/// Seeds of [`checkpoint`].
pub fn checkpoint_seeds() -> Vec<Seed> {
    let list = List::shared();
    let mut seeds = note_seeds();
    seeds.push(Seed::new("log-key", list.log_key.to_string()));
    seeds.push(Seed::new("witness-key", list.witness_key.to_string()));
    seeds
}

/// Seeds of [`cosignature`].
pub fn cosignature_seeds() -> Vec<Seed> {
    vec![Seed::new("valid", genuine_line())]
}

/// Seeds of [`receipt`].
pub fn receipt_seeds() -> Vec<Seed> {
    vec![Seed::new("valid", List::shared().receipt.as_str())]
}

/// Seeds of [`receipt_forgery`].
pub fn receipt_forgery_seeds() -> Vec<Seed> {
    let length = List::shared().receipt.as_str().len();
    let [low, high] = u16::try_from(length - 20).unwrap_or_default().to_le_bytes();
    let near_the_end = [low, high, 1];
    vec![
        Seed::new("unchanged", []),
        Seed::new("flip", seed::sequence::<Edit>(&[("Flip", &[9, 0, 1])])),
        Seed::new("remove", seed::sequence::<Edit>(&[("Remove", &[40, 0])])),
        Seed::new(
            "flip-in-cosignature",
            seed::sequence::<Edit>(&[("Flip", &near_the_end)]),
        ),
    ]
}

fn cosigned() -> &'static str {
    List::shared().cosigned.verified().signed().as_str()
}

/// The checkpoint before the witness signed: without the last line.
fn bare_checkpoint() -> &'static str {
    let text = cosigned();
    let last = text.trim_end_matches('\n').rfind('\n');
    text.split_at(last.expect("several lines") + 1).0
}

fn genuine_line() -> &'static str {
    cosigned().lines().last().expect("several lines")
}

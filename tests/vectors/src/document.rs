//! Notes of a processor, and the hashes by which the instruction log names documents.

use sealroll_log::SignedDocument;
use sealroll_wire::{
    Acknowledgement, DescriptorHash, DocumentId, DocumentKind, Erasure, Opening,
    ProcessorStatement, ProcessorText, ReaderToken, RetentionId, VerifyingKey,
};
use serde_json::{Value, json};

use crate::outcome::{Outcome, Refusal};
use crate::value::{array, bytes, epoch, hex, items, list_id, number, text};

/// DOC-1 and DOC-2.
pub(crate) fn verify(input: &Value) -> Outcome {
    match text(input, "document_kind") {
        "acknowledgement" => {
            let found = read::<Acknowledgement>(input)?;
            let said = found.text();
            Ok(json!({
                "list_id": said.list_id.to_string(),
                "instruction": said.instruction.to_string(),
                "time": said.time.to_string(),
                "document_id": found.id().to_string(),
            }))
        }
        "erasure" => {
            let found = read::<Erasure>(input)?;
            let said = found.text();
            Ok(json!({
                "list_id": said.list_id.to_string(),
                "epoch": said.epoch.value(),
                "records": said.records,
                "root": hex(&said.root),
                "destroyed": said.destroyed.to_string(),
                "backups": said.backups.to_string(),
                "reason": said.reason.to_string(),
                "document_id": found.id().to_string(),
            }))
        }
        "processor" => {
            let found = read::<ProcessorStatement>(input)?;
            let said = found.text();
            Ok(json!({
                "origin": said.origin,
                "version": said.version,
                "time": said.time.to_string(),
                "operator": said.operator,
                "region": said.region,
                "software": said.software,
                "sub_processors": said.sub_processors,
                "document_id": found.id().to_string(),
            }))
        }
        "opening" => {
            let found = read::<Opening>(input)?;
            let said = found.text();
            let log = said.generation.map(|generation| generation.value());
            Ok(json!({
                "list_id": said.list_id.to_string(),
                "log": log.map_or_else(|| json!("instructions"), |log| json!(log)),
                "part": said.part.value(),
                "restored": said.restored,
                "root": hex(&said.root),
                "signed": said.signed.map_or_else(|| json!("unknown"), |size| json!(size)),
                "time": said.time.to_string(),
                "document_id": found.id().to_string(),
            }))
        }
        _ => Err("bad-value".into()),
    }
}

/// Ids of documents, of terms as a reason, and of a reader.
pub(crate) fn hashes(input: &Value) -> Outcome {
    let list = list_id(input);
    let ids = items(input, "documents").iter().map(|item| {
        let kind = DocumentKind::ALL
            .into_iter()
            .find(|kind| u64::from(kind.number()) == number(item, "kind"))
            .expect("a kind of document");
        DocumentId::new(kind, &bytes(item, "document")).to_string()
    });
    let descriptor = DescriptorHash::from_bytes(array(input, "descriptor_hash"));
    let token = ReaderToken::from_bytes(array(input, "token"));
    Ok(json!({
        "document_ids": ids.collect::<Vec<_>>(),
        "retention_id": RetentionId::new(&list, epoch(input, "epoch"), &descriptor).to_string(),
        "reader_id": token.reader_id(&list).to_string(),
    }))
}

fn read<T: ProcessorText>(input: &Value) -> Result<SignedDocument<T>, Refusal> {
    let log_key = VerifyingKey::from_bytes(&array(input, "log_key"))?;
    Ok(SignedDocument::verify(
        text(input, "note").as_bytes(),
        text(input, "origin"),
        &list_id(input),
        log_key,
    )?)
}

//! Records and notices for operators: what is processed for whom, what a breach may touch, what
//! was erased.

use sealroll_log::Note;
use sealroll_store::{SqliteStore, Store, StoreError};
use sealroll_wire::{
    Descriptor, Epoch, Erasure, Instruction, ListId, Order, ProcessorStatement, ProcessorText,
    Statement, Time,
};
use serde_json::{Value, json};

use crate::{backup::BackupError, config::Config, processor::DATABASE};

/// What a report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Report {
    /// The record of processing activities of a processor (GDPR article 30, paragraph 2).
    Art30,
    /// What the operator has to tell controllers after a breach: whom, and which epochs.
    Breach,
    /// What is kept until when, and what was erased.
    Retention,
}

/// Which lists and which time a report covers.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Scope {
    /// One list only.
    pub list: Option<ListId>,
    /// From this moment on.
    pub from: Time,
    /// To this moment.
    pub to: Time,
}

impl Default for Scope {
    fn default() -> Self {
        Self {
            list: None,
            from: Time::new(0).unwrap_or(Time::MAX),
            to: Time::MAX,
        }
    }
}

impl Report {
    /// Reads its name: `art30`, `breach` or `retention`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "art30" => Some(Self::Art30),
            "breach" => Some(Self::Breach),
            "retention" => Some(Self::Retention),
            _ => None,
        }
    }

    /// Makes the report from what is stored, as JSON. The service may be running meanwhile.
    ///
    /// # Errors
    /// [`BackupError`] if something cannot be read.
    pub fn make(self, config: &Config, scope: &Scope) -> Result<Value, BackupError> {
        let store = SqliteStore::open_to_read(&config.data_dir.join(DATABASE), None)?;
        let mut lists = Vec::new();
        let mut after = None;
        loop {
            let page = store.lists(after.as_ref(), 256)?;
            let Some(last) = page.last() else {
                break;
            };
            after = Some(*last);
            for list in page {
                if scope.list.is_none_or(|wanted| wanted == list) {
                    lists.push(self.list(&store, &list, scope)?);
                }
            }
        }
        let name = match self {
            Self::Art30 => "art30",
            Self::Breach => "breach",
            Self::Retention => "retention",
        };
        let mut report = json!({
            "report": name,
            "processor": processor(&store)?,
            "lists": lists,
        });
        if self == Self::Breach {
            let records = report["lists"].as_array().into_iter().flatten();
            let records: u64 = records.filter_map(|list| list["records"].as_u64()).sum();
            report["records"] = records.into();
            report["nature"] = NATURE.into();
            report["categories"] = CATEGORIES.into();
            report["consequences"] = CONSEQUENCES.into();
            report["measures"] = MEASURES.into();
        }
        Ok(report)
    }

    fn list(self, store: &dyn Store, list: &ListId, scope: &Scope) -> Result<Value, StoreError> {
        let documents = store.documents(list)?.ok_or(StoreError::Corrupt)?;
        let newest = documents.descriptors.last().ok_or(StoreError::Corrupt)?;
        let descriptor = Descriptor::from_bytes(newest).map_err(|_| StoreError::Corrupt)?;
        let terms = descriptor.terms();
        let mut report = json!({
            "list": list.to_string(),
            "venue": terms.venue,
            "contact": terms.contact,
        });
        match self {
            Self::Art30 => {
                let state = store.list_state(list)?;
                report["address"] = terms.address.clone().into();
                report["purpose_de"] = terms.purpose_de.clone().into();
                report["purpose_en"] = terms.purpose_en.clone().into();
                report["legal_basis_de"] = terms.legal_basis_de.clone().into();
                report["legal_basis_en"] = terms.legal_basis_en.clone().into();
                let retention = u64::from(terms.retention_epochs) * u64::from(terms.epoch_length);
                report["retention_days"] = (retention / DAY).into();
                report["terminated"] = state.terminated.map(|time| time.to_string()).into();
                report["last_drill"] = last_drill(store, list)?.map(|time| time.to_string()).into();
            }
            Self::Breach => {
                let epochs = epochs(store, list, scope)?;
                let records = epochs.iter().filter_map(|epoch| epoch["records"].as_u64());
                report["records"] = records.sum::<u64>().into();
                report["epochs"] = epochs.into();
            }
            Self::Retention => {
                report["epochs"] = epochs(store, list, scope)?.into();
                report["erased"] = erased(store, list, scope)?.into();
            }
        }
        Ok(report)
    }
}

/// A report for people: one value a line, indented.
#[must_use]
pub fn report_text(report: &Value) -> String {
    let mut text = String::new();
    write(&mut text, report, 0);
    text
}

fn write(text: &mut String, value: &Value, depth: usize) {
    let indent = "  ".repeat(depth);
    let is_group = |value: &Value| value.is_object() || value.is_array();
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let name = name.replace('_', " ");
                if is_group(value) {
                    text.push_str(&format!("{indent}{name}:\n"));
                    write(text, value, depth + 1);
                } else {
                    let value = value
                        .as_str()
                        .map_or_else(|| value.to_string(), str::to_owned);
                    text.push_str(&format!("{indent}{name}: {value}\n"));
                }
            }
        }
        Value::Array(values) if values.is_empty() => text.push_str(&format!("{indent}none\n")),
        Value::Array(values) => {
            for value in values {
                write(text, value, depth);
                if is_group(value) {
                    text.push('\n');
                }
            }
        }
        Value::String(value) => text.push_str(&format!("{indent}{value}\n")),
        value => text.push_str(&format!("{indent}{value}\n")),
    }
}

/// What the processor's newest statement says.
fn processor(store: &dyn Store) -> Result<Value, StoreError> {
    let Some((_, bytes)) = store.processor_statement()? else {
        return Ok(Value::Null);
    };
    let note = Note::parse(&bytes).map_err(|_| StoreError::Corrupt)?;
    let statement = ProcessorStatement::read(note.text()).ok_or(StoreError::Corrupt)?;
    Ok(json!({
        "origin": statement.origin,
        "operator": statement.operator,
        "region": statement.region,
        "software": statement.software,
        "sub_processors": statement.sub_processors,
        "stated": statement.time.to_string(),
    }))
}

/// The epochs that are not purged and have something to do with the time of the scope.
fn epochs(store: &dyn Store, list: &ListId, scope: &Scope) -> Result<Vec<Value>, StoreError> {
    let mut found = Vec::new();
    for epoch in store.open_epochs(list)? {
        let (from, to) = range(store, list, epoch)?;
        if to < scope.from || from > scope.to {
            continue;
        }
        let state = store.epoch_state(list, epoch)?;
        found.push(json!({
            "epoch": epoch.value(),
            "from": from.to_string(),
            "to": to.to_string(),
            "records": store.stored_records(list, epoch)?.len(),
            "held": state.held,
            "marked": state.marked.is_some(),
        }));
    }
    Ok(found)
}

fn range(store: &dyn Store, list: &ListId, epoch: Epoch) -> Result<(Time, Time), StoreError> {
    let rows = store.statements(list, epoch)?;
    let newest = rows.last().ok_or(StoreError::Corrupt)?;
    let statement = Statement::from_bytes(&newest.bytes).map_err(|_| StoreError::Corrupt)?;
    Ok((statement.not_before(), statement.not_after()))
}

/// When the owner last proved to itself that the recovery code opens the list.
fn last_drill(store: &dyn Store, list: &ListId) -> Result<Option<Time>, StoreError> {
    let mut last = None;
    let mut from = 0;
    loop {
        let page = store.log_documents(list, from, 1000)?;
        let Some(newest) = page.last() else {
            return Ok(last);
        };
        from = newest.index + 1;
        for document in page {
            let note = Note::parse(&document.bytes).ok();
            let instruction = note.and_then(|note| Instruction::from_text(note.text()).ok());
            if let Some(instruction) = instruction
                && matches!(instruction.order, Order::DrillRecord(_))
            {
                last = Some(instruction.time);
            }
        }
    }
}

/// The erasure certificates of the scope's time.
fn erased(store: &dyn Store, list: &ListId, scope: &Scope) -> Result<Vec<Value>, StoreError> {
    let mut found = Vec::new();
    let mut from = 0;
    loop {
        let page = store.log_documents(list, from, 1000)?;
        let Some(last) = page.last() else {
            return Ok(found);
        };
        from = last.index + 1;
        for document in page {
            let note = Note::parse(&document.bytes).ok();
            let Some(erasure) = note.and_then(|note| Erasure::read(note.text())) else {
                continue;
            };
            if erasure.destroyed < scope.from || erasure.destroyed > scope.to {
                continue;
            }
            found.push(json!({
                "epoch": erasure.epoch.value(),
                "records": erasure.records,
                "destroyed": erasure.destroyed.to_string(),
                "backups": erasure.backups.to_string(),
                "reason": erasure.reason.to_string(),
            }));
        }
    }
}

const DAY: u64 = 86_400;
/// What a notice to controllers has to say (GDPR article 33, paragraph 3), as far as it is the
/// same for every breach of this service (`spec/threat-model.md#metadata-rest`).
const NATURE: &str = "What is stored of guests are sealed envelopes of one size. The processor has no \
key that opens them. Each record is at most one check-in or what followed it, so that there are no more \
persons than records, but for companions.";
const CATEGORIES: &str = "Guests: what the terms ask for, sealed. Owners: venue, address, contact, purpose \
and legal basis of the terms, keys, statements and orders, readable.";
const CONSEQUENCES: &str = "Who reads the database learns how many records each list and epoch has, and \
their order, and no more of guests as long as a list's keys are not stolen, too. Who can also watch \
the network or change the service learns when and from which address records come from then on.";
const MEASURES: &str = "Owners look whether their devices and key files are safe; whose are not issues \
new keys and revokes the old ones. They sync, and have the list audited, which shows what was changed or \
removed. The operator draws new credentials and destroys copies; what was erased before opens for nobody.";

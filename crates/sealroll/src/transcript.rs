//! What an auditor was told, kept as evidence: the audit can be made again from it, by anyone and
//! without a network.

use sealroll_wire::{DecodeError, ListId, Reader, ReaderToken, Time, Writer};

use crate::audit_report::AuditReport;
use crate::auditor::{AuditError, AuditOptions, Auditor};
use crate::http::{Request, Response};

/// Every answer that an audit rests on, in order.
///
/// What is wrong in it by signed bytes ([`Finding::is_signed`](crate::Finding::is_signed)) is
/// proven to whoever trusts list id and log key; the processor cannot deny it. The reader token is
/// not part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transcript {
    list_id: ListId,
    now: Time,
    options: AuditOptions,
    heads: Vec<Vec<u8>>,
    answers: Vec<Answer>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Answer {
    target: String,
    status: u16,
    body: Vec<u8>,
}

impl Transcript {
    /// An empty transcript of an audit with these parameters.
    #[must_use]
    pub const fn new(list_id: ListId, now: Time, options: AuditOptions) -> Self {
        Self {
            list_id,
            now,
            options,
            heads: Vec::new(),
            answers: Vec::new(),
        }
    }

    /// Adds a head that the audit compares with.
    pub fn add_head(&mut self, head: &[u8]) {
        self.heads.push(head.to_vec());
    }

    /// Adds an answer.
    pub fn add(&mut self, request: &Request, response: &Response) {
        self.answers.push(Answer {
            target: request.target(),
            status: response.status,
            body: response.body.clone(),
        });
    }

    /// Makes the audit again, at the moment at which it was made.
    ///
    /// # Errors
    /// [`TranscriptError`].
    pub fn audit(&self) -> Result<AuditReport, TranscriptError> {
        let token = ReaderToken::from_bytes([0; ReaderToken::LENGTH]);
        let mut auditor = Auditor::new(self.list_id, &token, self.now, self.options);
        for head in &self.heads {
            auditor.compare_with(head).map_err(TranscriptError::Audit)?;
        }
        let mut answers = self.answers.iter();
        while let Some(request) = auditor.request() {
            let answer = answers.next().ok_or(TranscriptError::Incomplete)?;
            if answer.target != request.target() {
                return Err(TranscriptError::Incomplete);
            }
            let response = Response {
                status: answer.status,
                body: answer.body.clone(),
                ..Response::default()
            };
            auditor.receive(&response).map_err(TranscriptError::Audit)?;
        }
        Ok(auditor.report())
    }

    /// The list.
    #[must_use]
    pub const fn list_id(&self) -> &ListId {
        &self.list_id
    }

    /// Writes the transcript as a file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer
            .bytes(MAGIC)
            .bytes(self.list_id.as_bytes())
            .time(self.now)
            .u64(self.options.witness_age)
            .u64(self.options.downtime);
        write_count(&mut writer, self.heads.len());
        for head in &self.heads {
            write_blob(&mut writer, head);
        }
        write_count(&mut writer, self.answers.len());
        for answer in &self.answers {
            write_blob(&mut writer, answer.target.as_bytes());
            writer.u16(answer.status);
            write_blob(&mut writer, &answer.body);
        }
        writer.into_bytes()
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote.
    ///
    /// # Errors
    /// [`DecodeError`] if the bytes are not such a file.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        if reader.bytes(MAGIC.len())? != MAGIC {
            return Err(DecodeError::UnsupportedVersion);
        }
        let list_id = ListId::from_bytes(reader.array()?);
        let now = reader.time()?;
        let options = AuditOptions {
            witness_age: reader.u64()?,
            downtime: reader.u64()?,
        };
        let mut transcript = Self::new(list_id, now, options);
        for _ in 0..reader.u32()? {
            transcript.heads.push(read_blob(&mut reader)?.to_vec());
        }
        for _ in 0..reader.u32()? {
            let target = core::str::from_utf8(read_blob(&mut reader)?);
            transcript.answers.push(Answer {
                target: target.map_err(|_| DecodeError::BadText)?.to_owned(),
                status: reader.u16()?,
                body: read_blob(&mut reader)?.to_vec(),
            });
        }
        reader.finish()?;
        Ok(transcript)
    }
}

/// Why a transcript does not lead to a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TranscriptError {
    /// The audit itself could not go on.
    Audit(AuditError),
    /// Answers are missing, or are those to other questions.
    Incomplete,
}

impl core::fmt::Display for TranscriptError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Audit(error) => error.fmt(f),
            Self::Incomplete => f.write_str("the transcript is not complete"),
        }
    }
}

impl core::error::Error for TranscriptError {}

fn write_count(writer: &mut Writer, count: usize) {
    writer.u32(u32::try_from(count).expect("fewer than 2^32 answers are kept"));
}

fn write_blob(writer: &mut Writer, bytes: &[u8]) {
    write_count(writer, bytes.len());
    writer.bytes(bytes);
}

fn read_blob<'a>(reader: &mut Reader<'a>) -> Result<&'a [u8], DecodeError> {
    let length = reader.u32()?;
    reader.bytes(usize::try_from(length).map_err(|_| DecodeError::Limit)?)
}

/// What the file begins with.
const MAGIC: &[u8] = b"sealroll-v1 transcript\n";

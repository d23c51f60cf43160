//! Recovery blobs: what only an owner's recovery code opens (`spec/protocol.md#recovery-blob`).

use hyper::body::Bytes;
use sealroll_wire::{DecodeError, ListId, Reader, limit};

use crate::{answer::Answer, batch::Batch, context::Context, problem::Problem};

/// A blob whose head has been checked.
#[derive(Debug)]
pub(crate) struct Blob {
    pub(crate) list: ListId,
    pub(crate) serial: u64,
    pub(crate) bytes: Bytes,
}

/// The longest blob.
pub(crate) const MAX: usize = 512 * 1024;

/// Checks what can be checked without its key (`spec/protocol.md#BLOB-4`).
pub(crate) fn check(list: ListId, bytes: Bytes) -> Result<Blob, Problem> {
    let mut reader = Reader::new(&bytes);
    reader.version(VERSION)?;
    if reader.u8()? != KIND {
        return Err(Problem::BAD_VALUE);
    }
    reader.bytes(REST_OF_PARAMETERS)?;
    if ListId::from_bytes(reader.array()?) != list {
        return Err(Problem::WRONG_LIST);
    }
    let serial = reader.u64()?;
    if serial == 0 {
        return Err(Problem::BAD_VALUE);
    }
    if bytes.len() < HEAD + COMMITMENT_ENC_AND_TAG {
        return Err(DecodeError::Truncated.into());
    }
    Ok(Blob {
        list,
        serial,
        bytes,
    })
}

/// Stages a blob in the place of the former; the same one again changes nothing.
pub(crate) fn stage(batch: &mut Batch<'_>, blob: Blob) -> Result<(), Problem> {
    let former = batch.context.store.blob(&blob.list)?;
    if former
        .as_ref()
        .is_some_and(|(_, bytes)| *bytes == blob.bytes)
    {
        return Ok(());
    }
    let last = former.map_or(0, |(serial, _)| serial);
    if blob.serial <= last || blob.serial - last > limit::MAX_SERIAL_STEP {
        return Err(Problem::ROLLED_BACK);
    }
    let state = batch.context.store.list_state(&blob.list)?;
    if state.terminated.is_some() {
        return Err(Problem::LIST_TERMINATED);
    }
    batch.blobs.push(blob);
    Ok(())
}

/// The newest blob.
pub(crate) fn newest(context: &Context, list: &ListId) -> Result<Answer, Problem> {
    let (_, bytes) = context.store.blob(list)?.ok_or(Problem::NO_BLOB)?;
    Ok(Answer::bytes(bytes))
}

const VERSION: u8 = 1;
const KIND: u8 = 4;
/// Secret, cost and salt.
const REST_OF_PARAMETERS: usize = 26;
/// Parameters, list id, serial.
const HEAD: usize = 28 + 16 + 8;
const COMMITMENT_ENC_AND_TAG: usize = 32 + 32 + 16;

//! The statements of a commit.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, params};
use sealroll_wire::{Epoch, ListId, limit};

use crate::{
    commit::{Append, Commit, Cosigned, Instruction, Purge, Registration},
    error::StoreError,
    sqlite_change, sqlite_feed,
    sqlite_fresh::Fresh,
    sqlite_read,
    sqlite_read::{last_serial, list_number},
    sqlite_rows::Rows,
    sqlite_schema::{envelope_key, envelope_keys, generation_of, integer, ordered, record_prefix},
};

/// Writes all parts in the order of the fields. The records are found by the rows that are added to
/// `found_by`.
pub(crate) fn write(
    connection: &Connection,
    rows_of: &Rows,
    commit: &Commit<'_>,
    found_by: &mut Fresh,
) -> Result<(), StoreError> {
    for registration in &commit.registrations {
        register(connection, registration)?;
    }
    for purge in &commit.purges {
        purge_epoch(connection, rows_of, *purge)?;
    }
    for change in &commit.changes {
        sqlite_change::apply(connection, rows_of, change)?;
    }
    for append in &commit.appends {
        append_log(connection, rows_of, append, found_by)?;
    }
    for cosigned in &commit.cosigned {
        cosign(connection, cosigned)?;
    }
    for instruction in &commit.instructions {
        instruct(connection, instruction)?;
    }
    for feed in &commit.feeds {
        sqlite_feed::publish(connection, feed)?;
    }
    for nonce in &commit.nonces {
        let list = known_list(connection, &nonce.list)?;
        connection
            .prepare_cached(
                "INSERT INTO nonce (list, nonce, expires) VALUES (?1, ?2, ?3)
                 ON CONFLICT DO UPDATE SET expires = excluded.expires",
            )?
            .execute(params![
                list,
                nonce.nonce,
                integer(nonce.expires.seconds())?
            ])?;
    }
    if let Some(now) = commit.forget_nonces_before {
        connection
            .prepare_cached("DELETE FROM nonce WHERE expires < ?1")?
            .execute([integer(now.seconds())?])?;
    }
    if let Some(before) = commit.forget_feeds_before {
        sqlite_feed::forget(connection, before)?;
    }
    Ok(())
}

fn register(connection: &Connection, part: &Registration<'_>) -> Result<(), StoreError> {
    connection
        .prepare_cached("INSERT INTO list (id, root) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
        .execute(params![part.list.as_bytes(), part.root])?;
    let list = known_list(connection, &part.list)?;
    for (serial, bytes) in &part.certificates {
        connection
            .prepare_cached(
                "INSERT INTO certificate (list, serial, bytes) VALUES (?1, ?2, ?3)
                 ON CONFLICT DO NOTHING",
            )?
            .execute(params![list, ordered(serial.value()), bytes])?;
    }
    for (version, bytes) in &part.descriptors {
        connection
            .prepare_cached(
                "INSERT INTO descriptor (list, version, bytes) VALUES (?1, ?2, ?3)
                 ON CONFLICT DO NOTHING",
            )?
            .execute(params![list, version, bytes])?;
    }
    Ok(())
}

fn append_log(
    connection: &Connection,
    rows_of: &Rows,
    append: &Append<'_>,
    found_by: &mut Fresh,
) -> Result<(), StoreError> {
    let list = known_list(connection, &append.log.list)?;
    let log = advance(connection, list, append)?;
    for (chunk, first) in append
        .entries
        .chunks(ENTRIES_PER_ROW)
        .zip((append.first..).step_by(ENTRIES_PER_ROW))
    {
        connection
            .prepare_cached("INSERT INTO entries (log, first, bytes) VALUES (?1, ?2, ?3)")?
            .execute(params![log, integer(first)?, chunk.concat()])?;
    }
    for tile in &append.tiles {
        connection
            .prepare_cached(
                "INSERT INTO tile (log, level, position, bytes) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![log, tile.level, integer(tile.index)?, tile.bytes])?;
    }
    for document in &append.documents {
        connection
            .prepare_cached("INSERT INTO document (log, position, bytes) VALUES (?1, ?2, ?3)")?
            .execute(params![log, integer(document.index)?, document.bytes])?;
    }
    for statement in &append.statements {
        connection
            .prepare_cached(
                "INSERT INTO statement
                     (list, serial, id, epoch, generation, position, logged_at, bytes)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(params![
                list,
                ordered(statement.serial.value()),
                statement.id.as_bytes(),
                statement.epoch.value(),
                generation_of(append.log.kind),
                integer(statement.index)?,
                integer(statement.logged_at.seconds())?,
                statement.bytes,
            ])?;
    }
    store_records(connection, rows_of, (list, log), append, found_by)
}

/// Raises the size of a log, or begins it; returns its number.
fn advance(connection: &Connection, list: i64, append: &Append<'_>) -> Result<i64, StoreError> {
    if append.entries.is_empty() {
        return Err(StoreError::Conflict);
    }
    let size = integer(append.size())?;
    if append.first == 0 {
        if sqlite_read::is_deleted_here(connection, list, generation_of(append.log.kind))? {
            return Err(StoreError::Conflict);
        }
        // A log that exists already violates the uniqueness of list and generation.
        connection
            .prepare_cached(
                "INSERT INTO log (list, generation, size, checkpoint) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![
                list,
                generation_of(append.log.kind),
                size,
                append.checkpoint
            ])?;
        return Ok(connection.last_insert_rowid());
    }
    connection
        .prepare_cached(
            "UPDATE log SET size = ?4, checkpoint = ?5
             WHERE list = ?1 AND generation = ?2 AND size = ?3 RETURNING number",
        )?
        .query_row(
            params![
                list,
                generation_of(append.log.kind),
                integer(append.first)?,
                size,
                append.checkpoint
            ],
            |row| row.get(0),
        )
        .optional()?
        .ok_or(StoreError::Conflict)
}

fn store_records(
    connection: &Connection,
    rows_of: &Rows,
    (list, log): (i64, i64),
    append: &Append<'_>,
    found_by: &mut Fresh,
) -> Result<(), StoreError> {
    let mut counts: HashMap<Epoch, u32> = HashMap::new();
    for record in &append.records {
        *counts.entry(record.epoch).or_default() += 1;
    }
    let mut segments = HashMap::with_capacity(counts.len());
    for (epoch, count) in counts {
        let segment: i64 = connection
            .prepare_cached(
                "INSERT INTO segment (log, list, epoch, records) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT DO UPDATE SET records = records + excluded.records
                 RETURNING number",
            )?
            .query_row(params![log, list, epoch.value(), count], |row| row.get(0))?;
        segments.insert(epoch, segment);
    }
    let mut envelopes =
        connection.prepare_cached("INSERT INTO envelope (key, bytes) VALUES (?1, ?2)")?;
    let mut row = Vec::new();
    for record in &append.records {
        let segment = *segments.get(&record.epoch).ok_or(StoreError::Corrupt)?;
        let key = envelope_key(segment, record.index)?;
        let envelope = (&record.record, record.envelope);
        rows_of.close(&append.log.list, record.epoch, envelope, &mut row)?;
        envelopes.execute(params![key, row])?;
        found_by.add(connection, (list, record_prefix(record.enc), key))?;
    }
    Ok(())
}

fn cosign(connection: &Connection, cosigned: &Cosigned<'_>) -> Result<(), StoreError> {
    let list = known_list(connection, &cosigned.log.list)?;
    let changed = connection
        .prepare_cached(
            "UPDATE log SET cosigned_size = ?3, cosigned_certificate = ?4, cosigned = ?5
             WHERE list = ?1 AND generation = ?2 AND size >= ?3
             AND coalesce(cosigned_size, 0) <= ?3",
        )?
        .execute(params![
            list,
            generation_of(cosigned.log.kind),
            integer(cosigned.size)?,
            ordered(cosigned.certificate.value()),
            cosigned.checkpoint
        ])?;
    if changed == 1 {
        Ok(())
    } else {
        Err(StoreError::Conflict)
    }
}

fn instruct(connection: &Connection, part: &Instruction) -> Result<(), StoreError> {
    let list = known_list(connection, &part.list)?;
    let serial = ordered(part.serial.value());
    if last_serial(connection, "instruction", list)?.is_some_and(|last| last >= serial) {
        return Err(StoreError::Conflict);
    }
    connection
        .prepare_cached(
            "INSERT INTO instruction (list, serial, id, position) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![
            list,
            serial,
            part.id.as_bytes(),
            integer(part.index)?
        ])?;
    Ok(())
}

/// Deletes the envelopes of an epoch and the rows that find them.
pub(crate) fn purge_epoch(
    connection: &Connection,
    rows_of: &Rows,
    purge: Purge,
) -> Result<(), StoreError> {
    let list = known_list(connection, &purge.list)?;
    connection
        .prepare_cached("INSERT INTO purge (list, epoch) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
        .execute(params![list, purge.epoch.value()])?;
    let segments: Vec<i64> = connection
        .prepare_cached("SELECT number FROM segment WHERE list = ?1 AND epoch = ?2")?
        .query_map(params![list, purge.epoch.value()], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for segment in segments {
        let (first, last) = envelope_keys(segment)?;
        forget_records(connection, rows_of, list, purge, (first, last))?;
        for statement in [
            "DELETE FROM envelope WHERE key BETWEEN ?1 AND ?2",
            "DELETE FROM fresh WHERE key BETWEEN ?1 AND ?2",
            "DELETE FROM restricted WHERE key BETWEEN ?1 AND ?2",
        ] {
            connection
                .prepare_cached(statement)?
                .execute([first, last])?;
        }
    }
    for statement in [
        "DELETE FROM erased WHERE list = ?1 AND epoch = ?2",
        "DELETE FROM mark WHERE list = ?1 AND epoch = ?2",
        "DELETE FROM hold WHERE list = ?1 AND epoch = ?2",
    ] {
        connection
            .prepare_cached(statement)?
            .execute(params![list, purge.epoch.value()])?;
    }
    Ok(())
}

/// Deletes the rows that find the envelopes of a segment.
fn forget_records(
    connection: &Connection,
    rows_of: &Rows,
    list: i64,
    purge: Purge,
    (first, last): (i64, i64),
) -> Result<(), StoreError> {
    if !rows_of.is_readable(&purge.list, purge.epoch) {
        // Without the key nobody knows what they are found by; all rows are looked at.
        connection
            .prepare_cached("DELETE FROM record WHERE list = ?1 AND key BETWEEN ?2 AND ?3")?
            .execute(params![list, first, last])?;
        return Ok(());
    }
    let mut envelopes =
        connection.prepare_cached("SELECT key, bytes FROM envelope WHERE key BETWEEN ?1 AND ?2")?;
    let mut rows = envelopes.query([first, last])?;
    let mut index = connection
        .prepare_cached("DELETE FROM record WHERE list = ?1 AND prefix = ?2 AND key = ?3")?;
    while let Some(row) = rows.next()? {
        let key: i64 = row.get(0)?;
        let bytes = row.get_ref(1)?.as_blob().map_err(|_| StoreError::Corrupt)?;
        let enc = rows_of.enc(&purge.list, purge.epoch, bytes)?;
        index.execute(params![list, record_prefix(&enc), key])?;
    }
    Ok(())
}

pub(crate) fn known_list(connection: &Connection, list: &ListId) -> Result<i64, StoreError> {
    list_number(connection, list)?.ok_or(StoreError::Conflict)
}

/// Entries in one row: few enough that a row is small, enough that a busy log has few rows.
pub(crate) const ENTRIES_PER_ROW: usize = 256;
/// Where `enc` begins in an envelope: after header and key commitment.
pub(crate) const ENC_OFFSET: usize = limit::HEADER + 32;

//! The queries.

use rusqlite::{Connection, OptionalExtension, Params, Row, params};
use sealroll_wire::{Epoch, Generation, InstructionId, ListId, Serial, StatementId, Time};

use crate::{
    error::StoreError,
    rows::{
        Documents, EntryBytes, Envelope, EpochState, InstructionRow, LogHead, RecordPlace,
        StatementRow,
    },
    sqlite_schema::{envelope_key, integer, natural, record_prefix, split_key, unordered},
    sqlite_write::{ENC_OFFSET, ENTRIES_PER_ROW},
};

pub(crate) fn documents(
    connection: &Connection,
    list: &ListId,
) -> Result<Option<Documents>, StoreError> {
    // One statement, so that all parts are of one moment.
    let mut statement = connection.prepare_cached(
        "SELECT 0, 0, root FROM list WHERE id = ?1
         UNION ALL SELECT 1, serial, bytes FROM certificate
             WHERE list = (SELECT number FROM list WHERE id = ?1)
         UNION ALL SELECT 2, version, bytes FROM descriptor
             WHERE list = (SELECT number FROM list WHERE id = ?1)
         ORDER BY 1, 2",
    )?;
    let mut rows = statement.query([list.as_bytes()])?;
    let mut documents: Option<Documents> = None;
    while let Some(row) = rows.next()? {
        let kind: i64 = row.get(0)?;
        let bytes: Vec<u8> = row.get(2)?;
        match (&mut documents, kind) {
            (None, 0) => {
                documents = Some(Documents {
                    root: bytes,
                    certificates: Vec::new(),
                    descriptors: Vec::new(),
                });
            }
            (Some(documents), 1) => documents.certificates.push(bytes),
            (Some(documents), 2) => documents.descriptors.push(bytes),
            _ => return Err(StoreError::Corrupt),
        }
    }
    Ok(documents)
}

pub(crate) fn statement(
    connection: &Connection,
    list: &ListId,
    id: &StatementId,
) -> Result<Option<StatementRow>, StoreError> {
    let query = format!("{STATEMENT_ROW} AND id = ?2");
    first(
        connection,
        &query,
        params![list.as_bytes(), id.as_bytes()],
        statement_row,
    )
}

pub(crate) fn statements(
    connection: &Connection,
    list: &ListId,
    epoch: Epoch,
) -> Result<Vec<StatementRow>, StoreError> {
    let query = format!("{STATEMENT_ROW} AND epoch = ?2 ORDER BY serial");
    all(
        connection,
        &query,
        params![list.as_bytes(), epoch.value()],
        statement_row,
    )
}

pub(crate) fn last_statement(
    connection: &Connection,
    list: &ListId,
) -> Result<Option<Serial>, StoreError> {
    let Some(list) = list_number(connection, list)? else {
        return Ok(None);
    };
    let last = last_serial(connection, "statement", list)?;
    Ok(last.map(|serial| Serial(unordered(serial))))
}

pub(crate) fn generations(
    connection: &Connection,
    list: &ListId,
) -> Result<Vec<Generation>, StoreError> {
    let query = "SELECT generation FROM log
                 WHERE list = (SELECT number FROM list WHERE id = ?1) ORDER BY generation";
    all(connection, query, [list.as_bytes()], |row| {
        Ok(Generation(row.get(0)?))
    })
}

pub(crate) fn head(
    connection: &Connection,
    list: &ListId,
    generation: Generation,
) -> Result<Option<LogHead>, StoreError> {
    let query = "SELECT size, checkpoint FROM log
                 WHERE list = (SELECT number FROM list WHERE id = ?1) AND generation = ?2";
    first(
        connection,
        query,
        params![list.as_bytes(), generation.value()],
        |row| {
            Ok(LogHead {
                size: natural(row.get(0)?),
                checkpoint: row.get(1)?,
                certificate: None,
            })
        },
    )
}

pub(crate) fn cosigned(
    connection: &Connection,
    list: &ListId,
    generation: Generation,
) -> Result<Option<LogHead>, StoreError> {
    let query = "SELECT cosigned_size, cosigned, cosigned_certificate FROM log
                 WHERE list = (SELECT number FROM list WHERE id = ?1) AND generation = ?2
                 AND cosigned IS NOT NULL";
    first(
        connection,
        query,
        params![list.as_bytes(), generation.value()],
        |row| {
            Ok(LogHead {
                size: natural(row.get(0)?),
                checkpoint: row.get(1)?,
                certificate: Some(Serial(unordered(row.get(2)?))),
            })
        },
    )
}

pub(crate) fn entries(
    connection: &Connection,
    list: &ListId,
    generation: Generation,
    from: u64,
    count: u64,
) -> Result<Vec<EntryBytes>, StoreError> {
    let end = from.saturating_add(count).min(i64::MAX.unsigned_abs());
    // The row before may reach into the range; a row has a known greatest length.
    let earliest = from.saturating_sub(ENTRIES_PER_ROW as u64);
    let query = "SELECT first, bytes FROM entries
                 WHERE log = (SELECT number FROM log WHERE generation = ?2
                              AND list = (SELECT number FROM list WHERE id = ?1))
                 AND first >= ?3 AND first < ?4 ORDER BY first";
    let mut statement = connection.prepare_cached(query)?;
    let mut rows = statement.query(params![
        list.as_bytes(),
        generation.value(),
        integer(earliest)?,
        integer(end)?
    ])?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        let first = natural(row.get(0)?);
        let (chunks, rest) = row
            .get_ref(1)?
            .as_blob()
            .map_err(|_| StoreError::Corrupt)?
            .as_chunks();
        if !rest.is_empty() {
            return Err(StoreError::Corrupt);
        }
        let within = |(index, _): &(u64, &EntryBytes)| (from..end).contains(index);
        entries.extend(
            (first..)
                .zip(chunks)
                .filter(within)
                .map(|(_, entry)| *entry),
        );
    }
    Ok(entries)
}

pub(crate) fn tile(
    connection: &Connection,
    list: &ListId,
    generation: Generation,
    level: u8,
    index: u64,
) -> Result<Option<Vec<u8>>, StoreError> {
    let query = "SELECT bytes FROM tile
                 WHERE log = (SELECT number FROM log WHERE generation = ?2
                              AND list = (SELECT number FROM list WHERE id = ?1))
                 AND level = ?3 AND position = ?4";
    let place = params![list.as_bytes(), generation.value(), level, integer(index)?];
    first(connection, query, place, |row| row.get(0))
}

pub(crate) fn find_record(
    connection: &Connection,
    list: &ListId,
    enc: &[u8; 32],
) -> Result<Option<RecordPlace>, StoreError> {
    let query = "SELECT key, bytes FROM record JOIN envelope USING (key)
                 WHERE list = (SELECT number FROM list WHERE id = ?1) AND prefix = ?2
                 ORDER BY key";
    let mut statement = connection.prepare_cached(query)?;
    let mut rows = statement.query(params![list.as_bytes(), record_prefix(enc)])?;
    while let Some(row) = rows.next()? {
        let envelope = row.get_ref(1)?.as_blob().map_err(|_| StoreError::Corrupt)?;
        if envelope.get(ENC_OFFSET..ENC_OFFSET + enc.len()) != Some(enc) {
            continue;
        }
        let envelope = envelope.to_vec();
        let (segment, index) = split_key(row.get(0)?);
        let (generation, epoch) = connection
            .prepare_cached(
                "SELECT log.generation, segment.epoch FROM segment
                 JOIN log ON log.number = segment.log WHERE segment.number = ?1",
            )?
            .query_row([segment], |row| {
                Ok((Generation(row.get(0)?), Epoch(row.get(1)?)))
            })?;
        return Ok(Some(RecordPlace {
            generation,
            epoch,
            index,
            envelope,
        }));
    }
    Ok(None)
}

pub(crate) fn envelopes(
    connection: &Connection,
    list: &ListId,
    generation: Generation,
    epoch: Epoch,
    from: u64,
    limit: usize,
) -> Result<Vec<Envelope>, StoreError> {
    let query = "SELECT segment.number FROM segment JOIN log ON log.number = segment.log
                 WHERE segment.list = (SELECT number FROM list WHERE id = ?1)
                 AND segment.epoch = ?2 AND log.generation = ?3";
    let place = params![list.as_bytes(), epoch.value(), generation.value()];
    let segment: Option<i64> = first(connection, query, place, |row| row.get(0))?;
    let (Some(segment), Ok(_)) = (segment, u32::try_from(from)) else {
        return Ok(Vec::new());
    };
    let range = params![
        envelope_key(segment, from)?,
        envelope_key(segment, u64::from(u32::MAX))?,
        integer(limit as u64)?
    ];
    let query = "SELECT key, bytes FROM envelope WHERE key BETWEEN ?1 AND ?2 ORDER BY key LIMIT ?3";
    all(connection, query, range, |row| {
        Ok(Envelope {
            index: split_key(row.get(0)?).1,
            bytes: row.get(1)?,
        })
    })
}

pub(crate) fn epoch_state(
    connection: &Connection,
    list: &ListId,
    epoch: Epoch,
) -> Result<EpochState, StoreError> {
    let query = "SELECT
                 (SELECT coalesce(sum(records), 0) FROM segment
                  WHERE segment.list = list.number AND epoch = ?2),
                 EXISTS (SELECT 1 FROM purge WHERE purge.list = list.number AND epoch = ?2)
                 FROM list WHERE id = ?1";
    let state = first(
        connection,
        query,
        params![list.as_bytes(), epoch.value()],
        |row| {
            Ok(EpochState {
                records: natural(row.get(0)?),
                purged: row.get(1)?,
            })
        },
    )?;
    Ok(state.unwrap_or_default())
}

pub(crate) fn last_instruction(
    connection: &Connection,
    list: &ListId,
) -> Result<Option<InstructionRow>, StoreError> {
    let query = "SELECT serial, id, generation, position, note FROM instruction
                 WHERE list = (SELECT number FROM list WHERE id = ?1)
                 ORDER BY serial DESC LIMIT 1";
    first(connection, query, [list.as_bytes()], |row| {
        Ok(InstructionRow {
            serial: Serial(unordered(row.get(0)?)),
            id: InstructionId::from_bytes(row.get(1)?),
            generation: Generation(row.get(2)?),
            index: natural(row.get(3)?),
            note: row.get(4)?,
        })
    })
}

pub(crate) fn has_nonce(
    connection: &Connection,
    list: &ListId,
    nonce: &[u8; 16],
) -> Result<bool, StoreError> {
    let query = "SELECT 1 FROM nonce
                 WHERE list = (SELECT number FROM list WHERE id = ?1) AND nonce = ?2";
    Ok(connection
        .prepare_cached(query)?
        .exists(params![list.as_bytes(), nonce])?)
}

pub(crate) fn list_number(
    connection: &Connection,
    list: &ListId,
) -> Result<Option<i64>, StoreError> {
    first(
        connection,
        "SELECT number FROM list WHERE id = ?1",
        [list.as_bytes()],
        |row| row.get(0),
    )
}

/// The highest serial in a table of serials, as it is stored.
pub(crate) fn last_serial(
    connection: &Connection,
    table: &'static str,
    list: i64,
) -> Result<Option<i64>, StoreError> {
    let query = format!("SELECT serial FROM {table} WHERE list = ?1 ORDER BY serial DESC LIMIT 1");
    first(connection, &query, [list], |row| row.get(0))
}

fn statement_row(row: &Row<'_>) -> Result<StatementRow, rusqlite::Error> {
    let seconds: i64 = row.get(5)?;
    Ok(StatementRow {
        id: StatementId::from_bytes(row.get(0)?),
        generation: Generation(row.get(1)?),
        epoch: Epoch(row.get(2)?),
        serial: Serial(unordered(row.get(3)?)),
        index: natural(row.get(4)?),
        logged_at: Time::new(natural(seconds)).unwrap_or(Time::MAX),
        bytes: row.get(6)?,
    })
}

fn first<T>(
    connection: &Connection,
    query: &str,
    parameters: impl Params,
    read: impl FnOnce(&Row<'_>) -> Result<T, rusqlite::Error>,
) -> Result<Option<T>, StoreError> {
    let mut statement = connection.prepare_cached(query)?;
    Ok(statement.query_row(parameters, read).optional()?)
}

fn all<T>(
    connection: &Connection,
    query: &str,
    parameters: impl Params,
    read: impl FnMut(&Row<'_>) -> Result<T, rusqlite::Error>,
) -> Result<Vec<T>, StoreError> {
    let mut statement = connection.prepare_cached(query)?;
    let rows = statement.query_map(parameters, read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

const STATEMENT_ROW: &str = "SELECT id, generation, epoch, serial, position, logged_at, bytes
    FROM statement WHERE list = (SELECT number FROM list WHERE id = ?1)";

//! The queries.

use rusqlite::{Connection, OptionalExtension, Params, Row, params};
use sealroll_wire::{Epoch, Generation, InstructionId, ListId, Serial, StatementId, Time};

use crate::{
    error::StoreError,
    log_id::LogId,
    rows::{
        DocumentRow, Documents, EntryBytes, Finished, InstructionRow, ListState, LogHead,
        RecordLogRow, ServiceState, StatementRow,
    },
    sqlite_schema::{
        INSTRUCTIONS, WHOLE_LIST, generation_of, integer, natural, ordered, unordered,
    },
    sqlite_write::ENTRIES_PER_ROW,
};

pub(crate) fn documents(
    connection: &Connection,
    list: &ListId,
) -> Result<Option<Documents>, StoreError> {
    // One statement, so that all parts are of one moment.
    let mut statement = connection.prepare_cached(
        "SELECT 0, 0, root, 0 FROM list WHERE id = ?1
         UNION ALL SELECT 1, serial, bytes, revoked FROM certificate
             WHERE list = (SELECT number FROM list WHERE id = ?1)
         UNION ALL SELECT 2, version, bytes, 0 FROM descriptor
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
                    revoked: Vec::new(),
                });
            }
            (Some(documents), 1) => {
                documents.certificates.push(bytes);
                if row.get(3)? {
                    documents.revoked.push(Serial(unordered(row.get(1)?)));
                }
            }
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

pub(crate) fn statements_from(
    connection: &Connection,
    list: &ListId,
    from: Serial,
    limit: usize,
) -> Result<Vec<StatementRow>, StoreError> {
    let query = format!("{STATEMENT_ROW} AND serial >= ?2 ORDER BY serial LIMIT ?3");
    let page = params![
        list.as_bytes(),
        ordered(from.value()),
        integer(limit as u64)?
    ];
    all(connection, &query, page, statement_row)
}

pub(crate) fn open_epochs(
    connection: &Connection,
    list: &ListId,
) -> Result<Vec<Epoch>, StoreError> {
    let Some(list) = list_number(connection, list)? else {
        return Ok(Vec::new());
    };
    let query = "SELECT DISTINCT epoch FROM statement WHERE list = ?1
                 AND NOT EXISTS (SELECT 1 FROM purge
                                 WHERE purge.list = ?1 AND purge.epoch = statement.epoch)
                 ORDER BY epoch";
    all(connection, query, [list], |row| Ok(Epoch(row.get(0)?)))
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
                 WHERE list = (SELECT number FROM list WHERE id = ?1) AND generation >= 0
                 ORDER BY generation";
    all(connection, query, [list.as_bytes()], |row| {
        Ok(Generation(row.get(0)?))
    })
}

pub(crate) fn record_logs(
    connection: &Connection,
    list: &ListId,
) -> Result<Vec<RecordLogRow>, StoreError> {
    let Some(list) = list_number(connection, list)? else {
        return Ok(Vec::new());
    };
    let query = "SELECT log.generation, since, marked,
                     EXISTS (SELECT 1 FROM statement
                             WHERE statement.list = ?1 AND statement.generation = log.generation)
                     AND NOT EXISTS (SELECT 1 FROM statement
                             WHERE statement.list = ?1 AND statement.generation = log.generation
                             AND NOT EXISTS (SELECT 1 FROM purge WHERE purge.list = ?1
                                             AND purge.epoch = statement.epoch))
                 FROM log LEFT JOIN finished
                     ON finished.list = ?1 AND finished.generation = log.generation
                 WHERE log.list = ?1 AND log.generation >= 0 ORDER BY log.generation";
    all(connection, query, [list], |row| {
        let (since, marked): (Option<i64>, Option<i64>) = (row.get(1)?, row.get(2)?);
        let finished = since.map(|since| Finished {
            since: time(since),
            marked: marked.map(natural),
        });
        Ok(RecordLogRow {
            generation: Generation(row.get(0)?),
            is_finished: row.get(3)?,
            finished,
        })
    })
}

pub(crate) fn is_deleted(
    connection: &Connection,
    list: &ListId,
    generation: Generation,
) -> Result<bool, StoreError> {
    let query = "SELECT 1 FROM deleted
                 WHERE list = (SELECT number FROM list WHERE id = ?1) AND generation = ?2";
    Ok(connection
        .prepare_cached(query)?
        .exists(params![list.as_bytes(), generation.value()])?)
}

/// The same by the local number of the list.
pub(crate) fn is_deleted_here(
    connection: &Connection,
    list: i64,
    generation: i64,
) -> Result<bool, StoreError> {
    let query = "SELECT 1 FROM deleted WHERE list = ?1 AND generation = ?2";
    Ok(connection
        .prepare_cached(query)?
        .exists([list, generation])?)
}

pub(crate) fn is_forgotten(connection: &Connection, list: &ListId) -> Result<bool, StoreError> {
    let query = "SELECT 1 FROM forgotten WHERE id = ?1";
    Ok(connection
        .prepare_cached(query)?
        .exists([list.as_bytes()])?)
}

pub(crate) fn head(connection: &Connection, log: LogId) -> Result<Option<LogHead>, StoreError> {
    let query = "SELECT size, checkpoint FROM log
                 WHERE list = (SELECT number FROM list WHERE id = ?1) AND generation = ?2";
    first(
        connection,
        query,
        params![log.list.as_bytes(), generation_of(log.kind)],
        |row| {
            Ok(LogHead {
                size: natural(row.get(0)?),
                checkpoint: row.get(1)?,
                certificate: None,
            })
        },
    )
}

pub(crate) fn cosigned(connection: &Connection, log: LogId) -> Result<Option<LogHead>, StoreError> {
    let query = "SELECT cosigned_size, cosigned, cosigned_certificate FROM log
                 WHERE list = (SELECT number FROM list WHERE id = ?1) AND generation = ?2
                 AND cosigned IS NOT NULL";
    first(
        connection,
        query,
        params![log.list.as_bytes(), generation_of(log.kind)],
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
    log: LogId,
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
        log.list.as_bytes(),
        generation_of(log.kind),
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
    log: LogId,
    level: u8,
    index: u64,
) -> Result<Option<Vec<u8>>, StoreError> {
    let query = "SELECT bytes FROM tile
                 WHERE log = (SELECT number FROM log WHERE generation = ?2
                              AND list = (SELECT number FROM list WHERE id = ?1))
                 AND level = ?3 AND position = ?4";
    let place = params![
        log.list.as_bytes(),
        generation_of(log.kind),
        level,
        integer(index)?
    ];
    first(connection, query, place, |row| row.get(0))
}

pub(crate) fn last_instruction(
    connection: &Connection,
    list: &ListId,
) -> Result<Option<InstructionRow>, StoreError> {
    let query = "SELECT serial, id, position FROM instruction
                 WHERE list = (SELECT number FROM list WHERE id = ?1)
                 ORDER BY serial DESC LIMIT 1";
    first(connection, query, [list.as_bytes()], |row| {
        Ok(InstructionRow {
            serial: Serial(unordered(row.get(0)?)),
            id: InstructionId::from_bytes(row.get(1)?),
            index: natural(row.get(2)?),
        })
    })
}

pub(crate) fn log_documents(
    connection: &Connection,
    list: &ListId,
    from: u64,
    limit: usize,
) -> Result<Vec<DocumentRow>, StoreError> {
    let Ok(from) = integer(from) else {
        return Ok(Vec::new());
    };
    let query = "SELECT position, bytes FROM document
                 WHERE log = (SELECT number FROM log WHERE generation = ?2
                              AND list = (SELECT number FROM list WHERE id = ?1))
                 AND position >= ?3 ORDER BY position LIMIT ?4";
    let page = params![list.as_bytes(), INSTRUCTIONS, from, integer(limit as u64)?];
    all(connection, query, page, |row| {
        Ok(DocumentRow {
            index: natural(row.get(0)?),
            bytes: row.get(1)?,
        })
    })
}

pub(crate) fn has_reader(
    connection: &Connection,
    list: &ListId,
    reader: &[u8; 32],
) -> Result<bool, StoreError> {
    let query = "SELECT 1 FROM reader
                 WHERE list = (SELECT number FROM list WHERE id = ?1) AND id = ?2";
    Ok(connection
        .prepare_cached(query)?
        .exists(params![list.as_bytes(), reader])?)
}

pub(crate) fn lists(
    connection: &Connection,
    after: Option<&ListId>,
    limit: usize,
) -> Result<Vec<ListId>, StoreError> {
    // No id is shorter than 16 bytes, so all are above the empty one.
    let after = after.map_or(&[][..], |list| list.as_bytes());
    let query = "SELECT id FROM list WHERE id > ?1 ORDER BY id LIMIT ?2";
    all(
        connection,
        query,
        params![after, integer(limit as u64)?],
        |row| Ok(ListId::from_bytes(row.get(0)?)),
    )
}

pub(crate) fn list_state(connection: &Connection, list: &ListId) -> Result<ListState, StoreError> {
    let query = "SELECT terminated, processor_statement, mark.uptime FROM list
                 LEFT JOIN mark ON mark.list = list.number AND mark.epoch = ?2 WHERE id = ?1";
    let state = first(
        connection,
        query,
        params![list.as_bytes(), WHOLE_LIST],
        |row| {
            let terminated: Option<i64> = row.get(0)?;
            let marked: Option<i64> = row.get(2)?;
            Ok(ListState {
                terminated: terminated.map(time),
                marked: marked.map(natural),
                processor_statement: natural(row.get(1)?),
            })
        },
    )?;
    Ok(state.unwrap_or_default())
}

pub(crate) fn blob(
    connection: &Connection,
    list: &ListId,
) -> Result<Option<(u64, Vec<u8>)>, StoreError> {
    let query = "SELECT serial, bytes FROM blob
                 WHERE list = (SELECT number FROM list WHERE id = ?1)";
    first(connection, query, params![list.as_bytes()], |row| {
        Ok((unordered(row.get(0)?), row.get(1)?))
    })
}

pub(crate) fn processor_statement(
    connection: &Connection,
) -> Result<Option<(u64, Vec<u8>)>, StoreError> {
    let query = "SELECT version, bytes FROM processor_statement ORDER BY version DESC LIMIT 1";
    first(connection, query, [], |row| {
        Ok((natural(row.get(0)?), row.get(1)?))
    })
}

pub(crate) fn service_state(connection: &Connection) -> Result<Option<ServiceState>, StoreError> {
    let query = "SELECT uptime, clock, clock_in_doubt FROM service";
    first(connection, query, [], |row| {
        Ok(ServiceState {
            uptime: natural(row.get(0)?),
            clock: time(row.get(1)?),
            clock_in_doubt: row.get(2)?,
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
    Ok(StatementRow {
        id: StatementId::from_bytes(row.get(0)?),
        generation: Generation(row.get(1)?),
        epoch: Epoch(row.get(2)?),
        serial: Serial(unordered(row.get(3)?)),
        index: natural(row.get(4)?),
        logged_at: time(row.get(5)?),
        bytes: row.get(6)?,
    })
}

/// What [`integer`] wrote of a time.
pub(crate) fn time(seconds: i64) -> Time {
    Time::new(natural(seconds)).unwrap_or(Time::MAX)
}

pub(crate) fn first<T>(
    connection: &Connection,
    query: &str,
    parameters: impl Params,
    read: impl FnOnce(&Row<'_>) -> Result<T, rusqlite::Error>,
) -> Result<Option<T>, StoreError> {
    let mut statement = connection.prepare_cached(query)?;
    Ok(statement.query_row(parameters, read).optional()?)
}

pub(crate) fn all<T>(
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

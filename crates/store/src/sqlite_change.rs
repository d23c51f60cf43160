//! What orders and the retention change.

use rusqlite::{Connection, OptionalExtension, params};
use sealroll_wire::Generation;

use crate::{
    change::{Change, RecordKey},
    error::StoreError,
    log_id::LogKind,
    rows::Finished,
    sqlite_rows::Rows,
    sqlite_schema::{
        WHOLE_LIST, envelope_key, envelope_keys, generation_of, integer, ordered, record_prefix,
    },
    sqlite_write::known_list,
};

pub(crate) fn apply(
    connection: &Connection,
    rows_of: &Rows,
    change: &Change<'_>,
) -> Result<(), StoreError> {
    let run = |statement, parameters: &[&dyn rusqlite::ToSql]| {
        connection.prepare_cached(statement)?.execute(parameters)
    };
    let list = match change.list() {
        Some(list) => known_list(connection, list)?,
        None => 0,
    };
    match *change {
        Change::Erase(place, record) => {
            let key = stored_key(connection, list, place)?;
            let row: Vec<u8> = connection
                .prepare_cached("SELECT bytes FROM envelope WHERE key = ?1")?
                .query_row([key], |row| row.get(0))?;
            let enc = rows_of.enc(&place.list, place.epoch, &row)?;
            run(
                "INSERT INTO erased (list, enc, record, epoch) VALUES (?1, ?2, ?3, ?4)",
                params![list, enc, record.as_bytes(), place.epoch.value()],
            )?;
            run(
                "DELETE FROM record WHERE list = ?1 AND prefix = ?2 AND key = ?3",
                params![list, record_prefix(&enc), key],
            )?;
            run(
                "DELETE FROM fresh WHERE list = ?1 AND prefix = ?2 AND key = ?3",
                params![list, record_prefix(&enc), key],
            )?;
            run("DELETE FROM envelope WHERE key = ?1", params![key])?;
            run("DELETE FROM restricted WHERE key = ?1", params![key])?;
        }
        Change::Restrict(place) => {
            let key = stored_key(connection, list, place)?;
            run(
                "INSERT INTO restricted (key) VALUES (?1) ON CONFLICT DO NOTHING",
                params![key],
            )?;
        }
        Change::LiftRecord(place) => {
            let key = stored_key(connection, list, place)?;
            run("DELETE FROM restricted WHERE key = ?1", params![key])?;
        }
        Change::Hold(_, epoch) => {
            run(
                "INSERT INTO hold (list, epoch) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                params![list, epoch.value()],
            )?;
        }
        Change::LiftEpoch(_, epoch) => {
            run(
                "DELETE FROM hold WHERE list = ?1 AND epoch = ?2",
                params![list, epoch.value()],
            )?;
        }
        Change::Admit(_, reader) => {
            run(
                "INSERT INTO reader (list, id) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                params![list, reader],
            )?;
        }
        Change::Dismiss(_, reader) => {
            run(
                "DELETE FROM reader WHERE list = ?1 AND id = ?2",
                params![list, reader],
            )?;
        }
        Change::Revoke(_, serial) => {
            run(
                "UPDATE certificate SET revoked = 1 WHERE list = ?1 AND serial = ?2",
                params![list, ordered(serial.value())],
            )?;
        }
        Change::Mark(_, epoch, uptime) => {
            run(
                "INSERT INTO mark (list, epoch, uptime) VALUES (?1, ?2, ?3)
                 ON CONFLICT DO NOTHING",
                params![list, epoch.value(), integer(uptime)?],
            )?;
        }
        Change::Unmark(_, epoch) => {
            run(
                "DELETE FROM mark WHERE list = ?1 AND epoch = ?2",
                params![list, epoch.value()],
            )?;
        }
        Change::Terminate(_, time) => {
            run(
                "UPDATE list SET terminated = coalesce(terminated, ?2) WHERE number = ?1",
                params![list, integer(time.seconds())?],
            )?;
            run("DELETE FROM blob WHERE list = ?1", params![list])?;
        }
        Change::MarkList(_, uptime) => {
            run(
                "INSERT INTO mark (list, epoch, uptime) VALUES (?1, ?2, ?3)
                 ON CONFLICT DO NOTHING",
                params![list, WHOLE_LIST, integer(uptime)?],
            )?;
        }
        Change::UnmarkList(_) => {
            run(
                "DELETE FROM mark WHERE list = ?1 AND epoch = ?2",
                params![list, WHOLE_LIST],
            )?;
        }
        Change::Forget(id) => {
            forget(connection, list)?;
            run(
                "INSERT INTO forgotten (id) VALUES (?1)",
                params![id.as_bytes()],
            )?;
        }
        Change::Finished(_, generation, None) => {
            run(
                "DELETE FROM finished WHERE list = ?1 AND generation = ?2",
                params![list, generation.value()],
            )?;
        }
        Change::Finished(_, generation, Some(Finished { since, marked })) => {
            run(
                "INSERT OR REPLACE INTO finished (list, generation, since, marked)
                 VALUES (?1, ?2, ?3, ?4)",
                params![
                    list,
                    generation.value(),
                    integer(since.seconds())?,
                    marked.map(integer).transpose()?
                ],
            )?;
        }
        Change::DeleteLog(_, generation) => delete_log(connection, list, generation)?,
        Change::Blob(_, serial, bytes) => {
            let stored = connection
                .prepare_cached(
                    "INSERT INTO blob (list, serial, bytes) VALUES (?1, ?2, ?3)
                     ON CONFLICT DO UPDATE SET serial = excluded.serial, bytes = excluded.bytes
                     WHERE excluded.serial > blob.serial",
                )?
                .execute(params![list, ordered(serial), bytes])?;
            if stored == 0 {
                return Err(StoreError::Conflict);
            }
        }
        Change::ProcessorStatement(version, bytes) => {
            run(
                "INSERT INTO processor_statement (version, bytes) VALUES (?1, ?2)",
                params![integer(version)?, bytes],
            )?;
        }
        Change::StatementLogged(_, version) => {
            run(
                "UPDATE list SET processor_statement = ?2 WHERE number = ?1",
                params![list, integer(version)?],
            )?;
        }
        Change::Service(state) => {
            run(
                "INSERT INTO service (number, uptime, clock, clock_in_doubt)
                 VALUES (1, ?1, ?2, ?3)
                 ON CONFLICT DO UPDATE SET uptime = excluded.uptime, clock = excluded.clock,
                     clock_in_doubt = excluded.clock_in_doubt",
                params![
                    integer(state.uptime)?,
                    integer(state.clock.seconds())?,
                    state.clock_in_doubt
                ],
            )?;
        }
    }
    Ok(())
}

/// Deletes every row of a list. Its envelopes went when it was ended; should there be any, they go
/// too.
fn forget(connection: &Connection, list: i64) -> Result<(), StoreError> {
    let segments: Vec<i64> = connection
        .prepare_cached("SELECT number FROM segment WHERE list = ?1")?
        .query_map([list], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for segment in segments {
        let (first, last) = envelope_keys(segment)?;
        for table in ["envelope", "restricted"] {
            connection.execute(
                &format!("DELETE FROM {table} WHERE key BETWEEN ?1 AND ?2"),
                [first, last],
            )?;
        }
    }
    for table in ["entries", "document", "tile"] {
        connection.execute(
            &format!("DELETE FROM {table} WHERE log IN (SELECT number FROM log WHERE list = ?1)"),
            [list],
        )?;
    }
    for table in [
        "log",
        "finished",
        "deleted",
        "statement",
        "segment",
        "record",
        "fresh",
        "purge",
        "erased",
        "hold",
        "mark",
        "reader",
        "instruction",
        "blob",
        "nonce",
        "feed",
        "feed_page",
        "certificate",
        "descriptor",
    ] {
        connection.execute(&format!("DELETE FROM {table} WHERE list = ?1"), [list])?;
    }
    connection.execute("DELETE FROM list WHERE number = ?1", [list])?;
    Ok(())
}

/// Deletes a record log and what leads into it. Its envelopes went with their epochs.
fn delete_log(
    connection: &Connection,
    list: i64,
    generation: Generation,
) -> Result<(), StoreError> {
    let log: i64 = connection
        .prepare_cached("DELETE FROM log WHERE list = ?1 AND generation = ?2 RETURNING number")?
        .query_row(params![list, generation.value()], |row| row.get(0))
        .optional()?
        .ok_or(StoreError::Conflict)?;
    for table in ["entries", "document", "tile", "segment"] {
        connection.execute(&format!("DELETE FROM {table} WHERE log = ?1"), [log])?;
    }
    let place = params![list, generation.value()];
    for statement in [
        "DELETE FROM finished WHERE list = ?1 AND generation = ?2",
        "INSERT INTO deleted (list, generation) VALUES (?1, ?2)",
    ] {
        connection.prepare_cached(statement)?.execute(place)?;
    }
    Ok(())
}

/// Key of an envelope that is stored.
fn stored_key(connection: &Connection, list: i64, place: RecordKey) -> Result<i64, StoreError> {
    let segment: i64 = connection
        .prepare_cached(
            "SELECT segment.number FROM segment JOIN log ON log.number = segment.log
             WHERE segment.list = ?1 AND segment.epoch = ?2 AND log.generation = ?3",
        )?
        .query_row(
            params![
                list,
                place.epoch.value(),
                generation_of(LogKind::Records(place.generation))
            ],
            |row| row.get(0),
        )
        .optional()?
        .ok_or(StoreError::Conflict)?;
    let key = envelope_key(segment, place.index)?;
    let stored = connection
        .prepare_cached("SELECT 1 FROM envelope WHERE key = ?1")?
        .exists([key])?;
    if stored {
        Ok(key)
    } else {
        Err(StoreError::Conflict)
    }
}

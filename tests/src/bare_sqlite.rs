//! The yardstick for durable uploads: SQLite alone, the same bytes, batches of the same size.

use std::path::Path;
use std::time::Instant;

use rusqlite::{Connection, params};

/// Rows per second that SQLite commits durably, one batch a transaction.
///
/// # Errors
/// [`rusqlite::Error`] if the database cannot be written.
pub fn rows_per_second(folder: &Path, rows: &[&[u8]], batch: usize) -> rusqlite::Result<f64> {
    let mut database = Connection::open(folder.join("bare.sqlite"))?;
    // The same promise as the processor's: a commit that was reported survives a power cut.
    database.pragma_update(None, "journal_mode", "WAL")?;
    database.pragma_update(None, "synchronous", "FULL")?;
    database.execute_batch("CREATE TABLE envelope (position INTEGER PRIMARY KEY, bytes BLOB)")?;
    let begin = Instant::now();
    for (number, batch) in rows.chunks(batch.max(1)).enumerate() {
        let transaction = database.transaction()?;
        {
            let text = "INSERT INTO envelope (position, bytes) VALUES (NULL, ?1)";
            let mut insert = transaction.prepare_cached(text)?;
            for row in batch {
                insert.execute(params![row])?;
            }
        }
        transaction.commit()?;
        // Enough to know the rate, without doubling the time of a long run.
        if number >= MOST_BATCHES {
            let done = (number + 1) * batch.len();
            return Ok(rate(done, begin));
        }
    }
    Ok(rate(rows.len(), begin))
}

fn rate(rows: usize, begin: Instant) -> f64 {
    // A count of rows is far below 2^52.
    rows as f64 / begin.elapsed().as_secs_f64().max(1e-9)
}

const MOST_BATCHES: usize = 20_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_written() {
        let folder = tempfile::tempdir().unwrap();
        let row = [7; 647];
        let rows = [row.as_slice(); 10];
        assert!(rows_per_second(folder.path(), &rows, 4).unwrap() > 0.0);
        let database = Connection::open(folder.path().join("bare.sqlite")).unwrap();
        let count: i64 = database
            .query_row("SELECT count(*) FROM envelope", [], |row| row.get(0))
            .unwrap();
        assert_eq!(count, 10);
    }
}

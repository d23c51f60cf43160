//! The newest rows of the index by which records are found.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};

use crate::error::StoreError;

/// What the table `fresh` holds: list, prefix and key of the newest records.
///
/// A prefix falls anywhere among the rows of the table `record`. Put there at once, each new row would
/// change a page of its own, which the commit has to write. So they wait here, one after the other, and
/// move together, so that many share a page.
#[derive(Debug, Default)]
pub(crate) struct Fresh(BTreeSet<(i64, i64, i64)>);

impl Fresh {
    /// Reads the table.
    pub(crate) fn read(connection: &Connection) -> Result<Self, StoreError> {
        let mut statement = connection.prepare_cached("SELECT list, prefix, key FROM fresh")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        Ok(Self(rows.collect::<Result<_, _>>()?))
    }

    /// Adds a row.
    pub(crate) fn add(
        &mut self,
        connection: &Connection,
        row: (i64, i64, i64),
    ) -> Result<(), StoreError> {
        connection
            .prepare_cached("INSERT INTO fresh (list, prefix, key) VALUES (?1, ?2, ?3)")?
            .execute(params![row.0, row.1, row.2])?;
        self.0.insert(row);
        Ok(())
    }

    /// Moves the rows to the table `record`, if they are many.
    pub(crate) fn settle(&mut self, connection: &Connection) -> Result<(), StoreError> {
        if self.0.len() < MANY {
            return Ok(());
        }
        // From the table: what was erased meanwhile is no longer there.
        connection
            .prepare_cached(
                "INSERT INTO record (list, prefix, key)
                 SELECT list, prefix, key FROM fresh ORDER BY list, prefix, key",
            )?
            .execute([])?;
        connection
            .prepare_cached("DELETE FROM fresh")?
            .execute([])?;
        self.0.clear();
        Ok(())
    }

    /// Keys of the records of a list that may have this prefix: what was erased may still be among
    /// them.
    pub(crate) fn keys(&self, list: i64, prefix: i64) -> impl Iterator<Item = i64> {
        let rows = self
            .0
            .range((list, prefix, i64::MIN)..=(list, prefix, i64::MAX));
        rows.map(|(_, _, key)| *key)
    }
}

/// Rows that are moved at a time. They are read when a store is opened.
const MANY: usize = 4096;

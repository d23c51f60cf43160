//! The queries about records.

use rusqlite::{CachedStatement, Connection, params};
use sealroll_wire::{Epoch, Generation, ListId, RecordId};

use crate::{
    entry::epoch_of_record,
    error::StoreError,
    rows::{EntryPlace, Envelope, EpochState, FoundRecord, RecordPlace},
    sqlite_fresh::Fresh,
    sqlite_read::{all, first, list_number},
    sqlite_rows::Rows,
    sqlite_schema::{envelope_key, envelope_keys, integer, natural, record_prefix, split_key},
};

/// Finds records by their encapsulated keys.
pub(crate) struct Finder<'c> {
    connection: &'c Connection,
    rows_of: &'c Rows,
    fresh: &'c Fresh,
    /// The list that was asked for last, its number, and whether any of its records was erased.
    list: Option<(ListId, i64, bool)>,
    keys: CachedStatement<'c>,
}

impl<'c> Finder<'c> {
    pub(crate) fn new(
        connection: &'c Connection,
        rows_of: &'c Rows,
        fresh: &'c Fresh,
    ) -> Result<Self, StoreError> {
        let keys = "SELECT key FROM record WHERE list = ?1 AND prefix = ?2 ORDER BY key";
        Ok(Self {
            connection,
            rows_of,
            fresh,
            list: None,
            keys: connection.prepare_cached(keys)?,
        })
    }

    pub(crate) fn find(
        &mut self,
        list: &ListId,
        enc: &[u8; 32],
    ) -> Result<Option<FoundRecord>, StoreError> {
        let Some((number, any_erased)) = self.list(list)? else {
            return Ok(None);
        };
        let prefix = record_prefix(enc);
        let settled = self.keys.query_map([number, prefix], |row| row.get(0))?;
        let mut keys: Vec<i64> = settled.collect::<Result<_, _>>()?;
        keys.extend(self.fresh.keys(number, prefix));
        for key in keys {
            if let Some(place) = self.place(list, enc, key)? {
                return Ok(Some(FoundRecord::Stored(place)));
            }
        }
        let erased = any_erased && {
            let query = "SELECT 1 FROM erased WHERE list = ?1 AND enc = ?2";
            let mut statement = self.connection.prepare_cached(query)?;
            statement.exists(params![number, enc])?
        };
        Ok(erased.then_some(FoundRecord::Erased))
    }

    fn list(&mut self, list: &ListId) -> Result<Option<(i64, bool)>, StoreError> {
        if self.list.is_none_or(|(known, ..)| known != *list) {
            let Some(number) = list_number(self.connection, list)? else {
                return Ok(None);
            };
            let query = "SELECT 1 FROM erased WHERE list = ?1";
            let mut statement = self.connection.prepare_cached(query)?;
            self.list = Some((*list, number, statement.exists([number])?));
        }
        Ok(self
            .list
            .map(|(_, number, any_erased)| (number, any_erased)))
    }

    /// The record at this key, if it is stored and has this encapsulated key.
    fn place(
        &self,
        list: &ListId,
        enc: &[u8; 32],
        key: i64,
    ) -> Result<Option<RecordPlace>, StoreError> {
        let (segment, index) = split_key(key);
        let query = "SELECT log.generation, segment.epoch, envelope.bytes FROM envelope
                     JOIN segment ON segment.number = ?2 JOIN log ON log.number = segment.log
                     WHERE envelope.key = ?1";
        let mut statement = self.connection.prepare_cached(query)?;
        let mut rows = statement.query([key, segment])?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        let (generation, epoch) = (Generation(row.get(0)?), Epoch(row.get(1)?));
        let bytes = row.get_ref(2)?.as_blob().map_err(|_| StoreError::Corrupt)?;
        if self.rows_of.enc(list, epoch, bytes)? != *enc {
            return Ok(None);
        }
        Ok(Some(RecordPlace {
            generation,
            epoch,
            index,
            envelope: self.rows_of.open(list, epoch, bytes)?,
        }))
    }
}

pub(crate) fn find_entry(
    connection: &Connection,
    list: &ListId,
    record: &RecordId,
) -> Result<Option<EntryPlace>, StoreError> {
    let query = "SELECT log.generation, entries.first, entries.bytes
                 FROM log JOIN entries ON entries.log = log.number
                 WHERE log.list = (SELECT number FROM list WHERE id = ?1) AND log.generation >= 0
                 ORDER BY log.generation, entries.first";
    let mut statement = connection.prepare_cached(query)?;
    let mut rows = statement.query([list.as_bytes()])?;
    while let Some(row) = rows.next()? {
        let bytes = row.get_ref(2)?.as_blob().map_err(|_| StoreError::Corrupt)?;
        let (entries, _) = bytes.as_chunks();
        let first = natural(row.get(1)?);
        for (index, entry) in (first..).zip(entries) {
            if let Some(epoch) = epoch_of_record(entry, record) {
                return Ok(Some(EntryPlace {
                    generation: Generation(row.get(0)?),
                    epoch,
                    index,
                }));
            }
        }
    }
    Ok(None)
}

pub(crate) fn stored_records(
    connection: &Connection,
    list: &ListId,
    epoch: Epoch,
) -> Result<Vec<(Generation, u64)>, StoreError> {
    let query = "SELECT segment.number, log.generation FROM segment
                 JOIN log ON log.number = segment.log
                 WHERE segment.list = (SELECT number FROM list WHERE id = ?1)
                 AND segment.epoch = ?2 ORDER BY log.generation";
    let place = params![list.as_bytes(), epoch.value()];
    let segments: Vec<(i64, u32)> = all(connection, query, place, |row| {
        Ok((row.get(0)?, row.get(1)?))
    })?;
    let mut records = Vec::new();
    for (segment, generation) in segments {
        let (first, last) = envelope_keys(segment)?;
        let query = "SELECT key FROM envelope WHERE key BETWEEN ?1 AND ?2 ORDER BY key";
        let keys: Vec<i64> = all(connection, query, [first, last], |row| row.get(0))?;
        let places = keys.into_iter().map(split_key);
        records.extend(places.map(|(_, index)| (Generation(generation), index)));
    }
    Ok(records)
}

pub(crate) fn envelopes(
    connection: &Connection,
    rows_of: &Rows,
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
    let query = "SELECT key, bytes FROM envelope WHERE key BETWEEN ?1 AND ?2
                 AND NOT EXISTS (SELECT 1 FROM restricted WHERE restricted.key = envelope.key)
                 ORDER BY key LIMIT ?3";
    let mut page = all(connection, query, range, |row| {
        Ok(Envelope {
            index: split_key(row.get(0)?).1,
            bytes: row.get(1)?,
        })
    })?;
    for envelope in &mut page {
        envelope.bytes = rows_of.open(list, epoch, &envelope.bytes)?;
    }
    Ok(page)
}

pub(crate) fn epoch_state(
    connection: &Connection,
    list: &ListId,
    epoch: Epoch,
) -> Result<EpochState, StoreError> {
    let query = "SELECT
                 (SELECT coalesce(sum(records), 0) FROM segment
                  WHERE segment.list = list.number AND epoch = ?2),
                 EXISTS (SELECT 1 FROM purge WHERE purge.list = list.number AND epoch = ?2),
                 EXISTS (SELECT 1 FROM hold WHERE hold.list = list.number AND epoch = ?2),
                 (SELECT uptime FROM mark WHERE mark.list = list.number AND epoch = ?2)
                 FROM list WHERE id = ?1";
    let state = first(
        connection,
        query,
        params![list.as_bytes(), epoch.value()],
        |row| {
            Ok(EpochState {
                records: natural(row.get(0)?),
                purged: row.get(1)?,
                held: row.get(2)?,
                marked: row.get::<_, Option<i64>>(3)?.map(natural),
            })
        },
    )?;
    Ok(state.unwrap_or_default())
}

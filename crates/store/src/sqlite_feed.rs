//! The mailbox: feeds and their pages.

use rusqlite::{Connection, Row, params};
use sealroll_wire::{FeedShape, FeedSummary, ListId, Time};

use crate::{
    commit::NewFeed,
    error::StoreError,
    rows::FeedRow,
    sqlite_read::{all, first, time},
    sqlite_schema::{integer, natural},
    sqlite_write::known_list,
};

/// Stores a feed that follows the last one.
pub(crate) fn publish(connection: &Connection, new: &NewFeed<'_>) -> Result<(), StoreError> {
    let list = known_list(connection, &new.list)?;
    let FeedSummary {
        feed,
        time: at,
        shape,
    } = new.summary;
    if last(connection, &new.list)?.map_or(0, |row| row.summary.feed) + 1 != feed {
        return Err(StoreError::Conflict);
    }
    let feed = integer(feed)?;
    connection
        .prepare_cached(
            "INSERT INTO feed (list, number, time, k, per_page, certificate, digest)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            list,
            feed,
            integer(at.seconds())?,
            shape.k(),
            shape.per_page(),
            new.certificate,
            new.digest
        ])?;
    for (number, page) in (0_u16..).zip(&new.pages) {
        connection
            .prepare_cached(
                "INSERT INTO feed_page (list, feed, number, bytes) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![list, feed, number, page])?;
    }
    Ok(())
}

/// Deletes the pages of feeds that were published before a moment. The newest feed's row stays, so
/// that counting goes on.
pub(crate) fn forget(connection: &Connection, before: Time) -> Result<(), StoreError> {
    let before = integer(before.seconds())?;
    connection
        .prepare_cached(
            "DELETE FROM feed_page WHERE (list, feed) IN
                 (SELECT list, number FROM feed WHERE time < ?1)",
        )?
        .execute([before])?;
    connection
        .prepare_cached(
            "DELETE FROM feed WHERE time < ?1 AND EXISTS
                 (SELECT 1 FROM feed AS later
                  WHERE later.list = feed.list AND later.number > feed.number)",
        )?
        .execute([before])?;
    Ok(())
}

pub(crate) fn feeds(
    connection: &Connection,
    list: &ListId,
    from: u64,
    limit: usize,
) -> Result<Vec<FeedSummary>, StoreError> {
    let Ok(from) = integer(from) else {
        return Ok(Vec::new());
    };
    let limit = integer(limit as u64)?;
    let query = format!(
        "{FEED} AND number >= ?2 AND EXISTS (SELECT 1 FROM feed_page
             WHERE feed_page.list = feed.list AND feed = feed.number)
         ORDER BY number LIMIT ?3"
    );
    let rows = all(
        connection,
        &query,
        params![list.as_bytes(), from, limit],
        raw,
    )?;
    rows.into_iter().map(|row| Ok(read(row)?.summary)).collect()
}

pub(crate) fn feed(
    connection: &Connection,
    list: &ListId,
    feed: u64,
) -> Result<Option<FeedRow>, StoreError> {
    let Ok(feed) = integer(feed) else {
        return Ok(None);
    };
    let query = format!("{FEED} AND number = ?2");
    let row = first(connection, &query, params![list.as_bytes(), feed], raw)?;
    row.map(read).transpose()
}

pub(crate) fn last(connection: &Connection, list: &ListId) -> Result<Option<FeedRow>, StoreError> {
    let query = format!("{FEED} ORDER BY number DESC LIMIT 1");
    let row = first(connection, &query, [list.as_bytes()], raw)?;
    row.map(read).transpose()
}

pub(crate) fn page(
    connection: &Connection,
    list: &ListId,
    feed: u64,
    page: u16,
) -> Result<Option<Vec<u8>>, StoreError> {
    let Ok(feed) = integer(feed) else {
        return Ok(None);
    };
    let query = "SELECT bytes FROM feed_page
        WHERE list = (SELECT number FROM list WHERE id = ?1) AND feed = ?2 AND number = ?3";
    first(
        connection,
        query,
        params![list.as_bytes(), feed, page],
        |row| row.get(0),
    )
}

struct Raw {
    feed: i64,
    time: i64,
    k: u8,
    per_page: u16,
    certificate: Vec<u8>,
    digest: [u8; 32],
}

fn raw(row: &Row<'_>) -> Result<Raw, rusqlite::Error> {
    Ok(Raw {
        feed: row.get(0)?,
        time: row.get(1)?,
        k: row.get(2)?,
        per_page: row.get(3)?,
        certificate: row.get(4)?,
        digest: row.get(5)?,
    })
}

fn read(raw: Raw) -> Result<FeedRow, StoreError> {
    let shape = FeedShape::new(raw.k, raw.per_page).map_err(|_| StoreError::Corrupt)?;
    Ok(FeedRow {
        summary: FeedSummary {
            feed: natural(raw.feed),
            time: time(raw.time),
            shape,
        },
        certificate: raw.certificate,
        digest: raw.digest,
    })
}

const FEED: &str = "SELECT number, time, k, per_page, certificate, digest FROM feed
    WHERE list = (SELECT number FROM list WHERE id = ?1)";

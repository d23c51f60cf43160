//! Tables, and how numbers and keys are laid out in them.

use rusqlite::Connection;

use crate::{error::StoreError, log_id::LogKind};

/// Tells the file of a store from any other SQLite file ("Slrl").
pub(crate) const APPLICATION_ID: i64 = 0x536c_726c;
/// Version of the tables. A file of another version is refused.
pub(crate) const VERSION: i64 = 5;
/// Stands for the instruction log in the place of a generation.
pub(crate) const INSTRUCTIONS: i64 = -1;
/// Stands for a whole list in the place of an epoch, in the table of marks.
pub(crate) const WHOLE_LIST: i64 = -1;

/// Logs, lists and epochs have short local numbers, so that rows and indexes stay small.
///
/// A `log` with a negative generation is an instruction log. `segment` is one epoch in one log. The key of an envelope is its segment's number and its leaf
/// index side by side: the envelopes of an epoch lie together in log order and are deleted as one
/// range. `record` finds envelopes by eight bytes derived from `enc`; the newest of its rows wait in
/// `fresh`.
const TABLES: &str = "
CREATE TABLE list (
    number INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    root BLOB NOT NULL,
    terminated INTEGER,
    processor_statement INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE certificate (
    list INTEGER NOT NULL, serial INTEGER NOT NULL, bytes BLOB NOT NULL,
    revoked INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (list, serial)
) STRICT, WITHOUT ROWID;
CREATE TABLE descriptor (
    list INTEGER NOT NULL, version INTEGER NOT NULL, bytes BLOB NOT NULL,
    PRIMARY KEY (list, version)
) STRICT;
CREATE TABLE log (
    number INTEGER PRIMARY KEY,
    list INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    size INTEGER NOT NULL,
    checkpoint BLOB NOT NULL,
    cosigned_size INTEGER,
    cosigned_certificate INTEGER,
    cosigned BLOB,
    UNIQUE (list, generation)
) STRICT;
CREATE TABLE entries (
    log INTEGER NOT NULL, first INTEGER NOT NULL, bytes BLOB NOT NULL,
    PRIMARY KEY (log, first)
) STRICT;
CREATE TABLE document (
    log INTEGER NOT NULL, position INTEGER NOT NULL, bytes BLOB NOT NULL,
    PRIMARY KEY (log, position)
) STRICT;
CREATE TABLE tile (
    log INTEGER NOT NULL, level INTEGER NOT NULL, position INTEGER NOT NULL, bytes BLOB NOT NULL,
    PRIMARY KEY (log, level, position)
) STRICT;
CREATE TABLE statement (
    list INTEGER NOT NULL, serial INTEGER NOT NULL, id BLOB NOT NULL, epoch INTEGER NOT NULL,
    generation INTEGER NOT NULL, position INTEGER NOT NULL, logged_at INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (list, serial)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX statement_by_id ON statement (list, id);
CREATE INDEX statement_by_epoch ON statement (list, epoch, serial);
CREATE INDEX statement_by_log ON statement (list, generation, epoch);
CREATE TABLE segment (
    number INTEGER PRIMARY KEY,
    log INTEGER NOT NULL,
    list INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    records INTEGER NOT NULL,
    UNIQUE (list, epoch, log)
) STRICT;
CREATE TABLE envelope (key INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
CREATE TABLE record (
    list INTEGER NOT NULL, prefix INTEGER NOT NULL, key INTEGER NOT NULL,
    PRIMARY KEY (list, prefix, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE fresh (
    number INTEGER PRIMARY KEY,
    list INTEGER NOT NULL, prefix INTEGER NOT NULL, key INTEGER NOT NULL
) STRICT;
CREATE TABLE purge (
    list INTEGER NOT NULL, epoch INTEGER NOT NULL,
    PRIMARY KEY (list, epoch)
) STRICT, WITHOUT ROWID;
CREATE TABLE erased (
    list INTEGER NOT NULL, enc BLOB NOT NULL, record BLOB NOT NULL, epoch INTEGER NOT NULL,
    PRIMARY KEY (list, enc)
) STRICT, WITHOUT ROWID;
CREATE TABLE restricted (key INTEGER PRIMARY KEY) STRICT;
CREATE TABLE hold (
    list INTEGER NOT NULL, epoch INTEGER NOT NULL,
    PRIMARY KEY (list, epoch)
) STRICT, WITHOUT ROWID;
CREATE TABLE mark (
    list INTEGER NOT NULL, epoch INTEGER NOT NULL, uptime INTEGER NOT NULL,
    PRIMARY KEY (list, epoch)
) STRICT, WITHOUT ROWID;
CREATE TABLE finished (
    list INTEGER NOT NULL, generation INTEGER NOT NULL, since INTEGER NOT NULL, marked INTEGER,
    PRIMARY KEY (list, generation)
) STRICT, WITHOUT ROWID;
CREATE TABLE deleted (
    list INTEGER NOT NULL, generation INTEGER NOT NULL,
    PRIMARY KEY (list, generation)
) STRICT, WITHOUT ROWID;
CREATE TABLE forgotten (id BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE reader (
    list INTEGER NOT NULL, id BLOB NOT NULL,
    PRIMARY KEY (list, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE instruction (
    list INTEGER NOT NULL, serial INTEGER NOT NULL, id BLOB NOT NULL, position INTEGER NOT NULL,
    PRIMARY KEY (list, serial)
) STRICT, WITHOUT ROWID;
CREATE TABLE blob (
    list INTEGER PRIMARY KEY, serial INTEGER NOT NULL, bytes BLOB NOT NULL
) STRICT;
CREATE TABLE processor_statement (version INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
CREATE TABLE service (
    number INTEGER PRIMARY KEY CHECK (number = 1),
    uptime INTEGER NOT NULL, clock INTEGER NOT NULL, clock_in_doubt INTEGER NOT NULL
) STRICT;
CREATE TABLE nonce (
    list INTEGER NOT NULL, nonce BLOB NOT NULL, expires INTEGER NOT NULL,
    PRIMARY KEY (list, nonce)
) STRICT, WITHOUT ROWID;
CREATE INDEX nonce_by_expiry ON nonce (expires);
CREATE TABLE feed (
    list INTEGER NOT NULL, number INTEGER NOT NULL, time INTEGER NOT NULL, k INTEGER NOT NULL,
    per_page INTEGER NOT NULL, certificate BLOB NOT NULL, digest BLOB NOT NULL,
    PRIMARY KEY (list, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE feed_page (
    list INTEGER NOT NULL, feed INTEGER NOT NULL, number INTEGER NOT NULL, bytes BLOB NOT NULL,
    PRIMARY KEY (list, feed, number)
) STRICT;
";

/// Refuses a file that is not a store of this version.
pub(crate) fn check(connection: &Connection) -> Result<(), StoreError> {
    let number = |name: &str| -> Result<i64, rusqlite::Error> {
        connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0))
    };
    match (number("application_id")?, number("user_version")?) {
        (APPLICATION_ID, VERSION) => Ok(()),
        (APPLICATION_ID, _) => Err(StoreError::OtherVersion),
        _ => Err(StoreError::Unusable),
    }
}

/// Makes the tables in a new file; refuses a file of something else.
pub(crate) fn prepare(connection: &Connection) -> Result<(), StoreError> {
    let number = |name: &str| -> Result<i64, rusqlite::Error> {
        connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0))
    };
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    match (number("application_id")?, number("user_version")?) {
        (APPLICATION_ID, VERSION) => Ok(()),
        (0, 0) if tables == 0 => Ok(connection.execute_batch(&format!(
            "BEGIN IMMEDIATE; {TABLES}
             PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {VERSION}; COMMIT;"
        ))?),
        (APPLICATION_ID, _) => Err(StoreError::OtherVersion),
        _ => Err(StoreError::Unusable),
    }
}

/// What stands for a log beside its list.
pub(crate) fn generation_of(kind: LogKind) -> i64 {
    match kind {
        LogKind::Records(generation) => i64::from(generation.value()),
        LogKind::Instructions => INSTRUCTIONS,
    }
}

/// Key of an envelope: segment and leaf index side by side.
pub(crate) fn envelope_key(segment: i64, index: u64) -> Result<i64, StoreError> {
    let index = i64::from(u32::try_from(index).map_err(|_| StoreError::TooLarge)?);
    let segment = i64::from(i32::try_from(segment).map_err(|_| StoreError::TooLarge)?);
    Ok(segment << INDEX_BITS | index)
}

/// First and last key of a segment.
pub(crate) fn envelope_keys(segment: i64) -> Result<(i64, i64), StoreError> {
    Ok((
        envelope_key(segment, 0)?,
        envelope_key(segment, u64::from(u32::MAX))?,
    ))
}

/// Segment and leaf index of a key.
pub(crate) fn split_key(key: i64) -> (i64, u64) {
    (
        key >> INDEX_BITS,
        (key & i64::from(u32::MAX)).unsigned_abs(),
    )
}

/// Eight bytes under which a record is found by `enc`.
///
/// They are hashed because guests choose `enc`: a thousand keys that begin alike must not make
/// one long search.
pub(crate) fn record_prefix(enc: &[u8; 32]) -> i64 {
    use sha2::{Digest, Sha256};
    let digest: [u8; 32] = Sha256::digest(enc).into();
    let [a, b, c, d, e, f, g, h, ..] = digest;
    i64::from_be_bytes([a, b, c, d, e, f, g, h])
}

/// A number that SQLite can hold.
pub(crate) fn integer(number: u64) -> Result<i64, StoreError> {
    i64::try_from(number).map_err(|_| StoreError::TooLarge)
}

/// What [`integer`] wrote.
pub(crate) const fn natural(number: i64) -> u64 {
    number.unsigned_abs()
}

/// A serial, which may use all 64 bits, moved so that its order is kept.
pub(crate) const fn ordered(number: u64) -> i64 {
    (number ^ (1 << 63)).cast_signed()
}

/// What [`ordered`] moved.
pub(crate) const fn unordered(number: i64) -> u64 {
    number.cast_unsigned() ^ (1 << 63)
}

const INDEX_BITS: u32 = 32;

#[cfg(test)]
mod tests {
    use super::{envelope_key, envelope_keys, ordered, split_key, unordered};
    use crate::error::StoreError;

    #[test]
    fn serials_keep_their_order() {
        let serials = [0, 1, 5, (1 << 63) - 1, 1 << 63, u64::MAX];
        assert!(serials.map(ordered).is_sorted());
        assert_eq!(serials.map(|serial| unordered(ordered(serial))), serials);
    }

    #[test]
    fn keys_hold_segment_and_index() {
        let key = envelope_key(7, 9).unwrap();
        assert_eq!(split_key(key), (7, 9));
        let (first, last) = envelope_keys(7).unwrap();
        assert!(first <= key && key <= last && last < envelope_keys(8).unwrap().0);
        assert_eq!(envelope_key(7, 1 << 32), Err(StoreError::TooLarge));
        assert_eq!(envelope_key(1 << 31, 0), Err(StoreError::TooLarge));
    }
}

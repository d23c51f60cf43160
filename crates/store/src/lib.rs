//! Where the processor keeps what it was given: a small [`Store`] trait, an embedded SQLite store,
//! a store in memory, and one conformance suite for all of them.
//!
//! A store holds bytes and their places. It verifies nothing and reads no envelope: what is stored
//! was checked before, and what is fetched is checked again by whoever trusts nobody.
//!
//! The rules of durability are in the words of the [`Store`] trait. Lists are independent of each
//! other; everything can be sharded by list.

pub mod conformance;
pub mod sample;

mod change;
mod commit;
mod conformance_feeds;
mod conformance_forgotten;
mod conformance_orders;
mod conformance_records;
mod delegate;
mod entry;
mod error;
mod fault;
mod log_id;
mod memory;
mod memory_list;
mod power;
mod rows;
mod sqlite;
mod sqlite_change;
mod sqlite_error;
mod sqlite_feed;
mod sqlite_fresh;
mod sqlite_read;
mod sqlite_records;
mod sqlite_rows;
mod sqlite_schema;
mod sqlite_write;
mod store;
mod vault;
mod vault_file;

pub use change::{Change, RecordKey};
pub use commit::{
    Append, Commit, Cosigned, Instruction, NewDocument, NewFeed, NewRecord, NewStatement, Nonce,
    Purge, Registration, Tile,
};
pub use error::StoreError;
pub use fault::{Fault, Faulty};
pub use log_id::{LogId, LogKind};
pub use memory::MemoryStore;
pub use power::{Disk, PowerCuts, Step};
pub use rows::{
    DocumentRow, Documents, EntryBytes, EntryPlace, Envelope, EpochState, FeedRow, Finished,
    FoundRecord, InstructionRow, ListState, LogHead, RecordLogRow, RecordPlace, ServiceState,
    StatementRow,
};
pub use sqlite::{SqliteOptions, SqliteStore};
pub use store::Store;
pub use vault::Vault;

//! Tests of the service as a whole: a processor in this process or in one of its own, raw HTTP, and
//! envelopes of random bytes.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

mod backups;
#[cfg(unix)]
mod crash_runs;
#[cfg(unix)]
mod crashes;
mod deletions;
mod faults;
mod linkage;
mod logs;
mod mailbox;
mod orders;
mod owners;
mod power;
mod recoveries;
mod registrations;
mod requests;
mod retention;
mod storage;
mod uploads;

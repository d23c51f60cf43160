//! Reads and writes record data: `version ‖ postcard(record) ‖ signature in follow-ups`
//! (`spec/protocol.md#record`).
//!
//! The few rules of postcard's wire format are written out here instead of derived, because a
//! derived reader accepts more than one encoding of a value and cannot name the field that is
//! wrong. The tests hold this codec to the postcard crate.

pub(crate) use crate::record_reader::{decode, decode_inner};
pub(crate) use crate::record_writer::{encode, encode_inner, encode_outer};

pub(crate) const VERSION: u8 = 1;
/// Of record data with a sealed contact.
pub(crate) const DUAL_VERSION: u8 = 2;
pub(crate) const CHECK_IN: u32 = 0;
pub(crate) const CHECK_OUT: u32 = 1;
pub(crate) const CORRECTION: u32 = 2;
pub(crate) const REQUEST: u32 = 3;
pub(crate) const CANARY: u32 = 4;

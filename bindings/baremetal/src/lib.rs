//! A check-in kiosk for a chip without an operating system.
//!
//! The venue mounts it at the door: it holds the list's invitation, fetches the welcome bundle,
//! verifies the chain from the QR code down to the owner's witness, seals what a visitor types,
//! and verifies the receipt. It speaks to nobody; whoever has a network carries the bytes.
//!
//! ```text
//!  Invitation + bundle ─► Kiosk ─► Welcome ─► Pending ─► Confirmed
//!                                     ▲          │ ▲
//!                       HardwareRng ──┘ envelope ▼ │ receipt
//!                                               processor
//! ```
//!
//! It is made of `sealroll-wire`, `sealroll-log` and `sealroll-core` alone, needs an allocator
//! and a [`HardwareRng`], and follows `spec/protocol.md` like the guest of the library. A pending
//! check-in has the form of the library's, so that a phone can take it over with its ticket.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod error;
mod kiosk;
mod memory;
mod pending;
mod random;
mod record_log;
mod welcome;

pub use error::{KioskError, ReceiptFault};
pub use kiosk::Kiosk;
pub use memory::Memory;
pub use pending::{Confirmed, Pending};
pub use random::{HardwareRng, Random, RngFault};
pub use sealroll_core::{
    Attendance, Companions, Contact, DeviceSecret, EnteredBy, Name, Phone, Place,
};
pub use sealroll_wire::{Environment, Time};
pub use welcome::Welcome;

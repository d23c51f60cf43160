//! What mutation testing found untested: words, exports, capacities of secrets, padding whose
//! stray bytes cancel each other.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/fixed_rng.rs"]
mod fixed_rng;

use sealroll_core::{DoorSecret, EnteredBy, Field, Frontier, padding};
use sealroll_wire::{Bucket, Epoch};

use fixed_rng::FixedRng;

// covers: PAD-1
#[test]
fn stray_bytes_that_cancel_each_other_are_refused() {
    let bucket = Bucket::Bytes256;
    let mut frame = padding::pad(b"data", bucket).unwrap().to_vec();
    assert_eq!(padding::unpad(&frame), Ok(&b"data"[..]));
    let end = frame.len() - 1;
    for stray in [0x01, 0x80, 0xff] {
        for other in [6, end - 1] {
            (frame[end], frame[other]) = (stray, stray);
            assert!(padding::unpad(&frame).is_err(), "{stray:#x} at {other}");
            (frame[end], frame[other]) = (0, 0);
        }
    }
    assert!(padding::unpad(&frame).is_ok());
}

#[test]
fn a_door_secret_is_exported_as_it_was_imported() {
    let bytes: [u8; 32] = core::array::from_fn(|index| index as u8 + 3);
    assert_eq!(*DoorSecret::from_bytes(&bytes).to_bytes(), bytes);
}

/// A vector of secrets that had to grow would leave copies behind.
#[test]
fn a_frontier_is_written_without_growing() {
    let epochs = Epoch(1)..=Epoch(6);
    let frontier = Frontier::generate(&mut FixedRng(&[9; 32]), epochs).unwrap();
    let bytes = frontier.to_bytes();
    assert!(bytes.len() > 2 * 37);
    assert_eq!(bytes.capacity(), bytes.len());
}

#[test]
fn words_are_those_of_the_specification() {
    assert_eq!(EnteredBy::Guest.name(), "guest");
    assert_eq!(EnteredBy::Staff.name(), "staff");
    assert_eq!(Field::PlannedEnd.to_string(), "planned_end");
}

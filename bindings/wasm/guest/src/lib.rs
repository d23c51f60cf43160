//! What a guest's app needs at the door, as little as that takes.
//!
//! Bytes go in and out through one place each, and nothing is kept between calls: whoever calls
//! holds invitation, bundle and tickets, and hands over what a call needs. Verifying a bundle twice
//! takes milliseconds; objects on both sides of the border take kilobytes. Time and randomness are
//! arguments. `package/guest.mjs` is the other side.

mod answer;
mod door;
mod drawn;
mod form;
mod keep;
mod room;

pub use room::{call, room};

//! The npm package `sealroll`: the roles of the library for browsers and Node.
//!
//! Each file holds one exported class: an inner value of the `sealroll` crate and conversions,
//! nothing else. What callers see is documented in `package/index.d.ts`. Bytes go in and out as
//! `Uint8Array`, times as seconds since 1970, errors as `SealrollError` with a stable code.

mod failure;
mod form;
mod guest;
mod invitation;
mod pending;
mod random;
mod request;
mod ticket;
mod value;
mod welcome;

pub use guest::Guest;
pub use invitation::Invitation;
pub use pending::{Pending, PendingFollowUp};
pub use request::refusal;
pub use ticket::Ticket;
pub use welcome::Welcome;

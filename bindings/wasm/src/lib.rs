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
mod terms;
mod ticket;
mod value;
mod welcome;

#[cfg(feature = "owner")]
mod door;
#[cfg(feature = "owner")]
mod exchange;
#[cfg(feature = "owner")]
mod fetched;
#[cfg(feature = "owner")]
mod identity;
#[cfg(feature = "owner")]
mod new_list;
#[cfg(feature = "owner")]
mod owner;
#[cfg(feature = "owner")]
mod owner_sync;
#[cfg(feature = "owner")]
mod qr;
#[cfg(feature = "owner")]
mod secret;
#[cfg(feature = "owner")]
mod spreadsheet;
#[cfg(feature = "owner")]
mod visit;

pub use guest::Guest;
pub use invitation::Invitation;
pub use pending::{Pending, PendingFollowUp};
pub use request::refusal;
pub use ticket::Ticket;
pub use welcome::Welcome;

#[cfg(feature = "owner")]
pub use door::DoorSecret;
#[cfg(feature = "owner")]
pub use fetched::Fetched;
#[cfg(feature = "owner")]
pub use identity::Identity;
#[cfg(feature = "owner")]
pub use owner::Owner;
#[cfg(feature = "owner")]
pub use qr::qr_code;
#[cfg(feature = "owner")]
pub use secret::{check_recovery_code, new_recovery_code};

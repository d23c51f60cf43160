//! The npm package `sealroll`: the roles of the library for browsers and Node.
//!
//! Each file holds one exported class: an inner value of the `sealroll` crate and conversions,
//! nothing else. What callers see is documented in `package/index.d.ts`. Bytes go in and out as
//! `Uint8Array`, times as seconds since 1970, errors as `SealrollError` with a stable code.

// A module of one role needs only some of what is shared.
#![cfg_attr(
    not(all(
        feature = "auditor",
        feature = "authority",
        feature = "guest",
        feature = "mail",
        feature = "owner"
    )),
    allow(dead_code)
)]

mod failure;
mod random;
mod request;
mod terms;
mod value;

#[cfg(feature = "guest")]
mod form;
#[cfg(feature = "guest")]
mod guest;
#[cfg(any(feature = "guest", feature = "owner"))]
mod invitation;
#[cfg(feature = "mail")]
mod mailbox;
#[cfg(feature = "guest")]
mod pending;
#[cfg(any(feature = "guest", feature = "mail"))]
mod ticket;
#[cfg(feature = "guest")]
mod welcome;

#[cfg(feature = "owner")]
mod card;
#[cfg(feature = "owner")]
mod device;
#[cfg(feature = "owner")]
mod devices;
#[cfg(feature = "owner")]
mod door;
#[cfg(feature = "owner")]
mod doubt;
#[cfg(feature = "owner")]
mod erasure;
#[cfg(any(feature = "owner", feature = "auditor"))]
mod exchange;
#[cfg(feature = "owner")]
mod fetched;
#[cfg(feature = "owner")]
mod history;
#[cfg(feature = "owner")]
mod identity;
#[cfg(feature = "owner")]
mod new_device;
#[cfg(feature = "owner")]
mod new_list;
#[cfg(feature = "owner")]
mod order;
#[cfg(feature = "owner")]
mod owner;
#[cfg(feature = "owner")]
mod owner_answer;
#[cfg(feature = "owner")]
mod owner_disclose;
#[cfg(feature = "owner")]
mod owner_instruct;
#[cfg(feature = "owner")]
mod owner_sync;
#[cfg(feature = "owner")]
mod paper;
#[cfg(feature = "owner")]
mod qr;
#[cfg(feature = "owner")]
mod recovery;
#[cfg(feature = "owner")]
mod rights;
#[cfg(any(feature = "owner", feature = "authority"))]
mod secret;
#[cfg(feature = "owner")]
mod spreadsheet;
#[cfg(any(feature = "owner", feature = "authority"))]
mod visit;

#[cfg(feature = "authority")]
mod authority;
#[cfg(feature = "authority")]
mod disclosed;

#[cfg(feature = "auditor")]
mod audit_report;
#[cfg(feature = "auditor")]
mod auditor;
#[cfg(any(feature = "owner", feature = "auditor"))]
mod finding;

#[cfg(feature = "guest")]
pub use guest::Guest;
#[cfg(any(feature = "guest", feature = "owner"))]
pub use invitation::Invitation;
#[cfg(feature = "mail")]
pub use mailbox::Mailbox;
#[cfg(feature = "guest")]
pub use pending::{Pending, PendingFollowUp};
pub use request::refusal;
#[cfg(any(feature = "guest", feature = "mail"))]
pub use ticket::Ticket;
#[cfg(feature = "guest")]
pub use welcome::Welcome;

#[cfg(feature = "owner")]
pub use card::AuthorityCard;
#[cfg(feature = "owner")]
pub use devices::read_device_card;
#[cfg(feature = "owner")]
pub use door::DoorSecret;
#[cfg(feature = "owner")]
pub use fetched::Fetched;
#[cfg(feature = "owner")]
pub use identity::Identity;
#[cfg(feature = "owner")]
pub use new_device::NewDevice;
#[cfg(feature = "owner")]
pub use owner::Owner;
#[cfg(feature = "owner")]
pub use paper::{combine_sheets, recovery_sheets, recovery_words};
#[cfg(feature = "owner")]
pub use qr::qr_code;
#[cfg(any(feature = "owner", feature = "authority"))]
pub use secret::{check_recovery_code, new_recovery_code};

#[cfg(feature = "authority")]
pub use authority::Authority;
#[cfg(feature = "authority")]
pub use disclosed::Disclosed;

#[cfg(feature = "auditor")]
pub use auditor::Auditor;

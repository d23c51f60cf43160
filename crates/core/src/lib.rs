//! The secret side of Sealroll: HPKE, epoch keys, records, key files.
//!
//! Sans-IO: randomness and time are arguments. `no_std` with `alloc`.
#![no_std]

extern crate alloc;

mod aead;
mod argon2_cost;
#[cfg(not(any(target_family = "wasm", target_os = "none")))]
mod bulk_sealer;
#[cfg(not(any(target_family = "wasm", target_os = "none")))]
mod bulk_sender;
mod content_key;
mod context;
mod disclosure;
mod door;
mod edition;
mod ephemeral;
mod error;
mod exchange;
mod exporter_secret;
mod field;
mod frontier;
mod grant;
#[cfg(all(target_arch = "x86_64", not(target_os = "none")))]
mod hash_lanes;
pub mod hpke;
mod kdf;
mod kem;
#[cfg(all(target_arch = "x86_64", not(target_os = "none")))]
mod key_lanes;
mod keyfile;
mod keyfile_content;
mod keyfile_secret;
mod message;
mod notice;
mod notice_page;
mod open;
pub mod padding;
mod psk;
mod recipient;
mod record;
mod record_codec;
mod record_reader;
mod record_writer;
mod recovery;
mod recovery_blob;
mod recovery_content;
mod recovery_parameters;
mod redacted;
mod schema;
mod seal;
mod sealed_contact;
mod sender;
mod single_message;
mod ticket;
mod ticket_key;
mod tree;
mod x25519;

pub use argon2_cost::Argon2Cost;
#[cfg(not(any(target_family = "wasm", target_os = "none")))]
pub use bulk_sealer::BulkSealer;
pub use content_key::{key_commitment, open_with_content_key};
pub use disclosure::{DisclosureError, open_disclosure, seal_disclosure};
pub use door::DoorSecret;
pub use edition::Edition;
pub use ephemeral::{DeviceSecret, hedged_ikm};
pub use error::{FrontierError, HpkeError, KeyFileError, PaddingError, RecoveryCodeError};
pub use field::{
    AddressLine, Country, DoorCode, Email, Field, FieldError, Name, Phone, Place, PostalCode,
};
pub use frontier::Frontier;
pub use grant::{GrantOpenError, open_grant, seal_grant};
pub use keyfile::{KeyFile, KeyFileContent, KeyFileKind};
pub use keyfile_content::{DecryptionKeys, IdentityKeys};
pub use keyfile_secret::{KeyFileSecret, SecretKind};
pub use message::{AnswerKind, ErasedFor, Message, NoticeKind};
pub use notice::{NoticeError, NoticePart, NoticeSecret, OpenedNotice};
pub use notice_page::{PageMail, ReceivedMessage};
pub use open::{OpenError, Opened, Opener, UnverifiedFollowUp};
pub use psk::epoch_psk;
pub use record::{
    Attendance, Canary, CheckIn, CheckOut, Companions, Contact, Correction, EnteredBy, FollowUp,
    FollowUpBody, Record, RecordError, RequestKind, SeenHead, Source,
};
pub use recovery::RecoveryCode;
pub use recovery_blob::{RecoveryBlob, RecoveryBlobError};
pub use recovery_content::{CanaryPlace, RecoveryContent};
pub use recovery_parameters::RecoveryParameters;
pub use schema::{Schema, SchemaError};
pub use seal::{SealError, Sealer};
pub use sealed_contact::{Inner, SealedContact};
pub use sealroll_wire::X25519PublicKey;
pub use ticket::TicketSecrets;
pub use ticket_key::{TicketKeyError, TicketPublicKey, TicketSecretKey};
pub use tree::Leaf;
pub use x25519::{X25519KeyPair, X25519SecretKey};

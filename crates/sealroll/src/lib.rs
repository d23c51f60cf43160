//! Sealroll.

mod form;
mod guest;
mod memory;
mod pending;
mod ticket;
mod welcome;

mod bulk;
mod create;
mod csv;
pub mod export;
mod fetch;
mod generation;
mod identity;
mod inbox;
mod issued;
mod json;
mod open;
mod owner;
mod owner_error;
mod owner_state;
mod position;
mod purge;
mod quarantine;
mod serials;
mod signed_request;
mod signing_key;
mod subkeys;
mod sync;
mod visit;
mod witness;

mod http;
mod problem;
mod receipt;
mod record_log;

pub use sealroll_core::{
    AddressLine, Argon2Cost, Attendance, CheckIn, CheckOut, Companions, Contact, Correction,
    Country, DecryptionKeys, DeviceSecret, DoorCode, Email, EnteredBy, Field, FieldError, FollowUp,
    FollowUpBody, KeyFileError, KeyFileSecret, Name, Phone, Place, PostalCode, RecordError,
    RecoveryCode, RecoveryCodeError, RequestKind, SchemaError, SeenHead, Source,
};
pub use sealroll_log::{Entry, EntryKind, VerifiedReceipt};
pub use sealroll_wire::{
    Bucket, DecodeError, Descriptor, Environment, Epoch, FieldName, FieldPolicies, Generation,
    Invitation, LinkError, ListId, Policy, RecordId, RootFingerprint, Serial, Statement, Terms,
    Time, Verified, VerifyError, VerifyingKey,
};

pub use bulk::Workers;
pub use create::NewList;
pub use fetch::{Fetch, FetchError, FetchedEnvelope};
pub use form::{CheckInForm, ContactForm, CorrectionForm, FormError};
pub use guest::Guest;
pub use http::{Method, Refused, Request, Response};
pub use identity::Identity;
pub use inbox::{Content, Inbox, OpenedRecord};
pub use memory::GuestMemory;
pub use open::Batch;
pub use owner::Owner;
pub use owner_error::OwnerError;
pub use owner_state::open_decryption_file;
pub use pending::{Pending, PendingFollowUp};
pub use position::Position;
pub use problem::ProblemCode;
pub use quarantine::{Quarantined, Reason};
pub use receipt::ReceiptError;
pub use sync::{Evidence, LogSync, SyncError, SyncReport};
pub use ticket::Ticket;
pub use visit::Visit;
pub use welcome::{Welcome, WelcomeError};

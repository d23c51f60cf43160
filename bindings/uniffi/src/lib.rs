//! Guests, owners, authorities and auditors of attendance lists that only their owner can read, for Kotlin, Swift and
//! Python. One interface definition serves the three: this crate's exported items and their
//! documentation.
//!
//! It speaks to nobody: it makes requests, takes responses, and has the time as an argument.
//! Random numbers come from the operating system.

uniffi::setup_scaffolding!("sealroll");

mod audit_report;
mod auditor;
mod authority;
mod batch;
mod connection;
mod environment;
mod failure;
mod fetched;
mod field;
mod finding;
mod form;
mod guest;
mod http;
mod identity;
mod invitation;
mod losses;
mod mirror;
mod new_device;
mod new_list;
mod order;
mod outbox;
mod owner;
mod owner_devices;
mod owner_disclose;
mod owner_files;
mod owner_instruct;
mod owner_mail;
mod owner_sync;
mod pending;
mod processor;
mod random;
mod recovery;
mod redacted;
mod secret;
mod terms;
mod ticket;
mod ticket_mail;
mod time;
mod visit;
mod welcome;

pub use audit_report::{AuditReport, AuditedErasure, AuditedInstruction, AuditedLog};
pub use auditor::{AuditOptions, Auditor, audit_again};
pub use authority::{Authority, Card, DisclosureReason, DisclosureReport, RefusedRecord, card_of};
pub use batch::{Batch, Missing, SetAside};
pub use connection::{Connection, Progress, StateStore};
pub use environment::Environment;
pub use failure::SealrollError;
pub use fetched::Fetched;
pub use field::{Field, FormField, Policy};
pub use finding::{Finding, ProcessorStatement};
pub use form::{CheckInForm, Contact, CorrectionForm, EnteredBy};
pub use guest::Guest;
pub use http::{Request, Response, content_of};
pub use identity::Identity;
pub use invitation::Invitation;
pub use losses::Recovery;
pub use new_device::{Abilities, Accepted, DeviceCard, NewDevice, device_card_of};
pub use new_list::{NewList, TermsChange};
pub use order::Order;
pub use outbox::Outbox;
pub use owner::{EpochRange, NewOwner, Owner, Summary, create_list};
pub use owner_devices::{Device, Exposed, Grant, GrantedEpochs, Holders, Revocation};
pub use owner_disclose::{Disclosure, Selection};
pub use owner_instruct::{Acknowledged, Admission, HistoryLine, RightsRequest, StandingPolicy};
pub use owner_sync::{Cosigned, SyncReport};
pub use pending::{Pending, PendingFollowUp};
pub use processor::{Processor, processor_of, processor_request};
pub use recovery::{
    Sheet, WordLanguage, combine_recovery_sheets, part_recovery_code, recovery_code_of_words,
    recovery_words,
};
pub use secret::{FileCost, FileSecret, check_recovery_code, new_recovery_code};
pub use terms::{Bilingual, Terms};
pub use ticket::{Right, Source, Ticket};
pub use ticket_mail::{
    Decision, ErasedFor, MailReport, MessageContent, RefusedNotice, TicketMessage, TicketRequest,
};
pub use visit::Visit;
pub use welcome::Welcome;

//! Attendance lists that only their owner can read.
//!
//! A guest scans a QR code and checks in. The record is *sealed* on the guest's device, *stored* by
//! a processor that cannot open it, and *opened* by the owner. Storing is logging: the guest gets
//! a proof, the owner sees whether anything was dropped, moved or rewritten, and what is erased
//! stays erased.
//!
//! This crate is what applications use. It speaks to nobody: it makes [`Request`]s, takes
//! [`Response`]s, and has time and randomness as arguments. It runs in browsers, on phones and on
//! servers alike.
//!
//! | Who | Type | Does |
//! |---|---|---|
//! | guest | [`Guest`] | verifies a [`Welcome`], seals, keeps a [`Ticket`] |
//! | owner | [`Owner`] | creates a list, cosigns its logs, opens, exports, erases |
//!
//! ```text
//!  Invitation ─► Guest ─► Welcome ─► Pending ─► Ticket ─► PendingFollowUp
//!      ▲                                │ ▲                    │
//!      │                       envelope ▼ │ receipt            ▼
//!    Owner ─── statements ────────► processor ◄──── check-out, correction, request
//!      ▲                                │
//!      └── LogSync, Fetch, open ◄───────┘ ─► Inbox ─► Visit ─► export
//! ```
//!
//! # A visit
//!
//! `send` carries a request to the processor and brings the response back; here it is a processor
//! in memory.
//!
//! ```
//! # mod log { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/log.rs")); }
//! # mod processor { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/processor.rs")); }
//! # use rand_core::SeedableRng;
//! # use sealroll::{ContactForm, CheckInForm, Environment, Guest, Inbox, Invitation, NewList};
//! # use sealroll::{Owner, Request, Source, Time, Workers, export};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let mut processor = processor::Processor::new();
//! # let (origin, log_key) = (processor.origin.clone(), processor.public_key());
//! # let authority = processor::AUTHORITY;
//! # let mut rng = rand_chacha::ChaCha20Rng::from_seed([1; 32]);
//! # let now = Time::new(1_800_090_000)?;
//! # let mut send = |request: &Request| processor.handle(request, now);
//! // The owner creates a list. The identity goes into a file that is kept apart.
//! let mut list = NewList::new(Environment::Test, &origin, log_key);
//! list.terms.venue = "Café Seal".into();
//! list.terms.contact = "privacy@example.org".into();
//! list.terms.purpose_de = "Kontaktnachverfolgung".into();
//! list.terms.purpose_en = "contact tracing".into();
//! list.terms.legal_basis_de = "Art. 6 Abs. 1 lit. c DSGVO".into();
//! list.terms.legal_basis_en = "Art. 6(1)(c) GDPR".into();
//! let (mut owner, identity) = Owner::create(list, now, &mut rng)?;
//! send(&owner.registration_request()).success()?;
//! if let Some(statements) = owner.statements_request(authority, now, &mut rng)? {
//!     send(&statements).success()?;
//! }
//!
//! // A sync checks the log and cosigns it. From then on guests can check in.
//! let mut inbox = Inbox::new();
//! let mut sync = owner.sync(&mut inbox, now);
//! while let Some(request) = sync.request(authority, now, &mut rng)? {
//!     sync.receive(&send(&request))?;
//! }
//! let poster = owner.invitation("https://example.org", None)?.to_link();
//!
//! // A guest scans the code, and sees who asks for what before sending anything.
//! let mut guest = Guest::first_use(Environment::Test, &mut rng);
//! let invitation = Invitation::from_link(&poster)?;
//! let bundle = send(&guest.welcome_request(&invitation));
//! let welcome = guest.accept(&invitation, bundle.success()?, now)?;
//! assert_eq!(welcome.venue(), "Café Seal");
//! assert_eq!(welcome.fingerprint_words(), owner.fingerprint_words());
//!
//! let form = CheckInForm {
//!     contact: ContactForm {
//!         given_name: "Ada".into(),
//!         family_name: "Lovelace".into(),
//!         phone: "+49 151 12345678".into(),
//!         ..ContactForm::default()
//!     },
//!     ..CheckInForm::default()
//! };
//! let pending = welcome.check_in(&form, now, &mut rng)?;
//! let receipt = send(&pending.request());
//! let mut ticket = pending.confirm(receipt.success()?).map_err(|(_, error)| error)?;
//!
//! // The ticket, and nothing else, checks out.
//! let leaving = ticket.check_out(&welcome, now, Source::Guest, now, &mut rng)?;
//! let receipt = send(&leaving.request());
//! leaving.confirm(receipt.success()?).map_err(|(_, error)| error)?;
//!
//! // The owner syncs, fetches the day and opens it.
//! let mut sync = owner.sync(&mut inbox, now);
//! while let Some(request) = sync.request(authority, now, &mut rng)? {
//!     sync.receive(&send(&request))?;
//! }
//! let today = owner.epoch_at(now).ok_or("before the first epoch")?;
//! let mut fetch = owner.fetch(today)?;
//! while let Some(request) = fetch.request(&owner, authority, now, &mut rng)? {
//!     fetch.receive(&send(&request))?;
//! }
//! let go_on = |_done, _total| core::ops::ControlFlow::Continue(());
//! let batch = owner.open(&mut inbox, today, fetch.fetched(), Workers::all_cores(), go_on)?;
//! assert_eq!((batch.opened, batch.quarantined.len(), batch.missing.len()), (2, 0, 0));
//! let visits = inbox.visits();
//! assert_eq!(visits[0].departure, Some((now, Source::Guest)));
//! assert!(export::csv(&visits).contains("\"Lovelace\""));
//!
//! // When the retention is over, the keys go first. Then nobody can open the day any more.
//! owner.puncture(today)?;
//! inbox.forget(today);
//! let proof = send(&owner.purge_instruction(today, now)?);
//! owner.confirm_purge(today, proof.success()?)?;
//! # let _ = identity;
//! # Ok(())
//! # }
//! ```
//!
//! # What to know
//!
//! * **Save before sending.** A [`Pending`], a [`Ticket`] and an [`Owner`] change before their
//!   request leaves. If a reply is lost, the same request is sent again and gives the same answer.
//! * **Show before sending.** Venue and fingerprint words stand beside the QR code as well;
//!   comparing them exposes a code that was pasted over (`spec/protocol.md#APP-1`).
//! * **Opened text is hostile.** Escape it for the page, and export through [`export`]
//!   (`spec/protocol.md#APP-2`).
//! * **Erased means erased everywhere.** A puncture counts once every device, every device file
//!   and every decryption file that covered the epoch has been replaced.
//! * What this does not protect from: a dishonest owner, a lying guest, a page served by a
//!   dishonest processor, traffic analysis. The threat model says more.
//!
//! Every error is a small enumeration; its `code()` is the class that the specification names.
//!
//! # Features
//! `aws-lc`, off by default: on native targets X25519 and ChaCha20-Poly1305 of single operations come
//! from AWS-LC, with the same results. It needs a C compiler, and pays where no processor with
//! AVX-512 IFMA is at hand, or where one envelope is opened at a time.

mod form;
mod guest;
mod mailbox_reading;
mod memory;
mod pending;
mod ticket;
mod ticket_export;
mod ticket_mail;
mod welcome;

mod audit_heads;
mod audit_judge;
mod audit_ledger;
mod audit_pages;
mod audit_report;
mod audit_tally;
mod auditor;
mod authority;
mod authority_error;
mod finding;
mod log_walk;
mod transcript;

mod bulk;
mod create;
mod csv;
mod delegate;
mod device_book;
mod devices;
mod disclose;
mod disclosure;
mod doubt;
mod drill;
mod edition;
mod entry_fetch;
mod epoch_opener;
mod evidence;
pub mod export;
mod fetch;
mod generation;
mod grant;
mod grant_content;
mod history;
mod identity;
mod inbox;
mod instruct;
mod instruction_fetch;
mod issued;
mod json;
mod losses;
mod open;
mod orders;
mod outbox;
mod owner;
mod owner_error;
mod owner_mail;
mod owner_state;
mod parts;
mod position;
mod presence;
mod publication;
mod purge;
mod quarantine;
mod recover;
mod recovery;
mod recovery_words;
mod registration;
mod rights;
mod rotation;
mod seen_heads;
mod selection;
mod serials;
mod sheet;
mod signed_request;
mod signing_key;
mod subkeys;
mod sync;
mod sync_report;
mod table;
mod visit;
mod witness;
mod xlsx;
mod zip;

mod http;
mod lifetime;
mod log_name;
mod problem;
mod receipt;
mod record_log;
mod signed_note;
mod statement_keys;

pub use sealroll_core::{
    AddressLine, AnswerKind, Argon2Cost, Attendance, CanaryPlace, CheckIn, CheckOut, Companions,
    Contact, Correction, Country, DecryptionKeys, DeviceSecret, DoorCode, DoorSecret, Email,
    EnteredBy, ErasedFor, Field, FieldError, FollowUp, FollowUpBody, KeyFileError, KeyFileSecret,
    Message, Name, NoticeError, Phone, Place, PostalCode, RecordError, RecoveryBlob,
    RecoveryBlobError, RecoveryCode, RecoveryCodeError, RequestKind, SchemaError, SeenHead, Source,
};
pub use sealroll_log::{Entry, EntryKind, TreeHead, VerifiedReceipt};
pub use sealroll_wire::{
    AuthorityCard, AuthorityFingerprint, Bucket, DecodeError, Descriptor, DeviceCard,
    DeviceFingerprint, DisclosureId, DocumentId, Environment, Epoch, Erasure, ErasureReason,
    FieldName, FieldPolicies, Generation, Instruction, InstructionId, Invitation, LinkError,
    ListId, Order, Part, Policy, ProcessorStatement, ReaderId, ReaderToken, RecordId, Rights,
    RootDocument, RootFingerprint, Serial, Statement, Terms, Time, Verified, VerifyError,
    VerifyingKey,
};

pub use audit_report::{AuditReport, AuditedInstruction, AuditedLog};
pub use auditor::{AuditError, AuditOptions, Auditor};
pub use authority::{Authority, DisclosureReport};
pub use authority_error::{AuthorityError, DisclosedError};
pub use bulk::Workers;
pub use create::NewList;
pub use delegate::{Accepted, NewDevice};
pub use devices::{Device, ErasedElsewhere, Exposed, Holders};
pub use disclose::{Chosen, ChosenError, DiscloseError, Disclosure};
pub use disclosure::DisclosureReason;
pub use doubt::{Doubt, DoubtLimits};
pub use drill::{Drill, DrillError};
pub use epoch_opener::EpochOpener;
pub use evidence::EvidenceReport;
pub use fetch::{Fetch, FetchError, FetchedEnvelope};
pub use finding::{Finding, FindingKind};
pub use form::{CheckInForm, ContactForm, CorrectionForm, FormError};
pub use grant::Grant;
pub use grant_content::GrantError;
pub use guest::Guest;
pub use history::{HistoryEvent, HistoryLine};
pub use http::{Method, Refused, Request, Response};
pub use identity::Identity;
pub use inbox::{Content, Inbox, OpenedRecord};
pub use instruct::Acknowledged;
pub use log_name::LogName;
pub use losses::Recovery;
pub use mailbox_reading::{Mailbox, MailboxError};
pub use memory::GuestMemory;
pub use open::Batch;
pub use outbox::Outbox;
pub use owner::Owner;
pub use owner_error::OwnerError;
pub use owner_mail::AnswerError;
pub use owner_state::open_decryption_file;
pub use pending::{Pending, PendingFollowUp};
pub use position::Position;
pub use problem::ProblemCode;
pub use publication::{Publication, PublishError};
pub use quarantine::{Quarantined, Reason};
pub use receipt::ReceiptError;
pub use recover::RecoveryPage;
pub use recovery_words::{
    RecoveryWordsError, WordLanguage, recovery_code_from_words, recovery_code_to_words,
};
pub use registration::Admission;
pub use rights::{Decision, QueuedRequest, StandingPolicy};
pub use rotation::Revocation;
pub use selection::Selection;
pub use sheet::{RecoverySheet, RecoverySheetError};
pub use sync::LogSync;
pub use sync_report::{Evidence, SyncError, SyncReport};
pub use ticket::Ticket;
pub use ticket_mail::{MailReport, TicketMessage, TicketRequest};
pub use transcript::{Transcript, TranscriptError};
pub use visit::Visit;
pub use welcome::{Welcome, WelcomeError};

//! `libsealroll`, the C interface. `include/sealroll.h` is generated from this crate and is its
//! documentation; `README.md` says how to build and link.
//!
//! A file is a C object. What all have in common is in four of them: `handle` (pointers),
//! `input` (arguments), `failure` (what goes wrong) and `status` (its numbers).
//!
//! Every function is unsafe for one reason, which the header states once: the caller answers for
//! the pointers.

mod admission;
mod answers;
mod audit_report;
mod auditor;
mod authority;
mod batch;
mod buffer;
mod card;
mod check;
#[cfg(test)]
mod codes;
mod device_card;
mod devices;
mod disclosure;
mod disclosure_report;
mod edition;
mod exchange;
mod failure;
#[cfg(sealroll_planted_fault)]
mod fault;
mod fetched;
mod finding;
mod follow_up;
mod form;
mod grant;
mod guest;
mod handle;
mod history;
mod identity;
mod input;
mod instruct;
mod invitation;
mod log_copy;
mod losses;
mod mail;
mod new_device;
mod outbox;
mod owner;
mod owner_devices;
mod owner_file;
mod owner_work;
mod pending;
mod processor;
mod random;
mod recovery;
mod request;
mod rights;
#[cfg(test)]
mod roles;
mod secret;
mod sheets;
mod status;
mod sync_report;
mod terms;
mod ticket;
mod ticket_loss;
mod ticket_mail;
mod version;
mod visits;
mod welcome;

pub use admission::SealrollAdmission;
pub use audit_report::SealrollAuditReport;
pub use auditor::{SEALROLL_SEVEN_DAYS, SealrollAuditor};
pub use authority::SealrollAuthority;
pub use batch::SealrollBatch;
pub use buffer::SealrollBuffer;
pub use card::SealrollCard;
pub use check::{SealrollKeyFile, SealrollStructure};
pub use device_card::SealrollDeviceCard;
pub use devices::SealrollDevices;
pub use disclosure::{SealrollDisclosure, SealrollSelection};
pub use disclosure_report::{SealrollDisclosureReport, SealrollReason};
pub use exchange::{SealrollAnswer, SealrollExchange};
pub use fetched::SealrollFetched;
pub use finding::{SEALROLL_INSTRUCTION_LOG, SealrollFinding, SealrollFindings};
pub use follow_up::SealrollFollowUp;
pub use form::{SealrollField, SealrollForm, SealrollPolicy};
pub use grant::{SealrollAbility, SealrollGrant};
pub use guest::{SealrollEnvironment, SealrollGuest};
pub use history::SealrollHistory;
pub use identity::SealrollIdentity;
pub use instruct::SealrollOrder;
pub use invitation::SealrollInvitation;
pub use mail::{SealrollDecision, SealrollErasure, SealrollMail, SealrollMessage};
pub use new_device::SealrollNewDevice;
pub use outbox::SealrollOutbox;
pub use owner::{SealrollBytes, SealrollOwner};
pub use pending::SealrollPending;
pub use processor::SealrollProcessor;
pub use random::SealrollRandom;
pub use request::SealrollRequest;
pub use rights::{SealrollOrders, SealrollRights};
pub use secret::{SealrollCost, SealrollSecret};
pub use sheets::{SealrollLanguage, SealrollSheets};
pub use status::SealrollStatus;
pub use sync_report::SealrollSyncReport;
pub use terms::{SealrollNumber, SealrollTerms, SealrollText};
pub use ticket::{SealrollRight, SealrollSource, SealrollTicket};
pub use visits::{SEALROLL_ALL_EPOCHS, SealrollVisits};
pub use welcome::SealrollWelcome;

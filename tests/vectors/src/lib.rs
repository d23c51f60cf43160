//! The runner of the specification's vectors (`spec/vectors/README.md`).
//!
//! [`walk`] finds the cases, [`Kind::run`] computes what the libraries make of one, [`compare`]
//! judges it. The three are apart so that a binding to another language can put its own outcomes
//! in the place of the libraries'.

mod acknowledgement;
mod case;
mod certificate;
mod checkpoint;
mod compare;
mod descriptor;
mod disclosure;
mod document;
mod envelope;
mod field;
mod fixed_rng;
mod form_value;
mod frontier;
mod grant;
mod http_signature;
mod instruction;
mod invitation;
mod key;
mod key_file;
mod kind;
mod label;
mod mailbox;
mod note;
mod open;
mod outcome;
mod owner_inbox;
mod owner_state;
mod receipt;
mod record;
mod record_value;
mod recovered_log;
mod recovery_blob;
mod recovery_code;
mod registration;
mod root;
mod seal;
mod sheet;
mod statement;
mod sync;
mod ticket;
mod tree;
mod value;
mod welcome;
mod worked_check_in;

pub use case::{Case, CaseError, walk};
pub use compare::{Mismatch, compare};
pub use form_value::{check_in_form, correction_form};
pub use kind::{KINDS, Kind};
pub use outcome::{Outcome, Refusal};
pub use record_value::write as write_record;
pub use value::{hex, unhex};

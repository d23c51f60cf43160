//! The auditor: verifies a whole list from its logs.

use std::sync::{Arc, Mutex, MutexGuard, TryLockError};
use std::time::SystemTime;

use sealroll::{AuditError, ListId, ReaderToken, Transcript};

use crate::audit_report::AuditReport;
use crate::connection::Connection;
use crate::failure::SealrollError;
use crate::http::Request;
use crate::time::time;

/// An auditor at work on one list, with a reader token and no secret of anybody. While one call
/// works on it, others throw `busy`.
#[derive(uniffi::Object)]
pub struct Auditor(Mutex<Audit>);

struct Audit {
    auditor: sealroll::Auditor,
    evidence: Transcript,
    has_begun: bool,
}

/// What an auditor allows.
#[derive(Clone, Copy, Debug, uniffi::Record)]
pub struct AuditOptions {
    /// How many seconds ago the owner may have cosigned a log the last time.
    #[uniffi(default = 604800)]
    pub witness_age: u64,
    /// For how many seconds the processor may have been down when something was due.
    #[uniffi(default = 604800)]
    pub downtime: u64,
}

#[uniffi::export]
impl Auditor {
    /// Begins an audit. The list is known by its id, 32 hex digits, from the owner or the code at the
    /// door; the token is the one that the owner made with `admit_reader`. Seven days are allowed
    /// where no options are given. Throws `bad-argument`.
    #[uniffi::constructor(default(options = None))]
    pub fn for_list(
        list_id: &str,
        token: &str,
        now: SystemTime,
        options: Option<AuditOptions>,
    ) -> Result<Self, SealrollError> {
        let wrong_list = |_| SealrollError::argument("list_id", "32 lower-case hex digits");
        let list_id: ListId = list_id.parse().map_err(wrong_list)?;
        let wrong_token = || SealrollError::argument("token", "a reader token");
        let token = ReaderToken::from_text(token).ok_or_else(wrong_token)?;
        let now = time(now, "now")?;
        let options = options.map_or_else(Default::default, |options| sealroll::AuditOptions {
            witness_age: options.witness_age,
            downtime: options.downtime,
        });
        Ok(Self(Mutex::new(Audit {
            auditor: sealroll::Auditor::new(list_id, &token, now, options),
            evidence: Transcript::new(list_id, now, options),
            has_begun: false,
        })))
    }

    /// Adds a head that somebody was shown: a checkpoint of an earlier audit, or a guest's receipt.
    /// The log of today must contain it. Throws `bad-proof` if it is neither, `used` once the audit
    /// runs.
    pub fn compare_with(&self, head: Vec<u8>) -> Result<(), SealrollError> {
        let mut audit = self.lock()?;
        if audit.has_begun {
            return Err(SealrollError::used());
        }
        audit.auditor.compare_with(&head)?;
        audit.evidence.add_head(&head);
        Ok(())
    }

    /// Reads the logs and verifies them. That something is wrong with the list is no error: it is in
    /// the report.
    ///
    /// Throws `wrong-list`, `inconsistent`, `bad-proof`, `bad-value` or `missing-document` if the
    /// audit cannot go on, the codes of a refusal, `unreachable`. After the last two, run it again:
    /// it goes on where it stopped.
    pub fn run(&self, connection: Arc<dyn Connection>) -> Result<AuditReport, SealrollError> {
        let mut audit = self.lock()?;
        audit.has_begun = true;
        while let Some(request) = audit.auditor.request() {
            let response = connection.send(Request::new(&request))?.plain();
            let received = audit.auditor.receive(&response);
            // What was refused is asked for again, and no part of the evidence.
            if !matches!(received, Err(AuditError::Refused(_))) {
                audit.evidence.add(&request, &response);
            }
            received?;
        }
        Ok(AuditReport::new(&audit.auditor.report()))
    }

    /// Every answer that the audit rests on: `audit_again` makes the report anew from it, for anyone
    /// and without a network. The token is not in it.
    pub fn evidence(&self) -> Result<Vec<u8>, SealrollError> {
        Ok(self.lock()?.evidence.to_bytes())
    }

    /// The newest head of each log, for `compare_with` in the next audit.
    pub fn heads(&self) -> Result<Vec<Vec<u8>>, SealrollError> {
        let audit = self.lock()?;
        Ok(audit.auditor.newest_heads().map(<[u8]>::to_vec).collect())
    }
}

impl Auditor {
    fn lock(&self) -> Result<MutexGuard<'_, Audit>, SealrollError> {
        self.0.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => SealrollError::busy(),
            TryLockError::Poisoned(_) => SealrollError::panicked(),
        })
    }
}

/// Makes an audit again, at the moment at which it was made, from its evidence. Throws as the audit
/// did; `truncated` and a decoder's codes if the evidence is not complete.
#[uniffi::export]
pub fn audit_again(evidence: Vec<u8>) -> Result<AuditReport, SealrollError> {
    let report = Transcript::from_bytes(&evidence)?.audit()?;
    Ok(AuditReport::new(&report))
}

//! A verified welcome bundle: what the kiosk shows, and what it seals with.

use alloc::string::String;
use core::fmt;

use rand_core::CryptoRng;
use sealroll_core::{Attendance, DeviceSecret, DoorCode, Schema, Sealer};
use sealroll_wire::{
    Chain, Invitation, RootFingerprint, Statement, Terms, Time, UploadToken, Verified,
};

use crate::error::KioskError;
use crate::pending::Pending;
use crate::record_log::RecordLog;

/// A list's welcome bundle after every check of `spec/protocol.md#WEL-2`.
pub struct Welcome {
    fingerprint: RootFingerprint,
    schema: Schema,
    sealer: Sealer,
    door_code: Option<DoorCode>,
    log: RecordLog,
    upload_token: UploadToken,
    terms: Terms,
    statement: Verified<Statement>,
}

impl Welcome {
    pub(crate) fn new(
        chain: Chain,
        log: RecordLog,
        invitation: &Invitation,
        device_secret: &DeviceSecret,
    ) -> Self {
        let door_code = invitation.door_code().map(|code| {
            DoorCode::new(code.as_str()).expect("door codes have one rule in links and records")
        });
        let Chain {
            descriptor,
            statement,
            ..
        } = chain;
        Self {
            fingerprint: *invitation.root_fingerprint(),
            schema: Schema::new(descriptor.terms()),
            sealer: Sealer::new(
                &statement,
                &descriptor,
                invitation.presence_secret(),
                device_secret,
            ),
            door_code,
            log,
            upload_token: invitation.upload_token(),
            // What was signed, and by whom, is not needed any more.
            terms: descriptor.into_inner().into_terms(),
            statement,
        }
    }

    /// The terms, to be shown before the visitor sends (`spec/protocol.md#APP-1`).
    #[must_use]
    pub const fn terms(&self) -> &Terms {
        &self.terms
    }

    /// The words that stand beside the QR code as well.
    #[must_use]
    pub fn fingerprint_words(&self) -> String {
        self.fingerprint.words()
    }

    /// Seals a check-in. The door code of the invitation is filled in where the list asks for one.
    ///
    /// Save what is returned before it is sent (`spec/protocol.md#GST-1`).
    ///
    /// # Errors
    /// [`KioskError::Refused`] if the epoch is not now, [`KioskError::Schema`] for a field that
    /// is missing or not asked for, [`KioskError::Seal`] if the record is too long or its times
    /// contradict each other.
    pub fn check_in<R: CryptoRng>(
        &self,
        mut attendance: Attendance,
        now: Time,
        rng: &mut R,
    ) -> Result<Pending, KioskError> {
        self.statement
            .check_time(now)
            .map_err(KioskError::Refused)?;
        if self.terms.door_code && attendance.door_code.is_none() {
            attendance.door_code.clone_from(&self.door_code);
        }
        self.schema.check(&attendance).map_err(KioskError::Schema)?;
        let (envelope, secrets) = self
            .sealer
            .check_in(rng, attendance)
            .map_err(KioskError::Seal)?;
        Ok(Pending::new(
            envelope,
            secrets,
            self.log.clone(),
            self.upload_token.copy(),
            self.erased_by(),
        ))
    }

    /// When what is sealed under these terms is erased, at the latest.
    fn erased_by(&self) -> Time {
        let terms = &self.terms;
        let retention = u64::from(terms.retention_epochs) * u64::from(terms.epoch_length);
        self.statement.not_after().saturating_add(retention)
    }
}

impl fmt::Debug for Welcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Welcome(<redacted>)")
    }
}

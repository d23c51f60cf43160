//! A verified welcome bundle: what a guest may rely on before sending anything.

use core::fmt;

use rand_core::CryptoRng;
use sealroll_core::{DeviceSecret, DoorCode, Field, Schema, Sealer};
use sealroll_log::{Entry, EntryKind};
use sealroll_wire::{
    Certificate, Chain, DecodeError, Descriptor, Environment, Expected, Invitation, ListId, Policy,
    RootFingerprint, Statement, Terms, Time, UploadToken, Verified, VerifyError, WelcomeBundle,
};

use crate::form::{CheckInForm, FormError};
use crate::memory::GuestMemory;
use crate::pending::Pending;
use crate::receipt::ReceiptError;
use crate::record_log::RecordLog;

/// A list's welcome bundle after every check of `spec/protocol.md#WEL-2`. Only
/// [`Guest::accept`](crate::Guest::accept) makes it.
///
/// Show [`terms`](Self::terms) and [`fingerprint_words`](Self::fingerprint_words) before the
/// guest sends (`spec/protocol.md#APP-1`).
#[derive(Debug)]
pub struct Welcome {
    chain: Chain,
    fingerprint: RootFingerprint,
    log: RecordLog,
    schema: Schema,
    sealer: Sealer,
    upload_token: UploadToken,
    door_code: Option<DoorCode>,
    is_replaced: bool,
}

/// What a guest wants a welcome bundle for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    CheckIn,
    FollowUp,
}

impl Welcome {
    pub(crate) fn verify(
        invitation: &Invitation,
        bundle: &[u8],
        environment: Environment,
        memory: &mut GuestMemory,
        device_secret: &DeviceSecret,
        purpose: Purpose,
        now: Time,
    ) -> Result<Self, WelcomeError> {
        let bundle = WelcomeBundle::from_bytes(bundle).map_err(WelcomeError::Malformed)?;
        let expected = Expected {
            environment,
            root_fingerprint: *invitation.root_fingerprint(),
            // A replaced poster ends check-ins, not what they have begun
            // (`spec/protocol.md#EDN-2`).
            presence_id: match purpose {
                Purpose::CheckIn => invitation.presence_id(),
                Purpose::FollowUp => bundle.statement().presence_id(),
            },
        };
        let epoch = bundle.statement().epoch();
        let seen = memory.seen(&invitation.list_id(), epoch);
        let verified = Chain::verify_owned(bundle, &expected, &seen, now);
        let (chain, proof) = verified.map_err(WelcomeError::Refused)?;
        let terms = chain.descriptor.terms();
        let statement = &chain.statement;
        let log = RecordLog::new(terms, statement.generation());
        let entry = Entry {
            kind: EntryKind::Statement,
            epoch,
            hash: statement.id().to_bytes(),
        };
        log.verify_witnessed(&proof, &entry, &chain.certificates)
            .map_err(WelcomeError::Proof)?;
        memory.remember(invitation.list_id(), &chain.seen(&seen), epoch);
        let door_code = invitation.door_code().map(|code| {
            DoorCode::new(code.as_str()).expect("door codes have one rule in links and records")
        });
        Ok(Self {
            fingerprint: *invitation.root_fingerprint(),
            schema: Schema::new(terms),
            sealer: Sealer::new(
                statement,
                &chain.descriptor,
                invitation.presence_secret(),
                device_secret,
            ),
            upload_token: invitation.upload_token(),
            log,
            door_code,
            is_replaced: statement.check_presence(&invitation.presence_id()).is_err(),
            chain,
        })
    }

    /// The terms, to be shown before the guest sends: venue, contact, purpose, legal basis,
    /// retention.
    #[must_use]
    pub fn terms(&self) -> &Terms {
        self.chain.descriptor.terms()
    }

    /// Name of the venue.
    #[must_use]
    pub fn venue(&self) -> &str {
        &self.terms().venue
    }

    /// Five words that stand beside the QR code as well; whoever compares them notices a code
    /// that was pasted over.
    #[must_use]
    pub fn fingerprint_words(&self) -> String {
        self.fingerprint.words()
    }

    /// The list.
    #[must_use]
    pub fn list_id(&self) -> ListId {
        self.fingerprint.list_id()
    }

    /// The signed terms.
    #[must_use]
    pub const fn descriptor(&self) -> &Verified<Descriptor> {
        &self.chain.descriptor
    }

    /// The statement of the epoch.
    #[must_use]
    pub const fn statement(&self) -> &Verified<Statement> {
        &self.chain.statement
    }

    /// The fields that the form shows, in order, with their policies.
    #[must_use]
    pub fn fields(&self) -> Vec<(Field, Policy)> {
        let mut fields = Vec::new();
        for field in &Field::FORM {
            let policy = self.schema.policy(*field);
            if policy != Policy::Absent {
                fields.push((*field, policy));
            }
        }
        fields
    }

    /// When what is sealed under these terms is erased, at the latest: the end of the epoch and
    /// the retention after it.
    #[must_use]
    pub fn erased_by(&self) -> Time {
        let terms = self.terms();
        let retention = u64::from(terms.retention_epochs) * u64::from(terms.epoch_length);
        self.statement().not_after().saturating_add(retention)
    }

    /// Whether the poster of the invitation was replaced: then this serves follow-ups only.
    #[must_use]
    pub const fn is_replaced(&self) -> bool {
        self.is_replaced
    }

    /// Seals a check-in.
    ///
    /// What is returned must be saved before it is sent, and kept until its receipt has verified
    /// (`spec/protocol.md#GST-1`).
    ///
    /// # Errors
    /// [`FormError`] names the field that is wrong, or says that the epoch is over: then a new
    /// bundle is needed; [`FormError::ReplacedPoster`] if the bundle was accepted for follow-ups.
    pub fn check_in<R: CryptoRng + ?Sized>(
        &self,
        form: &CheckInForm,
        now: Time,
        rng: &mut R,
    ) -> Result<Pending, FormError> {
        if self.is_replaced {
            return Err(FormError::ReplacedPoster);
        }
        self.check_time(now)?;
        let asked = self.terms().door_code;
        let door_code = self.door_code.clone().filter(|_| asked);
        let attendance = form.attendance(now, door_code)?;
        self.schema.check(&attendance).map_err(FormError::Schema)?;
        let (envelope, secrets) = self
            .sealer
            .check_in(rng, attendance)
            .map_err(FormError::of_seal)?;
        Ok(Pending::new(
            envelope,
            secrets,
            self.log.clone(),
            self.upload_token.copy(),
            self.erased_by(),
        ))
    }

    /// Checks that the epoch is still now (`spec/protocol.md#STMT-6`).
    pub(crate) fn check_time(&self, now: Time) -> Result<(), FormError> {
        self.statement()
            .check_time(now)
            .map_err(|error| match error {
                VerifyError::NotYetValid => FormError::NotYetValid,
                _ => FormError::Expired,
            })
    }

    pub(crate) const fn sealer(&self) -> &Sealer {
        &self.sealer
    }

    pub(crate) const fn schema(&self) -> &Schema {
        &self.schema
    }

    pub(crate) const fn upload_token(&self) -> &UploadToken {
        &self.upload_token
    }

    pub(crate) const fn log(&self) -> &RecordLog {
        &self.log
    }

    pub(crate) fn certificates(&self) -> &[Verified<Certificate>] {
        &self.chain.certificates
    }
}

/// Why a welcome bundle is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WelcomeError {
    /// It is malformed.
    Malformed(DecodeError),
    /// A signature, a validity or the link to the QR code fails.
    Refused(VerifyError),
    /// The proof that the owner's witness has seen the statement logged fails.
    Proof(ReceiptError),
}

impl WelcomeError {
    /// The error class of the specification.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Malformed(error) => error.code(),
            Self::Refused(error) => error.code(),
            Self::Proof(error) => error.code(),
        }
    }
}

impl fmt::Display for WelcomeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(error) => error.fmt(f),
            Self::Refused(error) => error.fmt(f),
            Self::Proof(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for WelcomeError {}

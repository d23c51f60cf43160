//! What can go wrong, in plain words, and what to do about it.

use core::fmt;
use std::io;
use std::path::{Path, PathBuf};

use sealroll::{
    AuditError, AuthorityError, DecodeError, DiscloseError, DrillError, FetchError, Field,
    FormError, GrantError, KeyFileError, OwnerError, ReceiptError, RecoveryBlobError,
    RecoverySheetError, RecoveryWordsError, Refused, SyncError, WelcomeError,
};

use crate::mail_error::MailError;

/// A command's failure.
#[derive(Debug)]
#[non_exhaustive]
pub(crate) enum CliError {
    /// A file could not be read.
    Read { path: PathBuf, source: io::Error },
    /// A file could not be written.
    Write { path: PathBuf, source: io::Error },
    /// A file of ours does not hold what it should.
    BrokenFile {
        path: PathBuf,
        field: &'static str,
        code: &'static str,
    },
    /// No folder for data was given or found.
    NoHome,
    /// The clock is before 1970 or far in the future.
    Clock,
    /// No secret was given and nobody can be asked.
    NoSecret,
    /// The secret is empty.
    EmptySecret,
    /// The QR code could not be made.
    Qr,
    /// There are more visits than a sheet has rows.
    TooManyRows,
    /// The address of the processor is not one.
    Address { address: String },
    /// The processor was not reached.
    Unreachable { address: String, cause: String },
    /// The processor refused.
    Refused(Refused),
    /// The invitation is not a valid link.
    Link { code: &'static str },
    /// The list's welcome bundle is refused.
    Welcome(WelcomeError),
    /// A form was filled in wrongly.
    Form(FormError),
    /// A receipt is refused.
    Receipt(ReceiptError),
    /// A key file could not be opened or made.
    KeyFile(KeyFileError),
    /// A passphrase would not withstand being tried offline: why, and what helps.
    WeakPassphrase { why: String },
    /// The words of a recovery code are mistyped.
    Words(RecoveryWordsError),
    /// Recovery sheets do not bring a code back.
    Sheets(RecoverySheetError),
    /// A recovery blob does not open.
    Blob(RecoveryBlobError),
    /// A drill failed: the list would not come back.
    Drill(DrillError),
    /// The list is locked with a passphrase, which has neither words nor sheets.
    NoCode,
    /// What was typed is not the recovery code that was shown.
    NotKept,
    /// There is a list in the folder already.
    Taken { home: PathBuf },
    /// There is no list in the folder.
    NoList { home: PathBuf },
    /// There is no such field of a check-in.
    FieldName { name: String },
    /// An answer is not what it should be.
    StrangeAnswer { what: &'static str },
    /// The library refused an operation of the owner.
    Owner(OwnerError),
    /// The log was not cosigned; what proves it may have been kept.
    Sync {
        error: SyncError,
        evidence: Option<PathBuf>,
    },
    /// Envelopes could not be fetched.
    Fetch(FetchError),
    /// The key of a day is gone.
    CannotOpen { epoch: u32 },
    /// An audit could not go on.
    Audit(AuditError),
    /// An audit found something.
    Findings { count: usize },
    /// The name of an authority is empty, too long or not plain text.
    Name(DecodeError),
    /// There is no key of an authority in the folder.
    NoAuthority { home: PathBuf },
    /// A disclosure does not count.
    Disclosed(AuthorityError),
    /// Records cannot be disclosed.
    Disclose(DiscloseError),
    /// The card has other words than those that were given.
    OtherWords { words: String },
    /// Something with the mailbox.
    Mail(MailError),
    /// A grant is not accepted.
    Grant(GrantError),
    /// Several devices have this name.
    SeveralDevices,
    /// There are no keys of a device in the folder.
    NoDevice { home: PathBuf },
    /// No visit meets the conditions.
    NothingChosen,
    /// No PIN was typed.
    NoPin,
    /// Nobody confirmed.
    NotConfirmed,
    /// There is no ticket that fits.
    NoTicket { home: PathBuf },
}

impl CliError {
    pub(crate) fn read(path: &Path, source: io::Error) -> Self {
        Self::Read {
            path: path.to_path_buf(),
            source,
        }
    }

    pub(crate) fn write(path: &Path, source: io::Error) -> Self {
        Self::Write {
            path: path.to_path_buf(),
            source,
        }
    }

    /// A stable word for programs.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Read { .. } => "cannot-read",
            Self::Write { .. } => "cannot-write",
            Self::BrokenFile { code, .. } | Self::Link { code } => code,
            Self::NoHome => "no-home",
            Self::Clock => "clock",
            Self::NoSecret | Self::EmptySecret => "no-secret",
            Self::Qr => "qr",
            Self::TooManyRows => "too-many-rows",
            Self::Address { .. } => "bad-address",
            Self::Unreachable { .. } => "unreachable",
            Self::Refused(refused) => refused.code(),
            Self::Welcome(error) => error.code(),
            Self::Form(error) => error.code(),
            Self::Receipt(error) => error.code(),
            Self::KeyFile(error) => error.code(),
            Self::WeakPassphrase { .. } => "weak-passphrase",
            Self::Words(error) => error.code(),
            Self::Sheets(error) => error.code(),
            Self::Blob(error) => error.code(),
            Self::Drill(error) => error.code(),
            Self::NoCode => "no-code",
            Self::NotKept => "not-kept",
            Self::Taken { .. } => "taken",
            Self::NoList { .. } => "no-list",
            Self::FieldName { .. } => "bad-field",
            Self::StrangeAnswer { .. } => "strange-answer",
            Self::Owner(error) => error.code(),
            Self::Sync { error, .. } => error.code(),
            Self::Fetch(error) => error.code(),
            Self::CannotOpen { .. } => "epoch-purged",
            Self::Audit(error) => error.code(),
            Self::Findings { .. } => "findings",
            Self::Name(error) => error.code(),
            Self::NoAuthority { .. } => "no-authority",
            Self::Disclosed(error) => error.code(),
            Self::Disclose(error) => error.code(),
            Self::OtherWords { .. } => "other-words",
            Self::Mail(error) => error.code(),
            Self::Grant(error) => error.code(),
            Self::SeveralDevices => "several-devices",
            Self::NoDevice { .. } => "no-device",
            Self::NothingChosen => "nothing-chosen",
            Self::NoPin => "no-pin",
            Self::NotConfirmed => "not-confirmed",
            Self::NoTicket { .. } => "no-ticket",
        }
    }

    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Address { .. } | Self::Link { .. } | Self::FieldName { .. } => 2,
            Self::Unreachable { .. } => 3,
            Self::Refused(_)
            | Self::Audit(AuditError::Refused(_))
            | Self::Fetch(FetchError::Refused(_))
            | Self::Sync {
                error: SyncError::Refused(_),
                ..
            } => 4,
            Self::Audit(_)
            | Self::Findings { .. }
            | Self::Disclosed(_)
            | Self::Grant(_)
            | Self::OtherWords { .. } => 5,
            Self::Welcome(_) | Self::Receipt(_) | Self::Sync { .. } | Self::Fetch(_) => 5,
            Self::NoSecret
            | Self::EmptySecret
            | Self::WeakPassphrase { .. }
            | Self::Words(_)
            | Self::Sheets(_)
            | Self::NotKept
            | Self::Blob(RecoveryBlobError::OpenFailed)
            | Self::Drill(DrillError::Blob(RecoveryBlobError::OpenFailed))
            | Self::KeyFile(KeyFileError::OpenFailed) => 6,
            Self::Mail(error) => error.exit_code(),
            _ => 1,
        }
    }
}

impl fmt::Display for CliError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read { path, source } => write!(f, "cannot read {}: {source}", path.display()),
            Self::Write { path, source } => write!(f, "cannot write {}: {source}", path.display()),
            Self::BrokenFile { path, field, code } => write!(
                f,
                "{} is broken: {field} ({code}); restore it from a backup",
                path.display()
            ),
            Self::NoHome => f.write_str("no folder for data: give one with --home"),
            Self::Clock => f.write_str("this device's clock is wrong: set it first"),
            Self::NoSecret => write!(
                f,
                "no secret: give a file with --secret-file, set {}, or run in a terminal",
                crate::secret::VARIABLE
            ),
            Self::EmptySecret => f.write_str("the secret is empty"),
            Self::Qr => f.write_str("the link does not fit into a QR code"),
            Self::TooManyRows => f.write_str(
                "there are more visits than a sheet has rows; export one day at a time, or as CSV",
            ),
            Self::Address { address } => write!(
                f,
                "{address} is no address of a processor: use https://host, or http:// on loopback"
            ),
            Self::Unreachable { address, cause } => {
                write!(f, "{address} was not reached: {cause}; try again later")
            }
            Self::Refused(refused) => write!(f, "{refused}: {}", advice(refused)),
            Self::Link { code } => {
                write!(
                    f,
                    "this is no invitation ({code}): copy the whole link of the QR code"
                )
            }
            Self::Welcome(error) => write!(
                f,
                "the list does not prove to be the one behind the code: {error}; do not check in"
            ),
            Self::Form(error) => write!(f, "{error}"),
            Self::Receipt(error) => write!(
                f,
                "the receipt does not verify: {error}; the upload is kept, try again later"
            ),
            Self::KeyFile(error) => error.fmt(f),
            Self::WeakPassphrase { why } => write!(
                f,
                "this passphrase could be guessed: {why}; or give none and take a recovery code"
            ),
            Self::Words(error) => error.fmt(f),
            Self::Sheets(error) => error.fmt(f),
            Self::Blob(error) => error.fmt(f),
            Self::Drill(error) => write!(
                f,
                "after a loss this list would not come back: {error}; try again, and if it fails, \
                 make a new code while this device still works"
            ),
            Self::NoCode => f.write_str(
                "this list is locked with a passphrase; words and sheets are made of a recovery code",
            ),
            Self::NotKept => f.write_str(
                "what was typed is not the code that was shown: nothing was registered; delete the \
                 folder and begin again",
            ),
            Self::Taken { home } => write!(
                f,
                "there is a list in {} already: choose another folder with --home",
                home.display()
            ),
            Self::NoList { home } => write!(
                f,
                "there is no list in {}: `sealroll owner init` makes one",
                home.display()
            ),
            Self::FieldName { name } => write!(
                f,
                "there is no field {name}: the fields are {}",
                Field::FORM
                    .iter()
                    .filter(|field| field.policy_name().is_some())
                    .map(|field| field.name())
                    .collect::<Vec<_>>()
                    .join(", ")
            ),
            Self::StrangeAnswer { what } => {
                write!(f, "the answer {what} is not what it should be")
            }
            Self::Owner(error) => error.fmt(f),
            Self::Sync {
                error,
                evidence: Some(path),
            } => write!(
                f,
                "the log was not cosigned: {error}; the evidence is in {}: keep it, and ask the \
                 processor's operator",
                path.display()
            ),
            Self::Sync {
                error,
                evidence: None,
            } => write!(f, "the log was not cosigned: {error}"),
            Self::Fetch(error) => error.fmt(f),
            Self::CannotOpen { epoch } => {
                write!(
                    f,
                    "this device has no key for day {epoch}: it is erased or not issued yet"
                )
            }
            Self::Audit(error) => error.fmt(f),
            Self::Findings { count } => write!(f, "the audit has {count} findings"),
            Self::Name(_) => f.write_str("give a name of 1 to 120 bytes of plain text"),
            Self::NoAuthority { home } => write!(
                f,
                "there is no key of an authority in {}: `sealroll authority init` makes one",
                home.display()
            ),
            Self::Disclosed(error) => write!(f, "{error}; nothing of it counts"),
            Self::Grant(error) => write!(f, "{error}; nothing of it counts"),
            Self::SeveralDevices => f.write_str(
                "several devices have this name; give one of the certificates that \
                 `sealroll owner devices` shows, with --serial",
            ),
            Self::NoDevice { home } => write!(
                f,
                "there are no keys of a device in {}; make them with `sealroll delegate init`",
                home.display()
            ),
            Self::Disclose(error) => error.fmt(f),
            Self::OtherWords { words } => write!(
                f,
                "the card's words are {words}: this is not the card of whoever told \
                 you other words; nothing was done"
            ),
            Self::Mail(error) => error.fmt(f),
            Self::NothingChosen => f.write_str("no visit meets these conditions"),
            Self::NoPin => {
                f.write_str("no PIN was typed; `sealroll owner register` sends another one")
            }
            Self::NotConfirmed => f.write_str("nothing was changed; confirm, or give --yes"),
            Self::NoTicket { home } => write!(
                f,
                "no such ticket in {}: `sealroll guest check-in` makes one",
                home.display()
            ),
        }
    }
}

impl std::error::Error for CliError {}

impl From<AuditError> for CliError {
    fn from(error: AuditError) -> Self {
        Self::Audit(error)
    }
}

impl From<Refused> for CliError {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<WelcomeError> for CliError {
    fn from(error: WelcomeError) -> Self {
        Self::Welcome(error)
    }
}

impl From<FormError> for CliError {
    fn from(error: FormError) -> Self {
        Self::Form(error)
    }
}

impl From<ReceiptError> for CliError {
    fn from(error: ReceiptError) -> Self {
        Self::Receipt(error)
    }
}

impl From<OwnerError> for CliError {
    fn from(error: OwnerError) -> Self {
        Self::Owner(error)
    }
}

impl From<FetchError> for CliError {
    fn from(error: FetchError) -> Self {
        Self::Fetch(error)
    }
}

/// What a person can do about a refusal.
fn advice(refused: &Refused) -> &'static str {
    match refused.code() {
        "unknown-list" => "the processor does not know this list; check its address",
        "stale-statement" | "unknown-statement" => "ask for the list again and check in anew",
        "bad-upload-token" => {
            "the code on the wall was replaced; read the new one and check in anew"
        }
        "epoch-not-open" => "the day has not begun; check this device's clock",
        "epoch-expired" => "it is too late for this day",
        "epoch-purged" => "this day has been erased",
        "epoch-full" => "the day's list is full",
        "duplicate" => "check in anew",
        "token-required" | "bad-token" => {
            "ask the operator for a token, and give it to `sealroll owner register --token`"
        }
        "pin-required" | "no-pin" => "have a PIN sent with `sealroll owner register --phone`",
        "bad-phone-number" => "write it like +4915112345678",
        "country-not-allowed" => "ask the operator which countries' numbers are taken",
        "signature-expired" | "nonce-reused" => "check this device's clock and try again",
        _ if refused.is_temporary() => "try again later",
        _ => "the command cannot be repeated unchanged",
    }
}

impl From<RecoveryWordsError> for CliError {
    fn from(error: RecoveryWordsError) -> Self {
        Self::Words(error)
    }
}

impl From<RecoverySheetError> for CliError {
    fn from(error: RecoverySheetError) -> Self {
        Self::Sheets(error)
    }
}

impl From<RecoveryBlobError> for CliError {
    fn from(error: RecoveryBlobError) -> Self {
        Self::Blob(error)
    }
}

impl From<DrillError> for CliError {
    fn from(error: DrillError) -> Self {
        Self::Drill(error)
    }
}

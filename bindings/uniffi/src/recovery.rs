//! What brings a list back after a loss: words, sheets, blob, canary, drill, recovery.

use std::sync::Arc;
use std::time::SystemTime;

use sealroll::{
    Drill, RecoveryCode, RecoveryPage, RecoverySheet, recovery_code_from_words,
    recovery_code_to_words,
};
use zeroize::Zeroizing;

use crate::connection::{Connection, StateStore};
use crate::failure::SealrollError;
use crate::http::Request;
use crate::identity::Identity;
use crate::mirror::mirrored;
use crate::owner::{Device, Owner};
use crate::random::random;
use crate::redacted::redacted;
use crate::secret::{FileCost, FileSecret, TypedSecret, cost};
use crate::time::{moment, now, time};

mirrored! {
    /// The language of the words of a recovery code.
    WordLanguage of sealroll::WordLanguage {
        /// German.
        German,
        /// English.
        English,
    }
}

/// One of the sheets that a recovery code was parted among. Fewer than are needed tell nothing.
#[derive(Clone, uniffi::Record)]
#[uniffi::export(Display)]
pub struct Sheet {
    /// What is printed: nine groups of five characters.
    pub text: String,
    /// The number of this sheet, from 1.
    pub number: u8,
    /// How many were made together, 2 to 16.
    pub count: u8,
    /// How many of them bring the code back.
    pub needed: u8,
}

redacted!(Sheet);

/// A recovery code in 14 words. Throws `bad-code` and `bad-checksum` for the code.
#[uniffi::export]
pub fn recovery_words(code: String, language: WordLanguage) -> Result<String, SealrollError> {
    let code = parse(code)?;
    Ok(recovery_code_to_words(&code, language.into()).to_string())
}

/// Reads the words of a recovery code as a person typed them, of either language, whole or cut to
/// four letters or more, and returns the code. Throws `bad-code`, and `bad-checksum` for a wrong
/// word; the reason says where to look.
#[uniffi::export]
pub fn recovery_code_of_words(words: String) -> Result<String, SealrollError> {
    let words = Zeroizing::new(words);
    let (code, _) = recovery_code_from_words(&words)?;
    Ok(code.to_text().as_str().to_owned())
}

/// Parts a recovery code among `count` sheets, any `needed` of which bring it back. Throws
/// `bad-value` unless 2 ≤ needed ≤ count ≤ 16, `bad-code` and `bad-checksum` for the code.
#[uniffi::export]
pub fn part_recovery_code(
    code: String,
    needed: u8,
    count: u8,
) -> Result<Vec<Sheet>, SealrollError> {
    let code = parse(code)?;
    let sheets = RecoverySheet::part(&code, needed, count, &mut random()?)?;
    let sheets = sheets.iter().map(|sheet| Sheet {
        text: sheet.to_text().to_string(),
        number: sheet.number(),
        count: sheet.count(),
        needed: sheet.needed(),
    });
    Ok(sheets.collect())
}

/// Brings a recovery code back from sheets as people typed them. Throws `too-few-sheets`,
/// `mixed-sheets` if they were not made together, `bad-code`, `bad-checksum` for a mistyped
/// character, `unsupported-version`, `bad-value`.
#[uniffi::export]
pub fn combine_recovery_sheets(sheets: Vec<String>) -> Result<String, SealrollError> {
    let sheets = Zeroizing::new(sheets);
    let sheets = sheets.iter().map(|text| RecoverySheet::parse(text));
    let sheets = sheets.collect::<Result<Vec<_>, _>>()?;
    let code = RecoverySheet::combine(&sheets)?;
    Ok(code.to_text().as_str().to_owned())
}

#[uniffi::export]
impl Owner {
    /// Brings a list back to this device, which has the identity, what was set with
    /// `set_recovery`, and a welcome bundle that the processor has for any of the list's epochs.
    /// Posters stay as they are.
    ///
    /// Registers new online keys, fetches blob, terms and statements, syncs, and punctures what was
    /// erased. Then publish the statements, call `keep_recoverable`, and, if the lost device was
    /// stolen, `revoke_device`.
    ///
    /// Throws `open-failed` for a wrong secret, `refused` if there is no blob, what `sync` throws,
    /// `unreachable`: begin again some seconds later.
    #[uniffi::constructor(default(store = None))]
    pub fn recover(
        identity: &Identity,
        secret: FileSecret,
        bundle: Vec<u8>,
        connection: Arc<dyn Connection>,
        store: Option<Arc<dyn StateStore>>,
    ) -> Result<Self, SealrollError> {
        let secret = TypedSecret::read(secret)?;
        let (authority, mut random) = (connection.authority()?, random()?);
        let send = |request: &sealroll::Request| -> Result<_, SealrollError> {
            let response = connection.send(Request::new(request))?.plain();
            Ok(response.success()?.to_vec())
        };
        let now = || now(&*connection);
        let mut owner = sealroll::Owner::begin_recovery(&identity.0, bundle, now()?, &mut random)?;
        send(&owner.registration_request())?;
        let request = owner.fetch_blob_request(&authority, now()?, &mut random)?;
        owner.take_blob(&send(&request)?, secret.as_secret())?;
        let mut next = Some(0);
        while let Some(from) = next {
            let page = RecoveryPage::Documents(from);
            let request = owner.recovery_page_request(page, &authority, now()?, &mut random)?;
            next = owner.take_documents(&send(&request)?);
        }
        let mut next = Some(0);
        while let Some(from) = next {
            let page = RecoveryPage::Statements(from);
            let request = owner.recovery_page_request(page, &authority, now()?, &mut random)?;
            next = owner.take_statements(&send(&request)?);
        }
        let recovered = Self::new(owner);
        recovered.sync(connection.clone(), store)?;
        {
            let mut device = recovered.lock()?;
            let Device { owner, inbox, .. } = &mut *device;
            for epoch in owner.open_epochs() {
                if inbox.is_purged(epoch) {
                    owner.puncture(epoch)?;
                }
            }
        }
        Ok(recovered)
    }

    /// Takes a recovery code or passphrase as that which brings the list back: keeps a public key
    /// that is derived from it, and that alone. This takes a second or so. Call `keep_recoverable`
    /// next. Throws `bad-code`, `bad-checksum`, `limit`.
    #[uniffi::method(default(blob_cost = None))]
    pub fn set_recovery(
        &self,
        secret: FileSecret,
        blob_cost: Option<FileCost>,
    ) -> Result<(), SealrollError> {
        let (secret, cost) = (TypedSecret::read(secret)?, cost(blob_cost)?);
        let mut device = self.lock()?;
        let owner = &mut device.owner;
        Ok(owner.set_recovery(secret.as_secret(), cost, &mut random()?)?)
    }

    /// Whether this is a device that keeps the list recoverable: the owner's, not a delegate's.
    pub fn keeps_recovery(&self) -> Result<bool, SealrollError> {
        Ok(self.lock()?.owner.keeps_recovery())
    }

    /// Whether `set_recovery` was called.
    pub fn has_recovery(&self) -> Result<bool, SealrollError> {
        Ok(self.lock()?.owner.has_recovery())
    }

    /// Whether what the processor has would not bring back what this device can open: after a
    /// roll-over, a puncture, a new canary or a new code. Purge no epoch as long as this is so.
    pub fn is_blob_due(&self) -> Result<bool, SealrollError> {
        Ok(self.lock()?.owner.is_blob_due())
    }

    /// Stores with the processor what a recovery needs: a canary for drills, and a sealed blob that
    /// covers what this device can open now. Sync first, and call this after every roll-over and
    /// puncture. Returns whether anything had to be stored. The owner's state is saved before each
    /// request leaves.
    ///
    /// Throws the codes of a receipt and of a refusal, and `unreachable`: call it again.
    #[uniffi::method(default(store = None))]
    pub fn keep_recoverable(
        &self,
        connection: Arc<dyn Connection>,
        store: Option<Arc<dyn StateStore>>,
    ) -> Result<bool, SealrollError> {
        let (authority, mut random) = (connection.authority()?, random()?);
        let mut device = self.lock()?;
        let owner = &mut device.owner;
        let mut stored = false;
        // Without a logged statement for today there is no canary yet; the next time there is.
        if let Ok(Some(request)) = owner.canary_request(now(&*connection)?, &mut random) {
            save(store.as_deref(), owner)?;
            let receipt = connection.send(Request::new(&request))?.plain();
            owner.confirm_canary(receipt.success()?)?;
            stored = true;
        }
        let request = owner.blob_request(&authority, now(&*connection)?, &mut random)?;
        if let Some(request) = request {
            save(store.as_deref(), owner)?;
            connection.send(Request::new(&request))?.plain().success()?;
            owner.blob_stored();
            stored = true;
        }
        Ok(stored)
    }

    /// Whether it is time for a drill: the last was 28 days ago or more, or never.
    pub fn is_drill_due(&self, now: SystemTime) -> Result<bool, SealrollError> {
        let now = time(now, "now")?;
        Ok(self.lock()?.owner.is_drill_due(now))
    }

    /// When the last drill was, as far as this device knows.
    pub fn last_drill(&self) -> Result<Option<SystemTime>, SealrollError> {
        Ok(self.lock()?.owner.last_drill().map(moment))
    }

    /// A drill: opens the canary with nothing but what the processor has and what is typed here,
    /// which the owner takes from where it is kept. It succeeds if and only if the list would come
    /// back after a loss. Orders that it is logged, and returns when that was done, by the
    /// processor's clock.
    ///
    /// Throws `open-failed` for something else than the code, `refused` or `unknown-canary` if there
    /// is nothing to be opened, `stale-instruction` while another order waits, the codes of a
    /// refusal, `unreachable`.
    #[uniffi::method(default(store = None))]
    pub fn drill(
        &self,
        typed: FileSecret,
        connection: Arc<dyn Connection>,
        store: Option<Arc<dyn StateStore>>,
    ) -> Result<SystemTime, SealrollError> {
        let typed = TypedSecret::read(typed)?;
        let (authority, mut random) = (connection.authority()?, random()?);
        let now = || now(&*connection);
        let mut device = self.lock()?;
        let owner = &mut device.owner;
        let request = owner.fetch_blob_request(&authority, now()?, &mut random)?;
        let blob = connection.send(Request::new(&request))?.plain();
        let drill = Drill::begin(owner.list_id(), blob.success()?, typed.as_secret())?;
        let request = drill.request(owner, &authority, now()?, &mut random)?;
        let canary = connection.send(Request::new(&request))?.plain();
        let order = drill.finish(&canary)?;
        let instruction = owner.instruct(order, now()?)?;
        save(store.as_deref(), owner)?;
        let answer = connection.send(Request::new(&instruction))?.plain();
        let done = owner.confirm_instruction(answer.success()?)?;
        owner.drilled(done.time);
        Ok(moment(done.time))
    }
}

fn parse(code: String) -> Result<RecoveryCode, SealrollError> {
    let code = Zeroizing::new(code);
    Ok(RecoveryCode::parse(&code)?)
}

fn save(store: Option<&dyn StateStore>, owner: &sealroll::Owner) -> Result<(), SealrollError> {
    match store {
        Some(store) => store.save(owner.to_bytes().to_vec()),
        None => Ok(()),
    }
}

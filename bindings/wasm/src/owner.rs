//! An owner's device.

use core::cell::{Ref, RefCell, RefMut};
use core::ops::ControlFlow;
use std::collections::BTreeSet;
use std::rc::Rc;

use js_sys::{Array, Function, Uint8Array};
use sealroll::{Epoch, Inbox, Outbox, Workers, export};
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use crate::device::{Device, read_texts};
use crate::failure::Failure;
use crate::fetched::Fetched;
use crate::identity::Identity;
use crate::invitation::Invitation;
use crate::new_list::{change_terms, new_list};
use crate::random::random;
use crate::request::plain_request;
use crate::secret::{TypedSecret, cost};
use crate::terms::plain_terms;
use crate::value::{Plain, Properties, seconds, time};
use crate::visit::{plain_batch, plain_visit};

/// An owner's device and what it has opened.
#[wasm_bindgen]
pub struct Owner(pub(crate) Rc<RefCell<Device>>);

#[wasm_bindgen]
impl Owner {
    /// Creates a list; returns `{ owner, identity }`.
    ///
    /// # Errors
    /// `bad-argument`, and the codes of the terms.
    pub fn create(list: &JsValue, now: f64) -> Result<JsValue, Failure> {
        let list = new_list(list)?;
        let (owner, identity) = sealroll::Owner::create(list, time(now, "now")?, &mut random())?;
        Ok(Plain::new()
            .with("owner", Self::new(owner))
            .with("identity", Identity(Rc::new(identity)))
            .done())
    }

    /// Sets a list up again on a new device.
    ///
    /// # Errors
    /// `open-failed` for a wrong code, `unknown-statement` if no bundle is the list's.
    pub fn restore(
        identity: &Identity,
        decryption_file: &[u8],
        secret: &JsValue,
        bundles: &Array,
        generation_epochs: u32,
        now: f64,
    ) -> Result<Self, Failure> {
        let secret = TypedSecret::read(secret)?;
        let keys = sealroll::open_decryption_file(decryption_file, secret.as_secret())?;
        let wrong = || Failure::argument("bundles", "an array of Uint8Array");
        let bundles = bundles
            .iter()
            .map(|bundle| {
                bundle
                    .dyn_into::<Uint8Array>()
                    .map(|bundle| bundle.to_vec())
            })
            .collect::<Result<Vec<_>, _>>()
            .map_err(|_| wrong())?;
        let now = time(now, "now")?;
        let owner = sealroll::Owner::restore(
            &identity.0,
            keys,
            &bundles,
            generation_epochs,
            now,
            &mut random(),
        )?;
        Ok(Self::new(owner))
    }

    /// Opens a device file. This takes a second or so.
    ///
    /// # Errors
    /// `open-failed`, `bad-code`, `bad-checksum`, a decoder's code.
    #[wasm_bindgen(js_name = fromDeviceFile)]
    pub fn from_device_file(file: &[u8], secret: &JsValue) -> Result<Self, Failure> {
        let secret = TypedSecret::read(secret)?;
        let owner = sealroll::Owner::from_device_file(file, secret.as_secret())?;
        Ok(Self::new(owner))
    }

    /// Restores what `toBytes` wrote.
    ///
    /// # Errors
    /// A decoder's code.
    #[wasm_bindgen(js_name = fromBytes)]
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, Failure> {
        let bytes = Zeroizing::new(bytes);
        Ok(Self::new(sealroll::Owner::from_bytes(&bytes)?))
    }

    /// Every secret of the device, for its own protected store.
    ///
    /// # Errors
    /// `busy`.
    #[wasm_bindgen(js_name = toBytes)]
    pub fn to_bytes(&self) -> Result<Uint8Array, Failure> {
        Ok(Uint8Array::from(self.read()?.owner.to_bytes().as_slice()))
    }

    /// The same, sealed.
    ///
    /// # Errors
    /// `bad-code`, `bad-checksum`, `limit`, `busy`.
    #[wasm_bindgen(js_name = toDeviceFile)]
    pub fn to_device_file(
        &self,
        secret: &JsValue,
        cost_value: &JsValue,
    ) -> Result<Uint8Array, Failure> {
        let secret = TypedSecret::read(secret)?;
        let device = self.read()?;
        let file =
            device
                .owner
                .to_device_file(secret.as_secret(), cost(cost_value)?, &mut random())?;
        Ok(Uint8Array::from(file.as_slice()))
    }

    /// What brings a lost device back, together with the identity file.
    ///
    /// # Errors
    /// `bad-code`, `bad-checksum`, `limit`, `busy`.
    #[wasm_bindgen(js_name = toDecryptionFile)]
    pub fn to_decryption_file(
        &self,
        secret: &JsValue,
        cost_value: &JsValue,
    ) -> Result<Uint8Array, Failure> {
        let secret = TypedSecret::read(secret)?;
        let device = self.read()?;
        let cost = cost(cost_value)?;
        let file = device
            .owner
            .to_decryption_file(secret.as_secret(), cost, &mut random())?;
        Ok(Uint8Array::from(file.as_slice()))
    }

    /// List, environment, words, terms and epochs: `{ listId, environment, fingerprintWords,
    /// terms, openEpochs, lastEpoch }`.
    ///
    /// # Errors
    /// `busy`.
    pub fn summary(&self) -> Result<JsValue, Failure> {
        let device = self.read()?;
        let owner = &device.owner;
        Ok(Plain::new()
            .with("listId", owner.list_id().to_string())
            .with("environment", owner.environment().to_string())
            .with("fingerprintWords", owner.fingerprint_words())
            .with("terms", plain_terms(owner.terms()))
            .with("openEpochs", numbers(&owner.open_epochs()))
            .with("lastEpoch", owner.last_epoch().map(Epoch::value))
            .done())
    }

    /// The epoch in which a moment lies: `{ epoch, notBefore, notAfter }`.
    ///
    /// # Errors
    /// `not-yet-valid` before the first epoch, `busy`.
    #[wasm_bindgen(js_name = epochAt)]
    pub fn epoch_at(&self, now: f64) -> Result<JsValue, Failure> {
        let device = self.read()?;
        let terms = device.owner.terms();
        let outside = || Failure::new("not-yet-valid", "the time lies outside the list's epochs");
        let epoch = terms.epoch_at(time(now, "now")?).ok_or_else(outside)?;
        let (not_before, not_after) = terms.epoch_range(epoch).ok_or_else(outside)?;
        Ok(Plain::new()
            .with("epoch", epoch.value())
            .with("notBefore", seconds(not_before))
            .with("notAfter", seconds(not_after))
            .done())
    }

    /// Epochs whose retention is over and whose keys still exist.
    ///
    /// # Errors
    /// `busy`.
    #[wasm_bindgen(js_name = dueEpochs)]
    pub fn due_epochs(&self, now: f64) -> Result<Array, Failure> {
        Ok(numbers(&self.read()?.owner.due_epochs(time(now, "now")?)))
    }

    /// The content of a QR code.
    ///
    /// # Errors
    /// `bad-link`, `bad-text`, `busy`.
    pub fn invitation(&self, base: &str, door_code: Option<String>) -> Result<Invitation, Failure> {
        Ok(Invitation(
            self.read()?.owner.invitation(base, door_code.as_deref())?,
        ))
    }

    /// Registers the list, or tells the processor new certificates and terms.
    ///
    /// # Errors
    /// `busy`.
    #[wasm_bindgen(js_name = registrationRequest)]
    pub fn registration_request(&self) -> Result<JsValue, Failure> {
        Ok(plain_request(&self.read()?.owner.registration_request()))
    }

    /// Publishes the statements that are not in the log yet; `undefined` if there are none.
    ///
    /// # Errors
    /// `bad-value` for an authority that cannot be one, `busy`.
    #[wasm_bindgen(js_name = statementsRequest)]
    pub fn statements_request(&self, authority: &str, now: f64) -> Result<JsValue, Failure> {
        let now = time(now, "now")?;
        let request = self
            .read()?
            .owner
            .statements_request(authority, now, &mut random())?;
        Ok(request.as_ref().map_or(JsValue::UNDEFINED, plain_request))
    }

    /// Opens what was fetched after a sync. `progress` is called with how many are done and how
    /// many there are; it stops the work by returning `false`.
    ///
    /// # Errors
    /// `unknown-statement`, `epoch-purged`, `cancelled`, `busy`.
    pub fn open(&self, fetched: &Fetched, progress: Option<Function>) -> Result<JsValue, Failure> {
        let mut device = self.write()?;
        let Device { owner, inbox, .. } = &mut *device;
        let tell = |done: usize, total: usize| match &progress {
            Some(progress) => {
                let answer = progress.call2(&JsValue::UNDEFINED, &done.into(), &total.into());
                match answer {
                    Ok(answer) if answer.as_bool() != Some(false) => ControlFlow::Continue(()),
                    _ => ControlFlow::Break(()),
                }
            }
            None => ControlFlow::Continue(()),
        };
        let (epoch, envelopes) = (fetched.0.epoch(), fetched.0.fetched());
        let batch = owner.open(inbox, epoch, envelopes, Workers::new(1), tell)?;
        device.note(&batch);
        Ok(plain_batch(&batch))
    }

    /// The keys of an epoch, for workers that open its envelopes.
    ///
    /// # Errors
    /// `unknown-statement`, `epoch-purged`, `busy`.
    #[wasm_bindgen(js_name = epochKeys)]
    pub fn epoch_keys(&self, epoch: u32) -> Result<Uint8Array, Failure> {
        let keys = self.read()?.owner.epoch_opener(Epoch(epoch))?.to_bytes();
        Ok(Uint8Array::from(keys.as_slice()))
    }

    /// Takes what workers have opened, as [`Fetched::chunk`] gave it out.
    ///
    /// # Errors
    /// As [`open`](Self::open), and `bad-argument` for anything else.
    pub fn accept(&self, fetched: &Fetched, chunks: &Array) -> Result<JsValue, Failure> {
        let texts = read_texts(fetched, chunks)?;
        let mut device = self.write()?;
        let Device { owner, inbox, .. } = &mut *device;
        let text_of = |position| texts.get(&position).cloned().flatten();
        let (epoch, envelopes) = (fetched.0.epoch(), fetched.0.fetched());
        let batch = owner.accept(inbox, epoch, envelopes, text_of)?;
        device.note(&batch);
        Ok(plain_batch(&batch))
    }

    /// The visits opened so far, in log order.
    ///
    /// # Errors
    /// `busy`.
    pub fn visits(&self) -> Result<Array, Failure> {
        Ok(self
            .read()?
            .inbox
            .visits()
            .iter()
            .map(plain_visit)
            .collect())
    }

    /// The visits of one epoch as CSV that no spreadsheet takes for formulas.
    ///
    /// # Errors
    /// `busy`.
    pub fn csv(&self, epoch: Option<u32>) -> Result<String, Failure> {
        Ok(export::csv(&self.chosen(epoch)?))
    }

    /// The visits of one epoch as JSON.
    ///
    /// # Errors
    /// `busy`.
    pub fn json(&self, epoch: Option<u32>) -> Result<String, Failure> {
        Ok(export::json(&self.chosen(epoch)?))
    }

    /// Makes the next generation; returns its number.
    ///
    /// # Errors
    /// `not-yet-valid`, `expired` if certificates must be renewed first, `busy`.
    #[wasm_bindgen(js_name = rollOver)]
    pub fn roll_over(&self, now: f64) -> Result<u32, Failure> {
        let now = time(now, "now")?;
        Ok(self.write()?.owner.roll_over(now, &mut random())?.value())
    }

    /// Draws new online keys and has the root certify them.
    ///
    /// # Errors
    /// `wrong-list`, `busy`.
    #[wasm_bindgen(js_name = renewCertificates)]
    pub fn renew_certificates(&self, identity: &Identity, now: f64) -> Result<(), Failure> {
        let now = time(now, "now")?;
        Ok(self
            .write()?
            .owner
            .renew_certificates(&identity.0, now, &mut random())?)
    }

    /// Changes the terms; what is missing stays as it is.
    ///
    /// # Errors
    /// `wrong-list`, the codes of the terms, `busy`.
    #[wasm_bindgen(js_name = changeTerms)]
    pub fn change_terms(
        &self,
        identity: &Identity,
        changes: &JsValue,
        now: f64,
    ) -> Result<(), Failure> {
        let mut device = self.write()?;
        let mut terms = device.owner.terms().clone();
        change_terms(&Properties::of(changes, "changes")?, &mut terms)?;
        Ok(device
            .owner
            .change_terms(&identity.0, terms, time(now, "now")?)?)
    }

    pub(crate) fn new(owner: sealroll::Owner) -> Self {
        Self(Rc::new(RefCell::new(Device {
            owner,
            inbox: Inbox::new(),
            outbox: Outbox::new(),
            late: Vec::new(),
            noted: BTreeSet::new(),
            lost: Vec::new(),
            evidence: None,
        })))
    }

    pub(crate) fn read(&self) -> Result<Ref<'_, Device>, Failure> {
        self.0.try_borrow().map_err(|_| Failure::busy())
    }

    pub(crate) fn write(&self) -> Result<RefMut<'_, Device>, Failure> {
        self.0.try_borrow_mut().map_err(|_| Failure::busy())
    }

    pub(crate) fn chosen(&self, epoch: Option<u32>) -> Result<Vec<sealroll::Visit>, Failure> {
        let mut visits = self.read()?.inbox.visits();
        visits.retain(|visit| epoch.is_none_or(|epoch| visit.epoch == Epoch(epoch)));
        Ok(visits)
    }
}

fn numbers(epochs: &[Epoch]) -> Array {
    epochs
        .iter()
        .map(|epoch| JsValue::from(epoch.value()))
        .collect()
}

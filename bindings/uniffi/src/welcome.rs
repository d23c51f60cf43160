//! A verified welcome bundle.

use std::sync::Arc;
use std::time::SystemTime;

use crate::failure::SealrollError;
use crate::field::FormField;
use crate::form::CheckInForm;
use crate::pending::Pending;
use crate::random::random;
use crate::terms::Terms;
use crate::time::{moment, time};

/// A list's welcome bundle after every check. Show terms and words before the guest sends:
/// whoever compares the words with those beside the QR code notices a code that was pasted over.
#[derive(uniffi::Object)]
pub struct Welcome(pub(crate) sealroll::Welcome);

#[uniffi::export]
impl Welcome {
    /// The signed terms.
    pub fn terms(&self) -> Terms {
        Terms::new(self.0.terms())
    }

    /// Whether the poster of the invitation was replaced: then this serves follow-ups only.
    pub fn is_replaced(&self) -> bool {
        self.0.is_replaced()
    }

    /// Five words that stand beside the QR code as well.
    pub fn fingerprint_words(&self) -> String {
        self.0.fingerprint_words()
    }

    /// The fields of the form, in order.
    pub fn fields(&self) -> Vec<FormField> {
        FormField::of(&self.0)
    }

    /// The list, 32 hex digits.
    pub fn list_id(&self) -> String {
        self.0.list_id().to_string()
    }

    /// The epoch.
    pub fn epoch(&self) -> u32 {
        self.0.statement().epoch().value()
    }

    /// First second of the epoch.
    pub fn not_before(&self) -> SystemTime {
        moment(self.0.statement().not_before())
    }

    /// First second after the epoch.
    pub fn not_after(&self) -> SystemTime {
        moment(self.0.statement().not_after())
    }

    /// When what is sealed under these terms is erased, at the latest.
    pub fn erased_by(&self) -> SystemTime {
        moment(self.0.erased_by())
    }

    /// Seals a check-in. Save what is returned before it is sent.
    ///
    /// Throws `bad-field`, `field-required` and `field-not-allowed`, which name the field;
    /// `expired` and `not-yet-valid` ask for a new bundle.
    pub fn check_in(
        &self,
        form: CheckInForm,
        now: SystemTime,
    ) -> Result<Arc<Pending>, SealrollError> {
        let (form, now) = (form.plain()?, time(now, "now")?);
        let pending = self.0.check_in(&form, now, &mut random()?)?;
        Ok(Arc::new(Pending::new(pending)))
    }
}

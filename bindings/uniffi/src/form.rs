//! What a guest types.

use std::time::SystemTime;

use crate::failure::SealrollError;
use crate::mirror::mirrored;
use crate::redacted::redacted;
use crate::time::optional_time;

/// Contact data as typed. What is left out or empty is not sent; outer spaces are dropped.
#[derive(Clone, Default, uniffi::Record)]
#[uniffi::export(Display)]
pub struct Contact {
    /// Given name.
    #[uniffi(default = None)]
    pub given_name: Option<String>,
    /// Family name.
    #[uniffi(default = None)]
    pub family_name: Option<String>,
    /// Phone number with `+` and country code.
    #[uniffi(default = None)]
    pub phone: Option<String>,
    /// E-mail address.
    #[uniffi(default = None)]
    pub email: Option<String>,
    /// Street and house number.
    #[uniffi(default = None)]
    pub street: Option<String>,
    /// Postal code.
    #[uniffi(default = None)]
    pub postal_code: Option<String>,
    /// City.
    #[uniffi(default = None)]
    pub city: Option<String>,
    /// Country, two capital letters.
    #[uniffi(default = None)]
    pub country: Option<String>,
}

mirrored! {
    /// Who types.
    EnteredBy of sealroll::EnteredBy {
        /// The guest, on an own device.
        Guest,
        /// Staff of the venue, for the guest.
        Staff,
    }
}

/// A check-in as typed.
#[derive(Clone, uniffi::Record)]
#[uniffi::export(Display)]
pub struct CheckInForm {
    /// Contact data.
    pub contact: Contact,
    /// Number of companions, without the guest.
    #[uniffi(default = 0)]
    pub companions: u8,
    /// Names of companions, where the list asks for them.
    #[uniffi(default = [])]
    pub companion_names: Vec<String>,
    /// Place in the venue, for instance a table.
    #[uniffi(default = None)]
    pub place: Option<String>,
    /// Arrival; now, if it is left out.
    #[uniffi(default = None)]
    pub arrival: Option<SystemTime>,
    /// Planned end of the visit.
    #[uniffi(default = None)]
    pub planned_end: Option<SystemTime>,
    /// Door code; the one in the QR code, if it is left out.
    #[uniffi(default = None)]
    pub door_code: Option<String>,
    /// Who types; the guest, if it is left out.
    #[uniffi(default = None)]
    pub entered_by: Option<EnteredBy>,
}

/// A correction as typed: only what changes is filled in.
#[derive(Clone, uniffi::Record)]
#[uniffi::export(Display)]
pub struct CorrectionForm {
    /// Contact fields that change.
    #[uniffi(default = None)]
    pub contact: Option<Contact>,
    /// Number of companions, if it changes; then their names are replaced, too.
    #[uniffi(default = None)]
    pub companions: Option<u8>,
    /// Names of companions.
    #[uniffi(default = [])]
    pub companion_names: Vec<String>,
    /// Place, if it changes.
    #[uniffi(default = None)]
    pub place: Option<String>,
    /// Arrival, if it changes.
    #[uniffi(default = None)]
    pub arrival: Option<SystemTime>,
    /// Planned end, if it changes.
    #[uniffi(default = None)]
    pub planned_end: Option<SystemTime>,
}

redacted!(Contact, CheckInForm, CorrectionForm);

impl Contact {
    fn plain(self) -> sealroll::ContactForm {
        sealroll::ContactForm {
            given_name: self.given_name.unwrap_or_default(),
            family_name: self.family_name.unwrap_or_default(),
            phone: self.phone.unwrap_or_default(),
            email: self.email.unwrap_or_default(),
            street: self.street.unwrap_or_default(),
            postal_code: self.postal_code.unwrap_or_default(),
            city: self.city.unwrap_or_default(),
            country: self.country.unwrap_or_default(),
        }
    }
}

impl CheckInForm {
    pub(crate) fn plain(self) -> Result<sealroll::CheckInForm, SealrollError> {
        Ok(sealroll::CheckInForm {
            contact: self.contact.plain(),
            companions: self.companions,
            companion_names: self.companion_names,
            place: self.place.unwrap_or_default(),
            arrival: optional_time(self.arrival, "arrival")?,
            planned_end: optional_time(self.planned_end, "planned_end")?,
            door_code: self.door_code.unwrap_or_default(),
            entered_by: self.entered_by.map(Into::into).unwrap_or_default(),
        })
    }
}

impl CorrectionForm {
    pub(crate) fn plain(self) -> Result<sealroll::CorrectionForm, SealrollError> {
        let names = self.companion_names;
        if self.companions.is_none() && !names.is_empty() {
            let wanted = "given along with companion_names";
            return Err(SealrollError::argument("companions", wanted));
        }
        Ok(sealroll::CorrectionForm {
            contact: self.contact.unwrap_or_default().plain(),
            companions: self.companions.map(|count| (count, names)),
            place: self.place.unwrap_or_default(),
            arrival: optional_time(self.arrival, "arrival")?,
            planned_end: optional_time(self.planned_end, "planned_end")?,
        })
    }
}

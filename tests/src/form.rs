//! A person's data as the form of a check-in, and whose field it was that did not fit.

use sealroll::{CheckInForm, ContactForm, Visit};

use crate::person::Person;

impl Person {
    /// What this person types into the form.
    #[must_use]
    pub fn form(&self) -> CheckInForm {
        let text = |field: &Option<String>| field.clone().unwrap_or_default();
        CheckInForm {
            contact: ContactForm {
                given_name: text(&self.given_name),
                family_name: text(&self.family_name),
                phone: text(&self.phone),
                email: text(&self.email),
                street: text(&self.street),
                postal_code: text(&self.postal_code),
                city: text(&self.city),
                country: text(&self.country),
            },
            companions: self.companions,
            companion_names: self.companion_names.clone(),
            place: text(&self.place),
            ..CheckInForm::default()
        }
    }

    /// Whether a visit says what this person typed, to the letter.
    #[must_use]
    pub fn is(&self, visit: &Visit) -> bool {
        let attendance = &visit.attendance;
        let contact = &attendance.contact;
        macro_rules! same {
            ($($field:ident of $source:expr),* $(,)?) => {
                $(self.$field.as_deref() == $source.$field.as_ref().map(|text| text.as_str()))&&*
            };
        }
        let names = attendance.companions.names.iter().map(|name| name.as_str());
        same!(
            given_name of contact,
            family_name of contact,
            phone of contact,
            email of contact,
            street of contact,
            postal_code of contact,
            city of contact,
            country of contact,
            place of attendance,
        ) && attendance.companions.count == self.companions
            && names.eq(self.companion_names.iter().map(String::as_str))
    }
}

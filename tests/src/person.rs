//! What one guest fills in, as text.

/// A guest with everything that is personal about the visit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// The line of the file that the guest was read from.
    pub line: Option<u64>,
    /// Given name.
    pub given_name: Option<String>,
    /// Family name.
    pub family_name: Option<String>,
    /// Phone number, E.164.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Street and house number.
    pub street: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// City.
    pub city: Option<String>,
    /// ISO 3166-1 alpha-2 code.
    pub country: Option<String>,
    /// Table, row, seat.
    pub place: Option<String>,
    /// How many come along.
    pub companions: u8,
    /// Names of some or all of them.
    pub companion_names: Vec<String>,
    /// Minutes after which the guest checks out, if ever.
    pub stay_minutes: Option<u32>,
}

impl Person {
    /// Every text that must never be found in a store, in the order of the record.
    #[must_use]
    pub fn values(&self) -> Vec<&str> {
        let fields = [
            &self.given_name,
            &self.family_name,
            &self.phone,
            &self.email,
            &self.street,
            &self.postal_code,
            &self.city,
            &self.country,
            &self.place,
        ];
        let fields = fields.into_iter().flatten().map(String::as_str);
        fields
            .chain(self.companion_names.iter().map(String::as_str))
            .collect()
    }
}

use crate::error::DecodeError;

/// Whether a check-in has a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Policy {
    /// The field is not asked for and must not be there.
    Absent,
    /// The field may be there.
    Optional,
    /// The field must be there.
    Required,
}

impl Policy {
    /// The byte that stands for it.
    #[must_use]
    pub const fn to_byte(self) -> u8 {
        match self {
            Self::Absent => 0,
            Self::Optional => 1,
            Self::Required => 2,
        }
    }

    /// Reads the byte that stands for a policy.
    ///
    /// # Errors
    /// [`DecodeError::BadValue`] (`spec/protocol.md#DESC-1`).
    pub const fn from_byte(byte: u8) -> Result<Self, DecodeError> {
        match byte {
            0 => Ok(Self::Absent),
            1 => Ok(Self::Optional),
            2 => Ok(Self::Required),
            _ => Err(DecodeError::BadValue),
        }
    }
}

/// A field of the check-in that a descriptor has a policy for, in the order of the policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum FieldName {
    /// Given name.
    GivenName,
    /// Family name.
    FamilyName,
    /// Phone number.
    Phone,
    /// E-mail address.
    Email,
    /// Street and house number.
    Street,
    /// Postal code.
    PostalCode,
    /// City.
    City,
    /// Country.
    Country,
    /// Table, room or the like.
    Place,
    /// Number of companions.
    Companions,
    /// Names of companions.
    CompanionNames,
    /// Planned end of the visit.
    PlannedEnd,
}

impl FieldName {
    /// Every field, in the order of the policies.
    pub const ALL: [Self; 12] = [
        Self::GivenName,
        Self::FamilyName,
        Self::Phone,
        Self::Email,
        Self::Street,
        Self::PostalCode,
        Self::City,
        Self::Country,
        Self::Place,
        Self::Companions,
        Self::CompanionNames,
        Self::PlannedEnd,
    ];
}

/// The policies of all fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldPolicies([Policy; 12]);

impl FieldPolicies {
    /// No field at all.
    pub const NONE: Self = Self([Policy::Absent; 12]);

    /// The policy of one field.
    #[must_use]
    pub const fn policy(&self, field: FieldName) -> Policy {
        // FieldName has twelve variants.
        self.0[field as usize]
    }

    /// The same policies but for one field.
    #[must_use]
    pub const fn with(mut self, field: FieldName, policy: Policy) -> Self {
        self.0[field as usize] = policy;
        self
    }

    /// The bytes that stand for them.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 12] {
        self.0.map(Policy::to_byte)
    }

    /// Reads the bytes that stand for policies.
    ///
    /// # Errors
    /// [`DecodeError::BadValue`] (`spec/protocol.md#DESC-1`).
    pub fn from_bytes(bytes: &[u8; 12]) -> Result<Self, DecodeError> {
        let mut policies = Self::NONE;
        for (policy, byte) in policies.0.iter_mut().zip(bytes) {
            *policy = Policy::from_byte(*byte)?;
        }
        Ok(policies)
    }
}

impl Default for FieldPolicies {
    /// Names and phone number required; e-mail, place and number of companions optional.
    fn default() -> Self {
        Self::NONE
            .with(FieldName::GivenName, Policy::Required)
            .with(FieldName::FamilyName, Policy::Required)
            .with(FieldName::Phone, Policy::Required)
            .with(FieldName::Email, Policy::Optional)
            .with(FieldName::Place, Policy::Optional)
            .with(FieldName::Companions, Policy::Optional)
    }
}

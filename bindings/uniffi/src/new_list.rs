//! What an owner decides about a list.

use std::collections::HashMap;
use std::time::SystemTime;

use sealroll::{AuthorityCard, Bucket, FieldName, FieldPolicies};

use crate::authority::Card;
use crate::environment::Environment;
use crate::failure::SealrollError;
use crate::field::{Field, Policy};
use crate::processor::Processor;
use crate::terms::Bilingual;
use crate::time::time;

/// What an owner decides before a list exists. What is left out has the default of the
/// specification.
#[derive(Clone, Debug, uniffi::Record)]
pub struct NewList {
    /// Production or test.
    pub environment: Environment,
    /// The processor that stores the list.
    pub processor: Processor,
    /// Name of the venue, 1 to 120 bytes.
    pub venue: String,
    /// Address of the venue, at most 200 bytes.
    #[uniffi(default = "")]
    pub address: String,
    /// How to reach the controller, 1 to 200 bytes.
    pub contact: String,
    /// Why the data is collected, 1 to 500 bytes each.
    pub purpose: Bilingual,
    /// On what legal basis, 1 to 300 bytes each.
    pub legal_basis: Bilingual,
    /// Which fields a check-in has; those not named are absent.
    #[uniffi(default = None)]
    pub fields: Option<HashMap<Field, Policy>>,
    /// Most companions of one check-in, at most 50.
    #[uniffi(default = None)]
    pub max_companions: Option<u8>,
    /// How many epochs records are kept, 1 to 3660.
    #[uniffi(default = None)]
    pub retention_epochs: Option<u16>,
    /// Whether the guest is asked for the door code.
    #[uniffi(default = false)]
    pub door_code: bool,
    /// Epochs of a generation, 1 to 2048.
    #[uniffi(default = None)]
    pub generation_epochs: Option<u32>,
    /// First moment of epoch 0.
    #[uniffi(default = None)]
    pub epoch_anchor: Option<SystemTime>,
    /// Length of an epoch in seconds, an hour to 31 days.
    #[uniffi(default = None)]
    pub epoch_length: Option<u32>,
    /// The size that every record is padded to: 256, 512, 1024 or 2048 bytes.
    #[uniffi(default = None)]
    pub bucket: Option<u16>,
    /// Puts the list under dual control: this authority alone reads contact data. It needs a bucket
    /// of 512 or more.
    #[uniffi(default = None)]
    pub authority: Option<Card>,
}

impl NewList {
    pub(crate) fn plain(self) -> Result<sealroll::NewList, SealrollError> {
        let key = self.processor.key()?;
        let mut new = sealroll::NewList::new(self.environment.into(), &self.processor.origin, key);
        if let Some(epochs) = self.generation_epochs {
            new.generation_epochs = epochs;
        }
        if let Some(anchor) = self.epoch_anchor {
            new.terms.epoch_anchor = time(anchor, "epoch_anchor")?;
        }
        if let Some(length) = self.epoch_length {
            new.terms.epoch_length = length;
        }
        if let Some(size) = self.bucket {
            new.terms.bucket = Bucket::from_size(size)?;
        }
        let change = TermsChange {
            venue: Some(self.venue),
            address: Some(self.address),
            contact: Some(self.contact),
            purpose: Some(self.purpose),
            legal_basis: Some(self.legal_basis),
            fields: self.fields,
            max_companions: self.max_companions,
            retention_epochs: self.retention_epochs,
            door_code: Some(self.door_code),
            authority: self.authority,
            end_dual_control: false,
        };
        change.apply(&mut new.terms)?;
        Ok(new)
    }
}

/// Changes of the terms; what is left out stays as it is.
#[derive(Clone, Debug, uniffi::Record)]
pub struct TermsChange {
    /// Name of the venue, 1 to 120 bytes.
    #[uniffi(default = None)]
    pub venue: Option<String>,
    /// Address of the venue, at most 200 bytes.
    #[uniffi(default = None)]
    pub address: Option<String>,
    /// How to reach the controller, 1 to 200 bytes.
    #[uniffi(default = None)]
    pub contact: Option<String>,
    /// Why the data is collected, 1 to 500 bytes each.
    #[uniffi(default = None)]
    pub purpose: Option<Bilingual>,
    /// On what legal basis, 1 to 300 bytes each.
    #[uniffi(default = None)]
    pub legal_basis: Option<Bilingual>,
    /// Which fields a check-in has; those not named are absent.
    #[uniffi(default = None)]
    pub fields: Option<HashMap<Field, Policy>>,
    /// Most companions of one check-in, at most 50.
    #[uniffi(default = None)]
    pub max_companions: Option<u8>,
    /// How many epochs records are kept, 1 to 3660.
    #[uniffi(default = None)]
    pub retention_epochs: Option<u16>,
    /// Whether the guest is asked for the door code.
    #[uniffi(default = None)]
    pub door_code: Option<bool>,
    /// The authority that alone reads contact data from now on.
    #[uniffi(default = None)]
    pub authority: Option<Card>,
    /// Ends dual control: the owner reads contact data from now on.
    #[uniffi(default = false)]
    pub end_dual_control: bool,
}

impl TermsChange {
    pub(crate) fn apply(self, terms: &mut sealroll::Terms) -> Result<(), SealrollError> {
        replace(&mut terms.venue, self.venue);
        replace(&mut terms.address, self.address);
        replace(&mut terms.contact, self.contact);
        if let Some(Bilingual { de, en }) = self.purpose {
            (terms.purpose_de, terms.purpose_en) = (de, en);
        }
        if let Some(Bilingual { de, en }) = self.legal_basis {
            (terms.legal_basis_de, terms.legal_basis_en) = (de, en);
        }
        replace(&mut terms.max_companions, self.max_companions);
        replace(&mut terms.retention_epochs, self.retention_epochs);
        replace(&mut terms.door_code, self.door_code);
        if self.end_dual_control {
            terms.authority = None;
        }
        if let Some(card) = self.authority {
            terms.authority = Some(AuthorityCard::from_bytes(&card.bytes)?);
        }
        if let Some(fields) = self.fields {
            terms.fields = policies(&fields)?;
        }
        Ok(())
    }
}

fn replace<T>(old: &mut T, new: Option<T>) {
    if let Some(new) = new {
        *old = new;
    }
}

fn policies(fields: &HashMap<Field, Policy>) -> Result<FieldPolicies, SealrollError> {
    let known = |field: &Field| Field::WITH_POLICY.contains(field);
    if !fields.keys().all(known) {
        let wanted = "a map of fields that a list may ask for";
        return Err(SealrollError::argument("fields", wanted));
    }
    let mut policies = FieldPolicies::NONE;
    for (field, name) in Field::WITH_POLICY.into_iter().zip(FieldName::ALL) {
        let policy = fields.get(&field).copied().unwrap_or(Policy::Absent);
        policies = policies.with(name, policy.into());
    }
    Ok(policies)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_without_a_policy_are_refused() {
        let fields = HashMap::from([(Field::Arrival, Policy::Required)]);
        assert_eq!(policies(&fields).unwrap_err().code(), "bad-argument");
        let fields = HashMap::from([(Field::Phone, Policy::Required)]);
        let policies = policies(&fields).unwrap();
        let required = sealroll::Policy::Required;
        assert_eq!(policies.policy(FieldName::Phone), required);
        assert_ne!(policies.policy(FieldName::Email), required);
    }
}

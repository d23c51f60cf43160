//! Terms of a list.

use std::collections::HashMap;
use std::time::SystemTime;

use sealroll::FieldName;

use crate::authority::Card;
use crate::field::{Field, Policy};
use crate::time::moment;

/// A text in both languages of a list.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Bilingual {
    /// German.
    pub de: String,
    /// English.
    pub en: String,
}

/// The signed terms of a list.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Terms {
    /// Rises with every change; the first is 1.
    pub version: u32,
    /// Name of the venue.
    pub venue: String,
    /// Address of the venue; may be empty.
    pub address: String,
    /// How to reach the controller.
    pub contact: String,
    /// Why the data is collected.
    pub purpose: Bilingual,
    /// On what legal basis.
    pub legal_basis: Bilingual,
    /// First moment of epoch 0.
    pub epoch_anchor: SystemTime,
    /// Length of an epoch in seconds.
    pub epoch_length: u32,
    /// How many epochs records are kept.
    pub retention_epochs: u16,
    /// Which fields a check-in has.
    pub fields: HashMap<Field, Policy>,
    /// Most companions of one check-in.
    pub max_companions: u8,
    /// Whether the guest is asked for the door code.
    pub door_code: bool,
    /// The authority that alone reads contact data, if the list is under dual control: show its
    /// name and words to guests, since not the venue reads them. Without one the owner does.
    pub authority: Option<Card>,
    /// What the names of the list's logs begin with.
    pub origin: String,
}

impl Terms {
    pub(crate) fn new(terms: &sealroll::Terms) -> Self {
        let both = |de: &str, en: &str| Bilingual {
            de: de.to_owned(),
            en: en.to_owned(),
        };
        let named = Field::WITH_POLICY.into_iter().zip(FieldName::ALL);
        Self {
            version: terms.descriptor_version,
            venue: terms.venue.clone(),
            address: terms.address.clone(),
            contact: terms.contact.clone(),
            purpose: both(&terms.purpose_de, &terms.purpose_en),
            legal_basis: both(&terms.legal_basis_de, &terms.legal_basis_en),
            epoch_anchor: moment(terms.epoch_anchor),
            epoch_length: terms.epoch_length,
            retention_epochs: terms.retention_epochs,
            fields: named
                .map(|(field, name)| (field, terms.fields.policy(name).into()))
                .collect(),
            max_companions: terms.max_companions,
            door_code: terms.door_code,
            authority: terms.authority.as_ref().map(Card::new),
            origin: terms.origin.clone(),
        }
    }
}

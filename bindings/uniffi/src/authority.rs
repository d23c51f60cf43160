//! The authority: a recipient of disclosures.

use std::sync::Arc;
use std::time::SystemTime;

use sealroll::export;
use zeroize::Zeroizing;

use crate::environment::Environment;
use crate::failure::SealrollError;
use crate::random::random;
use crate::secret::{FileCost, FileSecret, TypedSecret, cost};
use crate::terms::Terms;
use crate::time::moment;
use crate::visit::Visit;

/// Key and name of an authority: it opens what owners disclose to it, and needs no network.
#[derive(uniffi::Object)]
pub struct Authority(sealroll::Authority);

/// What an owner needs to disclose to an authority. Compare the words over another channel than the
/// one that the card came by: anybody can make a card.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Card {
    /// The authority's name.
    pub name: String,
    /// Five words that the authority tells.
    pub words: String,
    /// The card itself, a file for owners. There is no secret in it.
    pub bytes: Vec<u8>,
}

/// Why records are handed over.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct DisclosureReason {
    /// Number or name of the authority's case, 1 to 120 bytes.
    pub case_name: String,
    /// What the records are needed for, 1 to 500 bytes.
    pub purpose: String,
    /// The law that asks for them, 1 to 300 bytes.
    pub legal_basis: String,
}

/// What a disclosure says, after every check. Its records were logged before a head that the owner's
/// witness has cosigned, and are unchanged. It shows neither that somebody was there nor that
/// nobody is missing.
#[derive(uniffi::Object)]
pub struct DisclosureReport(sealroll::DisclosureReport);

/// A record of a disclosure that does not count.
#[derive(Clone, Debug, uniffi::Record)]
pub struct RefusedRecord {
    /// The log.
    pub generation: u32,
    /// Index in the log.
    pub index: u64,
    /// Why, as a code.
    pub code: String,
    /// Why, in words; nothing that was sealed is in it.
    pub reason: String,
}

#[uniffi::export]
impl Authority {
    /// Draws a key. Seal it as a file: without it nobody opens what owners disclose. The name, of 1
    /// to 120 bytes, is shown to owners. Throws `limit` or `bad-text` for it.
    #[uniffi::constructor]
    pub fn generate(name: &str) -> Result<Self, SealrollError> {
        let authority = sealroll::Authority::generate(name, &mut random()?)?;
        Ok(Self(authority))
    }

    /// Restores what `to_bytes` wrote. Throws a decoder's code.
    #[uniffi::constructor]
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, SealrollError> {
        let bytes = Zeroizing::new(bytes);
        Ok(Self(sealroll::Authority::from_bytes(&bytes)?))
    }

    /// Opens a key file. This takes a second or so. Throws `open-failed`, `bad-code`,
    /// `bad-checksum`, or a decoder's code.
    #[uniffi::constructor]
    pub fn from_file(file: Vec<u8>, secret: FileSecret) -> Result<Self, SealrollError> {
        let secret = TypedSecret::read(secret)?;
        let authority = sealroll::Authority::from_file(&file, secret.as_secret())?;
        Ok(Self(authority))
    }

    /// Key and name, for a protected store of the caller's.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.to_bytes().to_vec()
    }

    /// The same, sealed as a file; without a cost, opening takes a second or so. Throws `bad-code`,
    /// `bad-checksum`, `limit`.
    #[uniffi::method(default(file_cost = None))]
    pub fn to_file(
        &self,
        secret: FileSecret,
        file_cost: Option<FileCost>,
    ) -> Result<Vec<u8>, SealrollError> {
        let (secret, cost) = (TypedSecret::read(secret)?, cost(file_cost)?);
        Ok(self.0.to_file(secret.as_secret(), cost, &mut random()?)?)
    }

    /// What owners need to disclose to this authority.
    pub fn card(&self) -> Card {
        Card::new(self.0.card())
    }

    /// Opens a disclosure and verifies all of it. A record that fails is reported with its reason;
    /// the others stay. Compare the report's words with the venue's code: nothing else says whose
    /// list it is.
    ///
    /// Throws `open-failed` for a disclosure to another authority or an altered one,
    /// `bad-signature` if no key of the owner has signed it, `wrong-environment`, a decoder's code.
    pub fn open(
        &self,
        disclosure: Vec<u8>,
        environment: Environment,
    ) -> Result<Arc<DisclosureReport>, SealrollError> {
        let report = self.0.open(&disclosure, environment.into())?;
        Ok(Arc::new(DisclosureReport(report)))
    }
}

#[uniffi::export]
impl DisclosureReport {
    /// Names the disclosure in the list's instruction log, 64 hex digits.
    pub fn id(&self) -> String {
        self.0.id.to_string()
    }

    /// The list, 32 hex digits.
    pub fn list_id(&self) -> String {
        self.0.list_id().to_string()
    }

    /// Five words that stand beside the venue's code.
    pub fn fingerprint_words(&self) -> String {
        self.0.fingerprint_words()
    }

    /// The list's terms.
    pub fn terms(&self) -> Terms {
        Terms::new(&self.0.terms)
    }

    /// When it was made, by the owner's clock.
    pub fn time(&self) -> SystemTime {
        moment(self.0.time)
    }

    /// Why it was made.
    pub fn reason(&self) -> DisclosureReason {
        let reason = &self.0.reason;
        DisclosureReason {
            case_name: reason.case.clone(),
            purpose: reason.purpose.clone(),
            legal_basis: reason.legal_basis.clone(),
        }
    }

    /// How many records passed every check.
    pub fn records(&self) -> u64 {
        self.0.records.len() as u64
    }

    /// Records that did not, and why.
    pub fn refused(&self) -> Vec<RefusedRecord> {
        let refused = self.0.refused.iter();
        refused
            .map(|(position, error)| RefusedRecord {
                generation: position.generation.value(),
                index: position.index,
                code: error.code().to_owned(),
                reason: error.to_string(),
            })
            .collect()
    }

    /// Records of a list under dual control whose contact data do not open, and why. They stand
    /// among the visits, without contact data.
    pub fn without_contact(&self) -> Vec<RefusedRecord> {
        let without = self.0.without_contact.iter();
        without
            .map(|(position, error)| RefusedRecord {
                generation: position.generation.value(),
                index: position.index,
                code: error.code().to_owned(),
                reason: error.to_string(),
            })
            .collect()
    }

    /// The visits among the records, in log order.
    pub fn visits(&self) -> Vec<Visit> {
        self.0.visits().iter().map(Visit::new).collect()
    }

    /// The visits as CSV that no spreadsheet takes for formulas.
    pub fn csv(&self) -> String {
        export::csv(&self.0.visits())
    }

    /// The visits as JSON.
    pub fn json(&self) -> String {
        export::json(&self.0.visits())
    }
}

/// Reads an authority's card. Throws a decoder's code.
#[uniffi::export]
pub fn card_of(bytes: Vec<u8>) -> Result<Card, SealrollError> {
    Ok(Card::new(&sealroll::AuthorityCard::from_bytes(&bytes)?))
}

impl Card {
    pub(crate) fn new(card: &sealroll::AuthorityCard) -> Self {
        Self {
            name: card.name().to_owned(),
            words: card.fingerprint().words(),
            bytes: card.as_bytes().to_vec(),
        }
    }
}

impl DisclosureReason {
    pub(crate) fn plain(self) -> sealroll::DisclosureReason {
        sealroll::DisclosureReason {
            case: self.case_name,
            purpose: self.purpose,
            legal_basis: self.legal_basis,
        }
    }
}

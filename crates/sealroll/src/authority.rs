//! The authority: opens disclosures and verifies every record (`spec/protocol.md#disclosure`).

use core::fmt;
use std::collections::BTreeMap;

use rand_core::CryptoRng;
use sealroll_core::{
    Argon2Cost, KeyFile, KeyFileContent, KeyFileError, KeyFileSecret, OpenError, Opened,
    RecordError, TicketPublicKey, X25519KeyPair, X25519SecretKey, open_disclosure,
    open_with_content_key,
};
use sealroll_log::{Entry, EntryKind};
use sealroll_wire::{
    AuthorityCard, Certificate, DecodeError, DisclosureId, EnvelopeRef, Environment, KeyUse,
    ListId, Reader, RecordId, Rights, RootFingerprint, Terms, Time, Verified, VerifiedRegistration,
    VerifyError, Writer,
};
use zeroize::Zeroizing;

use crate::authority_error::{AuthorityError, DisclosedError};
use crate::disclosure::{Content as Disclosed, DisclosedRecord, DisclosureReason};
use crate::inbox::{Content, OpenedRecord};
use crate::position::Position;
use crate::receipt::ReceiptError;
use crate::record_log::RecordLog;
use crate::visit::{Visit, visits};

/// Key and name of an authority. Wiped when dropped.
pub struct Authority {
    key_pair: X25519KeyPair,
    card: AuthorityCard,
}

impl Authority {
    /// Draws a key. The name, plain text of 1 to 120 bytes, is shown to owners.
    ///
    /// # Errors
    /// [`DecodeError`] for the name.
    pub fn generate<R: CryptoRng + ?Sized>(name: &str, rng: &mut R) -> Result<Self, DecodeError> {
        Self::new(X25519KeyPair::generate(rng), name)
    }

    /// Restores what [`to_bytes`](Self::to_bytes) wrote.
    ///
    /// # Errors
    /// [`DecodeError`] if the bytes are not such a form.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(bytes);
        reader.version(VERSION)?;
        let secret = Zeroizing::new(reader.array()?);
        let name = reader.str8(1..=120)?;
        reader.finish()?;
        let secret_key = X25519SecretKey::from_bytes(&secret);
        Self::new(X25519KeyPair::from_secret_key(secret_key), name)
    }

    /// Writes key and name, to be kept under the application's own protection.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut writer = Writer::with_capacity(1 + 32 + 1 + self.card.name().len());
        writer
            .u8(VERSION)
            .bytes(self.key_pair.secret_key().to_bytes().as_slice())
            .str8(self.card.name(), 1..=120)
            .expect("the name of a card has these bounds");
        Zeroizing::new(writer.into_bytes())
    }

    /// Seals key and name as a file (`spec/protocol.md#key-file`).
    ///
    /// # Errors
    /// [`KeyFileError`] for a passphrase of the wrong length or too little memory.
    pub fn to_file<R: CryptoRng + ?Sized>(
        &self,
        secret: KeyFileSecret<'_>,
        cost: Argon2Cost,
        rng: &mut R,
    ) -> Result<Vec<u8>, KeyFileError> {
        KeyFileContent::Device(self.to_bytes()).seal(secret, cost, rng)
    }

    /// Opens what [`to_file`](Self::to_file) sealed. This runs Argon2id.
    ///
    /// # Errors
    /// [`KeyFileError`]; [`KeyFileError::Malformed`] also for a file of another kind.
    pub fn from_file(file: &[u8], secret: KeyFileSecret<'_>) -> Result<Self, KeyFileError> {
        match KeyFile::parse(file)?.open(secret)? {
            KeyFileContent::Device(content) => {
                Self::from_bytes(&content).map_err(KeyFileError::Malformed)
            }
            _ => Err(KeyFileError::Malformed(DecodeError::BadValue)),
        }
    }

    /// What owners need to disclose to this authority.
    #[must_use]
    pub const fn card(&self) -> &AuthorityCard {
        &self.card
    }

    /// Opens a disclosure and verifies all of it, without a network.
    ///
    /// A record that fails is reported with its reason; the others stay. Compare
    /// [`fingerprint_words`](DisclosureReport::fingerprint_words) with the venue's code: nothing
    /// else says whose list it is.
    ///
    /// # Errors
    /// [`AuthorityError`] if the disclosure as a whole does not count.
    pub fn open(
        &self,
        disclosure: &[u8],
        environment: Environment,
    ) -> Result<DisclosureReport, AuthorityError> {
        let fingerprint = self.card.fingerprint();
        let content = open_disclosure(&self.key_pair, &fingerprint, disclosure)
            .map_err(AuthorityError::Sealed)?;
        let (content, message, signature) =
            Disclosed::from_bytes(&content, &fingerprint).map_err(AuthorityError::Malformed)?;
        let registration = content.registration.verify();
        let registration = registration.map_err(AuthorityError::Refused)?;
        registration
            .root
            .check_environment(environment)
            .map_err(AuthorityError::Refused)?;
        let named =
            |certificate: &&Verified<Certificate>| certificate.serial() == content.certificate;
        let signer = registration.certificates.iter().find(named);
        let signer = signer.ok_or(AuthorityError::Refused(VerifyError::BadSignature))?;
        signer
            .check_use(KeyUse::Instruction, content.time)
            .map_err(AuthorityError::Refused)?;
        if !signer.rights().allow(Rights::DISCLOSE) {
            return Err(AuthorityError::Refused(VerifyError::NotGranted));
        }
        signer
            .public_key()
            .verify(&message, &signature)
            .map_err(|error| AuthorityError::Refused(error.into()))?;
        let mut verifier = Verifier::new(&registration, &self.key_pair);
        for record in &content.records {
            verifier.take(record);
        }
        Ok(DisclosureReport {
            id: DisclosureId::of_disclosure(disclosure),
            fingerprint: registration.root.fingerprint(),
            terms: registration.descriptor.terms().clone(),
            time: content.time,
            reason: content.reason,
            records: verifier.records,
            refused: verifier.refused,
            without_contact: verifier.without_contact,
        })
    }

    fn new(key_pair: X25519KeyPair, name: &str) -> Result<Self, DecodeError> {
        let card = AuthorityCard::new(*key_pair.public_key(), name)?;
        Ok(Self { key_pair, card })
    }
}

impl fmt::Debug for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Authority(<redacted>)")
    }
}

/// What a disclosure says, after every check of `spec/protocol.md#DIS-3` and `#DIS-4`. Only
/// [`Authority::open`] makes it.
///
/// It shows that the records were logged before a head that the owner's witness has cosigned,
/// and are unchanged. It shows neither presence nor completeness.
#[derive(Debug)]
#[non_exhaustive]
pub struct DisclosureReport {
    /// Names the disclosure in the list's instruction log.
    pub id: DisclosureId,
    /// The list's root fingerprint.
    pub fingerprint: RootFingerprint,
    /// The list's terms: venue, contact, purpose.
    pub terms: Terms,
    /// When it was made, by the owner's clock.
    pub time: Time,
    /// Why it was made.
    pub reason: DisclosureReason,
    /// What passed every check, in log order.
    pub records: Vec<OpenedRecord>,
    /// What did not, and why, in log order.
    pub refused: Vec<(Position, DisclosedError)>,
    /// Records of a list under dual control whose contact data do not open, and why. They stand
    /// among the records, without contact data (`spec/protocol.md#DUAL-3`).
    pub without_contact: Vec<(Position, OpenError)>,
}

impl DisclosureReport {
    /// The list.
    #[must_use]
    pub fn list_id(&self) -> ListId {
        self.fingerprint.list_id()
    }

    /// The words that stand beside the venue's code.
    #[must_use]
    pub fn fingerprint_words(&self) -> String {
        self.fingerprint.words()
    }

    /// The visits among the records, in log order, for the writers of [`export`](crate::export).
    #[must_use]
    pub fn visits(&self) -> Vec<Visit> {
        visits(&self.records.iter().collect::<Vec<_>>())
    }
}

/// `spec/protocol.md#DIS-4`, in log order, so that check-ins stand before their follow-ups.
struct Verifier<'a> {
    registration: &'a VerifiedRegistration,
    key_pair: &'a X25519KeyPair,
    ticket_keys: BTreeMap<RecordId, TicketPublicKey>,
    records: Vec<OpenedRecord>,
    refused: Vec<(Position, DisclosedError)>,
    without_contact: Vec<(Position, OpenError)>,
}

impl<'a> Verifier<'a> {
    fn new(registration: &'a VerifiedRegistration, key_pair: &'a X25519KeyPair) -> Self {
        Self {
            registration,
            key_pair,
            ticket_keys: BTreeMap::new(),
            records: Vec::new(),
            refused: Vec::new(),
            without_contact: Vec::new(),
        }
    }

    fn take(&mut self, disclosed: &DisclosedRecord) {
        match self.verify(disclosed) {
            Ok(record) => self.records.push(record),
            Err(error) => self.refused.push((disclosed.position, error)),
        }
    }

    fn verify(&mut self, disclosed: &DisclosedRecord) -> Result<OpenedRecord, DisclosedError> {
        let envelope =
            EnvelopeRef::from_bytes(&disclosed.envelope).map_err(DisclosedError::Envelope)?;
        if envelope.header().list_id != self.registration.root.list_id() {
            return Err(DisclosedError::WrongList);
        }
        self.check_proof(disclosed, &envelope)?;
        let data = open_with_content_key(&envelope, &disclosed.content_key)
            .map_err(DisclosedError::Open)?;
        let record_id = envelope.record_id();
        let header = envelope.header();
        let (content, opened) =
            match Opened::decode(&envelope, &data).map_err(DisclosedError::Open)? {
                // DRL-2: no record, whatever an owner discloses.
                Opened::Canary(_) => {
                    let error = OpenError::Record(RecordError::BadValue);
                    return Err(DisclosedError::Open(error));
                }
                Opened::CheckIn(mut check_in) => {
                    self.ticket_keys.insert(record_id, check_in.ticket_key);
                    let opened = check_in.open_contact(self.key_pair, header);
                    (Content::CheckIn(check_in), opened)
                }
                Opened::FollowUp(follow_up) => {
                    let key = self.ticket_keys.get(follow_up.check_in());
                    let key = key.ok_or(DisclosedError::UnknownCheckIn)?;
                    let verified = follow_up.verify(key);
                    let mut follow_up = verified.map_err(|_| DisclosedError::BadSignature)?;
                    let opened = follow_up.open_contact(self.key_pair, header);
                    (Content::FollowUp(follow_up), opened)
                }
            };
        if let Err(error) = opened {
            self.without_contact.push((disclosed.position, error));
        }
        Ok(OpenedRecord {
            position: disclosed.position,
            epoch: header.epoch,
            record_id,
            content,
        })
    }

    fn check_proof(
        &self,
        disclosed: &DisclosedRecord,
        envelope: &EnvelopeRef<'_>,
    ) -> Result<(), DisclosedError> {
        let entry = Entry {
            kind: EntryKind::Record,
            epoch: envelope.header().epoch,
            hash: envelope.record_id().to_bytes(),
        };
        let terms = self.registration.descriptor.terms();
        let receipt = RecordLog::new(terms, disclosed.position.generation)
            .verify_witnessed(&disclosed.proof, &entry, &self.registration.certificates)
            .map_err(DisclosedError::Proof)?;
        if receipt.index() == disclosed.position.index {
            Ok(())
        } else {
            Err(DisclosedError::Proof(ReceiptError::BadProof))
        }
    }
}

/// Not that of a card, which has the same form and is handed out.
const VERSION: u8 = 2;

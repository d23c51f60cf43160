use alloc::{
    boxed::Box,
    string::{String, ToString},
};

use crate::{
    authority_card::AuthorityCard,
    bucket::Bucket,
    codec::{Reader, Writer},
    descriptor::Descriptor,
    error::DecodeError,
    id::RootFingerprint,
    key::{Signature, VerifyingKey},
    label,
    number::Epoch,
    policy::FieldPolicies,
    signed,
    text::all_bytes,
    time::Time,
};

/// What a descriptor says: the terms shown to the guest (`spec/protocol.md#descriptor`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The list, by its root.
    pub root_fingerprint: RootFingerprint,
    /// The version of the terms; it rises with every change, the first is 1.
    pub descriptor_version: u32,
    /// Name of the venue, 1 to 120 bytes.
    pub venue: String,
    /// Address of the venue, at most 200 bytes.
    pub address: String,
    /// How to reach the controller, 1 to 200 bytes.
    pub contact: String,
    /// Why the data is collected, in German, 1 to 500 bytes.
    pub purpose_de: String,
    /// Why the data is collected, in English, 1 to 500 bytes.
    pub purpose_en: String,
    /// On what legal basis, in German, 1 to 300 bytes.
    pub legal_basis_de: String,
    /// On what legal basis, in English, 1 to 300 bytes.
    pub legal_basis_en: String,
    /// The first moment of epoch 0.
    pub epoch_anchor: Time,
    /// Length of an epoch in seconds, an hour to 31 days.
    pub epoch_length: u32,
    /// How many epochs records are kept, 1 to 3660.
    pub retention_epochs: u16,
    /// How long after its epoch a record may still be uploaded, in seconds, at most 30 days.
    pub upload_grace: u32,
    /// How long after its successor a statement may still be used, in seconds, at most a day.
    pub supersede_grace: u32,
    /// How many days a closed log is kept for auditors, 1 to 3660.
    pub audit_days: u16,
    /// The size that every record is padded to.
    pub bucket: Bucket,
    /// Which fields a check-in has.
    pub fields: FieldPolicies,
    /// Most companions of one check-in, at most 50.
    pub max_companions: u8,
    /// Most records of one epoch, 1 to ten million.
    pub epoch_cap: u32,
    /// Whether the guest is asked for the door code.
    pub door_code: bool,
    /// The authority that alone reads contact data, if the list is under dual control
    /// (`spec/protocol.md#dual-control`). It needs a bucket of 512 bytes or more.
    pub authority: Option<AuthorityCard>,
    /// What the names of the list's logs begin with, 1 to 120 bytes of `a-z 0-9 . - / :`.
    pub origin: String,
    /// The processor's key that signs checkpoints.
    pub log_key: VerifyingKey,
}

impl Terms {
    /// The defaults of the specification. Every text is empty; those that must not be have to be
    /// set before [`Terms::sign`] accepts the terms.
    #[must_use]
    pub fn new(root_fingerprint: RootFingerprint, log_key: VerifyingKey) -> Self {
        Self {
            root_fingerprint,
            descriptor_version: 1,
            venue: String::new(),
            address: String::new(),
            contact: String::new(),
            purpose_de: String::new(),
            purpose_en: String::new(),
            legal_basis_de: String::new(),
            legal_basis_en: String::new(),
            epoch_anchor: Time::default(),
            epoch_length: 86_400,
            retention_epochs: 28,
            upload_grace: 259_200,
            supersede_grace: 7_200,
            audit_days: 366,
            bucket: Bucket::default(),
            fields: FieldPolicies::default(),
            max_companions: 20,
            epoch_cap: 100_000,
            door_code: false,
            authority: None,
            origin: String::new(),
            log_key,
        }
    }

    /// Makes the descriptor. `signer` signs the given message with the root key.
    ///
    /// # Errors
    /// [`DecodeError::Limit`], [`DecodeError::BadText`], [`DecodeError::BadValue`] by
    /// `spec/protocol.md#DESC-1` and DESC-2; nothing is signed then.
    pub fn sign(self, signer: impl FnOnce(&[u8]) -> Signature) -> Result<Descriptor, DecodeError> {
        self.check()?;
        let body = self.write()?;
        Descriptor::from_bytes(&signed::append_signature(label::DESCRIPTOR, body, signer))
    }

    /// First moment of an epoch and of the next; `None` if it ends after the year 9999.
    #[must_use]
    pub fn epoch_range(&self, epoch: Epoch) -> Option<(Time, Time)> {
        let length = u64::from(self.epoch_length);
        // At most 2.6e11 + 2^32 × 2^32: no overflow, since length × epoch < 2^54.
        let start = self.epoch_anchor.seconds() + u64::from(epoch.0) * length;
        Some((Time::new(start).ok()?, Time::new(start + length).ok()?))
    }

    /// The epoch in which a moment lies; `None` before the anchor.
    #[must_use]
    pub fn epoch_at(&self, time: Time) -> Option<Epoch> {
        let elapsed = time.seconds().checked_sub(self.epoch_anchor.seconds())?;
        let number = elapsed.checked_div(u64::from(self.epoch_length))?;
        u32::try_from(number).ok().map(Epoch)
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Box<Self>, DecodeError> {
        reader.version(VERSION)?;
        // Texts are copied when nothing can fail any more: a failure would have to drop each.
        let root_fingerprint = reader.chunk()?;
        let descriptor_version = reader.u32()?;
        let venue = reader.str8(1..=120)?;
        let address = reader.str8(0..=200)?;
        let contact = reader.str8(1..=200)?;
        let purpose_de = reader.str16(1..=500)?;
        let purpose_en = reader.str16(1..=500)?;
        let legal_basis_de = reader.str16(1..=300)?;
        let legal_basis_en = reader.str16(1..=300)?;
        let mut numbers = reader.fields::<{ 8 + 4 + 2 + 4 + 4 + 2 + 2 + 12 + 1 + 4 + 1 + 1 }>()?;
        let epoch_anchor = numbers.time()?;
        let epoch_length = numbers.u32();
        let retention_epochs = numbers.u16();
        let upload_grace = numbers.u32();
        let supersede_grace = numbers.u32();
        let audit_days = numbers.u16();
        let bucket = Bucket::from_size(numbers.u16())?;
        let fields = FieldPolicies::from_bytes(numbers.chunk())?;
        let max_companions = numbers.u8();
        let epoch_cap = numbers.u32();
        let door_code = match numbers.u8() {
            0 => false,
            1 => true,
            _ => return Err(DecodeError::BadValue),
        };
        let authority = {
            let length = usize::from(numbers.u8());
            let card = reader.bytes(length)?;
            (length > 0)
                .then(|| AuthorityCard::from_bytes(card))
                .transpose()?
        };
        let origin = reader.str8(1..=120)?;
        let log_key = VerifyingKey::from_bytes(reader.chunk()?)?;
        let terms = Box::new(Self {
            root_fingerprint: RootFingerprint::from_bytes(*root_fingerprint),
            descriptor_version,
            venue: venue.to_string(),
            address: address.to_string(),
            contact: contact.to_string(),
            purpose_de: purpose_de.to_string(),
            purpose_en: purpose_en.to_string(),
            legal_basis_de: legal_basis_de.to_string(),
            legal_basis_en: legal_basis_en.to_string(),
            epoch_anchor,
            epoch_length,
            retention_epochs,
            upload_grace,
            supersede_grace,
            audit_days,
            bucket,
            fields,
            max_companions,
            epoch_cap,
            door_code,
            authority,
            origin: origin.to_string(),
            log_key,
        });
        terms.check()?;
        Ok(terms)
    }

    fn write(&self) -> Result<alloc::vec::Vec<u8>, DecodeError> {
        let card = self
            .authority
            .as_ref()
            .map_or(&[][..], AuthorityCard::as_bytes);
        let length = u8::try_from(card.len()).map_err(|_| DecodeError::Limit)?;
        let mut writer = Writer::new();
        writer
            .u8(VERSION)
            .bytes(self.root_fingerprint.as_bytes())
            .u32(self.descriptor_version)
            .str8(&self.venue, 1..=120)?
            .str8(&self.address, 0..=200)?
            .str8(&self.contact, 1..=200)?
            .str16(&self.purpose_de, 1..=500)?
            .str16(&self.purpose_en, 1..=500)?
            .str16(&self.legal_basis_de, 1..=300)?
            .str16(&self.legal_basis_en, 1..=300)?
            .time(self.epoch_anchor)
            .u32(self.epoch_length)
            .u16(self.retention_epochs)
            .u32(self.upload_grace)
            .u32(self.supersede_grace)
            .u16(self.audit_days)
            .u16(self.bucket.size())
            .bytes(&self.fields.to_bytes())
            .u8(self.max_companions)
            .u32(self.epoch_cap)
            .u8(u8::from(self.door_code))
            .u8(length)
            .bytes(card)
            .str8(&self.origin, 1..=120)?
            .bytes(self.log_key.as_bytes());
        Ok(writer.into_bytes())
    }

    fn check(&self) -> Result<(), DecodeError> {
        let in_range = self.descriptor_version >= 1
            && (3_600..=2_678_400).contains(&self.epoch_length)
            && (1..=3_660).contains(&self.retention_epochs)
            && self.upload_grace <= 2_592_000
            && self.supersede_grace <= 86_400
            && (1..=3_660).contains(&self.audit_days)
            && self.max_companions <= 50
            && (1..=10_000_000).contains(&self.epoch_cap)
            && (self.authority.is_none() || self.bucket.size() >= 512);
        if in_range && is_origin(&self.origin) {
            Ok(())
        } else {
            Err(DecodeError::BadValue)
        }
    }
}

/// Whether a text may be the beginning of log names (`spec/protocol.md#DESC-2`).
fn is_origin(text: &str) -> bool {
    let allowed = |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b'/' | b':');
    all_bytes(text, allowed) && !text.starts_with('/') && !text.ends_with('/')
}

const VERSION: u8 = 1;

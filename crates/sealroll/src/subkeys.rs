//! The online keys of an owner's device, one per use.

use rand_core::CryptoRng;
use sealroll_wire::{
    Certificate, CertificateBody, DecodeError, KeyUse, Reader, Rights, Serial, Time, Verified,
    VerifyingKey, Writer,
};
use zeroize::Zeroizing;

use crate::identity::Identity;
use crate::signing_key::SigningKey;

/// The online keys of one device, each with the serial of its certificate. A delegate's device has
/// no keys for statements and as a witness.
pub(crate) struct Subkeys {
    pub(crate) statement: Option<Subkey>,
    pub(crate) instruction: Subkey,
    pub(crate) http: Subkey,
    pub(crate) witness: Option<Subkey>,
}

/// An online key.
pub(crate) struct Subkey {
    pub(crate) key: SigningKey,
    pub(crate) serial: Serial,
}

impl Subkeys {
    /// Draws new keys and has the root certify them. Their serials are `first` to `first + 3`.
    pub(crate) fn certify<R: CryptoRng + ?Sized>(
        identity: &Identity,
        first: Serial,
        range: (Time, Time),
        rng: &mut R,
    ) -> Result<(Self, Vec<Verified<Certificate>>), DecodeError> {
        let mut certificates = Vec::with_capacity(KeyUse::ALL.len());
        let mut certify = |key_use, offset| {
            let serial = Serial(first.value().saturating_add(offset));
            let (subkey, certificate) = Subkey::certify(identity, key_use, serial, range, rng)?;
            certificates.push(certificate);
            Ok::<_, DecodeError>(subkey)
        };
        let subkeys = Self {
            statement: Some(certify(KeyUse::Statement, 0)?),
            instruction: certify(KeyUse::Instruction, 1)?,
            http: certify(KeyUse::Http, 2)?,
            witness: Some(certify(KeyUse::Witness, 3)?),
        };
        Ok((subkeys, certificates))
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let is_whole = match reader.u8()? {
            2 => false,
            4 => true,
            _ => return Err(DecodeError::BadValue),
        };
        let instruction = Subkey::read(reader)?;
        let http = Subkey::read(reader)?;
        let mut further = || is_whole.then(|| Subkey::read(reader)).transpose();
        Ok(Self {
            statement: further()?,
            instruction,
            http,
            witness: further()?,
        })
    }

    pub(crate) fn write(&self, writer: &mut Writer) {
        let further = [&self.statement, &self.witness].into_iter().flatten();
        writer.u8(self.count());
        for subkey in [&self.instruction, &self.http].into_iter().chain(further) {
            writer
                .bytes(subkey.key.to_seed().as_slice())
                .u64(subkey.serial.value());
        }
    }
}

impl Subkeys {
    /// Bytes that [`write`](Self::write) appends.
    pub(crate) fn length(&self) -> usize {
        1 + usize::from(self.count()) * 40
    }

    fn count(&self) -> u8 {
        if self.statement.is_some() && self.witness.is_some() {
            4
        } else {
            2
        }
    }
}

impl Subkey {
    fn certify<R: CryptoRng + ?Sized>(
        identity: &Identity,
        key_use: KeyUse,
        serial: Serial,
        validity: (Time, Time),
        rng: &mut R,
    ) -> Result<(Self, Verified<Certificate>), DecodeError> {
        let key = SigningKey::generate(rng);
        let public_key = key.verifying_key();
        let certificate = certify_key(
            identity,
            public_key,
            key_use,
            Rights::READ,
            serial,
            validity,
        )?;
        Ok((Self { key, serial }, certificate))
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let seed = Zeroizing::new(reader.array()?);
        Ok(Self {
            key: SigningKey::from_seed(&seed),
            serial: Serial(reader.u64()?),
        })
    }
}

/// Has the root certify a key.
pub(crate) fn certify_key(
    identity: &Identity,
    public_key: VerifyingKey,
    key_use: KeyUse,
    rights: Rights,
    serial: Serial,
    (not_before, not_after): (Time, Time),
) -> Result<Verified<Certificate>, DecodeError> {
    let body = CertificateBody {
        root_fingerprint: identity.root().fingerprint(),
        serial,
        key_use,
        rights,
        not_before,
        not_after,
        public_key,
    };
    let certificate = body.sign(|message| identity.root_key().sign(message))?;
    let verified = identity.root().verify_certificate(certificate);
    Ok(verified.expect("the root's own signature verifies"))
}

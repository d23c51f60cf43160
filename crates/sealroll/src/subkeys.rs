//! The online keys of an owner's device, one per use.

use rand_core::CryptoRng;
use sealroll_wire::{
    Certificate, CertificateBody, DecodeError, KeyUse, Reader, Serial, Time, Verified, Writer,
};
use zeroize::Zeroizing;

use crate::identity::Identity;
use crate::signing_key::SigningKey;

/// The four online keys of one device, each with the serial of its certificate.
pub(crate) struct Subkeys {
    pub(crate) statement: Subkey,
    pub(crate) instruction: Subkey,
    pub(crate) http: Subkey,
    pub(crate) witness: Subkey,
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
            statement: certify(KeyUse::Statement, 0)?,
            instruction: certify(KeyUse::Instruction, 1)?,
            http: certify(KeyUse::Http, 2)?,
            witness: certify(KeyUse::Witness, 3)?,
        };
        Ok((subkeys, certificates))
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            statement: Subkey::read(reader)?,
            instruction: Subkey::read(reader)?,
            http: Subkey::read(reader)?,
            witness: Subkey::read(reader)?,
        })
    }

    pub(crate) fn write(&self, writer: &mut Writer) {
        for subkey in [
            &self.statement,
            &self.instruction,
            &self.http,
            &self.witness,
        ] {
            writer
                .bytes(subkey.key.to_seed().as_slice())
                .u64(subkey.serial.value());
        }
    }
}

impl Subkey {
    fn certify<R: CryptoRng + ?Sized>(
        identity: &Identity,
        key_use: KeyUse,
        serial: Serial,
        (not_before, not_after): (Time, Time),
        rng: &mut R,
    ) -> Result<(Self, Verified<Certificate>), DecodeError> {
        let key = SigningKey::generate(rng);
        let body = CertificateBody {
            root_fingerprint: identity.root().fingerprint(),
            serial,
            key_use,
            may_read: true,
            not_before,
            not_after,
            public_key: key.verifying_key(),
        };
        let certificate = body.sign(|message| identity.root_key().sign(message))?;
        let certificate = identity
            .root()
            .verify_certificate(certificate)
            .expect("the root's own signature verifies");
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

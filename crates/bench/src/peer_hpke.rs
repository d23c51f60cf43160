//! The crate `hpke`, same suite, same mode, same sizes.

use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, PskBundle, Serializable};
use rand_chacha::ChaCha12Rng;

use crate::error::BenchError;
use crate::material::Material;

type PublicKey = <X25519HkdfSha256 as Kem>::PublicKey;
type SecretKey = <X25519HkdfSha256 as Kem>::PrivateKey;
pub(crate) type Enc = <X25519HkdfSha256 as Kem>::EncappedKey;

/// A sender and recipient of the peer.
pub(crate) struct PeerHpke<'a> {
    material: &'a Material,
    secret_key: SecretKey,
    public_key: PublicKey,
}

impl<'a> PeerHpke<'a> {
    pub(crate) fn new(material: &'a Material) -> Self {
        let (secret_key, public_key) = X25519HkdfSha256::derive_keypair(&material.ikm);
        Self {
            material,
            secret_key,
            public_key,
        }
    }

    /// The public key, to compare with ours.
    pub(crate) fn public_key(&self) -> [u8; 32] {
        self.public_key.to_bytes().into()
    }

    /// Seals in one shot.
    pub(crate) fn seal(&self, rng: &mut ChaCha12Rng) -> Result<([u8; 32], Vec<u8>), BenchError> {
        let failed = |_| BenchError::Peer("sealing");
        let mode = OpModeS::Psk(self.psk().map_err(failed)?);
        let Material {
            info, plaintext, ..
        } = self.material;
        let (enc, ciphertext) = hpke::single_shot_seal_with_rng::<
            ChaCha20Poly1305,
            HkdfSha256,
            X25519HkdfSha256,
        >(&mode, &self.public_key, info, plaintext, b"", rng)
        .map_err(failed)?;
        Ok((enc.to_bytes().into(), ciphertext))
    }

    /// Opens in one shot, from bytes.
    pub(crate) fn open(&self, enc: &[u8; 32], ciphertext: &[u8]) -> Result<Vec<u8>, BenchError> {
        let failed = |_| BenchError::Peer("opening");
        let mode = OpModeR::Psk(self.psk().map_err(failed)?);
        let enc = Enc::from_bytes(enc).map_err(failed)?;
        hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
            &mode,
            &self.secret_key,
            &enc,
            &self.material.info,
            ciphertext,
            b"",
        )
        .map_err(failed)
    }

    fn psk(&self) -> Result<PskBundle<'_>, hpke::HpkeError> {
        PskBundle::new(&self.material.psk, &self.material.psk_id)
    }
}

//! The root of a list, which the owner keeps apart from the daily devices.

use core::fmt;

use rand_core::CryptoRng;
use sealroll_core::{
    Argon2Cost, IdentityKeys, KeyFile, KeyFileContent, KeyFileError, KeyFileSecret,
};
use sealroll_wire::{
    DecodeError, Descriptor, ListId, PresenceSecret, RootDocument, Terms, Verified,
};

use crate::signing_key::SigningKey;

/// Root key, presence secret and root document of a list.
///
/// It certifies devices and changes terms; nothing else needs it. Save it as an identity file
/// and drop it.
pub struct Identity {
    root_key: SigningKey,
    presence_secret: PresenceSecret,
    root: RootDocument,
}

impl Identity {
    pub(crate) const fn new(
        root_key: SigningKey,
        presence_secret: PresenceSecret,
        root: RootDocument,
    ) -> Self {
        Self {
            root_key,
            presence_secret,
            root,
        }
    }

    /// Opens an identity file. This runs Argon2id.
    ///
    /// # Errors
    /// [`KeyFileError`]; [`KeyFileError::Malformed`] also if the file is of another kind or the
    /// root key is not that of the root document.
    pub fn from_file(file: &[u8], secret: KeyFileSecret<'_>) -> Result<Self, KeyFileError> {
        let KeyFileContent::Identity(keys) = KeyFile::parse(file)?.open(secret)? else {
            return Err(KeyFileError::Malformed(DecodeError::BadValue));
        };
        let root_key = SigningKey::from_seed(keys.root_seed());
        if root_key.verifying_key() != *keys.root_document().public_key() {
            return Err(KeyFileError::Malformed(DecodeError::BadKey));
        }
        let presence_secret = *keys.presence_secret().expose_bytes();
        Ok(Self {
            root_key,
            presence_secret: PresenceSecret::from_bytes(presence_secret),
            root: keys.root_document().clone(),
        })
    }

    /// Seals the identity as a file (`spec/protocol.md#key-file`).
    ///
    /// # Errors
    /// [`KeyFileError`] for a passphrase of the wrong length or too little memory.
    pub fn to_file<R: CryptoRng + ?Sized>(
        &self,
        secret: KeyFileSecret<'_>,
        cost: Argon2Cost,
        rng: &mut R,
    ) -> Result<Vec<u8>, KeyFileError> {
        let keys = IdentityKeys::new(
            self.root_key.to_seed(),
            PresenceSecret::from_bytes(*self.presence_secret.expose_bytes()),
            self.root.clone(),
        );
        KeyFileContent::Identity(Box::new(keys)).seal(secret, cost, rng)
    }

    /// The list.
    #[must_use]
    pub fn list_id(&self) -> ListId {
        self.root.list_id()
    }

    /// The root document.
    #[must_use]
    pub const fn root(&self) -> &RootDocument {
        &self.root
    }

    pub(crate) const fn root_key(&self) -> &SigningKey {
        &self.root_key
    }

    pub(crate) fn presence_secret(&self) -> PresenceSecret {
        PresenceSecret::from_bytes(*self.presence_secret.expose_bytes())
    }

    pub(crate) fn sign_terms(&self, terms: Terms) -> Result<Verified<Descriptor>, DecodeError> {
        let descriptor = terms.sign(|message| self.root_key.sign(message))?;
        Ok(self
            .root
            .verify_descriptor(descriptor)
            .expect("the root's own signature verifies"))
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Identity(<redacted>)")
    }
}

//! The root of a list.

use std::sync::Arc;

use crate::failure::SealrollError;
use crate::random::random;
use crate::secret::{FileCost, FileSecret, TypedSecret, cost};

/// The root of a list: it signs terms and certificates. It belongs in a file that is kept apart,
/// and in memory only while it is needed.
#[derive(uniffi::Object)]
pub struct Identity(pub(crate) sealroll::Identity);

#[uniffi::export]
impl Identity {
    /// Opens an identity file. This takes a second or so. Throws `open-failed`, `bad-code`,
    /// `bad-checksum`, or a decoder's code.
    #[uniffi::constructor]
    pub fn from_file(file: Vec<u8>, secret: FileSecret) -> Result<Self, SealrollError> {
        let secret = TypedSecret::read(secret)?;
        let identity = sealroll::Identity::from_file(&file, secret.as_secret())?;
        Ok(Self(identity))
    }

    /// Seals the identity as a file; without a cost, opening takes a second or so. Throws
    /// `bad-code`, `bad-checksum`, `limit`.
    #[uniffi::method(default(file_cost = None))]
    pub fn to_file(
        &self,
        secret: FileSecret,
        file_cost: Option<FileCost>,
    ) -> Result<Vec<u8>, SealrollError> {
        let (secret, cost) = (TypedSecret::read(secret)?, cost(file_cost)?);
        Ok(self.0.to_file(secret.as_secret(), cost, &mut random()?)?)
    }

    /// The list, 32 hex digits.
    pub fn list_id(&self) -> String {
        self.0.list_id().to_string()
    }
}

impl Identity {
    pub(crate) fn new(identity: sealroll::Identity) -> Arc<Self> {
        Arc::new(Self(identity))
    }
}

use alloc::vec::Vec;

use crate::{
    certificate::Certificate,
    certificates,
    descriptor::Descriptor,
    environment::Environment,
    error::VerifyError,
    id::{PresenceId, RootFingerprint},
    key_use::KeyUse,
    number::Serial,
    root::RootDocument,
    statement::Statement,
    time::Time,
    verified::Verified,
    welcome::WelcomeBundle,
};

/// A welcome bundle after the checks of WEL-2, from the QR code down to the statement.
///
/// One check is left, that the statement is logged under a cosigned checkpoint (WEL-3); it needs
/// the log's rules. Until then nothing must be shown.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Chain {
    /// The root document.
    pub root: RootDocument,
    /// The certificates, in ascending order of their serials.
    pub certificates: Vec<Verified<Certificate>>,
    /// The terms.
    pub descriptor: Verified<Descriptor>,
    /// The statement.
    pub statement: Verified<Statement>,
}

impl Chain {
    /// Checks a bundle in the order of `spec/protocol.md#WEL-2`, but for the proof.
    ///
    /// # Errors
    /// The first check that fails: [`VerifyError::WrongList`] if the bundle is not that of the
    /// invitation; [`VerifyError::WrongEnvironment`]; for each certificate
    /// [`VerifyError::WrongList`], [`VerifyError::BadSignature`], [`VerifyError::RolledBack`]; the
    /// same for the descriptor; then as [`Statement::verify`]; [`VerifyError::RolledBack`],
    /// [`VerifyError::ReplacedPoster`], [`VerifyError::NotYetValid`], [`VerifyError::Expired`] for
    /// the statement.
    pub fn verify(
        bundle: &WelcomeBundle,
        expected: &Expected,
        seen: &Seen,
        now: Time,
    ) -> Result<Self, VerifyError> {
        Self::verify_owned(bundle.clone(), expected, seen, now).map(|(chain, _)| chain)
    }

    /// As [`verify`](Self::verify), without a copy of the bundle: for devices that have no room
    /// for two. Returns the proof beside the chain: it is still to be checked.
    ///
    /// # Errors
    /// As [`verify`](Self::verify).
    pub fn verify_owned(
        bundle: WelcomeBundle,
        expected: &Expected,
        seen: &Seen,
        now: Time,
    ) -> Result<(Self, Vec<u8>), VerifyError> {
        let (root, certificates, descriptor, statement, proof) = bundle.into_parts();
        root.check_fingerprint(&expected.root_fingerprint)?;
        root.check_environment(expected.environment)?;

        let certificates = certificates::verify_all(&root, certificates)?;
        for certificate in &certificates {
            certificate.check_not_rolled_back(seen.certificate(certificate.key_use()))?;
        }

        let descriptor = root.verify_descriptor(descriptor)?;
        descriptor.check_not_rolled_back(seen.descriptor_version)?;

        let statement = statement.verify(&expected.root_fingerprint, &certificates, &descriptor)?;
        statement.check_not_rolled_back(seen.statement)?;
        statement.check_presence(&expected.presence_id)?;
        statement.check_time(now)?;

        let chain = Self {
            root,
            certificates,
            descriptor,
            statement,
        };
        Ok((chain, proof))
    }

    /// The certified witness keys, one of which must have cosigned the checkpoint (WEL-3).
    pub fn witnesses(&self) -> impl Iterator<Item = &Verified<Certificate>> {
        self.certificates
            .iter()
            .filter(|certificate| certificate.key_use() == KeyUse::Witness)
    }

    /// What the guest has seen after this bundle, to be remembered for the list once the proof
    /// has verified too.
    #[must_use]
    pub fn seen(&self, before: &Seen) -> Seen {
        let mut seen = *before;
        for certificate in &self.certificates {
            let highest = seen.certificate_mut(certificate.key_use());
            *highest = certificate.serial().max(*highest);
        }
        seen.descriptor_version = self.descriptor.terms().descriptor_version;
        seen.statement = self.statement.serial();
        seen
    }
}

/// What a guest knows from the invitation and from itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The environment that the client was built or configured for.
    pub environment: Environment,
    /// The root fingerprint in the invitation.
    pub root_fingerprint: RootFingerprint,
    /// The presence id of the invitation's secret.
    pub presence_id: PresenceId,
}

/// The highest numbers that a guest has seen for a list; zero where it has seen none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Serial of a certificate for statements.
    pub statement_certificate: Serial,
    /// Serial of a certificate for instructions.
    pub instruction_certificate: Serial,
    /// Serial of a certificate for HTTP requests.
    pub http_certificate: Serial,
    /// Serial of a certificate for a witness.
    pub witness_certificate: Serial,
    /// Version of the descriptor.
    pub descriptor_version: u32,
    /// Serial of a statement for the epoch of the bundle.
    pub statement: Serial,
}

impl Seen {
    /// The serial for one use.
    #[must_use]
    pub const fn certificate(&self, key_use: KeyUse) -> Serial {
        match key_use {
            KeyUse::Statement => self.statement_certificate,
            KeyUse::Instruction => self.instruction_certificate,
            KeyUse::Http => self.http_certificate,
            KeyUse::Witness => self.witness_certificate,
        }
    }

    const fn certificate_mut(&mut self, key_use: KeyUse) -> &mut Serial {
        match key_use {
            KeyUse::Statement => &mut self.statement_certificate,
            KeyUse::Instruction => &mut self.instruction_certificate,
            KeyUse::Http => &mut self.http_certificate,
            KeyUse::Witness => &mut self.witness_certificate,
        }
    }
}

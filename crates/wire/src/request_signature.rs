use alloc::{format, string::String};
use core::fmt;

use base64ct::{Base64, Encoding};

use crate::{
    certificate::Certificate,
    error::{VerifyError, classes},
    id::ListId,
    key::{Signature, VerifyingKey},
    key_use::KeyUse,
    limit,
    nonce::Nonce,
    number::{Serial, parse_decimal},
    request::RequestParts,
    time::Time,
};

/// The three header fields of a signed request (`spec/protocol.md#HTTP-2`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureFields {
    /// `Content-Digest`.
    pub content_digest: String,
    /// `Signature-Input`.
    pub signature_input: String,
    /// `Signature`.
    pub signature: String,
}

impl SignatureFields {
    /// Signs a request. `signer` signs the given message with an http key.
    ///
    /// # Errors
    /// [`RequestSignatureError::BadSignature`] for parts that no request can have;
    /// [`RequestSignatureError::SignatureExpired`] for a range of time that no processor accepts.
    /// Nothing is signed then.
    pub fn sign(
        parts: &RequestParts<'_>,
        parameters: &SignatureParameters,
        signer: impl FnOnce(&[u8]) -> Signature,
    ) -> Result<Self, RequestSignatureError> {
        parameters.check_range()?;
        let base = parts.signature_base(parameters)?;
        let signature = signer(base.as_bytes());
        Ok(Self {
            content_digest: parts.content_digest(),
            signature_input: format!("{LABEL}{parameters}"),
            signature: format!("{LABEL}:{}:", Base64::encode_string(&signature)),
        })
    }
}

/// A request's signature as read from its header fields, not yet verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestSignature {
    parameters: SignatureParameters,
    content_digest: String,
    signature: Signature,
}

impl RequestSignature {
    /// Reads the header fields `Content-Digest`, `Signature-Input` and `Signature`, each of which
    /// must occur once.
    ///
    /// # Errors
    /// [`RequestSignatureError::SignatureRequired`] if one is missing,
    /// [`RequestSignatureError::BadSignature`] for any form but the one of
    /// `spec/protocol.md#HTTP-2`.
    pub fn parse(
        content_digest: Option<&str>,
        signature_input: Option<&str>,
        signature: Option<&str>,
    ) -> Result<Self, RequestSignatureError> {
        let (Some(content_digest), Some(input), Some(signature)) =
            (content_digest, signature_input, signature)
        else {
            return Err(RequestSignatureError::SignatureRequired);
        };
        let parameters = input
            .strip_prefix(LABEL)
            .and_then(SignatureParameters::from_text)
            .ok_or(RequestSignatureError::BadSignature)?;
        let signature = signature
            .strip_prefix(LABEL)
            .and_then(signature_from_text)
            .ok_or(RequestSignatureError::BadSignature)?;
        Ok(Self {
            parameters,
            content_digest: content_digest.into(),
            signature,
        })
    }

    /// What the signature says about itself: the processor looks up the certificate by it, and
    /// remembers the nonce until it expires.
    #[must_use]
    pub const fn parameters(&self) -> &SignatureParameters {
        &self.parameters
    }

    /// Finds the certificate that the signature names and checks that it may sign requests to
    /// this list now (`spec/protocol.md#HTTP-3`). `find` gives the list's own certificate of a
    /// serial, which is verified.
    ///
    /// # Errors
    /// [`RequestSignatureError::WrongList`], [`RequestSignatureError::BadSignature`] if there is
    /// no such certificate, [`RequestSignatureError::WrongUse`],
    /// [`RequestSignatureError::Expired`].
    pub fn certificate<'c>(
        &self,
        list_id: &ListId,
        now: Time,
        find: impl FnOnce(Serial) -> Option<&'c Certificate>,
    ) -> Result<&'c Certificate, RequestSignatureError> {
        if self.parameters.list_id != *list_id {
            return Err(RequestSignatureError::WrongList);
        }
        let certificate =
            find(self.parameters.certificate_serial).ok_or(RequestSignatureError::BadSignature)?;
        match certificate.check_use(KeyUse::Http, now) {
            Ok(()) => Ok(certificate),
            Err(VerifyError::WrongUse) => Err(RequestSignatureError::WrongUse),
            Err(_) => Err(RequestSignatureError::Expired),
        }
    }

    /// Verifies the signature over the request's own parts. `key` is the public key of the
    /// certificate that the parameters name, after its own checks (HTTP-3).
    ///
    /// # Errors
    /// In this order: [`RequestSignatureError::BadSignature`],
    /// [`RequestSignatureError::SignatureExpired`]. The nonce is the processor's to check.
    pub fn verify(
        &self,
        key: &VerifyingKey,
        parts: &RequestParts<'_>,
        now: Time,
    ) -> Result<SignatureParameters, RequestSignatureError> {
        if self.content_digest != parts.content_digest() {
            return Err(RequestSignatureError::BadSignature);
        }
        let base = parts.signature_base(&self.parameters)?;
        key.verify(base.as_bytes(), &self.signature)
            .map_err(|_| RequestSignatureError::BadSignature)?;
        self.parameters.check_range()?;
        self.parameters.check_time(now)?;
        Ok(self.parameters)
    }
}

/// The parameters of a request's signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignatureParameters {
    /// When the signature was made.
    pub created: Time,
    /// When it ceases to be valid, at most 60 seconds later.
    pub expires: Time,
    /// Makes the request unrepeatable.
    pub nonce: Nonce,
    /// The list that the key is certified for.
    pub list_id: ListId,
    /// The serial of the key's certificate.
    pub certificate_serial: Serial,
}

impl SignatureParameters {
    /// Reads exactly what `Display` writes.
    fn from_text(text: &str) -> Option<Self> {
        let rest = text.strip_prefix(COMPONENTS)?.strip_prefix(";created=")?;
        let (created, rest) = rest.split_once(";expires=")?;
        let (expires, rest) = rest.split_once(";nonce=\"")?;
        let (nonce, rest) = rest.split_once("\";keyid=\"")?;
        let (list_id, rest) = rest.split_once('/')?;
        let (certificate_serial, rest) = rest.split_once('"')?;
        if rest != FIXED_PARAMETERS {
            return None;
        }
        Some(Self {
            created: Time::new(parse_decimal(created).ok()?).ok()?,
            expires: Time::new(parse_decimal(expires).ok()?).ok()?,
            nonce: Nonce::from_text(nonce)?,
            list_id: list_id.parse().ok()?,
            certificate_serial: certificate_serial.parse().ok()?,
        })
    }

    fn check_range(&self) -> Result<(), RequestSignatureError> {
        let latest = self.created.saturating_add(limit::MAX_REQUEST_AGE);
        if self.expires <= self.created || self.expires > latest {
            return Err(RequestSignatureError::SignatureExpired);
        }
        Ok(())
    }

    fn check_time(&self, now: Time) -> Result<(), RequestSignatureError> {
        let latest = now.saturating_add(limit::MAX_REQUEST_AGE);
        if self.created > latest || self.expires <= now {
            return Err(RequestSignatureError::SignatureExpired);
        }
        Ok(())
    }
}

impl fmt::Display for SignatureParameters {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{COMPONENTS};created={};expires={};nonce=\"{}\";keyid=\"{}/{}\"{FIXED_PARAMETERS}",
            self.created.seconds(),
            self.expires.seconds(),
            self.nonce.to_text(),
            self.list_id,
            self.certificate_serial,
        )
    }
}

classes! {
    /// Why a request's signature is refused.
    RequestSignatureError {
        /// A header field of the signature is missing.
        SignatureRequired => "signature-required", "the request is not signed";
        /// The form is not the only one allowed, or the signature does not verify.
        BadSignature => "bad-signature", "the request's signature does not verify";
        /// The signature is not valid now.
        SignatureExpired => "signature-expired", "the request's signature is not valid now";
        /// The key is certified for another list.
        WrongList => "wrong-list", "the key belongs to another list";
        /// The key is certified for another use.
        WrongUse => "wrong-use", "the key is not certified for requests";
        /// The key's certificate is not valid now.
        Expired => "expired", "the key's certificate is not valid now";
    }
}

fn signature_from_text(text: &str) -> Option<Signature> {
    let encoded = text.strip_prefix(':')?.strip_suffix(':')?;
    let mut signature = [0; limit::SIGNATURE];
    let length = Base64::decode(encoded, &mut signature).ok()?.len();
    (length == limit::SIGNATURE).then_some(signature)
}

const LABEL: &str = "sealroll=";
const COMPONENTS: &str = "(\"@method\" \"@authority\" \"@path\" \"@query\" \"content-digest\")";
const FIXED_PARAMETERS: &str = ";alg=\"ed25519\";tag=\"sealroll-v1\"";

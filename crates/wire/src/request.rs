use alloc::{format, string::String};

use base64ct::{Base64, Encoding};
use sha2::{Digest, Sha256};

use crate::request_signature::{RequestSignatureError, SignatureParameters};

/// The parts of an HTTP request that its signature covers (`spec/protocol.md#HTTP-2`).
#[derive(Clone, Copy, Debug)]
pub struct RequestParts<'a> {
    /// Method in upper case, such as `POST`.
    pub method: &'a str,
    /// Host, with the port unless it is the scheme's own, in lower case.
    pub authority: &'a str,
    /// Path as it is sent.
    pub path: &'a str,
    /// Query without its question mark, as it is sent; empty if there is none.
    pub query: &'a str,
    /// Content; empty if there is none.
    pub body: &'a [u8],
}

impl RequestParts<'_> {
    /// The value of the header field `Content-Digest` (RFC 9530).
    #[must_use]
    pub fn content_digest(&self) -> String {
        let digest = Sha256::digest(self.body);
        format!("sha-256=:{}:", Base64::encode_string(&digest))
    }

    /// The signature base, which is what is signed (RFC 9421 section 2.5).
    ///
    /// # Errors
    /// [`RequestSignatureError::BadSignature`] if a part holds a character that no request line
    /// or `Host` can hold: it could forge another line of the base.
    pub fn signature_base(
        &self,
        parameters: &SignatureParameters,
    ) -> Result<String, RequestSignatureError> {
        let parts = [self.method, self.authority, self.path, self.query];
        if !parts
            .iter()
            .all(|part| part.bytes().all(|byte| byte.is_ascii_graphic()))
        {
            return Err(RequestSignatureError::BadSignature);
        }
        Ok(format!(
            "\"@method\": {}\n\"@authority\": {}\n\"@path\": {}\n\"@query\": ?{}\n\
             \"content-digest\": {}\n\"@signature-params\": {parameters}",
            self.method,
            self.authority,
            self.path,
            self.query,
            self.content_digest(),
        ))
    }
}

use alloc::vec::Vec;

use crate::{VerifyingKey, digest::labelled_message, error::SignatureError, key::Signature, limit};

/// Signs an unsigned body: the signature, made over label and body, is appended.
pub(crate) fn append_signature(
    label: &[u8],
    mut body: Vec<u8>,
    signer: impl FnOnce(&[u8]) -> Signature,
) -> Vec<u8> {
    let signature = signer(&labelled_message(label, &body));
    body.extend_from_slice(&signature);
    body
}

/// Verifies the signature in the last 64 bytes over label and everything before them.
pub(crate) fn verify_appended(
    label: &[u8],
    signed: &[u8],
    key: &VerifyingKey,
) -> Result<(), SignatureError> {
    let (body, signature) = signed
        .split_last_chunk::<{ limit::SIGNATURE }>()
        .ok_or(SignatureError::BadSignature)?;
    key.verify(&labelled_message(label, body), signature)
}

use alloc::vec::Vec;

use crate::{
    certificate::Certificate,
    codec::{Reader, Writer},
    error::{DecodeError, VerifyError},
    limit,
    root::RootDocument,
    verified::Verified,
};

/// Reads the certificates of a bundle or registration: a count, then as many certificates, their
/// serials ascending (`spec/protocol.md#WEL-1`).
pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Vec<Certificate>, DecodeError> {
    let count = usize::from(reader.u8()?);
    check_count(count)?;
    let mut certificates = Vec::with_capacity(count);
    for _ in 0..count {
        certificates.push(Certificate::read(reader)?);
    }
    check_order(&certificates)?;
    Ok(certificates)
}

pub(crate) fn write(writer: &mut Writer, certificates: &[Certificate]) -> Result<(), DecodeError> {
    check_count(certificates.len())?;
    check_order(certificates)?;
    let count = u8::try_from(certificates.len()).map_err(|_| DecodeError::Limit)?;
    writer.u8(count);
    for certificate in certificates {
        writer.bytes(certificate.as_bytes());
    }
    Ok(())
}

pub(crate) fn verify_all(
    root: &RootDocument,
    certificates: Vec<Certificate>,
) -> Result<Vec<Verified<Certificate>>, VerifyError> {
    let mut verified = Vec::with_capacity(certificates.len());
    for certificate in certificates {
        verified.push(root.verify_certificate(certificate)?);
    }
    Ok(verified)
}

fn check_count(count: usize) -> Result<(), DecodeError> {
    if (1..=limit::MAX_CERTIFICATES).contains(&count) {
        Ok(())
    } else {
        Err(DecodeError::Limit)
    }
}

fn check_order(certificates: &[Certificate]) -> Result<(), DecodeError> {
    for pair in certificates.windows(2) {
        if pair[0].serial() >= pair[1].serial() {
            return Err(DecodeError::NonCanonical);
        }
    }
    Ok(())
}

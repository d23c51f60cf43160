use hyper::body::Bytes;
use sealroll_store::Documents;
use sealroll_wire::{DocumentKind, ListId, Registration, VerifiedRegistration};

use crate::{about, batch::Batch, context::Context, lists::List, problem::Problem};

/// What a registration does.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// The list is new.
    New(Box<VerifiedRegistration>),
    /// The list is known; certificates or terms are added.
    Added(Box<VerifiedRegistration>),
}

/// Checks a registration like a guest checks a bundle, and that it is meant for this processor
/// (`spec/protocol.md#HTTP-1`).
pub(crate) fn check(context: &Context, list: &ListId, body: &Bytes) -> Result<Outcome, Problem> {
    let registration = Registration::from_bytes(body)?;
    if registration.root().list_id() != *list {
        return Err(Problem::WRONG_LIST);
    }
    if registration.root().environment() != context.environment {
        return Err(Problem::WRONG_ENVIRONMENT);
    }
    let registration = Box::new(registration.verify()?);
    let terms = registration.descriptor.terms();
    if terms.origin != context.origin || terms.log_key != *context.key.public() {
        return Err(Problem::WRONG_LOG);
    }
    match context.list(list) {
        Ok(known) => {
            check_addition(&known, &registration)?;
            Ok(Outcome::Added(registration))
        }
        // Its logs would begin anew under the names of those that were deleted.
        Err(problem) if problem == Problem::UNKNOWN_LIST && context.store.is_forgotten(list)? => {
            Err(Problem::LIST_TERMINATED)
        }
        Err(problem) if problem == Problem::UNKNOWN_LIST => Ok(Outcome::New(registration)),
        Err(problem) => Err(problem),
    }
}

/// Stages a registration. What is new of it is logged in the instruction log: certificates in the
/// order of their serials, then the descriptor.
pub(crate) fn stage(
    batch: &mut Batch<'_>,
    registration: VerifiedRegistration,
) -> Result<(), Problem> {
    let list = registration.root.list_id();
    let known = batch.context.store.documents(&list)?;
    let is_known = |bytes: &[u8], of: fn(&Documents) -> &Vec<Vec<u8>>| {
        let known = known.as_ref().map(of);
        known.is_some_and(|known| known.iter().any(|known| known == bytes))
    };
    for certificate in &registration.certificates {
        let bytes = certificate.as_bytes();
        if !is_known(bytes, |known| &known.certificates) {
            let bytes = Bytes::copy_from_slice(bytes);
            batch.append_document(list, DocumentKind::Certificate, bytes)?;
        }
    }
    let bytes = registration.descriptor.as_bytes();
    if !is_known(bytes, |known| &known.descriptors) {
        let bytes = Bytes::copy_from_slice(bytes);
        batch.append_document(list, DocumentKind::Descriptor, bytes)?;
    }
    about::announce(batch, list)?;
    batch.registrations.push(registration);
    Ok(())
}

/// Nothing that is registered may be replaced or overtaken by something older.
fn check_addition(known: &List, new: &VerifiedRegistration) -> Result<(), Problem> {
    for certificate in &new.certificates {
        let former = known.certificate(certificate.serial());
        if former.is_some_and(|former| former.as_bytes() != certificate.as_bytes()) {
            return Err(Problem::ROLLED_BACK);
        }
    }
    let version = new.descriptor.terms().descriptor_version;
    let newest = known.descriptors().next_back();
    let newest = newest.map_or(0, |newest| newest.terms().descriptor_version);
    let repeated = known
        .descriptors()
        .any(|descriptor| descriptor.as_bytes() == new.descriptor.as_bytes());
    if version <= newest && !repeated {
        return Err(Problem::ROLLED_BACK);
    }
    let documents = known.certificates().len() + known.descriptors().count();
    if documents >= MAX_DOCUMENTS {
        return Err(Problem::LIMIT);
    }
    Ok(())
}

/// Most certificates and descriptors of a list: six certificates a month for ten years, and a
/// new descriptor each month.
const MAX_DOCUMENTS: usize = 1024;

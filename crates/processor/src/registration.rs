use hyper::body::Bytes;
use sealroll_wire::{ListId, Registration, VerifiedRegistration};

use crate::{context::Context, lists::List, problem::Problem};

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
        Err(problem) if problem == Problem::UNKNOWN_LIST => Ok(Outcome::New(registration)),
        Err(problem) => Err(problem),
    }
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

use std::{slice, sync::Arc};

use hyper::body::Bytes;
use sealroll_log::{CosignedCheckpoint, CosignerKey, KeyName, SignedCheckpoint};
use sealroll_store::{Cosigned, LogId};
use sealroll_wire::{Certificate, KeyUse, Serial, Verified, origin};

use crate::{batch::Batch, context::Context, lists::List, problem::Problem};

/// A checkpoint that the owner's witness has cosigned, checked.
#[derive(Debug)]
pub(crate) struct Cosigning {
    log: LogId,
    certificate: Serial,
    checkpoint: CosignedCheckpoint,
}

/// Checks a cosignature over the newest checkpoint or one that was served lately.
///
/// The owner's client cosigns what it has fetched and compared; meanwhile guests go on checking
/// in. So the checkpoints that were fetched last are remembered.
pub(crate) fn check(
    context: &Context,
    list: &List,
    log: LogId,
    body: &Bytes,
) -> Result<Cosigning, Problem> {
    let line = str::from_utf8(body).map_err(|_| Problem::BAD_COSIGNATURE)?;
    let name = KeyName::new(&origin::witness(&context.origin, &log.list))
        .map_err(|_| Problem::INTERNAL)?;
    let state = context.existing_log(log)?;
    let served = context.served.find(&log).unwrap_or_default();
    let candidates: Vec<&SignedCheckpoint> = slice::from_ref(&state.checkpoint)
        .iter()
        .chain(served.iter())
        .collect();
    let log_key = context.note_key(log)?;
    let witnesses = list
        .certificates()
        .iter()
        .filter(|certificate| certificate.key_use() == KeyUse::Witness);
    for certificate in witnesses {
        let key = CosignerKey::new(name.clone(), *certificate.public_key());
        for candidate in &candidates {
            let verified = candidate.verify(&candidate.part_key(&log_key));
            let verified = verified.map_err(|_| Problem::INTERNAL)?;
            if let Ok(checkpoint) = verified.with_cosignature(line, slice::from_ref(&key)) {
                check_time(context, certificate, &checkpoint)?;
                return Ok(Cosigning {
                    log,
                    certificate: certificate.serial(),
                    checkpoint,
                });
            }
        }
    }
    Err(Problem::BAD_COSIGNATURE)
}

/// Stages a cosigned checkpoint (`spec/protocol.md#HTTP-7`); one that is smaller than the stored one is refused.
pub(crate) fn stage(batch: &mut Batch<'_>, cosigning: Cosigning) -> Result<(), Problem> {
    let known = batch.context.list(&cosigning.log.list)?;
    known.check_not_revoked(cosigning.certificate)?;
    let size = cosigning.checkpoint.verified().head().size;
    let former = batch.context.store.cosigned(cosigning.log)?;
    if former.is_some_and(|former| former.size > size) {
        return Err(Problem::ROLLED_BACK);
    }
    batch.cosigned.push(StagedCosigned {
        log: cosigning.log,
        size,
        certificate: cosigning.certificate,
        checkpoint: Arc::from(cosigning.checkpoint.verified().signed().as_str()),
    });
    Ok(())
}

/// A cosigned checkpoint to be stored.
#[derive(Debug)]
pub(crate) struct StagedCosigned {
    log: LogId,
    size: u64,
    certificate: Serial,
    checkpoint: Arc<str>,
}

impl StagedCosigned {
    pub(crate) fn part(&self) -> Cosigned<'_> {
        Cosigned {
            log: self.log,
            size: self.size,
            certificate: self.certificate,
            checkpoint: self.checkpoint.as_bytes(),
        }
    }
}

/// A guest accepts a cosignature only if it was made within the certificate's range
/// (`spec/protocol.md#WEL-3`), and the processor only if that range includes now.
fn check_time(
    context: &Context,
    certificate: &Verified<Certificate>,
    checkpoint: &CosignedCheckpoint,
) -> Result<(), Problem> {
    for time in [context.clock.now(), checkpoint.time()] {
        certificate
            .check_use(KeyUse::Witness, time)
            .map_err(|_| Problem::UNFIT_KEY)?;
    }
    Ok(())
}

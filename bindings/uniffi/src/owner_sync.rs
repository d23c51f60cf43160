//! The owner's work that takes several requests.

use std::sync::Arc;

use sealroll::{Epoch, Method};

use crate::connection::{Connection, StateStore};
use crate::failure::SealrollError;
use crate::fetched::Fetched;
use crate::finding::{Finding, ProcessorStatement};
use crate::http::Request;
use crate::owner::{Device, Owner};
use crate::random::random;
use crate::time::now;

/// What a sync found.
#[derive(Clone, Debug, uniffi::Record)]
pub struct SyncReport {
    /// Logs that were checked and cosigned.
    pub cosigned: Vec<Cosigned>,
    /// New records.
    pub records: u64,
    /// Epochs that the log says were erased, although this device did not order it.
    pub unordered_purges: Vec<u32>,
    /// Size of the instruction log that was checked and cosigned.
    pub instructions: u64,
    /// Instructions of other devices, by their ids. All that are known come with every change of the
    /// log.
    pub foreign_instructions: Vec<String>,
    /// What instructions, erasure certificates and record logs do not agree on.
    pub findings: Vec<Finding>,
    /// What the processor says of itself, if it has changed since the last sync: show it.
    pub processor: Option<ProcessorStatement>,
}

/// A log that was cosigned.
#[derive(Clone, Copy, Debug, uniffi::Record)]
pub struct Cosigned {
    /// The log.
    pub generation: u32,
    /// Its size.
    pub size: u64,
}

#[uniffi::export]
impl Owner {
    /// Follows the record logs, checks that they have only grown, and cosigns. The state is saved
    /// before each cosignature leaves.
    ///
    /// Throws `rolled-back`, `inconsistent` and `foreign-statement` if the processor lied; the
    /// codes of a refusal; `unreachable`. What was verified before is kept.
    #[uniffi::method(default(store = None))]
    pub fn sync(
        &self,
        connection: Arc<dyn Connection>,
        store: Option<Arc<dyn StateStore>>,
    ) -> Result<SyncReport, SealrollError> {
        let authority = connection.authority()?;
        let mut device = self.lock()?;
        let Device { owner, inbox } = &mut *device;
        let mut sync = owner.sync(inbox, now(&*connection)?);
        while let Some(request) = sync.request(&authority, now(&*connection)?, &mut random()?)? {
            if let (Method::Post, Some(store)) = (request.method, &store) {
                store.save(sync.owner().to_bytes().to_vec())?;
            }
            let response = connection.send(Request::new(&request))?;
            sync.receive(&response.plain())?;
        }
        let report = sync.report();
        let cosigned = report.cosigned.iter().map(|(generation, size)| Cosigned {
            generation: generation.value(),
            size: *size,
        });
        let purges = report.unordered_purges.iter();
        let foreign = report.foreign_instructions.iter();
        Ok(SyncReport {
            cosigned: cosigned.collect(),
            records: report.records,
            unordered_purges: purges.map(|epoch| epoch.value()).collect(),
            instructions: report.instructions,
            foreign_instructions: foreign.map(ToString::to_string).collect(),
            findings: Finding::all(&report.findings),
            processor: report.processor.as_ref().map(ProcessorStatement::new),
        })
    }

    /// Fetches the envelopes of an epoch, page by page. Throws `unknown-statement`, the codes of a
    /// refusal, `unreachable`.
    pub fn fetch(
        &self,
        epoch: u32,
        connection: Arc<dyn Connection>,
    ) -> Result<Arc<Fetched>, SealrollError> {
        let authority = connection.authority()?;
        let device = self.lock()?;
        let mut fetch = device.owner.fetch(Epoch(epoch))?;
        while let Some(request) = fetch.request(
            &device.owner,
            &authority,
            now(&*connection)?,
            &mut random()?,
        )? {
            let response = connection.send(Request::new(&request))?;
            fetch.receive(&response.plain())?;
        }
        Ok(Arc::new(Fetched(fetch)))
    }
}

//! The owner's work that takes several requests.

use std::sync::Arc;

use sealroll::{Epoch, Method};

use crate::connection::{Connection, StateStore};
use crate::failure::SealrollError;
use crate::fetched::Fetched;
use crate::finding::{Finding, ProcessorStatement};
use crate::http::Request;
use crate::losses::Recovery;
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
    /// Logs that the processor goes on with from a backup, found by this sync or an earlier one. If
    /// there are any: publish the statements, sync, `give_again`, and sync.
    pub recoveries: Vec<Recovery>,
    /// Orders of this device that a processor carried out and lost, in English: `give_again`.
    pub lost_orders: Vec<String>,
    /// Lost orders that wait, because what they are about is not in the log again. A later sync
    /// counts them among the lost ones.
    pub waiting_orders: Vec<String>,
    /// Generations whose logs the processor has deleted, as it had to: all of them was erased, and
    /// the time for audits is over. Each is named once.
    pub deleted: Vec<u32>,
    /// Whether the processor has deleted the list, as it had to: it was ended three full calendar
    /// years ago.
    pub is_over: bool,
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
    /// Throws `rolled-back`, `inconsistent` and `foreign-statement` if the processor lied:
    /// save `evidence`. Throws the codes of a refusal; `unreachable`. What was verified before is kept.
    #[uniffi::method(default(store = None))]
    pub fn sync(
        &self,
        connection: Arc<dyn Connection>,
        store: Option<Arc<dyn StateStore>>,
    ) -> Result<SyncReport, SealrollError> {
        let authority = connection.authority()?;
        let mut device = self.lock()?;
        let Device {
            owner,
            inbox,
            lost,
            evidence,
        } = &mut *device;
        let mut sync = owner.sync(inbox, now(&*connection)?);
        while let Some(request) = sync.request(&authority, now(&*connection)?, &mut random()?)? {
            if let (Method::Post, Some(store)) = (request.method, &store) {
                store.save(sync.owner().to_bytes().to_vec())?;
            }
            let response = connection.send(Request::new(&request))?;
            let received = sync.receive(&response.plain());
            if let Some(found) = sync.evidence() {
                *evidence = Some(found.to_json());
            }
            received?;
        }
        let report = sync.report();
        lost.clone_from(&report.lost_orders);
        let cosigned = report.cosigned.iter().map(|(generation, size)| Cosigned {
            generation: generation.value(),
            size: *size,
        });
        let purges = report.unordered_purges.iter();
        let foreign = report.foreign_instructions.iter();
        let deleted = report.deleted.iter();
        Ok(SyncReport {
            cosigned: cosigned.collect(),
            records: report.records,
            unordered_purges: purges.map(|epoch| epoch.value()).collect(),
            instructions: report.instructions,
            foreign_instructions: foreign.map(ToString::to_string).collect(),
            findings: Finding::all(&report.findings),
            processor: report.processor.as_ref().map(ProcessorStatement::new),
            recoveries: report.recoveries.iter().map(Recovery::new).collect(),
            lost_orders: texts(&report.lost_orders),
            waiting_orders: texts(&report.waiting_orders),
            deleted: deleted.map(|generation| generation.value()).collect(),
            is_over: report.is_over,
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

fn texts(orders: &[sealroll::Order]) -> Vec<String> {
    orders.iter().map(ToString::to_string).collect()
}

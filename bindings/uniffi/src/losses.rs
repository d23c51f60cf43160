//! An owner whose processor lost or denies something: what was lost, the copy of the logs, lost
//! orders, evidence.

use std::sync::Arc;

use sealroll::Inbox;

use crate::connection::{Connection, StateStore};
use crate::failure::SealrollError;
use crate::finding::generation_of;
use crate::http::Request;
use crate::owner::{Device, Owner};
use crate::time::now;

/// A log that the processor goes on with from a backup, and what became of the rest of it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Recovery {
    /// The generation of the record log; none for the instruction log.
    pub generation: Option<u32>,
    /// The part that was opened, which is about the time in seconds when that was.
    pub part: u64,
    /// Entries that were restored.
    pub restored: u64,
    /// How many the processor says it had signed, if it does.
    pub signed: Option<u64>,
    /// Entries that this device had seen and that are not among those restored.
    pub lost: u64,
    /// Records among them.
    pub lost_records: u64,
    /// Those records that are in the log again.
    pub returned: u64,
    /// Those that were erased since.
    pub erased: u64,
    /// Record ids of those that are missing: their guests have not sent them again.
    pub missing: Vec<String>,
    /// Lost entries of which nothing else is known, because there was no copy of the log.
    pub unknown: u64,
}

#[uniffi::export]
impl Owner {
    /// The copy of the logs, to be kept beside the owner's state and replaced after every sync. There
    /// is nothing personal and no key in it. Without it a device that was started again cannot say
    /// what a restored processor has lost.
    pub fn log_copy(&self) -> Result<Vec<u8>, SealrollError> {
        Ok(self.lock()?.inbox.to_bytes())
    }

    /// Takes back what `log_copy` gave, before the first sync. What was opened before is forgotten,
    /// and opened again. Throws a decoder's code.
    pub fn set_log_copy(&self, bytes: Vec<u8>) -> Result<(), SealrollError> {
        self.lock()?.inbox = Inbox::from_bytes(&bytes)?;
        Ok(())
    }

    /// Gives the orders again that the last sync found lost, but for the end of the list, which needs
    /// the root; returns how many the processor took. An order that still waits for its answer is
    /// sent before. The state is saved before and after each. Publish the statements and sync before,
    /// and sync after: what was refused is found lost again then.
    ///
    /// Throws the codes of a receipt and of a temporary refusal; `unreachable`.
    #[uniffi::method(default(store = None))]
    pub fn give_again(
        &self,
        connection: Arc<dyn Connection>,
        store: Option<Arc<dyn StateStore>>,
    ) -> Result<u64, SealrollError> {
        let mut device = self.lock()?;
        if let Some((_, request)) = device.owner.pending_instruction() {
            device.give(&request, &*connection, store.as_deref())?;
        }
        let mut given = 0;
        // Those that a failure leaves are given by the next call.
        while let Some(order) = device.lost.first().copied() {
            if !order.is_of_root() {
                let request = device.owner.instruct(order, now(&*connection)?)?;
                given += u64::from(device.give(&request, &*connection, store.as_deref())?);
            }
            device.lost.remove(0);
        }
        Ok(given)
    }

    /// What proves to others that the processor contradicted itself, after a sync that threw
    /// `rolled-back`, `inconsistent` or `foreign-statement`: the content of a file for
    /// `sealroll audit --evidence FILE`, none if no sync of this object did. There is nothing of
    /// guests and no key in it. Save it at once: it is not in the owner's state, and another such
    /// sync replaces it.
    pub fn evidence(&self) -> Result<Option<String>, SealrollError> {
        Ok(self.lock()?.evidence.clone())
    }
}

impl Device {
    /// Sends an order; whether the processor took it. One that it refused for good is withdrawn.
    fn give(
        &mut self,
        request: &sealroll::Request,
        connection: &dyn Connection,
        store: Option<&dyn StateStore>,
    ) -> Result<bool, SealrollError> {
        self.save(store)?;
        let response = connection.send(Request::new(request))?.plain();
        let taken = match response.success() {
            Ok(body) => {
                self.owner.confirm_instruction(body)?;
                true
            }
            Err(refused) if refused.is_temporary() => return Err(refused.into()),
            Err(_) => {
                self.owner.withdraw_instruction();
                false
            }
        };
        self.save(store)?;
        Ok(taken)
    }

    fn save(&self, store: Option<&dyn StateStore>) -> Result<(), SealrollError> {
        match store {
            Some(store) => store.save(self.owner.to_bytes().to_vec()),
            None => Ok(()),
        }
    }
}

impl Recovery {
    pub(crate) fn new(recovery: &sealroll::Recovery) -> Self {
        Self {
            generation: generation_of(recovery.log),
            part: recovery.part.value(),
            restored: recovery.restored,
            signed: recovery.signed,
            lost: recovery.lost,
            lost_records: recovery.lost_records,
            returned: recovery.returned,
            erased: recovery.erased,
            missing: recovery.missing.iter().map(ToString::to_string).collect(),
            unknown: recovery.unknown,
        }
    }
}

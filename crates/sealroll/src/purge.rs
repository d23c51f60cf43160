//! Orders the erasure of an epoch (`spec/protocol.md#INS-2`).

use sealroll_wire::{Epoch, Order, Time};

use crate::http::Request;
use crate::instruct::Acknowledged;
use crate::owner::Owner;
use crate::owner_error::OwnerError;
use crate::receipt::ReceiptError;

impl Owner {
    /// Signs the order to erase every envelope of an epoch. The keys should be punctured first;
    /// then the records are lost even if the processor keeps copies.
    ///
    /// If the reply is lost, order again: the same request is sent again.
    ///
    /// # Errors
    /// As for [`instruct`](Self::instruct).
    pub fn purge_instruction(&mut self, epoch: Epoch, now: Time) -> Result<Request, OwnerError> {
        self.instruct(Order::PurgeEpoch(epoch), now)
    }

    /// Verifies the answer to the order: the instruction log says that the epoch was erased.
    ///
    /// It is the processor's word. What makes the records unreadable for certain is the puncture
    /// of every holder's keys.
    ///
    /// # Errors
    /// [`ReceiptError`]; [`ReceiptError::BadProof`] also if nothing was ordered,
    /// [`ReceiptError::Inconsistent`] if the order that waits is another one.
    pub fn confirm_purge(
        &mut self,
        epoch: Epoch,
        answer: &[u8],
    ) -> Result<Acknowledged, ReceiptError> {
        match self.pending_instruction() {
            Some((Order::PurgeEpoch(ordered), _)) if ordered == epoch => {
                self.confirm_instruction(answer)
            }
            Some(_) => Err(ReceiptError::Inconsistent),
            None => Err(ReceiptError::BadProof),
        }
    }

    /// Whether the log has been shown to hold the erasure of an epoch, by the processor's
    /// acknowledgement or by a sync.
    #[must_use]
    pub fn is_purge_confirmed(&self, epoch: Epoch) -> bool {
        self.purges.get(&epoch).is_some_and(|purge| purge.confirmed)
    }
}

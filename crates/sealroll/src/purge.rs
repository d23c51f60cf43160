//! Orders the erasure of an epoch (`spec/protocol.md#retention`).

use sealroll_log::{Entry, EntryKind, Note, VerifiedReceipt};
use sealroll_wire::{Epoch, Instruction, InstructionId, Order, Time, origin};

use crate::http::{Media, Method, Request};
use crate::owner::Owner;
use crate::owner_error::OwnerError;
use crate::receipt::ReceiptError;
use crate::record_log::key_name;

impl Owner {
    /// Signs the order to erase every envelope of an epoch. The keys should be punctured first;
    /// then the records are lost even if the processor keeps copies.
    ///
    /// If the reply is lost, send the same request again, or order anew: a proof of either
    /// instruction counts.
    ///
    /// # Errors
    /// [`OwnerError::UnknownEpoch`] if there was never a statement for it.
    pub fn purge_instruction(&mut self, epoch: Epoch, now: Time) -> Result<Request, OwnerError> {
        if self.newest_statement(epoch).is_none() {
            return Err(OwnerError::UnknownEpoch);
        }
        let list_id = self.list_id();
        let instruction = Instruction {
            list_id,
            serial: self.serials.instruction(now),
            time: now,
            order: Order::PurgeEpoch(epoch),
        };
        let subkey = &self.subkeys.instruction;
        let name = origin::instruction(&self.terms().origin, &list_id, subkey.serial);
        let note = Note::sign(&instruction.to_text(), &key_name(&name), &subkey.key)
            .expect("the text of an instruction is short, plain and terminated");
        let id = InstructionId::of_note(note.as_str().as_bytes());
        self.purges.entry(epoch).or_default().instructions.push(id);
        Ok(Request::send(
            Method::Post,
            format!("/v1/lists/{list_id}/instructions"),
            Media::Text,
            note.as_str().as_bytes().to_vec(),
        ))
    }

    /// Verifies the proof that answered the order: the log says that the epoch was erased.
    ///
    /// It is the processor's word. What makes the records unreadable for certain is the puncture
    /// of every holder's keys.
    ///
    /// # Errors
    /// [`ReceiptError`]; [`ReceiptError::BadProof`] also if nothing was ordered.
    pub fn confirm_purge(
        &mut self,
        epoch: Epoch,
        proof: &[u8],
    ) -> Result<VerifiedReceipt, ReceiptError> {
        let statement = self.newest_statement(epoch).ok_or(ReceiptError::BadProof)?;
        let log = self.log(statement.generation());
        let purge = self.purges.get_mut(&epoch).ok_or(ReceiptError::BadProof)?;
        let mut result = Err(ReceiptError::BadProof);
        for instruction in purge.instructions.iter().rev() {
            let entry = Entry {
                kind: EntryKind::Purge,
                epoch,
                hash: instruction.to_bytes(),
            };
            result = log.verify_receipt(proof, &entry);
            if result.is_ok() {
                purge.confirmed = true;
                break;
            }
        }
        result
    }

    /// Whether the log has been shown to hold the erasure of an epoch, by the processor's proof or
    /// by a sync.
    #[must_use]
    pub fn is_purge_confirmed(&self, epoch: Epoch) -> bool {
        self.purges.get(&epoch).is_some_and(|purge| purge.confirmed)
    }
}

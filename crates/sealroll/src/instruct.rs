//! Gives orders to the processor and verifies that they were carried out
//! (`spec/protocol.md#instruction`).

use rand_core::CryptoRng;
use sealroll_log::{Entry, Note, NoteSigner, SignedDocument};
use sealroll_wire::{
    Acknowledgement, DocumentKind, Epoch, Instruction, InstructionId, Order, ProcessorStatement,
    Reader, ReaderToken, Serial, Time, limit, origin,
};

use crate::http::{Media, Method, Request};
use crate::identity::Identity;
use crate::log_name::LogName;
use crate::orders::PendingOrder;
use crate::owner::Owner;
use crate::owner_error::OwnerError;
use crate::receipt::ReceiptError;
use crate::record_log::{key_name, verify_receipt};

/// The processor's word that an instruction was carried out, with the proof that this word is in
/// the instruction log. Only [`Owner::confirm_instruction`] makes it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Acknowledged {
    /// The instruction.
    pub id: InstructionId,
    /// What was ordered.
    pub order: Order,
    /// When it was carried out, by the processor's clock.
    pub time: Time,
    /// Where the acknowledgement stands in the instruction log.
    pub index: u64,
}

impl Owner {
    /// Signs an order. Save the owner, send the request, and give the answer to
    /// [`confirm_instruction`](Self::confirm_instruction).
    ///
    /// Instructions form a chain, so there is one at a time. The same order again gives the same
    /// request, to be sent again when a reply was lost.
    ///
    /// # Errors
    /// [`OwnerError::Unanswered`] while another order waits for its answer,
    /// [`OwnerError::RootNeeded`] for an order that the root signs
    /// ([`terminate`](Self::terminate), [`revoke`](Self::revoke)),
    /// [`OwnerError::NotGranted`] on the device of a delegate without the right to it; [`OwnerError::UnknownEpoch`] to purge an epoch that
    /// there was never a statement for.
    pub fn instruct(&mut self, order: Order, now: Time) -> Result<Request, OwnerError> {
        if order.is_of_root() {
            return Err(OwnerError::RootNeeded);
        }
        if !self.rights().allow_order(&order) {
            return Err(OwnerError::NotGranted);
        }
        if let Order::PurgeEpoch(epoch) = order
            && self.newest_statement(epoch).is_none()
        {
            return Err(OwnerError::UnknownEpoch);
        }
        if let Some(request) = self.repeat(order)? {
            return Ok(request);
        }
        let list_id = self.list_id();
        let subkey = &self.subkeys.instruction;
        let name = origin::instruction(&self.terms().origin, &list_id, subkey.serial);
        let serial = self.serials.instruction(now);
        let instruction = self.instruction(serial, order, now);
        let note = sign(&instruction, &name, &self.subkeys.instruction.key);
        Ok(self.begin(note, order))
    }

    /// Signs the order to end the list: everything is erased and nothing more is taken
    /// (`spec/protocol.md#INS-6`).
    ///
    /// # Errors
    /// [`OwnerError::WrongList`] for the identity of another list; [`OwnerError::Unanswered`].
    pub fn terminate(&mut self, identity: &Identity, now: Time) -> Result<Request, OwnerError> {
        self.instruct_as_root(identity, Order::TerminateList, now)
    }

    /// Signs the order to take nothing more that a certificate's key signs
    /// (`spec/protocol.md#CERT-6`). [`revoke_device`](Self::revoke_device) names all certificates
    /// of a device.
    ///
    /// # Errors
    /// As for [`terminate`](Self::terminate).
    pub fn revoke(
        &mut self,
        identity: &Identity,
        serial: Serial,
        now: Time,
    ) -> Result<Request, OwnerError> {
        self.instruct_as_root(identity, Order::RevokeCertificate(serial), now)
    }

    pub(crate) fn instruct_as_root(
        &mut self,
        identity: &Identity,
        order: Order,
        now: Time,
    ) -> Result<Request, OwnerError> {
        if identity.root() != &self.root {
            return Err(OwnerError::WrongList);
        }
        if let Some(request) = self.repeat(order)? {
            return Ok(request);
        }
        let name = origin::root(&self.terms().origin, &self.list_id());
        let serial = self.serials.instruction(now);
        let note = sign(
            &self.instruction(serial, order, now),
            &name,
            identity.root_key(),
        );
        Ok(self.begin(note, order))
    }

    /// Draws the token of a new reader and signs its admission. Hand the token to the auditor; it
    /// is not kept here.
    ///
    /// # Errors
    /// As for [`instruct`](Self::instruct).
    pub fn admit_reader<R: CryptoRng + ?Sized>(
        &mut self,
        now: Time,
        rng: &mut R,
    ) -> Result<(ReaderToken, Request), OwnerError> {
        let mut bytes = zeroize::Zeroizing::new([0; ReaderToken::LENGTH]);
        rng.fill_bytes(bytes.as_mut_slice());
        let token = ReaderToken::from_bytes(*bytes);
        let reader = token.reader_id(&self.list_id());
        let request = self.instruct(Order::AdmitReader(reader), now)?;
        Ok((token, request))
    }

    /// The order that waits for its answer, with its request.
    #[must_use]
    pub fn pending_instruction(&self) -> Option<(Order, Request)> {
        let pending = self.orders.pending.as_ref()?;
        Some((pending.order, self.instruction_request(pending)))
    }

    /// Gives up an order that the processor refused. Sync before the next one: a processor that
    /// carried it out nevertheless has logged it.
    pub fn withdraw_instruction(&mut self) {
        self.orders.pending = None;
    }

    /// Verifies the answer to the last order (`spec/protocol.md#ACK-1`).
    ///
    /// # Errors
    /// [`ReceiptError`]; the order stays pending then. [`ReceiptError::BadProof`] also if nothing
    /// was ordered.
    pub fn confirm_instruction(&mut self, answer: &[u8]) -> Result<Acknowledged, ReceiptError> {
        let pending = self.orders.pending.as_ref().ok_or(ReceiptError::BadProof)?;
        let acknowledged = self.verify_answer(pending, answer)?;
        self.note_carried_out(acknowledged.id, acknowledged.order);
        Ok(acknowledged)
    }

    /// The processor's own statement, as far as this device has seen it in the instruction log.
    #[must_use]
    pub fn processor_statement(&self) -> Option<ProcessorStatement> {
        crate::signed_note::read_note(&self.orders.processor, self.terms())
    }

    /// An instruction of this device was carried out: the next one follows it.
    pub(crate) fn note_carried_out(&mut self, id: InstructionId, order: Order) {
        self.orders.last = Some(id);
        let is_pending = |pending: &PendingOrder| pending.id == id;
        if self.orders.pending.as_ref().is_some_and(is_pending) {
            self.orders.pending = None;
        }
        if let Order::PurgeEpoch(epoch) = order {
            self.purge_of(epoch, id).confirmed = true;
        }
    }

    fn verify_answer(
        &self,
        pending: &PendingOrder,
        answer: &[u8],
    ) -> Result<Acknowledged, ReceiptError> {
        let mut reader = Reader::new(answer);
        let note = reader.bytes16(usize::from(u16::MAX));
        let note = note.map_err(|_| ReceiptError::BadProof)?;
        let proof = reader.bytes16(limit::MAX_PROOF);
        let proof = proof.map_err(|_| ReceiptError::BadProof)?;
        reader.finish().map_err(|_| ReceiptError::BadProof)?;
        let terms = self.terms();
        let list_id = self.list_id();
        let signed =
            SignedDocument::<Acknowledgement>::verify(note, &terms.origin, &list_id, terms.log_key);
        let signed = signed.map_err(ReceiptError::of_document)?;
        if signed.text().instruction != pending.id {
            return Err(ReceiptError::Inconsistent);
        }
        let entry = Entry::of_document(DocumentKind::Acknowledgement, note);
        let origin = LogName::Instructions.origin(terms);
        let receipt = verify_receipt(proof, &entry, origin, terms.log_key)?;
        Ok(Acknowledged {
            id: pending.id,
            order: pending.order,
            time: signed.text().time,
            index: receipt.index(),
        })
    }

    fn instruction(&self, serial: Serial, order: Order, now: Time) -> Instruction {
        Instruction {
            list_id: self.list_id(),
            serial,
            previous: self.orders.last,
            time: now,
            order,
        }
    }

    /// The request of the order that waits, if it is this one.
    fn repeat(&self, order: Order) -> Result<Option<Request>, OwnerError> {
        match &self.orders.pending {
            Some(pending) if pending.order == order => Ok(Some(self.instruction_request(pending))),
            Some(_) => Err(OwnerError::Unanswered),
            None => Ok(None),
        }
    }

    fn begin(&mut self, note: Note, order: Order) -> Request {
        let note = note.as_str().as_bytes().to_vec();
        let id = InstructionId::of_note(&note);
        self.orders.own.push(id);
        if let Order::PurgeEpoch(epoch) = order {
            self.purge_of(epoch, id);
        }
        let pending = PendingOrder { note, id, order };
        let request = self.instruction_request(&pending);
        self.orders.pending = Some(pending);
        request
    }

    fn purge_of(&mut self, epoch: Epoch, id: InstructionId) -> &mut crate::owner::Purge {
        let purge = self.purges.entry(epoch).or_default();
        if !purge.instructions.contains(&id) {
            purge.instructions.push(id);
        }
        purge
    }

    fn instruction_request(&self, pending: &PendingOrder) -> Request {
        Request::send(
            Method::Post,
            format!("/v1/lists/{}/instructions", self.list_id()),
            Media::Text,
            pending.note.clone(),
        )
    }
}

fn sign<S: NoteSigner>(instruction: &Instruction, name: &str, key: &S) -> Note {
    Note::sign(&instruction.to_text(), &key_name(name), key)
        .expect("the text of an instruction is short, plain and terminated")
}

//! Notes of the instruction log as evidence: verified for the moment at which they were made.

use sealroll_log::{Note, SignedDocument, SignedInstruction};
use sealroll_wire::{
    Certificate, Instruction, ProcessorText, RootDocument, Serial, Terms, Verified,
};

/// Reads an instruction that one of the certificates, or the root, has signed. The certificate
/// must have been valid when the instruction was given.
pub(crate) fn read_instruction(
    note: &[u8],
    terms: &Terms,
    root: &RootDocument,
    certificates: &[Verified<Certificate>],
) -> Option<SignedInstruction> {
    let text = Note::parse(note).ok()?;
    let given = Instruction::from_text(text.text()).ok()?.time;
    let find = |serial: Serial| {
        let mut known = certificates.iter();
        known
            .find(|certificate| certificate.serial() == serial)
            .map(|certificate| &**certificate)
    };
    SignedInstruction::verify(note, &terms.origin, root, given, find).ok()
}

/// Reads a note of the processor (`spec/protocol.md#DOC-2`).
pub(crate) fn read_note<T: ProcessorText + Clone>(note: &[u8], terms: &Terms) -> Option<T> {
    let list_id = terms.root_fingerprint.list_id();
    let signed = SignedDocument::<T>::verify(note, &terms.origin, &list_id, terms.log_key).ok()?;
    Some(signed.text().clone())
}

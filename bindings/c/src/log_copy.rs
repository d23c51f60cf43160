//! An owner whose processor lost or denies something: the copy of the logs, lost orders, evidence.

use sealroll::{Inbox, Request};

use crate::buffer::{SealrollBuffer, buffer};
use crate::exchange::{Exchange, SealrollExchange};
use crate::failure::Failure;
use crate::handle::{Out, borrow, guard, read};
use crate::input;
use crate::owner::{Device, SealrollOwner};
use crate::status::SealrollStatus;

/// The copy of the logs, to be kept beside the owner's state and replaced after every sync. There is
/// nothing personal and no key in it. Without it a device that was started again cannot say what a
/// restored processor has lost.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_log_copy(
    owner: *const SealrollOwner,
    copy: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe { read(owner, copy, |device| Ok(buffer(&device.inbox.to_bytes()))) }
}

/// Takes back what `sealroll_owner_log_copy` gave, before the first sync. What was opened before is
/// forgotten, and opened again.
///
/// Fails with the codes of a decoder; then nothing has changed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_set_log_copy(
    owner: *mut SealrollOwner,
    copy: *const u8,
    copy_length: usize,
) -> SealrollStatus {
    guard(|| {
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let mut device = borrow(owner)?;
            device.inbox = Inbox::from_bytes(input::bytes(copy, copy_length)?)?;
        }
        Ok(())
    })
}

/// Gives the orders again that the last sync found lost, but for the end of the list, which needs the
/// root; `given` is how many the processor took. An order that still waits for its answer is sent
/// before. The state is saved before and after each. Publish the statements and sync before, and
/// sync after: what was refused is found lost again then.
///
/// Fails with the codes of a receipt or of a temporary refusal, and with
/// `SEALROLL_STATUS_UNREACHABLE`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_give_again(
    owner: *mut SealrollOwner,
    exchange: *const SealrollExchange,
    given: *mut usize,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(given)?;
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let mut device = borrow(owner)?;
            let exchange = Exchange::read(exchange)?;
            out.set(device.give_again(&exchange)?);
        }
        Ok(())
    })
}

/// What proves to others that the processor contradicted itself, after a sync that failed with
/// `SEALROLL_STATUS_ROLLED_BACK`, `..._INCONSISTENT` or `..._FOREIGN_STATEMENT`: the text of a file for
/// `sealroll audit --evidence FILE`. There is nothing of guests and no key in it. Save it at once: it
/// is not in the owner's state, and another such sync replaces it.
///
/// Fails with `SEALROLL_STATUS_ABSENT` if no sync of this object found a contradiction: that is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_evidence(
    owner: *const SealrollOwner,
    evidence: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(owner, evidence, |device| {
            let evidence = device.evidence.as_ref().ok_or_else(Failure::absent)?;
            Ok(buffer(evidence.as_bytes()))
        })
    }
}

impl Device {
    fn give_again(&mut self, exchange: &Exchange<'_>) -> Result<usize, Failure> {
        if let Some((_, request)) = self.owner.pending_instruction() {
            self.give(exchange, &request)?;
        }
        let mut given = 0;
        // Those that a failure leaves are given by the next call.
        while let Some(order) = self.lost.first().copied() {
            if !order.is_of_root() {
                let request = self.owner.instruct(order, exchange.now()?)?;
                given += usize::from(self.give(exchange, &request)?);
            }
            self.lost.remove(0);
        }
        Ok(given)
    }

    /// Sends an order; whether the processor took it. One that it refused for good is withdrawn.
    fn give(&mut self, exchange: &Exchange<'_>, request: &Request) -> Result<bool, Failure> {
        exchange.save(&self.owner.to_bytes())?;
        let answer = exchange.send(request)?;
        let taken = match answer.success() {
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
        exchange.save(&self.owner.to_bytes())?;
        Ok(taken)
    }
}

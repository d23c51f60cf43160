//! What a processor says about itself.

use sealroll::ProcessorStatement;

use crate::buffer::{SealrollBuffer, buffer};
use crate::failure::Failure;
use crate::handle::read;
use crate::owner::SealrollOwner;
use crate::status::SealrollStatus;

/// A text of a processor's statement.
#[repr(i32)]
#[derive(Clone, Copy)]
pub enum SealrollProcessor {
    /// Who runs the service.
    Operator = 0,
    /// Where.
    Region = 1,
    /// With which program.
    Software = 2,
    /// Whose services it uses, a line each.
    SubProcessors = 3,
}

/// What the processor says of itself, by the instruction log as far as this device has seen it, as a
/// text. `which` is one of `SealrollProcessor`.
///
/// Fails with `SEALROLL_STATUS_ABSENT` if it has said nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_owner_processor(
    owner: *const SealrollOwner,
    which: i32,
    text: *mut *mut SealrollBuffer,
) -> SealrollStatus {
    // SAFETY: the caller answers for the pointers.
    unsafe {
        read(owner, text, |device| {
            said(device.owner.processor_statement().as_ref(), which)
        })
    }
}

/// A text of a statement, if there is one.
pub(crate) fn said(
    statement: Option<&ProcessorStatement>,
    which: i32,
) -> Result<*mut SealrollBuffer, Failure> {
    let text = |statement: &ProcessorStatement| match which {
        0 => statement.operator.clone(),
        1 => statement.region.clone(),
        2 => statement.software.clone(),
        _ => statement.sub_processors.join("\n"),
    };
    if !(0..4).contains(&which) {
        return Err(Failure::argument(c"a processor has no such text"));
    }
    let text = statement.map(text).ok_or_else(Failure::absent)?;
    Ok(buffer(text.as_bytes()))
}

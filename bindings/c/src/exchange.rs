//! Work that takes several requests: the caller's network and clock, as callbacks.

use core::ffi::{c_char, c_void};

use sealroll::{Request, Response, Time};

use crate::failure::Failure;
use crate::handle::{Object, borrow, create, free, guard};
use crate::input;
use crate::request::{SealrollRequest, request};
use crate::status::SealrollStatus;

/// The caller's network and clock, for work that takes several requests.
///
/// The functions are called on the thread of the call, one at a time, and must return: no
/// exception and no `longjmp` may leave them. While they run, the object that is worked on is
/// busy.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct SealrollExchange {
    /// Host of the API, with its port if it is not the scheme's own, such as `example.org`. Signed
    /// requests name it. Not NULL.
    pub authority: *const c_char,
    /// Sends `request` and hands the answer over with `sealroll_answer_set`, whatever its status
    /// code. Returns 0; or anything else if there is no answer, and then the call fails with
    /// `SEALROLL_STATUS_UNREACHABLE`. Frees neither. Not NULL.
    pub send: Option<
        unsafe extern "C" fn(
            context: *mut c_void,
            request: *const SealrollRequest,
            answer: *mut SealrollAnswer,
        ) -> i32,
    >,
    /// The time now, in seconds since 1970, by a clock that the processor does not control. Not
    /// NULL.
    pub clock: Option<unsafe extern "C" fn(context: *mut c_void) -> u64>,
    /// Saves the owner's state, which must be durable before this returns 0: a witness must
    /// remember what it is about to sign. The bytes contain every secret of the device, and are
    /// wiped when this returns. Anything but 0 fails the call with `SEALROLL_STATUS_CANCELLED`.
    /// NULL saves nothing, which is right only where the caller saves after each call and accepts
    /// that a lost device cosigns anew. `sealroll_owner_publish` gives the outbox instead.
    pub save:
        Option<unsafe extern "C" fn(context: *mut c_void, state: *const u8, length: usize) -> i32>,
    /// Handed to the functions as it is.
    pub context: *mut c_void,
}

/// Where a callback puts the processor's answer.
///
/// The library frees it; it is valid until the callback returns.
pub struct SealrollAnswer {
    _opaque: [u8; 0],
}

impl Object for SealrollAnswer {
    type State = Option<Response>;
    const TAG: &'static [u8; 8] = b"sranswer";
}

/// Hands an answer over: the status code, and the body, which is copied. `body` may be NULL if
/// `length` is 0. The last call counts.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_answer_set(
    answer: *mut SealrollAnswer,
    http_status: u16,
    body: *const u8,
    length: usize,
) -> SealrollStatus {
    guard(|| {
        // SAFETY: the caller answers for the pointers.
        unsafe {
            let mut answer = borrow(answer)?;
            *answer = Some(Response {
                status: http_status,
                body: input::bytes(body, length)?.to_vec(),
                ..Response::default()
            });
        }
        Ok(())
    })
}

/// A checked [`SealrollExchange`].
pub(crate) struct Exchange<'a> {
    pub(crate) authority: &'a str,
    callbacks: SealrollExchange,
}

impl Exchange<'_> {
    /// Checks the callbacks.
    ///
    /// # Safety
    /// The pointer is NULL or valid for reading, as is its text, until the call ends; its functions
    /// keep their promises.
    pub(crate) unsafe fn read(pointer: *const SealrollExchange) -> Result<Self, Failure> {
        if pointer.is_null() {
            return Err(Failure::null());
        }
        if !pointer.is_aligned() {
            return Err(Failure::argument(c"a pointer is not aligned"));
        }
        // SAFETY: not NULL and aligned; the rest is the caller's promise.
        let callbacks = unsafe { pointer.read() };
        if callbacks.send.is_none() || callbacks.clock.is_none() {
            return Err(Failure::null());
        }
        // SAFETY: the caller's promise.
        let authority = unsafe { input::text(callbacks.authority) }?;
        Ok(Self {
            authority,
            callbacks,
        })
    }

    /// The time now, by the caller's clock.
    pub(crate) fn now(&self) -> Result<Time, Failure> {
        let clock = self.callbacks.clock.ok_or_else(Failure::null)?;
        // SAFETY: the function is the caller's.
        input::time(unsafe { clock(self.callbacks.context) })
    }

    /// Has the caller save the state.
    pub(crate) fn save(&self, state: &[u8]) -> Result<(), Failure> {
        let Some(save) = self.callbacks.save else {
            return Ok(());
        };
        // SAFETY: bytes and their length; the function is the caller's.
        match unsafe { save(self.callbacks.context, state.as_ptr(), state.len()) } {
            0 => Ok(()),
            _ => Err(Failure::new(
                SealrollStatus::Cancelled,
                c"the state could not be saved",
            )),
        }
    }

    /// Has the caller send a request.
    pub(crate) fn send(&self, message: &Request) -> Result<Response, Failure> {
        let unreachable = || {
            Failure::new(
                SealrollStatus::Unreachable,
                c"the callback brought no answer of the processor",
            )
        };
        let send = self.callbacks.send.ok_or_else(Failure::null)?;
        let message = request(message);
        let answer = create::<SealrollAnswer>(None);
        // SAFETY: both objects live until they are freed below; the function is the caller's.
        unsafe {
            let sent = send(self.callbacks.context, message, answer);
            let response = borrow(answer).map(|mut answer| answer.take());
            free(message);
            free(answer);
            if sent == 0 {
                response?.ok_or_else(unreachable)
            } else {
                Err(unreachable())
            }
        }
    }
}

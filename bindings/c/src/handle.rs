//! Objects behind pointers.
//!
//! Every object begins with a tag that names its type, so that a pointer to another object is
//! refused; and its state lies behind a lock that is only tried, so that two calls at the same
//! time are refused instead of racing.

use core::ops::{Deref, DerefMut};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, MutexGuard, TryLockError};

use crate::failure::Failure;
use crate::input;
use crate::status::SealrollStatus;

/// An opaque type of the header, and what is behind it.
pub(crate) trait Object {
    /// What is behind a pointer to it. Any thread may use it.
    type State: Send;
    /// Eight characters that no other type has.
    const TAG: &'static [u8; 8];
}

#[repr(C)]
struct Handle<S> {
    tag: [u8; 8],
    state: Mutex<Option<S>>,
}

/// Runs the body of a function of the interface: failures and panics become a status.
pub(crate) fn guard(body: impl FnOnce() -> Result<(), Failure>) -> SealrollStatus {
    // What a panic left behind is not seen again: its locks are poisoned, and refused from then on.
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(())) => SealrollStatus::Ok,
        Ok(Err(failure)) => failure.record(),
        Err(_) => broken().record(),
    }
}

/// Puts a state behind a new pointer, which the caller of the interface frees.
pub(crate) fn create<O: Object>(state: O::State) -> *mut O {
    let handle = Handle {
        tag: *O::TAG,
        state: Mutex::new(Some(state)),
    };
    Box::into_raw(Box::new(handle)).cast()
}

/// Frees what is behind a pointer; NULL and objects of other types are left alone.
///
/// # Safety
/// The pointer is NULL or was made by [`create`], for any type, and is not used again.
pub(crate) unsafe fn free<O: Object>(pointer: *mut O) {
    // SAFETY: the caller's promise.
    if unsafe { check(pointer) }.is_err() {
        return;
    }
    let handle = pointer.cast::<Handle<O::State>>();
    // SAFETY: the tag says that `create` made it for this type, and the caller that nobody else
    // uses it. Dropping may panic in no state; if it did, the memory would leak.
    let _ = catch_unwind(AssertUnwindSafe(|| unsafe {
        (*handle).tag = *b"freed...";
        drop(Box::from_raw(handle));
    }));
}

/// What is behind a pointer, for the time of a call.
///
/// # Safety
/// The pointer is NULL or was made by [`create`], for any type, and not freed; it is not freed
/// before the value returned is dropped.
pub(crate) unsafe fn borrow<'a, O: Object>(
    pointer: *const O,
) -> Result<Borrowed<'a, O::State>, Failure> {
    let used = || {
        Failure::new(
            SealrollStatus::Used,
            c"an earlier call has used the object up",
        )
    };
    // SAFETY: the caller's promise.
    let state = unsafe { lock(pointer) }?;
    if state.is_none() {
        return Err(used());
    }
    Ok(Borrowed(state))
}

/// Looks at an object and writes what it sees to a place of the caller's.
///
/// # Safety
/// As [`borrow`] and [`Out::set`].
pub(crate) unsafe fn read<O: Object, T>(
    pointer: *const O,
    place: *mut T,
    look: impl FnOnce(&O::State) -> Result<T, Failure>,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(place)?;
        // SAFETY: the caller's promise.
        unsafe {
            let state = borrow(pointer)?;
            out.set(look(&state)?);
        }
        Ok(())
    })
}

/// Works on an object and writes the result to a place of the caller's.
///
/// # Safety
/// As [`borrow`] and [`Out::set`].
pub(crate) unsafe fn change<O: Object, T>(
    pointer: *mut O,
    place: *mut T,
    work: impl FnOnce(&mut O::State) -> Result<T, Failure>,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(place)?;
        // SAFETY: the caller's promise.
        unsafe {
            let mut state = borrow(pointer.cast_const())?;
            out.set(work(&mut state)?);
        }
        Ok(())
    })
}

/// Reads saved bytes and writes a new object to a place of the caller's.
///
/// # Safety
/// As [`input::bytes`] and [`Out::set`].
pub(crate) unsafe fn restore<O: Object, E: Into<Failure>>(
    bytes: *const u8,
    length: usize,
    place: *mut *mut O,
    decode: impl FnOnce(&[u8]) -> Result<O::State, E>,
) -> SealrollStatus {
    guard(|| {
        let out = Out::new(place)?;
        // SAFETY: the caller's promise.
        unsafe {
            let state = decode(input::bytes(bytes, length)?);
            out.set(create(state.map_err(Into::into)?));
        }
        Ok(())
    })
}

/// How many elements an object has; 0 for NULL.
///
/// # Safety
/// As [`borrow`].
pub(crate) unsafe fn count<O: Object>(
    pointer: *const O,
    look: impl FnOnce(&O::State) -> usize,
) -> usize {
    // SAFETY: the caller's promise.
    unsafe { borrow(pointer) }.map_or(0, |state| look(&state))
}

/// A locked state that is there.
pub(crate) struct Borrowed<'a, S>(MutexGuard<'a, Option<S>>);

impl<S> Borrowed<'_, S> {
    /// Takes the state away and puts another in its place, or none.
    pub(crate) fn replace<T>(
        mut self,
        change: impl FnOnce(S) -> Result<T, (S, Failure)>,
    ) -> Result<T, Failure> {
        let state = self.0.take().ok_or_else(broken)?;
        change(state).map_err(|(state, failure)| {
            *self.0 = Some(state);
            failure
        })
    }
}

impl<S> Deref for Borrowed<'_, S> {
    type Target = S;

    fn deref(&self) -> &S {
        self.0.as_ref().expect("checked when it was borrowed")
    }
}

impl<S> DerefMut for Borrowed<'_, S> {
    fn deref_mut(&mut self) -> &mut S {
        self.0.as_mut().expect("checked when it was borrowed")
    }
}

/// A place of the caller's for a result, checked before the work begins.
pub(crate) struct Out<T>(*mut T);

impl<T> Out<T> {
    /// Takes the pointer.
    pub(crate) fn new(pointer: *mut T) -> Result<Self, Failure> {
        if pointer.is_null() {
            return Err(Failure::null());
        }
        if !pointer.is_aligned() {
            return Err(Failure::argument(c"a pointer is not aligned"));
        }
        Ok(Self(pointer))
    }

    /// Takes a pointer that may be NULL.
    pub(crate) fn optional(pointer: *mut T) -> Result<Option<Self>, Failure> {
        if pointer.is_null() {
            return Ok(None);
        }
        Self::new(pointer).map(Some)
    }

    /// Writes the result.
    ///
    /// # Safety
    /// The pointer is valid for writing a `T`.
    pub(crate) unsafe fn set(self, value: T) {
        // SAFETY: not NULL and aligned by `new`; the rest is the caller's promise.
        unsafe { self.0.write(value) }
    }
}

/// # Safety
/// As [`borrow`].
unsafe fn lock<'a, O: Object>(
    pointer: *const O,
) -> Result<MutexGuard<'a, Option<O::State>>, Failure> {
    // SAFETY: the caller's promise.
    unsafe { check(pointer) }?;
    // SAFETY: the tag says that `create` made it for this type; the caller, that it stays.
    let handle = unsafe { &*pointer.cast::<Handle<O::State>>() };
    match handle.state.try_lock() {
        Ok(state) => Ok(state),
        Err(TryLockError::WouldBlock) => Err(Failure::new(
            SealrollStatus::Busy,
            c"another call works on the object",
        )),
        Err(TryLockError::Poisoned(_)) => Err(broken()),
    }
}

/// Checks that the pointer is to an object of this type.
///
/// # Safety
/// As [`borrow`].
unsafe fn check<O: Object>(pointer: *const O) -> Result<(), Failure> {
    if pointer.is_null() {
        return Err(Failure::null());
    }
    let wrong = || Failure::new(SealrollStatus::WrongHandle, c"not an object of this type");
    if !pointer.cast::<Handle<O::State>>().is_aligned() {
        return Err(wrong());
    }
    // SAFETY: every object of the interface begins with eight bytes, whatever its type.
    let tag = unsafe { pointer.cast::<[u8; 8]>().read() };
    if tag == *O::TAG { Ok(()) } else { Err(wrong()) }
}

fn broken() -> Failure {
    Failure::new(SealrollStatus::Panic, c"a defect of the library")
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Number;
    impl Object for Number {
        type State = u32;
        const TAG: &'static [u8; 8] = b"number..";
    }
    struct Word;
    impl Object for Word {
        type State = String;
        const TAG: &'static [u8; 8] = b"word....";
    }

    fn status<T>(result: Result<T, Failure>) -> SealrollStatus {
        match result {
            Ok(_) => SealrollStatus::Ok,
            Err(failure) => failure.record(),
        }
    }

    #[test]
    fn pointers_are_told_apart() {
        let number = create::<Number>(7);
        // SAFETY: made above and freed below.
        unsafe {
            assert_eq!(*borrow(number).map_err(|_| ()).expect("a number"), 7);
            assert_eq!(
                status(borrow::<Word>(number.cast())),
                SealrollStatus::WrongHandle
            );
            assert_eq!(
                status(borrow::<Word>(core::ptr::null())),
                SealrollStatus::NullArgument
            );
            free::<Word>(number.cast());
            free::<Number>(core::ptr::null_mut());
            free(number);
        }
    }

    #[test]
    fn an_object_is_used_by_one_call_at_a_time_and_used_up_once() {
        let number = create::<Number>(7);
        // SAFETY: made above and freed below.
        unsafe {
            let borrowed = borrow(number).map_err(|_| ()).expect("a number");
            assert_eq!(status(borrow(number)), SealrollStatus::Busy);
            let kept =
                borrowed.replace(|number| Err::<(), _>((number + 1, Failure::argument(c"a test"))));
            assert_eq!(status(kept), SealrollStatus::BadArgument);
            let borrowed = borrow(number).map_err(|_| ()).expect("a number");
            assert_eq!(borrowed.replace(Ok).map_err(|_| ()), Ok(8));
            assert_eq!(status(borrow(number)), SealrollStatus::Used);
            free(number);
        }
    }

    #[test]
    fn a_panic_becomes_a_status_and_its_object_unusable() {
        let number = create::<Number>(7);
        let divide = || {
            // SAFETY: made above and freed below.
            let mut number = unsafe { borrow(number) }?;
            *number = 1_u32.checked_div(*number - 7).expect("a test");
            Ok(())
        };
        assert_eq!(guard(divide), SealrollStatus::Panic);
        // SAFETY: made above and freed here.
        unsafe {
            assert_eq!(status(borrow(number)), SealrollStatus::Panic);
            free(number);
        }
    }
}

//! The shared library, loaded while the program runs.

use core::ffi::{CStr, c_char, c_int, c_void};
use core::mem::transmute_copy;
use core::ptr::{self, null, null_mut};
use core::slice;
use std::ffi::CString;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use crate::Failure;
use crate::http;

/// The shared library. It stays loaded.
#[derive(Clone, Copy)]
pub(crate) struct Library(*mut c_void);

/// A guest's verified bundle and form, behind the C interface.
pub(crate) struct Guest {
    library: Library,
    welcome: Pointer,
    form: Pointer,
}

/// An owner and what it has fetched, behind the C interface.
pub(crate) struct Owner {
    library: Library,
    owner: Pointer,
    fetched: Pointer,
}

type Pointer = *mut c_void;
type Status = c_int;

#[repr(C)]
struct Exchange {
    authority: *const c_char,
    send: unsafe extern "C" fn(Pointer, Pointer, Pointer) -> c_int,
    clock: unsafe extern "C" fn(Pointer) -> u64,
    save: *const c_void,
    context: Pointer,
}

/// What the callbacks need.
struct Carrier {
    library: Library,
    authority: String,
}

impl Library {
    /// Loads it.
    pub(crate) fn open(file: &Path) -> Result<Self, Failure> {
        let name = CString::new(file.as_os_str().as_bytes())?;
        // SAFETY: a text; the library has no initialisers but those of Rust.
        let library = unsafe { dlopen(name.as_ptr(), NOW) };
        if library.is_null() {
            return Err(format!("{} cannot be loaded", file.display()).into());
        }
        Ok(Self(library))
    }

    /// A function of the library, of the type that the header gives it.
    fn function<F: Copy>(self, name: &CStr) -> F {
        // SAFETY: the library is loaded, and `F` is a function's address.
        unsafe {
            let address = dlsym(self.0, name.as_ptr());
            assert!(!address.is_null(), "{name:?} is not in the library");
            assert_eq!(size_of::<F>(), size_of::<Pointer>());
            transmute_copy(&address)
        }
    }

    fn check(self, name: &CStr, status: Status) -> Result<(), Failure> {
        match status {
            0 => Ok(()),
            status => Err(format!("{name:?} returned {status}").into()),
        }
    }

    /// A guest that has verified the bundle and filled in its form.
    pub(crate) fn guest(self, link: &str, bundle: &[u8], now: u64) -> Result<Guest, Failure> {
        let link = CString::new(link)?;
        let parse: unsafe extern "C" fn(*const c_char, *mut Pointer) -> Status =
            self.function(c"sealroll_invitation_parse");
        let first: unsafe extern "C" fn(i32, Pointer, *mut Pointer) -> Status =
            self.function(c"sealroll_guest_first_use");
        type Accept =
            unsafe extern "C" fn(Pointer, Pointer, *const u8, usize, u64, *mut Pointer) -> Status;
        let accept: Accept = self.function(c"sealroll_guest_accept");
        let new_form: unsafe extern "C" fn() -> Pointer = self.function(c"sealroll_form_new");
        let set: unsafe extern "C" fn(Pointer, i32, *const c_char) -> Status =
            self.function(c"sealroll_form_set_text");
        let (mut invitation, mut guest, mut welcome) = (null_mut(), null_mut(), null_mut());
        // SAFETY: as the header asks.
        unsafe {
            self.check(c"parse", parse(link.as_ptr(), &raw mut invitation))?;
            self.check(c"first use", first(TEST, null_mut(), &raw mut guest))?;
            let (bytes, length) = (bundle.as_ptr(), bundle.len());
            let status = accept(guest, invitation, bytes, length, now, &raw mut welcome);
            self.check(c"accept", status)?;
            let form = new_form();
            for (field, text) in [(0, c"Ada"), (1, c"Lovelace"), (2, c"+4915112345678")] {
                self.check(c"set text", set(form, field, text.as_ptr()))?;
            }
            self.free(c"sealroll_guest_free", guest);
            self.free(c"sealroll_invitation_free", invitation);
            Ok(Guest {
                library: self,
                welcome,
                form,
            })
        }
    }

    /// An owner that has synced and fetched an epoch.
    pub(crate) fn owner(self, state: &[u8], authority: &str, epoch: u32) -> Result<Owner, Failure> {
        let name = CString::new(authority)?;
        let mut carrier = Carrier {
            library: self,
            authority: authority.to_owned(),
        };
        let exchange = Exchange {
            authority: name.as_ptr(),
            send,
            clock,
            save: null(),
            context: ptr::from_mut(&mut carrier).cast(),
        };
        let restore: unsafe extern "C" fn(*const u8, usize, *mut Pointer) -> Status =
            self.function(c"sealroll_owner_from_bytes");
        let sync: unsafe extern "C" fn(Pointer, *const Exchange, Pointer, *mut Pointer) -> Status =
            self.function(c"sealroll_owner_sync");
        type Fetch =
            unsafe extern "C" fn(Pointer, u32, *const Exchange, Pointer, *mut Pointer) -> Status;
        let fetch: Fetch = self.function(c"sealroll_owner_fetch");
        let (mut owner, mut report, mut fetched) = (null_mut(), null_mut(), null_mut());
        // SAFETY: as the header asks; the carrier outlives the calls.
        unsafe {
            let status = restore(state.as_ptr(), state.len(), &raw mut owner);
            self.check(c"restore", status)?;
            let status = sync(owner, &raw const exchange, null_mut(), &raw mut report);
            self.check(c"sync", status)?;
            self.free(c"sealroll_sync_report_free", report);
            let place = &raw mut fetched;
            let status = fetch(owner, epoch, &raw const exchange, null_mut(), place);
            self.check(c"fetch", status)?;
        }
        Ok(Owner {
            library: self,
            owner,
            fetched,
        })
    }

    /// # Safety
    /// The pointer is of the type that the function frees.
    unsafe fn free(self, name: &CStr, pointer: Pointer) {
        let free: unsafe extern "C" fn(Pointer) = self.function(name);
        // SAFETY: the caller's promise.
        unsafe { free(pointer) }
    }
}

impl Guest {
    /// Seals so many check-ins and frees them.
    pub(crate) fn seal(&self, count: usize, now: u64) -> Result<(), Failure> {
        type Seal = unsafe extern "C" fn(Pointer, Pointer, u64, Pointer, *mut Pointer) -> Status;
        let seal: Seal = self.library.function(c"sealroll_welcome_check_in");
        let free: unsafe extern "C" fn(Pointer) = self.library.function(c"sealroll_pending_free");
        for _ in 0..count {
            let mut pending = null_mut();
            // SAFETY: as the header asks.
            unsafe {
                let status = seal(self.welcome, self.form, now, null_mut(), &raw mut pending);
                self.library.check(c"check-in", status)?;
                free(pending);
            }
        }
        Ok(())
    }
}

impl Owner {
    /// Opens everything that was fetched.
    pub(crate) fn open(&self, wanted: usize) -> Result<(), Failure> {
        type Open =
            unsafe extern "C" fn(Pointer, Pointer, *const c_void, Pointer, *mut Pointer) -> Status;
        let open: Open = self.library.function(c"sealroll_owner_open");
        let opened: unsafe extern "C" fn(Pointer, *mut usize) -> Status =
            self.library.function(c"sealroll_batch_opened");
        let (mut batch, mut count) = (null_mut(), 0);
        // SAFETY: as the header asks.
        unsafe {
            let place = &raw mut batch;
            let status = open(self.owner, self.fetched, null(), null_mut(), place);
            self.library.check(c"open", status)?;
            self.library
                .check(c"opened", opened(batch, &raw mut count))?;
            self.library.free(c"sealroll_batch_free", batch);
        }
        (count == wanted)
            .then_some(())
            .ok_or_else(|| format!("opened {count} of {wanted}").into())
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        // SAFETY: made by the library, and used by nobody else.
        unsafe {
            self.library.free(c"sealroll_form_free", self.form);
            self.library.free(c"sealroll_welcome_free", self.welcome);
        }
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        // SAFETY: made by the library, and used by nobody else.
        unsafe {
            self.library.free(c"sealroll_fetched_free", self.fetched);
            self.library.free(c"sealroll_owner_free", self.owner);
        }
    }
}

/// The callback that carries a request.
unsafe extern "C" fn send(context: Pointer, request: Pointer, answer: Pointer) -> c_int {
    // SAFETY: the library hands back what it was given, and its own objects.
    let carrier = unsafe { &*context.cast::<Carrier>() };
    let library = carrier.library;
    let text = |name: &CStr| -> String {
        let function: unsafe extern "C" fn(Pointer) -> *const c_char = library.function(name);
        // SAFETY: a text of the library's.
        unsafe { CStr::from_ptr(function(request)) }
            .to_string_lossy()
            .into_owned()
    };
    let length: unsafe extern "C" fn(Pointer) -> usize =
        library.function(c"sealroll_request_body_length");
    let body: unsafe extern "C" fn(Pointer) -> *const u8 =
        library.function(c"sealroll_request_body");
    let count: unsafe extern "C" fn(Pointer) -> usize =
        library.function(c"sealroll_request_header_count");
    let header = |name: &CStr, index: usize| -> String {
        let function: unsafe extern "C" fn(Pointer, usize) -> *const c_char =
            library.function(name);
        // SAFETY: the index is below the count.
        unsafe { CStr::from_ptr(function(request, index)) }
            .to_string_lossy()
            .into_owned()
    };
    let set: unsafe extern "C" fn(Pointer, u16, *const u8, usize) -> Status =
        library.function(c"sealroll_answer_set");
    // SAFETY: as the header asks.
    unsafe {
        let headers: Vec<(String, String)> = (0..count(request))
            .map(|index| {
                let name = header(c"sealroll_request_header_name", index);
                (name, header(c"sealroll_request_header_value", index))
            })
            .collect();
        let bytes = match length(request) {
            0 => &[],
            length => slice::from_raw_parts(body(request), length),
        };
        let reply = http::exchange(
            &carrier.authority,
            &text(c"sealroll_request_target"),
            &text(c"sealroll_request_method"),
            headers
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str())),
            bytes,
        );
        match reply {
            Ok((status, body)) => set(answer, status, body.as_ptr(), body.len()),
            Err(_) => -1,
        }
    }
}

/// The callback that tells the time.
unsafe extern "C" fn clock(_: Pointer) -> u64 {
    std::time::UNIX_EPOCH
        .elapsed()
        .map_or(0, |elapsed| elapsed.as_secs())
}

unsafe extern "C" {
    fn dlopen(name: *const c_char, flags: c_int) -> Pointer;
    fn dlsym(library: Pointer, name: *const c_char) -> Pointer;
}

/// `RTLD_NOW`.
const NOW: c_int = 2;
/// `SEALROLL_ENVIRONMENT_TEST`.
const TEST: i32 = 2;

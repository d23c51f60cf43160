//! Requests to the processor, which the caller sends.

use core::ffi::{CStr, c_char};
use core::ptr;
use std::ffi::CString;

use sealroll::{Method, Request, Response};

use crate::failure::Failure;
use crate::handle::{Object, borrow, create, free, guard};
use crate::input;
use crate::status::SealrollStatus;

/// A request to the processor: the caller sends it, with any HTTP client.
///
/// What its functions hand out lives as long as it does. Freed by the caller with
/// `sealroll_request_free`.
pub struct SealrollRequest {
    _opaque: [u8; 0],
}

impl Object for SealrollRequest {
    type State = Parts;
    const TAG: &'static [u8; 8] = b"srreques";
}

pub(crate) struct Parts {
    method: &'static CStr,
    target: CString,
    headers: Vec<(CString, CString)>,
    body: Vec<u8>,
}

/// Puts a request of the library behind a pointer.
pub(crate) fn request(request: &Request) -> *mut SealrollRequest {
    let text = |text: &str| CString::new(text).unwrap_or_default();
    let headers = request.headers.iter();
    create(Parts {
        method: match request.method {
            Method::Get => c"GET",
            Method::Put => c"PUT",
            Method::Post => c"POST",
        },
        target: text(&request.target()),
        headers: headers
            .map(|(name, value)| (text(name), text(value)))
            .collect(),
        body: request.body.clone(),
    })
}

/// `GET`, `PUT` or `POST`; NULL for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_request_method(request: *const SealrollRequest) -> *const c_char {
    // SAFETY: the caller answers for the pointer.
    unsafe { borrow(request) }.map_or(ptr::null(), |parts| parts.method.as_ptr())
}

/// Path and query, beginning with `/v1/`, to be appended to the address of the API; NULL for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_request_target(request: *const SealrollRequest) -> *const c_char {
    // SAFETY: the caller answers for the pointer.
    unsafe { borrow(request) }.map_or(ptr::null(), |parts| parts.target.as_ptr())
}

/// How many header fields to send besides those that every client sends; 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_request_header_count(request: *const SealrollRequest) -> usize {
    // SAFETY: the caller answers for the pointer.
    unsafe { borrow(request) }.map_or(0, |parts| parts.headers.len())
}

/// Name of a header field, in lower case; NULL if there are not so many.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_request_header_name(
    request: *const SealrollRequest,
    index: usize,
) -> *const c_char {
    // SAFETY: the caller answers for the pointer.
    let header = unsafe { header(request, index) };
    header.map_or(ptr::null(), |(name, _)| name)
}

/// Value of a header field; NULL if there are not so many.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_request_header_value(
    request: *const SealrollRequest,
    index: usize,
) -> *const c_char {
    // SAFETY: the caller answers for the pointer.
    let header = unsafe { header(request, index) };
    header.map_or(ptr::null(), |(_, value)| value)
}

/// The content; its length is `sealroll_request_body_length`. NULL for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_request_body(request: *const SealrollRequest) -> *const u8 {
    // SAFETY: the caller answers for the pointer.
    unsafe { borrow(request) }.map_or(ptr::null(), |parts| parts.body.as_ptr())
}

/// How many bytes the content has; 0 for none and for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_request_body_length(request: *const SealrollRequest) -> usize {
    // SAFETY: the caller answers for the pointer.
    unsafe { borrow(request) }.map_or(0, |parts| parts.body.len())
}

/// Frees a request. NULL is allowed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_request_free(request: *mut SealrollRequest) {
    // SAFETY: the caller answers for the pointer.
    unsafe { free(request) }
}

/// Reads an answer of the processor: `SEALROLL_STATUS_OK` for a status code of 200 to 299,
/// otherwise the problem that the body names, or `SEALROLL_STATUS_REFUSED`. 429 and 500 to 599
/// may pass: send the same request again later.
///
/// `body` may be NULL if `length` is 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sealroll_check_answer(
    http_status: u16,
    body: *const u8,
    length: usize,
) -> SealrollStatus {
    guard(|| {
        let response = Response {
            status: http_status,
            // SAFETY: the caller answers for the pointer.
            body: unsafe { input::bytes(body, length) }?.to_vec(),
            ..Response::default()
        };
        response.success().map(drop).map_err(Failure::from)
    })
}

/// # Safety
/// The caller answers for the pointer.
unsafe fn header(
    request: *const SealrollRequest,
    index: usize,
) -> Option<(*const c_char, *const c_char)> {
    // SAFETY: the caller's promise.
    let parts = unsafe { borrow(request) }.ok()?;
    let (name, value) = parts.headers.get(index)?;
    Some((name.as_ptr(), value.as_ptr()))
}

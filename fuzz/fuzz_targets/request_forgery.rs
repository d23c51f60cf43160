#![no_main]

use libfuzzer_sys::fuzz_target;
use sealroll_fuzz_properties::requests;

fuzz_target!(|data: &[u8]| requests::request_forgery(data));

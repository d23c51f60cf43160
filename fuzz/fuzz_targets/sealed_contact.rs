#![no_main]

use libfuzzer_sys::fuzz_target;
use sealroll_fuzz_properties::contacts;

fuzz_target!(|data: &[u8]| contacts::sealed_contact(data));

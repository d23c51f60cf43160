#![no_main]

use libfuzzer_sys::fuzz_target;
use sealroll_fuzz_properties::services;

fuzz_target!(|data: &[u8]| services::service(data));

#![no_main]

use libfuzzer_sys::fuzz_target;
use sealroll_fuzz_properties::records;

fuzz_target!(|data: &[u8]| records::frame(data));

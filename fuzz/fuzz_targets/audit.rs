#![no_main]

use libfuzzer_sys::fuzz_target;
use sealroll_fuzz_properties::audits;

fuzz_target!(|data: &[u8]| audits::audit(data));

#![no_main]

use libfuzzer_sys::fuzz_target;
use sealroll_fuzz_properties::recoveries;

fuzz_target!(|data: &[u8]| recoveries::recovered_owner(data));

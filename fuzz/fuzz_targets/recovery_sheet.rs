#![no_main]

use libfuzzer_sys::fuzz_target;
use sealroll_fuzz_properties::sheets;

fuzz_target!(|data: &[u8]| sheets::recovery_sheet(data));

#![no_main]

use libfuzzer_sys::fuzz_target;
use sealroll_fuzz_properties::histories;

fuzz_target!(|data: &[u8]| histories::hostile_history(data));

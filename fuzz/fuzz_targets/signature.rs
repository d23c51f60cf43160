#![no_main]

use libfuzzer_sys::fuzz_target;
use sealroll_fuzz_properties::structures;

fuzz_target!(|data: &[u8]| structures::signature(data));

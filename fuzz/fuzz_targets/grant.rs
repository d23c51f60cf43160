#![no_main]

use libfuzzer_sys::fuzz_target;
use sealroll_fuzz_properties::devices;

fuzz_target!(|data: &[u8]| devices::grant(data));

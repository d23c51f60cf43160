#![no_main]

use libfuzzer_sys::fuzz_target;
use sealroll_fuzz_properties::exchanges;

fuzz_target!(|data: &[u8]| exchanges::exchange(data));

#![no_main]

use libfuzzer_sys::fuzz_target;
use sealroll_fuzz_properties::syncs;

fuzz_target!(|data: &[u8]| syncs::hostile_sync(data));

#![no_main]

use libfuzzer_sys::fuzz_target;
use sealroll_fuzz_properties::bundles;

fuzz_target!(|data: &[u8]| bundles::registration(data));

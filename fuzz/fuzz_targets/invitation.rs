#![no_main]

use libfuzzer_sys::fuzz_target;
use sealroll_fuzz_properties::texts;

fuzz_target!(|data: &[u8]| texts::invitation(data));

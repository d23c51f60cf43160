#![no_main]

use libfuzzer_sys::fuzz_target;
use sealroll_fuzz_properties::notes;

fuzz_target!(|data: &[u8]| notes::note(data));

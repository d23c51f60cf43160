#![no_main]

use libfuzzer_sys::fuzz_target;
use sealroll_fuzz_properties::tiles;

fuzz_target!(|data: &[u8]| tiles::tile(data));

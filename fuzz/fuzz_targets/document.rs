#![no_main]

use libfuzzer_sys::fuzz_target;
use sealroll_fuzz_properties::documents;

fuzz_target!(|data: &[u8]| documents::document(data));

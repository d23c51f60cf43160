#![no_main]

use libfuzzer_sys::fuzz_target;
use sealroll_fuzz_properties::disclosures;

fuzz_target!(|data: &[u8]| disclosures::disclosure(data));

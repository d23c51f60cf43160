#![no_main]

use libfuzzer_sys::fuzz_target;
use sealroll_fuzz_properties::hostile;

fuzz_target!(|data: &[u8]| hostile::signed_chain(data));

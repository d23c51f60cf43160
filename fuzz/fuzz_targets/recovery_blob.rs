#![no_main]

use libfuzzer_sys::fuzz_target;
use sealroll_fuzz_properties::blobs;

fuzz_target!(|data: &[u8]| blobs::recovery_blob(data));

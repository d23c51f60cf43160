#![no_main]

use libfuzzer_sys::fuzz_target;
use sealroll_fuzz_properties::key_files;

fuzz_target!(|data: &[u8]| key_files::key_file_content(data));

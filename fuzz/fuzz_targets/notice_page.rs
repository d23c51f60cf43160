#![no_main]

use libfuzzer_sys::fuzz_target;
use sealroll_fuzz_properties::notice_pages;

fuzz_target!(|data: &[u8]| notice_pages::notice_page(data));

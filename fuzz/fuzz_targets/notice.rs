#![no_main]

use libfuzzer_sys::fuzz_target;
use sealroll_fuzz_properties::mailbox;

fuzz_target!(|data: &[u8]| mailbox::notice(data));

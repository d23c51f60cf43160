#![no_main]

use libfuzzer_sys::fuzz_target;
use sealroll_fuzz_properties::inboxes;

fuzz_target!(|data: &[u8]| inboxes::hostile_inbox(data));

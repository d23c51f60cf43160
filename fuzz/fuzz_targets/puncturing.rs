#![no_main]

use libfuzzer_sys::fuzz_target;
use sealroll_fuzz_properties::epoch_tree;

fuzz_target!(|data: &[u8]| epoch_tree::puncturing(data));

#![no_main]

use libfuzzer_sys::fuzz_target;
use sealroll_fuzz_properties::saved_states;

fuzz_target!(|data: &[u8]| saved_states::saved_state(data));

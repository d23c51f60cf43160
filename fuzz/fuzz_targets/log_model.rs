#![no_main]

use libfuzzer_sys::fuzz_target;
use sealroll_fuzz_properties::log_model;

fuzz_target!(|data: &[u8]| log_model::log_model(data));

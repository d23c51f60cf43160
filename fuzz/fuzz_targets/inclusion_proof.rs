#![no_main]

use libfuzzer_sys::fuzz_target;
use sealroll_fuzz_properties::proofs;

fuzz_target!(|data: &[u8]| proofs::inclusion_proof(data));

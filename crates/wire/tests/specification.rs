//! The specification and the code name the same labels, limits and error classes.

use std::collections::BTreeSet;

use sealroll_wire::{
    DecodeError, InstructionError, KeyError, LinkError, RequestSignatureError, SignatureError,
    TextError, VerifyError, label,
};

const SPECIFICATION: &str = include_str!("../../../spec/protocol.md");

#[test]
fn labels_are_those_of_appendix_a() {
    let appendix = section("## Appendix A.", "## Appendix B.");
    let words: Vec<&str> = label::ALL.iter().map(|(word, _)| *word).collect();
    assert_eq!(words, in_backticks(appendix));
}

#[test]
fn labels_are_made_of_their_words() {
    for (word, bytes) in label::ALL {
        assert_eq!(*bytes, [b"sealroll-v1 ", word.as_bytes(), b"\0"].concat());
        assert!(
            word.bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'-')
        );
    }
}

#[test]
fn labels_are_unique_and_free_of_prefixes() {
    for (at, (_, one)) in label::ALL.iter().enumerate() {
        for (_, other) in &label::ALL[at + 1..] {
            assert!(!one.starts_with(other) && !other.starts_with(one));
        }
    }
}

#[test]
fn error_codes_are_in_the_specification() {
    let mut known: BTreeSet<&str> = in_backticks(section("## Appendix B.", "\u{0}"))
        .into_iter()
        .collect();
    known.extend(in_backticks(section("## 9. HTTP", "## 11. Security")));
    let codes = [
        DecodeError::ALL
            .iter()
            .map(|error| error.code())
            .collect::<Vec<_>>(),
        KeyError::ALL.iter().map(|error| error.code()).collect(),
        SignatureError::ALL
            .iter()
            .map(|error| error.code())
            .collect(),
        VerifyError::ALL.iter().map(|error| error.code()).collect(),
        TextError::ALL.iter().map(|error| error.code()).collect(),
        LinkError::ALL.iter().map(|error| error.code()).collect(),
        InstructionError::ALL
            .iter()
            .map(|error| error.code())
            .collect(),
        RequestSignatureError::ALL
            .iter()
            .map(|error| error.code())
            .collect(),
    ];
    for code in codes.concat() {
        assert!(known.contains(code), "{code}");
    }
}

fn section(from: &str, to: &str) -> &'static str {
    let start = SPECIFICATION.find(from).expect("the section is there");
    let rest = &SPECIFICATION[start..];
    &rest[..rest.find(to).unwrap_or(rest.len())]
}

fn in_backticks(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

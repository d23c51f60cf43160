//! Judging what an implementation made of a case.

use core::fmt;

use serde_json::{Map, Value};

use crate::case::Case;
use crate::outcome::Outcome;

/// Compares an outcome with what the case expects: the class exactly, and every value of the
/// output but those named in `hidden`, at any depth, which the implementation's interface does not give. Hidden
/// values that are there nevertheless are compared too.
///
/// # Errors
/// [`Mismatch`] names the first difference.
pub fn compare(case: &Case, outcome: &Outcome, hidden: &[&str]) -> Result<(), Mismatch> {
    match outcome {
        Ok(_) if case.expect != "ok" => Err(Mismatch::Accepted),
        Ok(output) => compare_output(&case.output, output, hidden),
        Err(refusal) if case.expect != refusal.class => Err(Mismatch::Class(refusal.class.clone())),
        Err(refusal) => compare_output(&case.output, &refusal.output(), hidden),
    }
}

fn compare_output(expected: &Value, found: &Value, hidden: &[&str]) -> Result<(), Mismatch> {
    compare_value("", expected, found, hidden)
}

fn compare_value(
    path: &str,
    expected: &Value,
    found: &Value,
    hidden: &[&str],
) -> Result<(), Mismatch> {
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => {
            compare_members(path, expected, found, hidden)
        }
        (Value::Array(expected), Value::Array(found)) if expected.len() == found.len() => expected
            .iter()
            .zip(found)
            .zip(0..)
            .try_for_each(|((expected, found), at)| {
                compare_value(&format!("{path}[{at}]"), expected, found, hidden)
            }),
        _ if expected == found => Ok(()),
        _ => Err(Mismatch::Value {
            name: path.to_owned(),
            found: found.to_string(),
        }),
    }
}

fn compare_members(
    path: &str,
    expected: &Map<String, Value>,
    found: &Map<String, Value>,
    hidden: &[&str],
) -> Result<(), Mismatch> {
    let path_of = |name: &str| format!("{path}.{name}").trim_start_matches('.').to_owned();
    for (name, value) in expected {
        match found.get(name) {
            Some(found) => compare_value(&path_of(name), value, found, hidden)?,
            None if hidden.contains(&name.as_str()) => {}
            None => return Err(Mismatch::Missing(path_of(name))),
        }
    }
    match found.keys().find(|name| !expected.contains_key(*name)) {
        Some(name) => Err(Mismatch::Unknown(path_of(name))),
        None => Ok(()),
    }
}

/// How an outcome differs from the case. It shows values: vectors hold no data of guests.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mismatch {
    /// The input should have been refused.
    Accepted,
    /// It was refused for another reason, this one, or should have been accepted.
    Class(String),
    /// A value differs.
    Value {
        /// Its name, with those of what it is in.
        name: String,
        /// What was computed.
        found: String,
    },
    /// A value was not computed.
    Missing(String),
    /// A value was computed that the case does not have.
    Unknown(String),
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Accepted => f.write_str("was accepted"),
            Self::Class(class) => write!(f, "was refused as {class}"),
            Self::Value { name, found } => write!(f, "{name} is {found}"),
            Self::Missing(name) => write!(f, "{name} was not computed"),
            Self::Unknown(name) => write!(f, "{name} is not in the vector"),
        }
    }
}

impl std::error::Error for Mismatch {}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::outcome::Refusal;

    fn case(expect: &str, output: &Value) -> Case {
        let file = json!({ "format": 1, "kind": "k", "rules": [], "comment": "", "input": {},
            "expect": expect, "output": output });
        Case::parse("case", &file.to_string()).unwrap()
    }

    #[test]
    fn every_value_counts() {
        let case = case("ok", &json!({ "a": 1, "b": "x" }));
        let compared = |output| compare(&case, &Ok(output), &["b"]);
        assert_eq!(compared(json!({ "a": 1 })), Ok(()));
        assert_eq!(compared(json!({ "a": 1, "b": "x" })), Ok(()));
        assert_eq!(
            compared(json!({ "b": "x" })),
            Err(Mismatch::Missing("a".into()))
        );
        assert!(matches!(
            compared(json!({ "a": 1, "b": "y" })),
            Err(Mismatch::Value { .. })
        ));
        assert_eq!(
            compared(json!({ "a": 1, "c": 1 })),
            Err(Mismatch::Unknown("c".into()))
        );
    }

    #[test]
    fn classes_are_compared_exactly() {
        let case = case("bad-field", &json!({ "field": "phone" }));
        let refused = |refusal| compare(&case, &Err(refusal), &[]);
        assert_eq!(refused(Refusal::of_field("bad-field", "phone")), Ok(()));
        assert!(refused(Refusal::of_field("bad-field", "email")).is_err());
        assert!(refused("bad-field".into()).is_err());
        assert_eq!(
            refused("limit".into()),
            Err(Mismatch::Class("limit".into()))
        );
        assert_eq!(compare(&case, &Ok(json!({})), &[]), Err(Mismatch::Accepted));
    }
}

//! Holds the numbers against the table that all bindings share, and that against its sources.

use std::collections::{BTreeMap, BTreeSet};

use crate::status::SealrollStatus;

/// The one table of all bindings.
const TABLE: &str = include_str!("../../error-codes.tsv");
const SPECIFICATION: &str = include_str!("../../../spec/protocol.md");
const TYPESCRIPT: &str = include_str!("../../wasm/package/index.d.ts");

struct Row {
    number: i32,
    code: &'static str,
    place: &'static str,
}

fn table() -> Vec<Row> {
    let rows = TABLE.lines().filter(|line| !line.starts_with('#'));
    rows.map(|line| {
        let columns: Vec<&str> = line.split('\t').collect();
        let [number, code, place] = columns[..] else {
            unreachable!("three columns: {line}");
        };
        assert!(["all", "c", "typescript", "retired"].contains(&place));
        let number = number.parse().expect("a number");
        Row {
            number,
            code,
            place,
        }
    })
    .collect()
}

/// Codes of the table at these places.
fn codes(places: &[&str]) -> BTreeSet<&'static str> {
    let rows = table().into_iter();
    let rows = rows.filter(|row| places.contains(&row.place));
    rows.map(|row| row.code).collect()
}

fn name(status: SealrollStatus) -> &'static str {
    status.name().to_str().unwrap_or_default()
}

/// Words in `quotes` of a part of a text.
fn quoted<'a>(text: &'a str, from: &str, to: &str, quote: char) -> BTreeSet<&'a str> {
    let (_, part) = text.split_once(from).unwrap_or_default();
    let (part, _) = part.split_once(to).unwrap_or((part, ""));
    part.split(quote).skip(1).step_by(2).collect()
}

#[test]
fn no_number_and_no_code_of_the_table_is_used_twice() {
    let rows = table();
    assert!(rows.is_sorted_by(|a, b| a.number < b.number));
    let codes: BTreeSet<&str> = rows.iter().map(|row| row.code).collect();
    assert_eq!(codes.len(), rows.len());
}

#[test]
fn this_binding_is_the_table() {
    let expected: BTreeMap<i32, &str> = table()
        .into_iter()
        .filter(|row| ["all", "c"].contains(&row.place))
        .map(|row| (row.number, row.code))
        .collect();
    let all = SealrollStatus::ALL.iter();
    let own: BTreeMap<i32, &str> = all.map(|status| (*status as i32, name(*status))).collect();
    assert_eq!(own, expected);
    assert_eq!(SealrollStatus::ALL.len(), expected.len());
}

#[test]
fn typescript_is_the_table() {
    let mut own = quoted(TYPESCRIPT, "type SpecificationCode =", ";", '\'');
    own.append(&mut quoted(TYPESCRIPT, "type PackageCode =", ";", '\''));
    assert_eq!(own, codes(&["all", "typescript"]));
}

#[test]
fn every_class_of_the_specification_has_a_number() {
    let classes = quoted(
        SPECIFICATION,
        "## Appendix B.",
        "and the problem codes",
        '`',
    );
    assert!(classes.len() > 40);
    let known = codes(&["all", "c"]);
    for class in classes {
        assert!(known.contains(class), "no number for {class}");
    }
}

#[test]
fn every_problem_of_a_processor_has_a_number() {
    let known = codes(&["all", "c"]);
    for problem in sealroll::ProblemCode::ALL {
        assert!(
            known.contains(problem.code()),
            "no number for {}",
            problem.code()
        );
    }
}

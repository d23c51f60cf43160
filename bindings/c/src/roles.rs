//! Holds the table of what the library offers against the library and against the bindings, so that
//! nothing new is forgotten in one of them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const TABLE: &str = include_str!("../../roles.tsv");
const HEADER: &str = include_str!("../include/sealroll.h");

struct Row {
    type_name: &'static str,
    method: &'static str,
    c: &'static str,
    uniffi: &'static str,
}

fn table() -> Vec<Row> {
    let rows = TABLE.lines().filter(|line| !line.starts_with('#'));
    rows.map(|line| {
        let columns: Vec<&str> = line.split('\t').collect();
        let [type_name, method, c, uniffi] = columns[..] else {
            unreachable!("four columns: {line}");
        };
        Row {
            type_name,
            method,
            c,
            uniffi,
        }
    })
    .collect()
}

fn sources(folder: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let files = fs::read_dir(folder).expect("a folder of the workspace");
    let files = files.map(|file| file.expect("a file").path());
    let files = files.filter(|file| file.extension().is_some_and(|ending| ending == "rs"));
    files
        .map(|file| fs::read_to_string(file).expect("a text"))
        .collect()
}

/// Names after `pub use … ::` in the library's `lib.rs`.
fn exported() -> BTreeSet<String> {
    let library = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../crates/sealroll/src/lib.rs");
    let text = fs::read_to_string(library).expect("the library");
    let uses = text.split("pub use ").skip(1);
    let names = uses.filter_map(|part| part.split(';').next());
    names
        .flat_map(|part| part.split(|letter: char| !(letter.is_alphanumeric() || letter == '_')))
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

fn function(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("pub ")?;
    let rest = rest.strip_prefix("const ").unwrap_or(rest);
    let rest = rest.strip_prefix("fn ")?;
    rest.split(['(', '<']).next()
}

/// Public methods of exported types, and exported functions. What an error says is left out.
fn offered() -> BTreeSet<(String, String)> {
    let exported = exported();
    let mut offered = BTreeSet::new();
    for source in sources("../../crates/sealroll/src") {
        let source = source.split("#[cfg(test)]\nmod ").next().unwrap_or("");
        let mut of = None;
        for line in source.lines() {
            if let Some(head) = line.strip_prefix("impl") {
                let head = head.split_once("> ").map_or(head, |(_, rest)| {
                    if head.starts_with('<') { rest } else { head }
                });
                let name = head.trim().trim_end_matches(" {");
                let name = name.split('<').next().unwrap_or_default();
                of = exported.contains(name).then(|| name.to_owned());
            } else if line.starts_with('}') {
                of = None;
            } else if let (Some(of), Some(name)) =
                (&of, line.strip_prefix("    ").and_then(function))
            {
                if name != "code" && !of.ends_with("Error") {
                    offered.insert((of.clone(), name.to_owned()));
                }
            } else if let Some(name) = function(line)
                && exported.contains(name)
            {
                offered.insert(("-".to_owned(), name.to_owned()));
            }
        }
    }
    offered
}

#[test]
fn the_table_names_everything_that_the_library_offers() {
    let named: BTreeSet<(String, String)> = table()
        .iter()
        .map(|row| (row.type_name.to_owned(), row.method.to_owned()))
        .collect();
    let offered = offered();
    assert!(offered.len() > 200, "{}", offered.len());
    for new in offered.difference(&named) {
        println!("not in roles.tsv: {new:?}");
    }
    for gone in named.difference(&offered) {
        println!("no longer offered: {gone:?}");
    }
    assert!(named == offered, "bindings/roles.tsv is not the library's");
}

#[test]
fn the_bindings_have_what_the_table_says() {
    let mut interface = String::new();
    for source in sources("../uniffi/src") {
        interface.push_str(&source);
    }
    for row in table() {
        let in_c = HEADER.contains(&format!("{}(", row.c));
        let why_not = |text: &str| text.strip_prefix("- ").is_some_and(|why| why.len() > 10);
        assert!(in_c || why_not(row.c), "C: {}", row.c);
        let declared = ["pub fn ", "pub "].into_iter().any(|before| {
            ["(", ":"]
                .into_iter()
                .any(|after| interface.contains(&format!("{before}{}{after}", row.uniffi)))
        });
        assert!(declared || why_not(row.uniffi), "uniffi: {}", row.uniffi);
    }
}

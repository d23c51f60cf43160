//! Every secret type of the project, found in the sources: none is printed, copied or compared by
//! derived code, and each that is wiped by itself is looked at in `wiping.rs`.

#![cfg(not(miri))] // nothing but files is read
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::slice;

#[test]
fn secret_types_derive_nothing_that_shows_or_copies_them() {
    let mut faults = Vec::new();
    for (name, secret) in secrets(&sources()) {
        for derived in FORBIDDEN {
            if secret.attributes.contains(derived) {
                faults.push(format!("{name} derives {derived}"));
            }
        }
        if !has_safe_debug(&name, &secret) {
            faults.push(format!("{name} has a Debug that reads a secret"));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn the_known_secret_types_are_found() {
    let found = secrets(&sources());
    for name in KNOWN {
        assert!(found.contains_key(*name), "{name} is not found");
    }
    assert!(found.len() >= KNOWN.len());
}

#[test]
fn types_that_wipe_themselves_are_looked_at() {
    let wiping = include_str!("wiping.rs");
    let missed: Vec<_> = secrets(&sources())
        .into_iter()
        .filter(|(_, secret)| secret.attributes.contains("ZeroizeOnDrop") && secret.exported)
        .filter(|(name, _)| !wiping.contains(name))
        .map(|(name, _)| name)
        .collect();
    assert!(missed.is_empty(), "not in wiping.rs: {missed:?}");
}

/// The control: a secret that derives `Debug`, and those whose `Debug` prints them, are seen.
#[test]
fn careless_types_are_seen() {
    let careless =
        "#[derive(Clone, Debug)]\npub struct Key {\n    bytes: Zeroizing<[u8; 32]>,\n}\n";
    let found = secrets(&[careless.to_owned()]);
    let key = &found["Key"];
    assert!(key.attributes.contains("Debug") && key.attributes.contains("Clone"));
    let printed = "#[derive(ZeroizeOnDrop)]\nstruct Key([u8; 32]);\n\
                   impl fmt::Debug for Key {\n    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> \
                   fmt::Result {\n        write!(f, \"Key({:?})\", self.0)\n    }\n}\n";
    assert!(!has_safe_debug(
        "Key",
        &secrets(&[printed.to_owned()])["Key"]
    ));
    let field = printed
        .replace(
            "struct Key([u8; 32]);",
            "struct Key {\n    number: u8,\n    key: Zeroizing<String>,\n}",
        )
        .replace("self.0", "self.key");
    assert!(!has_safe_debug(
        "Key",
        &secrets(slice::from_ref(&field))["Key"]
    ));
    let other = field.replace("self.key", "self.number");
    let other = other.replace("#[derive(ZeroizeOnDrop)]\n", "");
    assert!(has_safe_debug("Key", &secrets(&[other])["Key"]));
    let public = "#[derive(Debug)]\npub struct Page { number: u32 }\n";
    assert!(secrets(&[public.to_owned()]).is_empty());
}

/// A type whose own fields hold a secret.
struct Secret {
    /// Derives and other attributes.
    attributes: String,
    /// Whether other crates can name it.
    exported: bool,
    /// Names of the fields that are secret; `0` stands for those without a name.
    fields: Vec<String>,
    /// The file that it stands in.
    file: String,
}

/// Types that hold secret bytes themselves: those that wipe themselves, or with a field of a type
/// that does. What only contains such types prints them as they print themselves.
fn secrets(files: &[String]) -> BTreeMap<String, Secret> {
    let mut found = BTreeMap::new();
    for file in files {
        let lines: Vec<_> = file.lines().collect();
        for (number, line) in lines.iter().enumerate() {
            let Some(name) = declared(line) else {
                continue;
            };
            let before = lines[..number].iter().rev();
            let attributes: String = before
                .take_while(|line| line.starts_with("#[") || line.starts_with("///"))
                .filter(|line| line.starts_with("#["))
                .copied()
                .collect();
            let body = body(&lines[number..]);
            let holds = |text: &str| HOLDERS.iter().any(|holder| text.contains(holder));
            let wipes = attributes.contains("ZeroizeOnDrop");
            if holds(&body) || wipes {
                let fields = body.lines().filter(|line| wipes || holds(line));
                let fields = fields.filter_map(|line| line.trim().split_once(": "));
                let names = fields.map(|(field, _)| field.rsplit(' ').next().unwrap_or(field));
                let mut fields: Vec<_> = names.map(str::to_owned).collect();
                fields.push("0".to_owned());
                let secret = Secret {
                    attributes,
                    exported: line.starts_with("pub "),
                    fields,
                    file: file.clone(),
                };
                found.insert(name.to_owned(), secret);
            }
        }
    }
    found
}

/// The name of the structure or enumeration that a line begins.
fn declared(line: &str) -> Option<&str> {
    let line = line.strip_prefix("pub(crate) ").unwrap_or(line);
    let line = line.strip_prefix("pub ").unwrap_or(line);
    let rest = line
        .strip_prefix("struct ")
        .or_else(|| line.strip_prefix("enum "))?;
    let end = rest.find(|c: char| !c.is_alphanumeric())?;
    Some(&rest[..end])
}

/// The fields: to the closing brace, or to the semicolon of a tuple.
fn body(lines: &[&str]) -> String {
    let mut body = String::new();
    for line in lines {
        let code = line.split("//").next().unwrap_or_default();
        body += code;
        body.push('\n');
        if line.starts_with('}')
            || line.starts_with(")")
            || code.ends_with(';') && !code.starts_with(' ')
        {
            break;
        }
        if code.ends_with('}') && !code.starts_with(' ') {
            break;
        }
    }
    body
}

/// No `Debug`, the macro's, or one that reads no secret field.
fn has_safe_debug(name: &str, secret: &Secret) -> bool {
    let file = &secret.file;
    let by_macro = file.match_indices("redacted_debug!(").any(|(start, _)| {
        let list = file[start..].split(')').next().unwrap_or_default();
        let mut names = list.split(|c: char| !c.is_alphanumeric());
        names.any(|listed| listed == name)
    });
    let mark = "Debug for ";
    let mut written = file.match_indices(mark).map(|(start, _)| {
        let rest = &file[start + mark.len()..];
        &rest[..rest.find("\n}").unwrap_or(rest.len())]
    });
    let written = written.find(|rest| {
        let rest = rest.strip_prefix(name);
        rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
    });
    by_macro
        || written.is_none_or(|body| {
            let read = |field: &String| body.contains(&format!("self.{field}"));
            !secret.fields.iter().any(read)
        })
}

/// All sources that ship.
fn sources() -> Vec<String> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../crates");
    let shipped = [
        "wire",
        "log",
        "core",
        "lanes",
        "sealroll",
        "store",
        "processor",
        "cli",
    ];
    let mut files = Vec::new();
    for name in shipped {
        let folder = fs::read_dir(crates.join(name).join("src")).unwrap();
        for entry in folder {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(fs::read_to_string(path).unwrap());
            }
        }
    }
    assert!(files.len() > 100, "only {} files", files.len());
    files
}

/// What must not be derived for a secret.
const FORBIDDEN: [&str; 6] = ["Debug", "Clone", "Copy", "PartialEq", "Hash", "Serialize"];
/// Types of fields that are secrets.
const HOLDERS: [&str; 3] = ["Zeroizing<", "SigningKey", "StaticSecret"];
/// Secrets that the search must find, so that it cannot pass by finding nothing.
const KNOWN: &[&str] = &[
    "ContentKey",
    "DeviceSecret",
    "DoorSecret",
    "EpochPsk",
    "ExporterSecret",
    "IdentityKeys",
    "Keys",
    "KeyFileContent",
    "KeySchedule",
    "NewDevice",
    "Node",
    "NoticeSecret",
    "PresenceSecret",
    "RecoveryCode",
    "RecoverySheet",
    "SentRequest",
    "SharedSecret",
    "StatementPsks",
    "TicketSecretKey",
    "Unverified",
];

//! The search for guests' data in the files of a store.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use aho_corasick::{AhoCorasick, BuildError};
use memchr::memmem;

use crate::forms::Form;
use crate::person::Person;

/// All texts of all guests, in all forms, ready to be looked for.
pub struct Search {
    matchers: Vec<AhoCorasick>,
    searched: usize,
    skipped: usize,
}

/// What a search found.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Findings {
    /// Places where a text of a guest stands.
    pub hits: u64,
    /// Files read.
    pub files: u64,
    /// Bytes read.
    pub bytes: u64,
}

impl Search {
    /// Prepares the search.
    ///
    /// A text under [`SHORTEST`] bytes occurs in random bytes by chance, and one that the store
    /// contains before the first guest (`public`: the venue's address, the schema) by right. Both
    /// are joined with their neighbour fields. A text without a neighbour to join is skipped and
    /// counted.
    ///
    /// # Errors
    /// [`BuildError`] if there are more patterns than a matcher can hold.
    pub fn new(people: &[Person], public: &[u8]) -> Result<Self, BuildError> {
        let public = public.to_ascii_lowercase();
        let mut search = Self {
            matchers: Vec::new(),
            searched: 0,
            skipped: 0,
        };
        let mut patterns = BTreeSet::new();
        for person in people {
            let values = person.values();
            for position in 0..values.len() {
                let texts = texts(&values, position, &public);
                search.searched += 1;
                search.skipped += usize::from(texts.is_empty());
                for text in texts {
                    patterns.extend(Form::ALL.map(|form| form.pattern(&text)));
                }
            }
            if patterns.len() >= BATCH {
                search.add(&core::mem::take(&mut patterns))?;
            }
        }
        search.add(&patterns)?;
        Ok(search)
    }

    /// How many texts are searched, joined ones included.
    #[must_use]
    pub fn searched(&self) -> usize {
        self.searched - self.skipped
    }

    /// How many could not be searched.
    #[must_use]
    pub fn skipped(&self) -> usize {
        self.skipped
    }

    /// Searches every file below the folders.
    ///
    /// # Errors
    /// [`io::Error`] if a file cannot be read: a search that leaves one out has shown nothing.
    pub fn run(&self, folders: &[&Path]) -> io::Result<Findings> {
        let mut findings = Findings::default();
        for folder in folders {
            for path in files(folder)? {
                findings.files += 1;
                findings.bytes += fs::metadata(&path)?.len();
                for matcher in &self.matchers {
                    for hit in matcher.stream_find_iter(File::open(&path)?) {
                        hit?;
                        findings.hits += 1;
                    }
                }
            }
        }
        Ok(findings)
    }

    fn add(&mut self, patterns: &BTreeSet<Vec<u8>>) -> Result<(), BuildError> {
        if !patterns.is_empty() {
            self.matchers.push(AhoCorasick::new(patterns)?);
        }
        Ok(())
    }
}

/// All files below a folder, in order.
///
/// # Errors
/// [`io::Error`] if a folder cannot be read.
pub fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            found.extend(files(&entry.path())?);
        } else {
            found.push(entry.path());
        }
    }
    found.sort();
    Ok(found)
}

/// What to search for one value: itself, or itself joined with its neighbours until that can
/// neither occur by chance nor stand in the store by right. Empty if no neighbours are left.
fn texts(values: &[&str], position: usize, public: &[u8]) -> Vec<String> {
    let telling = |text: &str| {
        // Two Han characters are six bytes in UTF-8, but four in UTF-16.
        let shortest = text.len().min(2 * text.encode_utf16().count());
        shortest >= SHORTEST && memmem::find(public, text.to_lowercase().as_bytes()).is_none()
    };
    let alone = values.get(position).copied().unwrap_or_default();
    if telling(alone) {
        return vec![alone.to_owned()];
    }
    let (mut first, mut last) = (position, position);
    let mut joined = Vec::new();
    while first > 0 || last + 1 < values.len() {
        if last + 1 < values.len() {
            last += 1;
        } else {
            first -= 1;
        }
        let parts = values.get(first..=last).unwrap_or_default();
        joined = JOINTS
            .iter()
            .map(|joint| parts.join(joint))
            .chain([encoded(parts)])
            .collect();
        if telling(&parts.concat()) {
            return joined;
        }
    }
    // All there is, and still short: what stands between the fields makes some of it long enough.
    joined.retain(|text| telling(text));
    joined
}

/// The fields as the record's own encoding puts them: present, a length, the text.
fn encoded(parts: &[&str]) -> String {
    let field = |(number, part): (usize, &&str)| {
        let length = char::from(u8::try_from(part.len()).unwrap_or(u8::MAX) & 0x7f);
        if number == 0 {
            (*part).to_owned()
        } else {
            format!("\u{1}{length}{part}")
        }
    };
    parts.iter().enumerate().map(field).collect()
}

/// Under this many bytes a text is joined with its neighbours.
pub const SHORTEST: usize = 6;
/// What programs put between two fields.
const JOINTS: [&str; 8] = ["", " ", ",", ", ", ";", "\t", "|", "\",\""];
/// Patterns in one matcher.
const BATCH: usize = 200_000;

#[cfg(test)]
mod tests {
    use super::*;

    fn person(given: &str, family: &str, code: &str) -> Person {
        Person {
            given_name: Some(given.into()),
            family_name: Some(family.into()),
            postal_code: Some(code.into()),
            ..Person::default()
        }
    }

    #[test]
    fn every_form_is_found_and_nothing_else() {
        let people = [person("Jo", "Müllerin", "01069")];
        let search = Search::new(&people, b"").unwrap();
        assert_eq!((search.searched(), search.skipped()), (3, 0));

        let folder = tempfile::tempdir().unwrap();
        fs::write(
            folder.path().join("a"),
            b"nothing of Jo, in 01069 of this M\xc3\xbcller",
        )
        .unwrap();
        assert_eq!(search.run(&[folder.path()]).unwrap().hits, 0);

        for (count, form) in Form::ALL.into_iter().enumerate() {
            fs::create_dir_all(folder.path().join("b/c")).unwrap();
            let file = folder.path().join(format!("b/c/{count}"));
            fs::write(&file, [b"x".to_vec(), form.planted("Müllerin")].concat()).unwrap();
            let findings = search.run(&[folder.path()]).unwrap();
            assert_eq!((findings.files, findings.hits >= 1), (2, true), "{form:?}");
            fs::remove_file(file).unwrap();
        }
    }

    #[test]
    fn short_texts_are_joined_with_their_neighbour() {
        let search = Search::new(&[person("Jo", "Ali", "01069")], b"").unwrap();
        let folder = tempfile::tempdir().unwrap();
        for text in [
            "Jo,Ali,01069",
            "JoAli01069",
            "\"Ali\",\"01069\"",
            "\u{1}\u{2}Jo\u{1}\u{3}Ali\u{1}\u{5}01069",
        ] {
            fs::write(folder.path().join("a"), text).unwrap();
            assert!(search.run(&[folder.path()]).unwrap().hits > 0, "{text}");
        }
    }

    #[test]
    fn what_is_short_in_one_form_is_joined_too() {
        let search = Search::new(&[person("李娜", "王", "01069")], b"").unwrap();
        let folder = tempfile::tempdir().unwrap();
        let hits = |bytes: &[u8]| {
            fs::write(folder.path().join("a"), bytes).unwrap();
            search.run(&[folder.path()]).unwrap().hits
        };
        assert_eq!(hits(&Form::Utf16.pattern("李娜")), 0);
        assert!(hits(&Form::Utf16.pattern("李娜王")) > 0);
        assert!(hits("王01069".as_bytes()) > 0);
    }

    #[test]
    fn what_is_public_counts_only_with_its_neighbour() {
        let search =
            Search::new(&[person("Karl", "Musterstadt", "01069")], b"in musterstadt").unwrap();
        let folder = tempfile::tempdir().unwrap();
        let hits = |text: &str| {
            fs::write(folder.path().join("a"), text).unwrap();
            search.run(&[folder.path()]).unwrap().hits
        };
        assert_eq!(hits("in Musterstadt"), 0);
        assert!(hits("Musterstadt 01069") > 0);
        assert_eq!(search.skipped(), 0);
    }

    #[test]
    fn a_guest_who_is_short_altogether_is_searched_with_what_stands_between() {
        let short = Person {
            postal_code: None,
            ..person("Jo", "Li", "")
        };
        let search = Search::new(&[short], b"").unwrap();
        assert_eq!((search.searched(), search.skipped()), (2, 0));
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a"), "\"Jo\",\"Li\"").unwrap();
        assert!(search.run(&[folder.path()]).unwrap().hits > 0);
    }

    #[test]
    fn a_lone_short_text_is_counted_as_skipped() {
        let lone = Person {
            given_name: Some("Li".into()),
            ..Person::default()
        };
        let search = Search::new(&[lone], b"").unwrap();
        assert_eq!((search.searched(), search.skipped()), (0, 1));
    }
}

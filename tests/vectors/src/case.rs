//! The cases of the vector folder.

use core::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// One file: an input and what every implementation must make of it.
#[derive(Clone, Debug)]
pub struct Case {
    /// Path of the file below the folder.
    pub name: String,
    /// What to do with the input.
    pub kind: String,
    /// The input.
    pub input: Value,
    /// `ok`, or the error class.
    pub expect: String,
    /// Every value worth comparing.
    pub output: Value,
}

impl Case {
    /// Reads a case of format 1.
    ///
    /// # Errors
    /// [`CaseError::NotACase`] for anything else.
    pub fn parse(name: &str, text: &str) -> Result<Self, CaseError> {
        let not_a_case = || CaseError::NotACase(name.to_owned());
        let mut file: Value = serde_json::from_str(text).map_err(|_| not_a_case())?;
        let text = |name: &str| file[name].as_str().map(str::to_owned);
        let (kind, expect) = text("kind").zip(text("expect")).ok_or_else(not_a_case)?;
        let whole = file["format"] == 1
            && file["input"].is_object()
            && file["output"].is_object()
            && file["rules"].is_array()
            && file["comment"].is_string();
        if !whole {
            return Err(not_a_case());
        }
        Ok(Self {
            name: name.to_owned(),
            kind,
            expect,
            input: file["input"].take(),
            output: file["output"].take(),
        })
    }
}

/// Reads every case of a folder, at any depth, in the order of their names.
///
/// # Errors
/// [`CaseError`]: a folder without cases is one, so that nobody runs none by mistake.
pub fn walk(folder: &Path) -> Result<Vec<Case>, CaseError> {
    let mut paths = Vec::new();
    find(folder, &mut paths)?;
    paths.sort();
    if paths.is_empty() {
        return Err(CaseError::Empty(folder.to_owned()));
    }
    paths
        .iter()
        .map(|path| {
            let text = fs::read_to_string(path).map_err(|e| CaseError::Read(path.clone(), e))?;
            let name = path.strip_prefix(folder).unwrap_or(path);
            Case::parse(&name.to_string_lossy(), &text)
        })
        .collect()
}

fn find(folder: &Path, paths: &mut Vec<PathBuf>) -> Result<(), CaseError> {
    let unreadable = |error| CaseError::Read(folder.to_owned(), error);
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.is_dir() {
            find(&path, paths)?;
        } else if path.extension().is_some_and(|it| it == "json") {
            paths.push(path);
        }
    }
    Ok(())
}

/// Why the cases of a folder could not be read.
#[derive(Debug)]
#[non_exhaustive]
pub enum CaseError {
    /// A file or folder could not be read.
    Read(PathBuf, io::Error),
    /// A file is not a case of format 1.
    NotACase(String),
    /// The folder has no cases.
    Empty(PathBuf),
}

impl fmt::Display for CaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(path, error) => write!(f, "cannot read {}: {error}", path.display()),
            Self::NotACase(name) => write!(f, "{name} is not a case of format 1"),
            Self::Empty(folder) => write!(f, "no vectors in {}", folder.display()),
        }
    }
}

impl std::error::Error for CaseError {}

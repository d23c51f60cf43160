//! The inputs that fuzzing begins with.

/// A small input, checked in as `fuzz/corpus/<target>/<name>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seed {
    /// File name.
    pub name: &'static str,
    /// Content, below 4 KB.
    pub bytes: Vec<u8>,
}

impl Seed {
    /// Names some bytes.
    pub fn new(name: &'static str, bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        Self { name, bytes }
    }
}

//! The inputs that fuzzing begins with.

use core::fmt::Debug;

use arbitrary::{Arbitrary, Unstructured};

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

/// What `arbitrary` reads as the variant of this name with these fields.
pub(crate) fn variant<T: for<'a> Arbitrary<'a> + Debug>(name: &str, fields: &[u8]) -> Vec<u8> {
    let encoded = |first: u8| [&[0, 0, 0x80, first], fields].concat();
    let named = |bytes: &Vec<u8>| {
        let read = T::arbitrary(&mut Unstructured::new(bytes));
        let text = read.map(|read| format!("{read:?}")).unwrap_or_default();
        let rest = text.strip_prefix(name);
        rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
    };
    let mut all = (0..=255).map(encoded);
    all.find(named).expect("an enumeration has the variant")
}

/// What `arbitrary` reads as a sequence of such variants.
pub(crate) fn sequence<T: for<'a> Arbitrary<'a> + Debug>(items: &[(&str, &[u8])]) -> Vec<u8> {
    let items = items.iter();
    let items = items.flat_map(|(name, fields)| [vec![MORE], variant::<T>(name, fields)].concat());
    items.chain([END]).collect()
}

/// Another item of a sequence follows.
pub(crate) const MORE: u8 = 1;
/// A sequence ends.
pub(crate) const END: u8 = 0;

//! The control of the search: planted data must be found, in every form.

use std::fs;
use std::path::Path;

use crate::error::JourneyError;
use crate::forms::Form;
use crate::person::Person;
use crate::search::{SHORTEST, Search, files};

/// Copies the store, plants data of a guest into the copy in each form in turn, and searches it.
/// Returns the hits.
///
/// # Errors
/// [`JourneyError::Findings`] if a form is not found.
pub(crate) fn hits(
    search: &Search,
    people: &[Person],
    store: &Path,
    scratch: &Path,
) -> Result<u64, JourneyError> {
    let copy = scratch.join("control");
    fs::create_dir_all(&copy)?;
    for (number, file) in files(store)?.iter().enumerate() {
        fs::copy(file, copy.join(number.to_string()))?;
    }
    let long = |text: &&str| text.len() > 2 * SHORTEST;
    let text = people.iter().flat_map(Person::values).find(long);
    let text = text.ok_or(JourneyError::Findings("no text is long enough to plant"))?;
    for (number, form) in Form::ALL.into_iter().enumerate() {
        let folder = copy.join(format!("planted-{number}"));
        fs::create_dir_all(&folder)?;
        let noise = [0xa5; 4097];
        fs::write(
            folder.join("file"),
            [&noise[..], &form.planted(text), &noise].concat(),
        )?;
        if search.run(&[&folder])?.hits == 0 {
            return Err(JourneyError::Findings(
                "the search misses a form that was planted",
            ));
        }
    }
    let hits = search.run(&[&copy])?.hits;
    fs::remove_dir_all(&copy)?;
    Ok(hits)
}

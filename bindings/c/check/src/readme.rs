//! The code in the README is that of the examples.

use std::fs;

use crate::error::CheckError;
use crate::program::binding;
use crate::tally::Tally;

/// Looks for every block of C and C++ in the examples.
pub(crate) fn check(tally: &mut Tally) -> Result<(), CheckError> {
    let read = |name: &str| {
        let file = binding().join(name);
        fs::read_to_string(&file).map_err(|error| CheckError::File(file, error))
    };
    let readme = read("README.md")?;
    let mut examples = String::new();
    for name in [
        "guest.c",
        "owner.c",
        "authority.c",
        "auditor.c",
        "visit.cpp",
        "CMakeLists.txt",
    ] {
        examples.push_str(&read(&format!("examples/{name}"))?);
    }
    let mut blocks = 0;
    for part in readme.split("\n```").skip(1).step_by(2) {
        let Some((language, code)) = part.split_once('\n') else {
            continue;
        };
        // A package is named on lines of its own in the example.
        let known = match language {
            "c" | "cpp" => examples.contains(code),
            "cmake" => code.lines().all(|line| examples.contains(line)),
            _ => continue,
        };
        blocks += 1;
        tally.check(
            &format!("README: block {blocks} is code of an example"),
            known,
        );
    }
    tally.check("README: it has examples", blocks > 0);
    Ok(())
}

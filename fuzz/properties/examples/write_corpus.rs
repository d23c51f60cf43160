//! Writes the seeds into `fuzz/corpus`, with some inputs out of the vectors beside them. What
//! fuzzing found and somebody added by hand is left alone.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use sealroll_fuzz_properties::{TARGETS, vectors};
use sha2::{Digest, Sha256};

fn main() -> io::Result<()> {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let from_vectors = from_vectors(&fuzz.join("../spec/vectors"))?;
    for target in TARGETS {
        let folder = fuzz.join("corpus").join(target.name);
        fs::create_dir_all(&folder)?;
        for file in fs::read_dir(&folder)? {
            let file = file?;
            if file.file_name().to_string_lossy().starts_with(PREFIX) {
                fs::remove_file(file.path())?;
            }
        }
        for seed in (target.seeds)() {
            fs::write(folder.join(seed.name), seed.bytes)?;
        }
        for (name, bytes) in from_vectors.get(target.name).into_iter().flatten() {
            fs::write(folder.join(format!("{PREFIX}{name}")), bytes)?;
        }
    }
    Ok(())
}

type Inputs = BTreeMap<&'static str, BTreeMap<String, Vec<u8>>>;

/// At most twelve small inputs for each target.
fn from_vectors(folder: &Path) -> io::Result<Inputs> {
    let mut found = Inputs::new();
    for path in files(folder)? {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        for (target, bytes) in vectors::inputs(&fs::read_to_string(&path)?) {
            let known = found.entry(target).or_default();
            if bytes.len() < 4096 && !known.values().any(|other| *other == bytes) {
                known.insert(name.to_string(), bytes);
            }
        }
    }
    for inputs in found.values_mut() {
        // A choice that a new vector changes in one place only.
        let mut names: Vec<_> = inputs.keys().cloned().collect();
        names.sort_by_key(|name| Sha256::digest(name).to_vec());
        names.truncate(12);
        inputs.retain(|name, _| names.contains(name));
    }
    Ok(found)
}

fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Beginning of the names of inputs out of the vectors.
const PREFIX: &str = "vector-";

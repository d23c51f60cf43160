//! Writes the Kotlin, Swift and Python sources of the compiled library:
//! `sealroll-uniffi-generate LIBRARY UNIFFI.TOML FOLDER`.

use std::process::ExitCode;

use camino::Utf8PathBuf;
use uniffi_bindgen::bindings::{GenerateOptions, TargetLanguage, generate};

fn main() -> ExitCode {
    let arguments: Vec<Utf8PathBuf> = std::env::args().skip(1).map(Utf8PathBuf::from).collect();
    let [library, configuration, folder] = arguments.as_slice() else {
        eprintln!("usage: sealroll-uniffi-generate LIBRARY UNIFFI.TOML FOLDER");
        return ExitCode::FAILURE;
    };
    for (language, name) in [
        (TargetLanguage::Kotlin, "kotlin"),
        (TargetLanguage::Swift, "swift"),
        (TargetLanguage::Python, "python"),
    ] {
        let options = GenerateOptions {
            languages: vec![language],
            source: library.clone(),
            out_dir: folder.join(name),
            config_override: Some(configuration.clone()),
            format: false,
            crate_filter: None,
            metadata_no_deps: true,
        };
        if let Err(error) = generate(options) {
            eprintln!("{name}: {error:#}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

//! `sealroll-c-header`: writes `include/sealroll.h`, or with `--check` compares it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

use cbindgen::{Builder, Config, EnumConfig, ExportConfig, Language, RenameRule, Style};

fn main() -> ExitCode {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let library = folder.parent().unwrap_or(folder);
    let header = library.join("include/sealroll.h");
    let check = env::args().nth(1).is_some_and(|word| word == "--check");
    match generate(library, folder) {
        Err(error) => fail(&error),
        Ok(text) if check => match fs::read_to_string(&header) {
            Ok(found) if found == text => ExitCode::SUCCESS,
            _ => fail("include/sealroll.h is not up to date: run `cargo xtask c --header`"),
        },
        Ok(text) => match fs::write(&header, text) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => fail(&error.to_string()),
        },
    }
}

fn fail(text: &str) -> ExitCode {
    eprintln!("error: {text}");
    ExitCode::FAILURE
}

/// The text of the header.
fn generate(library: &Path, folder: &Path) -> Result<String, String> {
    let preamble = folder.join("preamble.h");
    let preamble = fs::read_to_string(preamble).map_err(|error| error.to_string())?;
    let config = Config {
        language: Language::C,
        cpp_compat: true,
        style: Style::Type,
        usize_is_size_t: true,
        no_includes: true,
        sys_includes: ["stdbool.h", "stddef.h", "stdint.h"]
            .map(String::from)
            .into(),
        header: Some(preamble.trim_end().to_owned()),
        include_guard: Some("SEALROLL_H".to_owned()),
        after_includes: Some(version_macros()),
        export: ExportConfig {
            include: NUMBERS.map(String::from).into(),
            ..ExportConfig::default()
        },
        enumeration: EnumConfig {
            rename_variants: RenameRule::QualifiedScreamingSnakeCase,
            ..EnumConfig::default()
        },
        ..Config::default()
    };
    let mut builder = Builder::new().with_config(config);
    for file in sources(library)? {
        builder = builder.with_src(file);
    }
    let mut text = Vec::new();
    let bindings = builder.generate().map_err(|error| error.to_string())?;
    bindings.write(&mut text);
    String::from_utf8(text).map_err(|error| error.to_string())
}

/// The source files in the order of their names, so that the header is always the same.
fn sources(library: &Path) -> Result<Vec<PathBuf>, String> {
    let files = fs::read_dir(library.join("src")).map_err(|error| error.to_string())?;
    let mut files: Vec<PathBuf> = files.flatten().map(|file| file.path()).collect();
    // What only tests have is not part of the interface.
    let hidden = ["lib.rs", "codes.rs", "fault.rs", "roles.rs"];
    files.retain(|file| {
        let name = file.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| !hidden.contains(&name))
    });
    files.sort();
    Ok(files)
}

/// The version of the header, to be compared with `sealroll_version()`. Generator and library have
/// one version, which the tests compare.
fn version_macros() -> String {
    let mut macros = String::from("\n/** The version of this header. */\n");
    macros.push_str(concat!(
        "#define SEALROLL_VERSION \"",
        env!("CARGO_PKG_VERSION"),
        "\"\n"
    ));
    for (part, value) in [
        ("MAJOR", env!("CARGO_PKG_VERSION_MAJOR")),
        ("MINOR", env!("CARGO_PKG_VERSION_MINOR")),
        ("PATCH", env!("CARGO_PKG_VERSION_PATCH")),
    ] {
        macros.push_str(&format!("#define SEALROLL_VERSION_{part} {value}\n"));
    }
    macros
}

/// Enumerations whose numbers functions take or give as plain integers: C may pass any.
const NUMBERS: [&str; 19] = [
    "SealrollAbility",
    "SealrollAdmission",
    "SealrollDecision",
    "SealrollEnvironment",
    "SealrollErasure",
    "SealrollField",
    "SealrollFinding",
    "SealrollKeyFile",
    "SealrollLanguage",
    "SealrollMessage",
    "SealrollNumber",
    "SealrollOrder",
    "SealrollPolicy",
    "SealrollProcessor",
    "SealrollReason",
    "SealrollRight",
    "SealrollSource",
    "SealrollStructure",
    "SealrollText",
];

//! `cargo xtask wasm`: the npm package and the static pages, and their tests.

use core::time::Duration;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::binary::{self, Profile, target_folder};
use crate::error::TaskError;
use crate::node;
use crate::process::{Process, root};

/// Options of the build.
#[derive(Args, Default)]
pub(crate) struct Options {
    /// Which lists the pages accept: `production` or `test`.
    #[arg(long, value_name = "NAME", default_value = "production")]
    environment: String,
    /// Addresses of processors that the pages may reach besides their own host; with them the
    /// pages can be served from anywhere.
    #[arg(long, value_name = "URL")]
    api: Vec<String>,
    /// Write the page that an authority opens without a network, one file that holds everything.
    #[arg(long, value_name = "FILE")]
    authority: Option<PathBuf>,
    /// Measure sizes, speed beside peers, and the pages in Chromium, and write the figures here.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

/// Builds package and pages, and says where they are.
pub(crate) fn run(options: &Options) -> Result<(), TaskError> {
    if let Some(report) = &options.report {
        return measure(report);
    }
    let output = build(options, Duration::from_secs(1800))?;
    if let Some(path) = &options.authority {
        hand_out_authority(&output, path)?;
        println!("authority:   {}", path.display());
    }
    println!("npm package: {}", output.join("package").display());
    println!("pages:       {}", output.join("pages").display());
    Ok(())
}

/// Builds the pages for test lists, and returns their folder.
pub(crate) fn test_pages(budget: Duration) -> Result<PathBuf, TaskError> {
    let options = Options {
        environment: "test".to_owned(),
        ..Options::default()
    };
    Ok(build(&options, budget)?.join("pages"))
}

/// Tests package and pages in Node and in Chromium, against the real processor.
pub(crate) fn test(budget: Duration, line: &mut (dyn FnMut(&str) + Send)) -> Result<(), TaskError> {
    let options = Options {
        environment: "test".to_owned(),
        ..Options::default()
    };
    let output = build(&options, budget)?;
    build_vectors(&output, budget)?;
    let lanes = build_lanes(budget)?;
    let processor = development_program(binary::PROCESSOR)?;
    let command = development_program(binary::COMMAND)?;
    let authority = output.join("authority.html");
    hand_out_authority(&output, &authority)?;
    Process::new("node")
        .arg(workshop("node_modules/typescript/bin/tsc"))
        .arg("--project")
        .arg(workshop("tests/tsconfig.json"))
        .budget(budget)
        .run()?;
    let mut node = Process::new("node").args(["--test", "--test-reporter=tap"]);
    for name in ["package", "pages"] {
        let tests = sorted(&workshop("tests"), |file| {
            file.starts_with(name) && file.ends_with(".test.mjs")
        })?;
        node = node.args(tests);
    }
    node.env("SEALROLL_PROCESSOR", processor)
        .env("SEALROLL_COMMAND", command)
        .env("SEALROLL_AUTHORITY", authority)
        .env("SEALROLL_WASM", &output)
        .env("SEALROLL_LANES", lanes)
        .budget(budget)
        .run_lines(&mut *line)?;
    // A few rounds: every figure is there, and the guest's page is not too long.
    figures(&output, budget)?.arg("--short").run_lines(line)
}

/// Builds what is measured, and measures it with much patience.
fn measure(report: &Path) -> Result<(), TaskError> {
    let budget = Duration::from_secs(3600);
    let options = Options {
        environment: "test".to_owned(),
        ..Options::default()
    };
    let output = build(&options, budget)?;
    figures(&output, budget)?.arg(report).here().run()
}

/// Builds what is measured, and adds sizes and speed to a report of the benchmarks.
pub(crate) fn add_speed(report: &Path, budget: Duration) -> Result<(), TaskError> {
    let options = Options {
        environment: "test".to_owned(),
        ..Options::default()
    };
    let output = build(&options, budget)?;
    let process = measuring(&output, budget)?;
    process.arg("--speed").arg(report).here().run()
}

/// The command that measures, with the processor that pages need.
fn figures(output: &Path, budget: Duration) -> Result<Process, TaskError> {
    let processor = development_program(binary::PROCESSOR)?;
    Ok(measuring(output, budget)?.env("SEALROLL_PROCESSOR", processor))
}

fn measuring(output: &Path, budget: Duration) -> Result<Process, TaskError> {
    for (name, build) in [
        ("guest", Build::short("sealroll-wasm-measure", &[])),
        ("bulk", Build::fast("sealroll-wasm-measure", true)),
    ] {
        let folder = output.join("measure").join(name);
        build.run(&folder, budget)?;
        put_error_class(&folder)?;
    }
    Ok(Process::new("node")
        .arg(workshop("measure/report.mjs"))
        .env("SEALROLL_WASM", output)
        .budget(budget))
}

/// What `--authority FILE` asks for.
fn hand_out_authority(output: &Path, path: &Path) -> Result<(), TaskError> {
    copy(&output.join("pages/authority.html"), path)
}

fn development_program(name: (&str, &str)) -> Result<PathBuf, TaskError> {
    let paths = binary::build(Profile::Development, &[name])?;
    paths.into_iter().next().ok_or(TaskError::Output {
        program: "cargo build",
    })
}

/// `# pass 12` and `# fail 3`, as Node's test runner prints them.
pub(crate) fn parse_node_result(line: &str) -> Option<(u64, u64)> {
    if let Some(passed) = line.strip_prefix("# pass ") {
        return Some((passed.parse().ok()?, 0));
    }
    Some((0, line.strip_prefix("# fail ")?.parse().ok()?))
}

/// Compiles what the package and the pages are made of, and assembles them.
fn build(options: &Options, budget: Duration) -> Result<PathBuf, TaskError> {
    node::install(&workshop(""), budget)?;
    let output = target_folder()?.join("wasm");
    let bindgen = output.join("bindgen");
    for (name, build) in [
        ("owner", Build::short("sealroll-wasm", &[])),
        (
            "guest",
            Build::short(
                "sealroll-wasm",
                &["--no-default-features", "--features", "guest"],
            ),
        ),
        (
            "mail",
            Build::short(
                "sealroll-wasm",
                &["--no-default-features", "--features", "mail"],
            ),
        ),
        ("door", Build::short("sealroll-wasm-guest", &[])),
        ("strength", Build::short("sealroll-wasm-strength", &[])),
        (
            "authority",
            Build::short(
                "sealroll-wasm",
                &["--no-default-features", "--features", "authority,whole"],
            ),
        ),
        ("opener", Build::fast("sealroll-wasm-opener", false)),
        ("opener-vectors", Build::fast("sealroll-wasm-opener", true)),
    ] {
        build.run(&bindgen.join(name), budget)?;
    }
    Process::new("node")
        .arg(workshop("assemble.mjs"))
        .arg(output.join("bindgen"))
        .arg(&output)
        .arg(&options.environment)
        .args(&options.api)
        .budget(budget)
        .run()?;
    Ok(output)
}

/// Compiles the runner of the vectors as the package is compiled.
fn build_vectors(output: &Path, budget: Duration) -> Result<(), TaskError> {
    let folder = output.join("vectors");
    Build::short("sealroll-wasm-vectors", &[]).run(&folder, budget)?;
    put_error_class(&folder)
}

/// Compiles the module that holds the two lanes of WebAssembly against x25519-dalek.
fn build_lanes(budget: Duration) -> Result<PathBuf, TaskError> {
    let target = target_folder()?.join("wasm-vectors");
    Process::cargo()
        .args(["build", "--package", "sealroll-lanes", "--example", "wasm"])
        .args(["--profile", "wasm-fast"])
        .args(["--target", "wasm32-unknown-unknown", "--target-dir"])
        .arg(&target)
        .arg("--config")
        .arg(compiler_flags(Kind::Vectors)?)
        .budget(budget)
        .run()?;
    Ok(target.join("wasm32-unknown-unknown/wasm-fast/examples/wasm.wasm"))
}

/// Generated scripts import the package's error class.
fn put_error_class(folder: &Path) -> Result<(), TaskError> {
    copy(&workshop("package/error.mjs"), &folder.join("error.mjs"))
}

fn copy(from: &Path, to: &Path) -> Result<(), TaskError> {
    let copied = fs::copy(from, to);
    copied.map(|_| ()).map_err(|_| TaskError::MissingPath {
        purpose: "copying a file of the package",
        path: from.to_path_buf(),
    })
}

/// How a crate becomes `sealroll.js` and `sealroll_bg.wasm`.
struct Build {
    package: &'static str,
    features: &'static [&'static str],
    profile: &'static str,
    kind: Kind,
}

/// What the compiler is told besides.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A standard library of its own, in which a panic stops the module at once instead of writing
    /// a message that nobody sees: a sixth less to download.
    Small,
    Plain,
    /// The vectors of WebAssembly.
    Vectors,
}

impl Build {
    /// For the download.
    const fn short(package: &'static str, features: &'static [&'static str]) -> Self {
        Self {
            package,
            features,
            profile: "wasm",
            kind: Kind::Small,
        }
    }

    /// For speed, with the vectors of WebAssembly or without.
    const fn fast(package: &'static str, with_vectors: bool) -> Self {
        Self {
            package,
            features: &[],
            profile: "wasm-fast",
            kind: if with_vectors {
                Kind::Vectors
            } else {
                Kind::Plain
            },
        }
    }

    fn run(&self, output: &Path, budget: Duration) -> Result<(), TaskError> {
        let target = target_folder()?;
        // Other flags for every crate: in the same folder each build would undo the other.
        let own = match self.kind {
            Kind::Small => target.join("wasm-small"),
            Kind::Plain => target.clone(),
            Kind::Vectors => target.join("wasm-vectors"),
        };
        let module = format!("{}.wasm", self.package.replace('-', "_"));
        let mut cargo = Process::cargo()
            .args(["build", "--package", self.package])
            .args(["--profile", self.profile])
            .args(["--target", "wasm32-unknown-unknown", "--target-dir"])
            .arg(&own)
            .arg("--config")
            .arg(compiler_flags(self.kind)?)
            .args(self.features)
            .budget(budget);
        if self.kind == Kind::Small {
            // Building the standard library is not stable yet; the stable compiler can do it.
            cargo = cargo.env("RUSTC_BOOTSTRAP", "1").args([
                "-Zbuild-std=std,panic_abort",
                "-Zbuild-std-features=optimize_for_size",
            ]);
        }
        cargo.run()?;
        Process::cargo()
            .args(["run", "--quiet", "--manifest-path"])
            .arg(workshop("build/Cargo.toml"))
            .arg("--target-dir")
            .arg(target.join("wasm-build"))
            .arg("--")
            .arg(
                own.join("wasm32-unknown-unknown")
                    .join(self.profile)
                    .join(module),
            )
            .arg(output)
            .budget(budget)
            .run()
    }
}

/// The compression function of SHA-2 in a loop, 16 KB less to download, and no paths of this
/// machine in the module, so that another machine makes the same.
fn compiler_flags(kind: Kind) -> Result<String, TaskError> {
    let sysroot = Process::new("rustc")
        .args(["--print", "sysroot"])
        .output()?;
    let home = std::env::var_os("HOME")
        .map(PathBuf::from)
        .unwrap_or_default();
    let cargo = std::env::var_os("CARGO_HOME").map_or_else(|| home.join(".cargo"), PathBuf::from);
    let paths = [
        (root(), "sealroll"),
        (cargo.join("registry/src"), "crates"),
        (PathBuf::from(sysroot.trim()), "rust"),
    ];
    let mut flags = vec![
        String::from("--cfg"),
        String::from("sha2_backend_soft=\"compact\""),
    ];
    flags
        .extend(paths.map(|(path, name)| format!("--remap-path-prefix={}={name}", path.display())));
    match kind {
        Kind::Small => flags.extend(SMALL.map(str::to_owned)),
        Kind::Plain => {}
        Kind::Vectors => flags.push("-Ctarget-feature=+simd128".to_owned()),
    }
    let flags = serde_json::json!(flags);
    Ok(format!("target.wasm32-unknown-unknown.rustflags={flags}"))
}

/// Panics without message and place. Every function is compiled where it is used, so that the optimiser
/// sees what a crate alone does not: four percent. Loops as they are written: half a percent.
const SMALL: [&str; 6] = [
    "-Zunstable-options",
    "-Cpanic=immediate-abort",
    "-Zlocation-detail=none",
    "-Zcross-crate-inline-threshold=always",
    "-Cllvm-args=-disable-lsr",
    "-Cllvm-args=-disable-licm-promotion",
];

fn sorted(folder: &Path, wanted: impl Fn(&str) -> bool) -> Result<Vec<PathBuf>, TaskError> {
    let missing = |_| TaskError::MissingPath {
        purpose: "the tests",
        path: folder.to_path_buf(),
    };
    let files = fs::read_dir(folder)
        .map_err(missing)?
        .flatten()
        .map(|file| file.path());
    let mut found: Vec<PathBuf> = files
        .filter(|file| {
            file.file_name()
                .and_then(OsStr::to_str)
                .is_some_and(&wanted)
        })
        .collect();
    found.sort();
    Ok(found)
}

fn workshop(path: &str) -> PathBuf {
    root().join("bindings/wasm").join(path)
}

#[cfg(test)]
mod unit {
    use super::parse_node_result;

    #[test]
    fn counts_are_read_from_node() {
        assert_eq!(parse_node_result("# pass 12"), Some((12, 0)));
        assert_eq!(parse_node_result("# fail 3"), Some((0, 3)));
        assert_eq!(parse_node_result("# tests 15"), None);
    }
}

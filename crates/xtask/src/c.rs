//! `cargo xtask c`: the C library, its header, its package, its programs and its figures.

use core::time::Duration;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::binary::{self, Profile, target_folder};
use crate::error::TaskError;
use crate::process::{Process, root};
use crate::setup;

/// Options of the C binding. Without any, everything is checked.
#[derive(Args, Default)]
pub(crate) struct Options {
    /// Build for use and install header, libraries, pkg-config file and CMake package here.
    #[arg(long, value_name = "FOLDER")]
    install: Option<PathBuf>,
    /// Write the header anew from the library's source.
    #[arg(long)]
    header: bool,
    /// Take new functions and numbers into the listing of the binary interface.
    #[arg(long)]
    accept_abi: bool,
    /// Measure the cost of a call and the library's size, and write the JSON report here.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

/// Does what is asked for.
pub(crate) fn run(options: &Options) -> Result<(), TaskError> {
    let budget = Duration::from_secs(3600);
    if let Some(prefix) = &options.install {
        let here = std::env::current_dir().unwrap_or_else(|_| root());
        let prefix = here.join(prefix);
        install(Profile::Release, &prefix, budget)?;
        println!("installed in {}", prefix.display());
        return Ok(());
    }
    if options.header {
        return header(&[], budget);
    }
    setup::run()?;
    if options.accept_abi {
        let prefix = install(Profile::Development, &folder()?.join("prefix"), budget)?;
        return checker(&prefix, budget)?.arg("--accept-abi").run();
    }
    if let Some(report) = &options.report {
        return measure(report, budget);
    }
    test(budget, |_| {})
}

/// Checks everything; lines of output go to `line` as well.
pub(crate) fn test(budget: Duration, line: impl FnMut(&str) + Send) -> Result<(), TaskError> {
    generator("fmt").arg("--check").run()?;
    header(&["--check"], budget)?;
    let prefix = install(Profile::Development, &folder()?.join("prefix"), budget)?;
    checker(&prefix, budget)?.run_lines(line)
}

/// Compiles guests and owners in C and C++, for the test that holds all languages against each
/// other, and returns their folder.
pub(crate) fn programs(budget: Duration) -> Result<PathBuf, TaskError> {
    let prefix = install(Profile::Development, &folder()?.join("prefix"), budget)?;
    let programs = folder()?.join("languages");
    fs::create_dir_all(&programs).map_err(|_| missing(&programs))?;
    let source = root().join("bindings/c");
    let library = prefix.join("lib");
    let compile = |compiler: &str, standard: &str| {
        let includes = [prefix.join("include"), source.join("examples")];
        let includes = includes.map(|folder| format!("-I{}", folder.display()));
        Process::new(compiler).arg(standard).args(includes)
    };
    let carrier = programs.join("http.o");
    compile("cc", "-std=c11")
        .args(["-c", "-o"])
        .arg(&carrier)
        .arg(source.join("examples/http.c"))
        .run()?;
    for (compiler, standard, name, files) in [
        ("cc", "-std=c11", "guest", &["examples/guest.c"][..]),
        (
            "cc",
            "-std=c11",
            "owner",
            &["examples/owner.c", "examples/files.c"][..],
        ),
        (
            "c++",
            "-std=c++17",
            "languages",
            &["tests/languages.cpp"][..],
        ),
    ] {
        compile(compiler, standard)
            .arg("-o")
            .arg(programs.join(name))
            .args(files.iter().map(|file| source.join(file)))
            .arg(&carrier)
            .arg(format!("-L{}", library.display()))
            .arg(format!("-Wl,-rpath,{}", library.display()))
            .args(["-lsealroll", "-lcurl"])
            .budget(budget)
            .run()?;
    }
    Ok(programs)
}

/// Writes or checks the header.
fn header(arguments: &[&str], budget: Duration) -> Result<(), TaskError> {
    generator("run")
        .args(["--locked", "--quiet", "--target-dir"])
        .arg(folder()?.join("header"))
        .arg("--")
        .args(arguments)
        .budget(budget)
        .run()
}

/// The generator is no member of the workspace.
fn generator(task: &str) -> Process {
    Process::cargo().args([task, "--manifest-path", "bindings/c/header/Cargo.toml"])
}

/// Builds the library and puts it where compilers, pkg-config and CMake find it.
fn install(profile: Profile, prefix: &Path, budget: Duration) -> Result<PathBuf, TaskError> {
    let mut built = target_folder()?;
    let cargo = Process::cargo().arg("build");
    let cargo = if profile == Profile::Release {
        built.push("release");
        cargo.args(["--release", "--package", "sealroll-c", "--lib"])
    } else {
        built.push("debug");
        // As in the test run, which has built all this before: nothing is compiled twice.
        cargo.arg("--workspace")
    };
    cargo.budget(budget).run()?;
    let [major, minor, _] = version_parts();
    let shared = format!("libsealroll.so.{VERSION}");
    let name = format!("libsealroll.so.{major}");
    let source = root().join("bindings/c");
    let library = prefix.join("lib");
    for header in HEADERS {
        let from = source.join("include").join(header);
        copy(&from, &prefix.join("include").join(header))?;
    }
    copy(
        &built.join("libsealroll_c.a"),
        &library.join("libsealroll.a"),
    )?;
    copy(&built.join("libsealroll_c.so"), &library.join(&shared))?;
    link(&shared, &library.join(&name))?;
    link(&name, &library.join("libsealroll.so"))?;
    for (file, place) in [
        ("sealroll.pc", "pkgconfig"),
        ("SealrollConfig.cmake", "cmake/Sealroll"),
        ("SealrollConfigVersion.cmake", "cmake/Sealroll"),
    ] {
        let from = source.join("package").join(file);
        let text = fs::read_to_string(&from).map_err(|_| missing(&from))?;
        let text = text
            .replace("@VERSION@", VERSION)
            .replace("@MAJOR@", major)
            .replace("@MINOR@", minor);
        let to = library.join(place).join(file);
        make_folder_of(&to)?;
        fs::write(&to, text).map_err(|_| missing(&to))?;
    }
    Ok(prefix.to_path_buf())
}

/// The program that compiles and runs all others, with what it needs; [`install`] has built it.
fn checker(prefix: &Path, budget: Duration) -> Result<Process, TaskError> {
    let instrumented = instrumented(budget)?;
    let built = target_folder()?.join("debug");
    Ok(Process::new(built.join("sealroll-c-check"))
        .arg("--processor")
        .arg(built.join("sealroll-processor"))
        .arg("--prefix")
        .arg(prefix)
        .arg("--instrumented")
        .arg(instrumented)
        .arg("--work")
        .arg(folder()?.join("work"))
        .budget(budget))
}

/// Builds the library with its Rust code under AddressSanitizer, and with a deliberate fault.
fn instrumented(budget: Duration) -> Result<PathBuf, TaskError> {
    let target = folder()?.join("instrumented");
    Process::new("rustup")
        .args([
            "run",
            "nightly",
            "cargo",
            "rustc",
            "--package",
            "sealroll-c",
        ])
        .args(["--lib", "--crate-type", "staticlib", "--target", HOST])
        .arg("--target-dir")
        .arg(&target)
        .args(["--", "--cfg", "sealroll_planted_fault"])
        .env("RUSTFLAGS", "-Zsanitizer=address")
        .budget(budget)
        .run()?;
    Ok(target.join(HOST).join("debug/libsealroll_c.a"))
}

/// Measures a release build.
fn measure(report: &Path, budget: Duration) -> Result<(), TaskError> {
    let prefix = install(Profile::Release, &folder()?.join("release"), budget)?;
    let paths = binary::build(Profile::Release, &[binary::PROCESSOR, OVERHEAD])?;
    let [processor, overhead] = paths.as_slice() else {
        return Err(TaskError::Output {
            program: "cargo build",
        });
    };
    let library = prefix.join("lib/libsealroll.so");
    let stripped = prefix.join("stripped.so");
    Process::new("strip")
        .arg("-o")
        .arg(&stripped)
        .arg(&library)
        .run()?;
    Process::new(overhead)
        .here()
        .arg("--processor")
        .arg(processor)
        .arg("--library")
        .arg(&library)
        .arg("--stripped")
        .arg(&stripped)
        .arg("--work")
        .arg(folder()?.join("overhead"))
        .arg("--report")
        .arg(report)
        .budget(budget)
        .run()
}

/// Everything of this task that is built.
fn folder() -> Result<PathBuf, TaskError> {
    Ok(target_folder()?.join("c"))
}

fn copy(from: &Path, to: &Path) -> Result<(), TaskError> {
    make_folder_of(to)?;
    // A library that a program has mapped must not change under it.
    let _ = fs::remove_file(to);
    fs::copy(from, to).map(|_| ()).map_err(|_| missing(from))
}

fn link(target: &str, place: &Path) -> Result<(), TaskError> {
    let _ = fs::remove_file(place);
    symlink(target, place).map_err(|_| missing(place))
}

fn make_folder_of(file: &Path) -> Result<(), TaskError> {
    let folder = file.parent().unwrap_or(file);
    fs::create_dir_all(folder).map_err(|_| missing(folder))
}

fn missing(path: &Path) -> TaskError {
    TaskError::MissingPath {
        purpose: "a file of the C library",
        path: path.to_path_buf(),
    }
}

fn version_parts() -> [&'static str; 3] {
    let mut parts = VERSION.split('.');
    core::array::from_fn(|_| parts.next().unwrap_or("0"))
}

/// The library has the workspace's version, as this program.
const VERSION: &str = env!("CARGO_PKG_VERSION");
/// Sanitizers want to be told the target, even if it is this machine's.
const HOST: &str = "x86_64-unknown-linux-gnu";
const HEADERS: [&str; 5] = [
    "sealroll.h",
    "sealroll.hpp",
    "sealroll_devices.hpp",
    "sealroll_mail.hpp",
    "sealroll_oversight.hpp",
];
const OVERHEAD: (&str, &str) = ("sealroll-c-check", "sealroll-c-overhead");

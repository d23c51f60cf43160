//! `cargo xtask uniffi`: Kotlin, Swift and Python. Builds the library, writes the sources,
//! compares the interface with the one checked in, packages, and tests against the real processor.

use core::time::Duration;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::binary::{self, Profile, target_folder};
use crate::c;
use crate::error::TaskError;
use crate::node;
use crate::process::{Process, both, root};
use crate::reference;
use crate::setup;
use crate::wasm;

/// Options of the build.
#[derive(Args, Default)]
pub(crate) struct Options {
    /// Optimise the library: for packages that are used.
    #[arg(long)]
    release: bool,
    /// Write the checked-in listings anew instead of comparing them.
    #[arg(long)]
    write: bool,
}

/// Builds and tests everything, and says where the packages are.
pub(crate) fn run(options: &Options) -> Result<(), TaskError> {
    setup::languages()?;
    setup::pages()?;
    let workshop = Workshop::new(options, Duration::from_secs(3600))?;
    workshop.all(options.write, &mut |_| {})?;
    println!("packages: {}", workshop.output.display());
    Ok(())
}

/// The same within a budget of time; lines of output go to `line` as well.
pub(crate) fn test(budget: Duration, line: &mut (dyn FnMut(&str) + Send)) -> Result<(), TaskError> {
    Workshop::new(&Options::default(), budget)?.all(false, line)
}

struct Workshop {
    profile: Profile,
    budget: Duration,
    target: PathBuf,
    /// What is made.
    output: PathBuf,
    /// A Python with the tools that are written in it.
    tools: PathBuf,
    /// The generator of the sources.
    generator: PathBuf,
}

impl Workshop {
    fn new(options: &Options, budget: Duration) -> Result<Self, TaskError> {
        let target = target_folder()?;
        let output = target.join("uniffi");
        // What was made before may have other parts.
        let _ = fs::remove_dir_all(&output);
        let tools = || {
            node::install(&source("kotlin"), budget)?;
            reference::environment("uniffi", "bindings/uniffi/python/requirements.txt")
        };
        let (tools, generator) = both(tools, || generator(&target, budget))?;
        Ok(Self {
            profile: match options.release {
                true => Profile::Release,
                false => Profile::Development,
            },
            budget,
            output,
            target,
            tools,
            generator,
        })
    }

    /// Programs that use one core each run beside what cargo compiles.
    fn all(&self, write: bool, line: &mut (dyn FnMut(&str) + Send)) -> Result<(), TaskError> {
        let built = self.build()?;
        self.generate(&built)?;
        let library = self.strip(&built)?;
        let symbols = self.output.join("symbols.txt");
        save(&symbols, &self.exported(&library)?)?;
        self.compare("abi.txt", &read(&symbols)?, write)?;
        let stub = self.python(&source("python/stub.py")).arg(self.module());
        self.compare("python/sealroll/__init__.pyi", &stub.output()?, write)?;

        let packages = || {
            let kotlin = self.kotlin(&library)?;
            let python = self.wheel(&library)?;
            self.types(&python)?;
            Ok((kotlin, python))
        };
        let ((kotlin, python), mut environment) = both(packages, || self.environment())?;
        environment.push(("SEALROLL_JAVA", kotlin.join("\n")));
        let mut first = Ok(());
        let swift = self.python(&source("swift/check.py"));
        let swift = swift.arg(self.output.join("swift")).arg(&symbols);
        let in_kotlin = Process::new("java").args(&kotlin).arg("MainKt");
        let in_python = Process::new(python).arg(source("python/tests"));
        for mut process in [swift, in_kotlin, in_python] {
            for (name, value) in &environment {
                process = process.env(name, value);
            }
            let result = process.budget(self.budget).run_lines(&mut *line);
            // All speak, even if one has failed.
            first = first.and(result);
        }
        first
    }

    fn build(&self) -> Result<PathBuf, TaskError> {
        let cargo = Process::cargo().arg("build");
        let cargo = match self.profile {
            Profile::Release => cargo.args(["--release", "--package", "sealroll-uniffi", "--lib"]),
            // As in the test run, which has built all this before: nothing is compiled twice.
            Profile::Development => cargo.arg("--workspace"),
        };
        cargo.budget(self.budget).run()?;
        Ok(self.target.join(self.profile.folder()).join(LIBRARY))
    }

    /// Leaves out what only debuggers and the generator read.
    fn strip(&self, built: &Path) -> Result<PathBuf, TaskError> {
        let library = self.output.join(LIBRARY);
        let strip = Process::new("strip").args(["--strip-unneeded", "-o"]);
        strip.arg(&library).arg(built).run()?;
        Ok(library)
    }

    fn generate(&self, built: &Path) -> Result<(), TaskError> {
        make(&self.output)?;
        Process::new(&self.generator)
            .arg(built)
            .arg(source("uniffi.toml"))
            .arg(&self.output)
            .budget(self.budget)
            .run()
    }

    /// The names that the library exports. Others than the generator's must not be among them.
    fn exported(&self, library: &Path) -> Result<String, TaskError> {
        let listing = Process::new("nm")
            .args(["--dynamic", "--defined-only", "--format=just-symbols"])
            .arg(library)
            .output()?;
        let mut names: Vec<&str> = listing.lines().collect();
        names.sort_unstable();
        let foreign = |name: &&&str| !PREFIXES.iter().any(|prefix| name.starts_with(prefix));
        let foreign: Vec<String> = names
            .iter()
            .filter(foreign)
            .map(|name| format!("{name} is exported, but no part of the interface"))
            .collect();
        if foreign.is_empty() && !names.is_empty() {
            return Ok(names.join("\n") + "\n");
        }
        Err(TaskError::Faults { lines: foreign })
    }

    /// Holds a listing against the one that is checked in.
    fn compare(&self, name: &str, found: &str, write: bool) -> Result<(), TaskError> {
        let file = source(name);
        if write {
            return save(&file, found);
        }
        if fs::read_to_string(&file).is_ok_and(|expected| expected == found) {
            return Ok(());
        }
        let fault = format!(
            "bindings/uniffi/{name} is not up to date; if the interface was meant to change: \
             cargo xtask uniffi --write"
        );
        Err(TaskError::Faults { lines: vec![fault] })
    }

    /// Makes the wheel and installs it into a clean environment.
    fn wheel(&self, library: &Path) -> Result<PathBuf, TaskError> {
        let stage = self.output.join("stage");
        let package = stage.join("sealroll");
        make(&package)?;
        for name in ["pyproject.toml", "setup.py"] {
            copy(&source("python").join(name), &stage.join(name))?;
        }
        for name in [
            "__init__.py",
            "__init__.pyi",
            "_http.py",
            "_idiom.py",
            "py.typed",
        ] {
            copy(&source("python/sealroll").join(name), &package.join(name))?;
        }
        copy(&self.module(), &package.join("_generated.py"))?;
        copy(library, &package.join(LIBRARY))?;
        let wheels = self.output.join("wheel");
        self.pip(&self.tools, "wheel")
            .args(["--no-deps", "--no-build-isolation", "--wheel-dir"])
            .args([&wheels, &stage])
            .run()?;
        let wheel = only_file(&wheels)?;
        let clean = self.output.join("clean");
        let make = Process::new("python3").args(["-m", "venv", "--clear"]);
        make.arg(&clean).run()?;
        let python = clean.join("bin/python3");
        self.pip(&python, "install").arg(wheel).run()?;
        Ok(python)
    }

    /// Checks examples and tests with the stubs that were installed.
    fn types(&self, python: &Path) -> Result<(), TaskError> {
        self.python(Path::new("-m"))
            .args(["mypy", "--strict", "--cache-dir"])
            .arg(self.output.join("mypy"))
            .arg("--python-executable")
            .arg(python)
            .arg(source("python/examples"))
            .arg(source("python/tests"))
            .budget(self.budget)
            .run()
    }

    /// Compiles Kotlin and packs the jar. Returns the arguments that `java` runs the tests with.
    fn kotlin(&self, library: &Path) -> Result<Vec<String>, TaskError> {
        let folder = source("kotlin");
        let home = folder.join("node_modules/kotlin-compiler");
        let lib = |name: &str| home.join("lib").join(name).display().to_string();
        let classes = self.output.join("classes");
        let compiler = COMPILER.map(lib).join(":");
        let quick = QUICK.map(str::to_owned);
        Process::new("java")
            .args(&quick)
            .args(["-cp", &compiler, COMPILER_CLASS, "-kotlin-home"])
            .arg(&home)
            .args(["-jvm-target", "17", "-no-reflect", "-nowarn", "-cp", JNA])
            .arg("-d")
            .arg(&classes)
            .arg(self.output.join("kotlin"))
            .args(["src", "examples", "tests"].map(|name| folder.join(name)))
            .budget(self.budget)
            .run()?;
        // Where JNA looks for the library, beside the classes.
        let resources = self.output.join("resources");
        let native = resources.join(format!("linux-{}", jna_architecture()));
        make(&native)?;
        copy(library, &native.join(LIBRARY))?;
        let jar = self.output.join("sealroll.jar");
        Process::new("jar")
            .args(["--create", "--file"])
            .arg(&jar)
            .arg("-C")
            .arg(&classes)
            .args(["sealroll", "-C"])
            .arg(&classes)
            .args(["META-INF", "-C"])
            .arg(&resources)
            .arg(".")
            .run()?;
        // From now on the library's classes are in the jar alone.
        let moved = fs::remove_dir_all(classes.join("sealroll"));
        moved.map_err(|_| missing("the compiled classes", &classes))?;
        let path = [&jar, &classes].map(|path| path.display().to_string());
        let path = path.join(":") + ":" + &lib("kotlin-stdlib.jar") + ":" + JNA;
        Ok([quick.as_slice(), &["-cp".to_owned(), path]].concat())
    }

    /// What the tests are told, but for how Kotlin is started.
    fn environment(&self) -> Result<Vec<(&'static str, String)>, TaskError> {
        let wanted = [binary::PROCESSOR, binary::COMMAND];
        let paths = binary::build(Profile::Development, &wanted)?;
        let [processor, command] = paths.as_slice() else {
            return Err(TaskError::Output {
                program: "cargo build",
            });
        };
        let vectors = root().join("spec/vectors");
        // The other languages, whose envelopes are held against those of these.
        let c = c::programs(self.budget)?;
        let pages = wasm::test_pages(self.budget)?;
        let package = pages.parent().unwrap_or(&pages);
        Ok(vec![
            ("PYTHONDONTWRITEBYTECODE", "1".to_owned()),
            ("SEALROLL_PROCESSOR", processor.display().to_string()),
            ("SEALROLL_COMMAND", command.display().to_string()),
            ("SEALROLL_VECTORS", vectors.display().to_string()),
            ("SEALROLL_C", c.display().to_string()),
            ("SEALROLL_WASM", package.display().to_string()),
        ])
    }

    fn python(&self, script: &Path) -> Process {
        Process::new(&self.tools).arg(script)
    }

    fn pip(&self, python: &Path, task: &str) -> Process {
        let pip = ["-m", "pip", task, "--quiet", "--disable-pip-version-check"];
        Process::new(python).args(pip).budget(self.budget)
    }

    fn module(&self) -> PathBuf {
        self.output.join("python/sealroll.py")
    }
}

/// Builds the generator, which is no member of the workspace.
fn generator(target: &Path, budget: Duration) -> Result<PathBuf, TaskError> {
    let folder = target.join("uniffi-generate");
    Process::cargo()
        .args(["build", "--quiet", "--manifest-path"])
        .arg(source("generate/Cargo.toml"))
        .arg("--target-dir")
        .arg(&folder)
        .budget(budget)
        .run()?;
    Ok(folder.join("debug/sealroll-uniffi-generate"))
}

fn source(path: &str) -> PathBuf {
    root().join("bindings/uniffi").join(path)
}

fn read(file: &Path) -> Result<String, TaskError> {
    fs::read_to_string(file).map_err(|_| missing("a listing", file))
}

fn save(file: &Path, text: &str) -> Result<(), TaskError> {
    fs::write(file, text).map_err(|_| missing("a place for a listing", file))
}

fn copy(from: &Path, to: &Path) -> Result<(), TaskError> {
    let copied = fs::copy(from, to).map(|_| ());
    copied.map_err(|_| missing("a part of a package", from))
}

fn make(folder: &Path) -> Result<(), TaskError> {
    fs::create_dir_all(folder).map_err(|_| missing("a folder", folder))
}

fn only_file(folder: &Path) -> Result<PathBuf, TaskError> {
    let mut files = fs::read_dir(folder).into_iter().flatten().flatten();
    match (files.next(), files.next()) {
        (Some(file), None) => Ok(file.path()),
        _ => Err(missing("the wheel", folder)),
    }
}

fn missing(purpose: &'static str, path: &Path) -> TaskError {
    let path = path.to_path_buf();
    TaskError::MissingPath { purpose, path }
}

/// How JNA names the processor of this machine.
fn jna_architecture() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "x86-64",
        other => other,
    }
}

const LIBRARY: &str = "libsealroll_uniffi.so";
/// What the names of exported symbols begin with.
const PREFIXES: [&str; 3] = [
    "uniffi_sealroll_uniffi_",
    "ffi_sealroll_uniffi_",
    "UNIFFI_META_",
];
/// The compiler and what it needs.
const COMPILER: [&str; 7] = [
    "kotlin-compiler.jar",
    "kotlin-stdlib.jar",
    "kotlin-reflect.jar",
    "kotlin-script-runtime.jar",
    "kotlin-daemon-client.jar",
    "kotlinx-coroutines-core-jvm.jar",
    "annotations-13.0.jar",
];
const COMPILER_CLASS: &str = "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler";
/// Programs that end after seconds gain nothing from the slow compiler.
const QUICK: [&str; 3] = ["-Xmx1g", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"];
/// Where Debian has it.
pub(crate) const JNA: &str = "/usr/share/java/jna.jar";

//! The tools that the tasks need, and how each is had.

use std::path::PathBuf;

use crate::error::TaskError;
use crate::process::{Process, on_path, root};
use crate::uniffi;

/// A tool: how to see that it is there, and how to install it.
pub(crate) struct Tool {
    /// Its name in messages.
    pub(crate) name: &'static str,
    /// Whether it is there.
    pub(crate) present: fn() -> bool,
    /// Where it comes from.
    pub(crate) source: Source,
}

/// Where a tool comes from.
pub(crate) enum Source {
    /// Debian packages.
    Apt(&'static [&'static str]),
    /// A target of the Rust toolchain.
    Target(&'static str),
    /// A component of the Rust toolchain.
    Component(&'static str),
    /// A component of the nightly toolchain, which is installed if it is missing.
    Nightly(&'static str),
}

impl Tool {
    /// Installs the tool and looks again.
    pub(crate) fn install(&self) -> Result<(), TaskError> {
        println!(
            "setup: installing {} ({})",
            self.name,
            self.source.describe()
        );
        let result = match &self.source {
            Source::Apt(packages) => apt(packages),
            Source::Target(target) => rustup(&["target", "add", target]),
            Source::Component(component) => rustup(&["component", "add", component]),
            Source::Nightly(component) => nightly(component),
        };
        match result {
            Ok(()) if (self.present)() => Ok(()),
            Ok(()) => Err(self.missing("it was installed, but is still not found")),
            Err(error) => Err(self.missing(&error.to_string())),
        }
    }

    fn missing(&self, cause: &str) -> TaskError {
        let remedy = format!("{cause}; install it by hand: {}", self.source.describe());
        TaskError::MissingTool {
            name: self.name,
            remedy,
        }
    }
}

impl Source {
    fn describe(&self) -> String {
        match self {
            Self::Apt(packages) => format!("apt-get install {}", packages.join(" ")),
            Self::Target(target) => format!("rustup target add {target}"),
            Self::Component(component) => format!("rustup component add {component}"),
            Self::Nightly(component) => {
                format!("rustup component add --toolchain nightly {component}")
            }
        }
    }
}

/// Every tool, in the order in which they are installed.
pub(crate) const TOOLS: &[Tool] = &[
    Tool {
        name: "a C compiler and make",
        present: || on_path("cc") && on_path("make"),
        source: Source::Apt(&["build-essential", "pkg-config"]),
    },
    Tool {
        name: "Python 3 with venv",
        present: || answers("python3", &["-c", "import venv, ensurepip"]),
        source: Source::Apt(&["python3", "python3-venv"]),
    },
    Tool {
        name: "a Java development kit",
        present: || on_path("java") && on_path("jar"),
        source: Source::Apt(&["default-jdk-headless"]),
    },
    Tool {
        name: "JNA for Java",
        present: || std::path::Path::new(uniffi::JNA).is_file(),
        source: Source::Apt(&["libjna-java"]),
    },
    Tool {
        name: "Node and npm",
        present: || on_path("node") && on_path("npm"),
        source: Source::Apt(&["nodejs", "npm"]),
    },
    Tool {
        name: "pandoc and Graphviz",
        present: || on_path("pandoc") && on_path("dot"),
        source: Source::Apt(&["pandoc", "graphviz"]),
    },
    Tool {
        name: "Valgrind",
        present: || on_path("valgrind"),
        source: Source::Apt(&["valgrind"]),
    },
    Tool {
        name: "Clang",
        present: || on_path("clang") && on_path("clang++"),
        source: Source::Apt(&["clang"]),
    },
    Tool {
        name: "CMake",
        present: || on_path("cmake"),
        source: Source::Apt(&["cmake"]),
    },
    Tool {
        name: "libcurl for C programs",
        present: || answers("pkg-config", &["--exists", "libcurl"]),
        source: Source::Apt(&["libcurl4-openssl-dev", "pkg-config"]),
    },
    Tool {
        name: "an emulator of small chips",
        present: || on_path("qemu-system-arm"),
        source: Source::Apt(&["qemu-system-arm"]),
    },
    Tool {
        name: "Miri",
        present: || answers("rustup", &["run", "nightly", "cargo", "miri", "--version"]),
        source: Source::Nightly("miri"),
    },
    Tool {
        name: "the sources that Miri builds the standard library from",
        present: || {
            let sysroot = ["run", "nightly", "rustc", "--print", "sysroot"];
            sources(Process::new("rustup").args(sysroot))
        },
        source: Source::Nightly("rust-src"),
    },
    Tool {
        name: "Chromium",
        present: || on_path("chromium"),
        source: Source::Apt(&["chromium"]),
    },
    Tool {
        name: "rustfmt",
        present: || answers("cargo", &["fmt", "--version"]),
        source: Source::Component("rustfmt"),
    },
    Tool {
        name: "clippy",
        present: || answers("cargo", &["clippy", "--version"]),
        source: Source::Component("clippy"),
    },
    Tool {
        name: "the target of bare metal",
        present: || has_target(BARE_METAL),
        source: Source::Target(BARE_METAL),
    },
    Tool {
        name: "the sources that web pages build the standard library from",
        present: || sources(Process::new("rustc").args(["--print", "sysroot"])),
        source: Source::Component("rust-src"),
    },
    Tool {
        name: "the target of web pages",
        present: || has_target(WEB),
        source: Source::Target(WEB),
    },
];

/// Names of the tools that Kotlin, Swift and Python are built and tested with.
pub(crate) const LANGUAGES: [&str; 6] = [
    "Python 3 with venv",
    "a Java development kit",
    "JNA for Java",
    "Node and npm",
    "Clang",
    "libcurl for C programs",
];
/// Names of the tools that the static pages are built with.
pub(crate) const WEB_PAGES: [&str; 3] = [
    "Node and npm",
    "the sources that web pages build the standard library from",
    "the target of web pages",
];
/// Cortex-M4F without an operating system: the honest proof of `no_std`.
pub(crate) const BARE_METAL: &str = "thumbv7em-none-eabihf";
/// Browsers.
pub(crate) const WEB: &str = "wasm32-unknown-unknown";

fn answers(program: &str, arguments: &[&str]) -> bool {
    Process::new(program).args(arguments).output().is_ok()
}

/// The target's core library lies in the toolchain; this holds without rustup, too.
fn has_target(target: &str) -> bool {
    let arguments = ["--print", "target-libdir", "--target", target];
    let folder = Process::new("rustc").args(arguments).output();
    folder.is_ok_and(|folder| std::path::Path::new(folder.trim()).is_dir())
}

fn rustup(arguments: &[&str]) -> Result<(), TaskError> {
    Process::new("rustup").args(arguments).run()
}

fn nightly(component: &str) -> Result<(), TaskError> {
    if !answers("rustup", &["run", "nightly", "rustc", "--version"]) {
        rustup(&["toolchain", "install", "nightly", "--profile", "minimal"])?;
    }
    rustup(&["component", "add", "--toolchain", "nightly", component])
}

/// Whether the toolchain whose folder the command prints has the sources of the standard library.
fn sources(sysroot: Process) -> bool {
    let folder = sysroot.output();
    folder.is_ok_and(|folder| {
        let folder = std::path::Path::new(folder.trim());
        folder.join("lib/rustlib/src/rust/library").is_dir()
    })
}

/// Installs Debian packages, as root or through sudo.
fn apt(packages: &[&str]) -> Result<(), TaskError> {
    let root = Process::new("id").arg("-u").output()?.trim() == "0";
    let command = |arguments: &[&str]| {
        let process = if root {
            Process::new("apt-get")
        } else {
            Process::new("sudo").args(["--non-interactive", "apt-get"])
        };
        process
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive")
    };
    // Lists may be stale or absent on a fresh machine; an old list that suffices is fine too.
    let _ = command(&["update", "--quiet"]).run();
    let install = ["install", "--yes", "--no-install-recommends"];
    command(&install.iter().chain(packages).copied().collect::<Vec<_>>()).run()
}

/// The pinned tool for mutation testing.
pub(crate) fn mutants() -> Result<PathBuf, TaskError> {
    from_source("cargo-mutants", "27.1.0")
}

/// The pinned tool that builds fuzz targets.
pub(crate) fn fuzzer() -> Result<PathBuf, TaskError> {
    from_source("cargo-fuzz", "0.13.2")
}

/// A tool of the package registry, built below `target/tools` when it is first asked for.
fn from_source(name: &str, version: &str) -> Result<PathBuf, TaskError> {
    let folder = root().join("target/tools");
    let tool = folder.join("bin").join(name);
    if !tool.is_file() {
        // It only starts compilers: optimised, it would take longer to build and no less to run.
        Process::cargo()
            .args(["install", "--locked", "--debug", name])
            .args(["--version", version, "--root"])
            .arg(&folder)
            .run()?;
    }
    Ok(tool)
}

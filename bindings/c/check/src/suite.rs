//! Everything that is run with one toolchain.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::Arguments;
use crate::error::CheckError;
use crate::journey::{self, Examples, good, text};
use crate::program::{Toolchain, binding, run, say};
use crate::service::{ORIGIN, Service};
use crate::tally::Tally;
use crate::toolchains;

/// One toolchain and what the programs need.
pub(crate) struct Suite<'a> {
    pub(crate) toolchain: &'a Toolchain,
    pub(crate) service: &'a Service,
    pub(crate) work: &'a Path,
}

/// The programs of a toolchain.
struct Programs {
    owner: PathBuf,
    guest: PathBuf,
    visit: PathBuf,
    authority: PathBuf,
    auditor: PathBuf,
    misuse: PathBuf,
    vectors: PathBuf,
}

impl Suite<'_> {
    /// Compiles everything without a warning, and runs it.
    pub(crate) fn run(&self, tally: &mut Tally) -> Result<(), CheckError> {
        if let Some(programs) = self.compile(tally)? {
            self.run_programs(&programs, tally)?;
        }
        Ok(())
    }

    fn compile(&self, tally: &mut Tally) -> Result<Option<Programs>, CheckError> {
        let source = |name: &str| binding().join(name);
        let calls = self.work.join("misuse_calls.c");
        let http = source("examples/http.c");
        let mut compile = |name: &str, sources: &[PathBuf]| {
            let program = self.toolchain.compile(self.work, name, sources)?;
            let said = format!("{}: {name} compiles without a warning", self.toolchain.name);
            tally.check(&said, program.is_some());
            Ok::<_, CheckError>(program)
        };
        let files = source("examples/files.c");
        let owner = compile(
            "owner",
            &[source("examples/owner.c"), files.clone(), http.clone()],
        )?;
        let authority = compile(
            "authority",
            &[source("examples/authority.c"), files.clone()],
        )?;
        let auditor = compile(
            "auditor",
            &[source("examples/auditor.c"), files, http.clone()],
        )?;
        let guest = compile("guest", &[source("examples/guest.c"), http.clone()])?;
        let visit = compile("visit", &[source("examples/visit.cpp"), http.clone()])?;
        let misuse = compile(
            "misuse",
            &[
                source("tests/misuse.c"),
                source("tests/misuse_keeping.c"),
                source("tests/fixture.c"),
                calls,
                http,
            ],
        )?;
        let vectors = compile(
            "vectors",
            &[source("tests/vectors.c"), source("tests/json.c")],
        )?;
        Ok((|| {
            Some(Programs {
                owner: owner?,
                guest: guest?,
                visit: visit?,
                authority: authority?,
                auditor: auditor?,
                misuse: misuse?,
                vectors: vectors?,
            })
        })())
    }

    fn run_programs(&self, programs: &Programs, tally: &mut Tally) -> Result<(), CheckError> {
        let examples = Examples {
            owner: &programs.owner,
            guest: &programs.guest,
            authority: &programs.authority,
            auditor: &programs.auditor,
        };
        journey::run(self.toolchain, &examples, self.service, self.work, tally)?;
        let (api, key) = (self.service.url(), self.service.log_key());
        let place = [api.as_str(), ORIGIN, key].map(OsStr::new);
        let name = |text: &str| format!("{}: {text}", self.toolchain.name);
        let visit = self.toolchain.run(&programs.visit, &place)?;
        let left = text(&visit).contains("Lovelace");
        good(tally, &name("a visit in C++"), &visit, left);
        self.count("misuse", &programs.misuse, &place, tally)?;
        let folder = binding().join("../../spec/vectors");
        self.count("vectors", &programs.vectors, &[folder.as_os_str()], tally)
    }

    /// Runs a program that counts its own checks.
    fn count(
        &self,
        name: &str,
        program: &Path,
        arguments: &[&OsStr],
        tally: &mut Tally,
    ) -> Result<(), CheckError> {
        let output = self.toolchain.run(program, arguments)?;
        let text = text(&output);
        for line in text
            .lines()
            .filter(|line| line.starts_with("not expressible"))
        {
            println!("{line}");
        }
        let counts = text.lines().find_map(|line| {
            let (passed, failed) = line.split_once(" passed, ")?;
            let failed = failed.strip_suffix(" failed")?;
            Some((passed.parse::<u64>().ok()?, failed.parse::<u64>().ok()?))
        });
        let (passed, failed) = counts.unwrap_or_default();
        tally.add(passed, failed);
        let said = format!(
            "{}: {name}, {passed} checks, no finding",
            self.toolchain.name
        );
        if !tally.check(&said, output.status.success() && passed > 0) {
            print!("{text}");
            say(&output);
        }
        Ok(())
    }
}

/// The programs of gcc again under Valgrind, and the deliberate fault, which must be found where
/// Rust is instrumented.
pub(crate) fn valgrind_and_fault(
    arguments: &Arguments,
    service: &Service,
    tally: &mut Tally,
) -> Result<(), CheckError> {
    let [gcc, _, asan] = toolchains(arguments);
    let work = &arguments.work;
    let under_valgrind = Toolchain {
        name: "valgrind",
        runner: &VALGRIND,
        ..gcc
    };
    let suite = Suite {
        toolchain: &under_valgrind,
        service,
        work,
    };
    let program = |name: &str| work.join(format!("{name}-gcc"));
    let programs = Programs {
        owner: program("owner"),
        guest: program("guest"),
        visit: program("visit"),
        authority: program("authority"),
        auditor: program("auditor"),
        misuse: program("misuse"),
        vectors: program("vectors"),
    };
    suite.run_programs(&programs, tally)?;
    let source = [binding().join("tests/fault.c")];
    let Some(fault) = asan.compile(work, "fault", &source)? else {
        tally.check("asan: the deliberate fault compiles", false);
        return Ok(());
    };
    let found = asan.run(&fault, &[])?;
    let detected = !found.status.success() && text(&found).contains("heap-buffer-overflow");
    let in_rust = text(&found).contains("sealroll_planted_fault");
    tally.check("asan: an overflow by Rust is found", detected && in_rust);
    let harmless = asan.run(&fault, &[OsStr::new("within")])?;
    tally.check("asan: a write within is not", harmless.status.success());
    let mut nm = std::process::Command::new("nm");
    let symbols = run(nm
        .arg("-D")
        .arg(arguments.prefix.join("lib/libsealroll.so")))?;
    let absent = !String::from_utf8_lossy(&symbols.stdout).contains("planted");
    tally.check("the installed library has no deliberate fault", absent);
    Ok(())
}

const VALGRIND: [&str; 6] = [
    "valgrind",
    "--quiet",
    "--leak-check=full",
    "--errors-for-leak-kinds=all",
    "--error-exitcode=9",
    "--num-callers=20",
];

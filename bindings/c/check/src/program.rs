//! Programs: compilers, and what they make.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::error::CheckError;

/// How programs are compiled and run.
#[derive(Clone, Debug)]
pub(crate) struct Toolchain {
    /// In names and messages, such as `gcc` or `asan`.
    pub(crate) name: &'static str,
    pub(crate) c: &'static str,
    pub(crate) cpp: &'static str,
    /// More flags for every compilation.
    pub(crate) flags: &'static [&'static str],
    /// Where the header is.
    pub(crate) include: PathBuf,
    /// Library and what it needs.
    pub(crate) link: Vec<OsString>,
    /// What runs the program, such as Valgrind; empty for nothing.
    pub(crate) runner: &'static [&'static str],
    pub(crate) environment: Vec<(&'static str, OsString)>,
}

impl Toolchain {
    /// Compiles sources, relative to the binding's folder, and returns the program.
    pub(crate) fn compile(
        &self,
        work: &Path,
        name: &str,
        sources: &[PathBuf],
    ) -> Result<Option<PathBuf>, CheckError> {
        let program = work.join(format!("{name}-{}", self.name));
        let is_cpp = sources
            .iter()
            .any(|file| file.extension() == Some(OsStr::new("cpp")));
        let mut command = Command::new(if is_cpp { self.cpp } else { self.c });
        if is_cpp {
            // The carrier of requests is C, and compiled as such.
            let objects = self.objects(work, sources)?;
            command.arg("-std=c++17").args(objects);
            command.args(
                sources
                    .iter()
                    .filter(|file| file.extension() == Some(OsStr::new("cpp"))),
            );
        } else {
            command.arg("-std=c11").args(sources);
        }
        self.flags_of(&mut command);
        command.arg("-o").arg(&program).args(&self.link);
        command.args(["-lcurl", "-lpthread"]);
        let output = run(&mut command)?;
        say(&output);
        Ok(output.status.success().then_some(program))
    }

    fn objects(&self, work: &Path, sources: &[PathBuf]) -> Result<Vec<PathBuf>, CheckError> {
        let mut objects = Vec::new();
        for source in sources
            .iter()
            .filter(|file| file.extension() == Some(OsStr::new("c")))
        {
            let name = source.file_stem().unwrap_or_default().to_string_lossy();
            let object = work.join(format!("{name}-{}.o", self.name));
            let mut command = Command::new(self.c);
            command.args(["-std=c11", "-c"]).arg(source);
            self.flags_of(&mut command);
            say(&run(command.arg("-o").arg(&object))?);
            objects.push(object);
        }
        Ok(objects)
    }

    fn flags_of(&self, command: &mut Command) {
        command.args(WARNINGS).args(self.flags);
        command.arg("-I").arg(&self.include);
        for folder in ["examples", "tests"] {
            command.arg("-I").arg(binding().join(folder));
        }
    }

    /// Runs a program to its end.
    pub(crate) fn run(&self, program: &Path, arguments: &[&OsStr]) -> Result<Output, CheckError> {
        let mut words = self
            .runner
            .iter()
            .map(OsStr::new)
            .chain([program.as_os_str()]);
        let mut command = Command::new(words.next().unwrap_or(program.as_os_str()));
        command.args(words).args(arguments).env("QUICK", "1");
        for (name, value) in &self.environment {
            command.env(name, value);
        }
        run(&mut command)
    }
}

/// Runs a command and keeps what it prints.
pub(crate) fn run(command: &mut Command) -> Result<Output, CheckError> {
    let output = command.output();
    output.map_err(|error| {
        CheckError::Start(command.get_program().to_string_lossy().into_owned(), error)
    })
}

/// Prints what a failed program has printed.
pub(crate) fn say(output: &Output) {
    if !output.status.success() {
        print!("{}", String::from_utf8_lossy(&output.stdout));
        print!("{}", String::from_utf8_lossy(&output.stderr));
        println!("it ended with {}", output.status);
    }
}

/// The folder of the binding.
pub(crate) fn binding() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

const WARNINGS: [&str; 6] = ["-Wall", "-Wextra", "-Werror", "-pedantic", "-g", "-O1"];

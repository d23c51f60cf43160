//! `sealroll-c-check`: compiles the programs of the C binding with several compilers, and runs them
//! beside a real processor: plain, instrumented, and under Valgrind.

mod abi;
mod consumer;
mod error;
mod journey;
mod misuse;
mod program;
mod prototype;
mod readme;
mod service;
mod suite;
mod tally;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;

use crate::error::CheckError;
use crate::program::{Toolchain, binding};
use crate::service::Service;
use crate::suite::Suite;
use crate::tally::Tally;

/// Checks the C library from the outside.
#[derive(Parser)]
#[command(name = "sealroll-c-check", version)]
struct Arguments {
    /// The processor's binary.
    #[arg(long, value_name = "FILE")]
    processor: PathBuf,
    /// Where the library is installed.
    #[arg(long, value_name = "FOLDER")]
    prefix: PathBuf,
    /// The static library with its Rust code instrumented, and a deliberate fault.
    #[arg(long, value_name = "FILE")]
    instrumented: PathBuf,
    /// Where programs are put.
    #[arg(long, value_name = "FOLDER")]
    work: PathBuf,
    /// Bring `abi.txt` up to date, and do nothing else.
    #[arg(long)]
    accept_abi: bool,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Returns the number of failed checks.
fn run(arguments: &Arguments) -> Result<u64, CheckError> {
    let work = &arguments.work;
    fs::create_dir_all(work).map_err(|error| CheckError::File(work.clone(), error))?;
    let mut tally = Tally::default();
    abi::check(&arguments.prefix, arguments.accept_abi, &mut tally)?;
    if arguments.accept_abi {
        return Ok(tally.failed());
    }
    readme::check(&mut tally)?;
    consumer::check(&arguments.prefix, work, &mut tally)?;
    if !write_calls(work, &mut tally)? {
        return Ok(tally.failed());
    }
    let folder = work.join("processor");
    let _ = fs::remove_dir_all(&folder);
    let service = Service::start(&arguments.processor, &folder)?;
    for toolchain in toolchains(arguments) {
        let suite = Suite {
            toolchain: &toolchain,
            service: &service,
            work,
        };
        suite.run(&mut tally)?;
    }
    let service = &service;
    suite::valgrind_and_fault(arguments, service, &mut tally)?;
    println!("{tally}");
    Ok(tally.failed())
}

/// Writes the part of the misuse suite that is made from the header. Returns whether every
/// parameter has malformed values.
fn write_calls(work: &Path, tally: &mut Tally) -> Result<bool, CheckError> {
    let header = binding().join("include/sealroll.h");
    let text = fs::read_to_string(&header).map_err(|error| CheckError::File(header, error))?;
    let functions = prototype::read(&text);
    let names: BTreeSet<&str> = functions.iter().map(|found| &*found.name).collect();
    let listed = abi::functions()?;
    for missing in listed.iter().filter(|name| !names.contains(&***name)) {
        println!("        not read from the header: {missing}");
    }
    let all_read = listed.iter().all(|name| names.contains(&**name));
    tally.check(
        "the misuse suite calls every function of abi.txt",
        !listed.is_empty() && listed.len() == names.len() && all_read,
    );
    let calls = misuse::calls(&functions);
    if let Err(unknown) = &calls {
        println!("        no malformed values are known for {unknown}");
    }
    let known = tally.check("every parameter has malformed values", calls.is_ok());
    let file = work.join("misuse_calls.c");
    fs::write(&file, calls.unwrap_or_default()).map_err(|error| CheckError::File(file, error))?;
    Ok(known)
}

/// gcc against the shared library, clang against the static one, and gcc with everything
/// instrumented.
fn toolchains(arguments: &Arguments) -> [Toolchain; 3] {
    let include = arguments.prefix.join("include");
    let library = arguments.prefix.join("lib");
    let gcc = Toolchain {
        name: "gcc",
        c: "gcc",
        cpp: "g++",
        flags: &[],
        include,
        link: vec![
            "-L".into(),
            library.clone().into_os_string(),
            "-lsealroll".into(),
        ],
        runner: &[],
        environment: vec![("LD_LIBRARY_PATH", library.clone().into_os_string())],
    };
    let mut link = vec![library.join("libsealroll.a").into_os_string()];
    link.extend(SYSTEM.map(Into::into));
    let clang = Toolchain {
        name: "clang",
        c: "clang",
        cpp: "clang++",
        link,
        environment: Vec::new(),
        ..gcc.clone()
    };
    let mut link = vec![arguments.instrumented.clone().into_os_string()];
    link.extend(SYSTEM.map(Into::into));
    let instrumented = Toolchain {
        name: "asan",
        flags: &[
            "-fsanitize=address,undefined",
            "-fno-sanitize-recover=all",
            "-fno-omit-frame-pointer",
        ],
        link,
        environment: vec![("ASAN_OPTIONS", "detect_stack_use_after_return=1".into())],
        ..gcc.clone()
    };
    [gcc, clang, instrumented]
}

/// What a static Rust library needs of the system.
const SYSTEM: [&str; 6] = ["-lgcc_s", "-lutil", "-lrt", "-lpthread", "-lm", "-ldl"];

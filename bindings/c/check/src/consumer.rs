//! What programs use to find the installed library: pkg-config and CMake.

use std::path::Path;
use std::process::{Command, Output};

use crate::error::CheckError;
use crate::program::{binding, run, say};
use crate::tally::Tally;

/// Builds the examples as other projects would.
pub(crate) fn check(prefix: &Path, work: &Path, tally: &mut Tally) -> Result<(), CheckError> {
    let package = |words: &[&str]| -> Result<String, CheckError> {
        let mut command = Command::new("pkg-config");
        command.env("PKG_CONFIG_PATH", prefix.join("lib/pkgconfig"));
        let output = run(command.args(words).arg("sealroll"))?;
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let version = package(&["--modversion"])?;
    let same = version.lines().next() == Some(env!("CARGO_PKG_VERSION"));
    tally.check("pkg-config knows the version", same);
    for (name, words) in [
        ("shared", &["--cflags", "--libs"][..]),
        ("static", &["--cflags", "--libs", "--static"][..]),
    ] {
        let flags = package(words)?;
        let program = work.join(format!("guest-{name}"));
        let mut compile = Command::new("gcc");
        compile.args(["-std=c11", "-o"]).arg(&program);
        for file in ["guest.c", "http.c"] {
            compile.arg(binding().join("examples").join(file));
        }
        // With both in one folder the linker takes the shared one unless it is told otherwise.
        let archive = prefix.join("lib/libsealroll.a").display().to_string();
        compile.args(flags.split_whitespace().map(|flag| match flag {
            "-lsealroll" if name == "static" => archive.as_str(),
            flag => flag,
        }));
        let compiled = run(compile.arg("-lcurl"))?;
        let found = passed(&compiled) && starts(&program, prefix)?;
        tally.check(&format!("pkg-config: the {name} library"), found);
    }
    let build = work.join("cmake");
    let mut configure = Command::new("cmake");
    configure
        .arg("-S")
        .arg(binding().join("examples"))
        .arg("-B")
        .arg(&build);
    let prefix_flag = format!("-DCMAKE_PREFIX_PATH={}", prefix.display());
    let configured = passed(&run(configure.arg(prefix_flag))?);
    let built = configured && passed(&run(Command::new("cmake").arg("--build").arg(&build))?);
    tally.check("CMake finds the package and builds the examples", built);
    for name in ["guest", "owner", "visit", "authority", "auditor"] {
        let runs = built && starts(&build.join(name), prefix)?;
        tally.check(&format!("CMake: {name} starts"), runs);
    }
    Ok(())
}

/// Without arguments every example says how it is used, and ends with 2.
fn starts(program: &Path, prefix: &Path) -> Result<bool, CheckError> {
    let mut command = Command::new(program);
    let output = run(command.env("LD_LIBRARY_PATH", prefix.join("lib")))?;
    Ok(output.status.code() == Some(2))
}

fn passed(output: &Output) -> bool {
    say(output);
    output.status.success()
}

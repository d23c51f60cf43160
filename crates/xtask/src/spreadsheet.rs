//! The owner's exports in a real spreadsheet program, which must calculate nothing.

use core::time::Duration;
use std::path::Path;

use crate::binary::{self, Profile};
use crate::error::TaskError;
use crate::process::{Process, on_path, root};
use crate::step::Outcome;
use crate::tool::{Source, Tool};
use crate::wasm;

/// Opens exports with hostile names in LibreOffice, which is installed for this alone.
pub(crate) fn run(budget: Duration) -> Result<Outcome, TaskError> {
    if !(LIBREOFFICE.present)() {
        LIBREOFFICE.install()?;
    }
    let pages = wasm::test_pages(budget)?;
    let processor = binary::build(Profile::Development, &[binary::PROCESSOR])?;
    let (Some(output), Some(processor)) =
        (pages.parent().map(Path::to_path_buf), processor.first())
    else {
        return Err(TaskError::Output {
            program: "cargo build",
        });
    };
    let process = Process::new("node")
        .args(["--test", "--test-reporter=tap"])
        .arg(root().join("bindings/wasm/tests/long-spreadsheet.test.mjs"))
        .env("SEALROLL_PROCESSOR", processor)
        .env("SEALROLL_WASM", output)
        .budget(budget);
    let (mut passed, mut failed) = (0, 0);
    let result = process.run_lines(|line| {
        if let Some((more, bad)) = wasm::parse_node_result(line) {
            passed += more;
            failed += bad;
        }
    });
    match result {
        Ok(()) if passed > 0 && failed == 0 => Ok(Outcome::Passed(passed)),
        _ => Ok(Outcome::Failed {
            passed,
            failed: failed.max(1),
        }),
    }
}

/// Only the long run wants it: it is 90 MB to download.
const LIBREOFFICE: Tool = Tool {
    name: "LibreOffice Calc",
    present: || on_path("soffice"),
    source: Source::Apt(&["libreoffice-calc"]),
};

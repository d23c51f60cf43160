//! Progress bars on standard error, only where somebody looks.

use std::io::{self, IsTerminal};

use indicatif::{ProgressBar, ProgressStyle};

use crate::output::Output;

/// A bar for so many steps; silent for programs and pipes.
pub(crate) fn bar(output: Output, length: u64, what: &'static str) -> ProgressBar {
    if output.is_json() || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}");
    let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(length)
        .with_style(style)
        .with_message(what)
}

/// A sign of life for work of unknown length.
pub(crate) fn spinner(output: Output, what: &'static str) -> ProgressBar {
    if output.is_json() || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let spinner = ProgressBar::new_spinner().with_message(what);
    spinner.enable_steady_tick(core::time::Duration::from_millis(100));
    spinner
}

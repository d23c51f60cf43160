//! What a process has taken of the processors.

use std::fs;

/// Seconds on processors that a process has taken so far, in user mode and in the system.
pub(crate) fn seconds(process: u32) -> Option<f64> {
    let line = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name, in parentheses, may have spaces. Fields 14 and 15 of proc(5) count from before it.
    let (_, fields) = line.rsplit_once(')')?;
    let mut fields = fields.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<f64>().ok();
    Some((ticks()? + ticks()?) / TICKS_PER_SECOND)
}

/// What Linux counts in, whatever the machine.
const TICKS_PER_SECOND: f64 = 100.0;

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[test]
    fn what_this_process_takes_is_seen() {
        let before = seconds(std::process::id()).unwrap();
        let begin = Instant::now();
        while begin.elapsed().as_millis() < 200 {}
        assert!(seconds(std::process::id()).unwrap() > before);
    }
}

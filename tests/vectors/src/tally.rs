//! What passed and what failed.

use core::fmt;
use std::process::Command;
use std::time::Instant;

use serde_json::{Value, json};

use crate::Round;
use crate::choice::Choice;
use crate::expected::Counts;
use crate::partner::Partner;

/// The results of a run.
pub(crate) struct Tally {
    seed: u64,
    rounds: u64,
    parts: Vec<Part>,
}

struct Part {
    name: &'static str,
    passed: u64,
    failed: u64,
    counts: Counts,
    seconds: f64,
}

impl Tally {
    pub(crate) fn new(seed: u64, rounds: u64) -> Self {
        Self {
            seed,
            rounds,
            parts: Vec::new(),
        }
    }

    /// Runs every round of a part with one partner, which is started anew after a failure.
    pub(crate) fn part(&mut self, name: &'static str, command: impl Fn() -> Command, round: Round) {
        let begin = Instant::now();
        let mut part = Part {
            name,
            passed: 0,
            failed: 0,
            counts: Counts::new(),
            seconds: 0.0,
        };
        let mut partner = None;
        for number in 0..self.rounds {
            let result = match partner.take() {
                Some(partner) => Ok(partner),
                None => Partner::start(&mut command()),
            };
            let result = result.and_then(|mut running| {
                let counts = round(&mut running, &mut Choice::new(self.seed, number))?;
                partner = Some(running);
                Ok(counts)
            });
            match result {
                Ok(counts) => {
                    part.passed += 1;
                    for (name, count) in counts {
                        *part.counts.entry(name).or_default() += count;
                    }
                }
                Err(fault) => {
                    part.failed += 1;
                    println!("{name}, round {number}: {fault}");
                }
            }
        }
        part.seconds = begin.elapsed().as_secs_f64();
        println!("{part}");
        self.parts.push(part);
    }

    pub(crate) fn failed(&self) -> u64 {
        self.parts.iter().map(|part| part.failed).sum()
    }

    pub(crate) fn to_json(&self) -> Value {
        let part = |part: &Part| {
            json!({
                "name": part.name,
                "passed": part.passed,
                "failed": part.failed,
                "counts": part.counts,
                "seconds": (part.seconds * 10.0).round() / 10.0,
            })
        };
        json!({
            "seed": self.seed,
            "rounds": self.rounds,
            "parts": self.parts.iter().map(part).collect::<Vec<_>>(),
            "passed": self.parts.iter().map(|part| part.passed).sum::<u64>(),
            "failed": self.failed(),
        })
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let passed: u64 = self.parts.iter().map(|part| part.passed).sum();
        write!(f, "{passed} passed, {} failed", self.failed())
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:<34} {:>5} ok {:>3} failed {:>7.1} s ",
            self.name, self.passed, self.failed, self.seconds
        )?;
        let mut counts = self.counts.iter();
        counts.try_for_each(|(name, count)| write!(f, " {count} {name}"))
    }
}

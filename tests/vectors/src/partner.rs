//! An implementation in another language: a process that answers JSON lines.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use crate::fault::{Fault, OrFault};

/// A partner, running.
pub(crate) struct Partner {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Partner {
    /// Starts the program.
    pub(crate) fn start(command: &mut Command) -> Result<Self, Fault> {
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .or_fault("the partner does not start")?;
        let input = process.stdin.take().or_fault("no standard input")?;
        let output = process.stdout.take().or_fault("no standard output")?;
        Ok(Self {
            process,
            input,
            output: BufReader::new(output),
        })
    }

    /// Sends a command and waits for its answer, whatever it is.
    pub(crate) fn answer(&mut self, command: &Value) -> Result<Value, Fault> {
        writeln!(self.input, "{command}").or_fault("the partner has ended")?;
        let mut line = String::new();
        let length = self.output.read_line(&mut line).or_fault("no answer")?;
        if length == 0 {
            return Err(Fault::new("the partner has ended"));
        }
        serde_json::from_str(&line).or_fault("the answer is not JSON")
    }

    /// Sends a command that must succeed.
    pub(crate) fn ask(&mut self, command: &Value) -> Result<Value, Fault> {
        let answer = self.answer(command)?;
        if answer["ok"] == true {
            Ok(answer)
        } else {
            let operation = &command["op"];
            Err(Fault::new(format!("{operation} was answered by {answer}")))
        }
    }

    /// Has the reference run a kind of vector that must succeed.
    pub(crate) fn vector(&mut self, kind: &str, input: &Value) -> Result<Value, Fault> {
        let mut answer = self.ask(&json!({ "op": "vector", "kind": kind, "input": input }))?;
        if answer["expect"] == "ok" {
            Ok(answer["output"].take())
        } else {
            Err(Fault::new(format!("{kind}: {}", answer["expect"])))
        }
    }
}

impl Drop for Partner {
    fn drop(&mut self) {
        // It ends by itself when its input does; this makes sure.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

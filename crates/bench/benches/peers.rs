//! `cargo bench`: the comparisons of `cargo xtask bench`, in their short form.

use sealroll_bench::{BenchError, Effort, run};

fn main() -> Result<(), BenchError> {
    let effort = Effort {
        rounds: 31,
        ..Effort::SHORT
    };
    print!("{}", run(effort, &[])?);
    println!("`cargo xtask bench --report FILE` takes longer and writes JSON");
    Ok(())
}

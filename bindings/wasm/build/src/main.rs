//! `sealroll-wasm-build INPUT OUTPUT`: makes `sealroll.js` and `sealroll_bg.wasm` in the folder
//! OUTPUT from the wasm file that the compiler wrote.

use std::env;
use std::error::Error;
use std::fs;
use std::path::PathBuf;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args_os().skip(1).map(PathBuf::from);
    let (Some(input), Some(output), None) = (arguments.next(), arguments.next(), arguments.next())
    else {
        return Err("usage: sealroll-wasm-build INPUT OUTPUT".into());
    };
    Bindgen::new()
        .input_path(&input)
        .out_name("sealroll")
        .typescript(false)
        .remove_producers_section(true)
        .web(true)?
        .generate(&output)?;

    let script = output.join("sealroll.js");
    let text = fs::read_to_string(&script)?;
    fs::write(&script, explain_early_calls(&text)?)?;
    Ok(())
}

/// Calls before `init` would fail with a riddle; this makes them say what is missing.
fn explain_early_calls(script: &str) -> Result<String, &'static str> {
    let mut lines: Vec<String> = script.lines().map(str::to_owned).collect();
    let declares = |line: &&mut String| line.starts_with("let wasmModule") && line.ends_with(UNSET);
    let line = lines.iter_mut().find(declares);
    let line = line.ok_or("the generator no longer declares its module as expected")?;
    *line = line.replace(UNSET, SET);
    let script = lines
        .join("\n")
        .replace("wasm !== undefined", "wasm !== absent");
    Ok(format!(
        "import {{ absent }} from './error.mjs';\n{script}\n"
    ))
}

const UNSET: &str = ", wasm;";
const SET: &str = ", wasm = absent;";

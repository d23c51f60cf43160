//! The `sealroll-processor` command.

use std::{
    env,
    error::Error,
    io,
    path::{Path, PathBuf},
    process::ExitCode,
};

use sealroll_processor::{
    Clock, Config, Processor, Report, Scope, Since, backup, drill, recover, report_text, restore,
    verify,
};
use sealroll_wire::Time;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("sealroll-processor: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let Some((file, command)) = read_arguments(env::args().skip(1))? else {
        println!("{USAGE}");
        return Ok(());
    };
    let variable = |name: &str| env::var(name).ok();
    let file = file.or_else(|| env::var_os("SEALROLL_CONFIG").map(PathBuf::from));
    let config = Config::load(file.as_deref(), variable)?;
    let words: Vec<&str> = command.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] => return serve(&config),
        ["backup", directory] => println!("{}", backup(&config, Path::new(directory))?),
        ["verify"] => return report_verification(&config, &config.data_dir),
        ["verify", directory] => return report_verification(&config, Path::new(directory)),
        ["restore", directory, "--nothing-since"] => {
            let restored = restore(&config, Path::new(directory), Since::Nothing)?;
            println!("{restored}");
        }
        ["restore", directory] => {
            println!(
                "{}",
                restore(&config, Path::new(directory), Since::Unknown)?
            );
            eprintln!("{RESTORED}");
        }
        ["recover"] => println!("{}", recover(&config, Clock::system(), None)?),
        ["recover", former] => {
            let former = Some(Path::new(former));
            println!("{}", recover(&config, Clock::system(), former)?);
        }
        ["drill", directory] => println!("{}", drill(&config, Path::new(directory))?),
        ["report", name, options @ ..] => {
            let report = Report::from_name(name).ok_or("no such report; see --help")?;
            let (scope, as_json) = read_scope(options)?;
            let made = report.make(&config, &scope)?;
            if as_json {
                println!("{made}");
            } else {
                print!("{}", report_text(&made));
            }
        }
        ["token", "issue"] => issue_token(&config, TOKEN_DAYS)?,
        ["token", "issue", "--days", days] => {
            issue_token(&config, days.parse().map_err(|_| "--days takes a number")?)?;
        }
        ["token", "withdraw", token] => Processor::withdraw_token(&config, token)?,
        ["confirm-clock"] => {
            Processor::confirm_clock(&config)?;
            println!("confirmed: {}", Clock::system().now());
        }
        _ => return Err("unknown arguments; see --help".into()),
    }
    Ok(())
}

fn serve(config: &Config) -> Result<(), Box<dyn Error>> {
    // Logs go to the standard error, so that the standard output has the ready line alone. They
    // contain no addresses, identifiers or bodies.
    tracing_subscriber::fmt()
        .json()
        .with_writer(io::stderr)
        .with_max_level(level()?)
        .init();
    let processor = Processor::start(config, Clock::system())?;
    println!("{}", processor.ready_line());
    tracing::info!("serving");
    processor.wait_for_signal()?;
    tracing::info!("stopping");
    processor.stop();
    tracing::info!("stopped");
    Ok(())
}

/// Prints a token that can be used for so many days.
fn issue_token(config: &Config, days: u64) -> Result<(), Box<dyn Error>> {
    let seconds = days.saturating_mul(24 * 3600);
    let until = Clock::system().now().saturating_add(seconds);
    let token = Processor::issue_token(config, until)?;
    println!(r#"{{"token":"{}","until":"{until}"}}"#, token.as_str());
    Ok(())
}

fn report_verification(config: &Config, directory: &Path) -> Result<(), Box<dyn Error>> {
    let found = verify(config, directory)?;
    println!("{found}");
    if found.is_sound() {
        Ok(())
    } else {
        Err("what is stored does not verify".into())
    }
}

/// The file named by `--config`, and the command; `None` if only help is asked for.
type Arguments = Option<(Option<PathBuf>, Vec<String>)>;

fn read_arguments(mut arguments: impl Iterator<Item = String>) -> Result<Arguments, &'static str> {
    let mut file = None;
    let mut command = Vec::new();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--config" => file = Some(arguments.next().ok_or("--config needs a file")?.into()),
            "--help" | "-h" => return Ok(None),
            _ if !command.is_empty() || !argument.starts_with('-') => command.push(argument),
            _ => return Err("unknown argument; see --help"),
        }
    }
    Ok(Some((file, command)))
}

/// Which lists and which time a report covers, and whether it is to be JSON.
fn read_scope(options: &[&str]) -> Result<(Scope, bool), &'static str> {
    let mut scope = Scope::default();
    let mut as_json = false;
    let mut options = options.iter();
    while let Some(option) = options.next() {
        if *option == "--json" {
            as_json = true;
            continue;
        }
        let value = options.next().ok_or("an option needs a value")?;
        let time = Time::from_rfc3339(value).map_err(|_| "times are written 2026-11-22T00:00:00Z");
        match *option {
            "--list" => scope.list = Some(value.parse().map_err(|_| "this is no list")?),
            "--from" => scope.from = time?,
            "--to" => scope.to = time?,
            _ => return Err("unknown option; see --help"),
        }
    }
    Ok((scope, as_json))
}

/// The level of the logs from `SEALROLL_LOG`: error, warn, info (default), debug or trace.
fn level() -> Result<tracing::Level, &'static str> {
    match env::var("SEALROLL_LOG") {
        Ok(level) => level.parse().map_err(|_| "SEALROLL_LOG is no level"),
        Err(_) => Ok(tracing::Level::INFO),
    }
}

/// Days for which a token can be used unless another number is given.
const TOKEN_DAYS: u64 = 30;

const RESTORED: &str = "\
The service can be read now and takes nothing: what was acknowledged since the backup was made is
lost, and going on would sign a second history, which owners and guests take for a lie. Run recover
before it is started; then it goes on openly, and guests' apps send again what was lost.";

const USAGE: &str = "\
usage: sealroll-processor [--config FILE] [COMMAND]

Stores and logs what guests seal. Each key of the file can be given as an environment variable
instead: SEALROLL_ and the key in capitals. Required: data_dir, origin.

Without a command it serves. The others print one line of JSON:

  backup DIR      copy database and log key to a new directory, and verify the copy; the service
                  may be running. The keys in vault_dir are not copied: see vault_backup_dir. For a
                  timer: what was lost since the last backup comes back only if guests come back
  verify [DIR]    verify a backup, or the data directory of a service that does not run: every log
                  against its checkpoint, every envelope and document against its entry
  restore DIR [--nothing-since]
                  verify a backup and copy it to an empty data directory. The service takes nothing
                  until recover was run, unless nothing was acknowledged since the backup was made
  recover [DIR]   after a restore: open a new part of every log, which says where the backup ended.
                  DIR is the data directory that was lost, if it can be read, to say how much is
                  missing. Guests' apps then send again what was lost, and owners are shown it; for
                  7 days it is taken although its statement was superseded meanwhile
  drill DIR       back up, restore and compare in this scratch directory, and clean up
  report art30|breach|retention [--list LIST] [--from TIME] [--to TIME] [--json]
                  the record of processing activities; whom a breach concerns; what is kept and
                  what was erased. Text, unless JSON is asked for
  token issue [--days N]
                  a token by which one list can be registered, for 30 days, where the
                  configuration asks for tokens
  token withdraw TOKEN
                  takes back a token that was not used
  confirm-clock   after the clock has jumped: it is right, erasing for age may go on";

//! The examples between them: an owner creates a list, guests check in, the owner opens, erases,
//! and comes back on a new device.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Output;

use crate::error::CheckError;
use crate::program::{Toolchain, say};
use crate::service::{ORIGIN, Service};
use crate::tally::Tally;

/// The compiled examples.
pub(crate) struct Examples<'a> {
    pub(crate) owner: &'a Path,
    pub(crate) guest: &'a Path,
    pub(crate) authority: &'a Path,
    pub(crate) auditor: &'a Path,
}

/// Runs the journey once with the programs of a toolchain.
pub(crate) fn run(
    toolchain: &Toolchain,
    examples: &Examples<'_>,
    service: &Service,
    work: &Path,
    tally: &mut Tally,
) -> Result<(), CheckError> {
    let name = |text: &str| format!("{}: {text}", toolchain.name);
    let files = work.join(format!("owner-{}", toolchain.name));
    let (files, api) = (files.to_string_lossy().into_owned(), service.url());
    let owner = |words: &[&str]| -> Result<Output, CheckError> {
        let words: Vec<&OsStr> = words.iter().map(OsStr::new).collect();
        toolchain.run(examples.owner, &words)
    };
    let created = owner(&["create", &files, &api, ORIGIN, service.log_key()])?;
    let link = said(&created, "link ");
    let code = said(&created, "code ");
    if !good(
        tally,
        &name("an owner creates a list"),
        &created,
        !link.is_empty(),
    ) {
        return Ok(());
    }
    let words = [&link, &api, "Ada", "=HYPERLINK(1)", "+49 151 12345678"].map(OsStr::new);
    let visit = toolchain.run(examples.guest, &words)?;
    let words_match = said(&visit, "words ") == said(&created, "words ");
    let left = text(&visit).contains("checked out");
    good(
        tally,
        &name("a guest checks in and out"),
        &visit,
        words_match && left,
    );
    let wrong = [&link, &api, "Ada", "Lovelace", "not a number"].map(OsStr::new);
    let refused = toolchain.run(examples.guest, &wrong)?;
    let names_field = text(&refused).contains("bad-field") && text(&refused).contains("field 2");
    let refused_well = refused.status.code() == Some(1) && names_field;
    if !tally.check(&name("a bad phone number is refused"), refused_well) {
        say(&refused);
    }
    let opened = owner(&["open", &files, &api])?;
    let reads = text(&opened).contains("opened 2, set aside 0, missing 0")
        && text(&opened).contains("\"'=HYPERLINK(1)\"");
    good(
        tally,
        &name("the owner opens, and exports no formula"),
        &opened,
        reads,
    );
    disclose(toolchain, examples, &owner, &files, &api, tally)?;
    audit(toolchain, examples, &owner, &files, &api, tally)?;
    let restored = owner(&["restore", &files, &api, &code, &link])?;
    good(tally, &name("a lost device comes back"), &restored, true);
    let again = owner(&["open", &files, &api])?;
    let reads = text(&again).contains("opened 2, set aside 0, missing 0");
    good(tally, &name("and opens the same"), &again, reads);
    let erased = owner(&["erase", &files, &api])?;
    good(
        tally,
        &name("the day is erased"),
        &erased,
        text(&erased).contains("erased "),
    );
    let late = owner(&["open", &files, &api])?;
    let gone = late.status.code() == Some(1) && text(&late).contains("epoch-purged");
    if !tally.check(&name("and opens no more"), gone) {
        say(&late);
    }
    Ok(())
}

/// An authority makes a key, the owner discloses the day to it, and it reads what it was given.
fn disclose(
    toolchain: &Toolchain,
    examples: &Examples<'_>,
    owner: &impl Fn(&[&str]) -> Result<Output, CheckError>,
    files: &str,
    api: &str,
    tally: &mut Tally,
) -> Result<(), CheckError> {
    let name = |text: &str| format!("{}: {text}", toolchain.name);
    let authority = |words: &[&str]| -> Result<Output, CheckError> {
        let words: Vec<&OsStr> = words.iter().map(OsStr::new).collect();
        toolchain.run(examples.authority, &words)
    };
    let created = authority(&["create", files, "Gesundheitsamt Mitte"])?;
    let (words, code) = (said(&created, "words "), said(&created, "code "));
    let made = !words.is_empty() && !code.is_empty();
    good(tally, &name("an authority makes a key"), &created, made);
    let card = format!("{files}.card");
    let other = owner(&["disclose", files, api, &card, "not-these-five-words-here"])?;
    let refused = other.status.code() == Some(1);
    tally.check(&name("a card with other words is refused"), refused);
    let disclosed = owner(&["disclose", files, api, &card, &words])?;
    let one = text(&disclosed).contains("disclosed 1 visits");
    good(tally, &name("the owner discloses"), &disclosed, one);
    let file = format!("{files}.disclosure");
    let opened = authority(&["open", files, &code, &file])?;
    let reads = text(&opened).contains("verified 2 records, refused 0")
        && text(&opened).contains("\"'=HYPERLINK(1)\"")
        && text(&opened).contains("Tracing of an infection");
    good(
        tally,
        &name("the authority opens and verifies"),
        &opened,
        reads,
    );
    let foreign = authority(&["open", files, &code, &card])?;
    let refused = foreign.status.code() == Some(1);
    tally.check(&name("what is no disclosure is refused"), refused);
    Ok(())
}

/// The owner admits an auditor, who finds nothing wrong.
fn audit(
    toolchain: &Toolchain,
    examples: &Examples<'_>,
    owner: &impl Fn(&[&str]) -> Result<Output, CheckError>,
    files: &str,
    api: &str,
    tally: &mut Tally,
) -> Result<(), CheckError> {
    let name = |text: &str| format!("{}: {text}", toolchain.name);
    let admitted = owner(&["admit", files, api])?;
    let (list, token) = (said(&admitted, "list "), said(&admitted, "token "));
    let made = !list.is_empty() && !token.is_empty();
    good(tally, &name("the owner admits an auditor"), &admitted, made);
    let words = [api, list.as_str(), token.as_str()].map(OsStr::new);
    let audited = toolchain.run(examples.auditor, &words)?;
    let clean = text(&audited).contains("2 records, 2 instructions, 0 erasures")
        && text(&audited).contains("nothing is wrong");
    good(
        tally,
        &name("an audit finds nothing wrong"),
        &audited,
        clean,
    );
    let card = format!("{files}.card");
    let words = [api, &list, &token, &card].map(OsStr::new);
    let refused = toolchain.run(examples.auditor, &words)?;
    let is_no_head = refused.status.code() == Some(1) && text(&refused).contains("bad-proof");
    tally.check(&name("what is no head is refused"), is_no_head);
    Ok(())
}

/// Notes whether a program succeeded and said what it should.
pub(crate) fn good(tally: &mut Tally, name: &str, output: &Output, holds: bool) -> bool {
    let success = output.status.success();
    if !success || !holds {
        say(output);
        print!("{}", text(output));
    }
    tally.check(name, success && holds)
}

/// Everything that a program has printed.
pub(crate) fn text(output: &Output) -> String {
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.push_str(&String::from_utf8_lossy(&output.stderr));
    text
}

/// The rest of the line that begins so.
fn said(output: &Output, word: &str) -> String {
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().find_map(|line| line.strip_prefix(word));
    line.unwrap_or_default().to_owned()
}

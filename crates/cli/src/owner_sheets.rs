//! `sealroll owner words` and `sealroll owner sheets`: the recovery code on paper.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use sealroll::{RecoverySheet, WordLanguage, recovery_code_to_words};
use serde_json::json;

use crate::error::CliError;
use crate::home::replace;
use crate::key_secret::KeySecret;
use crate::output::Output;
use crate::owner_store::{OwnerStore, Session};
use crate::qr::Qr;
use crate::random::random;

/// How the code is written.
#[derive(Args)]
#[command(after_help = "Example:\n  \
    sealroll owner words --language de --html paper.html")]
pub(crate) struct WordsOptions {
    /// Language of the words.
    #[arg(long, default_value = "de")]
    language: Language,
    /// Write a page to be printed, in both languages. It holds the code: delete it afterwards.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

/// Among how many people the code is parted.
#[derive(Args)]
#[command(after_help = "Example:\n  \
    sealroll owner sheets --need 2 --of 3 --html sheets.html\n\n\
    Each person gets one sheet. Sheets of two drawings do not fit together.")]
pub(crate) struct SheetsOptions {
    /// How many sheets bring the code back.
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u8).range(2..=16))]
    need: u8,
    /// How many sheets there are.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(2..=16))]
    of: u8,
    /// Write pages to be printed, one for each person. They hold the code: delete them afterwards.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

/// A language of the word lists.
#[derive(Clone, Copy, ValueEnum)]
enum Language {
    /// German.
    De,
    /// English.
    En,
}

impl From<Language> for WordLanguage {
    fn from(language: Language) -> Self {
        match language {
            Language::De => Self::German,
            Language::En => Self::English,
        }
    }
}

/// Shows the recovery code as words.
pub(crate) fn words(
    options: &WordsOptions,
    store: &OwnerStore,
    output: Output,
) -> Result<(), CliError> {
    let session = store.open()?;
    let KeySecret::Code(code) = &session.secret else {
        return Err(CliError::NoCode);
    };
    let words = recovery_code_to_words(code, options.language.into());
    if let Some(path) = &options.html {
        let characters = code.to_text();
        let both = WordLanguage::ALL.map(|language| recovery_code_to_words(code, language));
        let lines = [&characters, &both[0], &both[1]].map(|line| line.as_str());
        let title = [
            "Wiederherstellungscode / Recovery code",
            "Getrennt von der Identitätsdatei aufbewahren. Eine der drei Zeilen genügt.",
            "Keep apart from the identity file. One of the three lines is enough.",
        ];
        let page = page(&session, title, &lines, &characters)?;
        replace(path, document(&[page]).as_bytes())?;
    }
    output.result(&json!({ "words": words.as_str() }), || {
        let numbered = words.split(' ').zip(1..);
        let lines: Vec<String> = numbered
            .map(|(word, number)| format!("{number:>2}  {word}"))
            .collect();
        lines.join("\n")
    });
    Ok(())
}

/// Parts the recovery code among people.
pub(crate) fn sheets(
    options: &SheetsOptions,
    store: &OwnerStore,
    output: Output,
) -> Result<(), CliError> {
    let session = store.open()?;
    let KeySecret::Code(code) = &session.secret else {
        return Err(CliError::NoCode);
    };
    let sheets = RecoverySheet::part(code, options.need, options.of, &mut random())?;
    let texts: Vec<_> = sheets.iter().map(RecoverySheet::to_text).collect();
    if let Some(path) = &options.html {
        let pages = sheets.iter().zip(&texts).map(|(sheet, text)| {
            let (number, count, need) = (sheet.number(), sheet.count(), sheet.needed());
            let title = [
                &format!("Wiederherstellungsblatt / Recovery sheet {number}/{count}")[..],
                &format!("{need} von {count} Blättern stellen den Code wieder her; weniger verraten nichts."),
                &format!("{need} of {count} sheets bring the code back; fewer tell nothing."),
            ];
            page(&session, title, &[text], text)
        });
        let pages = pages.collect::<Result<Vec<_>, _>>()?;
        replace(path, document(&pages).as_bytes())?;
    }
    let lines: Vec<&str> = texts.iter().map(|text| text.as_str()).collect();
    let result = json!({ "need": options.need, "sheets": lines });
    output.result(&result, || lines.join("\n"));
    Ok(())
}

/// One printed page: title and explanations, the lines, and a QR code of what a person would type.
fn page(
    session: &Session,
    [title, german, english]: [&str; 3],
    lines: &[&str],
    code: &str,
) -> Result<String, CliError> {
    let qr = Qr::new(code)?.svg();
    let qr = qr.split_once("?>").map_or(qr.as_str(), |(_, svg)| svg);
    let lines: String = lines
        .iter()
        .map(|line| format!("<p class=\"code\">{}</p>", escape(line)))
        .collect();
    Ok(format!(
        "<section><h1>{title}</h1><p lang=\"de\">{german}</p><p lang=\"en\">{english}</p>{lines}\
         <div class=\"qr\">{qr}</div><table>\
         <tr><th>Liste / list</th><td>{venue}, {list}</td></tr>\
         <tr><th>Wörter / words</th><td>{words}</td></tr>\
         <tr><th>Server / server</th><td>{server}</td></tr></table>\
         <p lang=\"de\">Nach einem Verlust: <code>sealroll owner recover</code> mit der Identitätsdatei.</p>\
         <p lang=\"en\">After a loss: <code>sealroll owner recover</code> with the identity file.</p>\
         </section>",
        venue = escape(&session.owner.terms().venue),
        list = session.owner.list_id(),
        words = session.owner.fingerprint_words(),
        server = escape(session.transport.base()),
    ))
}

fn document(pages: &[String]) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"de\"><meta charset=\"utf-8\"><title>Sealroll</title>\
         <style>body{{font:12pt sans-serif}}section{{break-after:page;padding:2em}}\
         .code{{font:bold 14pt monospace;border:1px solid;padding:.6em}}\
         .qr svg{{width:5cm;height:5cm}}th{{text-align:left;padding-right:1em}}</style>\
         {}</html>\n",
        pages.concat()
    )
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

//! The report of an audit as a page that needs nothing else, in German and English.

use core::fmt::Write;

use sealroll::{AuditReport, FindingKind};

/// The page.
pub(crate) fn html(report: &AuditReport) -> String {
    let mut page = String::from(
        "<!doctype html>\n<html lang=\"de\"><head><meta charset=\"utf-8\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
         <title>Sealroll: Prüfbericht / audit report</title><style>\
         body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}\
         table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #ccc;text-align:left;padding:.3rem}\
         .good{color:#060}.bad{color:#a00}code{word-break:break-all}</style></head><body>\n",
    );
    write_page(&mut page, report, &GERMAN).expect("writing to a string cannot fail");
    page.push_str("<hr>\n");
    write_page(&mut page, report, &ENGLISH).expect("writing to a string cannot fail");
    page.push_str("</body></html>\n");
    page
}

fn write_page(page: &mut String, report: &AuditReport, words: &Words) -> core::fmt::Result {
    writeln!(
        page,
        "<section lang=\"{}\"><h1>{}</h1>",
        words.language, words.title
    )?;
    let (class, verdict) = match report.is_clean() {
        true => ("good", words.clean),
        false => ("bad", words.wrong),
    };
    writeln!(
        page,
        "<p class=\"{class}\"><strong>{verdict}</strong></p><table>"
    )?;
    let mut row = |name: &str, value: &str| {
        writeln!(page, "<tr><th>{name}</th><td>{}</td></tr>", escape(value))
    };
    row(words.list, &report.list_id.to_string())?;
    if let Some(root) = &report.root {
        row(words.words, &root.words())?;
    }
    row(words.time, &report.now.to_string())?;
    if let Some(terms) = &report.terms {
        row(words.venue, &terms.venue)?;
        row(words.controller, &terms.contact)?;
        row(words.origin, &terms.origin)?;
    }
    if let Some(processor) = &report.processor {
        row(words.operator, &processor.operator)?;
        row(words.region, &processor.region)?;
        row(words.helpers, &processor.sub_processors.join(", "))?;
    }
    row(words.records, &report.records.to_string())?;
    row(words.instructions, &report.instructions.len().to_string())?;
    row(words.erasures, &report.erasures.len().to_string())?;
    writeln!(page, "</table>")?;
    write_findings(page, report, words)?;
    write_logs(page, report, words)?;
    write_erasures(page, report, words)?;
    writeln!(page, "<p>{}</p></section>", words.limits)
}

fn write_findings(page: &mut String, report: &AuditReport, words: &Words) -> core::fmt::Result {
    if report.is_clean() {
        return Ok(());
    }
    writeln!(page, "<h2>{}</h2><table>", words.findings)?;
    for found in &report.findings {
        let proof = if found.is_signed {
            words.signed
        } else {
            words.observed
        };
        let place = match (found.index, found.epoch) {
            (Some(index), _) => format!("{} {}/{index}", words.entry, found.log),
            (None, Some(epoch)) => format!("{} {epoch}", words.day),
            (None, None) => format!("{} {}", words.log, found.log),
        };
        writeln!(
            page,
            "<tr><td><code>{}</code></td><td>{}</td><td>{}</td><td>{proof}</td></tr>",
            found.kind.name(),
            escape(&place),
            escape((words.meaning)(found.kind))
        )?;
    }
    writeln!(page, "</table>")
}

fn write_logs(page: &mut String, report: &AuditReport, words: &Words) -> core::fmt::Result {
    writeln!(page, "<h2>{}</h2><table>", words.logs)?;
    for log in &report.logs {
        let seen = log
            .witnessed
            .map_or_else(|| "–".to_owned(), |(size, time)| format!("{size}, {time}"));
        writeln!(
            page,
            "<tr><td>{}</td><td>{}</td><td>{seen}</td></tr>",
            log.name, log.size
        )?;
    }
    writeln!(page, "</table>")
}

fn write_erasures(page: &mut String, report: &AuditReport, words: &Words) -> core::fmt::Result {
    writeln!(page, "<h2>{}</h2><table>", words.erasures)?;
    for erasure in &report.erasures {
        writeln!(
            page,
            "<tr><td>{} {}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            words.day, erasure.epoch, erasure.records, erasure.destroyed, erasure.backups
        )?;
    }
    writeln!(page, "</table>")
}

/// Texts of the page in one language.
struct Words {
    language: &'static str,
    title: &'static str,
    clean: &'static str,
    wrong: &'static str,
    list: &'static str,
    words: &'static str,
    time: &'static str,
    venue: &'static str,
    controller: &'static str,
    origin: &'static str,
    operator: &'static str,
    region: &'static str,
    helpers: &'static str,
    records: &'static str,
    instructions: &'static str,
    erasures: &'static str,
    findings: &'static str,
    logs: &'static str,
    log: &'static str,
    entry: &'static str,
    day: &'static str,
    signed: &'static str,
    observed: &'static str,
    limits: &'static str,
    meaning: fn(FindingKind) -> &'static str,
}

const GERMAN: Words = Words {
    language: "de",
    title: "Prüfbericht",
    clean: "Es wurde nichts beanstandet.",
    wrong: "Es gibt Beanstandungen.",
    list: "Liste",
    words: "Prüfwörter",
    time: "Geprüft am",
    venue: "Ort",
    controller: "Verantwortlicher",
    origin: "Protokolle von",
    operator: "Auftragsverarbeiter",
    region: "Ort der Verarbeitung",
    helpers: "Weitere Auftragsverarbeiter",
    records: "Je protokollierte Datensätze",
    instructions: "Weisungen",
    erasures: "Löschnachweise",
    findings: "Beanstandungen",
    logs: "Protokolle: Name, Einträge, vom Verantwortlichen gesehen",
    log: "Protokoll",
    entry: "Eintrag",
    day: "Tag",
    signed: "durch Unterschrift des Auftragsverarbeiters bewiesen",
    observed: "beobachtet",
    limits: "Ein Löschnachweis ist eine Zusage: dass keine Kopie besteht, kann niemand beweisen. \
             Unlesbar sind Datensätze, deren Schlüssel der Verantwortliche aufgegeben hat.",
    meaning: FindingKind::german,
};

const ENGLISH: Words = Words {
    language: "en",
    title: "Audit report",
    clean: "Nothing is wrong.",
    wrong: "Something is wrong.",
    list: "List",
    words: "Words to compare",
    time: "Audited",
    venue: "Venue",
    controller: "Controller",
    origin: "Logs of",
    operator: "Processor",
    region: "Place of processing",
    helpers: "Sub-processors",
    records: "Records ever logged",
    instructions: "Instructions",
    erasures: "Erasure certificates",
    findings: "Findings",
    logs: "Logs: name, entries, seen by the owner",
    log: "log",
    entry: "entry",
    day: "day",
    signed: "proven by the processor's signature",
    observed: "observed",
    limits: "A certificate of erasure is an attestation: nobody can prove that no copy exists. \
             Unreadable are records whose keys the owner has given up.",
    meaning: FindingKind::english,
};

/// The owner's texts are anybody's: nothing in them is markup.
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

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn texts_of_others_are_no_markup() {
        assert_eq!(escape("<b>&\"'"), "&lt;b&gt;&amp;&quot;&#39;");
    }
}

//! The numbered rules of the specification, read from its Markdown.

use std::collections::{BTreeMap, BTreeSet};

/// One numbered rule, such as `ENV-3`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rule {
    /// Identifier and anchor.
    pub(crate) id: String,
    /// The rule's sentence, one line of Markdown.
    pub(crate) text: String,
}

/// Reads the rules of a specification.
///
/// # Errors
///
/// One line for each fault: an anchor that differs from its label, a repeated or missing number, a
/// line that says MUST without belonging to a rule.
pub(crate) fn read(markdown: &str) -> Result<Vec<Rule>, Vec<String>> {
    let mut rules: Vec<Rule> = Vec::new();
    let mut faults = Vec::new();
    let mut fenced = false;
    for (number, line) in (1..).zip(markdown.lines()) {
        if line.starts_with("```") {
            fenced = !fenced;
        }
        if fenced {
            continue;
        }
        match rule(line) {
            Some(Ok(rule)) => rules.push(rule),
            Some(Err(fault)) => faults.push(format!("line {number}: {fault}")),
            None if says_must(line) => {
                faults.push(format!("line {number}: MUST outside a numbered rule"));
            }
            None => {}
        }
    }
    faults.extend(numbering(&rules));
    if faults.is_empty() {
        Ok(rules)
    } else {
        Err(faults)
    }
}

/// Every anchor of a Markdown page: `<a id="…">`, `{#…}` and, without either, the heading's words.
pub(crate) fn anchors(markdown: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for line in markdown.lines() {
        for (open, close) in [("<a id=\"", "\""), ("{#", "}")] {
            let mut rest = line;
            while let Some(start) = rest.find(open) {
                rest = &rest[start + open.len()..];
                if let Some(end) = rest.find(close) {
                    found.insert(rest[..end].to_owned());
                }
            }
        }
        if line.starts_with('#') && !line.contains("{#") {
            found.insert(slug(line.trim_start_matches('#')));
        }
    }
    found
}

fn rule(line: &str) -> Option<Result<Rule, String>> {
    let rest = line.trim_start().strip_prefix("- <a id=\"")?;
    let (anchor, rest) = rest.split_once("\"></a>**")?;
    let (id, text) = rest.split_once("** ")?;
    Some(if anchor == id {
        Ok(Rule {
            id: id.to_owned(),
            text: text.to_owned(),
        })
    } else {
        Err(format!("anchor {anchor} stands at rule {id}"))
    })
}

/// The numbers of each prefix are 1 to n, each once; new rules take the next number wherever they
/// stand, so that no citation moves.
fn numbering(rules: &[Rule]) -> Vec<String> {
    let mut numbers: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for rule in rules {
        let (prefix, number) = rule.id.rsplit_once('-').unwrap_or((&rule.id, "0"));
        numbers
            .entry(prefix)
            .or_default()
            .push(number.parse().unwrap_or(0));
    }
    let mut faults = Vec::new();
    for (prefix, mut found) in numbers {
        found.sort_unstable();
        if !found.iter().copied().eq((1..).take(found.len())) {
            faults.push(format!("{prefix} has the numbers {found:?}"));
        }
    }
    faults
}

fn says_must(line: &str) -> bool {
    let defines_the_words = line.contains("BCP 14") || line.contains("key words");
    !defines_the_words
        && line
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| word == "MUST")
}

fn slug(heading: &str) -> String {
    heading
        .trim()
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || *c == ' ' || *c == '-' || *c == '_')
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str =
        "# T {#t}\n- <a id=\"A-1\"></a>**A-1** x MUST y.\n- <a id=\"A-2\"></a>**A-2** z\n";

    #[test]
    fn numbered_rules_are_read() {
        let ids: Vec<_> = read(GOOD)
            .unwrap()
            .into_iter()
            .map(|rule| rule.id)
            .collect();
        assert_eq!(ids, ["A-1", "A-2"]);
        assert!(anchors(GOOD).contains("A-2") && anchors(GOOD).contains("t"));
    }

    #[test]
    fn faults_are_named() {
        assert!(read("It MUST rain.\n").is_err());
        assert!(read(&GOOD.replace("A-2", "A-3")).is_err());
        assert!(read(&GOOD.replace("id=\"A-2\"", "id=\"A-9\"")).is_err());
    }
}

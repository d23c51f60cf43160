//! Visits as comma-separated values that no spreadsheet takes for formulas.

use crate::table::{COLUMNS, Cell, cells};
use crate::visit::Visit;

/// Writes visits as CSV (RFC 4180): a line of names, then one line for each visit, every cell in
/// quotes, times in UTC (RFC 3339).
///
/// A text that a spreadsheet would calculate, or read as a number and thereby change, is
/// preceded by an apostrophe. Phone numbers always are, since they begin with a plus: so they
/// stay text.
#[must_use]
pub fn csv(visits: &[Visit]) -> String {
    let mut csv = String::new();
    write_line(&mut csv, COLUMNS.map(str::to_owned));
    for visit in visits {
        write_line(&mut csv, cells(visit).map(cell));
    }
    csv
}

fn cell(cell: Cell<'_>) -> String {
    match cell {
        Cell::Ours(text) => text,
        Cell::Typed(texts) => texts.into_iter().map(text).collect::<Vec<_>>().join("; "),
    }
}

fn write_line(csv: &mut String, cells: [String; COLUMNS.len()]) {
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            csv.push(',');
        }
        csv.push('"');
        csv.push_str(&cell.replace('"', "\"\""));
        csv.push('"');
    }
    csv.push_str("\r\n");
}

/// A text cell, with an apostrophe before it if a spreadsheet would make something else of it.
fn text(text: &str) -> String {
    if is_formula(text) || is_changed_number(text) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// Whether the first visible character begins a formula, in any of its widths.
fn is_formula(text: &str) -> bool {
    // A tab or line break at the front is dropped by some programs, then the next one counts.
    let first = text.chars().find(|character| !is_skipped(*character));
    text.starts_with(['\t', '\r', '\n'])
        || first.is_some_and(|character| FORMULA.contains(&character))
}

/// Spaces of every kind, and characters without width.
fn is_skipped(character: char) -> bool {
    character.is_whitespace()
        || matches!(
            character,
            '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}'
        )
}

/// Whether a spreadsheet would read a number, date or time and show something else: a leading
/// zero, too many digits, `1-2`, `3E5`.
fn is_changed_number(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_digit() || " .,:/-eE".contains(c);
    if !text.starts_with(|c: char| c.is_ascii_digit()) || !text.chars().all(is_part) {
        return false;
    }
    let digits_only = text.bytes().all(|byte| byte.is_ascii_digit());
    !digits_only || text.len() > 15 || (text.len() > 1 && text.starts_with('0'))
}

/// What begins a formula, and what programs make of it when they normalise: ASCII, full-width,
/// small, superscript, and the minus sign.
const FORMULA: [char; 18] = [
    '=', '+', '-', '@', '＝', '＋', '－', '＠', '﹦', '﹢', '﹣', '﹫', '⁼', '⁺', '⁻', '₊', '₋',
    '−',
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formula_injection_is_impossible() {
        for start in FORMULA {
            let formula = format!("{start}cmd|' /C calc'!A0");
            assert_eq!(text(&formula), format!("'{formula}"));
            for before in ["\u{a0}", "\u{3000}", "\u{200b}", "\u{2060}\u{a0}", "\u{ad}"] {
                let hidden = format!("{before}{formula}");
                assert_eq!(text(&hidden), format!("'{hidden}"));
            }
        }
        for start in ["\t", "\r", "\n"] {
            let cell = format!("{start}=1+1");
            assert_eq!(text(&cell), format!("'{cell}"));
            let cell = format!("{start}x");
            assert_eq!(text(&cell), format!("'{cell}"));
        }
    }

    #[test]
    fn what_a_spreadsheet_would_change_stays_text() {
        for changed in [
            "01067",
            "+4915112345678",
            "1-2",
            "3E5",
            "12/24",
            "1234567890123456",
        ] {
            assert_eq!(text(changed), format!("'{changed}"));
        }
        for kept in [
            "10115",
            "Ada",
            "O'Neill",
            "7",
            "5a",
            "Straße 5",
            "a=b",
            "x+y@example.org",
        ] {
            assert_eq!(text(kept), kept);
        }
    }
}

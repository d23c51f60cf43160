//! Visits as a spreadsheet in which nothing is calculated (ECMA-376).

use core::fmt::Write;

use crate::table::{COLUMNS, Cell, cells};
use crate::visit::Visit;
use crate::zip::archive;

/// Writes visits as a spreadsheet (XLSX): a row of names, then one row for each visit, times in
/// UTC (RFC 3339). `None` if there are more than a sheet can hold, 1,048,575.
///
/// Every cell holds a text, whatever it says; its format is *text* too, so that it stays one when
/// somebody edits it. There is no other kind of cell, no formula, link or macro.
#[must_use]
pub fn xlsx(visits: &[Visit]) -> Option<Vec<u8>> {
    if visits.len() >= MOST_ROWS {
        return None;
    }
    let mut sheet = String::from(SHEET_START);
    write_row(&mut sheet, COLUMNS.into_iter());
    for visit in visits {
        let texts = cells(visit).map(|cell| match cell {
            Cell::Ours(text) => text,
            Cell::Typed(texts) => texts.join("; "),
        });
        write_row(&mut sheet, texts.iter().map(String::as_str));
    }
    sheet.push_str("</sheetData></worksheet>");
    archive(&[
        ("[Content_Types].xml", CONTENT_TYPES.as_bytes()),
        ("_rels/.rels", PACKAGE.as_bytes()),
        ("xl/workbook.xml", WORKBOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", PARTS.as_bytes()),
        ("xl/styles.xml", STYLES.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

fn write_row<'t>(sheet: &mut String, texts: impl Iterator<Item = &'t str>) {
    sheet.push_str("<row>");
    for text in texts {
        sheet.push_str("<c t=\"inlineStr\" s=\"1\"><is><t xml:space=\"preserve\">");
        write_text(sheet, text);
        sheet.push_str("</t></is></c>");
    }
    sheet.push_str("</row>");
}

/// A text in XML. What XML cannot hold, and what the format would take for such an escape, is
/// written as the format's `_xHHHH_`.
fn write_text(sheet: &mut String, text: &str) {
    for (place, character) in text.char_indices() {
        match character {
            '&' => sheet.push_str("&amp;"),
            '<' => sheet.push_str("&lt;"),
            '>' => sheet.push_str("&gt;"),
            '"' => sheet.push_str("&quot;"),
            '_' if is_escape(&text[place..]) => sheet.push_str("_x005F_"),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                write!(sheet, "_x{:04X}_", u32::from(character))
                    .expect("writing to a string cannot fail");
            }
            _ => sheet.push(character),
        }
    }
}

/// Whether the text begins with `_x`, four hex digits and `_`.
fn is_escape(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digits = bytes.get(2..6);
    text.starts_with("_x")
        && digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
        && bytes.get(6) == Some(&b'_')
}

/// Rows of a sheet, the names of the columns included.
const MOST_ROWS: usize = 1_048_576;

const CONTENT_TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>"#;

const PACKAGE: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;

const WORKBOOK: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="visits" sheetId="1" r:id="rId1"/></sheets></workbook>"#;

const PARTS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;

/// Format 1 of the cells is number format 49, text.
const STYLES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>"#;

const SHEET_START: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols><col min="1" max="21" width="18" customWidth="1" style="1"/></cols><sheetData>"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_stays_a_text_in_xml() {
        for (text, expected) in [
            (
                "<c><f>1+1</f></c>",
                "&lt;c&gt;&lt;f&gt;1+1&lt;/f&gt;&lt;/c&gt;",
            ),
            ("a&b\"", "a&amp;b&quot;"),
            ("_x003D_1", "_x005F_x003D_1"),
            ("_x003D", "_x003D"),
            ("__x003d_", "__x005F_x003d_"),
            ("\u{ffff}\u{1}", "_xFFFF__x0001_"),
            ("=1+1", "=1+1"),
        ] {
            let mut sheet = String::new();
            write_text(&mut sheet, text);
            assert_eq!(sheet, expected);
        }
    }
}

//! Guests from a CSV file.

use core::fmt;
use std::io::Read;

use csv::{ReaderBuilder, StringRecord, Trim};

use crate::person::Person;

/// Reads guests; the header's columns may stand in any order and be left out, except those of
/// [`NEEDED`].
///
/// # Errors
/// [`VisitsError`] names line and column.
pub fn read(input: impl Read) -> Result<Vec<Person>, VisitsError> {
    let mut reader = ReaderBuilder::new().trim(Trim::All).from_reader(input);
    let header = reader.headers().map_err(|error| malformed(&error))?.clone();
    check_header(&header)?;
    let mut people = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| malformed(&error))?;
        let line = record.position().map_or(0, csv::Position::line);
        people
            .push(person(&header, &record).map_err(|column| VisitsError::Field { line, column })?);
    }
    if people.is_empty() {
        Err(VisitsError::Empty)
    } else {
        Ok(people)
    }
}

/// The columns of the file.
pub const COLUMNS: [&str; 12] = [
    "given_name",
    "family_name",
    "phone",
    "email",
    "street",
    "postal_code",
    "city",
    "country",
    "place",
    "companions",
    "companion_names",
    "stay_minutes",
];

/// The columns that must be there.
pub const NEEDED: [&str; 2] = ["given_name", "family_name"];

/// What is wrong with a file of guests.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum VisitsError {
    /// The header has no such column.
    MissingColumn(&'static str),
    /// The header has a column that means nothing here; given by its number.
    UnknownColumn(usize),
    /// The header names a column twice.
    RepeatedColumn(&'static str),
    /// A line is not CSV, or has another number of fields than the header.
    Malformed {
        /// The line.
        line: u64,
    },
    /// A field does not hold what it should.
    Field {
        /// The line.
        line: u64,
        /// The column.
        column: &'static str,
    },
    /// There is no guest in it.
    Empty,
}

impl fmt::Display for VisitsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingColumn(name) => write!(f, "line 1: there is no column {name}"),
            Self::UnknownColumn(number) => write!(
                f,
                "line 1: column {number} is none of {}",
                COLUMNS.join(", ")
            ),
            Self::RepeatedColumn(name) => write!(f, "line 1: column {name} stands twice"),
            Self::Malformed { line } => {
                write!(f, "line {line}: not CSV with as many fields as the header")
            }
            Self::Field { line, column } => {
                write!(f, "line {line}, field {column}: {}", expected(column))
            }
            Self::Empty => f.write_str("there is no guest in the file"),
        }
    }
}

impl std::error::Error for VisitsError {}

fn check_header(header: &StringRecord) -> Result<(), VisitsError> {
    for (number, name) in header.iter().enumerate() {
        if !COLUMNS.contains(&name) {
            return Err(VisitsError::UnknownColumn(number + 1));
        }
    }
    for column in COLUMNS {
        match header.iter().filter(|name| *name == column).count() {
            0 if NEEDED.contains(&column) => return Err(VisitsError::MissingColumn(column)),
            0 | 1 => {}
            _ => return Err(VisitsError::RepeatedColumn(column)),
        }
    }
    Ok(())
}

/// One guest, or the column that is wrong.
fn person(header: &StringRecord, record: &StringRecord) -> Result<Person, &'static str> {
    let text = |column: &'static str| {
        let position = header.iter().position(|name| name == column)?;
        record
            .get(position)
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    };
    let names = text("companion_names").unwrap_or_default();
    let names = names
        .split(';')
        .map(str::trim)
        .filter(|name| !name.is_empty());
    let companion_names: Vec<_> = names.map(str::to_owned).collect();
    let named = u8::try_from(companion_names.len()).map_err(|_| "companion_names")?;
    let person = Person {
        line: record.position().map(csv::Position::line),
        given_name: text("given_name"),
        family_name: text("family_name"),
        phone: text("phone"),
        email: text("email"),
        street: text("street"),
        postal_code: text("postal_code"),
        city: text("city"),
        country: text("country"),
        place: text("place"),
        companions: number(text("companions"), "companions")?.unwrap_or(named),
        companion_names,
        stay_minutes: number(text("stay_minutes"), "stay_minutes")?,
    };
    if person.given_name.is_none() {
        return Err("given_name");
    }
    if person.family_name.is_none() {
        Err("family_name")
    } else {
        Ok(person)
    }
}

fn number<N: core::str::FromStr>(
    text: Option<String>,
    column: &'static str,
) -> Result<Option<N>, &'static str> {
    text.map(|text| text.parse().map_err(|_| column))
        .transpose()
}

fn malformed(error: &csv::Error) -> VisitsError {
    VisitsError::Malformed {
        line: error.position().map_or(1, csv::Position::line),
    }
}

/// What a field should hold, in plain words.
pub(crate) fn expected(column: &str) -> &'static str {
    match column {
        "phone" => "a phone number such as +4915112345678 is expected",
        "email" => "an e-mail address is expected",
        "postal_code" => "1 to 16 letters, digits, blanks or hyphens are expected",
        "country" => "two capital letters such as DE are expected",
        "companions" => "a number from 0 to 20 is expected",
        "companion_names" => "at most as many names as companions, separated by ;",
        "stay_minutes" => "a number of minutes is expected",
        _ => "text of fitting length without control characters is expected",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "given_name,family_name,companions,companion_names,stay_minutes\n";

    #[test]
    fn guests_are_read() {
        let text = format!("{HEADER}Zoë,\"Müller, geb. Öz\",2,Ömer Çelik; 李 娜,90\nJo,Li,,,\n");
        let people = read(text.as_bytes()).unwrap();
        assert_eq!(people.len(), 2);
        assert_eq!(people[0].family_name.as_deref(), Some("Müller, geb. Öz"));
        assert_eq!(people[0].companion_names, ["Ömer Çelik", "李 娜"]);
        assert_eq!(
            (people[0].companions, people[0].stay_minutes),
            (2, Some(90))
        );
        assert_eq!((people[1].companions, people[1].stay_minutes), (0, None));
    }

    #[test]
    fn errors_name_line_and_column() {
        let message = |text: String| read(text.as_bytes()).unwrap_err().to_string();
        assert_eq!(
            message(format!("{HEADER}a,b,,,\nc,d,many,,\n")),
            "line 3, field companions: a number from 0 to 20 is expected"
        );
        assert!(message(format!("{HEADER}a,b,,,\nc,d\n")).starts_with("line 3: not CSV"));
        assert!(message(format!("{HEADER},b,,,\n")).starts_with("line 2, field given_name"));
        assert_eq!(
            message("given_name\n".into()),
            "line 1: there is no column family_name"
        );
        assert!(message("given_name,age\n".into()).starts_with("line 1: column 2 is none of"));
        assert_eq!(message(HEADER.into()), "there is no guest in the file");
    }
}

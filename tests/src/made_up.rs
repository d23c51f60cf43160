//! Guests that nobody is: German ones for the most part, and from a dozen other places.

use fake::Fake;
use fake::faker::address::raw::{BuildingNumber, CityName, StreetName, ZipCode};
use fake::faker::impls::address::CityNameGenFn;
use fake::faker::internet::raw::SafeEmail;
use fake::faker::name::raw::{FirstName, LastName};
use fake::faker::number::raw::NumberWithFormat;
use fake::locales::{
    AR_SA, DE_DE, EN, FA_IR, FR_FR, IT_IT, JA_JP, NL_NL, PT_BR, TR_TR, ZH_CN, ZH_TW,
};
use rand::rngs::ChaCha12Rng;
use rand::{RngExt, SeedableRng};

use crate::person::Person;

/// Makes up guests; the same seed gives the same ones.
#[must_use]
pub fn guests(count: usize, seed: u64) -> Vec<Person> {
    let mut rng = ChaCha12Rng::seed_from_u64(seed);
    (0..count).map(|number| guest(number, &mut rng)).collect()
}

/// More than half are German; the others rotate, so that even a short run has every script.
fn guest(number: usize, rng: &mut ChaCha12Rng) -> Person {
    let mut person = match number % 24 {
        1 => local(EN, "GB", "+447#########", rng),
        3 => local(FR_FR, "FR", "+336########", rng),
        5 => local(JA_JP, "JP", "+8190########", rng),
        7 => local(ZH_CN, "CN", "+86138########", rng),
        9 => local(ZH_TW, "TW", "+8869########", rng),
        11 => local(TR_TR, "TR", "+90532#######", rng),
        13 => local(IT_IT, "IT", "+39347#######", rng),
        15 => local(PT_BR, "BR", "+55119########", rng),
        17 => local(NL_NL, "NL", "+316########", rng),
        19 => local(AR_SA, "SA", "+9665########", rng),
        21 => local(FA_IR, "IR", "+98912#######", rng),
        _ => local(DE_DE, "DE", "+4915#########", rng),
    };
    vary(number, &mut person, rng);
    person
}

/// A person of one locale with every field filled.
fn local<L>(locale: L, country: &str, phone: &str, rng: &mut ChaCha12Rng) -> Person
where
    L: CityNameGenFn + Copy,
{
    let text = |rng: &mut ChaCha12Rng, text: String| {
        let text = plain(&text);
        if text.is_empty() {
            FirstName(EN).fake_with_rng(rng)
        } else {
            text
        }
    };
    let street: String = StreetName(locale).fake_with_rng(rng);
    let house: String = BuildingNumber(locale).fake_with_rng(rng);
    let given_name = FirstName(locale).fake_with_rng(rng);
    let family_name = LastName(locale).fake_with_rng(rng);
    let city = CityName(locale).fake_with_rng(rng);
    Person {
        given_name: Some(text(rng, given_name)),
        family_name: Some(text(rng, family_name)),
        phone: Some(NumberWithFormat(EN, phone).fake_with_rng(rng)),
        email: Some(email(rng)),
        street: Some(plain(&format!("{street} {house}"))),
        postal_code: Some(postal_code(ZipCode(locale).fake_with_rng(rng), rng)),
        city: Some(text(rng, city)),
        country: Some(country.to_owned()),
        ..Person::default()
    }
}

/// Makes some fields long, some absent, and brings companions.
fn vary(number: usize, person: &mut Person, rng: &mut ChaCha12Rng) {
    if number % 6 == 2 {
        person.email = None;
    }
    if number % 16 == 4 {
        let second: String = FirstName(DE_DE).fake_with_rng(rng);
        let third: String = LastName(DE_DE).fake_with_rng(rng);
        let given_name = person.given_name.clone().unwrap_or_default();
        person.given_name = Some(format!("{given_name}-{second} Maria Gräfin"));
        person.family_name = Some(format!(
            "von und zu {third}-Müller-Lüdenscheidt auf Groß Schönebeck"
        ));
    }
    if number % 32 == 10 {
        person.email = Some(format!("jörg.{number}@bücher-müßig.example"));
    }
    if number.is_multiple_of(3) {
        person.place = Some(format!("Tisch {}", rng.random_range(1..=40)));
    }
    if number % 5 == 1 {
        person.companions = rng.random_range(1..=4);
        let named = rng.random_range(0..=person.companions.min(2));
        person.companion_names = (0..named).map(|_| companion(rng)).collect();
    }
    if number.is_multiple_of(5) {
        person.stay_minutes = Some(rng.random_range(10..=240));
    }
}

fn companion(rng: &mut ChaCha12Rng) -> String {
    let given_name: String = FirstName(DE_DE).fake_with_rng(rng);
    let family_name: String = LastName(DE_DE).fake_with_rng(rng);
    format!("{given_name} {family_name}")
}

/// A number makes the address of a name that occurs twice a different one.
fn email(rng: &mut ChaCha12Rng) -> String {
    let email: String = SafeEmail(EN).fake_with_rng(rng);
    format!("{}.{email}", rng.random_range(10..10_000))
}

/// Some locales have no format of their own.
fn postal_code(code: String, rng: &mut ChaCha12Rng) -> String {
    let good = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == ' ';
    let code = code.trim().to_owned();
    if (1..=16).contains(&code.len()) && code.chars().all(good) {
        return code;
    }
    NumberWithFormat(EN, "#####").fake_with_rng(rng)
}

/// Locale data contains blanks at the ends and a few invisible characters.
fn plain(text: &str) -> String {
    let invisible = |c: &char| {
        c.is_control()
            || matches!(
                c,
                '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{feff}'
            )
    };
    let text: String = text.chars().filter(|c| !invisible(c)).collect();
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_guests() {
        assert_eq!(guests(50, 7), guests(50, 7));
        assert_ne!(guests(50, 7), guests(50, 8));
    }

    #[test]
    fn guests_are_as_varied_as_promised() {
        let guests = guests(200, 1);
        let any = |test: fn(&Person) -> bool| guests.iter().any(test);
        let name = |test: fn(&str) -> bool| {
            guests
                .iter()
                .any(|person| person.given_name.as_deref().is_some_and(test))
        };
        assert!(name(|name| name.contains(['ä', 'ö', 'ü'])), "umlauts");
        assert!(
            name(|name| name.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))),
            "Han"
        );
        assert!(
            name(|name| name.chars().any(|c| ('\u{600}'..='\u{6ff}').contains(&c))),
            "Arabic"
        );
        assert!(any(|person| person
            .family_name
            .as_ref()
            .is_some_and(|name| name.len() > 50)));
        assert!(
            any(|person| !person.companion_names.is_empty()),
            "companions"
        );
        assert!(any(|person| person.stay_minutes.is_some()), "check-outs");
        assert!(any(|person| person.email.is_none()), "absent fields");
    }
}

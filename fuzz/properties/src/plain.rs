//! Records as a general postcard library writes them, without any rule for their fields.

use arbitrary::Arbitrary;
use serde::{Deserialize, Serialize};

/// The layout of `spec/protocol.md#record`, derived instead of written out.
#[derive(Debug, Clone, Arbitrary, Serialize, Deserialize)]
pub(crate) enum PlainRecord {
    CheckIn(CheckIn),
    CheckOut(FollowUp, u64, Source),
    Correction(FollowUp, Correction),
    Request(FollowUp, Kind),
    /// Read only: nobody fills one in.
    #[arbitrary(skip)]
    Canary([u8; 32]),
}

#[derive(Debug, Clone, Arbitrary, Serialize, Deserialize)]
pub(crate) struct CheckIn {
    contact: Contact,
    companions: Companions,
    place: Option<Text>,
    arrival: u64,
    planned_end: Option<u64>,
    door_code: Option<Text>,
    entered_by: EnteredBy,
    ticket_key: [u8; 32],
}

#[derive(Debug, Clone, Default, Arbitrary, Serialize, Deserialize)]
pub(crate) struct Contact {
    given_name: Option<Text>,
    family_name: Option<Text>,
    phone: Option<Text>,
    email: Option<Text>,
    street: Option<Text>,
    postal_code: Option<Text>,
    city: Option<Text>,
    country: Option<Text>,
}

#[derive(Debug, Clone, Default, Arbitrary, Serialize, Deserialize)]
pub(crate) struct Companions {
    count: u8,
    names: Vec<Text>,
}

#[derive(Debug, Clone, Arbitrary, Serialize, Deserialize)]
pub(crate) enum EnteredBy {
    Guest,
    Staff,
}

#[derive(Debug, Clone, Arbitrary, Serialize, Deserialize)]
pub(crate) struct FollowUp {
    check_in: [u8; 32],
    generation: u32,
    tree_size: u64,
    root_hash: [u8; 32],
    counter: u32,
}

#[derive(Debug, Clone, Arbitrary, Serialize, Deserialize)]
pub(crate) enum Source {
    Guest,
    Automatic,
    Owner,
}

#[derive(Debug, Clone, Default, Arbitrary, Serialize, Deserialize)]
pub(crate) struct Correction {
    contact: Contact,
    companions: Option<Companions>,
    place: Option<Text>,
    arrival: Option<u64>,
    planned_end: Option<u64>,
}

#[derive(Debug, Clone, Arbitrary, Serialize, Deserialize)]
pub(crate) enum Kind {
    Access,
    Rectify,
    Erase,
    Restrict,
    Port,
    Object,
}

impl PlainRecord {
    pub(crate) fn from_postcard(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }

    pub(crate) fn to_postcard(&self) -> Vec<u8> {
        postcard::to_allocvec(self).expect("memory suffices")
    }

    /// Puts in the ticket key of a check-in, or the check-in that a follow-up names.
    pub(crate) fn bind(&mut self, ticket_key: [u8; 32], check_in: [u8; 32]) {
        match self {
            Self::CheckIn(record) => record.ticket_key = ticket_key,
            Self::CheckOut(follow_up, ..)
            | Self::Correction(follow_up, _)
            | Self::Request(follow_up, _) => follow_up.check_in = check_in,
            Self::Canary(_) => {}
        }
    }

    pub(crate) fn is_follow_up(&self) -> bool {
        !matches!(self, Self::CheckIn(_) | Self::Canary(_))
    }

    /// One valid record of each kind, and what a hostile guest would write into a spreadsheet.
    pub(crate) fn examples() -> [(&'static str, Self); 6] {
        let text = |text: &str| Some(Text(text.into()));
        let contact = Contact {
            given_name: text("Žofie"),
            family_name: text("Nováková"),
            phone: text("+420601234567"),
            email: text("zofie@posta.example"),
            ..Contact::default()
        };
        let formulas = Contact {
            given_name: text("=HYPERLINK(\"http://a.example\")"),
            family_name: text("\u{ff1d}1+1"),
            street: text("@SUM(1)"),
            city: text("-1"),
            postal_code: text("-2"),
            ..contact.clone()
        };
        let check_in = |contact| {
            Self::CheckIn(CheckIn {
                contact,
                companions: Companions {
                    count: 2,
                    names: vec![Text("+1".into()), Text("Ada \"B\", C".into())],
                },
                place: text("Tisch 4"),
                arrival: 1_800_000_000,
                planned_end: Some(1_800_007_200),
                door_code: None,
                entered_by: EnteredBy::Guest,
                ticket_key: crate::list::verifying(crate::list::root_key()).to_bytes(),
            })
        };
        let follow_up = FollowUp {
            check_in: [4; 32],
            generation: 1,
            tree_size: 300,
            root_hash: [5; 32],
            counter: 1,
        };
        let correction = Correction {
            contact: formulas.clone(),
            arrival: Some(1_800_000_100),
            ..Correction::default()
        };
        [
            ("check-in", check_in(contact)),
            ("formulas", check_in(formulas)),
            ("nothing-given", check_in(Contact::default())),
            (
                "check-out",
                Self::CheckOut(follow_up.clone(), 1_800_003_600, Source::Guest),
            ),
            (
                "correction",
                Self::Correction(follow_up.clone(), correction),
            ),
            ("request", Self::Request(follow_up, Kind::Erase)),
        ]
    }
}

impl PlainRecord {
    /// A check-in and a correction whose contact is sealed to an authority.
    pub(crate) fn outers() -> [Self; 2] {
        let [(_, check_in), .., (_, correction), _] = Self::examples();
        [check_in, correction].map(|mut record| {
            match &mut record {
                Self::CheckIn(record) => {
                    record.contact = Contact::default();
                    record.companions.names.clear();
                }
                Self::Correction(_, record) => {
                    record.contact = Contact::default();
                    record.companions = Some(Companions::default());
                }
                _ => {}
            }
            record
        })
    }
}

/// What is sealed to an authority.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct PlainInner {
    contact: Contact,
    companion_names: Vec<Text>,
}

impl PlainInner {
    pub(crate) fn from_postcard(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }

    pub(crate) fn to_postcard(&self) -> Vec<u8> {
        postcard::to_allocvec(self).expect("memory suffices")
    }

    /// A check-in with this contact and no companion.
    pub(crate) fn into_check_in(self) -> PlainRecord {
        let [(_, mut record), ..] = PlainRecord::examples();
        if let PlainRecord::CheckIn(check_in) = &mut record {
            check_in.contact = self.contact;
            check_in.companions.count = u8::try_from(self.companion_names.len()).unwrap_or(u8::MAX);
            check_in.companions.names = self.companion_names;
        }
        record
    }

    pub(crate) fn example() -> Self {
        let [(_, record), ..] = PlainRecord::examples();
        let PlainRecord::CheckIn(record) = record else {
            unreachable!("the first example is a check-in");
        };
        Self {
            contact: record.contact,
            companion_names: record.companions.names,
        }
    }
}

/// A text that is often of the form of some field.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Text(String);

impl<'a> Arbitrary<'a> for Text {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let forms = [
            "",
            "+",
            "=",
            "@",
            "-",
            "\t",
            "\u{ff1d}",
            "+49301234567",
            "a@b.example",
            "23552",
            "DE",
        ];
        let beginning = u.choose(&forms)?;
        let rest = String::arbitrary(u)?;
        Ok(Self(format!("{beginning}{rest}")))
    }
}

use hyper::Method;
use sealroll_log::TilePath;
use sealroll_store::LogId;
use sealroll_wire::{Epoch, ListId, RecordId, Serial};

/// What a path names (`spec/protocol.md#http`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    Health,
    Page,
    PageHint,
    Asset(String),
    Processor,
    ProcessorStatement,
    List(ListId),
    Pin(ListId),
    Statements(ListId),
    Welcome(ListId, Option<Epoch>),
    LastWelcome(ListId),
    Record(ListId, RecordId),
    Logs(ListId),
    Proof(LogId, u64),
    Consistency(LogId, u64, u64),
    Checkpoint(LogId),
    Cosigned(LogId),
    Tile(LogId, TilePath),
    Cosignature(LogId),
    Root(ListId),
    Documents(ListId),
    Envelopes(ListId, Epoch),
    Instructions(ListId),
    Mailbox(ListId),
    Feed(ListId, u64),
    FeedPage(ListId, u64, u16),
    Blob(ListId),
}

impl Route {
    /// Reads a path strictly: each thing has one spelling.
    pub(crate) fn parse(path: &str) -> Option<Self> {
        match path {
            "/health" => return Some(Self::Health),
            "/c" => return Some(Self::Page),
            "/c.json" => return Some(Self::PageHint),
            "/v1/processor" => return Some(Self::Processor),
            "/v1/processor/statement" => return Some(Self::ProcessorStatement),
            "/owner" | "/door" | "/authority" | "/auditor" | "/worker.mjs" | "/door-worker.mjs" => {
                return Some(Self::Asset(path.to_owned()));
            }
            _ => {}
        }
        if path.starts_with("/assets/") {
            return Some(Self::Asset(path.to_owned()));
        }
        let path = path.strip_prefix("/v1/lists/")?;
        let Some((list, rest)) = path.split_once('/') else {
            return Some(Self::List(path.parse().ok()?));
        };
        let list = list.parse().ok()?;
        let (name, rest) = match rest.split_once('/') {
            Some((name, rest)) => (name, Some(rest)),
            None => (rest, None),
        };
        Some(match (name, rest) {
            ("statements", None) => Self::Statements(list),
            ("welcome", None) => Self::Welcome(list, None),
            ("welcome", Some("last")) => Self::LastWelcome(list),
            ("welcome", Some(epoch)) => Self::Welcome(list, Some(epoch.parse().ok()?)),
            ("records", Some(record)) => Self::Record(list, record.parse().ok()?),
            ("logs", None) => Self::Logs(list),
            ("logs", Some(rest)) => Self::parse_log(list, rest)?,
            ("epochs", Some(rest)) => {
                Self::Envelopes(list, rest.strip_suffix("/envelopes")?.parse().ok()?)
            }
            ("pin", None) => Self::Pin(list),
            ("mailbox", None) => Self::Mailbox(list),
            ("mailbox", Some(rest)) => match rest.split_once('/') {
                None => Self::Feed(list, decimal(rest)?),
                Some((feed, page)) => {
                    let page = u16::try_from(decimal(page)?).ok()?;
                    Self::FeedPage(list, decimal(feed)?, page)
                }
            },
            ("instructions", None) => Self::Instructions(list),
            ("blob", None) => Self::Blob(list),
            ("root", None) => Self::Root(list),
            ("documents", None) => Self::Documents(list),
            _ => return None,
        })
    }

    fn parse_log(list: ListId, rest: &str) -> Option<Self> {
        let (name, rest) = rest.split_once('/')?;
        let log = match name {
            "instructions" => LogId::instructions(list),
            generation => LogId::records(list, generation.parse().ok()?),
        };
        if rest.starts_with("tile/") {
            return Some(Self::Tile(log, TilePath::parse(rest).ok()?));
        }
        let mut parts = rest.split('/');
        let route = match (parts.next()?, parts.next(), parts.next()) {
            ("checkpoint", None, None) => Self::Checkpoint(log),
            ("cosigned", None, None) => Self::Cosigned(log),
            ("cosignature", None, None) => Self::Cosignature(log),
            // Anyone may ask for these, so not of the instruction log.
            _ if log.generation().is_none() => return None,
            ("proof", Some(index), None) => Self::Proof(log, decimal(index)?),
            ("consistency", Some(old), Some(new)) => {
                Self::Consistency(log, decimal(old)?, decimal(new)?)
            }
            _ => return None,
        };
        parts.next().is_none().then_some(route)
    }

    /// Whether the method is served there.
    pub(crate) fn serves(&self, method: &Method) -> bool {
        match self {
            Self::List(_) | Self::Record(..) | Self::Feed(..) => *method == Method::PUT,
            Self::Blob(_) => *method == Method::PUT || *method == Method::GET,
            Self::Statements(_) => *method == Method::POST || *method == Method::GET,
            Self::Pin(_) | Self::Cosignature(_) | Self::Instructions(_) => *method == Method::POST,
            _ => *method == Method::GET,
        }
    }
}

/// Reads a decimal number without leading zeros.
pub(crate) fn decimal(text: &str) -> Option<u64> {
    text.parse().ok().map(Serial::value)
}

#[cfg(test)]
mod tests {
    use super::Route;

    const LIST: &str = "00112233445566778899aabbccddeeff";

    #[test]
    fn every_path_of_the_specification_is_read() {
        let list = LIST.parse().unwrap();
        let log = sealroll_store::LogId::records(list, sealroll_wire::Generation(3));
        let orders = sealroll_store::LogId::instructions(list);
        let epoch = sealroll_wire::Epoch(20);
        let record = "ab".repeat(32);
        for (path, route) in [
            ("", Route::List(list)),
            ("/pin", Route::Pin(list)),
            ("/statements", Route::Statements(list)),
            ("/welcome", Route::Welcome(list, None)),
            ("/welcome/last", Route::LastWelcome(list)),
            ("/welcome/20", Route::Welcome(list, Some(epoch))),
            (
                &format!("/records/{record}")[..],
                Route::Record(list, record.parse().unwrap()),
            ),
            ("/logs", Route::Logs(list)),
            ("/logs/3/proof/7", Route::Proof(log, 7)),
            ("/logs/3/consistency/7/9", Route::Consistency(log, 7, 9)),
            ("/logs/3/checkpoint", Route::Checkpoint(log)),
            ("/logs/3/cosignature", Route::Cosignature(log)),
            ("/epochs/20/envelopes", Route::Envelopes(list, epoch)),
            ("/instructions", Route::Instructions(list)),
            ("/logs/instructions/checkpoint", Route::Checkpoint(orders)),
            ("/logs/3/cosigned", Route::Cosigned(log)),
            ("/mailbox", Route::Mailbox(list)),
            ("/mailbox/7", Route::Feed(list, 7)),
            ("/mailbox/7/4095", Route::FeedPage(list, 7, 4095)),
            ("/root", Route::Root(list)),
            ("/blob", Route::Blob(list)),
            ("/documents", Route::Documents(list)),
        ] {
            assert_eq!(
                Route::parse(&format!("/v1/lists/{LIST}{path}")),
                Some(route)
            );
        }
        let tile = Route::parse(&format!(
            "/v1/lists/{LIST}/logs/3/tile/entries/x001/067.p/12"
        ));
        assert!(matches!(tile, Some(Route::Tile(_, path)) if path.width() == 12));
        for path in [
            "/health",
            "/c",
            "/c.json",
            "/v1/processor",
            "/v1/processor/statement",
        ] {
            assert!(Route::parse(path).is_some(), "{path}");
        }
    }

    #[test]
    fn other_spellings_name_nothing() {
        for path in [
            "/welcome/",
            "/welcome/020",
            "/welcome/-1",
            "/welcome/4294967296",
            "/records/00",
            "/logs/",
            "/logs/3",
            "/logs/3/proof",
            "/logs/3/proof/+7",
            "/logs/3/consistency/7",
            "/logs/3/consistency/7/9/",
            "/logs/3/checkpoint/",
            "/logs/03/checkpoint",
            "/logs/instructions/proof/7",
            "/logs/instructions/consistency/7/9",
            "/logs/instructions",
            "/epochs/20",
            "/epochs/20/envelopes/",
            "/instructions/1",
            "/mailbox/",
            "/mailbox/07",
            "/mailbox/7/",
            "/mailbox/7/65536",
            "/mailbox/7/1/2",
            "/tile/0/000",
            "//welcome",
        ] {
            assert_eq!(
                Route::parse(&format!("/v1/lists/{LIST}{path}")),
                None,
                "{path}"
            );
        }
        let upper = LIST.to_uppercase();
        for path in [
            "",
            "/",
            "/v1/lists/",
            "/v1/lists/00",
            "/c/",
            "/health?",
            &upper,
        ] {
            assert_eq!(Route::parse(path), None, "{path}");
        }
        assert_eq!(Route::parse(&format!("/v1/lists/{upper}")), None);
    }
}

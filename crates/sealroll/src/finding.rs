//! What an audit finds (`spec/protocol.md#audit`).

use core::fmt;

use sealroll_wire::Epoch;

use crate::log_name::LogName;

macro_rules! findings {
    ($($(#[$doc:meta])* $variant:ident => $name:literal, $english:literal, $german:literal;)*) => {
        /// The name of a finding. Its documentation says when it is made.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum FindingKind {
            $($(#[$doc])* $variant,)*
        }

        impl FindingKind {
            /// Every finding, in the order of the specification.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The name in the specification.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What it means, for a person, in English.
            #[must_use]
            pub const fn english(self) -> &'static str {
                match self { $(Self::$variant => $english,)* }
            }

            /// What it means, for a person, in German.
            #[must_use]
            pub const fn german(self) -> &'static str {
                match self { $(Self::$variant => $german,)* }
            }
        }
    };
}

findings! {
    /// A checkpoint is of another origin or not signed by the log key.
    BadHead => "bad-head",
        "a head of the log is not signed by the processor, or belongs to another log",
        "ein Stand des Protokolls ist nicht vom Auftragsverarbeiter unterschrieben oder gehört zu einem anderen Protokoll";
    /// Entries, size or root contradict a checkpoint that is signed.
    Forked => "forked",
        "the log contradicts a head that the processor has signed: entries were dropped, moved or changed, or two versions are told",
        "das Protokoll widerspricht einem unterschriebenen Stand: Einträge fehlen, sind verschoben oder geändert, oder es gibt zwei Fassungen";
    /// A log has an opening: what was logged in the gap before it came back or is lost.
    Reopened => "reopened",
        "the processor was restored from a backup and has named a gap: what was logged in it came back or is lost",
        "der Auftragsverarbeiter wurde aus einer Sicherung wiederhergestellt und hat eine Lücke benannt: was darin stand, kam wieder oder ist verloren";
    /// The newest cosigned head is too old or lies outside the log.
    NotWitnessed => "not-witnessed",
        "the owner has not seen and cosigned this log for too long",
        "der Verantwortliche hat dieses Protokoll zu lange nicht gesehen und gegengezeichnet";
    /// An entry is malformed or does not belong into its log.
    BadEntry => "bad-entry",
        "an entry is malformed or stands in the wrong log",
        "ein Eintrag ist fehlerhaft oder steht im falschen Protokoll";
    /// An entry of the instruction log without its document, or one whose hash differs.
    MissingDocument => "missing-document",
        "a document that the instruction log names was not handed out, or was exchanged",
        "ein Dokument des Weisungsprotokolls wurde nicht herausgegeben oder ausgetauscht";
    /// A certificate, descriptor, statement or note that its section rejects.
    BadDocument => "bad-document",
        "a document of the instruction log is not valid",
        "ein Dokument des Weisungsprotokolls ist nicht gültig";
    /// A note of the processor whose time contradicts a cosigned head.
    BackDated => "back-dated",
        "the processor has written a time into a note that the owner's cosignature disproves",
        "der Auftragsverarbeiter hat einen Zeitpunkt angegeben, den die Gegenzeichnung des Verantwortlichen widerlegt";
    /// An instruction whose serial or previous does not follow.
    BrokenChain => "broken-chain",
        "an instruction does not follow the one before it: one was dropped, repeated or moved",
        "eine Weisung schließt nicht an die vorige an: eine fehlt, ist wiederholt oder verschoben";
    /// An instruction that is not followed by its acknowledgement.
    Unacknowledged => "unacknowledged",
        "an instruction was not acknowledged",
        "eine Weisung wurde nicht bestätigt";
    /// An acknowledged purge or erasure without its entry in the record log.
    NotCarriedOut => "not-carried-out",
        "an erasure was confirmed but the record log does not show it",
        "eine Löschung wurde bestätigt, steht aber nicht im Protokoll";
    /// A purge or tombstone entry that neither an instruction nor the retention explains.
    UnfoundedErasure => "unfounded-erasure",
        "something was erased that nobody ordered and whose retention is not over",
        "etwas wurde gelöscht, ohne Weisung und vor Ablauf der Frist";
    /// A purge or tombstone entry without certificate, or a certificate that differs.
    UncertifiedErasure => "uncertified-erasure",
        "an erasure has no certificate, or one that names other records than were logged",
        "eine Löschung hat keinen Nachweis, oder er nennt andere Datensätze als das Protokoll";
    /// A due epoch, not held, that was not purged in time.
    Overdue => "overdue",
        "records should have been erased by now and were not",
        "Datensätze hätten inzwischen gelöscht sein müssen";
    /// A record entry of an epoch after its purge entry.
    AfterPurge => "after-purge",
        "a record was taken for a day that had been erased before",
        "für einen bereits gelöschten Tag wurde ein Datensatz angenommen";
    /// A statement entry whose statement is missing or is rejected.
    ForeignStatement => "foreign-statement",
        "the log holds a key for guests that the owner has not signed for this list",
        "das Protokoll enthält einen Schlüssel, den der Verantwortliche für diese Liste nicht unterschrieben hat";
    /// Statement serials of a log that do not rise.
    Serial => "serial",
        "statements stand in the log in another order than they were issued",
        "Schlüsselerklärungen stehen in anderer Reihenfolge im Protokoll, als sie ausgestellt wurden";
}

impl FindingKind {
    /// Whether a document of the instruction log could explain it: an instruction, its
    /// acknowledgement, or the certificate of a key.
    pub(crate) const fn rests_on_documents(self) -> bool {
        matches!(
            self,
            Self::BadDocument
                | Self::BrokenChain
                | Self::Unacknowledged
                | Self::ForeignStatement
                | Self::UnfoundedErasure
                | Self::UncertifiedErasure
                | Self::Overdue
        )
    }
}

/// Something that an honest processor's logs do not show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Finding {
    /// What.
    pub kind: FindingKind,
    /// In which log.
    pub log: LogName,
    /// At which entry, if it is one.
    pub index: Option<u64>,
    /// Of which epoch, if it is one's.
    pub epoch: Option<Epoch>,
    /// Whether it follows from what the processor has signed. The others rest on what it answered
    /// or did not answer, which anyone with a token can repeat but no signature proves.
    pub is_signed: bool,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (log {}", self.kind.name(), self.log)?;
        if let Some(index) = self.index {
            write!(f, ", entry {index}")?;
        }
        if let Some(epoch) = self.epoch {
            write!(f, ", epoch {epoch}")?;
        }
        write!(f, "): {}", self.kind.english())
    }
}

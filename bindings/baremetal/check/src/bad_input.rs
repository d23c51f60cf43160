//! Every class of bad input: refused by its code, and nothing is written.

use crate::board::{Board, Drive};
use crate::error::CheckError;
use crate::journey::Seen;
use crate::tally::Tally;
use crate::venue::Venue;

/// Gives the kiosk bad input of every class.
pub(crate) fn run(board: &Board, seen: &Seen, tally: &mut Tally) -> Result<(), CheckError> {
    for (name, code, spoil) in SEALING {
        let drive = seen.venue.drive()?;
        spoil(&drive, &seen.venue)?;
        refuse(board, tally, &drive, "seal", (name, code))?;
        let written = drive.has("pending.bin") || drive.has("envelope.bin");
        tally.check("        and seals nothing", !written);
    }
    let receipts: [(&str, &str, Vec<u8>); 6] = [
        ("no receipt", "bad-proof", Vec::new()),
        (
            "half a receipt",
            "bad-proof",
            seen.receipt[..seen.receipt.len() / 2].to_vec(),
        ),
        (
            "another record's receipt",
            "bad-proof",
            seen.other_receipt.clone(),
        ),
        (
            "a receipt with another index",
            "bad-proof",
            altered(&seen.receipt, b"index ", b"index 9"),
        ),
        (
            "another log's receipt",
            "wrong-log",
            altered(&seen.receipt, b"log.example", b"log.examplf"),
        ),
        (
            "an altered root",
            "bad-signature",
            root_altered(&seen.receipt),
        ),
    ];
    for (name, code, receipt) in receipts {
        seen.drive.write("receipt.txt", &receipt)?;
        refuse(board, tally, &seen.drive, "confirm", (name, code))?;
    }
    seen.drive.write("receipt.txt", &seen.receipt)?;
    let pending = seen.drive.read("pending.bin")?;
    for (name, code, at) in [
        (
            "another version of the pending check-in",
            "unsupported-version",
            0,
        ),
        ("a ticket of another record", "bad-value", 60),
        ("another envelope", "bad-value", pending.len() - 1),
    ] {
        seen.drive.write("pending.bin", &flipped(&pending, at))?;
        refuse(board, tally, &seen.drive, "confirm", (name, code))?;
    }
    seen.drive.write("pending.bin", &pending)?;
    refuse(
        board,
        tally,
        &seen.drive,
        "purge",
        ("another command", "argument"),
    )?;
    let confirmed = board.run(&seen.drive, "confirm")?;
    tally.check(
        "after all that the receipt still verifies",
        confirmed.success,
    );
    Ok(())
}

fn refuse(
    board: &Board,
    tally: &mut Tally,
    drive: &Drive,
    command: &str,
    (name, code): (&str, &str),
) -> Result<(), CheckError> {
    let ended = board.run(drive, command)?;
    tally.same(
        &format!("{name}: {code}"),
        ended.said("refused"),
        Some(code),
    );
    tally.check("        and ends badly", !ended.success);
    Ok(())
}

/// A name, the code that the kiosk must give, and what spoils its files.
type Case = (
    &'static str,
    &'static str,
    fn(&Drive, &Venue) -> Result<(), CheckError>,
);

const SEALING: &[Case] = &[
    ("no invitation", "file", |drive, _| {
        drive.write("invitation.txt", &[b' '; 600])
    }),
    ("a link to elsewhere", "bad-link", |drive, venue| {
        drive.write(
            "invitation.txt",
            venue.link.replace("/c#", "/d#").as_bytes(),
        )
    }),
    ("another list's code", "wrong-list", |drive, venue| {
        change_code(drive, venue, 60)
    }),
    ("a replaced poster", "replaced-poster", |drive, venue| {
        change_code(drive, venue, 10)
    }),
    ("no bundle", "truncated", |drive, _| {
        drive.write("bundle.bin", b"")
    }),
    ("half a bundle", "truncated", |drive, venue| {
        drive.write("bundle.bin", &venue.bundle[..venue.bundle.len() / 2])
    }),
    ("a byte too many", "trailing-bytes", |drive, venue| {
        drive.write("bundle.bin", &[&venue.bundle[..], &[0]].concat())
    }),
    ("another version", "unsupported-version", |drive, venue| {
        drive.write("bundle.bin", &flipped(&venue.bundle, 0))
    }),
    ("an altered root document", "wrong-list", |drive, venue| {
        drive.write("bundle.bin", &flipped(&venue.bundle, ROOT + 53))
    }),
    ("an altered certificate", "bad-signature", |drive, venue| {
        drive.write("bundle.bin", &flipped(&venue.bundle, CERTIFICATES + 154))
    }),
    ("altered terms", "bad-signature", |drive, venue| {
        drive.write(
            "bundle.bin",
            &altered(&venue.bundle, b"Gasthaus", b"Gasthoof"),
        )
    }),
    ("an altered statement", "bad-signature", |drive, venue| {
        let statement = proof(&venue.bundle) - 2 - 1;
        drive.write("bundle.bin", &flipped(&venue.bundle, statement))
    }),
    (
        "a bundle that fills the memory",
        "bad-signature",
        |drive, venue| drive.write("bundle.bin", &largest(&venue.bundle)),
    ),
    ("another proof", "bad-proof", |drive, venue| {
        drive.write(
            "bundle.bin",
            &altered(&venue.bundle, b"tlog-proof@v1", b"tlog-proof@v2"),
        )
    }),
    (
        "a proof that nobody cosigned",
        "not-cosigned",
        |drive, venue| drive.write("bundle.bin", &without_cosignature(&venue.bundle)),
    ),
    ("yesterday's clock", "not-yet-valid", |drive, venue| {
        let clock = venue.clock - 86_400 - 700;
        drive.write("clock.txt", clock.to_string().as_bytes())
    }),
    ("tomorrow's clock", "expired", |drive, venue| {
        let clock = venue.clock + 86_400 + 700;
        drive.write("clock.txt", clock.to_string().as_bytes())
    }),
    ("no clock", "text", |drive, _| {
        drive.write("clock.txt", b"noon")
    }),
    ("a memory of newer keys", "rolled-back", |drive, _| {
        let mut memory = vec![1];
        memory.extend([u64::MAX.to_be_bytes(); 4].concat());
        memory.extend([0; 4 + 8 * 12]);
        drive.write("memory.bin", &memory)
    }),
    ("a memory of newer terms", "rolled-back", |drive, _| {
        let mut memory = vec![1];
        memory.extend([0; 32]);
        memory.extend(u32::MAX.to_be_bytes());
        memory.extend([0; 8 * 12]);
        drive.write("memory.bin", &memory)
    }),
    ("half a memory", "truncated", |drive, _| {
        drive.write("memory.bin", &[1, 0, 0])
    }),
    ("no family name", "field-required", |drive, _| {
        drive.write("visitor.txt", b"Grete\n")
    }),
    ("a name of control characters", "bad-field", |drive, _| {
        drive.write("visitor.txt", b"\x07\nHermann\n")
    }),
    ("a name that is no text", "text", |drive, _| {
        drive.write("visitor.txt", b"\xff\n")
    }),
    ("a generator without power", "random-failed", |drive, _| {
        drive.write("random.bin", b"")
    }),
    ("a generator that is stuck", "random-failed", |drive, _| {
        drive.write("random.bin", &[0; 64])
    }),
];

/// Changes a character of the QR code's content, counted from its end: the last 43 characters
/// carry the presence secret, those before it the root fingerprint.
fn change_code(drive: &Drive, venue: &Venue, from_end: usize) -> Result<(), CheckError> {
    let mut link = venue.link.clone().into_bytes();
    let at = link.len() - from_end;
    link[at] = if link[at] == b'A' { b'B' } else { b'A' };
    drive.write("invitation.txt", &link)
}

fn flipped(bytes: &[u8], at: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[at] ^= 0x40;
    bytes
}

/// Writes `new` over the beginning of the first place where `old` stands.
fn altered(bytes: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    if let Some(at) = position(&bytes, old) {
        bytes[at..at + new.len()].copy_from_slice(new);
    }
    bytes
}

fn position(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}

/// The root hash in the checkpoint, which the log has signed, is the line after the size.
fn root_altered(receipt: &[u8]) -> Vec<u8> {
    let mut receipt = receipt.to_vec();
    let body = position(&receipt, b"\n\n").unwrap_or_default() + 2;
    let lines = receipt.iter().enumerate().skip(body);
    let ends: Vec<usize> = lines
        .filter(|(_, byte)| **byte == b'\n')
        .map(|(at, _)| at)
        .collect();
    let at = ends.get(1).map_or(0, |end| end + 1);
    receipt[at] = if receipt[at] == b'A' { b'B' } else { b'A' };
    receipt
}

/// Where the proof begins: it is the bundle's last part.
fn proof(bundle: &[u8]) -> usize {
    position(bundle, b"c2sp.org/tlog-proof@v1").unwrap_or_default()
}

/// The bundle without its proof's last line, which is the owner's cosignature.
fn without_cosignature(bundle: &[u8]) -> Vec<u8> {
    let start = proof(bundle);
    let text = bundle[start..].strip_suffix(b"\n").unwrap_or_default();
    let end = text
        .iter()
        .rposition(|byte| *byte == b'\n')
        .unwrap_or_default()
        + 1;
    let length = u16::try_from(end).unwrap_or_default().to_be_bytes();
    [&bundle[..start - 2], &length, &text[..end]].concat()
}

/// As long as the kiosk reads, with as many certificates as there may be, the last ones forged.
fn largest(bundle: &[u8]) -> Vec<u8> {
    let terms = CERTIFICATES + usize::from(bundle[CERTIFICATES - 1]) * CERTIFICATE;
    let (certificates, proof) = (&bundle[CERTIFICATES..terms], proof(bundle));
    let mut largest = bundle[..CERTIFICATES].to_vec();
    largest[CERTIFICATES - 1] = MAX_CERTIFICATES;
    largest.extend(certificates);
    let last = &certificates[certificates.len() - CERTIFICATE..];
    let mut forged = last.to_vec();
    let mut serial = last[SERIAL]
        .iter()
        .fold(0, |value: u64, byte| value << 8 | u64::from(*byte));
    while largest.len() < CERTIFICATES + usize::from(MAX_CERTIFICATES) * CERTIFICATE {
        serial += 1; // serials must rise
        forged[SERIAL].copy_from_slice(&serial.to_be_bytes());
        largest.extend(&forged);
    }
    largest.extend(&bundle[terms..proof - 2]);
    let filler = MAX_BUNDLE - largest.len() - 2;
    largest.extend(u16::try_from(filler).unwrap_or_default().to_be_bytes());
    largest.resize(MAX_BUNDLE, b'a');
    largest
}

const CERTIFICATE: usize = 155;
/// The serial within a certificate.
const SERIAL: std::ops::Range<usize> = 33..41;
const MAX_CERTIFICATES: u8 = 16;
/// What the kiosk reads at most.
const MAX_BUNDLE: usize = 4608;
/// Where the parts of a bundle begin (`spec/protocol.md#welcome-bundle`).
const ROOT: usize = 1;
const CERTIFICATES: usize = ROOT + 54 + 1;

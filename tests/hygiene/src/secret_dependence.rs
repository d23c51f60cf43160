//! The gate: no branch and no address depends on a secret, except where the outcome is public.
//!
//! Run under Valgrind (`cargo xtask hygiene` does). Each case marks its secrets, runs, and counts
//! memcheck's reports. A few verdicts become public by design (the tag is wrong, the shared secret
//! is all zero); their number is written down beside each case, with the reason. A planted leak
//! must be found, or the gate itself is broken.

/// A list with one epoch and all of its secrets, as the tests of `sealroll-core` make it.
#[path = "../../../crates/core/tests/common/mod.rs"]
mod list;

use std::convert::Infallible;
use std::hint::black_box;
use std::process::ExitCode;

use rand_core::{CryptoRng, TryCryptoRng, TryRng};
use sealroll::RecoverySheet;
use sealroll_core::hpke::{self, ContentKey, Mode, Recipient};
use sealroll_core::{
    Argon2Cost, DecryptionKeys, Edition, Frontier, KeyFile, KeyFileContent, KeyFileSecret,
    RecoveryBlob, RecoveryCode, RecoveryContent, RecoveryParameters, X25519KeyPair,
    X25519SecretKey,
};
use sealroll_hygiene::memcheck::{errors, is_running, poison};
use sealroll_lanes::{Backend, FixedKey, pairwise_with, shared_secrets_with};
use sealroll_wire::{Bucket, Envelope, EnvelopeRef, Epoch, Generation, ListId, Time, limit};

use crate::list::List;

fn main() -> ExitCode {
    if !is_running() {
        eprintln!("error: start this under valgrind; outside it, it sees nothing");
        return ExitCode::FAILURE;
    }
    let (mut passed, mut failed) = (0, 0);
    for case in CASES {
        let found = (case.run)();
        let good = match case.expected {
            Expected::Verdicts(verdicts) => found <= verdicts,
            Expected::Leak => found > 0,
        };
        let word = if good { "ok" } else { "FAILED" };
        println!(
            "{:<34} {found:>4} reports, {}  {word}",
            case.name, case.reason
        );
        if good { passed += 1 } else { failed += 1 }
    }
    println!("{passed} passed, {failed} failed");
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

struct Case {
    name: &'static str,
    /// Returns the number of reports.
    run: fn() -> usize,
    expected: Expected,
    reason: &'static str,
}

enum Expected {
    /// At most so many reports, all of them public verdicts.
    Verdicts(usize),
    /// At least one report: the control.
    Leak,
}

const CASES: &[Case] = &[
    Case {
        name: "planted leak",
        run: planted_leak,
        expected: Expected::Leak,
        reason: "which must be found",
    },
    Case {
        name: "X25519 key pair",
        run: key_pair,
        expected: Expected::Verdicts(PUBLIC_KEY_IS_CANONICAL),
        reason: "the public key is looked at",
    },
    Case {
        name: "epoch tree",
        run: epoch_tree,
        expected: Expected::Verdicts(PUBLIC_KEY_IS_CANONICAL),
        reason: "the public key is looked at",
    },
    Case {
        name: "HPKE sender",
        run: sender,
        expected: Expected::Verdicts(PUBLIC_KEY_IS_CANONICAL + CONTRIBUTORY),
        reason: "enc is looked at; the all-zero verdict",
    },
    Case {
        name: "HPKE recipient",
        run: recipient,
        expected: Expected::Verdicts(CONTRIBUTORY + TAG),
        reason: "the all-zero verdict; the tag's verdict",
    },
    Case {
        name: "seal a check-in",
        run: seal_check_in,
        expected: Expected::Verdicts(2 * PUBLIC_KEY_IS_CANONICAL + CONTRIBUTORY),
        reason: "enc and ticket key are looked at; the all-zero verdict",
    },
    Case {
        name: "open: content key and AEAD",
        run: open_content,
        expected: Expected::Verdicts(CONTRIBUTORY + TAG),
        reason: "the verdicts on all-zero and tag",
    },
    Case {
        name: "open: commitment",
        run: refuse_commitment,
        expected: Expected::Verdicts(COMMITMENT),
        reason: "the verdict on the commitment",
    },
    Case {
        name: "lanes: a secret, many keys",
        run: one_secret_in_lanes,
        expected: Expected::Verdicts(0),
        reason: "AVX2; not even the all-zero result is looked at",
    },
    Case {
        name: "lanes: a secret, a key",
        run: one_exchange_in_lanes,
        expected: Expected::Verdicts(0),
        reason: "AVX2; likewise",
    },
    Case {
        name: "lanes: many secrets and keys",
        run: many_secrets_in_lanes,
        expected: Expected::Verdicts(0),
        reason: "AVX2; likewise",
    },
    Case {
        name: "lanes: many secrets, one key",
        run: many_secrets_with_one_key,
        expected: Expected::Verdicts(0),
        reason: "AVX2; likewise, with tables and without",
    },
    Case {
        name: "open many with lanes",
        run: open_many,
        expected: Expected::Verdicts(MANY * (CONTRIBUTORY + COMMITMENT)),
        reason: "the all-zero verdicts and those on the commitments",
    },
    Case {
        name: "open a key file",
        run: open_key_file,
        expected: Expected::Verdicts(COMMITMENT + TAG),
        reason: "the verdicts on commitment and tag",
    },
    Case {
        name: "recovery blob: commitment",
        run: refuse_blob,
        expected: Expected::Verdicts(PUBLIC_KEY_IS_CANONICAL + CONTRIBUTORY + COMMITMENT),
        reason: "the public key is looked at; the verdicts on all-zero and commitment",
    },
    Case {
        name: "recovery sheets, part and combine",
        run: recovery_sheets,
        expected: Expected::Verdicts(SHEET_SETS),
        reason: "the sets' names, printed on each sheet, are compared; no share is",
    },
];

/// Importing a computed public key checks that it is canonical; it is public.
const PUBLIC_KEY_IS_CANONICAL: usize = 2;
/// Whether the shared secret is all zero, asked once and passed on once.
const CONTRIBUTORY: usize = 2;
/// Whether the commitment is the expected one.
const COMMITMENT: usize = 1;
/// Whether sheets are of one set: once for each of two.
const SHEET_SETS: usize = 2;
/// Whether the AEAD's tag is right, asked by the cipher and by its caller.
const TAG: usize = 2;

fn planted_leak() -> usize {
    let secret = secret::<32>();
    reports(|| secret.iter().position(|byte| *black_box(byte) != SECRET))
}

fn key_pair() -> usize {
    let secret_key = X25519SecretKey::from_bytes(&secret());
    reports(|| X25519KeyPair::from_secret_key(secret_key))
}

fn epoch_tree() -> usize {
    reports(|| {
        let epochs = Epoch(40)..=Epoch(70);
        let mut frontier =
            Frontier::generate(&mut Poisoned(list::rng(1)), epochs).expect("a range");
        frontier.puncture(Epoch(50)).expect("within the limit");
        let leaf = frontier.leaf(Epoch(51)).expect("not punctured");
        leaf.key_pair(ListId::from_bytes([1; 16]), Generation(1))
    })
}

fn sender() -> usize {
    let (psk, ikm, mut text) = (secret::<32>(), secret::<32>(), secret::<256>());
    let recipient = X25519KeyPair::from_secret_key(X25519SecretKey::from_bytes(&[4; 32]));
    reports(|| {
        let ephemeral = hpke::derive_key_pair(&ikm);
        let mode = Mode::Psk {
            psk: &psk,
            psk_id: b"statement",
        };
        let (enc, mut context) =
            hpke::setup_sender(recipient.public_key(), ephemeral, b"info", mode).expect("good key");
        (
            enc,
            context
                .seal_in_place(b"", &mut text)
                .expect("the first message"),
        )
    })
}

fn recipient() -> usize {
    let mode = Mode::Psk {
        psk: &[SECRET; 32],
        psk_id: b"statement",
    };
    let public = X25519KeyPair::from_secret_key(X25519SecretKey::from_bytes(&[SECRET; 32]));
    let ephemeral = hpke::derive_key_pair(&[3; 32]);
    let (enc, mut context) =
        hpke::setup_sender(public.public_key(), ephemeral, b"info", mode).expect("a good key");
    let ciphertext = context.seal(b"", &[1; 256]).expect("the first message");

    let pair = X25519KeyPair::from_secret_key(X25519SecretKey::from_bytes(&secret()));
    let psk = secret::<32>();
    reports(|| {
        let mode = Mode::Psk {
            psk: &psk,
            psk_id: b"statement",
        };
        let recipient = Recipient::new(pair, mode).expect("a psk of 32 bytes");
        let mut context = recipient.setup(&enc, b"info").expect("a good key");
        context
            .open(b"", &ciphertext)
            .expect("what was sealed opens")
    })
}

fn seal_check_in() -> usize {
    let sealer = List::new(Bucket::Bytes512).sealer();
    let attendance = list::attendance();
    reports(|| {
        sealer
            .check_in(&mut Poisoned(list::rng(2)), attendance)
            .expect("it fits")
    })
}

/// Up to the frame. Its length, and what is done with it, is the owner's once the tag has vouched.
fn open_content() -> usize {
    let (list, envelope) = sealed();
    let opener = list.opener_with_key(secret());
    let envelope = EnvelopeRef::from_bytes(envelope.as_bytes()).expect("just made");
    let mut text = envelope.ciphertext().to_vec();
    reports(|| {
        let key = opener
            .content_key(&envelope)
            .expect("it was sealed to this key");
        key.open_in_place(b"", &mut text).expect("it opens").len()
    })
}

/// A commitment to another key: the comparison is all that happens.
fn refuse_commitment() -> usize {
    let (_, envelope) = sealed();
    let envelope = EnvelopeRef::from_bytes(envelope.as_bytes()).expect("just made");
    let key = ContentKey::from_bytes(&secret());
    reports(|| sealroll_core::open_with_content_key(&envelope, &key).is_err())
}

/// Valgrind knows AVX2 and not AVX-512, so it is four lanes that run here; `lanes` says what stands
/// for the eight.
fn one_secret_in_lanes() -> usize {
    let secret = secret::<32>();
    let mut shared = [[0; 32]; MANY];
    reports(|| shared_secrets_with(four_lanes(), &secret, &public_keys(), &mut shared))
}

fn one_exchange_in_lanes() -> usize {
    let secret = secret::<32>();
    let keys = public_keys();
    let mut shared = [[0; 32]; MANY];
    reports(|| {
        for (key, place) in keys.chunks(1).zip(shared.chunks_mut(1)) {
            shared_secrets_with(four_lanes(), &secret, key, place);
        }
    })
}

fn many_secrets_in_lanes() -> usize {
    let secrets = [(); MANY].map(|()| secret::<32>());
    let mut shared = [[0; 32]; MANY];
    reports(|| pairwise_with(four_lanes(), &secrets, &public_keys(), &mut shared))
}

/// A key of the curve, one of the twist, one of small order.
fn many_secrets_with_one_key() -> usize {
    let secrets = [(); MANY].map(|()| secret::<32>());
    let keys = public_keys();
    let on_curve = |key: &&[u8; 32]| FixedKey::with_backend(four_lanes(), key).has_table();
    let with = keys.iter().find(|key| on_curve(key));
    let without = keys.iter().find(|key| !on_curve(key));
    [with, without, Some(&keys[3])]
        .map(|key| {
            let key = key.expect("half of all numbers are points of the curve");
            let key = FixedKey::with_backend(four_lanes(), key);
            let mut public_keys = [[0; 32]; MANY];
            let mut shared = [[0; 32]; MANY];
            reports(|| key.exchange_many(&secrets, &mut public_keys, &mut shared))
        })
        .iter()
        .sum()
}

/// Without AVX2 the gate must not pass for code that it did not see.
fn four_lanes() -> Backend {
    assert!(Backend::Avx2x4.is_available(), "the gate needs AVX2");
    Backend::Avx2x4
}

/// Ordinary ones, and two of small order.
fn public_keys() -> [[u8; 32]; MANY] {
    let mut keys = [[9; 32]; MANY];
    for (index, key) in keys.iter_mut().enumerate() {
        key[1] = index as u8;
    }
    keys[3] = [0; 32];
    keys[4] = [0; 32];
    keys[4][0] = 1;
    keys
}

/// Up to the commitment, which is to another key: what opens is the owner's, and its decoder looks
/// at it.
fn open_many() -> usize {
    let (list, envelope) = sealed();
    let opener = list.opener_with_key(secret());
    let mut bytes = envelope.as_bytes().to_vec();
    bytes[limit::HEADER] ^= 1;
    let envelope = EnvelopeRef::from_bytes(&bytes).expect("its form is as it was");
    reports(|| {
        let opened = opener.open_many(&[envelope; MANY]);
        assert!(opened.iter().all(Result::is_err));
    })
}

fn sealed() -> (List, Envelope) {
    let list = List::new(Bucket::Bytes512);
    let sealed = list
        .sealer()
        .check_in(&mut list::rng(3), list::attendance());
    (list, sealed.expect("it fits").0)
}

fn open_key_file() -> usize {
    let cost = Argon2Cost::new(64, 1, 1).expect("within bounds");
    let public = RecoveryCode::from_bytes(&[SECRET; 16]);
    let file = KeyFileContent::Device(vec![1; 100].into())
        .seal(
            KeyFileSecret::RecoveryCode(&public),
            cost,
            &mut list::rng(4),
        )
        .expect("small");
    let code = RecoveryCode::from_bytes(&secret());
    let file = KeyFile::parse(&file).expect("just made");
    reports(|| {
        file.open(KeyFileSecret::RecoveryCode(&code))
            .expect("the same code")
    })
}

/// Up to the commitment, which is altered: what opens is the owner's, and its decoder looks at it.
fn refuse_blob() -> usize {
    let cost = Argon2Cost::new(64, 1, 1).expect("within bounds");
    let public = RecoveryCode::from_bytes(&[SECRET; 16]);
    let public = KeyFileSecret::RecoveryCode(&public);
    let list = ListId::from_bytes([1; 16]);
    let mut rng = list::rng(5);
    let parameters = RecoveryParameters::generate(public.kind(), cost, &mut rng);
    let key_pair = parameters.key_pair(public).expect("little memory");
    let content = RecoveryContent {
        time: Time::default(),
        canary: None,
        keys: DecryptionKeys::new(vec![Edition::generate(&mut rng)], Vec::new()).expect("one"),
    };
    let blob = content.seal(key_pair.public_key(), &parameters, list, 1, &mut rng);
    let mut blob = blob.expect("small");
    blob[RecoveryParameters::LENGTH + 24] ^= 1;
    let code = RecoveryCode::from_bytes(&secret());
    let blob = RecoveryBlob::parse(&blob, list).expect("its form is as it was");
    reports(|| blob.open(KeyFileSecret::RecoveryCode(&code)).is_err())
}

/// What people read and type is another matter: it is on paper.
fn recovery_sheets() -> usize {
    let code = RecoveryCode::from_bytes(&secret());
    reports(|| {
        let sheets = RecoverySheet::part(&code, 2, 3, &mut Poisoned(list::rng(6)));
        let sheets = sheets.expect("two of three");
        RecoverySheet::combine(&sheets[1..]).expect("two")
    })
}

/// How many reports memcheck makes while this runs.
fn reports<T>(run: impl FnOnce() -> T) -> usize {
    let before = errors();
    black_box(run());
    errors() - before
}

/// Secret bytes of a known value.
fn secret<const N: usize>() -> [u8; N] {
    let mut bytes = [SECRET; N];
    poison(&mut bytes);
    bytes
}

const SECRET: u8 = 6;
/// Two vectors of four lanes and one that is not full.
const MANY: usize = 9;

/// A generator whose output is secret.
struct Poisoned<R>(R);

impl<R: CryptoRng> TryRng for Poisoned<R> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut word = self.0.next_u32();
        poison(&mut word);
        Ok(word)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut word = self.0.next_u64();
        poison(&mut word);
        Ok(word)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.0.fill_bytes(bytes);
        poison(bytes);
        Ok(())
    }
}

impl<R: CryptoRng> TryCryptoRng for Poisoned<R> {}

//! Key files: round trips, the layout of the specification, and refusals.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "support/fixed_rng.rs"]
mod fixed_rng;

use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{ChaCha20Poly1305, KeyInit};
use ed25519_dalek::SigningKey;
use sealroll_core::{
    Argon2Cost, DecryptionKeys, DoorSecret, Edition, Frontier, IdentityKeys, KeyFile,
    KeyFileContent, KeyFileError, KeyFileKind, KeyFileSecret, RecoveryCode, SecretKind,
};
use sealroll_wire::{
    DecodeError, Environment, Epoch, Generation, PresenceSecret, RootDocument, VerifyingKey,
};
use zeroize::Zeroizing;

use fixed_rng::FixedRng;

const SALT: [u8; 16] = [0x5a; 16];

fn cost() -> Argon2Cost {
    Argon2Cost::new(16, 1, 2).unwrap()
}

fn code() -> RecoveryCode {
    RecoveryCode::from_bytes(&[0x77; 16])
}

fn identity() -> KeyFileContent {
    let root_seed = Zeroizing::new([1; 32]);
    let public_key = SigningKey::from_bytes(&root_seed)
        .verifying_key()
        .to_bytes();
    let public_key = VerifyingKey::from_bytes(&public_key).unwrap();
    let root_document = RootDocument::new(Environment::Test, public_key, 20_000, &[3; 16]);
    let presence_secret = PresenceSecret::from_bytes([2; 32]);
    let keys = IdentityKeys::new(root_seed, presence_secret, root_document);
    KeyFileContent::Identity(Box::new(keys))
}

fn edition(mark: u8) -> Edition {
    Edition::new(
        PresenceSecret::from_bytes([mark; 32]),
        DoorSecret::from_bytes(&[mark + 1; 32]),
    )
}

fn frontier(first: u32) -> Frontier {
    Frontier::generate(&mut FixedRng(&[9; 32]), Epoch(first)..=Epoch(first + 30)).unwrap()
}

fn seal(content: &KeyFileContent, secret: KeyFileSecret<'_>) -> Vec<u8> {
    content.seal(secret, cost(), &mut FixedRng(&SALT)).unwrap()
}

fn device(bytes: &[u8]) -> KeyFileContent {
    KeyFileContent::Device(Zeroizing::new(bytes.to_vec()))
}

fn open(file: &[u8], secret: KeyFileSecret<'_>) -> Result<KeyFileContent, KeyFileError> {
    KeyFile::parse(file)?.open(secret)
}

/// A file by the formulas of the specification, over the crates' own one-call functions.
fn naive(kind: u8, secret_kind: u8, secret: &[u8], content: &[u8]) -> Vec<u8> {
    let mut file = vec![1, kind, secret_kind, 0, 0, 0, 16, 0, 0, 0, 1, 2];
    file.extend_from_slice(&SALT);
    let params = argon2::Params::new(16, 1, 2, Some(32)).unwrap();
    let argon2 = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
    let mut prk = [0; 32];
    argon2.hash_password_into(secret, &SALT, &mut prk).unwrap();
    let mut okm = [0; 76];
    let info = [b"sealroll-v1 keyfile\0".as_slice(), &file].concat();
    hkdf::Hkdf::<sha2::Sha256>::from_prk(&prk)
        .unwrap()
        .expand(&info, &mut okm)
        .unwrap();
    file.extend_from_slice(&okm[44..]);
    let aead = ChaCha20Poly1305::new_from_slice(&okm[..32]).unwrap();
    let nonce: [u8; 12] = okm[32..44].try_into().unwrap();
    let sealed = aead
        .encrypt(
            &nonce.into(),
            Payload {
                msg: content,
                aad: &file,
            },
        )
        .unwrap();
    file.extend_from_slice(&sealed);
    file
}

#[test]
fn an_identity_file_is_laid_out_as_specified() {
    let file = seal(&identity(), KeyFileSecret::RecoveryCode(&code()));
    let KeyFileContent::Identity(keys) = identity() else {
        panic!("an identity")
    };
    let content = [[1; 32], [2; 32]].concat();
    let content = [content.as_slice(), keys.root_document().as_bytes()].concat();
    assert_eq!(file, naive(1, 1, &[0x77; 16], &content));
    assert_eq!(file.len(), 76 + 118);

    let parsed = KeyFile::parse(&file).unwrap();
    assert_eq!(parsed.kind(), KeyFileKind::Identity);
    assert_eq!(parsed.secret_kind(), SecretKind::RecoveryCode);
    assert_eq!(parsed.cost(), cost());
    let opened = parsed.open(KeyFileSecret::RecoveryCode(&code())).unwrap();
    let KeyFileContent::Identity(opened) = opened else {
        panic!("an identity")
    };
    assert_eq!(**opened.root_seed(), [1; 32]);
    assert_eq!(*opened.presence_secret().expose_bytes(), [2; 32]);
    assert_eq!(opened.root_document(), keys.root_document());
}

#[test]
fn a_decryption_file_is_laid_out_as_specified() {
    let mut punctured = frontier(100);
    punctured.puncture(Epoch(105)).unwrap();
    let parts = [(Generation(3), punctured), (Generation(4), frontier(131))];
    let mut content = vec![2];
    for mark in [2, 4] {
        content.extend_from_slice(&[mark; 32]);
        content.extend_from_slice(&[mark + 1; 32]);
    }
    content.extend_from_slice(&[0, 2]);
    for (generation, frontier) in &parts {
        let frontier = frontier.to_bytes();
        content.extend_from_slice(&generation.value().to_be_bytes());
        content.extend_from_slice(&u32::try_from(frontier.len()).unwrap().to_be_bytes());
        content.extend_from_slice(&frontier);
    }
    let editions = vec![edition(2), edition(4)];
    let keys = DecryptionKeys::new(editions, parts.into()).unwrap();
    let secret = KeyFileSecret::Passphrase("pass phrase");
    let file = seal(&KeyFileContent::Decryption(keys), secret);
    assert_eq!(file, naive(2, 2, b"pass phrase", &content));

    let KeyFileContent::Decryption(opened) = open(&file, secret).unwrap() else {
        panic!("decryption keys")
    };
    let (editions, generations) = opened.into_parts();
    let marks: Vec<_> = editions.iter().map(|edition| *edition.to_bytes()).collect();
    assert_eq!(marks, [*edition(2).to_bytes(), *edition(4).to_bytes()]);
    let numbers: Vec<_> = generations
        .iter()
        .map(|(generation, _)| *generation)
        .collect();
    assert_eq!(numbers, [Generation(3), Generation(4)]);
    assert!(!generations[0].1.covers(Epoch(105)) && generations[0].1.covers(Epoch(104)));
}

#[test]
fn a_device_file_holds_any_bytes() {
    for bytes in [&b""[..], b"x", &[7; 5000]] {
        let secret = KeyFileSecret::Passphrase("x");
        let file = seal(&device(bytes), secret);
        assert_eq!(file, naive(3, 2, b"x", bytes));
        let KeyFileContent::Device(opened) = open(&file, secret).unwrap() else {
            panic!("device keys")
        };
        assert_eq!(opened.as_slice(), bytes);
    }
}

#[test]
fn a_wrong_secret_and_altered_bytes_look_the_same() {
    let code = code();
    let secret = KeyFileSecret::RecoveryCode(&code);
    let file = seal(&device(b"keys"), secret);
    let failed = |file: &[u8], secret| open(file, secret).err();
    let other = RecoveryCode::from_bytes(&[0x78; 16]);
    let wrong = [
        KeyFileSecret::RecoveryCode(&other),
        KeyFileSecret::Passphrase("passphrase"),
    ];
    for secret in wrong {
        assert_eq!(failed(&file, secret), Some(KeyFileError::OpenFailed));
    }
    assert!(open(&file, secret).is_ok());
    // The salt, the commitment and the ciphertext: every bit counts.
    for bit in 12 * 8..file.len() * 8 {
        let mut altered = file.clone();
        altered[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(
            failed(&altered, secret),
            Some(KeyFileError::OpenFailed),
            "bit {bit}"
        );
    }
    // Parameters that stay within their bounds.
    for (place, value) in [(1, 1), (1, 2), (2, 2), (6, 17), (10, 2), (11, 1)] {
        let mut altered = file.clone();
        altered[place] = value;
        assert_eq!(
            failed(&altered, secret),
            Some(KeyFileError::OpenFailed),
            "byte {place}"
        );
    }
    for end in 76..file.len() {
        assert_eq!(failed(&file[..end], secret), Some(KeyFileError::OpenFailed));
    }
    let longer = [file.as_slice(), &[0]].concat();
    assert_eq!(failed(&longer, secret), Some(KeyFileError::OpenFailed));
}

#[test]
fn malformed_headers_are_refused_before_anything_is_derived() {
    let file = naive(3, 1, &[0x77; 16], b"keys");
    let refused = |place: usize, bytes: &[u8], error| {
        let mut file = file.clone();
        file[place..place + bytes.len()].copy_from_slice(bytes);
        assert_eq!(
            KeyFile::parse(&file).err(),
            Some(KeyFileError::Malformed(error))
        );
    };
    refused(0, &[0], DecodeError::UnsupportedVersion);
    refused(0, &[2], DecodeError::UnsupportedVersion);
    for value in [0, 4, 255] {
        refused(1, &[value], DecodeError::BadValue);
    }
    for value in [0, 3, 255] {
        refused(2, &[value], DecodeError::BadValue);
    }
    for m_kib in [0, 7, 15, 1_048_577, u32::MAX] {
        refused(3, &m_kib.to_be_bytes(), DecodeError::BadValue);
    }
    for t in [0u32, 17, u32::MAX] {
        refused(7, &t.to_be_bytes(), DecodeError::BadValue);
    }
    for p in [0, 3, 5, 255] {
        refused(11, &[p], DecodeError::BadValue);
    }
    for end in 0..76 {
        let parsed = KeyFile::parse(&file[..end]);
        assert_eq!(
            parsed.err(),
            Some(KeyFileError::Malformed(DecodeError::Truncated))
        );
    }
}

#[test]
fn sizes_are_bounded() {
    let secret = KeyFileSecret::Passphrase("x");
    let largest = device(&vec![7; 1 << 20]);
    let file = seal(&largest, secret);
    assert_eq!(file.len(), KeyFile::MAX_LENGTH);
    assert!(open(&file, secret).is_ok());
    let longer = [file.as_slice(), &[0]].concat();
    let limit = KeyFileError::Malformed(DecodeError::Limit);
    assert_eq!(KeyFile::parse(&longer).err(), Some(limit));
    let too_large = device(&vec![7; (1 << 20) + 1]).seal(secret, cost(), &mut FixedRng(&SALT));
    assert_eq!(too_large, Err(limit));

    let long = "x".repeat(1025);
    for passphrase in ["", long.as_str()] {
        let sealed = device(b"").seal(
            KeyFileSecret::Passphrase(passphrase),
            cost(),
            &mut FixedRng(&SALT),
        );
        assert_eq!(sealed, Err(KeyFileError::PassphraseLength));
    }
    let longest = KeyFileSecret::Passphrase(&long[..1024]);
    assert!(open(&seal(&device(b""), longest), longest).is_ok());
}

#[test]
fn sealed_content_is_decoded_strictly() {
    let refused = |kind, content: &[u8], error| {
        let file = naive(kind, 1, &[0x77; 16], content);
        let opened = open(&file, KeyFileSecret::RecoveryCode(&code()));
        assert_eq!(opened.err(), Some(KeyFileError::Malformed(error)));
    };
    let KeyFileContent::Identity(keys) = identity() else {
        panic!("an identity")
    };
    let identity = [
        [1; 32].as_slice(),
        &[2; 32],
        keys.root_document().as_bytes(),
    ]
    .concat();
    refused(1, &identity[..117], DecodeError::Truncated);
    refused(
        1,
        &[identity.as_slice(), &[0]].concat(),
        DecodeError::TrailingBytes,
    );
    refused(2, &identity, DecodeError::Truncated);

    let empty = |generation: u8| [0, 0, 0, generation, 0, 0, 0, 2, 0, 0];
    let edition = [2; 64];
    let decryption = |count: u8, rest: &[u8]| [&[1], &edition[..], &[0, count], rest].concat();
    refused(2, &[0, 0, 0], DecodeError::BadValue);
    refused(
        2,
        &[&[2], &edition[..], &[0, 0]].concat(),
        DecodeError::Truncated,
    );
    let two = |first, second| decryption(2, &[empty(first), empty(second)].concat());
    assert!(
        open(
            &naive(2, 1, &[0x77; 16], &two(3, 4)),
            KeyFileSecret::RecoveryCode(&code())
        )
        .is_ok()
    );
    refused(2, &two(4, 3), DecodeError::NonCanonical);
    refused(2, &two(3, 3), DecodeError::NonCanonical);
    refused(
        2,
        &decryption(1, &[empty(3), empty(4)].concat()),
        DecodeError::TrailingBytes,
    );
    refused(
        2,
        &decryption(3, &[empty(3), empty(4)].concat()),
        DecodeError::Truncated,
    );
    refused(
        2,
        &decryption(1, &[0, 0, 0, 3, 255, 255, 255, 255]),
        DecodeError::Truncated,
    );
    refused(
        2,
        &decryption(1, &[0, 0, 0, 3, 0, 0, 0, 3, 0, 0, 0]),
        DecodeError::TrailingBytes,
    );
}

#[test]
fn the_default_cost_is_64_mebibytes() {
    let cost = Argon2Cost::default();
    assert_eq!((cost.m_kib(), cost.t(), cost.p()), (65_536, 3, 1));
    let secret = KeyFileSecret::Passphrase("a real one");
    let file = device(b"keys")
        .seal(secret, cost, &mut FixedRng(&SALT))
        .unwrap();
    assert!(open(&file, secret).is_ok());
}

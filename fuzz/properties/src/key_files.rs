//! Key files and recovery codes. Argon2id runs with its smallest costs only.

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::AeadInOut;
use chacha20poly1305::{ChaCha20Poly1305, KeyInit};
use hkdf::Hkdf;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use sealroll_core::{KeyFile, KeyFileError, KeyFileSecret, RecoveryCode};
use sealroll_wire::label;
use sha2::Sha256;

use crate::depth::reach;
use crate::list::List;
use crate::seed::Seed;

/// A key file's costs are within bounds before Argon2id runs; no file but a genuine one opens.
pub fn key_file(data: &[u8]) {
    let Ok(file) = KeyFile::parse(data) else {
        return;
    };
    reach("parsed");
    let cost = file.cost();
    assert!((8..=1 << 20).contains(&cost.m_kib()));
    assert!((1..=16).contains(&cost.t()) && (1..=4).contains(&cost.p()));
    assert!(cost.m_kib() >= 8 * u32::from(cost.p()));
    if cost.m_kib() <= 32 {
        let opened = file.open(KeyFileSecret::Passphrase(PASSPHRASE));
        let genuine = || key_file_seeds().iter().any(|seed| seed.bytes == data);
        if opened.is_ok() {
            reach("opened");
        }
        assert!(opened.is_err() || genuine());
    }
}

/// Hostile content under the right passphrase is read strictly: what is accepted is written
/// again as the same content.
///
/// The first byte chooses the kind.
pub fn key_file_content(data: &[u8]) {
    let Some((kind, content)) = data.split_first() else {
        return;
    };
    let file = sealed(1 + kind % 3, content);
    let parsed = KeyFile::parse(&file).expect("a well-formed file");
    let wrong = parsed.open(KeyFileSecret::Passphrase("wrong"));
    assert_eq!(wrong.err(), Some(KeyFileError::OpenFailed));
    reach("opened");
    let Ok(opened) = parsed.open(KeyFileSecret::Passphrase(PASSPHRASE)) else {
        return;
    };
    reach("content read");
    assert_eq!(opened.kind(), parsed.kind());
    // The salt decides everything but the content: sealed again under the same, the same file.
    let mut rng = ChaCha20Rng::from_seed([3; 32]);
    let cost = parsed.cost();
    let secret = KeyFileSecret::Passphrase(PASSPHRASE);
    let written = opened.seal(secret, cost, &mut rng);
    let written = written.expect("what was read can be written");
    assert_eq!(written.len(), file.len());
    let salt = written[12..28].try_into().expect("a whole file");
    assert_eq!(sealed_with_salt(1 + kind % 3, content, salt), written);
}

/// A recovery code is read back from what is written, however it is typed.
pub fn recovery_code(data: &[u8]) {
    if let Some(bytes) = data.first_chunk() {
        let code = RecoveryCode::from_bytes(bytes);
        let typed = code.to_text().to_lowercase().replace('-', " ");
        let typed = typed.replace('0', "o").replace('1', "l");
        let read = RecoveryCode::parse(&typed).expect("what was written can be read");
        assert_eq!(read.to_bytes(), code.to_bytes());
        reach("written");
    }
    let text = String::from_utf8_lossy(data);
    if let Ok(code) = RecoveryCode::parse(&text) {
        let plain = |text: &str| {
            let kept = text.chars().filter(char::is_ascii_alphanumeric);
            let upper: String = kept.map(|c| c.to_ascii_uppercase()).collect();
            upper.replace('O', "0").replace(['I', 'L'], "1")
        };
        assert_eq!(plain(&text), plain(&code.to_text()));
        reach("read");
    }
}

/// Seeds of [`key_file`].
pub fn key_file_seeds() -> Vec<Seed> {
    vec![
        Seed::new("identity", sealed(1, &identity())),
        Seed::new("decryption", sealed(2, &decryption())),
        Seed::new("device", sealed(3, b"state")),
    ]
}

/// Seeds of [`key_file_content`].
pub fn key_file_content_seeds() -> Vec<Seed> {
    let with_kind = |kind: u8, content: Vec<u8>| [vec![kind], content].concat();
    vec![
        Seed::new("identity", with_kind(0, identity())),
        Seed::new("decryption", with_kind(1, decryption())),
        Seed::new("device", with_kind(2, b"state".to_vec())),
    ]
}

/// Seeds of [`recovery_code`].
pub fn recovery_code_seeds() -> Vec<Seed> {
    let code = RecoveryCode::from_bytes(b"sixteen bytes...");
    vec![
        Seed::new("bytes", *code.to_bytes()),
        Seed::new("text", code.to_text().as_bytes()),
        Seed::new("spaces", code.to_text().replace('-', "  ")),
    ]
}

fn identity() -> Vec<u8> {
    [&[6; 64], &List::shared().root.as_bytes()[..]].concat()
}

/// Two generations, the first with one node, the second with none.
pub(crate) fn decryption() -> Vec<u8> {
    let node = [&[0, 1, 32, 0, 0, 0, 9][..], &[8; 32]].concat();
    let parts: [&[u8]; 6] = [
        // One edition of the poster.
        &[1],
        &[7; 64],
        &[0, 2],
        &[0, 0, 0, 1, 0, 0, 0, 39],
        &node,
        &[0, 0, 0, 2, 0, 0, 0, 2, 0, 0],
    ];
    parts.concat()
}

fn sealed(kind: u8, content: &[u8]) -> Vec<u8> {
    sealed_with_salt(kind, content, *b"sixteen of salt.")
}

/// The layout of `spec/protocol.md#key-file`, written out once more.
fn sealed_with_salt(kind: u8, content: &[u8], salt: [u8; 16]) -> Vec<u8> {
    let (m_kib, t, p) = (8_u32, 1_u32, 1_u8);
    let header = [
        &[1, kind, 2],
        &m_kib.to_be_bytes()[..],
        &t.to_be_bytes(),
        &[p],
        &salt,
    ]
    .concat();
    let prk = derive(&salt);
    let mut keys = [0; 76];
    Hkdf::<Sha256>::from_prk(&prk)
        .and_then(|expand| {
            let info = [label::KEYFILE, &header].concat();
            expand
                .expand(&info, &mut keys)
                .map_err(|_| hkdf::InvalidPrkLength)
        })
        .expect("lengths within the bounds");
    let (key, rest) = keys.split_at(32);
    let (nonce, commitment) = rest.split_at(12);
    let head = [&header, commitment].concat();
    let cipher = ChaCha20Poly1305::new_from_slice(key).expect("32 bytes");
    let nonce: [u8; 12] = nonce.try_into().expect("12 bytes");
    let mut text = content.to_vec();
    let tag = cipher
        .encrypt_inout_detached(&nonce.into(), &head, text.as_mut_slice().into())
        .expect("a short message");
    [head, text, tag.to_vec()].concat()
}

/// What Argon2id makes of the passphrase with the smallest costs.
pub(crate) fn derive(salt: &[u8]) -> [u8; 32] {
    let params = Params::new(8, 1, 1, Some(32)).expect("the smallest costs");
    let mut prk = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(PASSPHRASE.as_bytes(), salt, &mut prk)
        .expect("the smallest costs");
    prk
}

pub(crate) const PASSPHRASE: &str = "correct horse";

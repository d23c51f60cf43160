//! Recovery blobs: what a hostile processor hands out, and what any content does under the right
//! code. Argon2id runs with its smallest costs only.

use std::sync::LazyLock;

use hkdf::Hkdf;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use sealroll_core::hpke::{Mode, derive_key_pair, setup_recipient, setup_sender};
use sealroll_core::{
    KeyFileSecret, RecoveryBlob, RecoveryBlobError, RecoveryContent, RecoveryParameters,
    X25519KeyPair,
};
use sealroll_wire::{ListId, X25519PublicKey, label, labelled_hash};
use sha2::Sha256;

use crate::depth::reach;
use crate::key_files::{PASSPHRASE, decryption, derive};
use crate::list::{self, List};
use crate::seed::Seed;

/// A blob's costs are within bounds before Argon2id runs, and no blob but a genuine one opens.
/// Content under the right code is read strictly: it is sealed again as the same content.
///
/// The first byte says whether a blob, a blob to be altered or a content follows.
pub fn recovery_blob(data: &[u8]) {
    recovery_blob_opened_by(data, |blob, list| {
        RecoveryBlob::parse(blob, list)?.open(KeyFileSecret::Passphrase(PASSPHRASE))
    });
}

/// [`recovery_blob`] of anyone who opens the blob of a list.
pub(crate) fn recovery_blob_opened_by(
    data: &[u8],
    open: impl Fn(&[u8], ListId) -> Result<RecoveryContent, RecoveryBlobError>,
) {
    match data {
        [0, blob @ ..] => received(blob, open),
        [1, place, bits, content @ ..] => {
            let mut blob = sealed(content);
            let place = usize::from(*place) * blob.len() / 256;
            blob[place] ^= bits;
            received(&blob, open);
        }
        [_, content @ ..] => {
            let list = List::shared().root.list_id();
            let Ok(opened) = open(&sealed(content), list) else {
                return;
            };
            reach("content read");
            assert_eq!(content_again(&opened), content);
        }
        [] => {}
    }
}

/// Seeds of [`recovery_blob`].
pub fn recovery_blob_seeds() -> Vec<Seed> {
    let with_canary = content(&[&[5; 32][..], &[0, 0, 0, 1, 0, 0, 0, 7], &[0; 8]].concat());
    let without = content(&[0; 48]);
    let mut stray = without.clone();
    stray[50] = 1;
    let chosen = |choice: &[u8], bytes: &[u8]| [choice, bytes].concat();
    let other_list = sealed_for(&ListId::from_bytes([0xee; 16]), &without);
    vec![
        Seed::new("genuine", chosen(&[0], &sealed(&without))),
        Seed::new("other-list", chosen(&[0], &other_list)),
        Seed::new("altered-enc", chosen(&[1, 85, 8], &without)),
        Seed::new("altered-text", chosen(&[1, 200, 1], &without)),
        Seed::new("altered-serial", chosen(&[1, 45, 1], &without)),
        Seed::new("content", chosen(&[2], &without)),
        Seed::new("canary", chosen(&[2], &with_canary)),
        Seed::new("canary-nowhere", chosen(&[2], &stray)),
    ]
}

fn received(
    blob: &[u8],
    open: impl Fn(&[u8], ListId) -> Result<RecoveryContent, RecoveryBlobError>,
) {
    let list = List::shared().root.list_id();
    let Ok(parsed) = RecoveryBlob::parse(blob, list) else {
        reach("refused");
        assert!(open(blob, list).is_err());
        return;
    };
    reach("parsed");
    assert_eq!(blob[28..44], list.as_bytes()[..]);
    assert!(parsed.serial() > 0 && blob.len() <= RecoveryBlob::MAX_LENGTH);
    assert_eq!(parsed.parameters().as_bytes()[..], blob[..28]);
    let cost = parsed.parameters().cost();
    assert!((8..=1 << 20).contains(&cost.m_kib()));
    assert!((1..=16).contains(&cost.t()) && (1..=4).contains(&cost.p()));
    assert!(cost.m_kib() >= 8 * u32::from(cost.p()));
    if cost.m_kib() > 32 {
        return;
    }
    let wrong = parsed.open(KeyFileSecret::Passphrase("wrong"));
    assert_eq!(wrong.err(), Some(RecoveryBlobError::OpenFailed));
    // Of those whose ephemeral key is known, only what nobody has altered opens.
    let opened = open(blob, list);
    let genuine = opened.as_ref().is_ok_and(|opened| {
        // The same ephemeral key gives the same blob.
        sealed(&content_again(opened)) == blob
    });
    if genuine {
        reach("opened");
    }
    assert_eq!(opened.is_ok(), genuine);
}

/// What the library seals for an opened content, opened by hand.
fn content_again(content: &RecoveryContent) -> Vec<u8> {
    let parameters = RecoveryParameters::from_bytes(&parameters()).expect("small costs");
    let list = List::shared().root.list_id();
    let mut rng = ChaCha20Rng::from_seed([5; 32]);
    let blob = content.seal(key_pair().public_key(), &parameters, list, 1, &mut rng);
    let blob = blob.expect("what was read can be sealed");
    let (context, rest) = blob.split_at(CONTEXT);
    let (enc, text) = rest[32..].split_first_chunk().expect("an enc");
    let enc = X25519PublicKey::from_bytes(*enc).expect("a key that was generated");
    let info = [label::RECOVERY_BLOB, context].concat();
    let opening = setup_recipient(key_pair(), &enc, &info, Mode::Base);
    let opened = opening.and_then(|mut opening| opening.open(b"", text));
    opened.expect("just sealed").to_vec()
}

/// The layout of `spec/protocol.md#recovery-blob`, written out once more, around any content.
fn sealed(content: &[u8]) -> Vec<u8> {
    sealed_for(&List::shared().root.list_id(), content)
}

/// [`sealed`] of any list.
fn sealed_for(list: &ListId, content: &[u8]) -> Vec<u8> {
    let context = [&parameters()[..], list.as_bytes(), &1_u64.to_be_bytes()].concat();
    let info = [label::RECOVERY_BLOB, &context].concat();
    let ephemeral = derive_key_pair(&[0x33; 32]);
    let (enc, mut sealing) = setup_sender(key_pair().public_key(), ephemeral, &info, Mode::Base)
        .expect("a key of large order");
    let key = sealing.content_key().to_bytes();
    let commitment = labelled_hash(label::BLOB_COMMITMENT, &[&context, key.as_slice()]);
    let text = sealing.seal(b"", content).expect("a short content");
    [context, commitment.to_vec(), enc.to_bytes().to_vec(), text].concat()
}

fn key_pair() -> &'static X25519KeyPair {
    static KEY: LazyLock<X25519KeyPair> = LazyLock::new(|| {
        let parameters = parameters();
        let expand = Hkdf::<Sha256>::from_prk(&derive(SALT)).expect("as long as a hash");
        let mut ikm = [0; 32];
        let info = [label::RECOVERY_KEY, &parameters].concat();
        expand.expand(&info, &mut ikm).expect("as long as a hash");
        derive_key_pair(&ikm)
    });
    &KEY
}

/// A passphrase, 8 KiB, one pass, one lane.
fn parameters() -> [u8; 28] {
    let head = [&[1, 4, 2, 0, 0, 0, 8, 0, 0, 0, 1, 1][..], SALT].concat();
    head.try_into().expect("28 bytes")
}

/// A content with this canary place.
fn content(place: &[u8]) -> Vec<u8> {
    let keys = decryption();
    let time = list::NOW.seconds().to_be_bytes();
    let length = (keys.len() as u32).to_be_bytes();
    [&[1], &time[..], place, &length, &keys].concat()
}

const SALT: &[u8; 16] = b"sixteen of salt.";
/// Bytes before the commitment.
const CONTEXT: usize = 28 + 16 + 8;

//! A hostile guest's tools: sealing whatever it likes to the right key.

use std::sync::LazyLock;

use chacha20poly1305::aead::AeadInOut;
use chacha20poly1305::{ChaCha20Poly1305, KeyInit};
use hkdf::Hkdf;
use sealroll_core::hpke::{Mode, derive_key_pair, setup_sender};
use sealroll_core::{TicketPublicKey, key_commitment};
use sealroll_wire::{Envelope, Header, X25519PublicKey, label};
use sha2::Sha256;

use crate::list::{self, List};
use crate::plain::PlainRecord;

/// Seals a frame, which is as long as a bucket, under the list's statement.
///
/// The key schedule is run once: a hostile guest may use one `enc` for all its frames.
pub(crate) fn seal_frame(frame: &[u8]) -> Envelope {
    static SCHEDULE: LazyLock<Schedule> = LazyLock::new(Schedule::new);
    let Schedule {
        header,
        commitment,
        enc,
        key,
    } = &*SCHEDULE;
    let (key, nonce) = key.split_first_chunk::<32>().expect("44 bytes");
    let nonce: [u8; 12] = nonce.try_into().expect("44 bytes");
    let mut text = frame.to_vec();
    let tag = ChaCha20Poly1305::new(key.into())
        .encrypt_inout_detached(&nonce.into(), b"", text.as_mut_slice().into())
        .expect("a short message");
    text.extend_from_slice(&tag);
    Envelope::new(header, commitment, enc, &text).expect("a frame as long as a bucket")
}

struct Schedule {
    header: Header,
    commitment: [u8; 32],
    enc: X25519PublicKey,
    /// Key and nonce.
    key: [u8; 44],
}

impl Schedule {
    fn new() -> Self {
        let header = List::shared().header();
        let psk = psk(&header);
        let mode = Mode::Psk {
            psk: &psk,
            psk_id: header.statement_id.as_bytes(),
        };
        let epoch_key = list::epoch_key();
        let ephemeral = derive_key_pair(&[0x42; 32]);
        let (enc, context) = setup_sender(epoch_key.public_key(), ephemeral, &header.info(), mode)
            .expect("a key of large order");
        Self {
            header,
            commitment: key_commitment(&header, context.content_key()),
            enc,
            key: *context.content_key().to_bytes(),
        }
    }
}

/// Record data with a signature that nobody made, where one belongs.
pub(crate) fn data_of(plain: &PlainRecord) -> Vec<u8> {
    let signature = if plain.is_follow_up() { 64 } else { 0 };
    [&[1], plain.to_postcard().as_slice(), &vec![0x11; signature]].concat()
}

/// The ticket key in the example check-ins.
pub(crate) fn ticket_key() -> TicketPublicKey {
    let key = list::verifying(list::root_key());
    TicketPublicKey::from_bytes(key.as_bytes()).expect("a key that was generated")
}

/// `spec/protocol.md#derivations`, once more.
fn psk(header: &Header) -> [u8; 32] {
    let secret = list::presence_secret();
    let expand = Hkdf::<Sha256>::from_prk(secret.expose_bytes()).expect("as long as a hash");
    let info = [
        label::PSK,
        header.list_id.as_bytes(),
        &header.epoch.value().to_be_bytes(),
    ]
    .concat();
    let mut psk = [0; 32];
    expand.expand(&info, &mut psk).expect("as long as a hash");
    psk
}

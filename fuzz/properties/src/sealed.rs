//! A hostile guest's tools: sealing whatever it likes to the right key.

use std::sync::LazyLock;

use chacha20poly1305::aead::AeadInOut;
use chacha20poly1305::{ChaCha20Poly1305, KeyInit};
use hkdf::Hkdf;
use sealroll_core::hpke::{Mode, derive_key_pair, setup_sender};
use sealroll_core::{TicketPublicKey, key_commitment};
use sealroll_wire::{Envelope, Header, PresenceSecret, X25519PublicKey, label};
use sha2::Sha256;

use crate::list::{self, List};
use crate::plain::PlainRecord;

/// Seals a frame, which is as long as a bucket, under the list's statement.
pub(crate) fn seal_frame(frame: &[u8]) -> Envelope {
    schedule(0).seal(frame)
}

/// One of four key schedules to the list's statement.
pub(crate) fn schedule(number: u8) -> &'static Schedule {
    static SCHEDULES: LazyLock<[Schedule; 4]> = LazyLock::new(|| {
        let public_key = *list::epoch_key().public_key();
        let header = List::shared().header();
        [0x42, 0x43, 0x44, 0x45]
            .map(|number| Schedule::new(header, public_key, &list::presence_secret(), number))
    });
    &SCHEDULES[usize::from(number % 4)]
}

/// A key schedule that is run once: a hostile guest may use one `enc` for all its frames.
pub(crate) struct Schedule {
    header: Header,
    commitment: [u8; 32],
    enc: X25519PublicKey,
    /// Key and nonce.
    key: [u8; 44],
}

impl Schedule {
    /// Seals to a statement's key; `number` chooses the ephemeral key.
    pub(crate) fn new(
        header: Header,
        public_key: X25519PublicKey,
        presence_secret: &PresenceSecret,
        number: u8,
    ) -> Self {
        let psk = psk(&header, presence_secret);
        let mode = Mode::Psk {
            psk: &psk,
            psk_id: header.statement_id.as_bytes(),
        };
        let ephemeral = derive_key_pair(&[number; 32]);
        let (enc, context) = setup_sender(&public_key, ephemeral, &header.info(), mode)
            .expect("a key of large order");
        Self {
            header,
            commitment: key_commitment(&header, context.content_key()),
            enc,
            key: *context.content_key().to_bytes(),
        }
    }

    /// Seals a frame, which is as long as a bucket.
    pub(crate) fn seal(&self, frame: &[u8]) -> Envelope {
        let (key, nonce) = self.key.split_first_chunk::<32>().expect("44 bytes");
        let nonce: [u8; 12] = nonce.try_into().expect("44 bytes");
        let mut text = frame.to_vec();
        let tag = ChaCha20Poly1305::new(key.into())
            .encrypt_inout_detached(&nonce.into(), b"", text.as_mut_slice().into())
            .expect("a short message");
        text.extend_from_slice(&tag);
        Envelope::new(&self.header, &self.commitment, &self.enc, &text)
            .expect("a frame as long as a bucket")
    }

    /// The content key of the envelopes under this schedule.
    pub(crate) fn content_key(&self) -> [u8; 44] {
        self.key
    }

    /// What a ticket key signs in a follow-up under this schedule.
    pub(crate) fn follow_up_message(&self, unsigned: &[u8]) -> Vec<u8> {
        let list_id = self.header.list_id;
        let header = self.header.to_bytes();
        let parts: [&[u8]; 5] = [
            label::FOLLOW_UP,
            list_id.as_bytes(),
            &header,
            self.enc.as_bytes(),
            unsigned,
        ];
        parts.concat()
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
fn psk(header: &Header, secret: &PresenceSecret) -> [u8; 32] {
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

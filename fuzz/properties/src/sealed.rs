//! A hostile guest's tools: sealing whatever it likes to the right key.

use hkdf::Hkdf;
use sealroll_core::hpke::{Mode, derive_key_pair, setup_sender};
use sealroll_core::{TicketPublicKey, key_commitment};
use sealroll_wire::{Envelope, Header, label};
use sha2::Sha256;

use crate::list::{self, List};
use crate::plain::PlainRecord;

/// Seals a frame, which is as long as a bucket, under the list's statement.
pub(crate) fn seal_frame(frame: &[u8]) -> Envelope {
    let header = List::shared().header();
    let psk = psk(&header);
    let mode = Mode::Psk {
        psk: &psk,
        psk_id: header.statement_id.as_bytes(),
    };
    let ephemeral = derive_key_pair(&[0x42; 32]);
    let (enc, mut context) = setup_sender(
        list::epoch_key().public_key(),
        ephemeral,
        &header.info(),
        mode,
    )
    .expect("a key of large order");
    let commitment = key_commitment(&header, context.content_key());
    let ciphertext = context.seal(b"", frame).expect("a short message");
    Envelope::new(&header, &commitment, &enc, &ciphertext).expect("a frame as long as a bucket")
}

/// Record data with a signature that nobody made, where one belongs.
pub(crate) fn data_of(plain: &PlainRecord) -> Vec<u8> {
    let signature = if plain.is_follow_up() { 64 } else { 0 };
    [&[1], plain.to_postcard().as_slice(), &vec![0x11; signature]].concat()
}

/// The ticket key in the example check-ins.
pub(crate) fn ticket_key() -> TicketPublicKey {
    let key = list::verifying(&list::root_key());
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

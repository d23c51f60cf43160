//! The pre-shared key of an epoch: whoever never saw the poster cannot seal to the list.

use hkdf::Hkdf;
use sealroll_wire::{Header, PresenceSecret, label};
use sha2::Sha256;
use zeroize::Zeroizing;

/// `psk = HKDF-Expand(presence_secret, label("psk") ‖ list_id ‖ u32 epoch, 32)`.
pub(crate) fn psk(presence_secret: &PresenceSecret, header: &Header) -> Zeroizing<[u8; 32]> {
    let expand = Hkdf::<Sha256>::from_prk(presence_secret.expose_bytes())
        .expect("a key as long as the hash is long enough");
    let info: [&[u8]; 3] = [
        label::PSK,
        header.list_id.as_bytes(),
        &header.epoch.value().to_be_bytes(),
    ];
    let mut psk = Zeroizing::new([0; 32]);
    expand
        .expand_multi_info(&info, psk.as_mut_slice())
        .expect("32 bytes are one block");
    psk
}

//! The pre-shared key of an epoch: whoever never saw the poster cannot seal to the list.

use hkdf::Hkdf;
use sealroll_wire::{Epoch, ListId, PresenceSecret, label};
use sha2::Sha256;
use zeroize::Zeroizing;

/// `psk = HKDF-Expand(presence_secret, label("psk") ‖ list_id ‖ u32 epoch, 32)`
/// (`spec/protocol.md#derivations`).
#[must_use]
pub fn epoch_psk(
    presence_secret: &PresenceSecret,
    list_id: ListId,
    epoch: Epoch,
) -> Zeroizing<[u8; 32]> {
    let expand = Hkdf::<Sha256>::from_prk(presence_secret.expose_bytes())
        .expect("a key as long as the hash is long enough");
    let info: [&[u8]; 3] = [label::PSK, list_id.as_bytes(), &epoch.value().to_be_bytes()];
    let mut psk = Zeroizing::new([0; 32]);
    expand
        .expand_multi_info(&info, psk.as_mut_slice())
        .expect("32 bytes are one block");
    psk
}

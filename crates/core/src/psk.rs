//! The pre-shared key of an epoch: whoever never saw the poster cannot seal to the list.

use sealroll_wire::{Epoch, ListId, PresenceSecret, label};
use zeroize::Zeroizing;

use crate::kdf::Prk;

/// `psk = HKDF-Expand(presence_secret, label("psk") ‖ list_id ‖ u32 epoch, 32)`
/// (`spec/protocol.md#derivations`).
#[must_use]
pub fn epoch_psk(
    presence_secret: &PresenceSecret,
    list_id: ListId,
    epoch: Epoch,
) -> Zeroizing<[u8; 32]> {
    let info: [&[u8]; 3] = [label::PSK, list_id.as_bytes(), &epoch.value().to_be_bytes()];
    let mut psk = Zeroizing::new([0; 32]);
    Prk::from_bytes(presence_secret.expose_bytes()).expand(&info, psk.as_mut_slice());
    psk
}

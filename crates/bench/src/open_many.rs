//! A day's worth: a thousand envelopes, on one thread and on all cores.

use core::hint::black_box;

use sealroll_core::X25519PublicKey;
use sealroll_core::hpke::Recipient;

use crate::clock::Clock;
use crate::error::BenchError;
use crate::hpke_layer::{agree, seal};
use crate::material::{Material, random};
use crate::peer_hpke::PeerHpke;
use crate::round::{Effort, Ratio, compare};
use crate::team::Team;

/// `open_many_vs_hpke` and `open_many_vs_hpke_1t`.
pub(crate) fn ratios(effort: Effort) -> Result<Vec<Ratio>, BenchError> {
    let material = Material::new();
    let peer = PeerHpke::new(&material);
    let recipient = Recipient::new(material.key_pair(), material.mode())
        .map_err(|_| BenchError::Ours("preparing a recipient"))?;
    let context = recipient.key_schedule_context(&material.info);

    let open = |(enc, ciphertext): &([u8; 32], Vec<u8>)| {
        let failed = |_| BenchError::Ours("opening");
        let enc = X25519PublicKey::from_bytes(*enc).map_err(|_| BenchError::Ours("opening"))?;
        let mut opening = recipient.setup_with(&enc, &context).map_err(failed)?;
        opening.open(b"", ciphertext).map_err(failed)
    };

    let mut rng = random();
    let public_key = material.public_key();
    let sealed = (0..ENVELOPES).map(|_| seal(&material, &public_key, &mut rng));
    let sealed = sealed.collect::<Result<Vec<_>, _>>()?;
    for envelope in &sealed {
        agree("an opened envelope", &open(envelope)?, &material.plaintext)?;
    }

    let pair = |name, clock, team: Team| {
        let ours = || {
            team.run(&sealed, |chunk| {
                chunk.iter().for_each(|e| drop(black_box(open(e))))
            })
        };
        let theirs = || {
            team.run(&sealed, |chunk| {
                chunk
                    .iter()
                    .for_each(|(enc, ct)| drop(black_box(peer.open(enc, ct))));
            });
        };
        compare(name, clock, effort, ENVELOPES, ours, theirs)
    };
    Ok(vec![
        pair("open_many_vs_hpke", Clock::Wall, Team::all_cores()),
        pair("open_many_vs_hpke_1t", Clock::Thread, Team::alone()),
    ])
}

const ENVELOPES: u32 = 1000;

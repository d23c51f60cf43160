//! Sealing many to one venue.

use core::hint::black_box;

use rand_core::Rng;
use sealroll_core::hpke::BulkSender;
use zeroize::Zeroizing;

use crate::clock::Clock;
use crate::error::BenchError;
use crate::hpke_layer::agree;
use crate::material::{Material, random};
use crate::peer_hpke::PeerHpke;
use crate::round::{Effort, Ratio, compare};
use crate::venue::Venue;

/// `seal_many_vs_hpke_1t`: the HPKE layer alone, as `seal_vs_hpke` is; `check_in_many_vs_hpke_1t`:
/// all of a kiosk's check-ins, with their ticket keys.
pub(crate) fn ratios(effort: Effort) -> Result<Vec<Ratio>, BenchError> {
    let failed = |_| BenchError::Ours("sealing many");
    let material = Material::new();
    let peer = PeerHpke::new(&material);
    let sender = BulkSender::new(&material.public_key(), &material.info, material.mode());
    let sender = sender.map_err(failed)?;
    for (enc, ciphertext) in seal(&sender, &material, &mut random())? {
        let opened = peer.open(&enc, &ciphertext)?;
        agree("what we sealed", &opened, &material.plaintext)?;
    }

    let venue = Venue::new()?;
    let bulk = venue.sealer.bulk();
    let attendances = vec![venue.attendance()?; MANY as usize];

    let (mut rng, mut peer_rng, mut kiosk_rng) = (random(), random(), random());
    let mut theirs = || {
        for _ in 0..MANY {
            drop(black_box(peer.seal(&mut peer_rng)));
        }
    };
    let clock = Clock::Thread;
    Ok(vec![
        compare(
            "seal_many_vs_hpke_1t",
            clock,
            effort,
            MANY,
            || drop(black_box(seal(&sender, &material, &mut rng))),
            &mut theirs,
        ),
        compare(
            "check_in_many_vs_hpke_1t",
            clock,
            effort,
            MANY,
            || {
                drop(black_box(
                    bulk.check_ins(&mut kiosk_rng, attendances.clone()),
                ))
            },
            &mut theirs,
        ),
    ])
}

type Sealed = ([u8; 32], Vec<u8>);

fn seal(
    sender: &BulkSender,
    material: &Material,
    rng: &mut impl Rng,
) -> Result<Vec<Sealed>, BenchError> {
    let failed = |_| BenchError::Ours("sealing many");
    let mut ikms = vec![Zeroizing::new([0; 32]); MANY as usize];
    ikms.iter_mut()
        .for_each(|ikm| rng.fill_bytes(ikm.as_mut_slice()));
    let contexts = sender.setup_many(&ikms).map_err(failed)?;
    let sealed = contexts.into_iter().map(|(enc, mut context)| {
        let ciphertext = context.seal(b"", &material.plaintext).map_err(failed)?;
        Ok((enc.to_bytes(), ciphertext))
    });
    sealed.collect()
}

/// A chunk of the library.
const MANY: u32 = 64;

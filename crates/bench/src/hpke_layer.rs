//! The HPKE layer alone: one envelope's worth of bytes, one at a time.

use core::hint::black_box;

use rand_core::Rng;
use sealroll_core::X25519PublicKey;
use sealroll_core::hpke::{Recipient, derive_key_pair_towards, setup_recipient, setup_sender};
use sealroll_lanes::{Backend, limit};
use zeroize::Zeroizing;

use crate::clock::Clock;
use crate::error::BenchError;
use crate::material::{Material, random};
use crate::peer_hpke::PeerHpke;
use crate::peer_sodium::PeerSodium;
use crate::round::{Effort, Ratio, compare};

/// Seals once, drawing the ephemeral key as an application does.
pub(crate) fn seal(
    material: &Material,
    public_key: &X25519PublicKey,
    rng: &mut impl Rng,
) -> Result<([u8; 32], Vec<u8>), BenchError> {
    let failed = |_| BenchError::Ours("sealing");
    let mut ikm = Zeroizing::new([0; 32]);
    rng.fill_bytes(ikm.as_mut_slice());
    let ephemeral = derive_key_pair_towards(ikm.as_slice(), public_key);
    let (enc, mut context) =
        setup_sender(public_key, ephemeral, &material.info, material.mode()).map_err(failed)?;
    let ciphertext = context.seal(b"", &material.plaintext).map_err(failed)?;
    Ok((enc.to_bytes(), ciphertext))
}

/// `seal_vs_hpke`, `open_vs_hpke`, `seal_vs_libsodium`, `open_vs_libsodium`; the first two again
/// without vectors, as machines compute that have none: `seal_vs_hpke_plain` and
/// `open_vs_hpke_plain`. `open_kept_vs_hpke` is what a list's owner does: one envelope at a time,
/// with what all envelopes of a statement share computed before, for which the peer has no means.
pub(crate) fn ratios(effort: Effort) -> Result<Vec<Ratio>, BenchError> {
    let material = Material::new();
    let key_pair = material.key_pair();
    let public_key = material.public_key();
    let peer = PeerHpke::new(&material);
    let sodium = PeerSodium::new(&material)?;

    let open = |enc: &[u8; 32], ciphertext: &[u8]| {
        let failed = |_| BenchError::Ours("opening");
        let enc = X25519PublicKey::from_bytes(*enc).map_err(|_| BenchError::Ours("opening"))?;
        let mut context =
            setup_recipient(&key_pair, &enc, &material.info, material.mode()).map_err(failed)?;
        context.open(b"", ciphertext).map_err(failed)
    };

    let recipient = Recipient::new(material.key_pair(), material.mode());
    let recipient = recipient.map_err(|_| BenchError::Ours("preparing"))?;
    let context = recipient.key_schedule_context(&material.info);
    let open_kept = |enc: &[u8; 32], ciphertext: &[u8]| {
        let failed = |_| BenchError::Ours("opening");
        let enc = X25519PublicKey::from_bytes(*enc).map_err(|_| BenchError::Ours("opening"))?;
        let content_key = recipient.content_key(&enc, &context).map_err(failed)?;
        content_key.open(b"", ciphertext).map_err(failed)
    };

    // Before anything is timed, each side opens what the other sealed.
    let ours = seal(&material, &public_key, &mut random())?;
    let theirs = peer.seal(&mut random())?;
    let boxed = sodium.seal()?;
    agree("the public key", &peer.public_key(), public_key.as_bytes())?;
    agree(
        "what we sealed",
        &peer.open(&ours.0, &ours.1)?,
        &material.plaintext,
    )?;
    agree(
        "what the peer sealed",
        &open(&theirs.0, &theirs.1)?,
        &material.plaintext,
    )?;
    agree(
        "what the peer sealed, opened with what was kept",
        &open_kept(&theirs.0, &theirs.1)?,
        &material.plaintext,
    )?;
    agree(
        "libsodium's box",
        &sodium.open(&boxed)?,
        &material.plaintext,
    )?;

    let (mut rng, mut peer_rng) = (random(), random());
    let mut our_seal = || drop(black_box(seal(&material, &public_key, &mut rng)));
    let mut our_open = || drop(black_box(open(black_box(&theirs.0), &theirs.1)));
    let mut our_open_kept = || drop(black_box(open_kept(black_box(&theirs.0), &theirs.1)));
    let clock = Clock::Thread;
    let [seal_name, open_name, kept_name] = if cfg!(feature = "aws-lc") {
        [
            "seal_vs_hpke_aws_lc",
            "open_vs_hpke_aws_lc",
            "open_kept_vs_hpke_aws_lc",
        ]
    } else {
        ["seal_vs_hpke", "open_vs_hpke", "open_kept_vs_hpke"]
    };
    let mut peer_seal = || drop(black_box(peer.seal(&mut peer_rng)));
    let peer_open = || drop(black_box(peer.open(black_box(&theirs.0), &theirs.1)));
    let mut ratios = vec![
        compare(seal_name, clock, effort, 1, &mut our_seal, &mut peer_seal),
        compare(open_name, clock, effort, 1, &mut our_open, peer_open),
        compare(kept_name, clock, effort, 1, &mut our_open_kept, peer_open),
    ];
    if !cfg!(feature = "aws-lc") {
        limit(Backend::Serial);
        let (seal, open) = ("seal_vs_hpke_plain", "open_vs_hpke_plain");
        ratios.push(compare(seal, clock, effort, 1, &mut our_seal, peer_seal));
        ratios.push(compare(open, clock, effort, 1, &mut our_open, peer_open));
        limit(Backend::ALL[0]);
        ratios.extend([
            compare("seal_vs_libsodium", clock, effort, 1, &mut our_seal, || {
                drop(black_box(sodium.seal()));
            }),
            compare("open_vs_libsodium", clock, effort, 1, &mut our_open, || {
                drop(black_box(sodium.open(black_box(&boxed))));
            }),
        ]);
    }
    Ok(ratios)
}

/// Fails unless both byte strings are equal.
pub(crate) fn agree(what: &'static str, a: &[u8], b: &[u8]) -> Result<(), BenchError> {
    if a == b {
        Ok(())
    } else {
        Err(BenchError::Disagreement(what))
    }
}

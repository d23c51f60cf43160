//! A day's worth: a thousand envelopes, on one thread and on all cores.

use core::hint::black_box;

use sealroll_core::Opened;
use sealroll_wire::EnvelopeRef;

use crate::clock::Clock;
use crate::error::BenchError;
use crate::hpke_layer::agree;
use crate::material::{Material, random};
use crate::peer_hpke::PeerHpke;
use crate::round::{Effort, Ratio, compare};
use crate::team::Team;
use crate::venue::Venue;

/// `open_many_vs_hpke` and `open_many_vs_hpke_1t`: ours from the envelope's bytes to the decoded
/// record, commitment checked; the peer's from ciphertexts of the same size to the plaintext.
pub(crate) fn ratios(effort: Effort) -> Result<Vec<Ratio>, BenchError> {
    let venue = Venue::new()?;
    let attendance = venue.attendance()?;
    let mut rng = random();
    let check_ins = (0..ENVELOPES).map(|_| venue.sealer.check_in(&mut rng, attendance.clone()));
    let check_ins = check_ins.collect::<Result<Vec<_>, _>>();
    let check_ins = check_ins.map_err(|_| BenchError::Ours("checking in"))?;
    let envelopes: Vec<_> = check_ins
        .iter()
        .map(|(envelope, _)| envelope.as_bytes())
        .collect();

    let material = Material::new();
    let peer = PeerHpke::new(&material);
    let sealed = (0..ENVELOPES)
        .map(|_| peer.seal(&mut rng))
        .collect::<Result<Vec<_>, _>>()?;

    for opened in open_chunk(&venue, &envelopes)? {
        let same = matches!(opened, Opened::CheckIn(c) if c.attendance == attendance);
        if !same {
            return Err(BenchError::Disagreement("an opened check-in"));
        }
    }
    for (enc, ciphertext) in &sealed {
        agree(
            "an opened envelope",
            &peer.open(enc, ciphertext)?,
            &material.plaintext,
        )?;
    }

    let pair = |name, clock, team: Team| {
        let ours = || {
            team.run(&envelopes, |chunk| {
                drop(black_box(open_chunk(&venue, chunk)))
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

fn open_chunk(venue: &Venue, chunk: &[&[u8]]) -> Result<Vec<Opened>, BenchError> {
    let failed = BenchError::Ours("opening");
    let envelopes = chunk.iter().map(|bytes| EnvelopeRef::from_bytes(bytes));
    let envelopes = envelopes
        .collect::<Result<Vec<_>, _>>()
        .map_err(|_| failed)?;
    let opened = venue.opener.open_many(&envelopes).into_iter();
    opened.collect::<Result<Vec<_>, _>>().map_err(|_| failed)
}

const ENVELOPES: u32 = 1000;

//! A day's worth: a thousand envelopes, on one thread and on all cores.

use core::hint::black_box;

use sealroll_core::{OpenError, Opened};
use sealroll_lanes::{Backend, limit};
use sealroll_wire::EnvelopeRef;

use crate::clock::Clock;
use crate::error::BenchError;
use crate::hpke_layer::agree;
use crate::material::{Material, random};
use crate::peer_aws_lc::PeerAwsLc;
use crate::peer_hpke::PeerHpke;
use crate::round::{Effort, Ratio, compare};
use crate::team::Team;
use crate::venue::Venue;

/// `open_many_vs_hpke`, `open_many_vs_hpke_1t` and `open_many_vs_awslc_1t`: ours from the envelope's
/// bytes to the decoded record, commitment checked; the peer's from ciphertexts of the same size to
/// the plaintext. `open_many_vs_hpke_1t_avx2`: the first without vectors beyond AVX2.
/// `open_many_text_vs_hpke_1t`: ours to the plaintext alone, as the peer's; the commitment is still
/// checked, without which an envelope does not count as opened.
/// `open_many_all_cores_vs_1t`: ours on all cores beside ours on one.
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
        let same = matches!(opened, Ok(Opened::CheckIn(c)) if c.attendance == attendance);
        if !same {
            return Err(BenchError::Disagreement("an opened check-in"));
        }
    }
    open_chunk_to_text(&venue, &envelopes)?;
    let aws_lc = PeerAwsLc::new(&material)?;
    for (enc, ciphertext) in &sealed {
        agree(
            "an envelope opened with AWS-LC",
            &aws_lc.open(enc, ciphertext)?,
            &material.plaintext,
        )?;
        agree(
            "an opened envelope",
            &peer.open(enc, ciphertext)?,
            &material.plaintext,
        )?;
    }

    let ours = |team: Team| {
        team.run(&envelopes, |chunk| {
            drop(black_box(open_chunk(&venue, chunk)))
        })
    };
    let hpke = |team: Team| {
        team.run(&sealed, |chunk| {
            chunk
                .iter()
                .for_each(|(enc, ct)| drop(black_box(peer.open(enc, ct))));
        });
    };
    let aws_lc = || {
        for (enc, ciphertext) in &sealed {
            drop(black_box(aws_lc.open(enc, ciphertext)));
        }
    };
    let text = |team: Team| {
        team.run(&envelopes, |chunk| {
            let _ = black_box(open_chunk_to_text(&venue, chunk));
        })
    };
    let (all, one) = (Team::all_cores(), Team::alone());
    let wall = |name, ours: &mut dyn FnMut(), peer: &mut dyn FnMut()| {
        compare(name, Clock::Wall, effort, ENVELOPES, ours, peer)
    };
    let thread = |name, peer: &mut dyn FnMut()| {
        compare(name, Clock::Thread, effort, ENVELOPES, || ours(one), peer)
    };
    let text_beside_hpke = |name| {
        let peer = || hpke(one);
        compare(name, Clock::Thread, effort, ENVELOPES, || text(one), peer)
    };
    let (name, text_name) = if cfg!(feature = "aws-lc") {
        (
            "open_many_vs_hpke_1t_aws_lc",
            "open_many_text_vs_hpke_1t_aws_lc",
        )
    } else {
        ("open_many_vs_hpke_1t", "open_many_text_vs_hpke_1t")
    };
    let mut ratios = vec![thread(name, &mut || hpke(one)), text_beside_hpke(text_name)];
    if !cfg!(feature = "aws-lc") {
        ratios.extend([
            wall("open_many_vs_hpke", &mut || ours(all), &mut || hpke(all)),
            thread("open_many_vs_awslc_1t", &mut { aws_lc }),
            wall("open_many_all_cores_vs_1t", &mut || ours(all), &mut || {
                ours(one)
            }),
        ]);
        if Backend::Avx2x4.is_available() {
            // What machines get that have no more.
            limit(Backend::Avx2x4);
            ratios.push(thread("open_many_vs_hpke_1t_avx2", &mut || hpke(one)));
            ratios.push(text_beside_hpke("open_many_text_vs_hpke_1t_avx2"));
            limit(Backend::ALL[0]);
        }
    }
    Ok(ratios)
}

/// What was opened, as the library gives it.
pub(crate) fn open_chunk(
    venue: &Venue,
    chunk: &[&[u8]],
) -> Result<Vec<Result<Opened, OpenError>>, BenchError> {
    let failed = BenchError::Ours("opening");
    let envelopes = chunk.iter().map(|bytes| EnvelopeRef::from_bytes(bytes));
    let envelopes = envelopes
        .collect::<Result<Vec<_>, _>>()
        .map_err(|_| failed)?;
    let opened = venue.opener.open_many(&envelopes);
    if opened.iter().any(Result::is_err) {
        return Err(failed);
    }
    Ok(opened)
}

/// How many were opened; the plaintexts are let go.
fn open_chunk_to_text(venue: &Venue, chunk: &[&[u8]]) -> Result<usize, BenchError> {
    let failed = BenchError::Ours("opening");
    let envelopes = chunk.iter().map(|bytes| EnvelopeRef::from_bytes(bytes));
    let envelopes = envelopes
        .collect::<Result<Vec<_>, _>>()
        .map_err(|_| failed)?;
    let mut opened = 0;
    venue.opener.data_of_many(&envelopes, |_, data| {
        opened += usize::from(black_box(data).is_ok());
    });
    if opened < chunk.len() {
        return Err(failed);
    }
    Ok(opened)
}

const ENVELOPES: u32 = 1000;

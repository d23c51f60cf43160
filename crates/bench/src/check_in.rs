//! The whole check-in: ticket key, record, padding, seal, envelope, record id.

use core::hint::black_box;

use crate::clock::Clock;
use crate::error::BenchError;
use crate::material::{Material, random};
use crate::peer_hpke::PeerHpke;
use crate::round::{Effort, Ratio, compare};
use crate::venue::Venue;

/// `check_in_vs_hpke`: all that a guest's device computes, against sealing as many bytes alone.
pub(crate) fn ratios(effort: Effort) -> Result<Vec<Ratio>, BenchError> {
    let venue = Venue::new()?;
    let attendance = venue.attendance()?;
    let material = Material::new();
    let peer = PeerHpke::new(&material);
    let (mut rng, mut peer_rng) = (random(), random());

    let ours = || {
        let sealed = venue
            .sealer
            .check_in(&mut rng, black_box(&attendance).clone());
        drop(black_box(
            sealed.map(|(envelope, ticket)| (envelope.record_id(), ticket)),
        ));
    };
    let theirs = || drop(black_box(peer.seal(&mut peer_rng)));
    Ok(vec![compare(
        "check_in_vs_hpke",
        Clock::Thread,
        effort,
        1,
        ours,
        theirs,
    )])
}

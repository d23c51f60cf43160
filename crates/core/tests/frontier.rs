//! Frontiers against a naive derivation from the seed.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/fixed_rng.rs"]
mod fixed_rng;

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use proptest::prelude::*;
use sealroll_core::hpke::derive_key_pair;
use sealroll_core::{Frontier, FrontierError, X25519PublicKey};
use sealroll_wire::{DecodeError, Epoch, Generation, ListId};

use fixed_rng::FixedRng;

const LIST: ListId = ListId::from_bytes([0x11; 16]);
const GENERATION: Generation = Generation(3);

/// The public key of an epoch straight from the seed: 32 expansions, then the key pair.
fn naive(seed: &[u8; 32], epoch: u32) -> X25519PublicKey {
    let expand = |prk: &[u8; 32], info: &[u8]| {
        let mut okm = [0; 32];
        hkdf::Hkdf::<sha2::Sha256>::from_prk(prk)
            .unwrap()
            .expand(info, &mut okm)
            .unwrap();
        okm
    };
    let mut node = *seed;
    for shift in (0..32).rev() {
        let bit = u8::from(epoch >> shift & 1 == 1);
        node = expand(&node, &[b"sealroll-v1 tree\0".as_slice(), &[bit]].concat());
    }
    let info = [
        b"sealroll-v1 epoch-key\0\x00\x01".as_slice(),
        LIST.as_bytes(),
        &GENERATION.value().to_be_bytes(),
        &epoch.to_be_bytes(),
    ];
    *derive_key_pair(&expand(&node, &info.concat())).public_key()
}

fn generate(seed: &[u8; 32], epochs: RangeInclusive<u32>) -> Frontier {
    let mut rng = FixedRng(seed);
    let frontier = Frontier::generate(&mut rng, range(epochs)).unwrap();
    assert!(rng.0.is_empty(), "the seed is all that is drawn");
    frontier
}

fn range(epochs: RangeInclusive<u32>) -> RangeInclusive<Epoch> {
    Epoch(*epochs.start())..=Epoch(*epochs.end())
}

fn public_key(frontier: &Frontier, epoch: u32) -> Option<X25519PublicKey> {
    frontier
        .key_pair(LIST, GENERATION, Epoch(epoch))
        .map(|key_pair| *key_pair.public_key())
}

fn covered(frontier: &Frontier) -> BTreeSet<u32> {
    let ranges = frontier.epochs();
    ranges
        .into_iter()
        .flat_map(|range| range.start().value()..=range.end().value())
        .collect()
}

/// The epochs of a generation, at any place of the tree, its edges included.
fn generations() -> impl Strategy<Value = RangeInclusive<u32>> {
    let first = prop_oneof![Just(0), Just(u32::MAX), Just((1 << 31) - 16), any::<u32>()];
    (first, 0..40u32).prop_map(|(first, more)| {
        let first = first.min(u32::MAX - more);
        first..=first + more
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_generation_derives_its_epochs_and_no_others(seed: [u8; 32], epochs in generations()) {
        let frontier = generate(&seed, epochs.clone());
        prop_assert_eq!(frontier.epochs(), [range(epochs.clone())]);
        for epoch in epochs.clone() {
            prop_assert_eq!(public_key(&frontier, epoch), Some(naive(&seed, epoch)));
        }
        for outside in [epochs.start().checked_sub(1), epochs.end().checked_add(1)] {
            let outside = outside.and_then(|epoch| public_key(&frontier, epoch));
            prop_assert_eq!(outside, None);
        }
    }

    #[test]
    fn punctured_epochs_are_gone_and_the_others_stay(
        seed: [u8; 32],
        epochs in generations(),
        order in proptest::collection::vec(0..45u32, 0..30),
    ) {
        let mut frontier = generate(&seed, epochs.clone());
        let mut left: BTreeSet<u32> = epochs.clone().collect();
        for step in order {
            let epoch = epochs.start().wrapping_add(step);
            prop_assert_eq!(frontier.puncture(Epoch(epoch)), Ok(left.remove(&epoch)));
            prop_assert_eq!(public_key(&frontier, epoch), None);
            prop_assert!(!frontier.covers(Epoch(epoch)));
            prop_assert_eq!(&covered(&frontier), &left);
        }
        for epoch in epochs {
            let expected = left.contains(&epoch).then(|| naive(&seed, epoch));
            prop_assert_eq!(public_key(&frontier, epoch), expected);
        }
        let bytes = frontier.to_bytes();
        let copy = Frontier::from_bytes(&bytes).unwrap();
        prop_assert_eq!(copy.to_bytes(), bytes);
        prop_assert_eq!(covered(&copy), left);
    }

    #[test]
    fn no_byte_string_of_a_punctured_frontier_derives_the_epoch(seed: [u8; 32], epoch in 0..31u32) {
        // What is left after a puncture contains none of the nodes on the way to the leaf.
        let mut frontier = generate(&seed, 0..=30);
        frontier.puncture(Epoch(epoch)).unwrap();
        let bytes = frontier.to_bytes();
        let mut node = seed;
        for shift in (0..32).rev() {
            prop_assert!(!bytes.windows(32).any(|window| window == node));
            let mut child = [0; 32];
            let info = [b"sealroll-v1 tree\0".as_slice(), &[u8::from(epoch >> shift & 1 == 1)]];
            let expander = hkdf::Hkdf::<sha2::Sha256>::from_prk(&node).unwrap();
            expander.expand(&info.concat(), &mut child).unwrap();
            node = child;
        }
        prop_assert!(!bytes.windows(32).any(|window| window == node));
    }

    #[test]
    fn a_delegate_derives_its_range_only(
        seed: [u8; 32],
        epochs in generations(),
        from in 0..45u32,
        more in 0..45u32,
        punctured in 0..40u32,
    ) {
        let mut frontier = generate(&seed, epochs.clone());
        let punctured = epochs.start().wrapping_add(punctured);
        frontier.puncture(Epoch(punctured)).unwrap();
        let first = epochs.start().saturating_add(from);
        let last = first.saturating_add(more);
        let part = frontier.range(range(first..=last)).unwrap();
        for epoch in epochs {
            let expected = (epoch != punctured && (first..=last).contains(&epoch))
                .then(|| naive(&seed, epoch));
            prop_assert_eq!(public_key(&part, epoch), expected);
        }
    }

    #[test]
    fn what_decodes_has_one_encoding(
        seed: [u8; 32],
        epochs in generations(),
        place in any::<prop::sample::Index>(),
        byte: u8,
    ) {
        let mut bytes = generate(&seed, epochs).to_bytes().to_vec();
        let place = place.index(bytes.len());
        bytes[place] = byte;
        if let Ok(frontier) = Frontier::from_bytes(&bytes) {
            prop_assert_eq!(frontier.to_bytes().to_vec(), bytes);
        }
    }
}

#[test]
fn a_generation_has_bounds() {
    let refused = |first, last| {
        let generated = Frontier::generate(&mut FixedRng(&[7; 32]), Epoch(first)..=Epoch(last));
        assert_eq!(generated.err(), Some(FrontierError::EpochRange));
    };
    refused(2, 1);
    refused(0, 4096);
    refused(0, u32::MAX);
    let mut frontier = generate(&[7; 32], 1..=4096);
    for epoch in (1..=4096).step_by(2) {
        assert_eq!(frontier.puncture(Epoch(epoch)), Ok(true));
    }
    assert_eq!(frontier.epochs().len(), 2048);
}

#[test]
fn everything_can_be_punctured() {
    let mut frontier = generate(&[7; 32], 5..=35);
    for epoch in (5..=35).rev() {
        assert_eq!(frontier.puncture(Epoch(epoch)), Ok(true));
        assert_eq!(frontier.puncture(Epoch(epoch)), Ok(false));
    }
    assert!(frontier.is_empty());
    assert_eq!(frontier.to_bytes().as_slice(), [0, 0]);
    assert!(Frontier::from_bytes(&[0, 0]).unwrap().is_empty());
}

#[test]
fn a_frontier_never_outgrows_its_encoding() {
    let whole_tree = nodes(&[(0, 0)]);
    let mut frontier = Frontier::from_bytes(&whole_tree).unwrap();
    let mut punctured = 0;
    let refused = (0..).map(|i: u32| Epoch(i << 21)).find(|epoch| {
        punctured += 1;
        frontier.puncture(*epoch).is_err()
    });
    let refused = refused.unwrap();
    assert!(punctured > 100);
    assert_eq!(frontier.puncture(refused), Err(FrontierError::TooManyNodes));
    assert!(
        frontier.covers(refused),
        "a refused puncture must not look like one"
    );
    assert!(Frontier::from_bytes(&frontier.to_bytes()).is_ok());
}

#[test]
fn malformed_frontiers_are_refused() {
    let refused = |bytes: &[u8], error| {
        assert_eq!(Frontier::from_bytes(bytes).err(), Some(error));
    };
    let good = nodes(&[(31, 0), (32, 2), (32, 5)]);
    assert!(Frontier::from_bytes(&good).is_ok());
    for end in 0..good.len() {
        refused(&good[..end], DecodeError::Truncated);
    }
    refused(
        &[good.as_slice(), &[0]].concat(),
        DecodeError::TrailingBytes,
    );
    refused(&nodes(&[(33, 0)]), DecodeError::BadValue);
    refused(&nodes(&[(0, 1)]), DecodeError::BadValue);
    refused(&nodes(&[(31, 1 << 31)]), DecodeError::BadValue);
    refused(&nodes(&[(32, 5), (32, 2)]), DecodeError::NonCanonical);
    refused(&nodes(&[(32, 5), (32, 5)]), DecodeError::NonCanonical);
    refused(&nodes(&[(31, 0), (32, 1)]), DecodeError::NonCanonical);
    refused(&nodes(&[(32, 0), (31, 0)]), DecodeError::NonCanonical);
    refused(&[0x10, 0x01], DecodeError::Limit);
    refused(&[0x10, 0x00], DecodeError::Truncated);
}

/// An encoding of nodes at these places.
fn nodes(places: &[(u8, u32)]) -> Vec<u8> {
    let mut bytes = u16::try_from(places.len()).unwrap().to_be_bytes().to_vec();
    for (depth, index) in places {
        bytes.push(*depth);
        bytes.extend_from_slice(&index.to_be_bytes());
        bytes.extend_from_slice(&[0x22; 32]);
    }
    bytes
}

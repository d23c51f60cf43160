//! A statistical timing test, reported beside the gate: two classes of inputs, Welch's t. It is no
//! gate, since it depends on the machine's load; a value far above 5 that stays is a reason to look.

use dudect_bencher::rand::{Rng, RngExt};
use dudect_bencher::{BenchRng, Class, CtRunner, ctbench_main};
use sealroll_core::hpke::{self, Mode, Recipient};
use sealroll_core::{X25519KeyPair, X25519SecretKey, padding};
use sealroll_lanes::{Backend, shared_secrets_with};

/// Opening with a fixed secret key against opening with random ones: always under a wrong key, so
/// that both classes fail at the same place.
fn open_with_wrong_key(runner: &mut CtRunner, rng: &mut BenchRng) {
    let recipient_pair = pair([4; 32]);
    let ephemeral = hpke::derive_key_pair(&[3; 32]);
    let Ok((enc, mut context)) =
        hpke::setup_sender(recipient_pair.public_key(), ephemeral, b"info", Mode::Base)
    else {
        return;
    };
    let Ok(ciphertext) = context.seal(b"", &[1; 256]) else {
        return;
    };
    let inputs: Vec<(Class, Recipient)> = (0..SAMPLES / 10)
        .filter_map(|_| {
            let (class, bytes) = fixed_or_random(rng);
            Recipient::new(pair(bytes), Mode::Base)
                .ok()
                .map(|recipient| (class, recipient))
        })
        .collect();
    for (class, recipient) in &inputs {
        runner.run_one(*class, || {
            recipient
                .setup(&enc, b"info")
                .and_then(|mut context| context.open(b"", &ciphertext))
        });
    }
}

/// Deriving a key pair from a fixed secret against random ones.
fn derive_key_pair(runner: &mut CtRunner, rng: &mut BenchRng) {
    let inputs: Vec<_> = (0..SAMPLES / 10).map(|_| fixed_or_random(rng)).collect();
    for (class, bytes) in &inputs {
        runner.run_one(*class, || hpke::derive_key_pair(bytes));
    }
}

/// X25519 in the lanes of the fastest backend, of a fixed secret against random ones. Eight lanes
/// are out of Valgrind's reach: this and the instructions themselves stand for them.
fn fastest_lanes(runner: &mut CtRunner, rng: &mut BenchRng) {
    lanes::<8>(sealroll_lanes::best(), runner, rng);
}

/// The same with AVX2.
fn lanes_of_avx2(runner: &mut CtRunner, rng: &mut BenchRng) {
    lanes::<8>(Backend::Avx2x4, runner, rng);
}

/// A single exchange with AVX2.
fn one_in_lanes_of_avx2(runner: &mut CtRunner, rng: &mut BenchRng) {
    lanes::<1>(Backend::Avx2x4, runner, rng);
}

fn lanes<const KEYS: usize>(backend: Backend, runner: &mut CtRunner, rng: &mut BenchRng) {
    println!("lanes: {backend}, there: {}", backend.is_available());
    let mut public_keys = [[0; 32]; KEYS];
    public_keys.iter_mut().for_each(|key| rng.fill_bytes(key));
    let inputs: Vec<_> = (0..SAMPLES / 4).map(|_| fixed_or_random(rng)).collect();
    for (class, secret) in &inputs {
        runner.run_one(*class, || {
            let mut shared = [[0; 32]; KEYS];
            shared_secrets_with(backend, secret, &public_keys, &mut shared);
            shared
        });
    }
}

/// Unpadding a frame whose first padding byte is wrong against one whose last is.
fn unpad(runner: &mut CtRunner, rng: &mut BenchRng) {
    let frame = |at: usize| {
        let mut frame = [0_u8; 512];
        frame[1] = 10;
        frame[at] = 1;
        frame
    };
    let inputs: Vec<_> = (0..SAMPLES)
        .map(|_| {
            if rng.random() {
                (Class::Left, frame(12))
            } else {
                (Class::Right, frame(511))
            }
        })
        .collect();
    for (class, frame) in &inputs {
        runner.run_one(*class, || padding::unpad(frame).is_err());
    }
}

fn fixed_or_random(rng: &mut BenchRng) -> (Class, [u8; 32]) {
    if rng.random() {
        return (Class::Left, [0; 32]);
    }
    let mut bytes = [0; 32];
    rng.fill_bytes(&mut bytes);
    (Class::Right, bytes)
}

fn pair(secret: [u8; 32]) -> X25519KeyPair {
    X25519KeyPair::from_secret_key(X25519SecretKey::from_bytes(&secret))
}

const SAMPLES: usize = 100_000;

ctbench_main!(
    open_with_wrong_key,
    derive_key_pair,
    unpad,
    fastest_lanes,
    lanes_of_avx2,
    one_in_lanes_of_avx2
);

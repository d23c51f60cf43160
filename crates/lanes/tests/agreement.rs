//! quick
use sealroll_lanes::*;
#[test]
fn quick() {
    for backend in backends() {
        let secret = [0x5a; 32];
        let keys: Vec<[u8; 32]> = (0..70u8).map(|i| [i.wrapping_mul(77); 32]).collect();
        let mut out = vec![[0; 32]; 70];
        shared_secrets_with(backend, &secret, &keys, &mut out);
        for (k, o) in keys.iter().zip(&out) {
            assert_eq!(x25519_dalek::x25519(secret, *k), *o, "{backend} {k:?}");
        }
    }
}

//! The implementation of HPKE against the values printed in RFC 9180.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "support/hex.rs"]
mod hex;
#[path = "support/hpke_vector.rs"]
mod hpke_vector;
#[path = "support/rfc9180.rs"]
mod rfc9180;

use sealroll_core::hpke::{Mode, Recipient, derive_key_pair, encap, setup_recipient, setup_sender};
use sealroll_core::{HpkeError, X25519PublicKey};

#[test]
fn rfc_9180_appendix_a_2_1_mode_base() {
    rfc9180::A_2_1.check();
}

#[test]
fn rfc_9180_appendix_a_2_2_mode_psk() {
    rfc9180::A_2_2.check();
}

#[test]
fn psk_inputs_are_verified() {
    let long = [7; 32];
    let refused = [
        Mode::Psk {
            psk: &long[..31],
            psk_id: b"name",
        },
        Mode::Psk {
            psk: &long,
            psk_id: b"",
        },
        Mode::Psk {
            psk: b"",
            psk_id: b"",
        },
    ];
    let key_pair = derive_key_pair(b"recipient");
    let enc = *derive_key_pair(b"ephemeral").public_key();
    for mode in refused {
        let sender = setup_sender(key_pair.public_key(), derive_key_pair(b"e"), b"", mode);
        assert_eq!(sender.err(), Some(HpkeError::BadPsk));
        let recipient = setup_recipient(&key_pair, &enc, b"", mode);
        assert_eq!(recipient.err(), Some(HpkeError::BadPsk));
        let recipient = Recipient::new(derive_key_pair(b"recipient"), mode);
        assert_eq!(recipient.err(), Some(HpkeError::BadPsk));
    }
    assert!(
        Recipient::new(
            key_pair,
            Mode::Psk {
                psk: &long,
                psk_id: b"n"
            }
        )
        .is_ok()
    );
}

#[test]
fn both_sides_refuse_an_all_zero_shared_secret() {
    // The canonical encodings of points of small order: 0, 1, two of order 8, and p − 1.
    let small_order = [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ];
    for bytes in small_order {
        let point = X25519PublicKey::from_bytes(hex::array(bytes)).unwrap();
        let key_pair = derive_key_pair(b"recipient");
        let sent = encap(&point, derive_key_pair(b"ephemeral"));
        assert_eq!(sent.err(), Some(HpkeError::BadKey));
        let received = setup_recipient(&key_pair, &point, b"", Mode::Base);
        assert_eq!(received.err(), Some(HpkeError::OpenFailed));
        let received = Recipient::new(key_pair, Mode::Base)
            .unwrap()
            .setup(&point, b"");
        assert_eq!(received.err(), Some(HpkeError::OpenFailed));
    }
}

#[test]
fn every_input_of_the_key_schedule_matters() {
    let psk = [7; 32];
    let mode = Mode::Psk {
        psk: &psk,
        psk_id: b"name",
    };
    let key_pair = derive_key_pair(b"recipient");
    let setup = setup_sender(key_pair.public_key(), derive_key_pair(b"e"), b"info", mode);
    let (enc, mut sender) = setup.unwrap();
    let sealed = sender.seal(b"", b"text").unwrap();
    let open = |key_pair, enc, info: &[u8], mode| {
        setup_recipient(key_pair, enc, info, mode)
            .and_then(|mut context| context.open(b"", &sealed))
    };

    assert_eq!(
        open(&key_pair, &enc, b"info", mode).unwrap().as_slice(),
        b"text"
    );
    let other_key_pair = derive_key_pair(b"another");
    let other_enc = *other_key_pair.public_key();
    let other_psk = [8; 32];
    let wrong = [
        open(&other_key_pair, &enc, b"info", mode),
        open(&key_pair, &other_enc, b"info", mode),
        open(&key_pair, &enc, b"other", mode),
        open(&key_pair, &enc, b"info", Mode::Base),
        open(
            &key_pair,
            &enc,
            b"info",
            Mode::Psk {
                psk: &other_psk,
                psk_id: b"name",
            },
        ),
        open(
            &key_pair,
            &enc,
            b"info",
            Mode::Psk {
                psk: &psk,
                psk_id: b"other",
            },
        ),
    ];
    for result in wrong {
        assert_eq!(result, Err(HpkeError::OpenFailed));
    }
}

//! Welcome bundle, chain of checks and registration (`spec/protocol.md#welcome-bundle`).

mod common;

use sealroll_wire::{
    Chain, DecodeError, Environment, KeyUse, PresenceSecret, Registration, RootFingerprint, Seen,
    Serial, VerifyError, WelcomeBundle,
};

use common::{
    ANCHOR, EPOCH_START, List, bit_flips, certificate_body, key, patched, signer, terms, time,
};

/// Why bytes are not a structure, if they are not.
type Refusal = fn(&[u8]) -> Option<DecodeError>;

#[test]
fn a_bundle_survives_a_round_trip() {
    let list = List::new();
    let bundle = list.bundle();
    assert_eq!(
        WelcomeBundle::from_bytes(bundle.as_bytes()),
        Ok(bundle.clone())
    );
    assert_eq!(bundle.proof(), b"proof");
    let chain = list.chain().unwrap();
    assert_eq!(&*chain.statement, &list.statement);
    assert_eq!(&*chain.descriptor, &list.descriptor);
    assert_eq!(chain.root, list.root);
    let witnesses: Vec<_> = chain.witnesses().map(|witness| witness.serial()).collect();
    assert_eq!(witnesses, [Serial(4)]);
}

#[test]
fn a_registration_survives_a_round_trip() {
    let list = List::new();
    let registration = Registration::new(&list.root, &list.certificates, &list.descriptor).unwrap();
    assert_eq!(
        Registration::from_bytes(registration.as_bytes()),
        Ok(registration.clone())
    );
    let verified = registration.verify().unwrap();
    assert_eq!(verified.certificates.len(), 4);
    assert_eq!(verified.root, list.root);
    assert_eq!(&*verified.descriptor, &list.descriptor);
}

#[test]
fn cnv_1_cnv_2_cnv_4_other_lengths_and_versions_are_refused() {
    let list = List::new();
    let bundle = list.bundle();
    let registration = Registration::new(&list.root, &list.certificates, &list.descriptor).unwrap();
    let refusals: [(&[u8], Refusal); 2] = [
        (bundle.as_bytes(), |bytes| {
            WelcomeBundle::from_bytes(bytes).err()
        }),
        (registration.as_bytes(), |bytes| {
            Registration::from_bytes(bytes).err()
        }),
    ];
    for (bytes, refusal) in refusals {
        for length in 0..bytes.len() {
            assert_eq!(refusal(&bytes[..length]), Some(DecodeError::Truncated));
        }
        assert_eq!(
            refusal(&[bytes, &[0]].concat()),
            Some(DecodeError::TrailingBytes)
        );
        assert_eq!(
            refusal(&patched(bytes, 0, &[2])),
            Some(DecodeError::UnsupportedVersion)
        );
    }
}

#[test]
fn wel_1_the_count_of_certificates_is_bounded() {
    let list = List::new();
    let bundle = list.bundle();
    for count in [0, 17, 255] {
        let refusal = WelcomeBundle::from_bytes(&patched(bundle.as_bytes(), 55, &[count]));
        assert_eq!(refusal, Err(DecodeError::Limit));
    }
    let many = vec![list.certificates[0].clone(); 17];
    for certificates in [&[][..], &many] {
        let refusal = Registration::new(&list.root, certificates, &list.descriptor);
        assert_eq!(refusal, Err(DecodeError::Limit));
    }
}

#[test]
fn wel_1_serials_must_rise() {
    let list = List::new();
    let mut swapped = list.certificates.clone();
    swapped.swap(0, 1);
    let twice = vec![list.certificates[0].clone(); 2];
    for certificates in [swapped, twice] {
        let refusal = Registration::new(&list.root, &certificates, &list.descriptor);
        assert_eq!(refusal, Err(DecodeError::NonCanonical));
    }
    let bundle = list.bundle();
    let second = list.certificates[0].as_bytes();
    let twice = patched(bundle.as_bytes(), 56 + 155, second);
    assert_eq!(
        WelcomeBundle::from_bytes(&twice),
        Err(DecodeError::NonCanonical)
    );
}

#[test]
fn wel_2_the_bundle_of_another_list_is_refused() {
    let list = List::new();
    let mut expected = list.expected();
    expected.root_fingerprint = RootFingerprint::from_bytes([0; 32]);
    // Even in the wrong environment: the list comes first.
    expected.environment = Environment::Production;
    let refusal = Chain::verify(
        &list.bundle(),
        &expected,
        &Seen::default(),
        time(EPOCH_START),
    );
    assert_eq!(refusal.err(), Some(VerifyError::WrongList));
}

#[test]
fn wel_2_another_environment_is_refused() {
    let list = List::new();
    let mut expected = list.expected();
    expected.environment = Environment::Production;
    let refusal = Chain::verify(
        &list.bundle(),
        &expected,
        &Seen::default(),
        time(EPOCH_START),
    );
    assert_eq!(refusal.err(), Some(VerifyError::WrongEnvironment));
}

#[test]
fn wel_2_every_certificate_is_checked() {
    let other = List::with_root_key(2);
    for number in 0..4 {
        let mut list = List::new();
        list.certificates[number] = other.certificates[number].clone();
        assert_eq!(list.chain().err(), Some(VerifyError::WrongList));

        let mut list = List::new();
        let key_use = KeyUse::ALL[number];
        list.certificates[number] = certificate_body(&list.root, key_use, &key(13))
            .sign(signer(&other.root_key))
            .unwrap();
        assert_eq!(list.chain().err(), Some(VerifyError::BadSignature));
    }
}

#[test]
fn wel_2_descriptor_and_statement_are_checked() {
    let other = List::with_root_key(2);
    let mut list = List::new();
    list.descriptor = other.descriptor.clone();
    assert_eq!(list.chain().err(), Some(VerifyError::WrongList));

    let mut list = List::new();
    list.statement = other.statement.clone();
    assert_eq!(list.chain().err(), Some(VerifyError::WrongList));

    let mut list = List::new();
    let mut changed = terms(&list.root);
    changed.descriptor_version = 2;
    list.descriptor = changed.sign(signer(&list.root_key)).unwrap();
    assert_eq!(list.chain().err(), Some(VerifyError::WrongDescriptor));
}

#[test]
fn cert_4_desc_4_stmt_4_roll_back_is_refused() {
    let list = List::new();
    let now = time(EPOCH_START);
    let seen = list.chain().unwrap().seen(&Seen::default());
    assert_eq!(
        seen,
        Seen {
            statement_certificate: Serial(1),
            instruction_certificate: Serial(2),
            http_certificate: Serial(3),
            witness_certificate: Serial(4),
            descriptor_version: 1,
            statement: Serial(8),
        }
    );
    assert!(list.chain_with(&seen, now).is_ok());

    let raised = [
        Seen {
            statement_certificate: Serial(2),
            ..seen
        },
        Seen {
            instruction_certificate: Serial(3),
            ..seen
        },
        Seen {
            http_certificate: Serial(4),
            ..seen
        },
        Seen {
            witness_certificate: Serial(5),
            ..seen
        },
        Seen {
            descriptor_version: 2,
            ..seen
        },
        Seen {
            statement: Serial(9),
            ..seen
        },
    ];
    for seen in raised {
        assert_eq!(
            list.chain_with(&seen, now).err(),
            Some(VerifyError::RolledBack)
        );
    }
}

#[test]
fn stmt_5_a_replaced_poster_is_named() {
    let list = List::new();
    let mut expected = list.expected();
    let old = PresenceSecret::from_bytes([1; 32]);
    expected.presence_id = old.presence_id(&list.root.list_id());
    let refusal = Chain::verify(
        &list.bundle(),
        &expected,
        &Seen::default(),
        time(EPOCH_START),
    );
    assert_eq!(refusal.err(), Some(VerifyError::ReplacedPoster));
}

#[test]
fn stmt_6_a_wrong_clock_is_named() {
    let list = List::new();
    let seen = Seen::default();
    let early = list.chain_with(&seen, time(ANCHOR));
    assert_eq!(early.err(), Some(VerifyError::NotYetValid));
    let late = list.chain_with(&seen, time(ANCHOR + 30 * 86_400));
    assert_eq!(late.err(), Some(VerifyError::Expired));
}

#[test]
fn no_bit_of_a_bundle_but_the_proof_can_be_flipped() {
    let list = List::new();
    let bundle = list.bundle();
    let proof_bits = 8 * (bundle.proof().len() + 2);
    let bits = 8 * bundle.as_bytes().len() - proof_bits;
    let mut decoded = 0;
    // One bit of each byte: every bit of the parts is tried in their own tests.
    for (bit, flipped) in bit_flips(bundle.as_bytes()).enumerate().take(bits) {
        if bit % 8 != bit / 8 % 8 {
            continue;
        }
        if let Ok(bundle) = WelcomeBundle::from_bytes(&flipped) {
            let now = time(EPOCH_START);
            let chain = Chain::verify(&bundle, &list.expected(), &Seen::default(), now);
            assert!(chain.is_err(), "bit {bit}");
            decoded += 1;
        }
    }
    assert!(decoded > 500);
}

#[test]
fn http_1_a_registration_is_checked_like_a_bundle() {
    let list = List::new();
    let other = List::with_root_key(2);
    let verify = |certificates: &[_], descriptor| {
        Registration::new(&list.root, certificates, descriptor)
            .unwrap()
            .verify()
            .err()
    };
    let certificates = &list.certificates;
    let foreign = Some(VerifyError::WrongList);
    assert_eq!(verify(certificates, &list.descriptor), None);
    assert_eq!(verify(&other.certificates, &list.descriptor), foreign);
    assert_eq!(verify(certificates, &other.descriptor), foreign);
    let forged = terms(&list.root).sign(signer(&other.root_key)).unwrap();
    assert_eq!(
        verify(certificates, &forged),
        Some(VerifyError::BadSignature)
    );
}

//! A device's card, and what anyone grants to the device.

use std::sync::LazyLock;

use ed25519_dalek::{Signer, SigningKey};
use sealroll::{NewDevice, Owner};
use sealroll_core::hpke::{Mode, derive_key_pair, setup_sender};
use sealroll_wire::{
    Certificate, CertificateBody, DecodeError, DeviceCard, DeviceKeys, Environment, KeyUse,
    PresenceId, Registration, Rights, SUITE, Serial, VerifyingKey, X25519PublicKey, label,
};

use crate::depth::reach;
use crate::list::{self, List};
use crate::seed::Seed;

/// What is read as a device's card is written from its parts as the same bytes, and has a
/// fingerprint of its own.
pub fn device_card(data: &[u8]) {
    device_card_read_by(data, DeviceCard::from_bytes);
}

/// [`device_card`] of any reader.
pub(crate) fn device_card_read_by(
    data: &[u8],
    read: impl Fn(&[u8]) -> Result<DeviceCard, DecodeError>,
) {
    let Ok(card) = read(data) else {
        return;
    };
    reach("read");
    assert_eq!(card.as_bytes(), data);
    let keys = card.keys();
    assert!(keys.http != keys.instruction);
    assert_eq!(DeviceCard::new(keys, card.name()).as_ref(), Ok(&card));
    assert!((1..=120).contains(&card.name().len()));
    for known in device_card_seeds() {
        let known = DeviceCard::from_bytes(&known.bytes).expect("a valid card");
        assert_eq!(known.fingerprint() == card.fingerprint(), known == card);
    }
}

/// A device accepts what the root has signed for it and what belongs together, and nothing else;
/// what it accepts is saved as what can be read, and goes no further than what was granted.
///
/// The first byte says who signs, and to whom it is sealed; two bytes are the rights in the
/// certificates; then follows the content after the registration.
pub fn grant(data: &[u8]) {
    grant_signed_by(data, &SigningKey::from_bytes(&[0x77; 32]));
}

/// [`grant`] whose impostor has this key.
pub(crate) fn grant_signed_by(data: &[u8], impostor: &SigningKey) {
    let [choice, http, instruction, rest @ ..] = data else {
        return;
    };
    let rights = |byte: &u8| Rights::of_any(byte % 16).unwrap_or(Rights::NONE);
    let (http, instruction) = (rights(http), rights(instruction));
    let device = device();
    let content = [registration(http, instruction), rest.to_vec()].concat();
    let fingerprint = device.card().fingerprint();
    let key = if choice & 1 == 0 {
        list::root_key()
    } else {
        impostor
    };
    let message = [label::GRANTED, fingerprint.as_bytes(), &content].concat();
    let content = [&content[..], &key.sign(&message).to_bytes()].concat();
    let to = if choice & 2 == 0 {
        device.card().keys().hpke
    } else {
        *derive_key_pair(&[9; 32]).public_key()
    };
    let mut grant = sealed(&to, fingerprint.as_bytes(), &content);
    if choice & 4 != 0 {
        let place = usize::from(choice >> 3) * grant.len() / 32;
        grant[place] ^= 1;
    }
    let accepted = device.accept(&grant, Environment::Test);
    let Ok(accepted) = accepted else {
        reach("refused");
        return;
    };
    reach("accepted");
    assert_eq!(
        choice & 7,
        0,
        "nobody but the root grants, and only as it did"
    );
    assert_eq!(http, instruction);
    assert!(http.is_delegates() && accepted.rights == http);
    let delegate = accepted.delegate;
    let granted = delegate.granted_epochs();
    assert!(granted.is_empty() || http.contains(Rights::READ));
    for range in &granted {
        reach("epochs");
        assert!(accepted.range.contains(range.start()) && accepted.range.contains(range.end()));
    }
    assert!(
        !delegate.keeps_recovery(),
        "a delegate has no presence secret"
    );
    let saved = delegate.to_bytes();
    let again = Owner::from_bytes(&saved).expect("what was saved can be read");
    assert_eq!(again.to_bytes(), saved);
    assert_eq!(again.granted_epochs(), granted);
}

/// Seeds of [`device_card`].
pub fn device_card_seeds() -> Vec<Seed> {
    let verifying = |number: u8| list::verifying(&SigningKey::from_bytes(&[number; 32]));
    let keys = DeviceKeys {
        hpke: *list::epoch_key().public_key(),
        http: verifying(41),
        instruction: verifying(42),
    };
    let card = |name: &str| DeviceCard::new(&keys, name).expect("a plain name");
    let longest = "Tablet am Eingang ".repeat(6);
    vec![
        Seed::new("one-letter", card("A").as_bytes()),
        Seed::new("name", card("Žofie, Telefon").as_bytes()),
        Seed::new("longest", card(longest.trim_end()).as_bytes()),
        Seed::new("device", device().card().as_bytes()),
    ]
}

/// Seeds of [`grant`].
pub fn grant_seeds() -> Vec<Seed> {
    let reader = Rights::DELEGATE.to_byte() | Rights::READ.to_byte();
    let instructor = Rights::DELEGATE.to_byte() | Rights::INSTRUCT.to_byte();
    let one = rest(7, 9, &[(1, 9)], &[9]);
    let none = rest(7, 9, &[], &[]);
    let seed = |name, head: [u8; 3], rest: &[u8]| Seed::new(name, [&head[..], rest].concat());
    vec![
        seed("reader", [0, reader, reader], &one),
        seed(
            "two-generations",
            [0, reader, reader],
            &rest(7, 12, &[(1, 9), (2, 12)], &[9, 12]),
        ),
        seed("instructor", [0, instructor, instructor], &none),
        seed("reader-without-right", [0, instructor, instructor], &one),
        seed("other-rights", [0, reader, instructor], &none),
        seed("of-nobody", [1, reader, reader], &one),
        seed("to-another", [2, reader, reader], &one),
        seed("altered", [4 + 8 * 20, reader, reader], &one),
        seed("outside", [0, reader, reader], &rest(7, 8, &[(1, 9)], &[9])),
        seed(
            "without-psk",
            [0, reader, reader],
            &rest(7, 9, &[(1, 9)], &[]),
        ),
        seed("backwards", [0, reader, reader], &rest(9, 7, &[], &[])),
    ]
}

/// The one device, made of fixed keys.
fn device() -> &'static NewDevice {
    static DEVICE: LazyLock<NewDevice> = LazyLock::new(|| {
        let saved = [&[0x80][..], &[51; 32], &[52; 32], &[53; 32], b"\x06Tablet"].concat();
        NewDevice::from_bytes(&saved).expect("keys and a name")
    });
    &DEVICE
}

/// `u8 version = 1 | u16 length ‖ registration` of a list whose root certifies the device's keys.
fn registration(http: Rights, instruction: Rights) -> Vec<u8> {
    let list = List::shared();
    let keys = device().card().keys();
    let certify = |serial: u64, key_use, rights, public_key: VerifyingKey| {
        let body = CertificateBody {
            serial: Serial(serial),
            rights,
            public_key,
            ..list::certificate_body(&list.root, key_use)
        };
        body.sign(list::signer(list::root_key()))
    };
    let certificates: Result<Vec<Certificate>, _> = [
        certify(20, KeyUse::Instruction, instruction, keys.instruction),
        certify(21, KeyUse::Http, http, keys.http),
    ]
    .into_iter()
    .collect();
    let certificates = certificates.expect("rights that such keys may have");
    let registration = Registration::new(&list.root, &certificates, &list.descriptor);
    let registration = registration.expect("a valid registration");
    let bytes = registration.as_bytes();
    [&[1], &(bytes.len() as u16).to_be_bytes()[..], bytes].concat()
}

/// What follows the registration: frontiers with one epoch each, and PSKs.
fn rest(first: u32, last: u32, frontiers: &[(u32, u32)], psks: &[u32]) -> Vec<u8> {
    let mut bytes = list::NOW.seconds().to_be_bytes().to_vec();
    bytes.extend([first.to_be_bytes(), last.to_be_bytes()].concat());
    bytes.extend((frontiers.len() as u16).to_be_bytes());
    for (generation, epoch) in frontiers {
        let node = [&[0, 1, 32][..], &epoch.to_be_bytes(), &[8; 32]].concat();
        bytes.extend(generation.to_be_bytes());
        bytes.extend((node.len() as u32).to_be_bytes());
        bytes.extend(node);
    }
    bytes.extend((psks.len() as u16).to_be_bytes());
    for epoch in psks {
        // Under one edition of the poster.
        bytes.extend(epoch.to_be_bytes());
        bytes.extend([5; PresenceId::LENGTH]);
        bytes.extend([6; 32]);
    }
    bytes.extend([0; 8]);
    bytes
}

/// The sealing of `spec/protocol.md#grant`, to any key.
fn sealed(to: &X25519PublicKey, fingerprint: &[u8; 32], content: &[u8]) -> Vec<u8> {
    let head = [&[1], &SUITE.to_be_bytes()[..]].concat();
    let info = [label::GRANT, &head, fingerprint].concat();
    let ephemeral = derive_key_pair(&[0x34; 32]);
    let (enc, mut context) =
        setup_sender(to, ephemeral, &info, Mode::Base).expect("a key of large order");
    let text = context.seal(b"", content).expect("a short content");
    [&head[..], &enc.to_bytes(), &text].concat()
}

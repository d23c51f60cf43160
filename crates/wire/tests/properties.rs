//! Decoders never panic, and what they accept they write as it was.

mod common;

use proptest::{collection::vec, prelude::*, sample::Index};

use sealroll_wire::{
    Certificate, Descriptor, EnvelopeRef, Header, Instruction, Invitation, Registration,
    RequestSignature, RootDocument, Statement, Terms, Time, WelcomeBundle, read_envelopes,
    read_statements, text::check_plain, write_envelopes, write_statements,
};

use common::{List, signer};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn random_bytes_never_panic_and_keep_their_form(bytes in vec(any::<u8>(), 0..3000)) {
        check_all(&bytes);
    }

    #[test]
    fn bytes_near_to_valid_ones_keep_their_form(
        which in 0..6_usize,
        edits in vec((any::<Index>(), any::<u8>()), 0..4),
        cut in any::<Index>(),
        extra in vec(any::<u8>(), 0..3),
    ) {
        let mut bytes = valid(which);
        for (at, value) in edits {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        check_all(&bytes);
        check_all(&bytes[..cut.index(bytes.len())]);
        bytes.extend(extra);
        check_all(&bytes);
    }

    #[test]
    fn texts_never_panic_and_keep_their_form(text in ".{0,80}") {
        if let Ok(time) = Time::from_rfc3339(&text) {
            prop_assert_eq!(time.to_rfc3339(), text.as_str());
        }
        if let Ok(instruction) = Instruction::from_text(&text) {
            prop_assert_eq!(instruction.to_text(), text.as_str());
        }
        if let Ok(invitation) = Invitation::from_link(&text) {
            prop_assert!(invitation.to_link().as_str() == text);
        }
        let input = format!("sealroll={text}");
        prop_assert!(RequestSignature::parse(Some(&text), Some(&input), Some(&input)).is_err());
    }

    #[test]
    fn links_keep_their_form(fragment in "[A-Za-z0-9_-]{86,92}", host in "[a-z0-9.:]{1,9}") {
        let link = format!("https://{host}/c#AQ{fragment}");
        if let Ok(invitation) = Invitation::from_link(&link) {
            prop_assert!(invitation.to_link().as_str() == link);
        }
    }

    #[test]
    fn times_keep_their_form(seconds in 0..=253_402_300_799_u64) {
        let time = Time::new(seconds).unwrap();
        prop_assert_eq!(Time::from_rfc3339(&time.to_rfc3339()), Ok(time));
    }

    #[test]
    fn terms_survive_a_round_trip(
        venue in "\\PC{1,30}",
        address in "\\PC{0,40}",
        version in any::<u32>(),
        epoch_length in 3_000..3_000_000_u32,
        max_companions in any::<u8>(),
        door_code in any::<bool>(),
    ) {
        let list = List::new();
        let mut terms: Terms = common::terms(&list.root);
        terms.venue = venue;
        terms.address = address;
        terms.descriptor_version = version;
        terms.epoch_length = epoch_length;
        terms.max_companions = max_companions;
        terms.door_code = door_code;
        let plain = check_plain(&terms.venue).is_ok() && check_plain(&terms.address).is_ok();
        let expected = plain
            && terms.venue.len() <= 120
            && version >= 1
            && (3_600..=2_678_400).contains(&epoch_length)
            && max_companions <= 50;
        let signed = terms.clone().sign(signer(&list.root_key));
        prop_assert_eq!(signed.is_ok(), expected);
        if let Ok(descriptor) = signed {
            let read = Descriptor::from_bytes(descriptor.as_bytes()).unwrap();
            prop_assert_eq!(read.terms(), &terms);
        }
    }
}

fn valid(which: usize) -> Vec<u8> {
    let list = List::new();
    match which {
        0 => list.root.as_bytes().to_vec(),
        1 => list.certificates[0].as_bytes().to_vec(),
        2 => list.descriptor.as_bytes().to_vec(),
        3 => list.statement.as_bytes().to_vec(),
        4 => list.bundle().as_bytes().to_vec(),
        _ => Header::of_statement(&list.statement).to_bytes().to_vec(),
    }
}

/// Reads bytes as every structure and compares what is accepted with what it came from.
fn check_all(bytes: &[u8]) {
    if let Ok(root) = RootDocument::from_bytes(bytes) {
        assert_eq!(root.as_bytes(), bytes);
    }
    if let Ok(certificate) = Certificate::from_bytes(bytes) {
        assert_eq!(certificate.as_bytes(), bytes);
    }
    if let Ok(descriptor) = Descriptor::from_bytes(bytes) {
        assert_eq!(descriptor.as_bytes(), bytes);
        let mut signature = [0; 64];
        signature.copy_from_slice(&bytes[bytes.len() - 64..]);
        let written = descriptor
            .terms()
            .clone()
            .sign(|_| signature)
            .expect("accepted terms");
        assert_eq!(written.as_bytes(), bytes);
    }
    if let Ok(statement) = Statement::from_bytes(bytes) {
        assert_eq!(statement.as_bytes(), bytes);
    }
    if let Ok(bundle) = WelcomeBundle::from_bytes(bytes) {
        let written = WelcomeBundle::new(
            bundle.root(),
            bundle.certificates(),
            bundle.descriptor(),
            bundle.statement(),
            bundle.proof(),
        );
        assert_eq!(written.expect("accepted parts").as_bytes(), bytes);
    }
    if let Ok(registration) = Registration::from_bytes(bytes) {
        assert_eq!(registration.as_bytes(), bytes);
    }
    if let Ok(header) = Header::from_bytes(bytes) {
        assert_eq!(header.to_bytes(), bytes);
    }
    if let Ok(envelope) = EnvelopeRef::from_bytes(bytes) {
        let header = envelope.header().to_bytes();
        let parts = [
            &header[..],
            envelope.key_commitment(),
            envelope.enc().as_bytes(),
        ]
        .concat();
        assert_eq!([&parts, envelope.ciphertext()].concat(), bytes);
    }
    if let Ok(statements) = read_statements(bytes) {
        assert_eq!(
            write_statements(&statements).expect("accepted statements"),
            bytes
        );
    }
    if let Ok(envelopes) = read_envelopes(bytes) {
        assert_eq!(
            write_envelopes(envelopes).expect("accepted envelopes"),
            bytes
        );
    }
}

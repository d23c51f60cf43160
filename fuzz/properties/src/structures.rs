//! The signed structures of fixed layout: root document, certificate, descriptor, statement.

use sealroll_wire::{
    AuthorityCard, Certificate, CertificateBody, DecodeError, Descriptor, RootDocument, Signature,
    Statement, StatementBody, VerifyingKey, read_statements, write_statements,
};

use crate::depth::reach;
use crate::list::{self, List};
use crate::seed::Seed;

/// What is read as a root document is written from its parts as the same bytes.
pub fn root(data: &[u8]) {
    root_read_by(data, RootDocument::from_bytes);
}

/// [`root`] of any reader.
pub(crate) fn root_read_by(data: &[u8], read: impl Fn(&[u8]) -> Result<RootDocument, DecodeError>) {
    let Ok(root) = read(data) else {
        return;
    };
    reach("read");
    assert_eq!(root.as_bytes(), data);
    let random = data[38..].try_into().expect("a root document has 54 bytes");
    let written = RootDocument::new(
        root.environment(),
        *root.public_key(),
        root.creation_day(),
        random,
    );
    assert_eq!(written.as_bytes(), data);
    assert_eq!(
        root.list_id().as_bytes()[..],
        root.fingerprint().as_bytes()[..16]
    );
    assert_eq!(root.fingerprint().words().len(), 29);
}

/// What is read as a certificate is written from its parts as the same bytes.
pub fn certificate(data: &[u8]) {
    let root = &List::shared().root;
    certificate_judged_by(data, |certificate| {
        root.verify_certificate(certificate).is_ok()
    });
}

/// [`certificate`] of any verifier under the list's root.
pub(crate) fn certificate_judged_by(data: &[u8], verify: impl Fn(Certificate) -> bool) {
    let Ok(certificate) = Certificate::from_bytes(data) else {
        return;
    };
    assert_eq!(certificate.as_bytes(), data);
    let body = CertificateBody {
        root_fingerprint: certificate.root_fingerprint(),
        serial: certificate.serial(),
        key_use: certificate.key_use(),
        rights: certificate.rights(),
        not_before: certificate.not_before(),
        not_after: certificate.not_after(),
        public_key: *certificate.public_key(),
    };
    let written = body
        .sign(|_| signature_of(data))
        .expect("what was read is valid");
    assert_eq!(written.as_bytes(), data);
    let list = List::shared();
    let known = list
        .certificates
        .iter()
        .any(|known| known.as_bytes() == data);
    reach("read");
    reach(if known { "verified" } else { "refused" });
    assert_eq!(verify(certificate), known);
}

/// What is read as a descriptor is written from its terms as the same bytes.
pub fn descriptor(data: &[u8]) {
    let Ok(descriptor) = Descriptor::from_bytes(data) else {
        return;
    };
    assert_eq!(descriptor.as_bytes(), data);
    let terms = descriptor.terms().clone();
    let written = terms
        .sign(|_| signature_of(data))
        .expect("what was read is valid");
    assert_eq!(written.as_bytes(), data);
    let list = List::shared();
    let known = list.descriptor.as_bytes() == data;
    reach("read");
    reach(if known { "verified" } else { "refused" });
    assert_eq!(list.root.verify_descriptor(descriptor).is_ok(), known);
}

/// What is read as a statement is written from its parts as the same bytes.
pub fn statement(data: &[u8]) {
    let Ok(statement) = Statement::from_bytes(data) else {
        return;
    };
    assert_eq!(statement.as_bytes(), data);
    let body = StatementBody {
        root_fingerprint: statement.root_fingerprint(),
        generation: statement.generation(),
        epoch: statement.epoch(),
        serial: statement.serial(),
        not_before: statement.not_before(),
        not_after: statement.not_after(),
        descriptor_hash: statement.descriptor_hash(),
        presence_id: statement.presence_id(),
        hpke_public_key: statement.hpke_public_key(),
        certificate_serial: statement.certificate_serial(),
    };
    let written = body
        .sign(|_| signature_of(data))
        .expect("what was read is valid");
    assert_eq!(written.as_bytes(), data);
    let list = List::shared();
    let descriptor = list.root.verify_descriptor(list.descriptor.clone());
    let certificates = list
        .certificates
        .iter()
        .map(|certificate| list.root.verify_certificate(certificate.clone()));
    let verified = statement.verify(
        &list.root.fingerprint(),
        &certificates
            .collect::<Result<Vec<_>, _>>()
            .expect("signed by the root"),
        &descriptor.expect("signed by the root"),
    );
    let known = list.statement.as_bytes() == data;
    reach("read");
    reach(if known { "verified" } else { "refused" });
    assert_eq!(verified.is_ok(), known);
}

/// An upload of statements is written again as the same bytes.
pub fn statements(data: &[u8]) {
    if let Ok(statements) = read_statements(data) {
        let written = write_statements(&statements).expect("as many as were read");
        assert_eq!(written, data);
        reach("read");
    }
}

/// What is read as an authority's card is written from its parts as the same bytes, and has a
/// fingerprint of its own.
pub fn authority_card(data: &[u8]) {
    authority_card_read_by(data, AuthorityCard::from_bytes);
}

/// [`authority_card`] of any reader.
pub(crate) fn authority_card_read_by(
    data: &[u8],
    read: impl Fn(&[u8]) -> Result<AuthorityCard, DecodeError>,
) {
    let Ok(card) = read(data) else {
        return;
    };
    reach("read");
    assert_eq!(card.as_bytes(), data);
    let written = AuthorityCard::new(*card.public_key(), card.name());
    assert_eq!(written.as_ref(), Ok(&card));
    assert!((1..=120).contains(&card.name().len()));
    for known in authority_card_seeds() {
        let known = AuthorityCard::from_bytes(&known.bytes).expect("a valid card");
        assert_eq!(known.fingerprint() == card.fingerprint(), known == card);
    }
}

/// A signature is good for the message, the key and the bytes that it was made with, and for no
/// others (`spec/protocol.md#SIG-1`).
///
/// A key and a signature, which the rest of the input has as its message, or three edits of a good
/// one, as the first byte says.
pub fn signature(data: &[u8]) {
    match data {
        [0, key @ ..] => {
            let Some((key, signature)) = key.split_first_chunk::<32>() else {
                return;
            };
            if let (Ok(key), Some((signature, message))) = (
                VerifyingKey::from_bytes(key),
                signature.split_first_chunk::<64>(),
            ) {
                reach("any");
                // Nobody has its secret key here.
                let own = key == list::verifying(list::root_key());
                assert!(own || key.verify(message, signature).is_err());
            }
        }
        [_, edits @ ..] => {
            let (edits, message) = edits.split_at(edits.len().min(6));
            let signature = list::signer(list::root_key())(message);
            let key = list::verifying(list::root_key()).to_bytes();
            let mut parts = [key.to_vec(), signature.to_vec(), message.to_vec()].concat();
            let before = parts.clone();
            for edit in edits.chunks_exact(2) {
                let place = usize::from(edit[0]) % parts.len();
                parts[place] ^= edit[1];
            }
            let (key, rest) = parts.split_first_chunk().expect("a key");
            let (signature, message) = rest.split_first_chunk().expect("a signature");
            let verified = VerifyingKey::from_bytes(key)
                .is_ok_and(|key| key.verify(message, signature).is_ok());
            reach(if verified { "verified" } else { "refused" });
            assert_eq!(verified, parts == before);
        }
        [] => {}
    }
}

/// Seeds of [`root`].
pub fn root_seeds() -> Vec<Seed> {
    vec![Seed::new("valid", *List::shared().root.as_bytes())]
}

/// Seeds of [`signature`].
pub fn signature_seeds() -> Vec<Seed> {
    let small_order = [&[0], &[1][..], &[0; 31], &[1], &[0; 63], b"any message"].concat();
    let any = [
        &[0],
        &list::verifying(list::log_signer()).to_bytes()[..],
        &[7; 80],
    ];
    vec![
        Seed::new("good", [&[1][..], &[0; 6], b"message"].concat()),
        Seed::new(
            "other-message",
            [&[1, 97, 1][..], &[0; 4], b"message"].concat(),
        ),
        // Adds the eighth bit of the order's multiple to the scalar.
        Seed::new(
            "other-scalar",
            [&[1, 95, 0x10][..], &[0; 4], b"message"].concat(),
        ),
        Seed::new("small-order", small_order),
        Seed::new("any", any.concat()),
    ]
}

/// Seeds of [`certificate`].
pub fn certificate_seeds() -> Vec<Seed> {
    let names = ["statement", "instruction", "http", "witness"];
    let certificates = &List::shared().certificates;
    names
        .into_iter()
        .zip(certificates)
        .map(|(name, certificate)| Seed::new(name, *certificate.as_bytes()))
        .collect()
}

/// Seeds of [`descriptor`].
pub fn descriptor_seeds() -> Vec<Seed> {
    vec![Seed::new("valid", List::shared().descriptor.as_bytes())]
}

/// Seeds of [`statement`].
pub fn statement_seeds() -> Vec<Seed> {
    vec![Seed::new("valid", *List::shared().statement.as_bytes())]
}

/// Seeds of [`statements`].
pub fn statements_seeds() -> Vec<Seed> {
    let statement = List::shared().statement.clone();
    let body =
        |count| write_statements(&vec![statement.clone(); count]).expect("one to three statements");
    vec![Seed::new("one", body(1)), Seed::new("three", body(3))]
}

/// Seeds of [`authority_card`].
pub fn authority_card_seeds() -> Vec<Seed> {
    let key = *list::epoch_key().public_key();
    let card = |name: &str| AuthorityCard::new(key, name).expect("a plain name");
    let longest = "Gesundheitsamt ".repeat(8);
    vec![
        Seed::new("one-letter", card("A").as_bytes()),
        Seed::new("name", card("Gesundheitsamt Lübeck").as_bytes()),
        Seed::new("longest", card(longest.trim_end()).as_bytes()),
    ]
}

fn signature_of(data: &[u8]) -> Signature {
    *data
        .last_chunk()
        .expect("what was read ends with a signature")
}

//! Signatures of HTTP requests.

use arbitrary::{Arbitrary, Unstructured};
use sealroll_wire::{
    KeyUse, Nonce, RequestParts, RequestSignature, Serial, SignatureFields, SignatureParameters,
    Time,
};

use crate::edit::{self, Edit};
use crate::list::{self, List, NOW};
use crate::seed::Seed;

/// What is read from the three header fields is written as the same `Signature-Input`.
///
/// The fields stand in three lines.
pub fn request_fields(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut lines = text.split('\n');
    let (digest, input, signature) = (lines.next(), lines.next(), lines.next());
    let Ok(read) = RequestSignature::parse(digest, input, signature) else {
        return;
    };
    let key = list::verifying(list::key(KeyUse::Http));
    let verified = read.verify(&key, &parts(), NOW);
    let genuine = fields();
    assert_eq!(input, Some(&*format!("sealroll={}", read.parameters())));
    let is_genuine = (digest, input, signature)
        == (
            Some(&*genuine.content_digest),
            Some(&*genuine.signature_input),
            Some(&*genuine.signature),
        );
    assert_eq!(verified.is_ok(), is_genuine);
}

/// A request whose parts or time differ from what was signed is refused; the same one passes.
pub fn request_forgery(data: &[u8]) {
    let Ok(forgery) = Forgery::arbitrary(&mut Unstructured::new(data)) else {
        return;
    };
    let parameters = SignatureParameters {
        created: Time::new(forgery.created).unwrap_or(NOW),
        expires: Time::new(forgery.created.saturating_add(u64::from(forgery.lifetime)))
            .unwrap_or(NOW),
        ..parameters()
    };
    let original = [
        &forgery.method,
        &forgery.authority,
        &forgery.path,
        &forgery.query,
    ];
    let changed = original
        .map(|part| edit::apply(part.as_bytes(), &forgery.edits))
        .map(|part| String::from_utf8_lossy(&part).into_owned());
    let signed = RequestParts {
        method: original[0],
        authority: original[1],
        path: original[2],
        query: original[3],
        body: &forgery.body,
    };
    let signer = list::key(KeyUse::Http);
    let Ok(fields) = SignatureFields::sign(&signed, &parameters, list::signer(signer)) else {
        return;
    };
    assert!(parameters.created < parameters.expires);
    let read = RequestSignature::parse(
        Some(&fields.content_digest),
        Some(&fields.signature_input),
        Some(&fields.signature),
    )
    .expect("what was signed can be read");
    assert_eq!(*read.parameters(), parameters);

    let key = list::verifying(signer);
    let inside = parameters.expires.saturating_sub(1);
    assert_eq!(read.verify(&key, &signed, inside), Ok(parameters));
    assert!(read.verify(&key, &signed, parameters.expires).is_err());
    let [method, authority, path, query] = &changed;
    let received = RequestParts {
        method,
        authority,
        path,
        query,
        body: &forgery.body,
    };
    let same = original
        .iter()
        .zip(&changed)
        .all(|(original, changed)| original == &changed);
    assert_eq!(read.verify(&key, &received, inside).is_ok(), same);
    let body = [&forgery.body, &b"x"[..]].concat();
    let longer = RequestParts {
        body: &body,
        ..signed
    };
    assert!(read.verify(&key, &longer, inside).is_err());
}

/// Seeds of [`request_fields`].
pub fn request_fields_seeds() -> Vec<Seed> {
    let fields = fields();
    let lines = [
        fields.content_digest,
        fields.signature_input,
        fields.signature,
    ];
    vec![Seed::new("valid", lines.join("\n"))]
}

/// Seeds of [`request_forgery`].
pub fn request_forgery_seeds() -> Vec<Seed> {
    vec![
        Seed::new("empty", [0; 40]),
        Seed::new("words", b"GET /v1/lists/0?from=1 example.org".repeat(4)),
    ]
}

#[derive(Debug, Arbitrary)]
struct Forgery {
    created: u64,
    lifetime: u8,
    edits: Vec<Edit>,
    method: String,
    authority: String,
    path: String,
    query: String,
    body: Vec<u8>,
}

fn fields() -> SignatureFields {
    let signer = list::key(KeyUse::Http);
    SignatureFields::sign(&parts(), &parameters(), list::signer(signer)).expect("a valid request")
}

fn parts() -> RequestParts<'static> {
    RequestParts {
        method: "POST",
        authority: "log.example.org",
        path: "/v1/lists/0/statements",
        query: "",
        body: b"body",
    }
}

fn parameters() -> SignatureParameters {
    SignatureParameters {
        created: NOW,
        expires: NOW.saturating_add(60),
        nonce: Nonce::from_bytes([4; 16]),
        list_id: List::shared().root.list_id(),
        certificate_serial: Serial(3),
    }
}

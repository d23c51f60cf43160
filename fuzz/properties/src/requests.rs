//! Signatures of HTTP requests.

use arbitrary::{Arbitrary, Unstructured};
use sealroll_wire::{
    KeyUse, Nonce, RequestParts, RequestSignature, RequestSignatureError, Serial, SignatureFields,
    SignatureParameters, Time, VerifyingKey,
};

use crate::depth::reach;
use crate::edit::{self, Edit};
use crate::list::{self, List, NOW};
use crate::seed::{self, END, Seed};

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
    reach("read");
    if is_genuine {
        reach("verified");
    }
    assert_eq!(verified.is_ok(), is_genuine);
}

/// A request whose parts or time differ from what was signed is refused; the same one passes.
pub fn request_forgery(data: &[u8]) {
    request_forgery_judged_by(data, RequestSignature::verify);
}

/// Verifies a request with a key at a time.
pub(crate) type Verify = fn(
    &RequestSignature,
    &VerifyingKey,
    &RequestParts<'_>,
    Time,
) -> Result<SignatureParameters, RequestSignatureError>;

/// [`request_forgery`] of any verifier.
pub(crate) fn request_forgery_judged_by(data: &[u8], verify: Verify) {
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
    reach("signed");
    assert_eq!(verify(&read, &key, &signed, inside), Ok(parameters));
    assert!(verify(&read, &key, &signed, parameters.expires).is_err());
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
    reach(if same { "accepted" } else { "refused" });
    assert_eq!(verify(&read, &key, &received, inside).is_ok(), same);
    let body = [&forgery.body, &b"x"[..]].concat();
    let longer = RequestParts {
        body: &body,
        ..signed
    };
    assert!(verify(&read, &key, &longer, inside).is_err());
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
        Seed::new("genuine", request(&[])),
        Seed::new("changed", request(&[("Flip", &[1, 0, 1])])),
    ]
}

/// What [`request_forgery`] reads as an ordinary request that is edited after it was signed.
fn request(edits: &[(&str, &[u8])]) -> Vec<u8> {
    let parts = parts();
    let texts = [parts.method, parts.authority, parts.path, parts.query];
    let created = NOW.seconds().to_le_bytes();
    let front = [&created[..], &[60], &seed::sequence::<Edit>(edits)].concat();
    // `arbitrary` reads the lengths of texts from the end of its input, the first one last.
    let lengths = texts.iter().rev().map(|text| text.len() as u8);
    let lengths: Vec<_> = lengths.collect();
    [front, texts.concat().into_bytes(), vec![END], lengths].concat()
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

//! Signed requests (`spec/protocol.md#http`).

mod common;

use base64ct::{Base64, Encoding};

use sealroll_wire::{
    ListId, Nonce, RequestParts, RequestSignature, RequestSignatureError, Serial, SignatureFields,
    SignatureParameters,
};

use common::{List, key, signer, time, verifying};

const NOW: u64 = 1_790_000_000;

#[test]
fn a_signed_request_has_this_form() {
    let fields = sign();
    assert_eq!(
        fields.signature_input,
        "sealroll=(\"@method\" \"@authority\" \"@path\" \"@query\" \"content-digest\")\
         ;created=1790000000;expires=1790000060;nonce=\"BwcHBwcHBwcHBwcHBwcHBw\"\
         ;keyid=\"05050505050505050505050505050505/3\";alg=\"ed25519\";tag=\"sealroll-v1\""
    );
    // SHA-256 of "hello" in base64.
    assert_eq!(
        fields.content_digest,
        "sha-256=:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=:"
    );
    assert_eq!(
        parts().signature_base(&parameters()).unwrap(),
        "\"@method\": POST\n\"@authority\": api.example:8443\n\"@path\": /v1/lists\n\
         \"@query\": ?from=0&generation=1\n\
         \"content-digest\": sha-256=:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=:\n\
         \"@signature-params\": (\"@method\" \"@authority\" \"@path\" \"@query\" \
         \"content-digest\");created=1790000000;expires=1790000060\
         ;nonce=\"BwcHBwcHBwcHBwcHBwcHBw\";keyid=\"05050505050505050505050505050505/3\"\
         ;alg=\"ed25519\";tag=\"sealroll-v1\""
    );
    let read = parse(&fields).unwrap();
    assert_eq!(read.parameters(), &parameters());
    assert_eq!(verify(&fields, &parts(), NOW), Ok(parameters()));
}

#[test]
fn http_2_a_missing_field_is_named() {
    let SignatureFields {
        content_digest,
        signature_input,
        signature,
    } = sign();
    let fields = [
        Some(&*content_digest),
        Some(&*signature_input),
        Some(&*signature),
    ];
    assert!(RequestSignature::parse(fields[0], fields[1], fields[2]).is_ok());
    for missing in 0..3 {
        let mut fields = fields;
        fields[missing] = None;
        let refusal = RequestSignature::parse(fields[0], fields[1], fields[2]);
        assert_eq!(refusal, Err(RequestSignatureError::SignatureRequired));
    }
}

#[test]
fn http_2_any_other_form_is_refused() {
    let good = sign().signature_input;
    let changes = [
        ("sealroll=", "sig1="),
        ("sealroll=", "sealroll= "),
        ("\"@method\" ", ""),
        ("\"@query\" ", ""),
        ("\"content-digest\"", "\"content-digest\" \"date\""),
        ("\"@method\" \"@authority\"", "\"@authority\" \"@method\""),
        ("\"@method\" \"@authority\"", "\"@method\"  \"@authority\""),
        (";created=1790000000", ""),
        (";created=1790000000", ";created=01790000000"),
        (";created=1790000000", ";created=-1"),
        (";created=1790000000", ";created=1790000000.0"),
        (";created=1790000000", ";created=253402300800"),
        (";expires=1790000060", ""),
        (";nonce=\"BwcHBwcHBwcHBwcHBwcHBw\"", ""),
        ("BwcHBwcHBwcHBwcHBwcHBw", "BwcHBwcHBwcHBwcHBwcHBx"),
        ("BwcHBwcHBwcHBwcHBwcHBw", "BwcHBwcHBwcHBwcHBwcH"),
        ("BwcHBwcHBwcHBwcHBwcHBw", "BwcHBwcHBwcHBwcHBwcHBw=="),
        ("/3\"", "\""),
        ("/3\"", "/03\""),
        ("keyid=\"0505", "keyid=\"050505"),
        ("keyid=\"0505", "keyid=\"0A05"),
        (";alg=\"ed25519\"", ""),
        (";alg=\"ed25519\"", ";alg=\"hmac-sha256\""),
        (";tag=\"sealroll-v1\"", ""),
        (";tag=\"sealroll-v1\"", ";tag=\"sealroll-v2\""),
        (";tag=\"sealroll-v1\"", ";tag=\"sealroll-v1\";x=1"),
        (";tag=\"sealroll-v1\"", ";tag=\"sealroll-v1\", other=()"),
        (
            ";alg=\"ed25519\";tag=\"sealroll-v1\"",
            ";tag=\"sealroll-v1\";alg=\"ed25519\"",
        ),
    ];
    for (from, to) in changes {
        assert!(good.contains(from), "{from}");
        let fields = SignatureFields {
            signature_input: good.replacen(from, to, 1),
            ..sign()
        };
        let refusal = parse(&fields);
        assert_eq!(
            refusal,
            Err(RequestSignatureError::BadSignature),
            "{from} -> {to}"
        );
    }
    let signature = sign().signature;
    for wrong in [
        signature.replacen("sealroll=:", "sealroll=", 1),
        signature.replacen("sealroll=", "sig1=", 1),
        signature.replacen("==:", ":", 1),
        signature.replacen("==:", "AA:", 1),
        format!("{signature};x"),
        "sealroll=::".into(),
    ] {
        let refusal = parse(&SignatureFields {
            signature: wrong,
            ..sign()
        });
        assert_eq!(refusal, Err(RequestSignatureError::BadSignature));
    }
}

#[test]
fn http_2_every_part_of_the_request_is_covered() {
    let fields = sign();
    let changed = [
        RequestParts {
            method: "PUT",
            ..parts()
        },
        RequestParts {
            authority: "api.example",
            ..parts()
        },
        RequestParts {
            path: "/v1/list",
            ..parts()
        },
        RequestParts {
            query: "",
            ..parts()
        },
        RequestParts {
            query: "from=1&generation=1",
            ..parts()
        },
        RequestParts {
            body: b"hell0",
            ..parts()
        },
        RequestParts {
            body: b"",
            ..parts()
        },
    ];
    for parts in changed {
        let refusal = verify(&fields, &parts, NOW);
        assert_eq!(
            refusal,
            Err(RequestSignatureError::BadSignature),
            "{parts:?}"
        );
    }
}

#[test]
fn http_2_every_parameter_is_covered() {
    let fields = sign();
    for (from, to) in [
        ("created=1790000000", "created=1790000001"),
        ("expires=1790000060", "expires=1790000059"),
        ("BwcHBwcH", "CwcHBwcH"),
        ("keyid=\"05", "keyid=\"06"),
        ("/3\"", "/4\""),
    ] {
        let signature_input = fields.signature_input.replacen(from, to, 1);
        let changed = SignatureFields {
            signature_input,
            ..fields.clone()
        };
        let refusal = verify(&changed, &parts(), NOW + 1);
        assert_eq!(refusal, Err(RequestSignatureError::BadSignature), "{to}");
    }
    let other = SignatureFields {
        content_digest: "sha-256=:AA==:".into(),
        ..fields
    };
    assert_eq!(
        verify(&other, &parts(), NOW),
        Err(RequestSignatureError::BadSignature)
    );
}

#[test]
fn http_2_a_signature_is_valid_for_a_minute() {
    let fields = sign();
    let expired = Err(RequestSignatureError::SignatureExpired);
    assert_eq!(verify(&fields, &parts(), NOW - 61), expired);
    assert!(verify(&fields, &parts(), NOW - 60).is_ok());
    assert!(verify(&fields, &parts(), NOW + 59).is_ok());
    assert_eq!(verify(&fields, &parts(), NOW + 60), expired);

    for expires in [NOW - 1, NOW, NOW + 61] {
        let parameters = SignatureParameters {
            expires: time(expires),
            ..parameters()
        };
        let refusal = SignatureFields::sign(&parts(), &parameters, |_| panic!("not signed"));
        assert_eq!(refusal, Err(RequestSignatureError::SignatureExpired));

        // The same with a signature that verifies.
        let base = parts().signature_base(&parameters).unwrap();
        let signature = Base64::encode_string(&signer(&key(13))(base.as_bytes()));
        let fields = SignatureFields {
            signature_input: format!("sealroll={parameters}"),
            signature: format!("sealroll=:{signature}:"),
            ..sign()
        };
        assert_eq!(verify(&fields, &parts(), NOW - 5), expired);
    }
}

#[test]
fn parts_that_could_forge_a_line_are_refused() {
    for path in ["/v1\n\"@query\": ?", "/v1 x", "/v1\r", "/é"] {
        let parts = RequestParts { path, ..parts() };
        let refusal = SignatureFields::sign(&parts, &parameters(), |_| panic!("not signed"));
        assert_eq!(refusal, Err(RequestSignatureError::BadSignature));
    }
}

#[test]
fn http_3_the_key_must_be_certified_for_requests_to_this_list_now() {
    let list = List::new();
    let found = |list_id: [u8; 16], serial: u64, now| {
        let signature = parse(&sign()).unwrap();
        let certificate = signature.certificate(&ListId::from_bytes(list_id), time(now), |asked| {
            assert_eq!(asked, Serial(3));
            let place = usize::try_from(serial).unwrap().checked_sub(1)?;
            list.certificates.get(place)
        });
        certificate.map(|certificate| certificate.key_use())
    };
    let (from, to) = (
        list.certificates[2].not_before(),
        list.certificates[2].not_after(),
    );
    let own = [5; 16];
    for now in [from.seconds(), to.seconds() - 1] {
        assert_eq!(found(own, 3, now), Ok(sealroll_wire::KeyUse::Http));
    }
    for now in [from.seconds() - 1, to.seconds()] {
        assert_eq!(found(own, 3, now), Err(RequestSignatureError::Expired));
    }
    let now = from.seconds();
    assert_eq!(
        found([6; 16], 3, now),
        Err(RequestSignatureError::WrongList)
    );
    assert_eq!(found(own, 1, now), Err(RequestSignatureError::WrongUse));
    assert_eq!(found(own, 0, now), Err(RequestSignatureError::BadSignature));
}

fn parts() -> RequestParts<'static> {
    RequestParts {
        method: "POST",
        authority: "api.example:8443",
        path: "/v1/lists",
        query: "from=0&generation=1",
        body: b"hello",
    }
}

fn parameters() -> SignatureParameters {
    SignatureParameters {
        created: time(NOW),
        expires: time(NOW + 60),
        nonce: Nonce::from_bytes([7; 16]),
        list_id: ListId::from_bytes([5; 16]),
        certificate_serial: Serial(3),
    }
}

fn sign() -> SignatureFields {
    SignatureFields::sign(&parts(), &parameters(), signer(&key(13))).expect("valid parameters")
}

fn parse(fields: &SignatureFields) -> Result<RequestSignature, RequestSignatureError> {
    RequestSignature::parse(
        Some(&fields.content_digest),
        Some(&fields.signature_input),
        Some(&fields.signature),
    )
}

fn verify(
    fields: &SignatureFields,
    parts: &RequestParts<'_>,
    now: u64,
) -> Result<SignatureParameters, RequestSignatureError> {
    parse(fields)?.verify(&verifying(&key(13)), parts, time(now))
}

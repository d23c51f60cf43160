//! Structures that hold others: welcome bundle, registration, envelope, page of envelopes.

use sealroll_wire::{
    Bucket, Chain, Envelope, EnvelopeRef, Header, RecordId, Registration, Seen, WelcomeBundle,
    read_envelopes, write_envelopes,
};

use crate::depth::reach;
use crate::list::{List, NOW};
use crate::sealed;
use crate::seed::Seed;

/// A welcome bundle is written from its parts as the same bytes; only the genuine one verifies.
pub fn welcome(data: &[u8]) {
    let Ok(bundle) = WelcomeBundle::from_bytes(data) else {
        return;
    };
    assert_eq!(bundle.as_bytes(), data);
    reach("read");
    let written = WelcomeBundle::new(
        bundle.root(),
        bundle.certificates(),
        bundle.descriptor(),
        bundle.statement(),
        bundle.proof(),
    );
    assert_eq!(written.expect("what was read is valid").as_bytes(), data);
    let list = List::shared();
    if let Ok(chain) = Chain::verify(&bundle, &list.expected(), &Seen::default(), NOW) {
        reach("verified");
        assert_eq!(*chain.descriptor, list.descriptor);
        assert_eq!(*chain.statement, list.statement);
        let known = |certificate| list.certificates.contains(certificate);
        assert!(
            chain
                .certificates
                .iter()
                .all(|certificate| known(certificate))
        );
    }
}

/// A registration is written from its parts as the same bytes; only genuine parts verify.
pub fn registration(data: &[u8]) {
    let Ok(registration) = Registration::from_bytes(data) else {
        return;
    };
    assert_eq!(registration.as_bytes(), data);
    reach("read");
    let written = Registration::new(
        registration.root(),
        registration.certificates(),
        registration.descriptor(),
    );
    assert_eq!(written.expect("what was read is valid").as_bytes(), data);
    let list = List::shared();
    if let Ok(verified) = registration.verify()
        && verified.root == list.root
    {
        reach("verified");
        assert_eq!(*verified.descriptor, list.descriptor);
        let known = |certificate| list.certificates.contains(certificate);
        assert!(
            verified
                .certificates
                .iter()
                .all(|certificate| known(certificate))
        );
    }
}

/// An envelope is written from its parts as the same bytes, and its length alone gives its
/// bucket.
pub fn envelope(data: &[u8]) {
    if let Ok(header) = Header::from_bytes(data) {
        assert_eq!(header.to_bytes(), data);
        reach("header read");
    }
    let Ok(envelope) = EnvelopeRef::from_bytes(data) else {
        return;
    };
    assert_eq!(envelope.as_bytes(), data);
    reach("read");
    let commitment = envelope
        .key_commitment()
        .try_into()
        .expect("the commitment has 32 bytes");
    let written = Envelope::new(
        envelope.header(),
        commitment,
        envelope.enc(),
        envelope.ciphertext(),
    )
    .expect("what was read is valid");
    assert_eq!(written.as_bytes(), data);
    assert_eq!(envelope.to_owned(), written);
    assert_eq!(Envelope::from_vec(data.to_vec()), Ok(written));
    assert_eq!(envelope.record_id(), RecordId::of_envelope(data));
    let fitting = |bucket: &Bucket| envelope.check_bucket(*bucket).is_ok();
    assert_eq!(
        Bucket::ALL.iter().filter(|bucket| fitting(bucket)).count(),
        1
    );
}

/// A page of envelopes is written again as the same bytes, its indices ascending.
pub fn envelope_page(data: &[u8]) {
    if let Ok(page) = read_envelopes(data) {
        assert!(page.is_sorted_by(|(before, _), (after, _)| before < after));
        reach("read");
        let written = write_envelopes(page).expect("what was read is valid");
        assert_eq!(written, data);
    }
}

/// Seeds of [`welcome`].
pub fn welcome_seeds() -> Vec<Seed> {
    vec![Seed::new("valid", List::shared().bundle.as_bytes())]
}

/// Seeds of [`registration`].
pub fn registration_seeds() -> Vec<Seed> {
    let list = List::shared();
    let registration = |certificates: &[_]| {
        let registration = Registration::new(&list.root, certificates, &list.descriptor);
        registration
            .expect("a valid registration")
            .as_bytes()
            .to_vec()
    };
    vec![
        Seed::new("one-certificate", registration(&list.certificates[2..3])),
        Seed::new("four-certificates", registration(&list.certificates)),
    ]
}

/// Seeds of [`envelope`].
pub fn envelope_seeds() -> Vec<Seed> {
    let header = List::shared().header();
    let sealed = |bucket| sealed::seal_frame(&vec![0; usize::from(Bucket::size(bucket))]);
    let mut seeds = vec![Seed::new("header", header.to_bytes())];
    for (name, bucket) in ["256", "512", "1024", "2048"].into_iter().zip(Bucket::ALL) {
        seeds.push(Seed::new(name, sealed(bucket).into_bytes()));
    }
    seeds
}

/// Seeds of [`envelope_page`].
pub fn envelope_page_seeds() -> Vec<Seed> {
    let page = |envelopes: &[(u64, &[u8])]| {
        write_envelopes(envelopes.iter().copied()).expect("a valid page")
    };
    let envelope = [5; 391];
    vec![
        Seed::new("empty", page(&[])),
        Seed::new("two", page(&[(1, &envelope), (u64::MAX, &envelope)])),
        Seed::new("odd-lengths", page(&[(0, &[]), (7, &[1, 2, 3])])),
    ]
}

//! A hostile owner, and hostile hands on a genuine bundle.

use arbitrary::{Arbitrary, Unstructured};
use sealroll::{DeviceSecret, Guest, GuestMemory, Invitation};
use sealroll_wire::{
    Bucket, CertificateBody, Chain, Environment, Epoch, KeyUse, Seen, Serial, StatementBody, Terms,
    Time, WelcomeBundle,
};

use crate::depth::reach;
use crate::edit::{self, Edit};
use crate::list::{self, ANCHOR, List, NOW};
use crate::seed::{self, Seed};

/// A genuine welcome bundle with any byte changed or taken out is refused, from the QR code down
/// to the receipt.
pub fn bundle_forgery(data: &[u8]) {
    bundle_forgery_judged_by(data, accepts);
}

/// [`bundle_forgery`] of any guest.
pub(crate) fn bundle_forgery_judged_by(data: &[u8], accepts: impl Fn(&[u8]) -> bool) {
    let Ok(edits) = Vec::<Edit>::arbitrary(&mut Unstructured::new(data)) else {
        return;
    };
    let list = List::shared();
    let genuine = list.bundle.as_bytes();
    let edited = edit::apply(genuine, &edits);
    let same = edited == genuine;
    reach(if same { "accepted" } else { "refused" });
    assert_eq!(accepts(&edited), same);
}

/// Whatever an owner signs: what a guest accepts obeys the rules of statement, certificate and
/// descriptor, computed once more.
pub fn signed_chain(data: &[u8]) {
    let Ok(signed) = SignedChain::arbitrary(&mut Unstructured::new(data)) else {
        return;
    };
    let Some(bundle) = signed.bundle() else {
        return;
    };
    let read = WelcomeBundle::from_bytes(bundle.as_bytes());
    assert_eq!(read.as_ref(), Ok(&bundle));
    let list = List::shared();
    let seen = Seen {
        statement_certificate: Serial(signed.seen[0].into()),
        descriptor_version: signed.seen[1].into(),
        statement: Serial(signed.seen[2].into()),
        ..Seen::default()
    };
    let now = at(signed.now);
    let Ok(chain) = Chain::verify(&bundle, &list.expected(), &seen, now) else {
        return;
    };
    reach("verified");
    let (statement, terms) = (&chain.statement, chain.descriptor.terms());
    let length = u128::from(terms.epoch_length);
    let anchor = u128::from(terms.epoch_anchor.seconds());
    let start = anchor + u128::from(statement.epoch().value()) * length;
    assert_eq!(u128::from(statement.not_before().seconds()), start);
    assert_eq!(u128::from(statement.not_after().seconds()), start + length);
    assert_eq!(statement.descriptor_hash(), chain.descriptor.hash());
    let used = chain
        .certificates
        .iter()
        .find(|certificate| certificate.serial() == statement.certificate_serial())
        .expect("a statement is verified under a certificate");
    assert_eq!(used.key_use(), KeyUse::Statement);
    assert!(used.not_before() <= statement.not_before());
    assert!(statement.not_after() <= used.not_after());
    assert!(now.seconds() + 600 >= statement.not_before().seconds());
    assert!(now.seconds() < statement.not_after().seconds() + 600);
    assert!(statement.serial() >= seen.statement);
    assert!(terms.descriptor_version >= seen.descriptor_version);
    assert!(used.serial() >= seen.statement_certificate);
    assert!(chain.seen(&seen).statement >= seen.statement);
    let epoch = terms.epoch_at(statement.not_before());
    assert_eq!(epoch, Some(statement.epoch()));
}

/// Seeds of [`bundle_forgery`].
pub fn bundle_forgery_seeds() -> Vec<Seed> {
    let length = List::shared().bundle.as_bytes().len();
    let [low, high] = u16::try_from(length - 20).unwrap_or_default().to_le_bytes();
    let near_the_end = [low, high, 1];
    vec![
        Seed::new("unchanged", []),
        Seed::new("flip", seed::sequence::<Edit>(&[("Flip", &[90, 3, 1])])),
        Seed::new("remove", seed::sequence::<Edit>(&[("Remove", &[40, 0])])),
        Seed::new(
            "flip-in-proof",
            seed::sequence::<Edit>(&[("Flip", &near_the_end)]),
        ),
    ]
}

/// Seeds of [`signed_chain`].
pub fn signed_chain_seeds() -> Vec<Seed> {
    let any = |step: u32| {
        (0..64_u32)
            .flat_map(|number| number.wrapping_mul(step).to_le_bytes())
            .collect::<Vec<_>>()
    };
    vec![
        Seed::new("ordinary", [0; 64]),
        Seed::new("mixed", any(0x9e37_79b9)),
        Seed::new("large", [0xff; 64]),
    ]
}

/// Whether a guest with the poster accepts the bundle.
fn accepts(bytes: &[u8]) -> bool {
    let list = List::shared();
    let device_secret = DeviceSecret::from_bytes(&[8; 32]);
    let mut guest = Guest::new(Environment::Test, GuestMemory::new(), device_secret);
    let fingerprint = list.root.fingerprint();
    let base = "https://cafe.example";
    let invitation = Invitation::new(base, fingerprint, list::presence_secret(), None);
    let invitation = invitation.expect("a valid invitation");
    let welcome = guest.accept(&invitation, bytes, NOW);
    assert_eq!(
        guest.memory().to_bytes() == GuestMemory::new().to_bytes(),
        welcome.is_err(),
        "a guest remembers a bundle if, and only if, it accepts it"
    );
    welcome.is_ok_and(|welcome| welcome.terms() == list.descriptor.terms())
}

/// Differences to the ordinary list. All zero gives the ordinary one.
#[derive(Debug, Arbitrary)]
struct SignedChain {
    now: Moment,
    seen: [u8; 3],
    anchor: Moment,
    epoch: u32,
    epoch_length: u32,
    descriptor_version: u8,
    origin: Option<String>,
    venue: Option<String>,
    serial: u8,
    certificate_serial: u8,
    certificate_use: u8,
    certificate_from: Moment,
    certificate_to: Moment,
    statement_from: Option<Moment>,
    statement_to: Option<Moment>,
}

/// A difference in seconds to now, or an absolute time.
#[derive(Clone, Copy, Debug, Arbitrary)]
enum Moment {
    Later(u16),
    Earlier(u16),
    LaterDays(u8),
    EarlierDays(u8),
    Absolute(u64),
}

fn at(moment: Moment) -> Time {
    match moment {
        Moment::Later(seconds) => NOW.saturating_add(seconds.into()),
        Moment::Earlier(seconds) => NOW.saturating_sub(seconds.into()),
        Moment::LaterDays(days) => NOW.saturating_add(u64::from(days) * 86_400),
        Moment::EarlierDays(days) => NOW.saturating_sub(u64::from(days) * 86_400),
        Moment::Absolute(seconds) => list::time(seconds % (Time::MAX.seconds() + 1)),
    }
}

impl SignedChain {
    /// The bundle, unless it cannot even be written.
    fn bundle(&self) -> Option<WelcomeBundle> {
        let list = List::shared();
        let root_key = list::root_key();
        let ordinary = list::terms(&list.root);
        let terms = Terms {
            epoch_anchor: match self.anchor {
                Moment::Later(0) => list::time(ANCHOR),
                moment => at(moment),
            },
            epoch_length: 86_400_u32.wrapping_add(self.epoch_length),
            descriptor_version: u32::from(self.descriptor_version.saturating_add(1)),
            origin: self.origin.clone().unwrap_or(ordinary.origin.clone()),
            venue: self.venue.clone().unwrap_or(ordinary.venue.clone()),
            bucket: Bucket::Bytes256,
            ..ordinary
        };
        let epoch = Epoch(list::EPOCH.value().wrapping_add(self.epoch));
        let range = terms.epoch_range(epoch);
        let descriptor = terms.sign(list::signer(root_key)).ok()?;
        let key_use = KeyUse::ALL[usize::from(self.certificate_use % 4)];
        let certificate = CertificateBody {
            serial: Serial(u64::from(self.certificate_serial) + 1),
            key_use,
            not_before: at(self.certificate_from).saturating_sub(86_400),
            not_after: at(self.certificate_to).saturating_add(86_400),
            ..list::certificate_body(&list.root, key_use)
        };
        let statement_key = list::key(key_use);
        let certificate = certificate.sign(list::signer(root_key)).ok()?;
        let (from, to) = range.unwrap_or((NOW, NOW.saturating_add(86_400)));
        let statement = StatementBody {
            epoch,
            serial: Serial(u64::from(self.serial) + 1),
            not_before: self.statement_from.map_or(from, at),
            not_after: self.statement_to.map_or(to, at),
            certificate_serial: certificate.serial(),
            ..list::statement_body(&list.root, &descriptor)
        };
        let statement = statement.sign(list::signer(statement_key)).ok()?;
        WelcomeBundle::new(&list.root, &[certificate], &descriptor, &statement, b"").ok()
    }
}

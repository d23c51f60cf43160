//! An owner that sets its list up again, before a processor that hands out what it likes.

use std::sync::LazyLock;

use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use sealroll::Owner;
use sealroll_wire::{Registration, WelcomeBundle};

use crate::depth::reach;
use crate::list::{List, NOW};
use crate::owned::Owned;
use crate::seed::Seed;

/// Whatever pages of documents and statements a processor hands out: the recovered owner takes
/// what its root has signed and nothing else, and can be saved and read again.
///
/// Pages of up to eight items; each begins with a byte for its kind and one for their number. An
/// item is two bytes: which one, and which bit is changed.
pub fn recovered_owner(data: &[u8]) {
    let shared = Shared::get();
    let mut owner = Owner::from_bytes(&shared.state).expect("just saved");
    let mut rest = data;
    for _ in 0..6 {
        let [kind, count, items @ ..] = rest else {
            break;
        };
        let (items, others) = items.split_at(items.len().min(2 * usize::from(count % 9)));
        rest = others;
        let items = items.chunks_exact(2);
        let before = owner.to_bytes();
        let is_statements = kind & 1 == 1;
        let genuine = if is_statements {
            &shared.statements
        } else {
            &shared.documents
        };
        let mut page = Vec::new();
        let mut is_forged = true;
        for (place, item) in items.enumerate() {
            let number = usize::from(item[0]) % genuine.len();
            let (mut bytes, of_list) = genuine[number].clone();
            if item[1] != 0 {
                let place = usize::from(item[1]) * 7 % bytes.len();
                bytes[place] ^= 1 << (item[1] % 8);
            }
            is_forged &= !of_list || item[1] != 0;
            page.extend((place as u64).to_be_bytes());
            if !is_statements {
                page.extend((bytes.len() as u16).to_be_bytes());
            }
            page.extend(bytes);
        }
        if kind & 2 != 0 {
            page.push(*kind);
        }
        let next = if is_statements {
            owner.take_statements(&page)
        } else {
            owner.take_documents(&page)
        };
        let after = owner.to_bytes();
        if next.is_none() || is_forged {
            reach("passed over");
            assert_eq!(after, before, "taken, but not signed by the list");
        } else if after != before {
            reach(if is_statements {
                "statements"
            } else {
                "documents"
            });
        }
        // Every signature is verified when it is read.
        let again = Owner::from_bytes(&after).expect("what was taken can be saved and read");
        assert_eq!(again.to_bytes(), after);
    }
}

/// Seeds of [`recovered_owner`].
pub fn recovered_owner_seeds() -> Vec<Seed> {
    let documents = [0, 5, 0, 0, 1, 0, 2, 0, 3, 0, 4, 0];
    let statements = [1, 3, 0, 0, 1, 0, 2, 0];
    let foreign = [0, 2, 5, 0, 6, 0, 1, 1, 3, 0];
    let changed = [0, 2, 0, 9, 4, 77, 1, 1, 0, 14];
    vec![
        Seed::new("honest", [&documents[..], &statements].concat()),
        Seed::new("statements-first", [&statements[..], &documents].concat()),
        Seed::new("foreign", foreign),
        Seed::new("changed", [&changed[..], &statements].concat()),
        Seed::new("trailing", [2, 1, 0, 0]),
    ]
}

/// Certificates and terms, or statements, in the order of their serials, and those of another list;
/// whether each is the list's.
type Items = Vec<(Vec<u8>, bool)>;

struct Shared {
    /// The owner when its recovery begins.
    state: Vec<u8>,
    documents: Items,
    statements: Items,
}

impl Shared {
    fn get() -> &'static Self {
        static SHARED: LazyLock<Shared> = LazyLock::new(Shared::new);
        &SHARED
    }

    fn new() -> Self {
        let owned = Owned::shared();
        let other = List::shared();
        let registration = Registration::from_bytes(&owned.owner.registration_request().body);
        let registration = registration.expect("what an owner writes is valid");
        let bundle = WelcomeBundle::new(
            registration.root(),
            &registration.certificates()[..1],
            registration.descriptor(),
            owned.statement(),
            other.receipt.as_str().as_bytes(),
        );
        let bundle = bundle.expect("a valid bundle").as_bytes().to_vec();
        let mut rng = ChaCha20Rng::from_seed([0x52; 32]);
        // A minute later: serials are times.
        let later = NOW.saturating_add(60);
        let owner = Owner::begin_recovery(&owned.identity, bundle, later, &mut rng);
        let owner = owner.expect("the list's own bundle");
        let certificates = registration.certificates().iter();
        let mut documents: Items = certificates
            .map(|certificate| (certificate.as_bytes().to_vec(), true))
            .collect();
        documents.push((registration.descriptor().as_bytes().to_vec(), true));
        documents.push((other.certificates[0].as_bytes().to_vec(), false));
        documents.push((other.descriptor.as_bytes().to_vec(), false));
        let statements = owned.statements.iter();
        let mut statements: Items = statements
            .map(|statement| (statement.as_bytes().to_vec(), true))
            .collect();
        statements.push((other.statement.as_bytes().to_vec(), false));
        Self {
            state: owner.to_bytes().to_vec(),
            documents,
            statements,
        }
    }
}

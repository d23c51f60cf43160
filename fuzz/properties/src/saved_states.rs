//! What owners and guests have saved, and read again after a restart.

use std::sync::LazyLock;

use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use sealroll::{
    Argon2Cost, Authority, CheckInForm, ContactForm, DeviceSecret, Entry, EntryKind, Environment,
    EpochOpener, Guest, GuestMemory, Inbox, Invitation, KeyFileSecret, NewDevice, Outbox, Owner,
    Pending, PendingFollowUp, Source, Ticket,
};
use sealroll_log::{Checkpoint, Frontier, InclusionProof, Receipt};
use sealroll_wire::{DeviceCard, Registration, Rights};

use crate::depth::reach;
use crate::devices;
use crate::inboxes;
use crate::list::{self, List, NOW};
use crate::owned::Owned;
use crate::recovered_logs;
use crate::seed::Seed;

/// What was saved is read without a panic, and saved again as what can be read.
///
/// The first byte chooses what it is.
pub fn saved_state(data: &[u8]) {
    let Some((choice, bytes)) = data.split_first() else {
        return;
    };
    match choice % 10 {
        0 => {
            stable("inbox", bytes, |b| {
                Inbox::from_bytes(b).ok().map(|it| it.to_bytes())
            });
            if let Ok(inbox) = Inbox::from_bytes(bytes)
                && let Some(told) = inbox.recoveries().first()
            {
                reach("inbox with losses");
                let known = told.returned + told.erased + told.missing.len() as u64;
                assert_eq!(known, told.lost_records);
            }
        }
        1 => stable("memory", bytes, |b| {
            GuestMemory::from_bytes(b).ok().map(|it| it.to_bytes())
        }),
        2 => stable("pending", bytes, |b| {
            Pending::from_bytes(b).ok().map(|it| it.to_bytes().to_vec())
        }),
        3 => stable("pending follow-up", bytes, |b| {
            PendingFollowUp::from_bytes(b).ok().map(|it| it.to_bytes())
        }),
        4 => stable("ticket", bytes, |b| {
            Ticket::from_bytes(b).ok().map(|it| it.to_bytes().to_vec())
        }),
        6 => stable("outbox", bytes, |b| {
            Outbox::from_bytes(b).ok().map(|it| it.to_bytes().to_vec())
        }),
        7 => stable("new device", bytes, |b| {
            let device = NewDevice::from_bytes(b).ok();
            device.map(|it| it.to_bytes().to_vec())
        }),
        8 => stable("authority", bytes, |b| {
            let authority = Authority::from_bytes(b).ok();
            authority.map(|it| it.to_bytes().to_vec())
        }),
        9 => stable("opener", bytes, |b| {
            let opener = EpochOpener::from_bytes(b).ok();
            opener.map(|it| it.to_bytes().to_vec())
        }),
        _ => {
            stable("owner", bytes, |b| {
                Owner::from_bytes(b).ok().map(|it| it.to_bytes().to_vec())
            });
            if let Ok(owner) = Owner::from_bytes(bytes) {
                let registration = owner.registration_request();
                assert!(Registration::from_bytes(&registration.body).is_ok());
                assert!(owner.open_epochs().len() < 1 << 20);
            }
        }
    }
}

/// Seeds of [`saved_state`].
pub fn saved_state_seeds() -> Vec<Seed> {
    let visit = Visit::shared();
    let with_choice = |choice: u8, bytes: &[u8]| [&[choice], bytes].concat();
    let device = [&[0x80][..], &[51; 32], &[52; 32], &[53; 32], b"\x06Tablet"].concat();
    let authority = [&[2][..], &[54; 32], b"\x03Amt"].concat();
    let owned = Owned::shared();
    let opener = owned.owner.epoch_opener(owned.statement().epoch());
    let opener = opener.expect("the first epoch").to_bytes();
    vec![
        Seed::new("inbox-empty", with_choice(0, &Inbox::new().to_bytes())),
        Seed::new("inbox", with_choice(0, &inboxes::example().to_bytes())),
        Seed::new(
            "inbox-losses",
            with_choice(0, &recovered_logs::inbox_with_losses()),
        ),
        Seed::new(
            "memory-empty",
            with_choice(1, &GuestMemory::new().to_bytes()),
        ),
        Seed::new("memory", with_choice(1, &visit.memory)),
        Seed::new("pending", with_choice(2, &visit.pending)),
        Seed::new("follow-up", with_choice(3, &visit.follow_up)),
        Seed::new("ticket", with_choice(4, &visit.ticket)),
        Seed::new("outbox", with_choice(6, &Outbox::new().to_bytes())),
        Seed::new("ticket-used", with_choice(4, &visit.ticket_used)),
        Seed::new("new-device", with_choice(7, &device)),
        Seed::new("authority", with_choice(8, &authority)),
        Seed::new("opener", with_choice(9, &opener)),
        Seed::new("owner-recoverable", with_choice(5, &recoverable())),
        Seed::new("owner", with_choice(5, &Owned::shared().state)),
    ]
}

/// An owner with a recovery code and a device that was granted something.
fn recoverable() -> Vec<u8> {
    let owned = Owned::shared();
    let mut owner = owned.copy();
    let mut rng = ChaCha20Rng::from_seed([0x54; 32]);
    let cost = Argon2Cost::new(8, 1, 1).expect("the smallest costs");
    let secret = KeyFileSecret::Passphrase("correct horse");
    owner
        .set_recovery(secret, cost, &mut rng)
        .expect("a short passphrase");
    let blob = owner.blob_request("api.example", NOW, &mut rng);
    assert!(blob.is_ok_and(|blob| blob.is_some()));
    let card = devices::device_card_seeds();
    let card = DeviceCard::from_bytes(&card[1].bytes).expect("a valid card");
    let epoch = owned.statement().epoch();
    let rights = Rights::DELEGATE.and(Rights::READ);
    let granted = owner.grant(&owned.identity, &card, epoch..=epoch, rights, NOW, &mut rng);
    granted.expect("an epoch of the list");
    owner.to_bytes().to_vec()
}

/// What is read, written, read and written again stays the same.
fn stable(state: &'static str, bytes: &[u8], rewrite: impl Fn(&[u8]) -> Option<Vec<u8>>) {
    if let Some(written) = rewrite(bytes) {
        reach(state);
        assert_eq!(rewrite(&written), Some(written));
    }
}

/// What a guest has saved in the course of one visit, made from fixed keys.
pub(crate) struct Visit {
    memory: Vec<u8>,
    pending: Vec<u8>,
    pub(crate) ticket: Vec<u8>,
    follow_up: Vec<u8>,
    /// After the follow-up was sealed.
    ticket_used: Vec<u8>,
}

impl Visit {
    pub(crate) fn shared() -> &'static Self {
        static VISIT: LazyLock<Visit> = LazyLock::new(Visit::new);
        &VISIT
    }

    fn new() -> Self {
        let list = List::shared();
        let mut rng = ChaCha20Rng::from_seed([8; 32]);
        let device_secret = DeviceSecret::from_bytes(&[8; 32]);
        let mut guest = Guest::new(Environment::Test, GuestMemory::new(), device_secret);
        let fingerprint = list.root.fingerprint();
        let base = "https://cafe.example";
        let invitation = Invitation::new(base, fingerprint, list::presence_secret(), None);
        let invitation = invitation.expect("a valid invitation");
        let welcome = guest.accept(&invitation, list.bundle.as_bytes(), NOW);
        let welcome = welcome.expect("a genuine bundle");
        let form = CheckInForm {
            contact: ContactForm {
                given_name: "Žofie".into(),
                phone: "+420601234567".into(),
                ..ContactForm::default()
            },
            ..CheckInForm::default()
        };
        let pending = welcome
            .check_in(&form, NOW, &mut rng)
            .expect("valid fields");
        let pending_bytes = pending.to_bytes().to_vec();
        let receipt = receipt(&Entry {
            kind: EntryKind::Record,
            epoch: list::EPOCH,
            hash: pending.record_id().to_bytes(),
        });
        let confirmed = pending.confirm(receipt.as_str().as_bytes());
        let mut ticket = confirmed.expect("a genuine receipt");
        let ticket_bytes = ticket.to_bytes().to_vec();
        let follow_up = ticket.check_out(&welcome, NOW, Source::Guest, NOW, &mut rng);
        Self {
            memory: guest.memory().to_bytes(),
            pending: pending_bytes,
            ticket: ticket_bytes,
            follow_up: follow_up.expect("the epoch of the visit").to_bytes(),
            ticket_used: ticket.to_bytes().to_vec(),
        }
    }
}

/// What the log answers whose second entry is this one.
fn receipt(entry: &Entry) -> Receipt {
    let list = List::shared();
    let first = list.statement_entry().leaf_hash();
    let mut frontier = Frontier::new();
    for leaf in [first, entry.leaf_hash()] {
        frontier.append(leaf).expect("two leaves");
    }
    let checkpoint = Checkpoint::new(list.log_key.name().clone(), frontier.head());
    let signed = checkpoint.expect("a valid head").sign(list::log_signer());
    let proof = InclusionProof::from_hashes(vec![first]).expect("one hash");
    Receipt::new(1, proof, signed).expect("an index in the tree")
}

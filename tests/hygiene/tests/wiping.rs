//! What dropped secrets leave behind: nothing, neither in place nor on the heap.
//!
//! In place: a value is dropped inside a buffer that the test owns, and the buffer is read.
//! On the heap: an allocator looks at every block that is given back.
#![cfg_attr(miri, allow(dead_code, unused_imports))]
#![allow(clippy::unwrap_used, reason = "a failed set-up should fail the test")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::convert::Infallible;
use std::mem::MaybeUninit;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use rand_chacha::ChaCha20Rng;
use rand_core::{SeedableRng, TryCryptoRng, TryRng};
use sealroll::{NewDevice, RecoverySheet};
use sealroll_core::hpke::{ContentKey, ExporterSecret, SharedSecret, derive_key_pair, encap};
use sealroll_core::{
    Argon2Cost, DecryptionKeys, DeviceSecret, DoorSecret, Edition, Frontier, KeyFile,
    KeyFileContent, KeyFileSecret, NoticeSecret, RecoveryBlob, RecoveryCode, RecoveryContent,
    RecoveryParameters, TicketSecretKey, X25519KeyPair, X25519SecretKey, open_grant, seal_grant,
};
use sealroll_wire::{
    DeviceCard, DeviceKeys, DoorCode, Epoch, Generation, ListId, PresenceSecret, ReaderToken, Time,
    UploadToken,
};

#[test]
fn secrets_are_wiped_where_they_stood() {
    let _alone = ALONE.lock().unwrap();
    assert!(left_in_place([MARK; 32]), "the control: plain bytes stay");
    assert!(!left_in_place(X25519SecretKey::from_bytes(&[MARK; 32])));
    assert!(!left_in_place(DeviceSecret::from_bytes(&[MARK; 32])));
    assert!(!left_in_place(ExporterSecret::from_bytes(&[MARK; 32])));
    assert!(!left_in_place(ContentKey::from_bytes(&[MARK; 44])));
    assert!(!left_in_place(RecoveryCode::from_bytes(&[MARK; 16])));
    assert!(!left_in_place(PresenceSecret::from_bytes([MARK; 32])));
    assert!(!left_in_place(TicketSecretKey::generate(&mut Marks)));
    assert!(!left_in_place(DoorSecret::from_bytes(&[MARK; 32])));
    assert!(!left_in_place(ReaderToken::from_bytes([MARK; 32])));
    assert!(!left_in_place(UploadToken::from_bytes([MARK; 32])));
    assert!(!left_in_place(NoticeSecret::from_bytes(&[MARK; 32], true)));

    // Nobody can choose these 32 bytes.
    let ephemeral = || derive_key_pair(&[2; 32]);
    let shared_secret = || encap(ephemeral().public_key(), ephemeral()).unwrap().0;
    let bytes: Vec<u8> = SharedSecret::to_bytes(&shared_secret()).to_vec();
    assert!(
        !place_after_drop(shared_secret())
            .windows(8)
            .any(|left| left == &bytes[..8])
    );
    let code = RecoveryCode::from_bytes(&[1; 16]);
    let sheets = RecoverySheet::part(&code, 2, 2, &mut ChaCha20Rng::seed_from_u64(2)).unwrap();
    for sheet in sheets {
        let share = sheet.share();
        assert!(
            !place_after_drop(sheet)
                .windows(8)
                .any(|left| left == &share[..8])
        );
    }
}

// Miri knows which bytes of a block are padding, and reading those is an error to it: the heap is
// watched outside Miri only.
#[cfg(not(miri))]
#[test]
fn nothing_is_left_on_the_heap() {
    let _alone = ALONE.lock().unwrap();
    assert!(
        freed_marks(|| drop(vec![MARK; 64])) > 0,
        "the control: plain bytes are found"
    );
    assert!(
        freed_marks(|| drop(TEXT_MARKS.to_owned())) > 0,
        "the control: plain text is found"
    );

    let frontier_bytes = [&[0, 1, 0, 0, 0, 0, 0], [MARK; 32].as_slice()].concat();
    let clean = freed_marks(|| {
        let mut frontier = Frontier::from_bytes(&frontier_bytes).unwrap();
        drop(frontier.to_bytes());
        frontier.puncture(Epoch(7)).unwrap();
        drop(frontier);
    });
    assert_eq!(clean, 0, "frontier");

    let clean = freed_marks(|| drop(DoorCode::new(TEXT_MARKS).unwrap()));
    assert_eq!(clean, 0, "door code");

    let cost = Argon2Cost::new(64, 1, 1).unwrap();
    let code = RecoveryCode::from_bytes(&[1; 16]);
    let secret = KeyFileSecret::RecoveryCode(&code);
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let content = KeyFileContent::Device(vec![MARK; 200].into());
    let file = content.seal(secret, cost, &mut rng).unwrap();
    let clean = freed_marks(|| {
        drop(content.seal(secret, cost, &mut rng).unwrap());
        drop(KeyFile::parse(&file).unwrap().open(secret).unwrap());
        drop(content);
    });
    assert_eq!(clean, 0, "key file");

    let keys = || {
        let frontier = Frontier::from_bytes(&frontier_bytes).unwrap();
        let presence = PresenceSecret::from_bytes([MARK; 32]);
        let edition = Edition::new(presence, DoorSecret::from_bytes(&[MARK; 32]));
        DecryptionKeys::new(vec![edition], vec![(Generation(1), frontier)]).unwrap()
    };
    let parameters = RecoveryParameters::generate(secret.kind(), cost, &mut rng);
    let public_key = *parameters.key_pair(secret).unwrap().public_key();
    let list = ListId::from_bytes([3; 16]);
    let clean = freed_marks(|| {
        let content = RecoveryContent {
            time: Time::new(1).unwrap(),
            canary: None,
            keys: keys(),
        };
        let blob = content.seal(&public_key, &parameters, list, 1, &mut rng);
        drop(content);
        let blob = blob.unwrap();
        drop(
            RecoveryBlob::parse(&blob, list)
                .unwrap()
                .open(secret)
                .unwrap(),
        );
    });
    assert_eq!(clean, 0, "recovery blob");

    let device = [&[0x80][..], &[MARK; 32], &[MARK; 32], &[1; 32], b"\x01a"].concat();
    let clean = freed_marks(|| {
        let device = NewDevice::from_bytes(&device).unwrap();
        drop(device.to_bytes());
        drop(device.to_file(secret, cost, &mut rng).unwrap());
        drop(seal_grant(device.card(), &[MARK; 100], &mut rng).unwrap());
    });
    assert_eq!(clean, 0, "new device");

    let key_pair = X25519KeyPair::from_secret_key(X25519SecretKey::from_bytes(&[5; 32]));
    let keys = DeviceKeys {
        hpke: *key_pair.public_key(),
        ..*NewDevice::from_bytes(&device).unwrap().card().keys()
    };
    let card = DeviceCard::new(&keys, "a").unwrap();
    let clean = freed_marks(|| {
        let grant = seal_grant(&card, &[MARK; 100], &mut rng).unwrap();
        drop(open_grant(&key_pair, &card.fingerprint(), &grant).unwrap());
    });
    assert_eq!(clean, 0, "grant");
}

/// Drops a value inside a buffer and tells whether its marked bytes are still there.
fn left_in_place<T>(value: T) -> bool {
    has_mark(&place_after_drop(value))
}

/// The bytes of the place in which a value was dropped.
fn place_after_drop<T>(value: T) -> Vec<u8> {
    let mut place = MaybeUninit::new(value);
    // SAFETY: the value was just written, and is not used after it is dropped.
    unsafe { place.assume_init_drop() };
    let first = place.as_ptr().cast::<u8>();
    // SAFETY: the place is still allocated and `size_of::<T>()` bytes long. The types looked at
    // are plain byte arrays without padding, so that every byte was initialised; dropping wrote
    // bytes or left them.
    unsafe { std::slice::from_raw_parts(first, size_of::<T>()) }.to_vec()
}

/// How many blocks with marked bytes are given back while this runs.
fn freed_marks(run: impl FnOnce()) -> usize {
    let before = FREED_MARKS.load(Ordering::SeqCst);
    run();
    FREED_MARKS.load(Ordering::SeqCst) - before
}

fn has_mark(bytes: &[u8]) -> bool {
    bytes
        .windows(16)
        .any(|window| window == [MARK; 16] || window == TEXT_MARKS.as_bytes())
}

/// The system's allocator, looking at what is given back.
struct Watching;

// SAFETY: every call goes to the system's allocator unchanged; the blocks are only read before.
unsafe impl GlobalAlloc for Watching {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's contract is the system allocator's. Zeroed, so that every byte of
        // a block may be read later, also those that its owner never wrote.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the block is live, `layout.size()` bytes long, and initialised by `alloc`.
        let bytes = unsafe { std::slice::from_raw_parts(block, layout.size()) };
        if has_mark(bytes) {
            FREED_MARKS.fetch_add(1, Ordering::SeqCst);
        }
        // SAFETY: the caller's contract is the system allocator's.
        unsafe { System.dealloc(block, layout) }
    }
}

#[cfg(not(miri))]
#[global_allocator]
static ALLOCATOR: Watching = Watching;

static FREED_MARKS: AtomicUsize = AtomicUsize::new(0);

/// The heap is everybody's: one test at a time looks at it.
static ALONE: Mutex<()> = Mutex::new(());

/// A generator whose output is marked.
struct Marks;

impl TryRng for Marks {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::from_be_bytes([MARK; 4]))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from_be_bytes([MARK; 8]))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        bytes.fill(MARK);
        Ok(())
    }
}

impl TryCryptoRng for Marks {}

/// A byte that occurs sixteen times in a row nowhere else.
const MARK: u8 = 0xA7;
/// Text that occurs nowhere else.
const TEXT_MARKS: &str = "QQQQQQQQQQQQQQQQ";

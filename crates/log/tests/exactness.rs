//! What mutation testing found untested.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use ed25519_dalek::SigningKey;
use sealroll_log::{
    Checkpoint, CheckpointError, ConsistencyProof, CosignatureError, Frontier, Hash,
    InclusionProof, KeyError, KeyName, Note, NoteError, NoteKey, NoteSigner, ProofLengthError,
    RebuildError, Receipt, ReceiptError, SignedDocument, SignedDocumentError, SignedInstruction,
    SignedInstructionError, Tile, TileAppender, TileKind, TilePath, TileSource, TreeHead,
    limit::MAX_TREE_SIZE,
};
use sealroll_wire::{
    Acknowledgement, Environment, Instruction, InstructionId, Order, Part, ProcessorText,
    RootDocument, Serial, Time, VerifyingKey, origin,
};

#[test]
fn a_checkpoint_says_of_which_part_of_a_log_it_is() {
    let log = KeyName::new("log.example.org/sealroll").unwrap();
    let part = |origin: &str| {
        let name = KeyName::new(origin).unwrap();
        let checkpoint = Checkpoint::new(name, Frontier::new().head()).unwrap();
        let signed = checkpoint.sign(&SigningKey::from_bytes(&[3; 32]));
        signed.part(&log)
    };
    assert_eq!(part("log.example.org/sealroll"), Some(Part::FIRST));
    assert_eq!(part("log.example.org/sealroll/7"), Some(Part(7)));
    assert_eq!(part("log.example.org/other"), None);
}

#[test]
fn a_right_edge_shows_its_subtrees() {
    let leaves = [b"a", b"b", b"c"].map(|leaf| Hash::leaf(leaf));
    let mut frontier = Frontier::new();
    assert_eq!(frontier.hashes(), []);
    for leaf in leaves {
        frontier.append(leaf).unwrap();
    }
    let left = Hash::node(&leaves[0], &leaves[1]);
    assert_eq!(frontier.hashes(), [left, leaves[2]]);
    assert_eq!(frontier.root(), Hash::node(&left, &leaves[2]));
}

#[test]
fn proofs_may_have_as_many_hashes_as_the_largest_tree_needs() {
    let too_long = Some(ProofLengthError::TooLong);
    let hashes = |count| vec![Hash::leaf(b"a"); count];
    assert!(InclusionProof::from_hashes(hashes(63)).is_ok());
    assert_eq!(InclusionProof::from_hashes(hashes(64)).err(), too_long);
    assert!(InclusionProof::from_bytes(&[7; 63 * 32]).is_ok());
    assert_eq!(InclusionProof::from_bytes(&[7; 64 * 32]).err(), too_long);
    assert!(ConsistencyProof::from_hashes(hashes(64)).is_ok());
    assert_eq!(ConsistencyProof::from_hashes(hashes(65)).err(), too_long);
    assert!(ConsistencyProof::from_bytes(&[7; 64 * 32]).is_ok());
    assert_eq!(ConsistencyProof::from_bytes(&[7; 65 * 32]).err(), too_long);
    assert_eq!(ProofLengthError::TooLong.code(), "bad-proof");
}

#[test]
fn a_tile_path_shows_its_parts() {
    let path = TilePath::new(TileKind::Entries, 1_234, 56).unwrap();
    assert_eq!((path.index(), path.width()), (1_234, 56));
}

#[test]
fn a_writer_shows_its_size_and_its_partial_tiles() {
    let mut appender = TileAppender::new();
    for size in 0..=256 {
        assert_eq!(appender.size(), size);
        let partial = appender.partial_tile(0).map(Tile::width);
        assert_eq!(
            partial,
            Some(size as usize % 256).filter(|width| *width > 0)
        );
        appender.append(Hash::leaf(b"a")).unwrap();
    }
}

#[test]
fn a_writer_is_rebuilt_up_to_the_largest_tree_and_from_nothing() {
    let head = |size| TreeHead {
        size,
        root: Hash::empty_root(),
    };
    let rebuild = |size| TileAppender::rebuild(&head(size), &NoTiles, &[]);
    assert_eq!(rebuild(0), Ok(TileAppender::new()));
    assert_eq!(rebuild(MAX_TREE_SIZE), Err(RebuildError::LeafCount));
    assert_eq!(rebuild(MAX_TREE_SIZE + 1), Err(RebuildError::TreeTooLarge));
}

struct NoTiles;

impl TileSource for NoTiles {
    type Error = ();

    fn tile(&self, _level: u8, _index: u64) -> Result<Arc<Tile>, ()> {
        Err(())
    }
}

#[test]
fn who_lends_a_key_signs_with_it() {
    fn signs<S: NoteSigner>(signer: S) -> ([u8; 32], [u8; 64]) {
        (signer.public_key(), signer.sign_message(b"text"))
    }
    let key = signing_key();
    assert_eq!(signs(&key), signs(key.clone()));
}

/// One byte more is refused before anything else is looked at.
#[test]
fn the_longest_texts_are_read() {
    let text = |length: usize| "x".repeat(length);
    let checkpoint = |length| Checkpoint::parse(&text(length)).err();
    assert_eq!(checkpoint(321), Some(CheckpointError::Lines));
    assert_eq!(checkpoint(322), Some(CheckpointError::TooLong));
    let key = |length| NoteKey::parse(&text(length)).err();
    assert_eq!(key(309), Some(KeyError::Format));
    assert_eq!(key(310), Some(KeyError::TooLong));
    let note = |length| Note::parse(text(length).as_bytes()).err();
    assert_eq!(note(131_072), Some(NoteError::NoSeparator));
    assert_eq!(note(131_073), Some(NoteError::TooLong));
    let receipt = |length| Receipt::parse(text(length).as_bytes()).err();
    assert_eq!(receipt(133_957), Some(ReceiptError::NoCheckpoint));
    assert_eq!(receipt(133_958), Some(ReceiptError::TooLong));
}

#[test]
fn the_longest_names_and_numbers_fit() {
    let name = KeyName::new(&"n".repeat(255)).unwrap();
    let key = NoteKey::new(name.clone(), verifying_key());
    assert_eq!(key.to_string().len(), 309);
    assert_eq!(NoteKey::parse(&key.to_string()), Ok(key));
    let head = TreeHead {
        size: MAX_TREE_SIZE,
        root: Hash::leaf(b"a"),
    };
    let checkpoint = Checkpoint::new(name, head).unwrap();
    assert_eq!(checkpoint.to_text().len(), 321);
    assert_eq!(Checkpoint::parse(&checkpoint.to_text()), Ok(checkpoint));
}

#[test]
fn a_note_is_signed_up_to_its_longest() {
    let name = KeyName::new("name").unwrap();
    let sign = |length: usize| {
        let text = format!("{}\n", "x".repeat(length - 1));
        Note::sign(&text, &name, &signing_key())
    };
    let around = sign(10).unwrap().as_str().len() - 10;
    let longest = sign(131_072 - around).unwrap();
    assert_eq!(longest.as_str().len(), 131_072);
    assert!(Note::parse(longest.as_str().as_bytes()).is_ok());
    assert_eq!(sign(131_073 - around), Err(NoteError::TooLong));
}

/// A signature line of any length: the bound on the whole note comes first.
#[test]
fn notes_of_owners_and_processors_are_bounded() {
    let time = Time::new(1_790_000_000).unwrap();
    let root = RootDocument::new(Environment::Test, verifying_key(), 20_717, &[0x5a; 16]);
    let list_id = root.list_id();
    let instruction = Instruction {
        list_id,
        serial: Serial(1),
        previous: None,
        time,
        order: Order::TerminateList,
    };
    let judge = |length| {
        let name = |origin: &str| origin::root(origin, &list_id);
        let (note, origin) = note_of_length(&instruction.to_text(), name, length);
        SignedInstruction::verify(&note, &origin, &root, time, |_| None).err()
    };
    assert_eq!(judge(4096), Some(SignedInstructionError::BadSignature));
    assert_eq!(judge(4097), Some(SignedInstructionError::BadInstruction));

    let acknowledgement = Acknowledgement {
        list_id,
        instruction: InstructionId::from_bytes([1; 32]),
        time,
    };
    let judge = |length| {
        let name = |origin: &str| origin::instruction_log(origin, &list_id);
        let (note, origin) = note_of_length(&acknowledgement.to_text(), name, length);
        let key = verifying_key();
        SignedDocument::<Acknowledgement>::verify(&note, &origin, &list_id, key).err()
    };
    assert_eq!(judge(4096), Some(SignedDocumentError::BadSignature));
    assert_eq!(judge(4097), Some(SignedDocumentError::BadDocument));
}

#[test]
fn a_refused_cosignature_has_a_class_of_its_own() {
    let error = ReceiptError::Cosignature(CosignatureError::Missing);
    assert_eq!(error.code(), "not-cosigned");
}

/// A note whose one signature, of zeros, makes it as long as it shall be, and the origin to which
/// the name of its key belongs.
fn note_of_length(text: &str, name: impl Fn(&str) -> String, length: usize) -> (Vec<u8>, String) {
    let rest = length - text.len() - "\n\u{2014}  \n".len();
    let mut origins = (1..=4).map(|length| "o".repeat(length));
    // Base64 comes in fours.
    let origin = origins.find(|origin| (rest - name(origin).len()).is_multiple_of(4));
    let origin = origin.unwrap();
    let name = name(&origin);
    let zeros = "A".repeat(rest - name.len());
    let note = format!("{text}\n\u{2014} {name} {zeros}\n").into_bytes();
    assert_eq!(note.len(), length);
    (note, origin)
}

fn signing_key() -> SigningKey {
    SigningKey::from_bytes(&[1; 32])
}

fn verifying_key() -> VerifyingKey {
    VerifyingKey::from_bytes(&signing_key().public_key()).unwrap()
}

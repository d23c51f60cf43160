//! The tree against its definition: known roots, every proof of small trees, altered proofs.

mod oracle;

use proptest::prelude::*;
use sealroll_log::limit::{MAX_CONSISTENCY_PROOF, MAX_INCLUSION_PROOF, MAX_TREE_SIZE};
use sealroll_log::{
    ConsistencyError, ConsistencyProof, Frontier, FrontierError, Hash, InclusionError,
    InclusionProof, NodeError, NodeSource, ProofLengthError, TreeHead, frontier_at, head_at,
};

use oracle::{Leaves, naive_path, naive_subproof};

/// Roots that implementations of Certificate Transparency have tested against since RFC 6962.
const KNOWN_ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

#[test]
fn known_roots() {
    let entries: [&[u8]; 8] = [
        &[],
        &[0x00],
        &[0x10],
        &[0x20, 0x21],
        &[0x30, 0x31],
        &[0x40, 0x41, 0x42, 0x43],
        &[0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
        &[
            0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d,
            0x6e, 0x6f,
        ],
    ];
    let mut frontier = Frontier::new();
    assert_eq!(frontier.root(), Hash::empty_root());
    for (entry, root) in entries.iter().zip(KNOWN_ROOTS) {
        frontier.append(Hash::leaf(entry)).unwrap();
        assert_eq!(frontier.root().to_string(), root);
    }
}

#[test]
fn every_inclusion_proof_of_small_trees() {
    let leaves = Leaves::new(70);
    for size in 1..=70 {
        let head = leaves.head(size);
        for index in 0..size {
            let proof = InclusionProof::generate(&leaves, index, size).unwrap();
            assert_eq!(
                proof.hashes(),
                naive_path(index as usize, &leaves.0[..size as usize])
            );
            let leaf = leaves.0[index as usize];
            proof.verify(leaf, index, &head).unwrap();

            for wrong in (0..size).filter(|wrong| *wrong != index) {
                assert!(
                    proof.verify(leaf, wrong, &head).is_err(),
                    "{index} as {wrong} of {size}"
                );
            }
            let other = leaves.0[(index as usize + 1) % 70];
            let refused = proof.verify(other, index, &head);
            assert_eq!(refused, Err(InclusionError::RootMismatch));
        }
    }
}

#[test]
fn every_consistency_proof_of_small_trees() {
    let leaves = Leaves::new(70);
    for new in 1..=70 {
        for old in 1..=new {
            let proof = ConsistencyProof::generate(&leaves, old, new).unwrap();
            let naive = naive_subproof(old as usize, &leaves.0[..new as usize], true);
            assert_eq!(proof.hashes(), naive);
            let (old_head, new_head) = (leaves.head(old), leaves.head(new));
            proof.verify(&old_head, &new_head).unwrap();

            let forked = TreeHead {
                root: Hash::leaf(b"fork"),
                ..old_head
            };
            assert!(proof.verify(&forked, &new_head).is_err(), "{old} to {new}");
            let forked = TreeHead {
                root: Hash::leaf(b"fork"),
                ..new_head
            };
            assert!(proof.verify(&old_head, &forked).is_err(), "{old} to {new}");
            if old < new {
                let shifted = TreeHead {
                    size: old + 1,
                    ..old_head
                };
                assert!(proof.verify(&shifted, &new_head).is_err(), "{old} to {new}");
            }
        }
    }
}

#[test]
fn an_empty_tree_is_consistent_with_all() {
    let leaves = Leaves::new(5);
    let proof = ConsistencyProof::generate(&leaves, 0, 5).unwrap();
    assert!(proof.hashes().is_empty());
    proof.verify(&leaves.head(0), &leaves.head(5)).unwrap();
    proof.verify(&leaves.head(0), &leaves.head(0)).unwrap();

    let forged = TreeHead {
        size: 0,
        root: Hash::leaf(b""),
    };
    assert_eq!(
        proof.verify(&forged, &leaves.head(5)),
        Err(ConsistencyError::OldRootMismatch)
    );
    let long = ConsistencyProof::from_hashes(vec![Hash::leaf(b"")]).unwrap();
    let refused = long.verify(&leaves.head(0), &leaves.head(5));
    assert_eq!(refused, Err(ConsistencyError::ProofTooLong));
    let refused = long.verify(&leaves.head(5), &leaves.head(5));
    assert_eq!(refused, Err(ConsistencyError::ProofTooLong));
}

#[test]
fn each_step_has_its_error() {
    let leaves = Leaves::new(7);
    let head = leaves.head(7);
    let proof = InclusionProof::generate(&leaves, 3, 7).unwrap();
    let verify =
        |proof: &InclusionProof, index, head: &TreeHead| proof.verify(leaves.0[3], index, head);
    assert_eq!(
        verify(&proof, 7, &head),
        Err(InclusionError::IndexOutOfRange)
    );
    let large = TreeHead {
        size: MAX_TREE_SIZE + 1,
        ..head
    };
    assert_eq!(verify(&proof, 3, &large), Err(InclusionError::TreeTooLarge));
    let short = InclusionProof::from_hashes(proof.hashes()[..2].to_vec()).unwrap();
    assert_eq!(verify(&short, 3, &head), Err(InclusionError::ProofTooShort));
    let long = InclusionProof::from_hashes([proof.hashes(), &[head.root]].concat()).unwrap();
    assert_eq!(verify(&long, 3, &head), Err(InclusionError::ProofTooLong));

    let old = leaves.head(3);
    let proof = ConsistencyProof::generate(&leaves, 3, 7).unwrap();
    assert_eq!(proof.verify(&head, &old), Err(ConsistencyError::TreeShrank));
    assert_eq!(
        proof.verify(&old, &large),
        Err(ConsistencyError::TreeTooLarge)
    );
    let short = ConsistencyProof::from_hashes(proof.hashes()[..2].to_vec()).unwrap();
    assert_eq!(
        short.verify(&old, &head),
        Err(ConsistencyError::ProofTooShort)
    );
    let none = ConsistencyProof::default();
    assert_eq!(
        none.verify(&old, &head),
        Err(ConsistencyError::ProofTooShort)
    );
    let long = ConsistencyProof::from_hashes([proof.hashes(), &[head.root]].concat()).unwrap();
    assert_eq!(
        long.verify(&old, &head),
        Err(ConsistencyError::ProofTooLong)
    );
    let forked = TreeHead {
        root: head.root,
        ..old
    };
    assert_eq!(
        proof.verify(&forked, &head),
        Err(ConsistencyError::OldRootMismatch)
    );
    let forked = TreeHead {
        root: old.root,
        ..head
    };
    assert_eq!(
        proof.verify(&old, &forked),
        Err(ConsistencyError::NewRootMismatch)
    );
}

#[test]
fn nothing_is_generated_outside_the_tree() {
    let leaves = Leaves::new(7);
    let outside = Err(NodeError::OutsideTree);
    assert_eq!(InclusionProof::generate(&leaves, 7, 7), outside);
    assert_eq!(InclusionProof::generate(&leaves, 0, 8), outside);
    assert_eq!(InclusionProof::generate(&leaves, 0, u64::MAX), outside);
    let outside = Err(NodeError::OutsideTree);
    assert_eq!(ConsistencyProof::generate(&leaves, 6, 5), outside);
    assert_eq!(ConsistencyProof::generate(&leaves, 6, 9), outside);
    assert_eq!(ConsistencyProof::generate(&leaves, 1, u64::MAX), outside);
    assert_eq!(head_at(&leaves, 8), Err(NodeError::OutsideTree));
    assert_eq!(head_at(&leaves, u64::MAX), Err(NodeError::OutsideTree));
}

#[test]
fn proofs_are_bounded() {
    let hash = [Hash::leaf(b"")];
    let hashes = |count| hash.repeat(count);
    assert!(InclusionProof::from_hashes(hashes(MAX_INCLUSION_PROOF)).is_ok());
    let long = hashes(MAX_INCLUSION_PROOF + 1);
    assert_eq!(
        InclusionProof::from_hashes(long.clone()),
        Err(ProofLengthError::TooLong)
    );
    let bytes: Vec<u8> = long.iter().flat_map(|hash| hash.to_bytes()).collect();
    assert_eq!(
        InclusionProof::from_bytes(&bytes),
        Err(ProofLengthError::TooLong)
    );
    assert!(ConsistencyProof::from_bytes(&bytes).is_ok());
    assert_eq!(
        InclusionProof::from_bytes(&bytes[1..]),
        Err(ProofLengthError::PartialHash)
    );
    assert_eq!(
        ConsistencyProof::from_bytes(&bytes[1..]),
        Err(ProofLengthError::PartialHash)
    );
    let long = hashes(MAX_CONSISTENCY_PROOF + 1);
    assert_eq!(
        ConsistencyProof::from_hashes(long),
        Err(ProofLengthError::TooLong)
    );
}

#[test]
fn the_largest_tree_is_proven_within_the_bounds() {
    /// A tree whose leaves are all the same.
    struct Uniform;

    impl NodeSource for Uniform {
        type Error = ();

        fn node(&self, level: u8, _: u64) -> Result<Hash, NodeError<()>> {
            Ok((0..level).fold(Hash::leaf(b""), |hash, _| Hash::node(&hash, &hash)))
        }
    }

    let head = head_at(&Uniform, MAX_TREE_SIZE).unwrap();
    for index in [0, 1, MAX_TREE_SIZE / 2, MAX_TREE_SIZE - 1] {
        let proof = InclusionProof::generate(&Uniform, index, MAX_TREE_SIZE).unwrap();
        assert!(proof.hashes().len() <= MAX_INCLUSION_PROOF);
        proof.verify(Hash::leaf(b""), index, &head).unwrap();
    }
    for size in [1, 2, 3, MAX_TREE_SIZE / 2 + 2, MAX_TREE_SIZE - 1] {
        let proof = ConsistencyProof::generate(&Uniform, size, MAX_TREE_SIZE).unwrap();
        assert!(proof.hashes().len() <= MAX_CONSISTENCY_PROOF);
        proof
            .verify(&head_at(&Uniform, size).unwrap(), &head)
            .unwrap();
    }
    let mut full = frontier_at(&Uniform, MAX_TREE_SIZE).unwrap();
    assert_eq!(
        full.append(Hash::leaf(b"")),
        Err(FrontierError::TreeTooLarge)
    );
    assert_eq!(full.head(), head);
    let read = Frontier::from_bytes(&full.to_bytes()).unwrap();
    assert_eq!(read, full);
}

#[test]
fn a_frontier_is_read_strictly() {
    let leaves = Leaves::new(11);
    let frontier = frontier_at(&leaves, 11).unwrap();
    let bytes = frontier.to_bytes();
    assert_eq!(bytes.len(), 8 + 3 * 32);
    assert_eq!(bytes[..8], 11_u64.to_be_bytes());
    assert_eq!(Frontier::from_bytes(&bytes), Ok(frontier));
    assert_eq!(Frontier::from_bytes(&[0; 8]), Ok(Frontier::new()));

    for bad in [
        &bytes[..bytes.len() - 1],
        &bytes[..bytes.len() - 32],
        &bytes[..7],
        &[],
    ] {
        assert_eq!(Frontier::from_bytes(bad), Err(FrontierError::Length));
    }
    let long = [bytes.as_slice(), &[0; 32]].concat();
    assert_eq!(Frontier::from_bytes(&long), Err(FrontierError::Length));
    let large = [&[0x80, 0, 0, 0, 0, 0, 0, 0][..], &[0; 32]].concat();
    assert_eq!(
        Frontier::from_bytes(&large),
        Err(FrontierError::TreeTooLarge)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn frontier_and_source_agree_with_the_definition(size in 0_u64..600) {
        let leaves = Leaves::new(size);
        let mut frontier = Frontier::new();
        leaves.0.iter().for_each(|leaf| frontier.append(*leaf).unwrap());
        prop_assert_eq!(frontier.head(), leaves.head(size));
        prop_assert_eq!(frontier_at(&leaves, size).unwrap(), frontier.clone());
        prop_assert_eq!(Frontier::from_bytes(&frontier.to_bytes()).unwrap(), frontier);
    }

    #[test]
    fn any_altered_inclusion_proof_fails(
        size in 2_u64..600, index in any::<prop::sample::Index>(),
        hash in any::<prop::sample::Index>(), bit in 0_usize..256,
    ) {
        let leaves = Leaves::new(size);
        let index = index.index(size as usize) as u64;
        let proof = InclusionProof::generate(&leaves, index, size).unwrap();
        let (leaf, head) = (leaves.0[index as usize], leaves.head(size));
        prop_assert_eq!(proof.verify(leaf, index, &head), Ok(()));
        let mut bytes = proof.to_bytes();
        prop_assert_eq!(InclusionProof::from_bytes(&bytes).unwrap(), proof.clone());
        bytes[hash.index(proof.hashes().len()) * 32 + bit / 8] ^= 1 << (bit % 8);
        let altered = InclusionProof::from_bytes(&bytes).unwrap();
        prop_assert_eq!(altered.verify(leaf, index, &head), Err(InclusionError::RootMismatch));
    }

    #[test]
    fn any_altered_consistency_proof_fails(
        new in 2_u64..600, old in any::<prop::sample::Index>(),
        hash in any::<prop::sample::Index>(), bit in 0_usize..256,
    ) {
        let leaves = Leaves::new(new);
        let old = old.index(new as usize - 1) as u64 + 1;
        let proof = ConsistencyProof::generate(&leaves, old, new).unwrap();
        let (old, new) = (leaves.head(old), leaves.head(new));
        prop_assert_eq!(proof.verify(&old, &new), Ok(()));
        let mut bytes = proof.to_bytes();
        bytes[hash.index(proof.hashes().len()) * 32 + bit / 8] ^= 1 << (bit % 8);
        prop_assert!(ConsistencyProof::from_bytes(&bytes).unwrap().verify(&old, &new).is_err());
    }

    #[test]
    fn reading_a_frontier_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(frontier) = Frontier::from_bytes(&bytes) {
            prop_assert_eq!(frontier.to_bytes(), bytes);
        }
    }
}

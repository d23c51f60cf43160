//! Inclusion and consistency proofs against the recursive definitions of RFC 9162.

use arbitrary::{Arbitrary, Unstructured};
use sealroll_log::{ConsistencyProof, Hash, InclusionProof, TreeHead};

use crate::depth::reach;
use crate::seed::Seed;

/// A proof is accepted if, and only if, the recursion leads to the same root, for trees of any
/// size.
pub fn inclusion_proof(data: &[u8]) {
    inclusion_proof_judged_by(data, |proof, leaf, index, head| {
        proof.verify(leaf, index, head).is_ok()
    });
}

/// [`inclusion_proof`] of any verifier.
pub(crate) fn inclusion_proof_judged_by(
    data: &[u8],
    verify: impl Fn(&InclusionProof, Hash, u64, &TreeHead) -> bool,
) {
    let Ok(case) = Case::arbitrary(&mut Unstructured::new(data)) else {
        return;
    };
    let leaf = Hash::leaf(&case.seed);
    let hashes = case.hashes();
    let Ok(proof) = InclusionProof::from_hashes(hashes.clone()) else {
        assert!(hashes.len() > 63);
        return;
    };
    assert_eq!(
        InclusionProof::from_bytes(&proof.to_bytes()).as_ref(),
        Ok(&proof)
    );
    let (index, size) = (case.first, case.second);
    let root = inclusion_root(leaf, index, size, &hashes);
    let claimed = root.unwrap_or(leaf);
    let head = |root| TreeHead { size, root };
    let accepted = verify(&proof, leaf, index, &head(claimed));
    assert_eq!(accepted, root.is_some() && size <= u64::MAX >> 1);
    if accepted {
        reach("accepted");
    }
    let other = Hash::leaf(claimed.as_bytes());
    assert!(!verify(&proof, leaf, index, &head(other)));
    assert!(!verify(&proof, other, index, &head(claimed)) || other == leaf);
}

/// A proof is accepted if, and only if, the recursion leads to the same two roots.
pub fn consistency_proof(data: &[u8]) {
    consistency_proof_judged_by(data, |proof, old, new| proof.verify(old, new).is_ok());
}

/// [`consistency_proof`] of any verifier.
pub(crate) fn consistency_proof_judged_by(
    data: &[u8],
    verify: impl Fn(&ConsistencyProof, &TreeHead, &TreeHead) -> bool,
) {
    let Ok(case) = Case::arbitrary(&mut Unstructured::new(data)) else {
        return;
    };
    let hashes = case.hashes();
    let Ok(proof) = ConsistencyProof::from_hashes(hashes.clone()) else {
        assert!(hashes.len() > 64);
        return;
    };
    assert_eq!(
        ConsistencyProof::from_bytes(&proof.to_bytes()).as_ref(),
        Ok(&proof)
    );
    let (old, new) = (case.first, case.second);
    let old_root = if old == 0 {
        Hash::empty_root()
    } else {
        Hash::leaf(&case.seed)
    };
    // Where the proof does not contain the old root's own hash, it is the first of the two.
    let roots = match old {
        0 => hashes.is_empty().then_some((old_root, old_root)),
        _ if old > new => None,
        _ => consistency_roots(old, new, old_root, true, &hashes),
    };
    let (old_root, new_root) = roots.unwrap_or((old_root, old_root));
    let head = |size, root| TreeHead { size, root };
    let verify = |old_root, new_root| verify(&proof, &head(old, old_root), &head(new, new_root));
    let accepted = verify(old_root, new_root);
    assert_eq!(accepted, roots.is_some() && new <= u64::MAX >> 1);
    if accepted {
        reach("accepted");
    }
    let other = Hash::leaf(new_root.as_bytes());
    assert!(!verify(other, new_root));
    assert!(old == 0 || !verify(old_root, other));
}

/// Seeds of [`inclusion_proof`].
pub fn inclusion_proof_seeds() -> Vec<Seed> {
    vec![
        Seed::new("one-leaf", case(0, 1, 0)),
        Seed::new("third-of-seven", case(2, 7, 3)),
        Seed::new("last-of-seven", case(6, 7, 2)),
        Seed::new("largest", case((u64::MAX >> 1) - 1, u64::MAX >> 1, 62)),
    ]
}

/// Seeds of [`consistency_proof`].
pub fn consistency_proof_seeds() -> Vec<Seed> {
    vec![
        Seed::new("from-nothing", case(0, 5, 0)),
        Seed::new("same", case(5, 5, 0)),
        Seed::new("three-to-seven", case(3, 7, 4)),
        Seed::new("four-to-seven", case(4, 7, 1)),
        Seed::new("largest", case(1 << 61, u64::MAX >> 1, 1)),
    ]
}

#[derive(Debug, Arbitrary)]
struct Case {
    first: u64,
    second: u64,
    seed: [u8; 4],
    count: u8,
}

impl Case {
    /// Up to 66 hashes, more than any proof has.
    fn hashes(&self) -> Vec<Hash> {
        (0..self.count % 67)
            .map(|number| Hash::node(&Hash::leaf(&self.seed), &Hash::leaf(&[number])))
            .collect()
    }
}

/// What [`Case`] reads; integers are little-endian there.
fn case(first: u64, second: u64, count: u8) -> Vec<u8> {
    [
        &first.to_le_bytes()[..],
        &second.to_le_bytes(),
        &[1, 2, 3, 4, count],
    ]
    .concat()
}

/// The root that an inclusion proof leads to (RFC 9162 section 2.1.3.1, read backwards); `None`
/// if it is of the wrong length.
fn inclusion_root(leaf: Hash, index: u64, size: u64, proof: &[Hash]) -> Option<Hash> {
    if index >= size {
        return None;
    }
    if size == 1 {
        return proof.is_empty().then_some(leaf);
    }
    let (sibling, rest) = proof.split_last()?;
    let split = split(size);
    Some(if index < split {
        Hash::node(&inclusion_root(leaf, index, split, rest)?, sibling)
    } else {
        let right = inclusion_root(leaf, index - split, size - split, rest)?;
        Hash::node(sibling, &right)
    })
}

/// The two roots that a consistency proof leads to (RFC 9162 section 2.1.4.1, read backwards).
pub(crate) fn consistency_roots(
    old: u64,
    new: u64,
    old_root: Hash,
    known: bool,
    proof: &[Hash],
) -> Option<(Hash, Hash)> {
    if old == new {
        let root = match (known, proof) {
            (true, []) => old_root,
            (false, [root]) => *root,
            _ => return None,
        };
        return Some((root, root));
    }
    let (sibling, rest) = proof.split_last()?;
    let split = split(new);
    if old <= split {
        let (before, after) = consistency_roots(old, split, old_root, known, rest)?;
        Some((before, Hash::node(&after, sibling)))
    } else {
        let (before, after) = consistency_roots(old - split, new - split, old_root, false, rest)?;
        Some((Hash::node(sibling, &before), Hash::node(sibling, &after)))
    }
}

/// The largest power of two below a size, which is at least 2.
fn split(size: u64) -> u64 {
    let power = 1 << (63 - size.leading_zeros());
    if power == size { power / 2 } else { power }
}

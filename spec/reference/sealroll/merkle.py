"""Merkle tree of RFC 9162 section 2.1 with SHA-256. Trees are plain lists of leaf hashes."""

from .kdf import sha256
from .reject import require


def leaf_hash(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry)


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right)


def root_hash(leaves: list[bytes]) -> bytes:
    if not leaves:
        return sha256(b"")
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return node_hash(root_hash(leaves[:k]), root_hash(leaves[k:]))


def split(size: int) -> int:
    """The largest power of two below size."""
    return 1 << (size - 1).bit_length() - 1


def inclusion_proof(index: int, leaves: list[bytes]) -> list[bytes]:
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if index < k:
        return inclusion_proof(index, leaves[:k]) + [root_hash(leaves[k:])]
    return inclusion_proof(index - k, leaves[k:]) + [root_hash(leaves[:k])]


def consistency_proof(old_size: int, leaves: list[bytes]) -> list[bytes]:
    def subproof(m: int, part: list[bytes], complete: bool) -> list[bytes]:
        if m == len(part):
            return [] if complete else [root_hash(part)]
        k = split(len(part))
        if m <= k:
            return subproof(m, part[:k], complete) + [root_hash(part[k:])]
        return subproof(m - k, part[k:], False) + [root_hash(part[:k])]

    return subproof(old_size, leaves, True)


def verify_inclusion(leaf: bytes, index: int, size: int, proof: list[bytes], root: bytes) -> None:
    """RFC 9162 section 2.1.3.2, the part of RCP-3 that is about hashes."""
    require(index < size, "bad-proof")
    fn, sn, result = index, size - 1, leaf
    for sibling in proof:
        require(sn != 0, "bad-proof")
        if fn & 1 or fn == sn:
            result = node_hash(sibling, result)
            while not fn & 1 and fn != 0:
                fn, sn = fn >> 1, sn >> 1
        else:
            result = node_hash(result, sibling)
        fn, sn = fn >> 1, sn >> 1
    require(sn == 0 and result == root, "bad-proof")


def verify_consistency(
    old_size: int, new_size: int, proof: list[bytes], old_root: bytes, new_root: bytes
) -> None:
    """RFC 9162 section 2.1.4.2, for sizes from 1."""
    require(1 <= old_size <= new_size, "bad-proof")
    if old_size == new_size:
        require(not proof and old_root == new_root, "bad-proof")
        return
    if old_size & (old_size - 1) == 0:
        proof = [old_root] + proof
    require(bool(proof), "bad-proof")
    fn, sn = old_size - 1, new_size - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = proof[0]
    for sibling in proof[1:]:
        require(sn != 0, "bad-proof")
        if fn & 1 or fn == sn:
            fr, sr = node_hash(sibling, fr), node_hash(sibling, sr)
            while not fn & 1 and fn != 0:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node_hash(sr, sibling)
        fn, sn = fn >> 1, sn >> 1
    require(sn == 0 and fr == old_root and sr == new_root, "bad-proof")

"""Reads a log with somebody else's implementation of the C2SP formats.

The folder holds a checkpoint that its log and its witness have signed, their
keys, and the log's tiles and entry bundles. Every tile, every entry and both
signatures are verified; then the same with one byte changed must fail.
"""

import sys
from pathlib import Path

from aics_tlog import (
    FileSystemTileReader,
    audit_tiles,
    inclusion_proof_from_tiles,
    leaf_hash,
    parse_checkpoint,
    parse_note,
    parse_vkey,
    read_entry,
    verify_checkpoint,
    verify_inclusion,
)


def main() -> None:
    folder = Path(sys.argv[1])
    text = (folder / "checkpoint").read_text(encoding="utf-8")
    log = parse_vkey((folder / "log.key").read_text(encoding="utf-8"))
    witness = parse_vkey((folder / "witness.key").read_text(encoding="utf-8"))
    checks = 0

    result = verify_checkpoint(parse_note(text), log, [witness], quorum=1, expected_origin=log.name)
    assert result.ok and result.cosignature_count == 1, result
    assert result.size is not None and result.root is not None
    checks += 1

    reader = FileSystemTileReader(folder)
    audit_tiles(reader, result.size, result.root)
    checks += 1
    for index in (0, 255, 256, result.size - 1):
        entry = read_entry(reader, index, result.size)
        assert len(entry) == 38, index
        proof = inclusion_proof_from_tiles(reader, index, result.size)
        assert verify_inclusion(leaf_hash(entry), index, result.size, proof, result.root), index
        checks += 1

    lines = text.split("\n")
    lines[1] = str(result.size - 1)
    altered = verify_checkpoint(parse_note("\n".join(lines)), log, [witness], quorum=1)
    assert not altered.ok
    root = bytes([result.root[0] ^ 1]) + result.root[1:]
    try:
        audit_tiles(reader, result.size, root)
    except ValueError:
        checks += 2
    else:
        raise AssertionError("another root was accepted")
    assert parse_checkpoint(parse_note(text).text).size == result.size
    print(f"{checks} passed, 0 failed")


main()

"""tlog-proof and receipt, section 7.3 (RCP-1 to RCP-3)."""

from dataclasses import dataclass

from . import checkpoint as checkpoints
from . import merkle, note
from .reject import require

HEADER = "c2sp.org/tlog-proof@v1"


@dataclass
class Proof:
    index: int
    hashes: list[bytes]
    checkpoint: checkpoints.Checkpoint


def encode(index: int, hashes: list[bytes], checkpoint: str) -> str:
    lines = "".join(note.encode_base64(item) + "\n" for item in hashes)
    return f"{HEADER}\nindex {index}\n{lines}\n{checkpoint}"


def parse(text: str) -> Proof:
    """LOG-6. An `extra` line is malformed here."""
    head, blank, checkpoint = text.partition("\n\n")
    require(bool(blank), "bad-proof")
    lines = head.split("\n")
    require(len(lines) >= 2 and lines[0] == HEADER, "bad-proof")
    word, _, number = lines[1].partition(" ")
    require(word == "index", "bad-proof")
    hashes = [note.decode_base64(line) for line in lines[2:]]
    require(all(len(item) == 32 for item in hashes), "bad-proof")
    return Proof(checkpoints.decimal(number), hashes, checkpoints.parse(checkpoint))


def verify(proof: Proof, origin: str, log_key: bytes, entry: bytes) -> None:
    """RCP-1 to RCP-3. `origin` is the log's name without its part."""
    require(checkpoints.part_of(proof.checkpoint.origin, origin) is not None, "wrong-log")
    checkpoints.verify_log_signature(proof.checkpoint, log_key)
    merkle.verify_inclusion(
        merkle.leaf_hash(entry), proof.index, proof.checkpoint.size, proof.hashes,
        proof.checkpoint.root_hash,
    )

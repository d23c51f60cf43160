"""Checkpoints and cosignatures (C2SP tlog-checkpoint, tlog-cosignature v1)."""

import re
from dataclasses import dataclass

from . import ed25519, note
from .codec import LAST_TIME, u64
from .reject import require


@dataclass
class Checkpoint:
    origin: str
    size: int
    root_hash: bytes
    text: str
    signatures: list


def log_origin(origin: str, list_id: bytes, generation: int) -> str:
    return f"{origin}/{list_id.hex()}/{generation}"


def part_of(found: str, name: str) -> int | None:
    """Section 8.1: which part of the log of this name an origin is; None for another log."""
    if found == name:
        return 0
    match = re.fullmatch(r"/([1-9][0-9]{0,19})", found.removeprefix(name))
    known = found.startswith(name) and match is not None and int(match[1]) < 2**64
    return int(match[1]) if known else None


def witness_name(origin: str, list_id: bytes) -> str:
    return f"{origin}/{list_id.hex()}/owner"


def body(origin: str, size: int, root_hash: bytes) -> str:
    return f"{origin}\n{size}\n{note.encode_base64(root_hash)}\n"


def parse(text: str) -> Checkpoint:
    """LOG-6. No signature is verified."""
    body_text, signatures = note.parse(text)
    lines = body_text[:-1].split("\n")
    require(len(lines) == 3 and bool(lines[0]), "bad-proof")
    root_hash = note.decode_base64(lines[2])
    require(len(root_hash) == 32, "bad-proof")
    return Checkpoint(lines[0], decimal(lines[1]), root_hash, body_text, signatures)


def decimal(text: str) -> int:
    """An unsigned 64-bit number without leading zeroes."""
    require(re.fullmatch(r"0|[1-9][0-9]{0,19}", text) is not None, "bad-proof")
    require(int(text) < 2**64, "bad-proof")
    return int(text)


def verify_log_signature(checkpoint: Checkpoint, log_key: bytes) -> None:
    """RCP-2: the log's signature under the origin as key name."""
    key = note.Key(checkpoint.origin, note.ED25519, log_key)
    found = False
    for signature in checkpoint.signatures:
        if (signature.name, signature.key_id) == (key.name, key.id):
            ed25519.verify(log_key, checkpoint.text.encode("utf-8"), signature.payload)
            found = True
    require(found, "bad-signature")


def verify_cosignature(checkpoint: Checkpoint, name: str, public_key: bytes) -> int:
    """The time of the cosignature by this key."""
    key = note.Key(name, note.COSIGNATURE, public_key)
    for signature in checkpoint.signatures:
        if (signature.name, signature.key_id) == (key.name, key.id):
            return verify_cosignature_line(checkpoint.text, public_key, signature)
    require(False, "bad-signature")


def verify_cosignature_line(text: str, public_key: bytes, signature: note.Signature) -> int:
    require(len(signature.payload) == 72, "bad-proof")
    time = int.from_bytes(signature.payload[:8], "big")
    require(time <= LAST_TIME, "bad-value")
    ed25519.verify(public_key, cosigned_message(text, time), signature.payload[8:])
    return time


def cosigned_message(text: str, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n{text}".encode("utf-8")


def cosignature_line(text: str, name: str, seed: bytes, time: int) -> str:
    identifier = note.key_id(name, note.COSIGNATURE, ed25519.public_key_of(seed))
    signature = ed25519.sign(seed, cosigned_message(text, time))
    return note.format_line(name, identifier + u64(time) + signature)

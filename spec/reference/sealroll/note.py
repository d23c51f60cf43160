"""Signed notes (C2SP signed-note): text, blank line, signature lines."""

import base64
import binascii
from dataclasses import dataclass

from . import ed25519
from .kdf import sha256
from .reject import Reject, require

ED25519, COSIGNATURE = 0x01, 0x04
DASH = "\u2014 "


@dataclass(frozen=True)
class Signature:
    """One signature line."""

    name: str
    key_id: bytes
    payload: bytes


@dataclass(frozen=True)
class Key:
    """A key that a verifier expects."""

    name: str
    type: int
    public_key: bytes

    @property
    def id(self) -> bytes:
        return key_id(self.name, self.type, self.public_key)


def key_id(name: str, key_type: int, public_key: bytes) -> bytes:
    return sha256(name.encode("utf-8") + b"\n" + bytes([key_type]) + public_key)[:4]


def parse(note: str, code: str = "bad-proof") -> tuple[str, list[Signature]]:
    """The text and its signatures, nothing verified (LOG-6)."""
    require(all(character >= " " or character == "\n" for character in note), code)
    text, blank, lines = note.rpartition("\n\n")
    require(bool(blank) and lines.endswith("\n"), code)
    return text + "\n", [parse_signature(line, code) for line in lines[:-1].split("\n")]


def parse_signature(line: str, code: str = "bad-proof") -> Signature:
    """One signature line without its newline."""
    require(line.startswith(DASH), code)
    name, space, payload = line[len(DASH) :].partition(" ")
    require(bool(name) and bool(space), code)
    require(not any(character.isspace() or character == "+" for character in name), code)
    raw = decode_base64(payload, code)
    require(len(raw) > 4, code)
    return Signature(name, raw[:4], raw[4:])


def decode_base64(text: str, code: str = "bad-proof") -> bytes:
    """Canonical base64 with padding."""
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise Reject(code) from None
    require(encode_base64(raw) == text, code)
    return raw


def encode_base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def verify(note: str, keys: list[Key], code: str = "bad-proof") -> tuple[str, list[Key]]:
    """The text and the expected keys that signed it; at least one has to (type 0x01 only)."""
    text, signatures = parse(note, code)
    signers = []
    for signature in signatures:
        for key in keys:
            if (key.name, key.id) == (signature.name, signature.key_id):
                ed25519.verify(key.public_key, text.encode("utf-8"), signature.payload)
                signers.append(key)
    require(bool(signers), "bad-signature")
    return text, signers


def sign(text: str, name: str, seed: bytes) -> str:
    """A whole note with one Ed25519 signature."""
    assert text.endswith("\n")
    return text + "\n" + signature_line(text, name, seed)


def signature_line(text: str, name: str, seed: bytes) -> str:
    identifier = key_id(name, ED25519, ed25519.public_key_of(seed))
    return format_line(name, identifier + ed25519.sign(seed, text.encode("utf-8")))


def format_line(name: str, raw: bytes) -> str:
    return f"{DASH}{name} {encode_base64(raw)}\n"

"""Authority card, section 6.11."""

from dataclasses import dataclass

from . import x25519
from .codec import Reader, u8
from .kdf import sha256
from .labels import label


@dataclass
class Card:
    public_key: bytes
    name: str
    fingerprint: bytes


def encode(public_key: bytes, name: str) -> bytes:
    raw = name.encode("utf-8")
    return u8(1) + public_key + u8(len(raw)) + raw


def decode(data: bytes) -> Card:
    """CARD-1."""
    reader = Reader(data)
    reader.version()
    public_key = reader.take(32)
    x25519.check_public_key(public_key)
    name = reader.plain_text(1, 1, 120)
    reader.finish()
    return Card(public_key, name, sha256(label("authority") + data))

"""Device card, section 6.15."""

from dataclasses import dataclass

from . import ed25519, x25519
from .codec import Reader, string, u8
from .kdf import sha256
from .labels import label
from .reject import require


@dataclass
class DeviceCard:
    public_key: bytes
    http_key: bytes
    instruction_key: bytes
    name: str
    fingerprint: bytes


def encode(public_key: bytes, http_key: bytes, instruction_key: bytes, name: str) -> bytes:
    return u8(1) + public_key + http_key + instruction_key + string(1, name)


def decode(data: bytes) -> DeviceCard:
    """DEV-1."""
    reader = Reader(data)
    reader.version()
    public_key, http_key, instruction_key = reader.take(32), reader.take(32), reader.take(32)
    x25519.check_public_key(public_key)
    ed25519.check_public_key(http_key)
    ed25519.check_public_key(instruction_key)
    require(http_key != instruction_key, "bad-key")
    name = reader.plain_text(1, 1, 120)
    reader.finish()
    return DeviceCard(public_key, http_key, instruction_key, name, sha256(label("device") + data))

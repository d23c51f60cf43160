"""Root document, section 6.1."""

from dataclasses import dataclass

from . import ed25519
from .codec import Reader, u8, u32
from .kdf import sha256
from .labels import label
from .reject import require

PRODUCTION, TEST = 1, 2


@dataclass
class RootDocument:
    environment: int
    public_key: bytes
    creation_day: int
    random: bytes
    received: bytes

    @property
    def fingerprint(self) -> bytes:
        return sha256(label("root") + self.received)

    @property
    def list_id(self) -> bytes:
        return self.fingerprint[:16]

    def check_environment(self, environment: int) -> None:
        """ROOT-2."""
        require(self.environment == environment, "wrong-environment")


def encode(environment: int, public_key: bytes, creation_day: int, random: bytes) -> bytes:
    return u8(1) + u8(environment) + public_key + u32(creation_day) + random


def decode(data: bytes) -> RootDocument:
    """ROOT-1."""
    reader = Reader(data)
    reader.version()
    environment = reader.u8()
    require(environment in (PRODUCTION, TEST), "bad-value")
    public_key, creation_day, random = reader.take(32), reader.u32(), reader.take(16)
    reader.finish()
    ed25519.check_public_key(public_key)
    return RootDocument(environment, public_key, creation_day, random, data)

"""Certificate, section 6.2."""

from dataclasses import dataclass

from . import ed25519
from .codec import Reader, u8, u64
from .labels import label
from .reject import require
from .root import RootDocument

STATEMENT, INSTRUCTION, HTTP, WITNESS = 1, 2, 3, 4
READ, DELEGATE, INSTRUCT, DISCLOSE = 1, 2, 4, 8
SIGNED_LENGTH = 91
LENGTH = 155


@dataclass
class Certificate:
    root_fingerprint: bytes
    serial: int
    use: int
    rights: int
    not_before: int
    not_after: int
    public_key: bytes
    signature: bytes
    received: bytes

    def verify(self, root: RootDocument) -> None:
        """CERT-2."""
        require(self.root_fingerprint == root.fingerprint, "wrong-list")
        message = label("certificate") + self.received[:SIGNED_LENGTH]
        ed25519.verify(root.public_key, message, self.signature)

    def check_use(self, use: int, first: int, last: int | None = None) -> None:
        """CERT-3: for `use` at the time `first`, or over the range [first, last)."""
        require(self.use == use, "wrong-use")
        require(self.not_before <= first < self.not_after, "expired")
        require(last is None or last <= self.not_after, "expired")

    @property
    def is_delegates(self) -> bool:
        return self.rights & DELEGATE != 0

    def may(self, right: int) -> bool:
        """CERT-5: a device of the owner may do all of its use."""
        return not self.is_delegates or self.rights & right != 0

    def check_memory(self, highest_seen: int) -> None:
        """CERT-4."""
        require(self.serial >= highest_seen, "rolled-back")


def encode(
    root_seed: bytes, root_fingerprint: bytes, serial: int, use: int, rights: int,
    not_before: int, not_after: int, public_key: bytes, version: int = 1,
) -> bytes:
    body = u8(version) + root_fingerprint + u64(serial) + u8(use) + u8(rights)
    body += u64(not_before) + u64(not_after) + public_key
    return body + ed25519.sign(root_seed, label("certificate") + body)


def decode(data: bytes) -> Certificate:
    """CERT-1."""
    reader = Reader(data)
    reader.version()
    certificate = Certificate(
        root_fingerprint=reader.take(32),
        serial=reader.u64(),
        use=reader.u8(),
        rights=reader.u8(),
        not_before=reader.time(),
        not_after=reader.time(),
        public_key=reader.take(32),
        signature=reader.take(64),
        received=data,
    )
    reader.finish()
    require(certificate.serial >= 1, "bad-value")
    require(STATEMENT <= certificate.use <= WITNESS, "bad-value")
    require(certificate.rights & ~(READ | DELEGATE | INSTRUCT | DISCLOSE) == 0, "bad-value")
    if certificate.is_delegates:
        require(certificate.use in (INSTRUCTION, HTTP), "bad-value")
    else:
        require(certificate.rights & ~READ == 0, "bad-value")
    require(certificate.not_before < certificate.not_after, "bad-value")
    ed25519.check_public_key(certificate.public_key)
    return certificate

"""Statement, section 6.4."""

from dataclasses import dataclass, field

from . import certificate as certificates
from . import ed25519, x25519
from .codec import Reader, u8, u16, u32, u64
from .descriptor import Descriptor
from .kdf import sha256
from .labels import label
from .reject import Reject, require
from .root import RootDocument

SIGNED_LENGTH = 171
LENGTH = 235
LEEWAY = 600


@dataclass
class Statement:
    root_fingerprint: bytes
    generation: int
    epoch: int
    serial: int
    not_before: int
    not_after: int
    descriptor_hash: bytes
    presence_id: bytes
    public_key: bytes
    certificate_serial: int
    signature: bytes = field(repr=False)
    received: bytes = field(repr=False)

    @property
    def id(self) -> bytes:
        return sha256(label("statement-id") + self.received)

    def verify(self, root: RootDocument, all_certificates: list, descriptor: Descriptor) -> None:
        """STMT-2 and STMT-3."""
        require(self.root_fingerprint == root.fingerprint, "wrong-list")
        named = [c for c in all_certificates if c.serial == self.certificate_serial]
        if not named:
            raise Reject("bad-signature")
        named[0].check_use(certificates.STATEMENT, self.not_before, self.not_after)
        message = label("statement") + self.received[:SIGNED_LENGTH]
        ed25519.verify(named[0].public_key, message, self.signature)
        require(self.descriptor_hash == descriptor.hash, "wrong-descriptor")
        require((self.not_before, self.not_after) == descriptor.epoch_range(self.epoch), "bad-value")

    def check_memory(self, highest_seen: int) -> None:
        """STMT-4, for the highest serial seen for this epoch."""
        require(self.serial >= highest_seen, "rolled-back")

    def check_presence(self, presence_id: bytes) -> None:
        """STMT-5."""
        require(self.presence_id == presence_id, "replaced-poster")

    def check_time(self, now: int) -> None:
        """STMT-6."""
        require(now >= self.not_before - LEEWAY, "not-yet-valid")
        require(now < self.not_after + LEEWAY, "expired")


def upload_token_of(list_id: bytes, presence_secret: bytes) -> bytes:
    return sha256(label("upload-token") + list_id + presence_secret)


def presence_id_of_token(list_id: bytes, upload_token: bytes) -> bytes:
    return sha256(label("presence-id") + list_id + upload_token)


def presence_id_of(list_id: bytes, presence_secret: bytes) -> bytes:
    return presence_id_of_token(list_id, upload_token_of(list_id, presence_secret))


def encode(
    signing_seed: bytes, root_fingerprint: bytes, generation: int, epoch: int, serial: int,
    not_before: int, not_after: int, descriptor_hash: bytes, presence_id: bytes,
    public_key: bytes, certificate_serial: int, version: int = 1, suite: int = 1,
) -> bytes:
    body = u8(version) + u16(suite) + root_fingerprint + u32(generation) + u32(epoch) + u64(serial)
    body += u64(not_before) + u64(not_after) + descriptor_hash + presence_id + public_key
    body += u64(certificate_serial)
    return body + ed25519.sign(signing_seed, label("statement") + body)


def decode(data: bytes) -> Statement:
    """STMT-1."""
    reader = Reader(data)
    reader.version()
    reader.suite()
    statement = Statement(
        root_fingerprint=reader.take(32),
        generation=reader.u32(),
        epoch=reader.u32(),
        serial=reader.u64(),
        not_before=reader.time(),
        not_after=reader.time(),
        descriptor_hash=reader.take(32),
        presence_id=reader.take(32),
        public_key=reader.take(32),
        certificate_serial=reader.u64(),
        signature=reader.take(64),
        received=data,
    )
    reader.finish()
    require(statement.serial >= 1, "bad-value")
    require(statement.not_before < statement.not_after, "bad-value")
    x25519.check_public_key(statement.public_key)
    return statement

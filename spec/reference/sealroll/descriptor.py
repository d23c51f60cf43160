"""Descriptor, section 6.3."""

from dataclasses import dataclass, field, replace

from . import card as cards
from . import ed25519
from .codec import Reader, string, u8, u16, u32, u64
from .kdf import sha256
from .labels import label
from .reject import require
from .root import RootDocument

POLICY_FIELDS = (
    "given_name", "family_name", "phone", "email", "street", "postal_code", "city", "country",
    "place", "companions", "companion_names", "planned_end",
)
ABSENT, OPTIONAL, REQUIRED = 0, 1, 2
BUCKETS = (256, 512, 1024, 2048)
ORIGIN_CHARACTERS = set("abcdefghijklmnopqrstuvwxyz0123456789.-/:")
TEXTS = (
    ("venue", 1, 1, 120), ("address", 1, 0, 200), ("contact", 1, 1, 200),
    ("purpose_de", 2, 1, 500), ("purpose_en", 2, 1, 500),
    ("legal_basis_de", 2, 1, 300), ("legal_basis_en", 2, 1, 300),
)


@dataclass
class Descriptor:
    root_fingerprint: bytes
    descriptor_version: int
    texts: dict
    epoch_anchor: int
    epoch_length: int
    retention_epochs: int
    upload_grace: int
    supersede_grace: int
    audit_days: int
    bucket: int
    policies: dict
    max_companions: int
    epoch_cap: int
    door_code: int
    authority: cards.Card | None
    origin: str
    log_key: bytes
    signature: bytes = field(repr=False)
    received: bytes = field(repr=False)

    @property
    def hash(self) -> bytes:
        return sha256(label("descriptor-hash") + self.received)

    def verify(self, root: RootDocument) -> None:
        """DESC-3."""
        require(self.root_fingerprint == root.fingerprint, "wrong-list")
        message = label("descriptor") + self.received[:-64]
        ed25519.verify(root.public_key, message, self.signature)

    def check_memory(self, highest_seen: int) -> None:
        """DESC-4."""
        require(self.descriptor_version >= highest_seen, "rolled-back")

    def without_authority(self) -> "Descriptor":
        """The same terms, for a record before it is parted."""
        return replace(self, authority=None)

    def epoch_range(self, epoch: int) -> tuple[int, int]:
        start = self.epoch_anchor + epoch * self.epoch_length
        return start, start + self.epoch_length


def decode(data: bytes) -> Descriptor:
    """DESC-1 and DESC-2."""
    reader = Reader(data)
    reader.version()
    root_fingerprint, descriptor_version = reader.take(32), reader.u32()
    texts = {name: reader.plain_text(size, low, high) for name, size, low, high in TEXTS}
    epoch_anchor = reader.time()
    epoch_length, retention_epochs = reader.u32(), reader.u16()
    upload_grace, supersede_grace = reader.u32(), reader.u32()
    audit_days, bucket = reader.u16(), reader.u16()
    policies = dict(zip(POLICY_FIELDS, reader.take(12)))
    max_companions, epoch_cap, door_code = reader.u8(), reader.u32(), reader.u8()
    authority = reader.take(reader.u8())
    origin = reader.plain_text(1, 1, 120)
    log_key, signature = reader.take(32), reader.take(64)
    reader.finish()
    for value, low, high in (
        (descriptor_version, 1, 2**32 - 1),
        (epoch_length, 3600, 2678400),
        (retention_epochs, 1, 3660),
        (upload_grace, 0, 2592000),
        (supersede_grace, 0, 86400),
        (audit_days, 1, 3660),
        (max_companions, 0, 50),
        (epoch_cap, 1, 10000000),
        (door_code, 0, 1),
    ):
        require(low <= value <= high, "bad-value")
    require(bucket in BUCKETS, "bad-value")
    require(all(policy <= REQUIRED for policy in policies.values()), "bad-value")
    require(set(origin) <= ORIGIN_CHARACTERS, "bad-value")
    require(not origin.startswith("/") and not origin.endswith("/"), "bad-value")
    require(not authority or bucket >= 512, "bad-value")
    ed25519.check_public_key(log_key)
    return Descriptor(
        root_fingerprint, descriptor_version, texts, epoch_anchor, epoch_length, retention_epochs,
        upload_grace, supersede_grace, audit_days, bucket, policies, max_companions, epoch_cap,
        door_code, cards.decode(authority) if authority else None, origin, log_key, signature, data,
    )


def encode(root_seed: bytes, values: dict) -> bytes:
    """Signs the values as they are; the generator also needs descriptors that break the rules."""
    body = u8(values.get("version", 1)) + values["root_fingerprint"] + u32(values["descriptor_version"])
    for name, size, _, _ in TEXTS:
        text = values[name]
        body += text if isinstance(text, bytes) else string(size, text)
    body += u64(values["epoch_anchor"]) + u32(values["epoch_length"]) + u16(values["retention_epochs"])
    body += u32(values["upload_grace"]) + u32(values["supersede_grace"])
    body += u16(values["audit_days"]) + u16(values["bucket"])
    body += bytes(values["policies"][name] for name in POLICY_FIELDS)
    body += u8(values["max_companions"]) + u32(values["epoch_cap"]) + u8(values["door_code"])
    authority = values.get("authority", b"")
    body += u8(len(authority)) + authority + string(1, values["origin"]) + values["log_key"]
    return body + ed25519.sign(root_seed, label("descriptor") + body)

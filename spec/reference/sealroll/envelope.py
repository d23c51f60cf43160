"""Header, envelope, inner frame: section 6.7."""

from dataclasses import dataclass

from . import hpke, kdf, x25519
from .codec import Reader, u8, u16, u32
from .labels import label
from .reject import Reject, require

HEADER_LENGTH = 55
OVERHEAD = 135
LENGTHS = {bucket + OVERHEAD: bucket for bucket in (256, 512, 1024, 2048)}


@dataclass
class Envelope:
    list_id: bytes
    epoch: int
    statement_id: bytes
    key_commitment: bytes
    enc: bytes
    ciphertext: bytes
    bucket: int
    received: bytes

    @property
    def header(self) -> bytes:
        return self.received[:HEADER_LENGTH]

    @property
    def record_id(self) -> bytes:
        return record_id_of(self.received)


def record_id_of(envelope: bytes) -> bytes:
    return kdf.sha256(label("record-id") + envelope)


def encode_header(list_id: bytes, epoch: int, statement_id: bytes, version: int = 1, suite: int = 1) -> bytes:
    return u8(version) + u16(suite) + list_id + u32(epoch) + statement_id


def decode(data: bytes, bucket: int | None = None) -> Envelope:
    """ENV-1 and ENV-2; `bucket` is the list's, where it is known."""
    require(len(data) in LENGTHS, "bad-length")
    require(bucket is None or LENGTHS[len(data)] == bucket, "bad-length")
    reader = Reader(data)
    reader.version()
    reader.suite()
    envelope = Envelope(
        list_id=reader.take(16),
        epoch=reader.u32(),
        statement_id=reader.take(32),
        key_commitment=reader.take(32),
        enc=reader.take(32),
        ciphertext=reader.take(len(data) - OVERHEAD + 16),
        bucket=LENGTHS[len(data)],
        received=data,
    )
    reader.finish()
    x25519.check_public_key(envelope.enc)
    return envelope


def schedule_of(shared_secret: bytes, header: bytes, psk: bytes) -> hpke.Schedule:
    return hpke.key_schedule(shared_secret, label("record") + header, psk, header[23:55])


def key_commitment_of(header: bytes, schedule: hpke.Schedule) -> bytes:
    return kdf.sha256(label("key-commitment") + header + schedule.key + schedule.base_nonce)


def frame(data: bytes, bucket: int) -> bytes:
    require(len(data) <= bucket - 2, "limit")
    return (u16(len(data)) + data).ljust(bucket, b"\x00")


def unframe(plaintext: bytes) -> bytes:
    """PAD-1."""
    length = int.from_bytes(plaintext[:2], "big")
    require(length <= len(plaintext) - 2, "open-failed")
    require(not any(plaintext[2 + length :]), "open-failed")
    return plaintext[2 : 2 + length]


def hedge(random: bytes, device_secret: bytes, header: bytes, content: bytes) -> bytes:
    """ikmE of ENV-5."""
    material = random + device_secret + kdf.sha256(header + content)
    return kdf.extract(label("ephemeral"), material)


@dataclass
class Sealing:
    """A sealing under way: enc is known before the data, since follow-ups sign it."""

    header: bytes
    ephemeral_secret: bytes
    ephemeral_public: bytes
    recipient: bytes
    psk: bytes

    def finish(self, data: bytes, bucket: int) -> tuple[bytes, hpke.Schedule]:
        return self.finish_plaintext(frame(data, bucket))

    def finish_plaintext(self, plaintext: bytes) -> tuple[bytes, hpke.Schedule]:
        shared_secret, enc = hpke.encap(self.recipient, self.ephemeral_secret)
        schedule = schedule_of(shared_secret, self.header, self.psk)
        commitment = key_commitment_of(self.header, schedule)
        return self.header + commitment + enc + schedule.seal(b"", plaintext), schedule


def begin(header: bytes, recipient: bytes, psk: bytes, ikm_ephemeral: bytes) -> Sealing:
    x25519.check_public_key(recipient)
    secret, public = hpke.derive_key_pair(ikm_ephemeral)
    return Sealing(header, secret, public, recipient, psk)


def open_envelope(envelope: Envelope, secret_key: bytes, psk: bytes) -> bytes:
    """The record data. ENV-3, ENV-4, PAD-1: every failure is `open-failed`."""
    shared_secret = hpke.decap(envelope.enc, secret_key)
    schedule = schedule_of(shared_secret, envelope.header, psk)
    if key_commitment_of(envelope.header, schedule) != envelope.key_commitment:
        raise Reject("open-failed")
    return unframe(schedule.open(b"", envelope.ciphertext))



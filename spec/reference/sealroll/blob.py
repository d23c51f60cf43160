"""Recovery blob, section 6.14 (BLOB-1, BLOB-2), and the value of a canary (7.8)."""

from dataclasses import dataclass

from . import hpke, kdf, x25519
from .codec import Reader, u32, u64
from .keyfile import CODE, MAX_PASSPHRASE, PASSPHRASE, Parameters, check_bounds, decode_decryption
from .labels import label
from .reject import require

KIND = 4
MAX_LENGTH = 524288
NOTHING = bytes(48)


@dataclass
class Blob:
    parameters: Parameters
    list_id: bytes
    serial: int
    context: bytes
    commitment: bytes
    enc: bytes
    ciphertext: bytes


def recovery_key(parameters: Parameters, secret: bytes) -> dict:
    prk = parameters.derive(secret)["prk"]
    ikm = kdf.expand(prk, label("recovery-key") + parameters.encode(), 32)
    secret_key, public_key = hpke.derive_key_pair(ikm)
    return {"prk": prk, "ikm": ikm, "secret_key": secret_key, "public_key": public_key}


def context_of(parameters: Parameters, list_id: bytes, serial: int) -> bytes:
    return parameters.encode() + list_id + u64(serial)


def commitment_of(context: bytes, schedule: hpke.Schedule) -> bytes:
    return kdf.sha256(label("blob-commitment") + context + schedule.key + schedule.base_nonce)


def seal(public_key: bytes, context: bytes, content: bytes, ikm_ephemeral: bytes) -> tuple[bytes, hpke.Schedule]:
    ephemeral, _ = hpke.derive_key_pair(ikm_ephemeral)
    shared_secret, enc = hpke.encap(public_key, ephemeral)
    schedule = hpke.key_schedule(shared_secret, label("recovery-blob") + context)
    return context + commitment_of(context, schedule) + enc + schedule.seal(b"", content), schedule


def decode(data: bytes, list_id: bytes) -> Blob:
    """BLOB-1."""
    require(len(data) <= MAX_LENGTH, "limit")
    reader = Reader(data)
    reader.version()
    kind, secret = reader.u8(), reader.u8()
    require(kind == KIND and CODE <= secret <= PASSPHRASE, "bad-value")
    parameters = Parameters(kind, secret, reader.u32(), reader.u32(), reader.u8(), reader.take(16))
    check_bounds(parameters)
    require(reader.take(16) == list_id, "wrong-list")
    serial = reader.u64()
    require(serial >= 1, "bad-value")
    commitment, enc = reader.take(32), reader.take(32)
    x25519.check_public_key(enc)
    reader.take(16)
    return Blob(parameters, list_id, serial, data[:52], commitment, enc, data[116:])


def open_blob(blob: Blob, secret: bytes) -> bytes:
    """BLOB-2: the content."""
    require(blob.parameters.secret == CODE or 1 <= len(secret) <= MAX_PASSPHRASE, "limit")
    secret_key = recovery_key(blob.parameters, secret)["secret_key"]
    shared_secret = hpke.decap(blob.enc, secret_key)
    schedule = hpke.key_schedule(shared_secret, label("recovery-blob") + blob.context)
    require(commitment_of(blob.context, schedule) == blob.commitment, "open-failed")
    return schedule.open(b"", blob.ciphertext)


def encode_place(record_id: bytes, generation: int, epoch: int, leaf_index: int) -> bytes:
    return record_id + u32(generation) + u32(epoch) + u64(leaf_index)


def encode_content(time: int, place: bytes, decryption: bytes) -> bytes:
    return b"\x01" + u64(time) + place + u32(len(decryption)) + decryption


def decode_content(content: bytes) -> dict:
    reader = Reader(content)
    reader.version()
    time, record_id = reader.time(), reader.take(32)
    place = {"generation": reader.u32(), "epoch": reader.u32(), "leaf_index": reader.u64()}
    if record_id == bytes(32):
        require(not any(place.values()), "non-canonical")
    decryption = reader.take(reader.u32())
    reader.finish()
    canary = {"record_id": record_id.hex(), **place} if any(record_id) else None
    return {"time": time, "canary": canary, **decode_decryption(decryption)}


def canary_value(leaf: bytes, list_id: bytes, generation: int, epoch: int) -> bytes:
    return kdf.expand(leaf, label("canary") + list_id + u32(generation) + u32(epoch), 32)

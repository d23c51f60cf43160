"""Disclosure, section 6.12."""

from dataclasses import dataclass

from . import certificate as certificates
from . import checkpoint as checkpoints
from . import ed25519, envelope, hpke, receipt, record, welcome, x25519
from . import entry as entries
from .card import Card
from .codec import Reader, u8, u16, u32, u64
from .kdf import sha256
from .labels import label
from .reject import Reject, require

HEAD = u8(1) + u16(1)
MOST = 100000


@dataclass
class Disclosed:
    generation: int
    index: int
    envelope: bytes
    proof: bytes
    key: bytes
    base_nonce: bytes

    def encode(self) -> bytes:
        place = u32(self.generation) + u64(self.index)
        return place + long(self.envelope) + long(self.proof) + self.key + self.base_nonce


@dataclass
class Content:
    registration: welcome.Registration
    time: int
    case: str
    purpose: str
    legal_basis: str
    records: list[Disclosed]
    certificate_serial: int
    signature: bytes
    signed: bytes


def long(data: bytes) -> bytes:
    return u16(len(data)) + data


def disclosure_id(disclosure: bytes) -> bytes:
    return sha256(label("disclosure-id") + disclosure)


def encode_content(registration: bytes, time: int, texts: tuple, records: list[Disclosed], serial: int,
                   seed: bytes, card: Card) -> bytes:
    """`texts` is case, purpose and legal basis. Nothing is checked."""
    case, purpose, legal_basis = (text.encode("utf-8") for text in texts)
    content = u8(1) + long(registration) + u64(time) + u8(len(case)) + case + long(purpose) + long(legal_basis)
    content += u32(len(records)) + b"".join(item.encode() for item in records) + u64(serial)
    return content + ed25519.sign(seed, message(card, content))


def message(card: Card, signed: bytes) -> bytes:
    return label("disclosed") + card.fingerprint + signed


def seal(card: Card, content: bytes, ikm: bytes) -> bytes:
    secret, _ = hpke.derive_key_pair(ikm)
    shared_secret, enc = hpke.encap(card.public_key, secret)
    return HEAD + enc + schedule(card, shared_secret).seal(b"", content)


def schedule(card: Card, shared_secret: bytes) -> hpke.Schedule:
    return hpke.key_schedule(shared_secret, label("disclosure") + HEAD + card.fingerprint)


def open_content(disclosure: bytes, secret_key: bytes, card: Card) -> bytes:
    """DIS-2."""
    reader = Reader(disclosure)
    reader.version()
    reader.suite()
    enc = reader.take(32)
    x25519.check_public_key(enc)
    return schedule(card, hpke.decap(enc, secret_key)).open(b"", disclosure[35:])


def decode_content(data: bytes) -> Content:
    """DIS-1."""
    reader = Reader(data)
    reader.version()
    registration = welcome.decode_registration(reader.take(reader.u16()))
    time = reader.time()
    texts = [reader.plain_text(size, 1, most) for size, most in ((1, 120), (2, 500), (2, 300))]
    count = reader.u32()
    require(1 <= count <= MOST, "limit")
    records = [read_disclosed(reader) for _ in range(count)]
    places = [(item.generation, item.index) for item in records]
    require(places == sorted(set(places)), "non-canonical")
    serial = reader.u64()
    signed = data[: reader.offset]
    signature = reader.take(64)
    reader.finish()
    return Content(registration, time, *texts, records, serial, signature, signed)


def read_disclosed(reader: Reader) -> Disclosed:
    generation, index = reader.u32(), reader.u64()
    size = reader.u16()
    require(size <= max(envelope.LENGTHS), "limit")
    sealed = reader.take(size)
    return Disclosed(generation, index, sealed, reader.take(reader.u16()), reader.take(32), reader.take(12))


def verify(content: Content, card: Card, environment: int) -> list:
    """DIS-3, then DIS-4 for each record: a dict with what it says, or the class of its refusal."""
    registration = content.registration
    for certificate in registration.certificates:
        certificate.verify(registration.root)
    registration.descriptor.verify(registration.root)
    registration.root.check_environment(environment)
    named = [c for c in registration.certificates if c.serial == content.certificate_serial]
    require(bool(named), "bad-signature")
    named[0].check_use(certificates.INSTRUCTION, content.time)
    require(named[0].may(certificates.DISCLOSE), "not-granted")
    ed25519.verify(named[0].public_key, message(card, content.signed), content.signature)
    ticket_keys: dict[bytes, bytes] = {}
    results = []
    for item in content.records:
        try:
            results.append(verify_record(registration, item, ticket_keys))
        except Reject as reject:
            results.append(reject.code)
    return results


def verify_record(registration: welcome.Registration, item: Disclosed, ticket_keys: dict) -> dict:
    """DIS-4."""
    list_id = registration.root.list_id
    found = envelope.decode(item.envelope)
    require(found.list_id == list_id, "wrong-list")
    verify_proof(registration, item, entries.Entry(entries.RECORD, found.epoch, found.record_id).encode())
    commitment = sha256(label("key-commitment") + found.header + item.key + item.base_nonce)
    require(commitment == found.key_commitment, "open-failed")
    key = hpke.Schedule(0, b"", b"", b"", item.key, item.base_nonce, b"")
    content, signature = record.decode(envelope.unframe(key.open(b"", found.ciphertext)))
    require(content["type"] != "canary", "bad-value")
    if content["type"] == "check-in":
        ticket_keys[found.record_id] = bytes.fromhex(content["ticket_key"])
    else:
        ticket_key = ticket_keys.get(bytes.fromhex(content["follow_up"]["check_in"]))
        require(ticket_key is not None, "unknown-check-in")
        signed = record.follow_up_message(list_id, found.header, found.enc, record.encode(content))
        ed25519.verify(ticket_key, signed, signature)
    return {"epoch": found.epoch, "record_id": found.record_id.hex(), "record": content}


def verify_proof(registration: welcome.Registration, item: Disclosed, entry: bytes) -> None:
    """What WEL-3 asks of a statement's proof, for a record's."""
    list_id, origin = registration.root.list_id, registration.descriptor.origin
    try:
        proof = receipt.parse(item.proof.decode("utf-8"))
    except UnicodeDecodeError:
        raise Reject("bad-proof") from None
    receipt.verify(proof, checkpoints.log_origin(origin, list_id, item.generation), registration.descriptor.log_key, entry)
    cosigned = welcome.is_cosigned_by_any(registration.certificates, proof, checkpoints.witness_name(origin, list_id))
    require(cosigned, "not-cosigned")
    require(proof.index == item.index, "bad-proof")

"""Dual control, section 6.8: contact data sealed to an authority, bound to the rest of the record."""

from . import hpke, kdf, record, x25519
from . import postcard as pc
from .codec import u16
from .envelope import hedge
from .labels import label
from .reject import Reject, require


def info(header: bytes, outer: bytes) -> bytes:
    return label("inner") + header + kdf.sha256(label("outer-body") + outer)


def part(content: dict) -> tuple[dict, dict]:
    """The record without contact data, and Inner."""
    companions = content.get("companions")
    inner = {
        "contact": content.get("contact") or {name: None for name in record.CONTACT},
        "companion_names": companions["names"] if companions else [],
    }
    outer = dict(content)
    if "contact" in outer:
        outer["contact"] = {name: None for name in record.CONTACT}
    if companions:
        outer["companions"] = {"count": companions["count"], "names": []}
    return outer, inner


def encode_inner(inner: dict) -> bytes:
    return record.encode_contact(inner["contact"]) + pc.sequence(inner["companion_names"], pc.string)


def decode_inner(data: bytes) -> dict:
    reader = pc.PostcardReader(data)
    inner = {"contact": record.read_contact(reader), "companion_names": reader.sequence(reader.string)}
    require(reader.canonical and reader.offset == len(data), "non-canonical")
    names = {"count": 0, "names": inner["companion_names"]}
    record.check_fields({"contact": inner["contact"], "companions": names})
    return inner


def frame(inner: bytes, bucket: int) -> bytes:
    size = bucket // 2 - 48
    require(len(inner) <= size - 2, "limit")
    return (u16(len(inner)) + inner).ljust(size, b"\x00")


def hedged_ikm(random: bytes, device_secret: bytes, header: bytes, outer: bytes, inner: bytes) -> bytes:
    """ENV-5 with outer and Inner as content."""
    return hedge(random, device_secret, header, outer + inner)


def seal(public_key: bytes, ikm: bytes, header: bytes, outer: bytes, text: bytes) -> bytes:
    secret, _ = hpke.derive_key_pair(ikm)
    shared_secret, enc = hpke.encap(public_key, secret)
    return enc + hpke.key_schedule(shared_secret, info(header, outer)).seal(b"", text)


def open_contact(secret_key: bytes, header: bytes, outer: bytes, sealed: bytes) -> dict:
    """DUAL-3."""
    try:
        x25519.check_public_key(sealed[:32])
    except Reject:
        raise Reject("open-failed") from None
    schedule = hpke.key_schedule(hpke.decap(sealed[:32], secret_key), info(header, outer))
    text = schedule.open(b"", sealed[32:])
    length = int.from_bytes(text[:2], "big")
    require(length <= len(text) - 2 and not any(text[2 + length :]), "open-failed")
    return decode_inner(text[2 : 2 + length])

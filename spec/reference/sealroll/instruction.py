"""Instruction, section 10 (INS-1)."""

import datetime
import re
from dataclasses import dataclass

from . import certificate as certificates
from . import ed25519, note
from .kdf import sha256
from .labels import label
from .reject import Reject, require

TEXT = re.compile(
    r"sealroll-v1 instruction\n"
    r"list ([0-9a-f]{32})\n"
    r"serial (0|[1-9][0-9]{0,19})\n"
    r"time ([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)\n"
    r"purge epoch (0|[1-9][0-9]{0,9})\n"
)


@dataclass
class Instruction:
    serial: int
    time: str
    epoch: int
    certificate_serial: int
    id: bytes


def body(list_id: bytes, serial: int, time: str, epoch: int) -> str:
    return f"sealroll-v1 instruction\nlist {list_id.hex()}\nserial {serial}\ntime {time}\npurge epoch {epoch}\n"


def key_name(origin: str, list_id: bytes, certificate_serial: int) -> str:
    return f"{origin}/{list_id.hex()}/instruction/{certificate_serial}"


def id_of(text: str) -> bytes:
    return sha256(label("instruction") + text.encode("utf-8"))


def verify(text: str, origin: str, list_id: bytes, all_certificates: list, now: int, last_serial: int) -> Instruction:
    body_text, signatures = note.parse(text, "bad-instruction")
    match = TEXT.fullmatch(body_text)
    require(match is not None and len(signatures) == 1, "bad-instruction")
    require(is_time(match[3]) and int(match[4]) < 2**32 and int(match[2]) < 2**64, "bad-instruction")
    require(match[1] == list_id.hex(), "wrong-list")
    prefix = key_name(origin, list_id, 0)[:-1]
    name = re.fullmatch(re.escape(prefix) + r"([1-9][0-9]{0,19})", signatures[0].name)
    require(name is not None, "bad-instruction")
    named = [c for c in all_certificates if c.serial == int(name[1])]
    if not named:
        raise Reject("bad-signature")
    named[0].check_use(certificates.INSTRUCTION, now)
    key = note.Key(signatures[0].name, note.ED25519, named[0].public_key)
    require(key.id == signatures[0].key_id, "bad-signature")
    ed25519.verify(key.public_key, body_text.encode("utf-8"), signatures[0].payload)
    serial = int(match[2])
    require(serial > last_serial, "stale-instruction")
    return Instruction(serial, match[3], int(match[4]), int(name[1]), id_of(text))


def is_time(text: str) -> bool:
    try:
        datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        return False
    return True

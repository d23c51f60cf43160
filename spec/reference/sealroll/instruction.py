"""Instruction, section 10.1 (INS-1)."""

import re
from dataclasses import dataclass

from . import certificate as certificates
from . import ed25519, note
from .document import TIME, is_time, own_note
from .kdf import sha256
from .labels import label
from .reject import Reject, require
from .root import RootDocument

NUMBER = r"(?:0|[1-9][0-9]*)"
TEXT = re.compile(
    r"sealroll-v1 instruction\n"
    r"list ([0-9a-f]{32})\n"
    rf"serial ({NUMBER})\n"
    r"previous ([0-9a-f]{64})\n"
    rf"time ({TIME})\n"
    r"([^\n]*)\n"
)
ORDER = re.compile(
    rf"(?:purge|hold|lift) epoch ({NUMBER})"
    r"|(?:erase|restrict|lift|drill) record [0-9a-f]{64}"
    r"|(?:admit|dismiss) reader [0-9a-f]{64}"
    rf"|punctured epoch ({NUMBER})"
    r"|object processor [0-9a-f]{64}"
    r"|disclose [0-9a-f]{64}"
    r"|grant device [0-9a-f]{64}"
    rf"|revoke certificate ({NUMBER})"
    r"|terminate list"
)
NONE = bytes(32)
LONGEST_STEP = 2**32


@dataclass
class Instruction:
    serial: int
    previous: bytes | None
    time: str
    order: str
    certificate_serial: int | None
    id: bytes


def body(list_id: bytes, serial: int, time: str, order: str, previous: bytes | None = None) -> str:
    return (
        f"sealroll-v1 instruction\nlist {list_id.hex()}\nserial {serial}\n"
        f"previous {(previous or NONE).hex()}\ntime {time}\n{order}\n"
    )


def key_name(origin: str, list_id: bytes, certificate_serial: int) -> str:
    return f"{origin}/{list_id.hex()}/instruction/{certificate_serial}"


def root_name(origin: str, list_id: bytes) -> str:
    return f"{origin}/{list_id.hex()}/root"


def id_of(text: str) -> bytes:
    return sha256(label("instruction") + text.encode("utf-8"))


def right_for(order: str) -> int:
    """What a delegate needs for an order; 0 where nothing, -1 where no right is enough (6.2)."""
    if order.startswith("punctured "):
        return 0
    if order.startswith("disclose "):
        return certificates.DISCLOSE
    if order.startswith(("purge ", "erase ", "restrict ", "lift ", "hold ")):
        return certificates.INSTRUCT
    return -1


def is_of_root(order: str) -> bool:
    return order == "terminate list" or order.startswith(("grant device ", "revoke certificate "))


def verify(text: str, origin: str, root: RootDocument, all_certificates: list, now: int,
           last: tuple[int, bytes] | None, revoked: tuple = ()) -> Instruction:
    """`last` is serial and id of the list's last instruction, `revoked` serials of certificates."""
    body_text, signatures = own_note(text, "bad-instruction")
    match = TEXT.fullmatch(body_text)
    require(match is not None and len(signatures) == 1, "bad-instruction")
    order = ORDER.fullmatch(match[5])
    require(order is not None and int(order[1] or order[2] or 0) < 2**32, "bad-instruction")
    require(int(order[3] or 0) < 2**64, "bad-instruction")
    require(is_time(match[4]) and int(match[2]) < 2**64, "bad-instruction")
    require(match[1] == root.list_id.hex(), "wrong-list")
    right = 0
    if is_of_root(match[5]):
        require(signatures[0].name == root_name(origin, root.list_id), "bad-instruction")
        certificate_serial, public_key = None, root.public_key
    else:
        prefix = key_name(origin, root.list_id, 0)[:-1]
        name = re.fullmatch(re.escape(prefix) + r"([1-9][0-9]{0,19})", signatures[0].name)
        require(name is not None, "bad-instruction")
        certificate_serial = int(name[1])
        named = [c for c in all_certificates if c.serial == certificate_serial]
        if not named:
            raise Reject("bad-signature")
        named[0].check_use(certificates.INSTRUCTION, now)
        right = right_for(match[5]) if named[0].is_delegates else 0
        public_key = named[0].public_key
    key = note.Key(signatures[0].name, note.ED25519, public_key)
    require(key.id == signatures[0].key_id, "bad-signature")
    ed25519.verify(key.public_key, body_text.encode("utf-8"), signatures[0].payload)
    require(right == 0 or (right > 0 and named[0].may(right)), "not-granted")
    require(certificate_serial not in revoked, "revoked")
    serial, previous = int(match[2]), bytes.fromhex(match[3])
    require(last is None or serial > last[0], "stale-instruction")
    require(serial - (last[0] if last else 0) <= LONGEST_STEP, "stale-instruction")
    require(previous == (NONE if last is None else last[1]), "stale-instruction")
    return Instruction(
        serial, None if previous == NONE else previous, match[4], match[5], certificate_serial, id_of(text)
    )

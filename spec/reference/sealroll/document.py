"""Notes of the processor and their place in the instruction log, sections 10.2 to 10.7."""

import datetime
import re
from dataclasses import dataclass

from . import ed25519, entry, note
from .kdf import sha256
from .labels import label
from .reject import Reject, require
from .text import check_plain_text

MOST = 4096
NUMBER = r"(?:0|[1-9][0-9]*)"
HASH = r"[0-9a-f]{64}"
TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"
LIST = r"list (?P<list_id>[0-9a-f]{32})\n"

ACKNOWLEDGEMENT = re.compile(
    r"sealroll-v1 acknowledgement\n" + LIST
    + rf"instruction (?P<instruction>{HASH})\n"
    rf"time (?P<time>{TIME})\n"
)
ERASURE = re.compile(
    r"sealroll-v1 erasure\n" + LIST
    + rf"epoch (?P<epoch>{NUMBER})\n"
    rf"records (?P<records>{NUMBER})\n"
    rf"root (?P<root>{HASH})\n"
    rf"destroyed (?P<destroyed>{TIME})\n"
    rf"backups (?P<backups>{TIME})\n"
    rf"reason (?P<reason>(?:retention|instruction) {HASH})\n"
)
PROCESSOR = re.compile(
    r"sealroll-v1 processor\n"
    r"origin (?P<origin>[^\n]*)\n"
    rf"version (?P<version>{NUMBER})\n"
    rf"time (?P<time>{TIME})\n"
    r"operator (?P<operator>[^\n]*)\n"
    r"region (?P<region>[^\n]*)\n"
    r"software (?P<software>[^\n]*)\n"
    r"(?P<sub_processors>(?:sub-processor [^\n]*\n)*)"
)
OPENING = re.compile(
    r"sealroll-v1 opening\n" + LIST
    + rf"log (?P<log>{NUMBER}|instructions)\n"
    rf"part (?P<part>{NUMBER})\n"
    rf"restored (?P<restored>{NUMBER}) (?P<root>{HASH})\n"
    rf"signed (?P<signed>{NUMBER}|unknown)\n"
    rf"time (?P<time>{TIME})\n"
)
FORMS = {
    "acknowledgement": (entry.ACKNOWLEDGEMENT, ACKNOWLEDGEMENT),
    "erasure": (entry.ERASURE, ERASURE),
    "processor": (entry.PROCESSOR, PROCESSOR),
    "opening": (entry.OPENING, OPENING),
}


@dataclass
class Document:
    values: dict
    id: bytes


def document_id(kind: int, document: bytes) -> bytes:
    return sha256(label("document") + bytes([kind]) + document)


def retention_id(list_id: bytes, epoch: int, descriptor_hash: bytes) -> bytes:
    return sha256(label("retention") + list_id + epoch.to_bytes(4, "big") + descriptor_hash)


def reader_id(list_id: bytes, token: bytes) -> bytes:
    return sha256(label("log-token") + list_id + token)


def log_name(origin: str, list_id: bytes) -> str:
    return f"{origin}/{list_id.hex()}/instructions"


def processor_name(origin: str) -> str:
    return f"{origin}/processor"


def own_note(text: str, code: str):
    """A note that is short enough (DOC-1): its text and signature lines."""
    require(len(text.encode("utf-8")) <= MOST, code)
    return note.parse(text, code)


def verify(kind: str, text: str, origin: str, list_id: bytes, log_key: bytes) -> Document:
    """DOC-1 and DOC-2."""
    number, form = FORMS[kind]
    body, signatures = own_note(text, "bad-document")
    match = form.fullmatch(body)
    require(match is not None, "bad-document")
    values = read_processor(match) if kind == "processor" else read_of_list(match)
    if "list_id" in values:
        require(values["list_id"] == list_id.hex(), "wrong-list")
        name = log_name(origin, list_id)
    else:
        name = processor_name(values["origin"])
        require(values["origin"] == origin, "bad-signature")
    require(len(signatures) == 1, "bad-signature")
    key = note.Key(name, note.ED25519, log_key)
    require(signatures[0].name == name and signatures[0].key_id == key.id, "bad-signature")
    ed25519.verify(log_key, body.encode("utf-8"), signatures[0].payload)
    return Document(values, document_id(number, text.encode("utf-8")))


def read_of_list(match: re.Match) -> dict:
    values = match.groupdict()
    for name in ("time", "destroyed", "backups"):
        require(name not in values or is_time(values[name]), "bad-document")
    limits = (("log", 2**32), ("epoch", 2**32), ("records", 2**64), ("part", 2**64), ("restored", 2**64), ("signed", 2**64))
    for name, limit in limits:
        if name in values and values[name] not in ("instructions", "unknown"):
            values[name] = int(values[name])
            require(values[name] < limit, "bad-document")
    if "part" in values:
        require(values["part"] >= 1, "bad-document")
        require(values["signed"] == "unknown" or values["signed"] >= values["restored"], "bad-document")
    if "backups" in values:
        require(values["backups"] >= values["destroyed"], "bad-document")
    return values


def read_processor(match: re.Match) -> dict:
    values = match.groupdict()
    lines = values["sub_processors"].split("\n")[:-1]
    values["sub_processors"] = [line.removeprefix("sub-processor ") for line in lines]
    values["version"] = int(values["version"])
    require(1 <= values["version"] < 2**64 and is_time(values["time"]), "bad-document")
    require(len(values["sub_processors"]) <= 16, "bad-document")
    texts = [values[name] for name in ("origin", "operator", "region", "software")]
    for text in texts + values["sub_processors"]:
        raw = text.encode("utf-8")
        require(1 <= len(raw) <= 200 and is_plain(raw), "bad-document")
    return values


def is_plain(raw: bytes) -> bool:
    try:
        check_plain_text(raw)
    except Reject:
        return False
    return True


def is_time(text: str) -> bool:
    try:
        moment = datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        return False
    return moment.year >= 1970

"""Record, section 6.8. A record is a dict as in the vectors: byte strings are hex."""

from . import ed25519
from . import postcard as pc
from .descriptor import ABSENT, REQUIRED, Descriptor
from .field import TEXT_RULES, check_field
from .labels import label
from .reject import require

KINDS = ("check-in", "check-out", "correction", "request", "canary")
CONTACT = ("given_name", "family_name", "phone", "email", "street", "postal_code", "city", "country")
ENTERED_BY = ("guest", "staff")
SOURCES = ("guest", "automatic", "owner")
REQUESTS = ("access", "rectify", "erase", "restrict", "port", "object")


def encode(record: dict) -> bytes:
    """The data without the signature of follow-ups; nothing is checked. A record of a list under
    dual control has its sealed contact as `sealed_contact`."""
    if "sealed_contact" in record:
        return encode_outer(record, 2) + bytes.fromhex(record["sealed_contact"])
    return encode_outer(record, 1)


def encode_outer(record: dict, version: int) -> bytes:
    """version ‖ postcard(record)."""
    kind = record["type"]
    output = bytes([version]) + pc.varint(KINDS.index(kind))
    if kind == "check-in":
        output += encode_contact(record["contact"]) + encode_companions(record["companions"])
        output += pc.option(record["place"], pc.string) + pc.varint(record["arrival"])
        output += pc.option(record["planned_end"], pc.varint)
        output += pc.option(record["door_code"], pc.string)
        output += pc.varint(ENTERED_BY.index(record["entered_by"]))
        return output + bytes.fromhex(record["ticket_key"])
    if kind == "canary":
        return output + bytes.fromhex(record["value"])
    output += encode_follow_up(record["follow_up"])
    if kind == "check-out":
        return output + pc.varint(record["departure"]) + pc.varint(SOURCES.index(record["source"]))
    if kind == "correction":
        output += encode_contact(record["contact"])
        output += pc.option(record["companions"], encode_companions)
        output += pc.option(record["place"], pc.string)
        output += pc.option(record["arrival"], pc.varint)
        return output + pc.option(record["planned_end"], pc.varint)
    return output + pc.varint(REQUESTS.index(record["kind"]))


def encode_contact(contact: dict) -> bytes:
    return b"".join(pc.option(contact[name], pc.string) for name in CONTACT)


def encode_companions(companions: dict) -> bytes:
    return bytes([companions["count"]]) + pc.sequence(companions["names"], pc.string)


def encode_follow_up(follow_up: dict) -> bytes:
    output = bytes.fromhex(follow_up["check_in"]) + pc.varint(follow_up["generation"])
    output += pc.varint(follow_up["tree_size"]) + bytes.fromhex(follow_up["root_hash"])
    return output + pc.varint(follow_up["counter"])


def decode(data: bytes) -> tuple[dict, bytes | None]:
    """The record and, in follow-ups, the signature. REC-1, REC-2 and REC-4."""
    require(len(data) >= 1, "truncated")
    require(data[0] in (1, 2), "unsupported-version")
    reader = pc.PostcardReader(data[1:])
    kind = reader.variant(KINDS)
    require(data[0] == 1 or kind != "canary", "bad-value")
    record = {"type": kind, **READERS[kind](reader)}
    if data[0] == 2:
        left = len(data) - 1 - reader.offset - (0 if kind == "check-in" else 64)
        require(left in (256, 512, 1024), "bad-value")
        record["sealed_contact"] = reader.take(left).hex()
    signature = None if kind in ("check-in", "canary") else reader.take(64)
    require(reader.canonical and reader.offset == len(data) - 1, "non-canonical")
    check_fields(record)
    if kind == "check-in":
        ed25519.check_public_key(bytes.fromhex(record["ticket_key"]))
    return record, signature


def read_check_in(reader) -> dict:
    return {
        "contact": read_contact(reader),
        "companions": read_companions(reader),
        "place": reader.option(reader.string),
        "arrival": reader.varint(64),
        "planned_end": reader.option(lambda: reader.varint(64)),
        "door_code": reader.option(reader.string),
        "entered_by": reader.variant(ENTERED_BY),
        "ticket_key": reader.take(32).hex(),
    }


def read_check_out(reader) -> dict:
    return {
        "follow_up": read_follow_up(reader),
        "departure": reader.varint(64),
        "source": reader.variant(SOURCES),
    }


def read_correction(reader) -> dict:
    return {
        "follow_up": read_follow_up(reader),
        "contact": read_contact(reader),
        "companions": reader.option(lambda: read_companions(reader)),
        "place": reader.option(reader.string),
        "arrival": reader.option(lambda: reader.varint(64)),
        "planned_end": reader.option(lambda: reader.varint(64)),
    }


def read_request(reader) -> dict:
    return {"follow_up": read_follow_up(reader), "kind": reader.variant(REQUESTS)}


READERS = {
    "check-in": read_check_in, "check-out": read_check_out,
    "correction": read_correction, "request": read_request,
    "canary": lambda reader: {"value": reader.take(32).hex()},
}


def read_contact(reader) -> dict:
    return {name: reader.option(reader.string) for name in CONTACT}


def read_companions(reader) -> dict:
    return {"count": reader.u8(), "names": reader.sequence(reader.string)}


def read_follow_up(reader) -> dict:
    return {
        "check_in": reader.take(32).hex(),
        "generation": reader.varint(32),
        "tree_size": reader.varint(64),
        "root_hash": reader.take(32).hex(),
        "counter": reader.varint(32),
    }


def check_fields(record: dict) -> None:
    """REC-2."""
    present = dict(record.get("contact") or {})
    for name in ("place", "door_code", "arrival", "departure", "planned_end"):
        present[name] = record.get(name)
    present["counter"] = record.get("follow_up", {}).get("counter")
    for name, value in present.items():
        if value is not None:
            check_field(name, value)
    for value in (record.get("companions") or {}).get("names", []):
        require(TEXT_RULES["companion_name"](value), "bad-field", "companion_names")
    if record.get("arrival") is not None and record.get("planned_end") is not None:
        require(record["planned_end"] > record["arrival"], "bad-field", "planned_end")


def check_policies(record: dict, descriptor: Descriptor) -> None:
    """REC-3; under dual control, DUAL-1 and DUAL-2. A canary is the same under all terms."""
    if record["type"] == "canary":
        return
    dual = descriptor.authority is not None
    check_policy("sealed_contact", REQUIRED if dual else ABSENT, "sealed_contact" in record, True)
    if dual:
        require(len(record["sealed_contact"]) == descriptor.bucket, "bad-field", "sealed_contact")
    if record["type"] not in ("check-in", "correction"):
        return
    is_check_in = record["type"] == "check-in"
    companions = record["companions"] or {"count": 0, "names": []}
    count, names = companions["count"], companions["names"]
    present = {**record["contact"], "place": record["place"], "planned_end": record["planned_end"]}
    policies = dict(descriptor.policies)
    if dual:
        policies |= {name: ABSENT for name in (*CONTACT, "companion_names")}
    for name, policy in policies.items():
        if name in present:
            check_policy(name, policy, present[name] is not None, is_check_in)
    if is_check_in:
        policy = REQUIRED if descriptor.door_code == 1 else ABSENT
        check_policy("door_code", policy, record["door_code"] is not None, True)
    check_policy("companions", descriptor.policies["companions"], count > 0, False)
    check_policy("companion_names", policies["companion_names"], bool(names), False)
    require(count <= descriptor.max_companions, "bad-field", "companions")
    require(len(names) <= count, "bad-field", "companion_names")
    if is_check_in and policies["companion_names"] == REQUIRED:
        require(len(names) == count, "field-required", "companion_names")


def check_policy(name: str, policy: int, present: bool, may_require: bool) -> None:
    require(not (present and policy == ABSENT), "field-not-allowed", name)
    require(present or policy != REQUIRED or not may_require, "field-required", name)


def follow_up_message(list_id: bytes, header: bytes, enc: bytes, content: bytes) -> bytes:
    """What the ticket key signs (REC-5). `content` is the data without its signature."""
    return label("follow-up") + list_id + header + enc + content

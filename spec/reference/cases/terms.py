"""Descriptor."""

from sealroll.codec import LAST_TIME

from .structures import BAD_KEYS
from .world import CARD, POLICIES, World

TEXT_FAULTS = (
    ("not-utf-8", "TXT-1", "a lone continuation byte", b"Linde\x80"),
    ("overlong-utf-8", "TXT-1", "an overlong encoding", b"Linde\xc0\xaf"),
    ("surrogate", "TXT-1", "an encoded surrogate", b"Linde\xed\xa0\x80"),
    ("u0000", "TXT-2", "U+0000", "Lin\u0000de"),
    ("u001f", "TXT-2", "U+001F", "Lin\u001fde"),
    ("u007f", "TXT-2", "U+007F", "Lin\u007fde"),
    ("u009f", "TXT-2", "U+009F", "Lin\u009fde"),
    ("u061c", "TXT-2", "U+061C", "Lin\u061cde"),
    ("u200e", "TXT-2", "U+200E", "Lin\u200ede"),
    ("u200f", "TXT-2", "U+200F", "Lin\u200fde"),
    ("u2028", "TXT-2", "U+2028", "Lin\u2028de"),
    ("u202a", "TXT-2", "U+202A", "Lin\u202ade"),
    ("u202e", "TXT-2", "U+202E", "Lin\u202ede"),
    ("u2066", "TXT-2", "U+2066", "Lin\u2066de"),
    ("u2069", "TXT-2", "U+2069", "Lin\u2069de"),
    ("ufeff", "TXT-2", "U+FEFF", "\ufeffLinde"),
    ("ufff9", "TXT-2", "U+FFF9", "Lin\ufff9de"),
    ("leading-space", "TXT-3", "a space first", " Linde"),
    ("trailing-space", "TXT-3", "a space last", "Linde "),
)
TEXT_NEIGHBOURS = "\u0020\u007e\u00a0\u061b\u061d\u200d\u2010\u2027\u202f\u2065\u206a\ufefe\uff00\ufff8\ufffc\U0001f33f"


def make(c) -> None:
    world = World()
    good = world.descriptor

    def add(name, rule, comment, expect="ok", data=None, **changes):
        encoded = world.encode_descriptor(**changes) if data is None else data
        c.add(f"descriptor/{name}", "decode-descriptor", rule, comment, {"descriptor": encoded.hex()}, expect)

    add("ok", "DESC-1", "ordinary terms")
    add("ok-smallest", "DESC-1", "every value at its lower bound", **SMALLEST)
    add("ok-largest", "DESC-1", "every value at its upper bound", **LARGEST)
    add("ok-text", "TXT-2", "neighbours of the characters excluded", venue=f"a{TEXT_NEIGHBOURS}z")
    add("version", "CNV-4", "version 2", "unsupported-version", version=2)
    add("truncated", "CNV-1", "one byte is missing", "truncated", data=good[:-1])
    add("truncated-text", "CNV-1", "the input ends within the venue", "truncated", data=good[:45])
    add("trailing", "CNV-2", "one byte too many", "trailing-bytes", data=good + b"\x00")
    for name, rule, comment, text in TEXT_FAULTS:
        raw = text if isinstance(text, bytes) else text.encode("utf-8")
        add(f"text-{name}", rule, comment, "bad-text", venue=bytes([len(raw)]) + raw)
    for name, (field, value) in LENGTH_FAULTS.items():
        add(f"length-{name}", "CNV-3", f"{field} is outside its bounds", "limit", **{field: value})
    for name, changes in VALUE_FAULTS.items():
        add(f"value-{name}", "DESC-1", f"{name.replace('-', ' ')}", "bad-value", **changes)
    for name, origin in ORIGIN_FAULTS.items():
        add(f"origin-{name}", "DESC-2", f"origin: {name.replace('-', ' ')}", "bad-value", origin=origin)
    for name, (rule, bad) in BAD_KEYS.items():
        add(f"log-key-{name}", f"DESC-2 {rule}", f"the log key is {name.replace('-', ' ')}", "bad-key", log_key=bad)
    make_card(add)
    make_verification(c, world)


def make_card(add) -> None:
    add("ok-authority", "DESC-1", "a list under dual control", authority=CARD, bucket=512)
    for name, card, expect in (
        ("version", b"\x02" + CARD[1:], "unsupported-version"), ("short", CARD[:-1], "truncated"),
        ("long", CARD + b"a", "trailing-bytes"), ("no-name", CARD[:33] + b"\x00", "limit"),
        ("key", CARD[:1] + b"\xff" * 32 + CARD[33:], "bad-key"),
    ):
        add(f"authority-{name}", "DESC-1 CARD-1", f"the authority card: {name.replace('-', ' ')}", expect, authority=card, bucket=512)


def make_verification(c, world: World) -> None:
    other, good = World("another list"), world.descriptor

    def add(name, rule, comment, expect="ok", data=good, highest=0):
        given = {
            "descriptor": data.hex(), "root_document": world.root.received.hex(), "highest_version": highest,
        }
        c.add(f"descriptor/verify-{name}", "verify-descriptor", rule, comment, given, expect)

    add("ok", "DESC-3 DESC-4", "ordinary terms")
    add("ok-same-version", "DESC-4", "the version seen is this one", highest=1)
    add("bad-signature", "DESC-3", "one bit of the signature differs", "bad-signature", data=good[:-1] + bytes([good[-1] ^ 1]))
    add("bad-signature-certified-key", "DESC-3", "signed by a certified key instead of the root", "bad-signature",
        data=world.encode_descriptor(seed=world.seeds["statement"]))
    add("bad-signature-content", "DESC-3", "the venue was changed after signing", "bad-signature",
        data=good.replace("zur".encode(), "Zur".encode()))
    add("wrong-list", "DESC-3", "the terms of another list", "wrong-list", data=other.descriptor)
    add("wrong-list-own-signature", "DESC-3", "signed by this root for another list's fingerprint", "wrong-list",
        data=world.encode_descriptor(root_fingerprint=other.root.fingerprint))
    add("rolled-back", "DESC-4", "version 2 was seen", "rolled-back", highest=2)


def policies(name: str, value: int) -> dict:
    return {**POLICIES, name: value}


SMALLEST = {
    "descriptor_version": 1, "venue": "V", "address": "", "contact": "C", "purpose_de": "D",
    "purpose_en": "E", "legal_basis_de": "D", "legal_basis_en": "E", "epoch_anchor": 0,
    "epoch_length": 3600, "retention_epochs": 1, "upload_grace": 0, "supersede_grace": 0,
    "audit_days": 1, "bucket": 256, "policies": {name: 0 for name in POLICIES}, "max_companions": 0,
    "epoch_cap": 1, "door_code": 0, "origin": "a",
}
LARGEST = {
    "descriptor_version": 2**32 - 1, "venue": "ä" * 60, "address": "a" * 200, "contact": "c" * 200,
    "purpose_de": "d" * 500, "purpose_en": "e" * 500, "legal_basis_de": "d" * 300,
    "legal_basis_en": "e" * 300, "epoch_anchor": LAST_TIME, "epoch_length": 2678400,
    "retention_epochs": 3660, "upload_grace": 2592000, "supersede_grace": 86400, "audit_days": 3660,
    "bucket": 2048, "policies": {name: 2 for name in POLICIES}, "max_companions": 50,
    "epoch_cap": 10000000, "door_code": 1, "origin": "az09.-/:" * 14 + "z" * 8,
}
LENGTH_FAULTS = {
    "venue-empty": ("venue", ""),
    "venue-121": ("venue", "v" * 121),
    "address-201": ("address", "a" * 201),
    "contact-empty": ("contact", ""),
    "contact-201": ("contact", "c" * 201),
    "purpose-de-501": ("purpose_de", "d" * 501),
    "purpose-en-501": ("purpose_en", "e" * 501),
    "legal-basis-de-301": ("legal_basis_de", "d" * 301),
    "legal-basis-en-301": ("legal_basis_en", "e" * 301),
    "origin-empty": ("origin", ""),
    "origin-121": ("origin", "o" * 121),
}
VALUE_FAULTS = {
    "descriptor-version-0": {"descriptor_version": 0},
    "epoch-anchor-too-late": {"epoch_anchor": LAST_TIME + 1},
    "epoch-length-3599": {"epoch_length": 3599},
    "epoch-length-2678401": {"epoch_length": 2678401},
    "retention-epochs-0": {"retention_epochs": 0},
    "retention-epochs-3661": {"retention_epochs": 3661},
    "upload-grace-2592001": {"upload_grace": 2592001},
    "supersede-grace-86401": {"supersede_grace": 86401},
    "audit-days-0": {"audit_days": 0},
    "audit-days-3661": {"audit_days": 3661},
    "bucket-0": {"bucket": 0},
    "bucket-512-plus-1": {"bucket": 513},
    "bucket-4096": {"bucket": 4096},
    "policy-first-3": {"policies": policies("given_name", 3)},
    "policy-last-3": {"policies": policies("planned_end", 3)},
    "max-companions-51": {"max_companions": 51},
    "epoch-cap-0": {"epoch_cap": 0},
    "epoch-cap-10000001": {"epoch_cap": 10000001},
    "door-code-2": {"door_code": 2},
    "authority-bucket-256": {"authority": CARD},
}
ORIGIN_FAULTS = {
    "upper-case": "Log.example",
    "space": "log example",
    "plus": "log+example",
    "underscore": "log_example",
    "not-ascii": "lög.example",
    "slash-first": "/log.example",
    "slash-last": "log.example/",
}

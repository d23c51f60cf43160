"""Dual control: contact data sealed to an authority."""

from sealroll import dual, ed25519, record
from sealroll.stream import Stream

from .envelopes import IKM
from .records import FOLLOW_UP, NO_CONTACT, SEED, check_in, check_out, contact, correction, data_of, request
from .world import AUTHORITY_PUBLIC, AUTHORITY_SECRET, CARD, EPOCH, NOW, World

IKM_INNER = Stream("sealroll vectors ikm inner").take(32)
WORLD = World(bucket=512, authority=CARD)
COMPANIONS = {"count": 2, "names": ["Ali", "Zoë"]}


def make(c) -> None:
    make_records(c)
    make_sealing(c)
    make_opening(c)


def parted(content: dict, world: World = WORLD, inner: bytes | None = None, text: bytes | None = None) -> dict:
    """A record as it stands in an envelope of a list under dual control."""
    content, values = dual.part(content)
    outer = record.encode_outer(content, 2)
    inner = dual.encode_inner(values) if inner is None else inner
    text = text or dual.frame(inner, world.terms["bucket"])
    sealed = dual.seal(AUTHORITY_PUBLIC, IKM_INNER, world.header(), outer, text)
    return {**content, "sealed_contact": sealed.hex()}


def make_records(c) -> None:
    def add(name, rule, comment, content, expect="ok", world=WORLD):
        given = {"data": data_of(content).hex(), "descriptor": world.descriptor.hex()}
        c.add(f"dual/{name}", "record-decode", rule, comment, given, expect)

    good = parted(check_in())
    add("check-in", "DUAL-1", "a check-in", good)
    add("check-out", "DUAL-1", "a check-out", parted(check_out()))
    add("correction", "DUAL-1", "a correction of the contact", parted(correction(contact=contact())))
    add("request", "DUAL-1", "a request", parted(request()))
    add("check-in-open", "DUAL-1", "no sealed contact in a check-in", check_in(), "field-required")
    add("request-open", "DUAL-1", "no sealed contact in a request", request(), "field-required")
    add("not-asked", "DUAL-1", "a sealed contact where the terms name no authority", good, "field-not-allowed", World(bucket=512))
    other = parted(check_in(), World(bucket=1024, authority=CARD))
    add("other-bucket", "DUAL-1", "the sealed contact of bucket 1024", other, "bad-field")
    for length in (0, 128, 255, 257):
        sealed = bytes.fromhex(good["sealed_contact"]) * 2
        bad = {**good, "sealed_contact": sealed[:length].hex()}
        add(f"length-{length}", "DUAL-1", f"a sealed contact of {length} bytes", bad, "bad-value")
    add("contact-outside", "DUAL-2", "a given name outside", {**good, "contact": {**NO_CONTACT, "given_name": "Mia"}}, "field-not-allowed")
    add("names-outside", "DUAL-2", "names of companions outside", {**good, "companions": COMPANIONS}, "field-not-allowed")
    outside = {**parted(correction()), "contact": {**NO_CONTACT, "phone": "+491701234567"}}
    add("correction-outside", "DUAL-2", "a corrected phone number outside", outside, "field-not-allowed")


def make_sealing(c) -> None:
    def add(name, rule, comment, content, expect="ok"):
        content = {key: value for key, value in content.items() if key != "ticket_key"}
        given = {
            "descriptor": WORLD.descriptor.hex(), "list_id": WORLD.list_id.hex(), "epoch": EPOCH,
            "statement_id": WORLD.statement_id().hex(), "public_key": WORLD.key_pair()[1].hex(),
            "psk": WORLD.psk().hex(), "ikm_e": IKM.hex(), "ikm_inner": IKM_INNER.hex(),
            "ticket_seed": SEED.hex(), "record": content,
        }
        c.add(f"dual/seal-{name}", "seal-envelope", rule, comment, given, expect)

    add("check-in", "DUAL-1 DUAL-4", "a check-in with companions", check_in(companions=COMPANIONS))
    add("check-out", "DUAL-1 REC-5", "a check-out: nothing inside", check_out())
    add("correction", "DUAL-1 REC-5", "a correction of contact and place", correction(contact=contact(), place="Tisch 5"))
    add("field-required", "DUAL-4 REC-3", "the family name is missing", check_in(contact=contact(family_name=None)), "field-required")
    add("exceeds", "DUAL-4 CNV-3", "contact data that do not fit", check_in(contact=contact(street="s" * 120, city="c" * 120)), "limit")


def make_opening(c) -> None:
    def add(name, rule, comment, content, expect="ok", header=WORLD.header(), secret=AUTHORITY_SECRET):
        given = {"secret_key": secret.hex(), "header": header.hex(), "data": data_of(content).hex()}
        c.add(f"dual/open-{name}", "sealed-contact", f"DUAL-3 {rule}".strip(), comment, given, expect)

    good = parted(check_in())
    add("check-in", "", "a check-in", good)
    add("names", "", "companions with names", parted(check_in(companions=COMPANIONS)))
    add("check-out", "", "a check-out: nothing inside", parted(check_out()))
    add("other-key", "", "the key of nobody", good, "open-failed", secret=Stream("sealroll vectors nobody").take(32))
    other_key = ed25519.public_key_of(Stream("sealroll vectors other ticket").take(32)).hex()
    for name, changes in (("arrival", {"arrival": NOW + 60}), ("place", {"place": "Tisch 9"}), ("ticket-key", {"ticket_key": other_key})):
        add(f"other-{name}", "", f"moved to another {name.replace('-', ' ')}", {**good, **changes}, "open-failed")
    for name, content in (("kind", parted(request())), ("counter", parted(check_out()))):
        follow_up = {**FOLLOW_UP, "counter": 2}
        moved = {**content, "follow_up": follow_up}
        add(f"other-{name}", "", f"moved to another {name}", moved, "open-failed")
    header = WORLD.header()
    for name, offset in (("list", 3), ("epoch", 22), ("statement", 54)):
        other = header[:offset] + bytes([header[offset] ^ 1]) + header[offset + 1 :]
        add(f"other-{name}", "", f"moved to another {name}", good, "open-failed", header=other)
    sealed = bytes.fromhex(good["sealed_contact"])
    for name, offset in (("enc", 0), ("ciphertext", 32), ("tag", 255)):
        spoiled = sealed[:offset] + bytes([sealed[offset] ^ 1]) + sealed[offset + 1 :]
        add(f"{name}-differs", "", f"one bit of {name} differs", {**good, "sealed_contact": spoiled.hex()}, "open-failed")
    for name, rule, enc in (("zero", "DH-2", bytes(32)), ("not-canonical", "DH-1", b"\xff" * 32)):
        bad = {**good, "sealed_contact": (enc + sealed[32:]).hex()}
        add(f"enc-{name}", rule, f"enc is {name.replace('-', ' ')}", bad, "open-failed")
    make_inner(add)


def make_inner(add) -> None:
    inner = dual.encode_inner(dual.part(check_in())[1])
    frame = dual.frame(inner, 512)
    for name, text in (
        ("length", b"\x00\xcf" + frame[2:]), ("length-largest", b"\xff\xff" + frame[2:]), ("padding", frame[:-1] + b"\x01"),
    ):
        add(f"frame-{name}", "PAD-1", f"the frame: {name.replace('-', ' ')}", parted(check_in(), text=text), "open-failed")
    for name, rule, bad, expect in (
        ("trailing", "REC-1", inner + b"\x00", "non-canonical"),
        ("truncated", "REC-1", inner[:-1], "truncated"),
        ("option", "REC-1", b"\x02" + inner[1:], "bad-value"),
        ("field", "REC-2", dual.encode_inner({"contact": contact(phone="030"), "companion_names": []}), "bad-field"),
        ("name", "REC-2", dual.encode_inner({"contact": contact(), "companion_names": [""]}), "bad-field"),
    ):
        add(f"inner-{name}", rule, f"Inner: {name}", parted(check_in(), inner=bad), expect)

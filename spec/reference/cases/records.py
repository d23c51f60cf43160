"""Records: encoding, fields, policies, follow-ups."""

from sealroll import ed25519, envelope, record, x25519
from sealroll import postcard as pc
from sealroll.codec import LAST_TIME
from sealroll.stream import Stream

from .structures import BAD_KEYS
from .world import NOW, World

SEED = Stream("sealroll vectors ticket").take(32)
TICKET_KEY = ed25519.public_key_of(SEED)
NO_CONTACT = {name: None for name in record.CONTACT}
FOLLOW_UP = {
    "check_in": Stream("sealroll vectors check-in id").take(32).hex(), "generation": 10,
    "tree_size": 4711, "root_hash": Stream("sealroll vectors root hash").take(32).hex(), "counter": 1,
}


def make(c) -> None:
    make_encoding(c)
    make_rules(c)
    make_policies(c)
    make_follow_up(c)


def check_in(**changes) -> dict:
    return {"type": "check-in", **World().form(), "ticket_key": TICKET_KEY.hex(), **changes}


def check_out(**changes) -> dict:
    return {"type": "check-out", "follow_up": FOLLOW_UP, "departure": NOW + 5400, "source": "guest", **changes}


def correction(**changes) -> dict:
    empty = {"contact": NO_CONTACT, "companions": None, "place": None, "arrival": None, "planned_end": None}
    return {"type": "correction", "follow_up": FOLLOW_UP, **empty, **changes}


def request(**changes) -> dict:
    return {"type": "request", "follow_up": FOLLOW_UP, "kind": "erase", **changes}


def contact(**changes) -> dict:
    return {**NO_CONTACT, "given_name": "Mia", "family_name": "Weiß", **changes}


def data_of(content: dict) -> bytes:
    """Record data; a follow-up gets 64 bytes where its signature would be."""
    return record.encode(content) + (b"" if content["type"] == "check-in" else bytes(range(64)))


class Adder:
    def __init__(self, c):
        self.c, self.descriptor = c, World().descriptor

    def add(self, name, rule, comment, content, expect="ok", **policies):
        data = content if isinstance(content, bytes) else data_of(content)
        terms = {key: policies.pop(key) for key in ("max_companions", "door_code") if key in policies}
        descriptor = World(policies=policies, **terms).descriptor if policies or terms else self.descriptor
        given = {"data": data.hex(), "descriptor": descriptor.hex()}
        self.c.add(f"record/{name}", "record-decode", rule, comment, given, expect)


def make_encoding(c) -> None:
    add, good = Adder(c).add, data_of(check_in())
    add("check-in", "REC-1", "an ordinary check-in", check_in())
    full = contact(phone="+491701234567", email="mia.weiss@example.org", street="Lindenstraße 7",
                   postal_code="10969", city="Berlin", country="DE")
    companions = {"count": 2, "names": ["Ali", "Zoë"]}
    add("check-in-full", "REC-1", "every field is present",
        check_in(contact=full, companions=companions, planned_end=NOW + 7200, entered_by="staff"))
    add("check-in-small", "REC-1", "only what is required", check_in(contact=contact(), companions={"count": 0, "names": []}, place=None))
    for source in record.SOURCES:
        add(f"check-out-{source}", "REC-1", f"a check-out by {source}", check_out(source=source))
    add("correction-empty", "REC-1", "a correction that changes nothing", correction())
    add("correction-full", "REC-1", "a correction of everything",
        correction(contact=full, companions=companions, place="Tisch 5", arrival=NOW - 60, planned_end=NOW + 60))
    for kind in ("access", "erase", "object"):
        add(f"request-{kind}", "REC-1", f"a request: {kind}", request(kind=kind))
    add("largest-numbers", "REC-1", "the largest numbers of a follow-up",
        request(follow_up={**FOLLOW_UP, "generation": 2**32 - 1, "tree_size": 2**53 - 1, "counter": 2**32 - 1}))
    add("version", "CNV-4", "version 3", b"\x03" + good[1:], "unsupported-version")
    add("empty", "CNV-1", "no bytes", b"", "truncated")
    add("truncated", "REC-1", "one byte is missing", good[:-1], "truncated")
    add("truncated-signature", "REC-1", "one byte of the signature is missing", data_of(request())[:-1], "truncated")
    add("trailing", "REC-1", "one byte too many after a check-in", good + b"\x00", "non-canonical")
    add("trailing-signature", "REC-1", "a signature after a check-in", good + bytes(64), "non-canonical")
    add("trailing-follow-up", "REC-1", "one byte too many after a follow-up", data_of(request()) + b"\x00", "non-canonical")
    for number, name in ((5, "activity"), (6, "attachment"), (7, "unknown")):
        add(f"variant-{name}", "REC-1", f"record variant {number}", b"\x01" + bytes([number]) + good[2:], "bad-value")
    add("variant-long", "REC-1", "the variant 0 in two bytes", b"\x01\x80\x00" + good[2:], "non-canonical")
    add("option-byte", "REC-1", "an option byte of 2", good[:2] + b"\x02" + good[3:], "bad-value")
    add("string-length-long", "REC-1", "a string length in two bytes", good[:3] + b"\x83\x00" + good[4:], "non-canonical")
    add("string-beyond-end", "REC-1", "a string longer than the data", good[:3] + b"\xff\x7f" + good[5:], "truncated")
    add("string-not-utf-8", "REC-1 TXT-1", "a name that is not UTF-8", good[:4] + b"\xff" + good[5:], "bad-text")
    arrival = pc.varint(NOW)
    assert good.count(arrival) == 1
    add("number-long", "REC-1", "arrival in one byte more than needed",
        good.replace(arrival, arrival[:-1] + bytes([arrival[-1] | 0x80, 0])), "non-canonical")
    add("number-eleven-bytes", "REC-1", "arrival in eleven bytes", good.replace(arrival, b"\x80" * 10 + b"\x00"), "bad-value")
    add("number-too-large", "REC-1", "arrival is 2^64", good.replace(arrival, b"\x80" * 9 + b"\x02"), "bad-value")
    marker = bytes.fromhex(FOLLOW_UP["check_in"])
    follow = data_of(request())
    add("generation-too-large", "REC-1", "generation is 2^32", follow.replace(marker + b"\x0a", marker + b"\x80\x80\x80\x80\x10"), "bad-value")
    entered_by = bytes([0]) + TICKET_KEY
    assert good.count(entered_by) == 1
    add("entered-by-unknown", "REC-1 CNV-5", "entered_by 2", good.replace(entered_by, b"\x02" + TICKET_KEY), "bad-value")
    out = record.encode(check_out())
    add("source-unknown", "REC-1 CNV-5", "source 3", out[:-1] + b"\x03" + bytes(64), "bad-value")
    asked = record.encode(request())
    add("request-unknown", "REC-1 CNV-5", "request kind 6", asked[:-1] + b"\x06" + bytes(64), "bad-value")
    for name, (rule, bad) in BAD_KEYS.items():
        add(f"ticket-key-{name}", f"REC-4 {rule}", f"the ticket key is {name.replace('-', ' ')}", check_in(ticket_key=bad.hex()), "bad-key")


def make_rules(c) -> None:
    """REC-2 within records."""
    add = Adder(c).add
    add("field-given-name", "REC-2", "an empty given name", check_in(contact=contact(given_name="")), "bad-field")
    add("field-given-name-control", "REC-2 TXT-2", "a line feed in a name", check_in(contact=contact(given_name="Mi\na")), "bad-field")
    add("field-phone", "REC-2", "a phone number without +", check_in(contact=contact(phone="030123456")), "bad-field")
    add("field-email", "REC-2", "an e-mail address without @", check_in(contact=contact(email="mia.example.org")), "bad-field")
    add("field-street", "REC-2", "a street of 121 bytes", check_in(contact=contact(street="s" * 121)), "bad-field")
    add("field-postal-code", "REC-2", "a postal code with a slash", check_in(contact=contact(postal_code="10/969")), "bad-field")
    add("field-city", "REC-2", "a city that ends with a space", check_in(contact=contact(city="Berlin ")), "bad-field")
    add("field-country", "REC-2", "a country in lower case", check_in(contact=contact(country="de")), "bad-field")
    add("field-place", "REC-2", "a place of 61 bytes", check_in(place="p" * 61), "bad-field")
    add("field-companion-name", "REC-2", "a companion with an empty name", check_in(companions={"count": 1, "names": [""]}), "bad-field")
    add("field-door-code", "REC-2", "a door code with a space", check_in(door_code="a b"), "bad-field", door_code=1)
    add("field-arrival-zero", "REC-2", "arrival 0", check_in(arrival=0), "bad-field")
    add("field-arrival-too-late", "REC-2 CNV-6", "arrival 253402300800", check_in(arrival=LAST_TIME + 1), "bad-field")
    add("field-planned-end-equal", "REC-2", "planned_end equals arrival", check_in(planned_end=NOW), "bad-field")
    add("field-departure-zero", "REC-2", "departure 0", check_out(departure=0), "bad-field")
    add("field-counter-zero", "REC-2 REC-5", "counter 0", request(follow_up={**FOLLOW_UP, "counter": 0}), "bad-field")
    add("field-correction-planned-end", "REC-2", "a corrected planned_end before the corrected arrival",
        correction(arrival=NOW, planned_end=NOW - 1), "bad-field")
    add("field-correction-phone", "REC-2", "a corrected phone number without +",
        correction(contact={**NO_CONTACT, "phone": "030123456"}), "bad-field")


def make_policies(c) -> None:
    """REC-3."""
    add = Adder(c).add
    values = {"given_name": "Mia", "phone": "+4930123456", "postal_code": "10969", "country": "DE"}
    for name, value in values.items():
        with_it, without = contact(**{name: value}), contact(**{name: None})
        add(f"required-{name.replace('_', '-')}", "REC-3", f"{name} is required and absent", check_in(contact=without), "field-required", **{name: 2})
        add(f"excluded-{name.replace('_', '-')}", "REC-3", f"{name} is excluded and present", check_in(contact=with_it), "field-not-allowed", **{name: 0})
    add("required-place", "REC-3", "place is required and absent", check_in(place=None), "field-required", place=2)
    add("excluded-place", "REC-3", "place is excluded and present", check_in(), "field-not-allowed", place=0)
    add("required-planned-end", "REC-3", "planned_end is required and absent", check_in(), "field-required", planned_end=2)
    add("excluded-planned-end", "REC-3", "planned_end is excluded and present", check_in(planned_end=NOW + 1), "field-not-allowed", planned_end=0)
    alone, two = {"count": 0, "names": []}, {"count": 2, "names": ["Ali"]}
    add("required-companions-none", "REC-3", "a required count may be 0", check_in(companions=alone), companions=2)
    add("excluded-companions", "REC-3", "a count is excluded and not 0", check_in(companions={"count": 1, "names": []}), "field-not-allowed", companions=0)
    add("required-companion-names", "REC-3", "two companions, one of the required names", check_in(companions=two), "field-required", companion_names=2)
    add("required-companion-names-all", "REC-3", "as many names as companions", check_in(companions={"count": 1, "names": ["Ali"]}), companion_names=2)
    add("excluded-companion-names", "REC-3", "names are excluded and present", check_in(companions=two), "field-not-allowed", companion_names=0)
    add("companions-limit", "REC-3", "as many companions as allowed", check_in(companions={"count": 3, "names": []}), max_companions=3)
    add("companions-above-limit", "REC-3", "one companion too many", check_in(companions={"count": 4, "names": []}), "bad-field", max_companions=3)
    add("companion-names-above-count", "REC-3", "more names than companions", check_in(companions={"count": 1, "names": ["Ali", "Zoë"]}), "bad-field")
    add("door-code-given", "REC-3", "a door code that is asked for", check_in(door_code="Tuer-7"), door_code=1)
    add("required-door-code", "REC-3", "a door code is asked for and absent", check_in(), "field-required", door_code=1)
    add("excluded-door-code", "REC-3", "a door code that is not asked for", check_in(door_code="Tuer-7"), "field-not-allowed")
    add("correction-required", "REC-3", "nothing is required in a correction", correction(), phone=2, place=2)
    add("correction-excluded-phone", "REC-3", "a correction adds an excluded field",
        correction(contact={**NO_CONTACT, "phone": "+4930123456"}), "field-not-allowed", phone=0)
    add("correction-excluded-place", "REC-3", "a correction adds an excluded place", correction(place="Tisch 1"), "field-not-allowed", place=0)
    add("correction-companions-above-limit", "REC-3", "a correction with one companion too many",
        correction(companions={"count": 4, "names": []}), "bad-field", max_companions=3)


def make_follow_up(c) -> None:
    """REC-5."""
    world = World()
    header, enc = world.header(), x25519.public_key_of(Stream("sealroll vectors enc").take(32))
    content = record.encode(check_out())

    def add(name, comment, expect="ok", seed=SEED, list_id=world.list_id, header_=header, enc_=enc, content_=content, spoil=0):
        message = record.follow_up_message(world.list_id, header, enc, content)
        signature = ed25519.sign(seed, message)
        data = content_ + signature[:-1] + bytes([signature[-1] ^ spoil])
        given = {
            "data": data.hex(), "list_id": list_id.hex(), "header": header_.hex(), "enc": enc_.hex(),
            "ticket_key": TICKET_KEY.hex(),
        }
        c.add(f"follow-up/{name}", "verify-follow-up", "REC-5", comment, given, expect)

    add("ok", "a signed check-out")
    add("bad-signature", "one bit of the signature differs", "bad-signature", spoil=1)
    add("other-ticket", "signed by another ticket key", "bad-signature", seed=bytes(32))
    add("other-list", "verified for another list", "bad-signature", list_id=bytes(16))
    later = envelope.encode_header(world.list_id, 325, world.statement_id(325))
    add("other-header", "sealed again under another header", "bad-signature", header_=later)
    add("other-enc", "sealed again with another enc", "bad-signature", enc_=bytes(32))
    add("other-content", "departure was changed after signing", "bad-signature", content_=record.encode(check_out(departure=NOW + 5401)))
    add("other-counter", "the counter was raised after signing", "bad-signature",
        content_=record.encode(check_out(follow_up={**FOLLOW_UP, "counter": 2})))

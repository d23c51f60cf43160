"""Envelopes: decoding, hedging, sealing, opening."""

from sealroll import ed25519, envelope, hpke, record
from sealroll.ed25519 import P
from sealroll.stream import Stream

from .basics import X25519_SMALL_ORDER
from .records import FOLLOW_UP, SEED, check_in, check_out, correction, request
from .world import EPOCH, World

IKM = Stream("sealroll vectors ikmE").take(32)


def make(c) -> None:
    make_decoding(c)
    make_sealing(c)
    make_opening(c)


def sealed(world: World, data: bytes, ikm: bytes = IKM, psk: bytes | None = None, plaintext: bytes | None = None) -> bytes:
    """An envelope around any data, or around any plaintext."""
    header = world.header()
    sealing = envelope.begin(header, world.key_pair()[1], psk or world.psk(), ikm)
    bucket = world.terms["bucket"]
    return sealing.finish_plaintext(plaintext or envelope.frame(data, bucket))[0]


def make_decoding(c) -> None:
    world = World()
    good = sealed(world, record.encode(check_in()))

    def add(name, rule, comment, data, expect="ok", bucket=256):
        given = {"envelope": data.hex(), "bucket": bucket}
        c.add(f"envelope/{name}", "decode-envelope", rule, comment, given, expect)

    add("ok", "ENV-1 ENV-2", "an envelope of bucket 256", good)
    add("ok-unknown-bucket", "ENV-1", "the same where the list is unknown", good, bucket=None)
    larger = sealed(World(bucket=512), record.encode(check_in()))
    add("ok-512", "ENV-1", "an envelope of bucket 512", larger, bucket=512)
    add("other-bucket", "ENV-1", "an envelope of bucket 512 for a list of bucket 256", larger, "bad-length")
    add("short", "ENV-1", "one byte is missing", good[:-1], "bad-length", None)
    add("long", "ENV-1", "one byte too many", good + b"\x00", "bad-length", None)
    add("empty", "ENV-1", "no bytes", b"", "bad-length", None)
    add("header-only", "ENV-1", "nothing after the header", good[:55], "bad-length", None)
    add("bucket-128", "ENV-1", "as if there were a bucket of 128", good[: 128 + 135], "bad-length", None)
    add("version", "ENV-2 CNV-4", "version 2", b"\x02" + good[1:], "unsupported-version")
    add("suite", "ENV-2 CNV-4", "suite 0x0002", good[:1] + b"\x00\x02" + good[3:], "unsupported-suite")
    for name, value in (("is-p", P), ("top-bit", int.from_bytes(good[87:119], "little") | 1 << 255)):
        bad = good[:87] + value.to_bytes(32, "little") + good[119:]
        add(f"enc-{name}", "ENV-2 DH-1", "enc is not canonical", bad, "bad-key")
    random = Stream("sealroll vectors hedge")
    for name, content in (("check-in", record.encode(check_in())), ("empty", b"")):
        given = {
            "random": random.take(32).hex(), "device_secret": random.take(32).hex(),
            "header": world.header().hex(), "content": content.hex(),
        }
        c.add(f"envelope/hedge-{name}", "hedge", "ENV-5", f"ikmE for a record: {name}", given)


def make_sealing(c) -> None:
    def add(name, rule, comment, content, expect="ok", world=None, public_key=None):
        world = world or World()
        content = {key: value for key, value in content.items() if key != "ticket_key"}
        given = {
            "descriptor": world.descriptor.hex(), "list_id": world.list_id.hex(), "epoch": EPOCH,
            "statement_id": world.statement_id().hex(), "public_key": (public_key or world.key_pair()[1]).hex(),
            "psk": world.psk().hex(), "ikm_e": IKM.hex(), "ticket_seed": SEED.hex(), "record": content,
        }
        c.add(f"seal/{name}", "seal-envelope", rule, comment, given, expect)

    add("check-in", "ENV-3 ENV-5 PAD-1", "a check-in", check_in())
    for bucket in (512, 1024, 2048):
        add(f"check-in-{bucket}", "ENV-1 PAD-1", f"a check-in in bucket {bucket}", check_in(), world=World(bucket=bucket))
    add("check-out", "REC-5", "a check-out with its signature", check_out())
    add("correction", "REC-5", "a correction", correction(place="Tisch 5"))
    add("request", "REC-5", "a request for erasure", request())
    add("fills-bucket", "PAD-1", "data of 254 bytes fills the bucket", fill(254))
    add("exceeds-bucket", "PAD-1 CNV-3", "data of 255 bytes does not fit", fill(255), "limit")
    add("field-required", "REC-3", "the family name is missing",
        check_in(contact={**check_in()["contact"], "family_name": None}), "field-required")
    add("bad-field", "REC-2", "a phone number without +", check_in(contact={**check_in()["contact"], "phone": "030123456"}), "bad-field")
    add("counter-zero", "REC-5", "a follow-up with counter 0", request(follow_up={**FOLLOW_UP, "counter": 0}), "bad-field")
    for name, value in list(X25519_SMALL_ORDER.items())[:2]:
        add(f"key-{name}", "DH-2", "the epoch key is of small order", check_in(), "bad-key", public_key=value.to_bytes(32, "little"))
    add("key-not-canonical", "DH-1", "the epoch key is p + 9", check_in(), "bad-key", public_key=(P + 9).to_bytes(32, "little"))


def fill(length: int) -> dict:
    """A check-in whose data has exactly this length."""
    content = check_in(place="p", companions={"count": 2, "names": ["n" * 90, "m"]})
    missing = length - len(record.encode(content))
    content["place"] += "p" * min(missing, 50)
    content["companions"]["names"][1] += "m" * (missing - min(missing, 50))
    assert len(record.encode(content)) == length
    return content


def make_opening(c) -> None:
    world = World()
    data = record.encode(check_in())

    def add(name, rule, comment, sealed_, expect="ok", secret_key=world.key_pair()[0], psk=world.psk(), descriptor=world.descriptor):
        given = {
            "envelope": sealed_.hex(), "epoch_secret_key": secret_key.hex(), "psk": psk.hex(),
            "descriptor": descriptor.hex(),
        }
        c.add(f"open/{name}", "open-envelope", rule, comment, given, expect)

    good = sealed(world, data)
    add("check-in", "OPN-3", "a check-in", good)
    header = world.header()
    sealing = envelope.begin(header, world.key_pair()[1], world.psk(), IKM)
    content = record.encode(check_out())
    signature = ed25519.sign(SEED, record.follow_up_message(world.list_id, header, sealing.ephemeral_public, content))
    add("check-out", "OPN-3", "a check-out", sealed(world, content + signature))
    full = record.encode(fill(254))
    add("full", "PAD-1", "data that fills the bucket", sealed(world, full))
    add("other-bucket", "ENV-1", "an envelope of another bucket", sealed(World(bucket=512), data), "bad-length")
    add("other-epoch-key", "ENV-4", "the key of another epoch", good, "open-failed", secret_key=world.key_pair(EPOCH + 1)[0])
    add("other-psk", "ENV-4", "the psk of another epoch", good, "open-failed", psk=world.psk(EPOCH + 1))
    for name, offset in (("list-id", 3), ("epoch", 22), ("statement-id", 54), ("commitment", 55), ("commitment-end", 86), ("enc", 87), ("ciphertext", 119), ("tag", len(good) - 1)):
        spoiled = good[:offset] + bytes([good[offset] ^ 1]) + good[offset + 1 :]
        rule = "ENV-3" if name.startswith("commitment") else "ENV-4"
        add(f"{name}-differs", rule, f"one bit of {name} differs", spoiled, "open-failed")
    for name, value in X25519_SMALL_ORDER.items():
        add(f"enc-{name}", "DH-2 ENV-4", "enc is of small order; commitment and ciphertext are made for the zero secret",
            all_zero(world, value, data), "open-failed")
    wrong_commitment = good[:55] + bytes(32) + good[87:]
    add("commitment-zero", "ENV-3", "the AEAD would open, the commitment is zero", wrong_commitment, "open-failed")
    frame = envelope.frame(data, 256)
    add("frame-length", "PAD-1", "a length of 255 in a bucket of 256", sealed(world, data, plaintext=b"\x00\xff" + frame[2:]), "open-failed")
    add("frame-length-largest", "PAD-1", "a length of 65535", sealed(world, data, plaintext=b"\xff\xff" + frame[2:]), "open-failed")
    add("frame-padding-last", "PAD-1", "the last byte of the padding is 1", sealed(world, data, plaintext=frame[:-1] + b"\x01"), "open-failed")
    first = 2 + len(data)
    add("frame-padding-first", "PAD-1", "the first byte of the padding is 1",
        sealed(world, data, plaintext=frame[:first] + b"\x01" + frame[first + 1 :]), "open-failed")
    add("empty-data", "REC-1 CNV-1", "a frame without data", sealed(world, b""), "truncated")
    add("record-version", "CNV-4", "record version 3", sealed(world, b"\x03" + data[1:]), "unsupported-version")
    add("record-trailing", "REC-1", "a byte too many in the data", sealed(world, data + b"\x00"), "non-canonical")
    add("record-field", "REC-2", "a bad phone number", sealed(world, record.encode(check_in(contact={**check_in()["contact"], "phone": "1"}))), "bad-field")
    add("record-field-required", "REC-3", "the family name is missing",
        sealed(world, record.encode(check_in(contact={**check_in()["contact"], "family_name": None}))), "field-required")
    add("record-ticket-key", "REC-4", "a ticket key of small order",
        sealed(world, record.encode(check_in(ticket_key=(1).to_bytes(32, "little").hex()))), "bad-key")


def all_zero(world: World, enc: int, data: bytes) -> bytes:
    """What an attacker could make who counts on the all-zero shared secret."""
    header, encoded = world.header(), enc.to_bytes(32, "little")
    shared = hpke.extract_and_expand(bytes(32), encoded + world.key_pair()[1])
    schedule = envelope.schedule_of(shared, header, world.psk())
    ciphertext = schedule.seal(b"", envelope.frame(data, 256))
    return header + envelope.key_commitment_of(header, schedule) + encoded + ciphertext

"""Statement."""

from sealroll.codec import LAST_TIME
from sealroll.ed25519 import P

from .world import DAY, EPOCH, START, World

END = START + DAY


def make(c) -> None:
    world = World()
    good = world.statement()

    def add(name, rule, comment, expect="ok", data=None, **changes):
        encoded = world.statement(**changes) if data is None else data
        c.add(f"statement/{name}", "decode-statement", rule, comment, {"statement": encoded.hex()}, expect)

    add("ok", "STMT-1", "an ordinary statement")
    add("version", "CNV-4", "version 2", "unsupported-version", version=2)
    add("suite", "STMT-1 CNV-4", "suite 0x0002", "unsupported-suite", suite=2)
    add("suite-zero", "STMT-1 CNV-4", "suite 0", "unsupported-suite", suite=0)
    add("serial-zero", "STMT-1", "serial 0", "bad-value", serial=0)
    add("range-empty", "STMT-1", "not_before equals not_after", "bad-value", not_after=START)
    add("range-reversed", "STMT-1", "not_before lies after not_after", "bad-value", not_after=START - 1)
    add("time-too-large", "CNV-6", "not_after is 253402300800", "bad-value", not_after=LAST_TIME + 1)
    add("key-not-canonical", "STMT-1 DH-1", "the HPKE key is p + 9", "bad-key", public_key=(P + 9).to_bytes(32, "little"))
    add("key-top-bit", "STMT-1 DH-1", "the HPKE key has its top bit set", "bad-key", public_key=(9 | 1 << 255).to_bytes(32, "little"))
    add("truncated", "CNV-1", "one byte is missing", "truncated", data=good[:-1])
    add("trailing", "CNV-2", "one byte too many", "trailing-bytes", data=good + b"\x00")
    make_verification(c, world, good)


def make_verification(c, world: World, good: bytes) -> None:
    other = World("another list")
    poster = World("another poster")

    def add(name, rule, comment, expect="ok", data=good, now=START + 3600, highest=0, certificates=None,
            descriptor=world.descriptor, presence_id=world.presence_id):
        given = {
            "statement": data.hex(), "root_document": world.root.received.hex(),
            "certificates": [item.hex() for item in certificates or world.certificates],
            "descriptor": descriptor.hex(), "presence_id": presence_id.hex(), "now": now,
            "highest_serial": highest,
        }
        c.add(f"statement/verify-{name}", "verify-statement", rule, comment, given, expect)

    add("ok", "STMT-2 STMT-3 STMT-4 STMT-5 STMT-6", "an ordinary statement")
    add("ok-early", "STMT-6", "600 seconds before it begins", now=START - 600)
    add("ok-late", "STMT-6", "599 seconds after it ended", now=END + 599)
    add("ok-same-serial", "STMT-4", "the serial seen is this one", highest=15)
    exact = [world.certificate(not_before=START, not_after=END)]
    add("ok-exact-certificate", "STMT-2 CERT-3", "the certificate's range is the statement's", certificates=exact)
    add("wrong-list", "STMT-2", "a statement of another list", "wrong-list", data=other.statement())
    add("wrong-list-own-signature", "STMT-2", "signed by this list's key for another list's fingerprint", "wrong-list",
        data=world.statement(root_fingerprint=other.root.fingerprint))
    add("bad-signature", "STMT-2", "one bit of the signature differs", "bad-signature", data=good[:-1] + bytes([good[-1] ^ 1]))
    renumbered = good[:50] + bytes([good[50] + 1]) + good[51:]
    add("bad-signature-content", "STMT-2", "the serial was raised after signing", "bad-signature", data=renumbered)
    add("bad-signature-root", "STMT-2", "signed by the root itself", "bad-signature", data=world.statement(signer=world.root_seed))
    add("bad-signature-no-certificate", "STMT-2", "no certificate has this serial", "bad-signature", data=world.statement(certificate_serial=9))
    for use in ("instruction", "http", "witness"):
        serial = {"instruction": 2, "http": 3, "witness": 4}[use]
        add(f"wrong-use-{use}", "STMT-2 CERT-3", f"signed by a key certified for use {use}", "wrong-use",
            data=world.statement(signer=world.seeds[use], certificate_serial=serial))
    late = [world.certificate(not_before=START + 1)]
    add("certificate-begins-later", "STMT-2 CERT-3", "the certificate begins a second after the statement", "expired", certificates=late)
    early = [world.certificate(not_after=END - 1)]
    add("certificate-ends-earlier", "STMT-2 CERT-3", "the certificate ends a second before the statement", "expired", certificates=early)
    outside = world.statement(epoch=EPOCH - 60, public_key=world.key_pair()[1], serial=1)
    add("certificate-elsewhere", "STMT-2 CERT-3", "an epoch long before the certificate", "expired", data=outside, now=START - 60 * DAY + 60)
    add("not-before-shifted", "STMT-3", "not_before is a second late", "bad-value", data=world.statement(not_before=START + 1))
    add("not-after-shifted", "STMT-3", "not_after is a second late", "bad-value", data=world.statement(not_after=END + 1))
    add("epoch-shifted", "STMT-3", "the range of another epoch", "bad-value", data=world.statement(epoch=EPOCH + 1, not_before=START, not_after=END))
    add("wrong-descriptor", "STMT-3", "the hash of other terms", "wrong-descriptor", data=world.statement(descriptor_hash=other.descriptor_hash))
    newer = world.encode_descriptor(descriptor_version=2)
    add("wrong-descriptor-newer", "STMT-3", "the descriptor given is newer than the one hashed", "wrong-descriptor", descriptor=newer)
    add("rolled-back", "STMT-4", "serial 16 was seen for this epoch", "rolled-back", highest=16)
    add("replaced-poster", "STMT-5", "the presence id of another edition", "replaced-poster", presence_id=poster.presence_id)
    add("not-yet-valid", "STMT-6", "601 seconds before it begins", "not-yet-valid", now=START - 601)
    add("expired", "STMT-6", "600 seconds after it ended", "expired", now=END + 600)

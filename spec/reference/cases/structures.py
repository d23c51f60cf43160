"""Root document and certificate."""

from sealroll import certificate, root
from sealroll.codec import LAST_TIME

from . import points
from .world import CERTIFIED_FROM, CERTIFIED_TO, NOW, World

BAD_KEYS = {
    "not-canonical": ("SIG-1", points.not_canonical()),
    "small-order": ("SIG-2", points.torsion()[1]),
}


def make(c) -> None:
    make_root(c)
    make_certificate(c)
    make_certificate_verification(c)


def make_root(c) -> None:
    world = World()
    good = world.root.received
    key, day, random = good[2:34], int.from_bytes(good[34:38], "big"), good[38:]

    def add(name, rule, comment, data, expect="ok"):
        c.add(f"root/{name}", "decode-root", rule, comment, {"root_document": data.hex()}, expect)

    add("ok-test", "ROOT-1", "a root document of the test environment", good)
    add("ok-production", "ROOT-1", "the same for production", root.encode(1, key, day, random))
    add("ok-zero-day", "ROOT-1", "creation day 0 and random 0", root.encode(1, key, 0, bytes(16)))
    add("version", "CNV-4", "version 2", b"\x02" + good[1:], "unsupported-version")
    add("version-zero", "CNV-4", "version 0", b"\x00" + good[1:], "unsupported-version")
    add("environment-zero", "ROOT-1 CNV-5", "environment 0", good[:1] + b"\x00" + good[2:], "bad-value")
    add("environment-three", "ROOT-1 CNV-5", "environment 3", good[:1] + b"\x03" + good[2:], "bad-value")
    for name, (rule, bad) in BAD_KEYS.items():
        add(f"key-{name}", f"ROOT-1 {rule}", f"the root key is {name.replace('-', ' ')}", root.encode(1, bad, day, random), "bad-key")
    add("truncated", "CNV-1", "one byte is missing", good[:-1], "truncated")
    add("empty", "CNV-1", "no bytes", b"", "truncated")
    add("trailing", "CNV-2", "one byte too many", good + b"\x00", "trailing-bytes")


def make_certificate(c) -> None:
    world = World()
    good = world.certificate()

    def add(name, rule, comment, data, expect="ok"):
        c.add(f"certificate/{name}", "decode-certificate", rule, comment, {"certificate": data.hex()}, expect)

    for use in ("statement", "instruction", "http", "witness"):
        add(f"ok-{use}", "CERT-1", f"a certificate for use {use}", world.certificate(use))
    add("ok-last-time", "CERT-1 CNV-6", "valid to the last time there is", world.certificate(not_after=LAST_TIME))
    add("version", "CNV-4", "version 2", world.certificate(version=2), "unsupported-version")
    add("serial-zero", "CERT-1", "serial 0", world.certificate(serial=0), "bad-value")
    add("use-zero", "CERT-1 CNV-5", "use 0", with_use(world, 0), "bad-value")
    add("use-five", "CERT-1 CNV-5", "use 5", with_use(world, 5), "bad-value")
    add("rights-reserved", "CERT-1 CNV-5", "bit 4 of rights is set", world.certificate(rights=17), "bad-value")
    add("rights-reserved-high", "CERT-1 CNV-5", "bit 7 of rights is set", world.certificate(rights=129), "bad-value")
    for use in ("instruction", "http"):
        add(f"ok-delegate-{use}", "CERT-1", f"a delegate's certificate for use {use}", world.certificate(use, rights=2))
        add(f"ok-delegate-{use}-all", "CERT-1", "a delegate's with all rights", world.certificate(use, rights=15))
    for use in ("statement", "witness"):
        add(f"rights-delegate-{use}", "CERT-1", f"a delegate's certificate for use {use}", world.certificate(use, rights=3), "bad-value")
    add("rights-instruct-alone", "CERT-1", "`instruct` without `delegate`", world.certificate("instruction", rights=5), "bad-value")
    add("rights-disclose-alone", "CERT-1", "`disclose` without `delegate`", world.certificate("instruction", rights=9), "bad-value")
    add("range-empty", "CERT-1", "not_before equals not_after", world.certificate(not_after=CERTIFIED_FROM), "bad-value")
    add("range-reversed", "CERT-1", "not_before lies after not_after", world.certificate(not_after=CERTIFIED_FROM - 1), "bad-value")
    add("time-too-large", "CNV-6", "not_after is 253402300800", world.certificate(not_after=LAST_TIME + 1), "bad-value")
    for name, (rule, bad) in BAD_KEYS.items():
        add(f"key-{name}", f"CERT-1 {rule}", f"the key is {name.replace('-', ' ')}", world.certificate(public_key=bad), "bad-key")
    add("truncated", "CNV-1", "one byte is missing", good[:-1], "truncated")
    add("trailing", "CNV-2", "one byte too many", good + b"\x00", "trailing-bytes")


def with_use(world: World, use: int) -> bytes:
    """A correctly signed certificate with any byte as its use."""
    found = certificate.decode(world.certificate())
    return certificate.encode(
        world.root_seed, found.root_fingerprint, found.serial, use, found.rights, found.not_before,
        found.not_after, found.public_key,
    )


def make_certificate_verification(c) -> None:
    world, other = World(), World("another list")
    good = world.certificate()

    def add(name, rule, comment, expect="ok", data=good, document=world.root.received, use=1, now=NOW, highest=0):
        given = {
            "certificate": data.hex(), "root_document": document.hex(), "use": use, "now": now,
            "highest_serial": highest,
        }
        c.add(f"certificate/verify-{name}", "verify-certificate", rule, comment, given, expect)

    add("ok", "CERT-2 CERT-3 CERT-4", "a certificate for statements")
    add("ok-first-second", "CERT-3", "now is not_before", now=CERTIFIED_FROM)
    add("ok-last-second", "CERT-3", "now is the last second", now=CERTIFIED_TO - 1)
    add("ok-same-serial", "CERT-4", "the serial seen is this one", highest=1)
    add("bad-signature", "CERT-2", "one bit of the signature differs", "bad-signature", data=good[:-1] + bytes([good[-1] ^ 1]))
    add("bad-signature-other-key", "CERT-2", "signed by the key that it certifies", "bad-signature",
        data=world.certificate(signer=world.seeds["statement"]))
    add("bad-signature-content", "CERT-2", "the serial was changed after signing", "bad-signature",
        data=good[:40] + b"\x02" + good[41:])
    add("wrong-list", "CERT-2", "a certificate of another list", "wrong-list", data=other.certificate())
    add("wrong-list-own-signature", "CERT-2", "signed by this root for another list's fingerprint", "wrong-list",
        data=world.certificate(root_fingerprint=other.root.fingerprint))
    add("wrong-use", "CERT-3", "a certificate for http used for statements", "wrong-use", data=world.certificate("http"))
    add("not-yet", "CERT-3", "one second before not_before", "expired", now=CERTIFIED_FROM - 1)
    add("expired", "CERT-3", "now is not_after", "expired", now=CERTIFIED_TO)
    add("rolled-back", "CERT-4", "serial 2 was seen for this use", "rolled-back", highest=2)

"""Labels, words, psk, Ed25519, X25519, entries."""

from sealroll import ed25519, labels
from sealroll.ed25519 import L, P, encode_point, multiply
from sealroll.kdf import sha256

from . import points
from .world import EPOCH, World


def make(c) -> None:
    world = World()
    c.add("labels/all", "labels", "CNV-7", "every label of Appendix A", {"words": [*labels.WORDS, *labels.RESERVED]})
    for name, value in (("zero", bytes(32)), ("ones", b"\xff" * 32), ("list", world.root.fingerprint)):
        given = {"root_fingerprint": value.hex()}
        c.add(f"fingerprint-words/{name}", "fingerprint-words", "APP-1", f"words of a fingerprint: {name}", given)
    for epoch in (0, EPOCH, 2**32 - 1):
        given = {
            "presence_secret": world.presence_secret.hex(), "list_id": world.list_id.hex(), "epoch": epoch,
        }
        c.add(f"psk/epoch-{epoch}", "psk", "STMT-5", f"psk of epoch {epoch}", given)
    make_ed25519(c)
    make_x25519(c)
    make_entry(c)


def make_ed25519(c) -> None:
    seed = sha256(b"sealroll vectors ed25519")
    public, message = ed25519.public_key_of(seed), b"sealroll"
    signature = ed25519.sign(seed, message)
    r, s = signature[:32], int.from_bytes(signature[32:], "little")

    def add(name, rule, comment, expect="ok", public=public, message=message, signature=signature):
        given = {"public_key": public.hex(), "message": message.hex(), "signature": signature.hex()}
        c.add(f"ed25519/{name}", "ed25519-verify", rule, comment, given, expect)

    add("ok", "SIG-5", "an ordinary signature")
    add("ok-empty-message", "SIG-5", "the empty message", message=b"", signature=ed25519.sign(seed, b""))
    key, mixed = points.mixed_order(message, True)
    add("ok-mixed-order", "SIG-2 SIG-5", "A has a component of small order; the cofactorless equation holds", public=key, signature=mixed)
    key, mixed = points.mixed_order(message, False)
    add("cofactored-only", "SIG-5", "only the cofactored equation holds", "bad-signature", public=key, signature=mixed)
    add("key-not-on-curve", "SIG-1", "no point has this y", "bad-key", public=points.not_on_curve())
    add("key-not-canonical", "SIG-1", "y is written as p + y", "bad-key", public=points.not_canonical())
    add("key-negative-zero", "SIG-1", "x is 0 and the sign bit is set", "bad-key",
        public=points.identity_with_sign(), signature=points.small_order_a(12345))
    add("key-above-modulus", "SIG-1", "y is 2^255 - 1", "bad-key", public=b"\xff" * 31 + b"\x7f")
    for number, encoded in enumerate(points.torsion()[:5]):
        add(f"key-small-order-{number}", "SIG-2", "A is of small order and the signature is R = [S]B",
            "bad-key", public=encoded, signature=points.small_order_a(12345 + number))
    add("s-plus-order", "SIG-3", "S is written as S + L", "bad-signature", signature=points.joined(r, s + L))
    add("s-is-order", "SIG-3", "S is L", "bad-signature", signature=points.joined(r, L))
    add("s-top-bits", "SIG-3", "S has its top bits set", "bad-signature", signature=points.joined(r, s | 7 << 253))
    scalar = 987654321
    own = encode_point(multiply(scalar, points.BASE))
    identity, alias = (1).to_bytes(32, "little"), (P + 1).to_bytes(32, "little")
    add("r-identity", "SIG-4", "R is the identity and the equation holds", "bad-signature",
        public=own, signature=points.small_order_r(scalar, identity, message))
    add("r-not-canonical", "SIG-4", "R is p + 1, another way to write the identity; the equation holds for the point",
        "bad-signature", public=own, signature=points.small_order_r(scalar, alias, message))
    add("r-negative-zero", "SIG-4", "R is the identity with its sign bit set", "bad-signature",
        public=own, signature=points.small_order_r(scalar, points.identity_with_sign(), message))
    add("r-small-order", "SIG-4", "R is of order 8", "bad-signature", signature=points.joined(points.torsion()[1], s))
    add("r-not-on-curve", "SIG-4", "R is no point", "bad-signature", signature=points.joined(points.not_on_curve(), s))
    add("r-wrong", "SIG-5", "one bit of R differs", "bad-signature", signature=bytes([signature[0] ^ 1]) + signature[1:])
    add("s-wrong", "SIG-5", "S is one too large", "bad-signature", signature=points.joined(r, s + 1))
    add("message-differs", "SIG-5", "another message", "bad-signature", message=b"sealrolL")
    other = ed25519.public_key_of(sha256(b"sealroll vectors another key"))
    add("key-differs", "SIG-5", "another key", "bad-signature", public=other)


X25519_SMALL_ORDER = {
    "zero": 0,
    "one": 1,
    "order-8-a": 325606250916557431795983626356110631294008115727848805560023387167927233504,
    "order-8-b": 39382357235489614581723060781553021112529911719440698176882885853963445705823,
    "p-minus-1": P - 1,
}


def make_x25519(c) -> None:
    secret = sha256(b"sealroll vectors x25519")

    def add(name, rule, comment, value, expect="ok"):
        given = {"public_key": value.to_bytes(32, "little").hex()}
        c.add(f"x25519/{name}", "x25519-key", rule, comment, given, expect)

    add("key-ok", "DH-1", "the base point", 9)
    add("key-largest", "DH-1", "p - 1 is canonical (its use fails by DH-2)", P - 1)
    add("key-zero", "DH-1", "zero is canonical (its use fails by DH-2)", 0)
    add("key-is-p", "DH-1", "p, another way to write 0", P, "bad-key")
    add("key-p-plus-nine", "DH-1", "p + 9, another way to write the base point", P + 9, "bad-key")
    add("key-largest-number", "DH-1", "2^255 - 1", 2**255 - 1, "bad-key")
    add("key-top-bit", "DH-1", "the base point with the top bit set", 9 | 1 << 255, "bad-key")
    for side, expect in (("seal", "bad-key"), ("open", "open-failed")):
        for name, value in (("base", 9), *list(X25519_SMALL_ORDER.items())[: 3 if side == "seal" else 5]):
            public = value.to_bytes(32, "little").hex()
            given = {"secret_key": secret.hex(), "public_key": public, "side": side}
            ok = name == "base"
            comment = "an ordinary exchange" if ok else "a point of small order gives an all-zero secret"
            c.add(f"x25519/shared-{side}-{name}", "x25519-shared", "DH-2", comment, given, "ok" if ok else expect)


def make_entry(c) -> None:
    digest = sha256(b"sealroll vectors entry")

    def add(name, comment, data, expect="ok"):
        c.add(f"entry/{name}", "entry", "LOG-1", comment, {"entry": data.hex()}, expect)

    for number, kind in enumerate(("record", "tombstone", "statement", "purge"), start=1):
        add(kind, f"an entry of kind {kind}", bytes([number, 0]) + EPOCH.to_bytes(4, "big") + digest)
    add("largest-epoch", "the last epoch", b"\x01\x00" + b"\xff" * 4 + digest)
    good = b"\x01\x00" + EPOCH.to_bytes(4, "big") + digest
    for number, kind in enumerate(("certificate", "descriptor", "instruction", "acknowledgement", "erasure", "processor", "opening"), start=8):
        given = {"entry": (bytes([number, 0]) + bytes(4) + digest).hex()}
        c.add(f"entry/{kind}", "entry", "LOG-1 ILOG-1", f"an entry of kind {kind}", given)
        given = {"entry": (bytes([number, 0]) + EPOCH.to_bytes(4, "big") + digest).hex()}
        c.add(f"entry/{kind}-epoch", "entry", "ILOG-1", "a document that names an epoch", given, "bad-entry")
    add("kind-seven", "kind 7 is not defined", b"\x07" + good[1:], "bad-entry")
    add("kind-fifteen", "kind 15 is not defined", b"\x0f" + good[1:], "bad-entry")
    add("kind-zero", "kind 0 is not defined", b"\x00" + good[1:], "bad-entry")
    add("kind-five", "kind 5 is not defined", b"\x05" + good[1:], "bad-entry")
    add("kind-six", "kind 6 is not defined", b"\x06" + good[1:], "bad-entry")
    add("kind-unknown", "kind 255 is not defined", b"\xff" + good[1:], "bad-entry")
    add("second-byte", "the second byte is not zero", b"\x01\x01" + good[2:], "bad-entry")
    add("short", "one byte is missing", good[:-1], "bad-entry")
    add("long", "one byte too many", good + b"\x00", "bad-entry")
    add("empty", "no bytes", b"", "bad-entry")

"""Ed25519 points and signatures that only plain arithmetic can make."""

from hashlib import sha512

from sealroll import ed25519
from sealroll.ed25519 import L, P, add, decode_point, encode_point, is_small_order, multiply
from sealroll.stream import Stream

BASE = decode_point(bytes.fromhex("58" + "66" * 31))


def not_on_curve() -> bytes:
    """The smallest y that belongs to no point."""
    return next(y.to_bytes(32, "little") for y in range(2, 99) if decode_point(y.to_bytes(32, "little")) is None)


def not_canonical() -> bytes:
    """p + y for the smallest y whose point is not of small order."""
    for y in range(2, 19):
        point = decode_point(y.to_bytes(32, "little"))
        if point is not None and not is_small_order(point):
            return (P + y).to_bytes(32, "little")
    raise AssertionError


def identity_with_sign() -> bytes:
    return (1 | 1 << 255).to_bytes(32, "little")


def torsion() -> list[bytes]:
    """The eight points of small order, encoded."""
    for y in range(2, 99):
        point = decode_point(y.to_bytes(32, "little"))
        if point is None:
            continue
        generator = multiply(L, point)
        if multiply(4, generator) != ed25519.IDENTITY:
            return [encode_point(multiply(i, generator)) for i in range(8)]
    raise AssertionError


def challenge(r: bytes, a: bytes, message: bytes) -> int:
    return int.from_bytes(sha512(r + a + message).digest(), "little") % L


def joined(r: bytes, s: int) -> bytes:
    return r + s.to_bytes(32, "little")


def small_order_r(scalar: int, r: bytes, message: bytes) -> bytes:
    """A signature with the identity (in any encoding r) as R: the equation holds with S = k·a."""
    a = encode_point(multiply(scalar, BASE))
    return joined(r, challenge(r, a, message) * scalar % L)


def small_order_a(r_scalar: int) -> bytes:
    """With the identity as A every S = r satisfies the equation."""
    return joined(encode_point(multiply(r_scalar, BASE)), r_scalar)


def mixed_order(message: bytes, cofactorless: bool) -> tuple[bytes, bytes]:
    """(A, signature) with torsion in A. The cofactored equation always holds, the cofactorless one as asked."""
    random = Stream("sealroll vectors mixed order")
    scalar = random.below(2**62) + 1
    small = decode_point(torsion()[1])
    a = encode_point(add(multiply(scalar, BASE), small))
    while True:
        r_scalar = random.below(2**62) + 1
        for i in range(8):
            r = encode_point(add(multiply(r_scalar, BASE), multiply(i, small)))
            k = challenge(r, a, message)
            if ((k + i) % 8 == 0) == cofactorless:
                return a, joined(r, (r_scalar + k * scalar) % L)

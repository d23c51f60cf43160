"""Ed25519 by the one rule of the specification, SIG-1 to SIG-5.

The checks on points are written in plain integers; the equation itself is checked by the
`cryptography` package, which is cofactorless and compares the encoding of R.
"""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from .reject import require

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_MINUS_ONE = pow(2, (P - 1) // 4, P)
IDENTITY = (0, 1)


def decode_point(encoding: bytes) -> tuple[int, int] | None:
    """The affine point, or None where the encoding is not canonical or not on the curve."""
    value = int.from_bytes(encoding, "little")
    sign, y = value >> 255, value & (2**255 - 1)
    if y >= P:
        return None
    numerator, denominator = (y * y - 1) % P, (D * y * y + 1) % P
    square = numerator * pow(denominator, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * SQRT_MINUS_ONE % P
    if x * x % P != square:
        return None
    if x == 0 and sign == 1:
        return None  # re-encoding would clear the sign bit
    return ((P - x) % P if x & 1 != sign else x, y)


def encode_point(point: tuple[int, int]) -> bytes:
    x, y = point
    return (y | (x & 1) << 255).to_bytes(32, "little")


def add(a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
    """The complete addition law of RFC 8032 section 5.1.4, affine."""
    (x1, y1), (x2, y2) = a, b
    product = D * x1 * x2 * y1 * y2 % P
    x = (x1 * y2 + x2 * y1) * pow(1 + product, P - 2, P) % P
    y = (y1 * y2 + x1 * x2) * pow(1 - product, P - 2, P) % P
    return (x, y)


def multiply(scalar: int, point: tuple[int, int]) -> tuple[int, int]:
    result = IDENTITY
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point = add(point, point)
        scalar >>= 1
    return result


def is_small_order(point: tuple[int, int]) -> bool:
    """Whether eight times the point is the identity."""
    return multiply(8, point) == IDENTITY


def check_public_key(public_key: bytes) -> None:
    """SIG-1 and SIG-2."""
    point = decode_point(public_key) if len(public_key) == 32 else None
    require(point is not None, "bad-key")
    require(not is_small_order(point), "bad-key")


def verify(public_key: bytes, message: bytes, signature: bytes) -> None:
    """SIG-1 to SIG-5."""
    check_public_key(public_key)
    require(len(signature) == 64, "bad-signature")
    require(int.from_bytes(signature[32:], "little") < L, "bad-signature")
    r_point = decode_point(signature[:32])
    require(r_point is not None and not is_small_order(r_point), "bad-signature")
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
        valid = True
    except InvalidSignature:
        valid = False
    require(valid, "bad-signature")


def sign(seed: bytes, message: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(seed).sign(message)


def public_key_of(seed: bytes) -> bytes:
    key = Ed25519PrivateKey.from_private_bytes(seed).public_key()
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)

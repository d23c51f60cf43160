"""Recovery sheets, section 6.13: Shamir's sharing in GF(2^8)."""

from dataclasses import dataclass

from .codec import Reader, u8
from .kdf import sha256
from .labels import label
from .recovery import ALIASES, ALPHABET, base32
from .reject import Reject, require

MOST = 16
CHARACTERS = 45


@dataclass(frozen=True)
class Sheet:
    set: bytes
    k: int
    n: int
    x: int
    share: bytes

    def encode(self, version: int = 1) -> bytes:
        body = u8(version) + self.set + u8(self.k) + u8(self.n) + u8(self.x) + self.share
        return body + check_of(body)


def check_of(body: bytes) -> bytes:
    return sha256(label("sheet") + body)[:4]


def write(data: bytes) -> str:
    characters = base32(int.from_bytes(data, "big") << 1, CHARACTERS)
    return "-".join(characters[i : i + 5] for i in range(0, CHARACTERS, 5))


def read(text: str) -> Sheet:
    """SHEET-1."""
    characters = [ALIASES.get(c, c) for c in text.upper() if c not in " -"]
    require(len(characters) == CHARACTERS and all(c in ALPHABET for c in characters), "bad-code")
    number = 0
    for character in characters:
        number = number << 5 | ALPHABET.index(character)
    data = (number >> 1).to_bytes(28, "big")
    require(number & 1 == 0 and data[24:] == check_of(data[:24]), "bad-checksum")
    reader = Reader(data)
    reader.version()
    sheet = Sheet(reader.take(4), reader.u8(), reader.u8(), reader.u8(), reader.take(16))
    require(2 <= sheet.k <= sheet.n <= MOST and 1 <= sheet.x <= sheet.n, "bad-value")
    return sheet


def make(secret: bytes, set_number: bytes, n: int, coefficients: list[bytes]) -> list[Sheet]:
    """n sheets; `coefficients` are those of x, x^2, ..., 16 bytes each: k is one more than there are."""

    def share(x: int) -> bytes:
        value = bytes(16)
        for coefficient in reversed([secret, *coefficients]):
            value = bytes(multiply(a, x) ^ b for a, b in zip(value, coefficient))
        return value

    return [Sheet(set_number, len(coefficients) + 1, n, x, share(x)) for x in range(1, n + 1)]


def combine(sheets: list[Sheet]) -> bytes:
    """SHEET-2."""
    first, shares = sheets[0], {}
    for sheet in sheets:
        require((sheet.set, sheet.k, sheet.n) == (first.set, first.k, first.n), "mixed-sheets")
        require(shares.setdefault(sheet.x, sheet.share) == sheet.share, "mixed-sheets")
    missing = first.k - len(shares)
    if missing > 0:
        raise Reject("too-few-sheets", str(missing))
    used = dict(sorted(shares.items())[: first.k])
    for x, share in shares.items():
        require(interpolate(used, x) == share, "mixed-sheets")
    return interpolate(used, 0)


def interpolate(shares: dict[int, bytes], x: int) -> bytes:
    """The polynomials' values at x (Lagrange)."""
    result = bytes(16)
    for xi, share in shares.items():
        weight = 1
        for xj in shares:
            if xj != xi:
                weight = multiply(weight, multiply(x ^ xj, inverse(xi ^ xj)))
        result = bytes(r ^ multiply(weight, s) for r, s in zip(result, share))
    return result


def multiply(a: int, b: int) -> int:
    """In GF(2^8) with x^8 + x^4 + x^3 + x + 1."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a = a << 1 ^ (0x11B if a & 0x80 else 0)
        b >>= 1
    return product


def inverse(a: int) -> int:
    """a^254."""
    result = 1
    for _ in range(254):
        result = multiply(result, a)
    return result

"""Recovery code, KF-3: 16 bytes as 26 Crockford base32 characters and 4 check characters."""

from .kdf import sha256
from .labels import label
from .reject import require

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ALIASES = {"O": "0", "I": "1", "L": "1"}


def encode(secret: bytes) -> str:
    number = int.from_bytes(secret, "big") << 2
    characters = base32(number, 26) + base32(check_of(secret), 4)
    return "-".join(characters[i : i + 5] for i in range(0, 30, 5))


def decode(text: str) -> bytes:
    characters = [ALIASES.get(c, c) for c in text.upper() if c not in " -"]
    require(len(characters) == 30, "bad-code")
    require(all(c in ALPHABET for c in characters), "bad-code")
    number = 0
    for character in characters[:26]:
        number = number << 5 | ALPHABET.index(character)
    require(number & 3 == 0, "bad-checksum")
    secret = (number >> 2).to_bytes(16, "big")
    require("".join(characters[26:]) == base32(check_of(secret), 4), "bad-checksum")
    return secret


def check_of(secret: bytes) -> int:
    """The first 20 bits of the check hash."""
    return int.from_bytes(sha256(label("recovery-code") + secret)[:3], "big") >> 4


def base32(number: int, length: int) -> str:
    return "".join(ALPHABET[number >> 5 * i & 31] for i in reversed(range(length)))

"""Recovery code in words, KF-4: 140 bits as 14 words of one of two lists."""

import re
from pathlib import Path

from .kdf import sha256
from .labels import label
from .reject import Reject, require

FOLDER = Path(__file__).resolve().parent.parent.parent / "words"
LISTS = {language: (FOLDER / f"{language}.txt").read_text().split() for language in ("de", "en")}
WORDS = 14
PLACES = {word[:4]: (language, place) for language, words in LISTS.items() for place, word in enumerate(words)}


def encode(secret: bytes, language: str) -> str:
    number = int.from_bytes(secret, "big") << 12 | check_of(secret)
    return " ".join(LISTS[language][number >> 10 * i & 1023] for i in reversed(range(WORDS)))


def decode(text: str) -> tuple[bytes, str]:
    """The 16 bytes and the language. A word that is wrong is named by its position, from 1."""
    typed = [word for word in re.split("[ \t\n\r,.-]+", text) if word]
    number, language = 0, None
    for position, word in enumerate(typed[:WORDS], 1):
        found, place = look_up(word, position)
        language = language or found
        require(found == language, "bad-code", str(position))
        number = number << 10 | place
    require(len(typed) == WORDS, "bad-code")
    secret = (number >> 12).to_bytes(16, "big")
    require(number & 0xFFF == check_of(secret), "bad-checksum")
    return secret, language


def look_up(typed: str, position: int) -> tuple[str, int]:
    if not typed.isascii() or typed[:4].lower() not in PLACES:
        raise Reject("bad-code", str(position))
    language, place = PLACES[typed[:4].lower()]
    require(LISTS[language][place].startswith(typed.lower()), "bad-code", str(position))
    return language, place


def check_of(secret: bytes) -> int:
    """The first 12 bits of the check hash."""
    return int.from_bytes(sha256(label("recovery-code") + secret)[:2], "big") >> 4

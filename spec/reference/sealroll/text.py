"""Plain text, TXT-1 to TXT-3."""

from .reject import Reject, require

FORBIDDEN = (
    (0x0000, 0x001F), (0x007F, 0x009F), (0x061C, 0x061C), (0x200E, 0x200F), (0x2028, 0x2029),
    (0x202A, 0x202E), (0x2066, 0x2069), (0xFEFF, 0xFEFF), (0xFFF9, 0xFFFB),
)


def is_forbidden(character: str) -> bool:
    """Whether TXT-2 excludes the character."""
    return any(low <= ord(character) <= high for low, high in FORBIDDEN)


def check_plain_text(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Reject("bad-text") from None
    require(not any(is_forbidden(character) for character in text), "bad-text")
    require(not text.startswith(" ") and not text.endswith(" "), "bad-text")
    return text

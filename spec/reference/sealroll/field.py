"""The field table of section 6.8 (REC-2)."""

import re

from .codec import LAST_TIME
from .reject import Reject, require
from .text import check_plain_text, is_forbidden

LOCAL_PART = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%&'*+/=?^_`{|}~-")
HOST_LABEL = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-")


def check_field(name: str, value) -> None:
    """Rejects with `bad-field` and the name of the field."""
    if isinstance(value, str):
        require(TEXT_RULES[name](value), "bad-field", name)
    else:
        require(1 <= value <= (2**32 - 1 if name == "counter" else LAST_TIME), "bad-field", name)


def plain(high: int):
    def rule(value: str) -> bool:
        try:
            check_plain_text(value.encode("utf-8"))
        except Reject:
            return False
        return 1 <= size(value) <= high

    return rule


def pattern(expression: str):
    return lambda value: re.fullmatch(expression, value, re.ASCII) is not None


def email(value: str) -> bool:
    if not 3 <= size(value) <= 254 or value.count("@") != 1:
        return False
    local, domain = value.split("@")
    if not 1 <= size(local) <= 64 or not made_of(local, LOCAL_PART):
        return False
    if local.startswith(".") or local.endswith(".") or ".." in local:
        return False
    labels = domain.split(".")
    return len(labels) >= 2 and all(is_host_label(item) for item in labels)


def is_host_label(value: str) -> bool:
    if not 1 <= size(value) <= 63 or not made_of(value, HOST_LABEL):
        return False
    return not value.startswith("-") and not value.endswith("-")


def made_of(value: str, ascii_allowed: set) -> bool:
    """Only these ASCII characters, and characters above U+007F that TXT-2 allows."""
    return all(c in ascii_allowed or (ord(c) > 0x7F and not is_forbidden(c)) for c in value)


def size(value: str) -> int:
    return len(value.encode("utf-8"))


TEXT_RULES = {
    "given_name": plain(100),
    "family_name": plain(100),
    "companion_name": plain(100),
    "phone": pattern(r"\+[1-9][0-9]{6,14}"),
    "email": email,
    "street": plain(120),
    "city": plain(120),
    "postal_code": pattern(r"[A-Za-z0-9-]([A-Za-z0-9 -]{0,14}[A-Za-z0-9-])?"),
    "country": pattern(r"[A-Z]{2}"),
    "place": plain(60),
    "door_code": pattern(r"[A-Za-z0-9-]{1,16}"),
}

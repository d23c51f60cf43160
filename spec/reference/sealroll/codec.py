"""Fixed layouts: big-endian integers, raw bytes, length-prefixed plain text."""

from .reject import Reject, require
from .text import check_plain_text

LAST_TIME = 253402300799
DAY = 86400


class Reader:
    """Reads a structure from its first byte to its last; `finish` insists on the end (CNV-1, CNV-2)."""

    def __init__(self, data: bytes):
        self.data = data
        self.offset = 0

    def take(self, count: int) -> bytes:
        if self.offset + count > len(self.data):
            raise Reject("truncated")
        piece = self.data[self.offset : self.offset + count]
        self.offset += count
        return piece

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big")

    def u8(self) -> int:
        return self.number(1)

    def u16(self) -> int:
        return self.number(2)

    def u32(self) -> int:
        return self.number(4)

    def u64(self) -> int:
        return self.number(8)

    def time(self) -> int:
        """A u64 time (CNV-6)."""
        value = self.u64()
        require(value <= LAST_TIME, "bad-value")
        return value

    def version(self) -> int:
        """The first byte of a structure (CNV-4)."""
        value = self.u8()
        require(value == 1, "unsupported-version")
        return value

    def suite(self) -> int:
        value = self.u16()
        require(value == 1, "unsupported-suite")
        return value

    def plain_text(self, size: int, low: int, high: int) -> str:
        """str8 (size 1) or str16 (size 2) of low..high bytes (CNV-3, TXT-1 to TXT-3)."""
        length = self.number(size)
        require(low <= length <= high, "limit")
        return check_plain_text(self.take(length))

    def finish(self) -> None:
        require(self.offset == len(self.data), "trailing-bytes")


def u8(value: int) -> bytes:
    return value.to_bytes(1, "big")


def u16(value: int) -> bytes:
    return value.to_bytes(2, "big")


def u32(value: int) -> bytes:
    return value.to_bytes(4, "big")


def u64(value: int) -> bytes:
    return value.to_bytes(8, "big")


def string(size: int, value: str) -> bytes:
    """str8 (size 1) or str16 (size 2), unchecked: the generator also needs bad ones."""
    raw = value.encode("utf-8")
    return len(raw).to_bytes(size, "big") + raw

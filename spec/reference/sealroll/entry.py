"""Log entry, sections 8, 8.1 and 10.2: 38 bytes."""

from dataclasses import dataclass

from .codec import u8, u32
from .reject import require

RECORD, TOMBSTONE, STATEMENT, PURGE = 1, 2, 3, 4
CERTIFICATE, DESCRIPTOR, INSTRUCTION, ACKNOWLEDGEMENT, ERASURE, PROCESSOR = 8, 9, 10, 11, 12, 13
OPENING = 14
LENGTH = 38


@dataclass(frozen=True)
class Entry:
    kind: int
    epoch: int
    hash: bytes

    def encode(self) -> bytes:
        return u8(self.kind) + u8(0) + u32(self.epoch) + self.hash


def decode(data: bytes) -> Entry:
    """LOG-1, and ILOG-1 for the epoch of documents."""
    require(len(data) == LENGTH, "bad-entry")
    document = CERTIFICATE <= data[0] <= OPENING
    require((RECORD <= data[0] <= PURGE or document) and data[1] == 0, "bad-entry")
    require(not document or data[2:6] == bytes(4), "bad-entry")
    return Entry(data[0], int.from_bytes(data[2:6], "big"), data[6:])

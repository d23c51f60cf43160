"""Deterministic bytes from a name, in place of a random number generator."""

from .kdf import sha256


class Stream:
    """SHA-256(name ‖ u32 counter), counter from 0, block after block."""

    def __init__(self, name: str | bytes):
        self.name = name.encode("utf-8") if isinstance(name, str) else name
        self.counter = 0
        self.buffer = b""

    def take(self, count: int) -> bytes:
        while len(self.buffer) < count:
            self.buffer += sha256(self.name + self.counter.to_bytes(4, "big"))
            self.counter += 1
        piece, self.buffer = self.buffer[:count], self.buffer[count:]
        return piece

    def below(self, limit: int) -> int:
        return int.from_bytes(self.take(8), "big") % limit

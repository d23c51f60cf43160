"""The subset of postcard (wire format 1) that records use, decoded strictly (REC-1)."""

from .reject import Reject, require


class PostcardReader:
    """Reads values; remembers whether a varint was longer than needed."""

    def __init__(self, data: bytes):
        self.data = data
        self.offset = 0
        self.canonical = True

    def take(self, count: int) -> bytes:
        require(self.offset + count <= len(self.data), "truncated")
        piece = self.data[self.offset : self.offset + count]
        self.offset += count
        return piece

    def u8(self) -> int:
        return self.take(1)[0]

    def varint(self, bits: int) -> int:
        value = 0
        longest = (bits + 6) // 7
        for position in range(longest):
            byte = self.u8()
            value |= (byte & 0x7F) << 7 * position
            if byte < 0x80:
                require(value < 1 << bits, "bad-value")
                if byte == 0 and position > 0:
                    self.canonical = False
                return value
        raise Reject("bad-value")

    def variant(self, names: tuple) -> str:
        number = self.varint(32)
        require(number < len(names), "bad-value")
        return names[number]

    def option(self, read):
        tag = self.u8()
        require(tag <= 1, "bad-value")
        return read() if tag else None

    def string(self) -> str:
        try:
            return self.take(self.varint(32)).decode("utf-8")
        except UnicodeDecodeError:
            raise Reject("bad-text") from None

    def sequence(self, read) -> list:
        return [read() for _ in range(self.varint(32))]


def varint(value: int) -> bytes:
    output = b""
    while value > 0x7F:
        output += bytes([value & 0x7F | 0x80])
        value >>= 7
    return output + bytes([value])


def option(value, write) -> bytes:
    return b"\x00" if value is None else b"\x01" + write(value)


def string(value: str) -> bytes:
    raw = value.encode("utf-8")
    return varint(len(raw)) + raw


def sequence(values: list, write) -> bytes:
    return varint(len(values)) + b"".join(write(value) for value in values)

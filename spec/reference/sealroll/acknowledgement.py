"""The answer to an instruction, section 10.3 (ACK-1)."""

from dataclasses import dataclass

from . import document, instruction, receipt
from . import entry as entries
from .codec import Reader
from .reject import Reject, require


@dataclass
class Acknowledged:
    instruction_id: bytes
    time: str
    index: int


def verify(answer: bytes, order: str, origin: str, list_id: bytes, log_key: bytes) -> Acknowledged:
    """`order` is the instruction that was given, as a note."""
    note, proof = split(answer)
    found = document.verify("acknowledgement", text_of(note, "bad-document"), origin, list_id, log_key)
    instruction_id = instruction.id_of(order)
    require(found.values["instruction"] == instruction_id.hex(), "inconsistent")
    entry = entries.Entry(entries.ACKNOWLEDGEMENT, 0, found.id).encode()
    kept = receipt.parse(text_of(proof, "bad-proof"))
    receipt.verify(kept, document.log_name(origin, list_id), log_key, entry)
    return Acknowledged(instruction_id, found.values["time"], kept.index)


def split(answer: bytes) -> tuple[bytes, bytes]:
    reader = Reader(answer)
    try:
        note, proof = (reader.take(reader.u16()) for _ in range(2))
        reader.finish()
    except Reject:
        raise Reject("bad-proof") from None
    return note, proof


def text_of(raw: bytes, code: str) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Reject(code) from None

"""A record log that was recovered, as its owner sees it (section 8.1: RECV-4, RECV-5)."""

from dataclasses import dataclass, field

from . import checkpoint as checkpoints
from . import document, merkle
from . import entry as entries
from .reject import Reject, require


@dataclass
class Log:
    """What identifies a record log of a list."""

    origin: str
    list_id: bytes
    generation: int
    log_key: bytes

    @property
    def name(self) -> str:
        return checkpoints.log_origin(self.origin, self.list_id, self.generation)


@dataclass
class Recovery:
    """An opening that is news to the owner, and what became of what it had seen behind it."""

    part: int
    restored: int
    signed: int | None
    lost: list = field(default_factory=list)


def sync(log: Log, seen: list[bytes], cosigned: str, now: list[bytes], text: str, notes: list[str],
         own_statements: set) -> tuple[checkpoints.Checkpoint, list[Recovery]]:
    """SYN-1, SYN-2, RECV-4, RECV-5: the checkpoint that the owner may cosign, and what was lost.

    `seen` are the entries under the checkpoint `cosigned`, `now` all that the log has.
    """
    checkpoint, former = checkpoints.parse(text), checkpoints.parse(cosigned)
    part, former_part = (checkpoints.part_of(it.origin, log.name) for it in (checkpoint, former))
    require(part is not None, "wrong-log")
    checkpoints.verify_log_signature(checkpoint, log.log_key)
    require(part >= former_part, "rolled-back")
    require(part > former_part or checkpoint.size >= former.size, "rolled-back")
    leaves = [merkle.leaf_hash(entry) for entry in now]
    require(checkpoint.size == len(now), "inconsistent")
    require(checkpoint.root_hash == merkle.root_hash(leaves), "inconsistent")
    decoded = [entries.decode(entry) for entry in now]
    openings = check_openings(log, part, decoded, leaves, notes)
    later = [opening for opening in openings if opening.part > former_part]
    kept = min(len(seen), later[0].restored) if later else len(seen)
    require(now[:kept] == seen[:kept], "inconsistent")
    for entry in decoded:
        require(entry.kind != entries.STATEMENT or entry.hash in own_statements, "foreign-statement")
    if later:
        later[0].lost = [entries.decode(entry) for entry in seen[kept:]]
    return checkpoint, later


def check_openings(log: Log, part: int, decoded: list, leaves: list[bytes], notes: list[str]) -> list[Recovery]:
    """RECV-4."""
    by_hash = {document.document_id(entries.OPENING, note.encode("utf-8")): note for note in notes}
    found, before = [], 0
    for index, entry in enumerate(decoded):
        if entry.kind != entries.OPENING:
            continue
        require(entry.hash in by_hash, "bad-document")
        values = read_opening(log, by_hash[entry.hash])
        require(values["log"] == log.generation and values["part"] > before, "inconsistent")
        require(values["restored"] == index, "inconsistent")
        require(values["root"] == merkle.root_hash(leaves[:index]).hex(), "inconsistent")
        before = values["part"]
        signed = None if values["signed"] == "unknown" else values["signed"]
        found.append(Recovery(before, index, signed))
    require(part == before, "inconsistent")
    return found


def read_opening(log: Log, note: str) -> dict:
    try:
        return document.verify("opening", note, log.origin, log.list_id, log.log_key).values
    except Reject:
        raise Reject("bad-document") from None

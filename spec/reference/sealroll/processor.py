"""A processor in memory: one record log, its checkpoints and receipts (section 8)."""

from dataclasses import dataclass, field

from . import checkpoint as checkpoints
from . import merkle, note, receipt


@dataclass
class RecordLog:
    """The record log of one generation."""

    name: str
    seed: bytes
    entries: list[bytes] = field(default_factory=list)

    @property
    def leaves(self) -> list[bytes]:
        return [merkle.leaf_hash(entry) for entry in self.entries]

    def append(self, entry: bytes) -> int:
        """The leaf index; the same entry twice gives the same index (LOG-4)."""
        if entry not in self.entries:
            self.entries.append(entry)
        return self.entries.index(entry)

    def checkpoint(self, size: int | None = None) -> str:
        leaves = self.leaves[:size]
        text = checkpoints.body(self.name, len(leaves), merkle.root_hash(leaves))
        return note.sign(text, self.name, self.seed)

    def receipt(self, index: int, size: int | None = None, cosignature: str = "") -> str:
        """A tlog-proof under the checkpoint of `size`, with a cosignature line appended."""
        hashes = merkle.inclusion_proof(index, self.leaves[:size])
        return receipt.encode(index, hashes, self.checkpoint(size) + cosignature)

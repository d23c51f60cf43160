"""The epoch tree: nodes, frontier, puncture and epoch keys (KEY-1 to KEY-3)."""

from dataclasses import dataclass

from . import hpke, kdf
from .codec import Reader, u8, u16, u32
from .labels import label
from .reject import require

DEPTH = 32
MAX_NODES = 4096
SUITE = 1


@dataclass(frozen=True)
class Node:
    """A node of the tree over all 2^32 epochs."""

    depth: int
    index: int
    value: bytes

    @property
    def first(self) -> int:
        return self.index << (DEPTH - self.depth)

    @property
    def last(self) -> int:
        return self.first + (1 << (DEPTH - self.depth)) - 1

    def child(self, bit: int) -> "Node":
        value = kdf.expand(self.value, label("tree") + u8(bit), 32)
        return Node(self.depth + 1, self.index << 1 | bit, value)

    def covers(self, epoch: int) -> bool:
        return self.first <= epoch <= self.last


def generate(seed: bytes, first_epoch: int, last_epoch: int) -> list[Node]:
    """The smallest frontier that covers exactly first_epoch to last_epoch."""

    def cover(node: Node) -> list[Node]:
        if node.last < first_epoch or node.first > last_epoch:
            return []
        if first_epoch <= node.first and node.last <= last_epoch:
            return [node]
        return cover(node.child(0)) + cover(node.child(1))

    return cover(Node(0, 0, seed))


def path(node: Node, epoch: int) -> list[Node]:
    """The nodes from `node` down to the leaf of the epoch, both included."""
    nodes = [node]
    while nodes[-1].depth < DEPTH:
        nodes.append(nodes[-1].child(epoch >> (DEPTH - 1 - nodes[-1].depth) & 1))
    return nodes


def puncture(frontier: list[Node], epoch: int) -> list[Node]:
    """KEY-2. A frontier that does not cover the epoch stays as it is."""
    result = []
    for node in frontier:
        if not node.covers(epoch):
            result.append(node)
            continue
        for parent in path(node, epoch)[:-1]:
            bit = epoch >> (DEPTH - 1 - parent.depth) & 1
            result.append(parent.child(1 - bit))
    return sorted(result, key=lambda node: node.first)


def leaf(frontier: list[Node], epoch: int) -> bytes | None:
    """The leaf of an epoch, or None where the frontier does not cover it."""
    for node in frontier:
        if node.covers(epoch):
            return path(node, epoch)[-1].value
    return None


def epoch_ikm(leaf_value: bytes, list_id: bytes, generation: int, epoch: int) -> bytes:
    info = label("epoch-key") + u16(SUITE) + list_id + u32(generation) + u32(epoch)
    return kdf.expand(leaf_value, info, 32)


def epoch_key_pair(frontier: list[Node], list_id: bytes, generation: int, epoch: int):
    """(secret key, public key) of an epoch, or None where it is punctured."""
    value = leaf(frontier, epoch)
    if value is None:
        return None
    return hpke.derive_key_pair(epoch_ikm(value, list_id, generation, epoch))


def encode(frontier: list[Node]) -> bytes:
    nodes = b"".join(u8(node.depth) + u32(node.index) + node.value for node in frontier)
    return u16(len(frontier)) + nodes


def decode(data: bytes) -> list[Node]:
    """KEY-3."""
    reader = Reader(data)
    count = reader.u16()
    require(count <= MAX_NODES, "limit")
    frontier: list[Node] = []
    for _ in range(count):
        depth, index = reader.u8(), reader.u32()
        require(depth <= DEPTH and index < 1 << depth, "bad-value")
        node = Node(depth, index, reader.take(32))
        if frontier:
            require(frontier[-1].last < node.first, "non-canonical")
        frontier.append(node)
    reader.finish()
    return frontier

"""Grant, section 6.16."""

from dataclasses import dataclass

from . import certificate as certificates
from . import ed25519, hpke, tree, welcome, x25519
from .codec import Reader, u8, u16, u32, u64
from .device import DeviceCard
from .labels import label
from .reject import require

HEAD = u8(1) + u16(1)
MOST_EPOCHS = 4096


@dataclass
class Content:
    registration: welcome.Registration
    time: int
    first_epoch: int
    last_epoch: int
    frontiers: list[tuple[int, list[tree.Node]]]
    psks: list[tuple[int, bytes, bytes]]
    signature: bytes
    signed: bytes


def restrict(frontier: list[tree.Node], first_epoch: int, last_epoch: int) -> list[tree.Node]:
    """The fewest nodes that cover exactly the epochs of the range that the frontier covers."""
    nodes = []
    for node in frontier:
        pending = [node]
        while pending:
            found = pending.pop(0)
            if found.last < first_epoch or found.first > last_epoch:
                continue
            if first_epoch <= found.first and found.last <= last_epoch:
                nodes.append(found)
            else:
                pending[:0] = [found.child(0), found.child(1)]
    return nodes


def message(card: DeviceCard, signed: bytes) -> bytes:
    return label("granted") + card.fingerprint + signed


def encode_content(registration: bytes, time: int, first_epoch: int, last_epoch: int, frontiers: list,
                   psks: list, seed: bytes, card: DeviceCard, serial: int = 0) -> bytes:
    """`frontiers` is (generation, encoded frontier), `psks` (epoch, presence id, psk). Nothing is checked."""
    content = u8(1) + u16(len(registration)) + registration + u64(time) + u32(first_epoch) + u32(last_epoch)
    content += u16(len(frontiers))
    for generation, frontier in frontiers:
        content += u32(generation) + u32(len(frontier)) + frontier
    content += u16(len(psks)) + b"".join(u32(epoch) + edition + psk for epoch, edition, psk in psks) + u64(serial)
    return content + ed25519.sign(seed, message(card, content))


def seal(card: DeviceCard, content: bytes, ikm: bytes) -> bytes:
    secret, _ = hpke.derive_key_pair(ikm)
    shared_secret, enc = hpke.encap(card.public_key, secret)
    return HEAD + enc + schedule(card, shared_secret).seal(b"", content)


def schedule(card: DeviceCard, shared_secret: bytes) -> hpke.Schedule:
    return hpke.key_schedule(shared_secret, label("grant") + HEAD + card.fingerprint)


def open_content(grant: bytes, secret_key: bytes, card: DeviceCard) -> bytes:
    """GRT-2."""
    reader = Reader(grant)
    reader.version()
    reader.suite()
    enc = reader.take(32)
    x25519.check_public_key(enc)
    return schedule(card, hpke.decap(enc, secret_key)).open(b"", grant[35:])


def decode_content(data: bytes) -> Content:
    """GRT-1."""
    reader = Reader(data)
    reader.version()
    registration = welcome.decode_registration(reader.take(reader.u16()))
    time, first_epoch, last_epoch = reader.time(), reader.u32(), reader.u32()
    require(first_epoch <= last_epoch < first_epoch + MOST_EPOCHS, "bad-value")
    frontiers = [read_frontier(reader) for _ in range(reader.u16())]
    psks = [(reader.u32(), reader.take(32), reader.take(32)) for _ in range(reader.u16())]
    require(reader.u64() == 0, "bad-value")
    signed = data[: reader.offset]
    signature = reader.take(64)
    reader.finish()
    for numbers in ([number for number, _ in frontiers], [(epoch, edition) for epoch, edition, _ in psks]):
        require(numbers == sorted(set(numbers)), "non-canonical")
    nodes = [node for _, frontier in frontiers for node in frontier]
    require(all(first_epoch <= node.first and node.last <= last_epoch for node in nodes), "inconsistent")
    covered = {epoch for node in nodes for epoch in range(node.first, node.last + 1)}
    require(covered == {epoch for epoch, _, _ in psks}, "inconsistent")
    return Content(registration, time, first_epoch, last_epoch, frontiers, psks, signature, signed)


def read_frontier(reader: Reader) -> tuple[int, list[tree.Node]]:
    generation = reader.u32()
    return generation, tree.decode(reader.take(reader.u32()))


def verify(content: Content, card: DeviceCard, environment: int) -> int:
    """GRT-3; gives the rights."""
    registration = content.registration
    root, found = registration.root, registration.certificates
    root.check_environment(environment)
    for certificate in found:
        certificate.verify(root)
    registration.descriptor.verify(root)
    ed25519.verify(root.public_key, message(card, content.signed), content.signature)
    keys = {certificate.use: certificate.public_key for certificate in found}
    expected = {certificates.HTTP: card.http_key, certificates.INSTRUCTION: card.instruction_key}
    require(len(found) == 2 and keys == expected, "inconsistent")
    require(found[0].rights == found[1].rights and found[0].is_delegates, "inconsistent")
    require(not content.frontiers or found[0].rights & certificates.READ != 0, "inconsistent")
    return found[0].rights

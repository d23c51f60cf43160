"""The guest: checks in, confirms receipts, follows up (sections 7.2, 7.3, 7.6)."""

from dataclasses import dataclass

from . import checkpoint as checkpoints
from . import ed25519, envelope, receipt, record
from . import entry as entries
from .codec import DAY
from .descriptor import Descriptor
from .invitation import Invitation
from .reject import Reject, require
from .stream import Stream
from .welcome import Welcome


@dataclass
class Ticket:
    """What the guest keeps of one check-in."""

    seed: bytes
    record_id: bytes
    generation: int
    counter: int = 0


@dataclass
class Pending:
    """A sealed record that no receipt has confirmed yet."""

    envelope: bytes
    record_id: bytes
    entry: bytes
    data: bytes
    schedule: object
    enc_secret: bytes


def check_in(welcome: Welcome, invitation: Invitation, form: dict, random: Stream) -> tuple[Pending, Ticket]:
    """`form` is a check-in record without ticket_key. The bundle is verified by the caller."""
    seed = random.take(32)
    content = {"type": "check-in", **form, "ticket_key": ed25519.public_key_of(seed).hex()}
    data = record.encode(content)
    pending = seal(welcome, invitation, data, random, seed=None)
    record.check_policies(record.decode(data)[0], welcome.descriptor)
    return pending, Ticket(seed, pending.record_id, welcome.statement.generation)


def follow_up(
    welcome: Welcome, invitation: Invitation, ticket: Ticket, body: dict, seen: tuple, random: Stream
) -> Pending:
    """`body` is a follow-up record without follow_up; `seen` is (tree size, root hash)."""
    ticket.counter += 1
    reference = {
        "check_in": ticket.record_id.hex(), "generation": ticket.generation,
        "tree_size": seen[0], "root_hash": seen[1].hex(), "counter": ticket.counter,
    }
    content = record.encode({**body, "follow_up": reference})
    decoded, _ = record.decode(content + bytes(64))
    record.check_policies(decoded, welcome.descriptor)
    return seal(welcome, invitation, content, random, seed=ticket.seed)


def seal(welcome: Welcome, invitation: Invitation, content: bytes, random: Stream, seed: bytes | None) -> Pending:
    """Seals content, with the ticket's signature where a seed is given."""
    statement, list_id = welcome.statement, welcome.root.list_id
    header = envelope.encode_header(list_id, statement.epoch, statement.id)
    ikm = envelope.hedge(random.take(32), random.take(32), header, content)
    sealing = envelope.begin(header, statement.public_key, invitation.psk(statement.epoch), ikm)
    data = content
    if seed is not None:
        message = record.follow_up_message(list_id, header, sealing.ephemeral_public, content)
        data += ed25519.sign(seed, message)
    sealed, schedule = sealing.finish(data, welcome.descriptor.bucket)
    record_id = envelope.record_id_of(sealed)
    entry = entries.Entry(entries.RECORD, statement.epoch, record_id).encode()
    return Pending(sealed, record_id, entry, data, schedule, sealing.ephemeral_secret)


def confirm(welcome: Welcome, entry: bytes, text: str) -> receipt.Proof:
    """RCP-1 to RCP-3 for an entry of this guest."""
    proof = receipt.parse(text)
    origin = checkpoints.log_origin(
        welcome.descriptor.origin, welcome.root.list_id, welcome.statement.generation
    )
    receipt.verify(proof, origin, welcome.descriptor.log_key, entry)
    return proof


@dataclass
class Kept:
    """The receipt of a check-in that a guest keeps, with the name of its log without the part."""

    log_name: str
    log_key: bytes
    entry: bytes
    text: str

    @property
    def index(self) -> int:
        return receipt.parse(self.text).index

    @property
    def part(self) -> int:
        return self.part_of(receipt.parse(self.text))

    def part_of(self, proof: receipt.Proof) -> int | None:
        return checkpoints.part_of(proof.checkpoint.origin, self.log_name)

    def renew(self, text: str) -> bool:
        """RECV-7 for another receipt: whether it takes the place of the former."""
        found = receipt.parse(text)
        receipt.verify(found, self.log_name, self.log_key, self.entry)
        part = self.part_of(found)
        require(part >= self.part, "rolled-back")
        require(part > self.part or found.index == self.index, "bad-proof")
        replaced = part > self.part
        if replaced:
            self.text = text
        return replaced

    def is_lost(self, text: str) -> bool:
        """RECV-7 for a proof that was asked for: one of a later part that is not of the record."""
        found = receipt.parse(text)
        part = self.part_of(found)
        if part is None or part <= self.part:
            return False
        try:
            receipt.verify(found, self.log_name, self.log_key, self.entry)
        except Reject as reject:
            return reject.code == "bad-proof"
        return False


def check_deleted(terms: Descriptor, epoch: int, now: int) -> None:
    """RET-6 for a guest whose log is said to be deleted."""
    began, _ = terms.epoch_range(epoch)
    require(now >= began + terms.audit_days * DAY, "missing-log")

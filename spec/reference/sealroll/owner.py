"""The owner: opens the inbox (section 7.5) and syncs (section 7.4)."""

from dataclasses import dataclass, field

from . import checkpoint as checkpoints
from . import blob, ed25519, envelope, merkle, record, tree
from . import entry as entries
from .descriptor import Descriptor
from .invitation import psk_of
from .reject import Reject, require
from .statement import Statement, presence_id_of


@dataclass
class Item:
    """One entry of a record log with the envelope fetched for it."""

    generation: int
    leaf_index: int
    entry: bytes
    envelope: bytes


@dataclass
class Opened:
    item: Item
    record: dict
    signature: bytes | None
    envelope: envelope.Envelope
    data: bytes


@dataclass
class Inbox:
    """Opens records in log order and remembers what occurred before."""

    list_id: bytes
    presence_secrets: list
    """of every edition of the poster"""
    frontiers: dict
    """generation to frontier"""
    statements: dict
    """statement id to (Statement, Descriptor)"""
    superseded: dict = field(default_factory=dict)
    """statement id to the time at which the owner saw the successor's entry"""
    record_ids: set = field(default_factory=set)
    encs: set = field(default_factory=set)
    ticket_keys: set = field(default_factory=set)
    check_ins: dict = field(default_factory=dict)
    """record id to the opened check-in"""
    follow_ups: dict = field(default_factory=dict)
    """record id of a check-in to its opened follow-ups, in log order"""

    def open(self, item: Item) -> Opened | None:
        """None where the entry is no record; rejects where it is to be quarantined."""
        entry = entries.decode(item.entry)
        if entry.kind != entries.RECORD:
            return None
        sealed, statement, descriptor = self.identify(item, entry)
        self.check_record_id(sealed)
        key_pair = None
        if statement.generation in self.frontiers:
            frontier = self.frontiers[statement.generation]
            key_pair = tree.epoch_key_pair(frontier, self.list_id, statement.generation, entry.epoch)
        require(key_pair is not None, "open-failed")
        data, is_own = self.open_edition(sealed, statement, key_pair[0])
        if not is_own:
            require(data is not None and is_follow_up(data), "open-failed")
        self.check_enc(sealed)
        content, signature = record.decode(data)
        record.check_policies(content, descriptor)
        opened = Opened(item, content, signature, sealed, data)
        if content["type"] == "canary":
            leaf = tree.leaf(self.frontiers[statement.generation], entry.epoch)
            value = blob.canary_value(leaf, self.list_id, statement.generation, entry.epoch)
            require(content["value"] == value.hex(), "unknown-canary")
        elif content["type"] == "check-in":
            self.accept_check_in(opened, statement, descriptor)
        else:
            self.accept_follow_up(opened)
        return opened

    def open_edition(self, sealed: envelope.Envelope, statement: Statement, secret_key: bytes):
        """EDN-3: what the envelope holds, and whether it is under the statement's own edition."""
        own = [s for s in self.presence_secrets if presence_id_of(self.list_id, s) == statement.presence_id]
        others = [s for s in self.presence_secrets if s not in own]
        for secret in own + others:
            psk = psk_of(secret, self.list_id, sealed.epoch)
            try:
                return envelope.open_envelope(sealed, secret_key, psk), secret in own
            except Reject:
                continue
        return None, False

    def identify(self, item: Item, entry) -> tuple[envelope.Envelope, Statement, Descriptor]:
        """OPN-1."""
        require(envelope.record_id_of(item.envelope) == entry.hash, "not-logged")
        sealed = envelope.decode(item.envelope)
        require(sealed.list_id == self.list_id, "wrong-list")
        require(sealed.statement_id in self.statements, "unknown-statement")
        statement, descriptor = self.statements[sealed.statement_id]
        require(sealed.epoch == statement.epoch == entry.epoch, "wrong-epoch")
        require(sealed.bucket == descriptor.bucket, "bad-length")
        return sealed, statement, descriptor

    def check_record_id(self, sealed: envelope.Envelope) -> None:
        """OPN-2 for the record id."""
        repeated = sealed.record_id in self.record_ids
        self.record_ids.add(sealed.record_id)
        require(not repeated, "duplicate")

    def check_enc(self, sealed: envelope.Envelope) -> None:
        """OPN-2 for enc: only what opened counts, so that junk displaces nothing."""
        repeated = sealed.enc in self.encs
        self.encs.add(sealed.enc)
        require(not repeated, "duplicate")

    def accept_check_in(self, opened: Opened, statement: Statement, descriptor: Descriptor) -> None:
        """OPN-2 for the ticket key, and OPN-4."""
        key = opened.record["ticket_key"]
        repeated = key in self.ticket_keys
        self.ticket_keys.add(key)
        require(not repeated, "duplicate")
        self.check_stale(opened.record["arrival"], statement, descriptor)
        self.check_ins[opened.envelope.record_id.hex()] = opened

    def check_stale(self, arrival: int, statement: Statement, descriptor: Descriptor) -> None:
        """OPN-4."""
        seen = self.superseded.get(statement.id)
        require(seen is None or arrival <= seen + descriptor.supersede_grace, "stale-statement")

    def accept_follow_up(self, opened: Opened) -> None:
        """OPN-5 and REC-5."""
        check_in = self.check_ins.get(opened.record["follow_up"]["check_in"])
        require(check_in is not None, "unknown-check-in")
        verify_follow_up(opened, self.list_id, bytes.fromhex(check_in.record["ticket_key"]))
        identifier = check_in.envelope.record_id.hex()
        self.follow_ups.setdefault(identifier, []).append(opened)

    def winner(self, check_in_id: str) -> Opened | None:
        """OPN-5: the highest counter; of equal ones the first by (generation, leaf index)."""
        candidates = self.follow_ups.get(check_in_id, [])

        def rank(opened: Opened):
            item = opened.item
            return (-opened.record["follow_up"]["counter"], item.generation, item.leaf_index)

        return min(candidates, key=rank, default=None)


def is_follow_up(data: bytes) -> bool:
    try:
        return "follow_up" in record.decode(data)[0]
    except Reject:
        return False


def verify_follow_up(opened: Opened, list_id: bytes, ticket_key: bytes) -> None:
    """REC-5."""
    sealed = opened.envelope
    message = record.follow_up_message(list_id, sealed.header, sealed.enc, opened.data[:-64])
    ed25519.verify(ticket_key, message, opened.signature)


def check_part(part: int, log: list) -> None:
    """RECV-4 as far as it can be told without the notes: a part begins with an opening."""
    reopened = any(entry.kind == entries.OPENING for entry in log)
    require((part > 0) == reopened, "inconsistent")


def sync(
    seen: list[bytes], fetched: list[bytes], cosigned_size: int, text: str, origin: str,
    log_key: bytes, own_statements: set,
) -> checkpoints.Checkpoint:
    """SYN-1 and SYN-2: the checkpoint that the owner may cosign.

    `seen` and `fetched` are entries; `own_statements` are the ids of issued statements.
    """
    checkpoint = checkpoints.parse(text)
    part = checkpoints.part_of(checkpoint.origin, origin)
    require(part is not None, "wrong-log")
    checkpoints.verify_log_signature(checkpoint, log_key)
    require(checkpoint.size >= cosigned_size or part > 0, "rolled-back")
    decoded = [entries.decode(entry) for entry in fetched]
    leaves = [merkle.leaf_hash(entry) for entry in seen + fetched]
    require(checkpoint.size == len(leaves), "inconsistent")
    require(checkpoint.root_hash == merkle.root_hash(leaves), "inconsistent")
    check_part(part, [entries.decode(entry) for entry in seen] + decoded)
    for entry in decoded + [entries.decode(entry) for entry in seen]:
        known = entry.kind != entries.STATEMENT or entry.hash in own_statements
        require(known, "foreign-statement")
    return checkpoint



"""A whole list in memory: owner and processor together, for journeys (sections 7.1, 7.4, 7.5)."""

from dataclasses import dataclass

from . import certificate, checkpoint, descriptor, ed25519, entry, envelope, invitation, owner
from . import root, statement, tree, welcome
from .codec import DAY
from .processor import RecordLog
from .reject import require
from .stream import Stream

USES = {"statement": 1, "instruction": 2, "http": 3, "witness": 4}
CERTIFIED_DAYS = 62
TERMS = {
    "descriptor_version": 1, "venue": "Venue", "address": "", "contact": "Contact", "purpose_de": "Zweck",
    "purpose_en": "Purpose", "legal_basis_de": "Grundlage", "legal_basis_en": "Basis",
    "epoch_length": DAY, "retention_epochs": 28, "upload_grace": 259200, "supersede_grace": 7200,
    "audit_days": 366, "bucket": 512, "max_companions": 20, "epoch_cap": 100000, "door_code": 0,
    "origin": "log.sealroll.example",
}


@dataclass
class Issued:
    """A statement with the times that decide about it."""

    statement: statement.Statement
    superseded_seen: int | None = None


class House:
    """Draws everything from one seed. Epoch 0 begins at `anchor`; one generation of `epochs` epochs."""

    def __init__(self, seed: bytes, anchor: int, epochs: int, host: str, environment: int, terms: dict,
                 policies: dict, door_code: str | None):
        random = Stream(seed)
        self.root_seed, self.presence_secret, self.log_seed = (random.take(32) for _ in range(3))
        self.seeds = {use: random.take(32) for use in USES}
        self.frontier = tree.generate(random.take(32), 0, epochs - 1)
        public_key = ed25519.public_key_of(self.root_seed)
        self.root = root.decode(root.encode(environment, public_key, anchor // DAY, random.take(16)))
        self.list_id, self.generation, self.epochs = self.root.list_id, 0, epochs
        self.host, self.door_code = host, door_code
        self.descriptor = descriptor.decode(descriptor.encode(self.root_seed, {
            **TERMS, "epoch_anchor": anchor, "log_key": ed25519.public_key_of(self.log_seed),
            "root_fingerprint": self.root.fingerprint,
            "policies": {name: policies.get(name, 1) for name in descriptor.POLICY_FIELDS}, **terms,
        }))
        self.certificates = [
            certificate.encode(
                self.root_seed, self.root.fingerprint, serial, serial, 1 if use == "statement" else 0,
                anchor, anchor + CERTIFIED_DAYS * DAY, ed25519.public_key_of(self.seeds[use]),
            )
            for use, serial in USES.items()
        ]
        self.log = RecordLog(
            checkpoint.log_origin(self.descriptor.origin, self.list_id, self.generation), self.log_seed
        )
        self.issued: list[Issued] = []
        self.envelopes: dict[bytes, bytes] = {}
        for epoch in range(epochs):
            self.issue(epoch)

    @property
    def link(self) -> str:
        payload = invitation.encode_payload(self.root.fingerprint, self.presence_secret, self.door_code)
        return invitation.encode(self.host, payload)

    def issue(self, epoch: int, now: int | None = None) -> statement.Statement:
        """Signs and logs a statement; one that replaces another is seen by the owner `now`."""
        for item in self.issued:
            if item.statement.epoch == epoch and item.superseded_seen is None:
                item.superseded_seen = now
        start, end = self.descriptor.epoch_range(epoch)
        _, public_key = tree.epoch_key_pair(self.frontier, self.list_id, self.generation, epoch)
        encoded = statement.encode(
            self.seeds["statement"], self.root.fingerprint, self.generation, epoch,
            len(self.issued) + 1, start, end, self.descriptor.hash,
            statement.presence_id_of(self.list_id, self.presence_secret), public_key, USES["statement"],
        )
        found = statement.decode(encoded)
        self.issued.append(Issued(found))
        self.log.append(entry.Entry(entry.STATEMENT, epoch, found.id).encode())
        return found

    def current(self, epoch: int) -> statement.Statement:
        return [item.statement for item in self.issued if item.statement.epoch == epoch][-1]

    def welcome(self, epoch: int, now: int) -> bytes:
        """A bundle whose proof stands under the newest checkpoint, cosigned now."""
        found = self.current(epoch)
        index = self.log.append(entry.Entry(entry.STATEMENT, epoch, found.id).encode())
        text = checkpoint.parse(self.log.checkpoint()).text
        name = checkpoint.witness_name(self.descriptor.origin, self.list_id)
        line = checkpoint.cosignature_line(text, name, self.seeds["witness"], now)
        proof = self.log.receipt(index, cosignature=line).encode("utf-8")
        return welcome.encode(
            self.root.received, self.certificates, self.descriptor.received, found.received, proof
        )

    def upload(self, data: bytes, upload_token: bytes) -> tuple[int, str]:
        """The processor takes an envelope with its guest's token: (leaf index, receipt)."""
        found = envelope.decode(data, self.descriptor.bucket)
        require(found.list_id == self.list_id, "wrong-list")
        known = [i.statement for i in self.issued if i.statement.id == found.statement_id]
        require(bool(known) and known[0].epoch == found.epoch, "unknown-statement")
        presence_id = statement.presence_id_of_token(self.list_id, upload_token)
        until_then = [i.statement for i in self.issued if i.statement.serial <= known[0].serial]
        require(presence_id in [found.presence_id for found in until_then], "bad-upload-token")
        others = [envelope.decode(other) for other in self.envelopes.values() if other != data]
        require(all(other.enc != found.enc for other in others), "duplicate")
        self.envelopes[found.record_id] = data
        index = self.log.append(entry.Entry(entry.RECORD, found.epoch, found.record_id).encode())
        return index, self.log.receipt(index)

    def puncture(self, epoch: int) -> None:
        self.frontier = tree.puncture(self.frontier, epoch)

    def inbox(self) -> tuple[owner.Inbox, list[owner.Item]]:
        """A new inbox, and everything in the log."""
        inbox = owner.Inbox(
            list_id=self.list_id, presence_secrets=[self.presence_secret],
            frontiers={self.generation: self.frontier},
            statements={i.statement.id: (i.statement, self.descriptor) for i in self.issued},
            superseded={
                i.statement.id: i.superseded_seen for i in self.issued if i.superseded_seen is not None
            },
        )
        items = [
            owner.Item(self.generation, index, line, self.envelopes.get(entry.decode(line).hash, b""))
            for index, line in enumerate(self.log.entries)
        ]
        return inbox, items

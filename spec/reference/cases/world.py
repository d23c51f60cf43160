"""A list with everything that belongs to it, from which the cases are made."""

from sealroll import certificate, checkpoint, descriptor, ed25519, entry, envelope, guest, invitation
from sealroll import root, statement, tree, welcome
from sealroll import card as cards
from sealroll import hpke
from sealroll.kdf import sha256
from sealroll.labels import label
from sealroll.processor import RecordLog
from sealroll.stream import Stream

DAY = 86400
ANCHOR = 1767225600  # 2026-01-01T00:00:00Z
GENERATION, FIRST_EPOCH, LAST_EPOCH, EPOCH = 10, 310, 340, 324
START = ANCHOR + EPOCH * DAY
NOW = START + 18 * 3600  # 2026-11-21T18:00:00Z
CERTIFIED_FROM, CERTIFIED_TO = ANCHOR + 300 * DAY, ANCHOR + 362 * DAY
ENVIRONMENT = root.TEST
HOST = "sealroll.example"

POLICIES = {
    "given_name": 2, "family_name": 2, "phone": 1, "email": 1, "street": 1, "postal_code": 1,
    "city": 1, "country": 1, "place": 1, "companions": 1, "companion_names": 1, "planned_end": 1,
}
TERMS = {
    "descriptor_version": 1,
    "venue": "Café zur Linde",
    "address": "Lindenstraße 7, 10969 Berlin",
    "contact": "Erika Beispiel, datenschutz@linde.example",
    "purpose_de": "Nachverfolgung von Infektionsketten",
    "purpose_en": "Tracing of infection chains",
    "legal_basis_de": "Art. 6 Abs. 1 lit. c DSGVO",
    "legal_basis_en": "Art. 6(1)(c) GDPR",
    "epoch_anchor": ANCHOR,
    "epoch_length": DAY,
    "retention_epochs": 28,
    "upload_grace": 259200,
    "supersede_grace": 7200,
    "audit_days": 366,
    "bucket": 256,
    "max_companions": 20,
    "epoch_cap": 100000,
    "door_code": 0,
    "origin": "log.sealroll.example",
}
AUTHORITY_SECRET, AUTHORITY_PUBLIC = hpke.derive_key_pair(Stream("sealroll vectors authority").take(32))
CARD = cards.encode(AUTHORITY_PUBLIC, "Gesundheitsamt Mitte")
USES = {"statement": 1, "instruction": 2, "http": 3, "witness": 4}


class World:
    """One list. `terms` changes the descriptor, `policies` single field policies."""

    def __init__(self, name: str = "default", policies: dict | None = None, **terms):
        self.random = random = Stream(f"sealroll vectors {name}")
        self.root_seed, self.presence_secret = random.take(32), random.take(32)
        self.generation_seed, self.log_seed = random.take(32), random.take(32)
        self.door_secret = Stream(f"sealroll vectors door {name}").take(32)
        self.seeds = {use: random.take(32) for use in USES}
        public_key = ed25519.public_key_of(self.root_seed)
        document = root.encode(ENVIRONMENT, public_key, CERTIFIED_FROM // DAY, random.take(16))
        self.root = root.decode(document)
        self.list_id = self.root.list_id
        self.log_key = ed25519.public_key_of(self.log_seed)
        self.terms = {
            **TERMS, "policies": {**POLICIES, **(policies or {})}, "log_key": self.log_key,
            "root_fingerprint": self.root.fingerprint, **terms,
        }
        self.descriptor = self.encode_descriptor()
        self.serials = {use: number for use, number in USES.items()}
        self.certificates = [self.certificate(use) for use in USES]
        self.frontier = tree.generate(self.generation_seed, FIRST_EPOCH, LAST_EPOCH)
        self.origin = self.terms["origin"]
        self.witness_name = checkpoint.witness_name(self.origin, self.list_id)
        self.log = RecordLog(checkpoint.log_origin(self.origin, self.list_id, GENERATION), self.log_seed)

    def encode_descriptor(self, seed: bytes | None = None, **changes) -> bytes:
        return descriptor.encode(seed or self.root_seed, {**self.terms, **changes})

    @property
    def descriptor_hash(self) -> bytes:
        return sha256(label("descriptor-hash") + self.descriptor)

    @property
    def presence_id(self) -> bytes:
        return statement.presence_id_of(self.list_id, self.presence_secret)

    def certificate(self, use: str = "statement", signer: bytes | None = None, **changes) -> bytes:
        values = {
            "root_fingerprint": self.root.fingerprint, "serial": USES[use], "use": USES[use],
            "rights": 1 if use == "statement" else 0, "not_before": CERTIFIED_FROM,
            "not_after": CERTIFIED_TO, "public_key": ed25519.public_key_of(self.seeds[use]),
        }
        return certificate.encode(signer or self.root_seed, **{**values, **changes})

    def key_pair(self, epoch: int = EPOCH) -> tuple[bytes, bytes]:
        return tree.epoch_key_pair(self.frontier, self.list_id, GENERATION, epoch)

    def statement(self, epoch: int = EPOCH, signer: bytes | None = None, **changes) -> bytes:
        values = {
            "root_fingerprint": self.root.fingerprint, "generation": GENERATION, "epoch": epoch,
            "serial": epoch - FIRST_EPOCH + 1, "not_before": ANCHOR + epoch * DAY,
            "not_after": ANCHOR + (epoch + 1) * DAY, "descriptor_hash": self.descriptor_hash,
            "presence_id": self.presence_id, "certificate_serial": USES["statement"],
        }
        if "public_key" not in changes:
            values["public_key"] = self.key_pair(epoch)[1]
        return statement.encode(signer or self.seeds["statement"], **{**values, **changes})

    def statement_id(self, epoch: int = EPOCH) -> bytes:
        return sha256(label("statement-id") + self.statement(epoch))

    def psk(self, epoch: int = EPOCH) -> bytes:
        return invitation.psk_of(self.presence_secret, self.list_id, epoch)

    def link(self, door_code: str | None = None) -> str:
        payload = invitation.encode_payload(self.root.fingerprint, self.presence_secret, door_code)
        return invitation.encode(HOST, payload)

    def statement_entry(self, encoded: bytes) -> bytes:
        found = statement.decode(encoded)
        return entry.Entry(entry.STATEMENT, found.epoch, found.id).encode()

    def cosign(self, text: str, time: int = NOW - 3600, seed: bytes | None = None, name: str | None = None) -> str:
        """A cosignature line for the checkpoint whose note is `text`."""
        found = checkpoint.parse(text)
        return checkpoint.cosignature_line(
            found.text, name or self.witness_name, seed or self.seeds["witness"], time
        )

    def proof(self, encoded_entry: bytes, **cosigning) -> str:
        """Logs the entry, and gives a cosigned tlog-proof under the newest checkpoint."""
        index = self.log.append(encoded_entry)
        return self.log.receipt(index, cosignature=self.cosign(self.log.checkpoint(), **cosigning))

    def fill_log(self) -> None:
        """Statement entries of three epochs."""
        for epoch in (EPOCH - 1, EPOCH, EPOCH + 1):
            self.log.append(self.statement_entry(self.statement(epoch)))

    def bundle(self, **parts) -> bytes:
        """A welcome bundle; `parts` replaces whole pieces."""
        self.fill_log()
        encoded = parts.get("statement", self.statement())
        proof = parts.get("proof")
        if proof is None:
            proof = self.proof(self.statement_entry(encoded))
        return welcome.encode(
            parts.get("root", self.root.received), parts.get("certificates", self.certificates),
            parts.get("descriptor", self.descriptor), encoded,
            proof if isinstance(proof, bytes) else proof.encode("utf-8"),
        )

    def header(self, epoch: int = EPOCH) -> bytes:
        return envelope.encode_header(self.list_id, epoch, self.statement_id(epoch))

    def welcome(self) -> welcome.Welcome:
        return welcome.decode(self.bundle())

    def invitation(self) -> invitation.Invitation:
        return invitation.parse(self.link())

    def check_in(self, form: dict | None = None, random: Stream | None = None):
        """(pending, ticket) of a check-in by the reference guest."""
        return guest.check_in(self.welcome(), self.invitation(), form or self.form(), random or self.random)

    def form(self, **changes) -> dict:
        """A check-in without its ticket key."""
        contact = {
            "given_name": "Mia", "family_name": "Weiß", "phone": "+4930123456", "email": None,
            "street": None, "postal_code": None, "city": None, "country": None,
        }
        contact.update(changes.pop("contact", {}))
        values = {
            "contact": contact, "companions": {"count": 1, "names": []}, "place": "Tisch 4",
            "arrival": NOW, "planned_end": None, "door_code": None, "entered_by": "guest",
        }
        return {**values, **changes}

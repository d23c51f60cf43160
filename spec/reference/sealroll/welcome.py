"""Welcome bundle (section 6.6) and registration (section 9)."""

from dataclasses import dataclass, field

from . import certificate as certificates
from . import checkpoint as checkpoints
from . import descriptor as descriptors
from . import entry as entries
from . import receipt as receipts
from . import root as roots
from . import statement as statements
from .codec import Reader, u8, u16
from .invitation import Invitation
from .reject import Reject, require

MAX_CERTIFICATES = 16


@dataclass
class Memory:
    """What a guest has seen of one list: highest certificate serial per use, highest descriptor
    version, highest statement serial per epoch."""

    certificates: dict = field(default_factory=dict)
    descriptor_version: int = 0
    statements: dict = field(default_factory=dict)


@dataclass
class Welcome:
    root: roots.RootDocument
    certificates: list
    descriptor: descriptors.Descriptor
    statement: statements.Statement
    proof: receipts.Proof

    def verify(self, invitation: Invitation, environment: int, now: int, memory: Memory) -> None:
        """WEL-2, in its order."""
        require(self.root.fingerprint == invitation.root_fingerprint, "wrong-list")
        self.root.check_environment(environment)
        for certificate in self.certificates:
            certificate.verify(self.root)
            certificate.check_memory(memory.certificates.get(certificate.use, 0))
        self.descriptor.verify(self.root)
        self.descriptor.check_memory(memory.descriptor_version)
        self.statement.verify(self.root, self.certificates, self.descriptor)
        self.statement.check_memory(memory.statements.get(self.statement.epoch, 0))
        self.statement.check_presence(invitation.presence_id)
        self.statement.check_time(now)
        self.verify_proof()

    def verify_proof(self) -> None:
        """WEL-3."""
        list_id, origin = self.root.list_id, self.descriptor.origin
        entry = entries.Entry(entries.STATEMENT, self.statement.epoch, self.statement.id).encode()
        log = checkpoints.log_origin(origin, list_id, self.statement.generation)
        receipts.verify(self.proof, log, self.descriptor.log_key, entry)
        name = checkpoints.witness_name(origin, list_id)
        require(is_cosigned_by_any(self.certificates, self.proof, name), "not-cosigned")


def is_cosigned_by_any(all_certificates: list, proof: receipts.Proof, name: str) -> bool:
    """Whether a certified witness key has cosigned within its certificate's range."""
    return any(is_cosigned(certificate, proof, name) for certificate in all_certificates)


def is_cosigned(certificate, proof: receipts.Proof, name: str) -> bool:
    if certificate.use != certificates.WITNESS:
        return False
    try:
        time = checkpoints.verify_cosignature(proof.checkpoint, name, certificate.public_key)
        certificate.check_use(certificates.WITNESS, time)
    except Reject:
        return False
    return True


@dataclass
class Registration:
    root: roots.RootDocument
    certificates: list
    descriptor: descriptors.Descriptor

    def verify(self, list_id: bytes, origin: str, log_key: bytes) -> None:
        """HTTP-1."""
        require(self.root.list_id == list_id, "wrong-list")
        for certificate in self.certificates:
            certificate.verify(self.root)
        self.descriptor.verify(self.root)
        require((self.descriptor.origin, self.descriptor.log_key) == (origin, log_key), "wrong-log")


def encode_registration(root: bytes, all_certificates: list[bytes], descriptor: bytes) -> bytes:
    head = u8(1) + root + u8(len(all_certificates)) + b"".join(all_certificates)
    return head + u16(len(descriptor)) + descriptor


def encode(root: bytes, all_certificates: list[bytes], descriptor: bytes, statement: bytes, proof: bytes) -> bytes:
    head = encode_registration(root, all_certificates, descriptor)
    return head + statement + u16(len(proof)) + proof


def decode(data: bytes) -> Welcome:
    reader = Reader(data)
    root, all_certificates, descriptor = read_terms(reader)
    statement = statements.decode(reader.take(statements.LENGTH))
    proof = reader.take(reader.u16())
    reader.finish()
    try:
        text = proof.decode("utf-8")
    except UnicodeDecodeError:
        raise Reject("bad-proof") from None
    return Welcome(root, all_certificates, descriptor, statement, receipts.parse(text))


def decode_registration(data: bytes) -> Registration:
    reader = Reader(data)
    registration = Registration(*read_terms(reader))
    reader.finish()
    return registration


def read_terms(reader: Reader):
    """Version, root document, certificates (WEL-1) and descriptor."""
    reader.version()
    root = roots.decode(reader.take(54))
    count = reader.u8()
    require(1 <= count <= MAX_CERTIFICATES, "limit")
    found = [certificates.decode(reader.take(certificates.LENGTH)) for _ in range(count)]
    serials = [certificate.serial for certificate in found]
    require(serials == sorted(set(serials)), "non-canonical")
    return root, found, descriptors.decode(reader.take(reader.u16()))

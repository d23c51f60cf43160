"""Key file, section 6.9 (KF-1, KF-2)."""

from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from . import kdf, root, tree
from .codec import Reader, u8, u16, u32
from .labels import label
from .reject import Reject, require

IDENTITY, DECRYPTION, DEVICE = 1, 2, 3
CODE, PASSPHRASE = 1, 2
MAX_LENGTH = (1 << 20) + 76
MAX_PASSPHRASE = 1024


@dataclass
class Parameters:
    kind: int
    secret: int
    m_kib: int
    t: int
    p: int
    salt: bytes

    def encode(self) -> bytes:
        """The first 28 bytes of the file."""
        head = u8(1) + u8(self.kind) + u8(self.secret)
        return head + u32(self.m_kib) + u32(self.t) + u8(self.p) + self.salt

    def derive(self, secret: bytes) -> dict:
        argon2 = Argon2id(
            salt=self.salt, length=32, iterations=self.t, lanes=self.p, memory_cost=self.m_kib
        )
        prk = argon2.derive(secret)
        okm = kdf.expand(prk, label("keyfile") + self.encode(), 76)
        return {"prk": prk, "key": okm[:32], "nonce": okm[32:44], "commitment": okm[44:]}


def seal(parameters: Parameters, secret: bytes, content: bytes) -> bytes:
    keys = parameters.derive(secret)
    head = parameters.encode() + keys["commitment"]
    return head + ChaCha20Poly1305(keys["key"]).encrypt(keys["nonce"], content, head)


def decode_parameters(data: bytes) -> Parameters:
    """Everything that is checked before Argon2id runs."""
    require(len(data) <= MAX_LENGTH, "limit")
    reader = Reader(data)
    reader.version()
    kind, secret = reader.u8(), reader.u8()
    require(IDENTITY <= kind <= DEVICE and CODE <= secret <= PASSPHRASE, "bad-value")
    parameters = Parameters(kind, secret, reader.u32(), reader.u32(), reader.u8(), reader.take(16))
    reader.take(32 + 16)
    check_bounds(parameters)
    return parameters


def check_bounds(parameters: Parameters) -> None:
    """KF-1."""
    require(8 <= parameters.m_kib <= 1048576 and 1 <= parameters.t <= 16, "bad-value")
    require(1 <= parameters.p <= 4 and parameters.m_kib >= 8 * parameters.p, "bad-value")


def open_file(data: bytes, secret: bytes) -> bytes:
    """The content."""
    parameters = decode_parameters(data)
    require(parameters.secret == CODE or 1 <= len(secret) <= MAX_PASSPHRASE, "limit")
    keys = parameters.derive(secret)
    require(keys["commitment"] == data[28:60], "open-failed")
    try:
        return ChaCha20Poly1305(keys["key"]).decrypt(keys["nonce"], data[60:], data[:60])
    except InvalidTag:
        raise Reject("open-failed") from None


def encode_identity(root_seed: bytes, presence_secret: bytes, root_document: bytes) -> bytes:
    return root_seed + presence_secret + root_document


def decode_identity(content: bytes) -> dict:
    reader = Reader(content)
    seed, presence_secret, document = reader.take(32), reader.take(32), reader.take(54)
    reader.finish()
    root.decode(document)
    return {
        "root_seed": seed.hex(), "presence_secret": presence_secret.hex(),
        "root_document": document.hex(),
    }


def encode_decryption(editions: list, generations: list) -> bytes:
    """`editions` is (presence secret, door secret), the newest first. Nothing is checked."""
    content = u8(len(editions)) + b"".join(presence + door for presence, door in editions)
    content += u16(len(generations))
    for generation, frontier in generations:
        encoded = tree.encode(frontier)
        content += u32(generation) + u32(len(encoded)) + encoded
    return content


def decode_decryption(content: bytes) -> dict:
    reader = Reader(content)
    editions = [(reader.take(32), reader.take(32)) for _ in range(reader.u8())]
    require(bool(editions), "bad-value")
    generations = []
    for _ in range(reader.u16()):
        generation, frontier = reader.u32(), reader.take(reader.u32())
        tree.decode(frontier)
        require(not generations or generations[-1]["generation"] < generation, "non-canonical")
        generations.append({"generation": generation, "frontier": frontier.hex()})
    reader.finish()
    return {
        "editions": [{"presence_secret": presence.hex(), "door_secret": door.hex()} for presence, door in editions],
        "generations": generations,
    }

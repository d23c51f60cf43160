"""X25519 keys and the shared secret, DH-1 and DH-2."""

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from .reject import require


def check_public_key(public_key: bytes) -> None:
    """DH-1: canonical, which also means that the top bit is clear."""
    require(len(public_key) == 32, "bad-key")
    require(int.from_bytes(public_key, "little") < 2**255 - 19, "bad-key")


def shared_secret(secret_key: bytes, public_key: bytes) -> bytes | None:
    """The shared secret, or None where it would be all zero (DH-2)."""
    own = X25519PrivateKey.from_private_bytes(secret_key)
    try:
        secret = own.exchange(X25519PublicKey.from_public_bytes(public_key))
    except ValueError:
        return None
    return None if secret == bytes(32) else secret


def public_key_of(secret_key: bytes) -> bytes:
    key = X25519PrivateKey.from_private_bytes(secret_key).public_key()
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)

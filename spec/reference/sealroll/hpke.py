"""HPKE (RFC 9180) with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and ChaCha20Poly1305, single-shot.

Modes base (0) and psk (1). Every intermediate value stays in the returned schedule, since the key
commitment and the vectors need them.
"""

from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from . import kdf, x25519
from .reject import Reject

KEM_SUITE = b"KEM" + bytes.fromhex("0020")
HPKE_SUITE = b"HPKE" + bytes.fromhex("0020" "0001" "0003")


@dataclass
class Schedule:
    """The key schedule of RFC 9180 section 5.1 for one message."""

    mode: int
    shared_secret: bytes
    context: bytes
    secret: bytes
    key: bytes
    base_nonce: bytes
    exporter_secret: bytes

    def seal(self, aad: bytes, plaintext: bytes) -> bytes:
        return ChaCha20Poly1305(self.key).encrypt(self.base_nonce, plaintext, aad)

    def open(self, aad: bytes, ciphertext: bytes) -> bytes:
        try:
            return ChaCha20Poly1305(self.key).decrypt(self.base_nonce, ciphertext, aad)
        except (InvalidTag, ValueError):
            raise Reject("open-failed") from None


def derive_key_pair(ikm: bytes) -> tuple[bytes, bytes]:
    """DeriveKeyPair of section 7.1.3: (secret key, public key)."""
    prk = labeled_extract(KEM_SUITE, b"", b"dkp_prk", ikm)
    secret_key = labeled_expand(KEM_SUITE, prk, b"sk", b"", 32)
    return secret_key, x25519.public_key_of(secret_key)


def encap(public_key: bytes, ephemeral_secret: bytes) -> tuple[bytes, bytes]:
    """(shared_secret, enc). Rejects a recipient key that gives an all-zero secret (DH-2)."""
    enc = x25519.public_key_of(ephemeral_secret)
    dh = x25519.shared_secret(ephemeral_secret, public_key)
    if dh is None:
        raise Reject("bad-key")
    return extract_and_expand(dh, enc + public_key), enc


def decap(enc: bytes, secret_key: bytes) -> bytes:
    dh = x25519.shared_secret(secret_key, enc)
    if dh is None:
        raise Reject("open-failed")
    return extract_and_expand(dh, enc + x25519.public_key_of(secret_key))


def key_schedule(shared_secret: bytes, info: bytes, psk: bytes = b"", psk_id: bytes = b"") -> Schedule:
    """Mode base without, mode psk with a PSK."""
    mode = 1 if psk else 0
    assert bool(psk) == bool(psk_id)
    psk_id_hash = labeled_extract(HPKE_SUITE, b"", b"psk_id_hash", psk_id)
    info_hash = labeled_extract(HPKE_SUITE, b"", b"info_hash", info)
    context = bytes([mode]) + psk_id_hash + info_hash
    secret = labeled_extract(HPKE_SUITE, shared_secret, b"secret", psk)
    return Schedule(
        mode=mode,
        shared_secret=shared_secret,
        context=context,
        secret=secret,
        key=labeled_expand(HPKE_SUITE, secret, b"key", context, 32),
        base_nonce=labeled_expand(HPKE_SUITE, secret, b"base_nonce", context, 12),
        exporter_secret=labeled_expand(HPKE_SUITE, secret, b"exp", context, 32),
    )


def extract_and_expand(dh: bytes, kem_context: bytes) -> bytes:
    prk = labeled_extract(KEM_SUITE, b"", b"eae_prk", dh)
    return labeled_expand(KEM_SUITE, prk, b"shared_secret", kem_context, 32)


def labeled_extract(suite: bytes, salt: bytes, name: bytes, ikm: bytes) -> bytes:
    return kdf.extract(salt, b"HPKE-v1" + suite + name + ikm)


def labeled_expand(suite: bytes, prk: bytes, name: bytes, info: bytes, length: int) -> bytes:
    return kdf.expand(prk, length.to_bytes(2, "big") + b"HPKE-v1" + suite + name + info, length)

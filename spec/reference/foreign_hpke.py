"""A foreign HPKE implementation (pyhpke) behind JSON lines; see README.md."""

import json
import sys

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from pyhpke import AEADId, CipherSuite, KDFId, KEMId, KEMKey

SUITE = CipherSuite.new(KEMId.DHKEM_X25519_HKDF_SHA256, KDFId.HKDF_SHA256, AEADId.CHACHA20_POLY1305)


def seal(command: dict) -> dict:
    key = KEMKey.from_pyca_cryptography_key(X25519PublicKey.from_public_bytes(part(command, "pk")))
    enc, sender = SUITE.create_sender_context(key, **common(command))
    return {"ok": True, "enc": enc.hex(), "ct": sender.seal(part(command, "pt")).hex()}


def open_sealed(command: dict) -> dict:
    key = KEMKey.from_pyca_cryptography_key(X25519PrivateKey.from_private_bytes(part(command, "sk")))
    recipient = SUITE.create_recipient_context(part(command, "enc"), key, **common(command))
    return {"ok": True, "pt": recipient.open(part(command, "ct")).hex()}


def common(command: dict) -> dict:
    """What sender and recipient share; without a PSK the mode is base."""
    return {name: part(command, name) for name in ("info", "psk", "psk_id")}


def part(command: dict, name: str) -> bytes:
    return bytes.fromhex(command.get(name) or "")


def answer(line: str) -> dict:
    try:
        command = json.loads(line)
        return {"seal": seal, "open": open_sealed}[command["op"]](command)
    except Exception as error:  # whatever a foreign library raises is a refusal
        return {"ok": False, "problem": type(error).__name__}


if __name__ == "__main__":
    for received in sys.stdin:
        if received.strip():
            print(json.dumps(answer(received)), flush=True)

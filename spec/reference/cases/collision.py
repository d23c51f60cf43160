"""A ciphertext that two keys open: what a commitment is for.

Poly1305 (RFC 8439 section 2.5) is linear in the ciphertext, so whoever knows both keys solves for
one block. A partitioning oracle serves such ciphertexts to test many passphrases at once.
"""

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms

P = 2**130 - 5
BLOCK = 2**128


def one_time_key(key: bytes, nonce: bytes) -> tuple[int, int]:
    """(r, s) of RFC 8439 section 2.6."""
    cipher = Cipher(algorithms.ChaCha20(key, bytes(4) + nonce), mode=None)
    stream = cipher.encryptor().update(bytes(32))
    r = int.from_bytes(stream[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    return r, int.from_bytes(stream[16:], "little")


def collide(first: tuple[bytes, bytes], second: tuple[bytes, bytes], aad: bytes) -> bytes:
    """Two blocks and a tag that both (key, nonce) open, under one aad."""
    keys = [one_time_key(*first), one_time_key(*second)]
    blocks = [aad[i : i + 16].ljust(16, b"\x00") for i in range(0, len(aad), 16)]
    lengths = len(aad).to_bytes(8, "little") + (32).to_bytes(8, "little")
    for counter in range(10000):
        head = counter.to_bytes(16, "little")
        # tag = constant + (block + 2^128) r^2 + s, and so with the other key; block and tag are free.
        constants = []
        for r, _ in keys:
            total = 0
            for block in [*blocks, head]:
                total = (total + int.from_bytes(block, "little") + BLOCK) * r % P
            constants.append((total * r * r + (int.from_bytes(lengths, "little") + BLOCK) * r) % P)
        weights = [pow(r, -2, P) for r, _ in keys]
        for k1 in range(5):
            for k2 in range(5):
                offsets = [k * BLOCK - s - c for k, (_, s), c in zip((k1, k2), keys, constants)]
                tag = (offsets[1] * weights[1] - offsets[0] * weights[0]) * pow(weights[0] - weights[1], -1, P) % P
                block = (tag + offsets[0]) * weights[0] % P - BLOCK
                if tag >= BLOCK or not 0 <= block < BLOCK:
                    continue
                values = [(c + (block + BLOCK) * r * r) % P for c, (r, _) in zip(constants, keys)]
                if all((value + s) % BLOCK == tag for value, (_, s) in zip(values, keys)):
                    return head + block.to_bytes(16, "little") + tag.to_bytes(16, "little")
    raise AssertionError("no collision")

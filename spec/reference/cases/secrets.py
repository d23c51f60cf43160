"""Epoch tree, key files, recovery codes."""

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from sealroll import keyfile, recovery, tree
from sealroll.keyfile import CODE, DECRYPTION, DEVICE, IDENTITY, PASSPHRASE, Parameters
from sealroll.stream import Stream

from .collision import collide
from .world import EPOCH, FIRST_EPOCH, GENERATION, LAST_EPOCH, World


def make(c) -> None:
    make_frontier(c)
    make_frontier_decoding(c)
    make_key_file(c)
    make_key_file_faults(c)
    make_two_passphrases(c)
    make_recovery_code(c)


def make_frontier(c) -> None:
    world = World()

    def add(name, comment, first, last, punctures=(), derive=()):
        given = {
            "seed": world.generation_seed.hex(), "first_epoch": first, "last_epoch": last,
            "punctures": list(punctures), "list_id": world.list_id.hex(), "generation": GENERATION,
            "derive": list(derive),
        }
        c.add(f"frontier/{name}", "frontier", "KEY-1 KEY-2", comment, given)

    add("generation", "a generation of 31 epochs", FIRST_EPOCH, LAST_EPOCH, derive=(FIRST_EPOCH, EPOCH, LAST_EPOCH, LAST_EPOCH + 1))
    add("one-epoch", "a single epoch", EPOCH, EPOCH, derive=(EPOCH - 1, EPOCH))
    add("first-epochs", "epochs 0 to 7 are one node", 0, 7, (0, 7), (0, 1, 6, 7))
    add("last-epochs", "the last three epochs there are", 2**32 - 3, 2**32 - 1, (2**32 - 1,), (2**32 - 3, 2**32 - 1))
    add("largest", "4096 epochs, the most that a generation has", 1, 4096, (2048,), (0, 1, 2047, 2048, 2049, 4096, 4097))
    add("puncture-in-order", "the first four epochs one after the other", FIRST_EPOCH, LAST_EPOCH, range(FIRST_EPOCH, FIRST_EPOCH + 4), (FIRST_EPOCH + 3, FIRST_EPOCH + 4))
    add("puncture-out-of-order", "punctured out of order, one twice, one outside", FIRST_EPOCH, LAST_EPOCH,
        (EPOCH, LAST_EPOCH, FIRST_EPOCH, EPOCH, FIRST_EPOCH - 1), (EPOCH - 1, EPOCH, EPOCH + 1))
    add("puncture-all", "all epochs are punctured", 6, 9, (7, 9, 6, 8), (6, 7, 8, 9))


def make_frontier_decoding(c) -> None:
    value = bytes(range(32))

    def add(name, comment, nodes, expect="ok", data=None):
        encoded = tree.encode([tree.Node(depth, index, value) for depth, index in nodes]) if data is None else data
        rule = "KEY-3" if expect not in ("truncated", "trailing-bytes") else "CNV-1 CNV-2"
        c.add(f"frontier/decode-{name}", "decode-frontier", rule, comment, {"frontier": encoded.hex()}, expect)

    good = tree.encode([tree.Node(32, 5, value)])
    add("empty", "no node is left", ())
    add("root", "the root alone", ((0, 0),))
    add("count", "4097 nodes", (), "limit", data=(4097).to_bytes(2, "big"))
    add("depth", "depth 33", ((33, 0),), "bad-value")
    add("index", "index 8 at depth 3", ((3, 8),), "bad-value")
    add("descending", "nodes in descending order", ((32, 7), (32, 6)), "non-canonical")
    add("repeated", "a node twice", ((32, 7), (32, 7)), "non-canonical")
    add("overlap-ancestor-first", "a node after its ancestor", ((31, 3), (32, 7)), "non-canonical")
    add("overlap-ancestor-last", "a node before its ancestor", ((32, 6), (31, 3)), "non-canonical")
    add("truncated", "one byte is missing", (), "truncated", data=good[:-1])
    add("trailing", "one byte too many", (), "trailing-bytes", data=good + b"\x00")


RANDOM = Stream("sealroll vectors key file")
SALT, CODE_SECRET = RANDOM.take(16), RANDOM.take(16)


def parameters(**changes) -> Parameters:
    values = {"kind": IDENTITY, "secret": CODE, "m_kib": 64, "t": 1, "p": 1, "salt": SALT, **changes}
    return Parameters(**values)


def identity(world: World) -> bytes:
    return keyfile.encode_identity(world.root_seed, world.presence_secret, world.root.received)


def decryption(world: World, generations=(GENERATION, GENERATION + 1), former=()) -> bytes:
    editions = [(world.presence_secret, world.door_secret), *former]
    return keyfile.encode_decryption(editions, [(number, world.frontier) for number in generations])


def make_key_file(c) -> None:
    world = World()
    cases = (
        ("identity-code", "an identity file under a recovery code", parameters(), CODE_SECRET, identity(world)),
        ("identity-passphrase", "an identity file under a passphrase", parameters(secret=PASSPHRASE),
         "Linden blühen im Juni".encode(), identity(world)),
        ("decryption", "a decryption file with two generations", parameters(kind=DECRYPTION), CODE_SECRET, decryption(world)),
        ("decryption-empty", "a decryption file without generations", parameters(kind=DECRYPTION, m_kib=65, t=2, p=2), CODE_SECRET, decryption(world, ())),
        ("decryption-editions", "a decryption file after a new edition of the poster", parameters(kind=DECRYPTION), CODE_SECRET,
         decryption(world, former=((bytes(32), bytes([1] * 32)),))),
        ("device", "a device file, its content being the application's", parameters(kind=DEVICE), CODE_SECRET, b"device content"),
        ("four-lanes", "four lanes", parameters(m_kib=32, p=4), CODE_SECRET, identity(world)),
    )
    for name, comment, given, secret, content in cases:
        output = c.add(f"key-file/seal-{name}", "key-file-seal", "KF-1", comment, {
            "kind": given.kind, "secret_kind": given.secret, "m_kib": given.m_kib, "t": given.t, "p": given.p,
            "salt": given.salt.hex(), "secret": secret.hex(), "content": content.hex(),
        })
        if name in ("identity-passphrase", "decryption", "decryption-editions", "device"):
            c.add(f"key-file/open-{name}", "key-file", "KF-1 KF-2", comment, {"file": output["file"], "secret": secret.hex()})


def make_key_file_faults(c) -> None:
    world = World()
    good = keyfile.seal(parameters(), CODE_SECRET, identity(world))

    def add(name, rule, comment, data, expect, secret=CODE_SECRET, **more):
        c.add(f"key-file/{name}", "key-file", rule, comment, {"file": data.hex(), "secret": secret.hex(), **more}, expect)

    def patched(offset, replacement):
        return good[:offset] + replacement + good[offset + len(replacement) :]

    add("version", "CNV-4", "version 2", patched(0, b"\x02"), "unsupported-version")
    add("kind-zero", "CNV-5", "kind 0", patched(1, b"\x00"), "bad-value")
    add("secret-zero", "CNV-5", "secret 0", patched(2, b"\x00"), "bad-value")
    add("memory-seven", "KF-1", "7 KiB", patched(3, (7).to_bytes(4, "big")), "bad-value")
    add("memory-too-large", "KF-1", "1 GiB and 1 KiB", patched(3, (1048577).to_bytes(4, "big")), "bad-value")
    add("passes-zero", "KF-1", "t is 0", patched(7, (0).to_bytes(4, "big")), "bad-value")
    add("passes-seventeen", "KF-1", "t is 17", patched(7, (17).to_bytes(4, "big")), "bad-value")
    add("lanes-zero", "KF-1", "p is 0", patched(11, b"\x00"), "bad-value")
    add("lanes-five", "KF-1", "p is 5", patched(11, b"\x05"), "bad-value")
    add("memory-below-lanes", "KF-1", "31 KiB for four lanes", patched(3, (31).to_bytes(4, "big") + (1).to_bytes(4, "big") + b"\x04"), "bad-value")
    add("too-long", "KF-1", "1 MiB and 77 bytes", good[:60], "limit", zeros_appended=(1 << 20) + 77 - 60)
    add("truncated", "CNV-1", "shorter than header and tag", good[:75], "truncated")
    add("empty", "CNV-1", "no bytes", b"", "truncated")
    add("wrong-secret", "KF-2", "another recovery code", good, "open-failed", secret=bytes(16))
    add("salt-differs", "KF-2", "one bit of the salt differs", patched(12, bytes([good[12] ^ 1])), "open-failed")
    add("commitment-differs", "KF-2", "one bit of the commitment differs", patched(28, bytes([good[28] ^ 1])), "open-failed")
    add("content-differs", "KF-2", "one bit of the ciphertext differs", patched(60, bytes([good[60] ^ 1])), "open-failed")
    add("kind-changed", "KF-2", "an identity file that claims to be a device file", patched(1, b"\x03"), "open-failed")
    none = keyfile.seal(parameters(kind=DECRYPTION), CODE_SECRET, bytes(3))
    add("no-edition", "EDN-1", "a decryption file without an edition", none, "bad-value")
    add("commitment-forged", "KF-2", "another commitment, and a ciphertext that opens", with_commitment(world, bytes(32)), "open-failed")
    add("without-aad", "KF-2", "sealed without its header as aad", without_aad(world), "open-failed")
    long = keyfile.seal(parameters(secret=PASSPHRASE), b"p" * 1025, identity(world))
    add("passphrase-too-long", "CNV-3", "a passphrase of 1025 bytes", long, "limit", secret=b"p" * 1025)
    for name, rule, comment, content, kind, expect in (
        ("identity-short", "CNV-1", "identity content with a byte missing", identity(world)[:-1], IDENTITY, "truncated"),
        ("identity-long", "CNV-2", "identity content with a byte too many", identity(world) + b"\x00", IDENTITY, "trailing-bytes"),
        ("decryption-long", "CNV-2", "decryption content with a byte too many", decryption(world) + b"\x00", DECRYPTION, "trailing-bytes"),
        ("decryption-descending", "KF-2 CNV-5", "generations descend", decryption(world, (11, 10)), DECRYPTION, "non-canonical"),
        ("decryption-repeated", "KF-2 CNV-5", "a generation twice", decryption(world, (10, 10)), DECRYPTION, "non-canonical"),
    ):
        add(name, rule, comment, keyfile.seal(parameters(kind=kind), CODE_SECRET, content), expect)


def make_two_passphrases(c) -> None:
    """One file, two passphrases: without its commitment both would open it."""
    given = parameters(kind=DEVICE, secret=PASSPHRASE)
    first, second = (given.derive(word) for word in (b"first guess", b"second guess"))
    head = given.encode() + first["commitment"]
    sealed = collide((first["key"], first["nonce"]), (second["key"], second["nonce"]), head)
    for keys in (first, second):
        ChaCha20Poly1305(keys["key"]).decrypt(keys["nonce"], sealed, head)
    for name, secret, expect in (("first", b"first guess", "ok"), ("second", b"second guess", "open-failed")):
        c.add(f"key-file/two-passphrases-{name}", "key-file", "KF-2", f"a ciphertext that two passphrases open, {name} of them",
              {"file": (head + sealed).hex(), "secret": secret.hex()}, expect)


def with_commitment(world: World, commitment: bytes) -> bytes:
    keys = parameters().derive(CODE_SECRET)
    head = parameters().encode() + commitment
    return head + ChaCha20Poly1305(keys["key"]).encrypt(keys["nonce"], identity(world), head)


def without_aad(world: World) -> bytes:
    keys = parameters().derive(CODE_SECRET)
    head = parameters().encode() + keys["commitment"]
    return head + ChaCha20Poly1305(keys["key"]).encrypt(keys["nonce"], identity(world), b"")


def make_recovery_code(c) -> None:
    for name, secret in (("random", CODE_SECRET), ("zero", bytes(16)), ("ones", b"\xff" * 16)):
        c.add(f"recovery-code/write-{name}", "recovery-code-write", "KF-3", f"16 bytes: {name}", {"secret": secret.hex()})
    good = recovery.encode(CODE_SECRET)
    zero = recovery.encode(bytes(16))

    def add(name, comment, text, expect="ok"):
        c.add(f"recovery-code/{name}", "recovery-code", "KF-3", comment, {"text": text}, expect)

    add("ok", "as written", good)
    add("ok-loose", "lower case, spaces, no hyphens", f" {good.lower().replace('-', ' ')} ")
    add("ok-aliases", "O for 0, I and L for 1", recovery.encode(bytes.fromhex("0842108421084210842108421084210f")).replace("0", "o").replace("1", "I", 3).replace("1", "l"))
    add("short", "one character is missing", good[:-1], "bad-code")
    add("long", "one character too many", good + "0", "bad-code")
    add("empty", "no characters", "", "bad-code")
    add("alphabet-u", "the letter U", "U" + good[1:], "bad-code")
    add("alphabet-not-ascii", "a full-width digit", "０" + good[1:], "bad-code")
    characters = list(zero.replace("-", ""))
    characters[25] = "1"
    add("padding-bits", "the padding bits are not zero", "".join(characters), "bad-checksum")
    swapped = good[1] + good[0] + good[2:]
    assert swapped != good
    add("swapped", "two characters are swapped", swapped, "bad-checksum")
    add("check-differs", "the last check character differs", good[:-1] + ("0" if good[-1] != "0" else "1"), "bad-checksum")

"""Recovery code in words, sheets, blob, canary (sections 6.9, 6.13, 6.14, 7.8)."""

from dataclasses import replace

from sealroll import authority, blob, codewords, hpke, record, sheet, tree
from sealroll.keyfile import CODE, PASSPHRASE, Parameters
from sealroll.labels import label
from sealroll.stream import Stream

from .collision import collide
from .disclosures import CARD, SECRET as AUTHORITY_SECRET, Case
from .inboxes import Scene
from .secrets import CODE_SECRET, SALT, decryption
from .world import ENVIRONMENT, EPOCH, GENERATION, NOW, World

RANDOM = Stream("sealroll vectors recovery")
COEFFICIENTS = [RANDOM.take(16) for _ in range(15)]
SET = RANDOM.take(4)


def make(c) -> None:
    make_words(c)
    make_sheet(c)
    make_sheets(c)
    make_key(c)
    make_blob(c)
    make_blob_faults(c)
    make_two_passphrases(c)
    make_canary(c)


def make_words(c) -> None:
    for language in ("de", "en"):
        for name, secret in (("random", CODE_SECRET), ("zero", bytes(16)), ("ones", b"\xff" * 16)):
            c.add(f"recovery-words/write-{name}-{language}", "recovery-words-write", "KF-4", f"16 bytes: {name}",
                  {"secret": secret.hex(), "language": language})
    german, english = (codewords.encode(CODE_SECRET, language) for language in ("de", "en"))

    def add(name, comment, text, expect="ok"):
        c.add(f"recovery-words/{name}", "recovery-words", "KF-4", comment, {"text": text}, expect)

    words, others = german.split(), english.split()
    add("ok-de", "as written, in German", german)
    add("ok-en", "as written, in English", english)
    add("ok-short", "four letters of each word", " ".join(word[:4] for word in words))
    add("ok-loose", "capitals, commas, hyphens, line feeds", " " + ",\n".join(others).upper().replace("\n", "- \t", 2) + ".")
    add("missing", "thirteen words", " ".join(words[:13]), "bad-code")
    add("more", "fifteen words", " ".join(words + words[:1]), "bad-code")
    add("empty", "no words", "", "bad-code")
    add("unknown", "the seventh word is in neither list", " ".join(words[:6] + ["xyzzy"] + words[7:]), "bad-code")
    add("three-letters", "the first word cut to three letters", " ".join([words[0][:3]] + words[1:]), "bad-code")
    add("longer", "a letter more than the second word has", " ".join([words[0], words[1] + "s"] + words[2:]), "bad-code")
    add("not-ascii", "a letter that only looks alike", " ".join([words[0][:-1] + "е"] + words[1:]), "bad-code")
    add("mixed", "the last word is of the other list", " ".join(words[:13] + others[13:]), "bad-code")
    swapped = words[1::-1] + words[2:]
    assert swapped != words
    add("swapped", "two words are swapped", " ".join(swapped), "bad-checksum")
    last = codewords.LISTS["de"]
    next_word = last[(last.index(words[13]) + 1) % 1024]
    add("check-differs", "the last word is the next of the list", " ".join(words[:13] + [next_word]), "bad-checksum")


def make_sheet(c) -> None:
    good = sheet.make(CODE_SECRET, SET, 5, COEFFICIENTS[:2])[3]

    def add(name, rule, comment, data, expect="ok"):
        text = data if isinstance(data, str) else sheet.write(data)
        c.add(f"sheet/{name}", "sheet", rule, comment, {"text": text}, expect)

    text = sheet.write(good.encode())
    add("ok", "SHEET-1", "a sheet as written", text)
    add("ok-loose", "SHEET-1", "lower case, spaces, O for 0 and I for 1", text.lower().replace("-", " ").replace("0", "o").replace("1", "i"))
    add("ok-most", "SHEET-1", "16 of 16", replace(good, k=16, n=16, x=16).encode())
    add("short", "SHEET-1", "one character is missing", text[:-1], "bad-code")
    add("long", "SHEET-1", "one character too many", text + "0", "bad-code")
    add("alphabet", "SHEET-1", "the letter U", "U" + text[1:], "bad-code")
    swapped = text[:6] + text[7] + text[6] + text[8:]
    assert swapped != text
    add("swapped", "SHEET-1", "two characters are swapped", swapped, "bad-checksum")
    data = good.encode()
    add("check", "SHEET-1", "one bit of the check differs", data[:-1] + bytes([data[-1] ^ 1]), "bad-checksum")
    odd = sheet.base32(int.from_bytes(data, "big") << 1 | 1, sheet.CHARACTERS)
    add("padding", "SHEET-1", "the padding bit is not zero", odd, "bad-checksum")
    add("version", "SHEET-1 CNV-4", "version 2", good.encode(version=2), "unsupported-version")
    for name, comment, changes in (
        ("k-one", "k is 1", {"k": 1}), ("k-above-n", "k is 6 of 5", {"k": 6}), ("n-seventeen", "n is 17", {"n": 17}),
        ("x-zero", "x is 0", {"x": 0}), ("x-above-n", "x is 6 of 5", {"x": 6}),
    ):
        add(name, "SHEET-1", comment, replace(good, **changes).encode(), "bad-value")


def make_sheets(c) -> None:
    def add(name, comment, sheets, expect="ok"):
        c.add(f"sheet/combine-{name}", "sheets", "SHEET-2", comment,
              {"texts": [sheet.write(item.encode()) for item in sheets]}, expect)

    five = sheet.make(CODE_SECRET, SET, 5, COEFFICIENTS[:2])
    add("first-three", "three of five", five[:3])
    add("last-three", "another three, in another order", [five[4], five[2], five[3]])
    add("all", "all five", five)
    add("twice", "one of them typed twice", [five[1], five[1], five[0], five[3]])
    add("two-of-two", "two of two", sheet.make(CODE_SECRET, SET, 2, COEFFICIENTS[:1]))
    sixteen = sheet.make(CODE_SECRET, SET, 16, COEFFICIENTS)
    add("sixteen", "sixteen of sixteen", sixteen[::-1])
    add("zero", "a code of zeros", sheet.make(bytes(16), SET, 3, COEFFICIENTS[:1])[1:])
    add("too-few", "one is missing", [five[0], five[4]], "too-few-sheets")
    add("too-few-twice", "one twice, two are missing", [five[0], five[0]], "too-few-sheets")
    other = sheet.make(CODE_SECRET, SET[::-1], 5, COEFFICIENTS[:2])
    add("other-set", "a sheet of another set", [*five[:2], other[3]], "mixed-sheets")
    add("other-k", "a sheet with another k", [*five[:2], replace(five[2], k=2)], "mixed-sheets")
    add("other-n", "a sheet with another n", [*five[:2], replace(five[2], n=4)], "mixed-sheets")
    add("other-share", "one x with two shares", [*five[:3], replace(five[2], share=bytes(16))], "mixed-sheets")
    add("off-polynomial", "a fourth share that does not fit", [*five[:3], replace(five[3], share=bytes(16))], "mixed-sheets")


def parameters(**changes) -> Parameters:
    values = {"kind": blob.KIND, "secret": CODE, "m_kib": 64, "t": 1, "p": 1, "salt": SALT, **changes}
    return Parameters(**values)


def named(given: Parameters) -> dict:
    return {"secret_kind": given.secret, "m_kib": given.m_kib, "t": given.t, "p": given.p, "salt": given.salt.hex()}


PHRASE = "Linden blühen im Juni".encode()


def make_key(c) -> None:
    for name, given, secret in (
        ("code", parameters(), CODE_SECRET), ("passphrase", parameters(secret=PASSPHRASE), PHRASE),
        ("lanes", parameters(m_kib=32, t=2, p=4), CODE_SECRET),
    ):
        c.add(f"recovery-blob/key-{name}", "recovery-key", "BLOB-1", f"the recovery key: {name}", {**named(given), "secret": secret.hex()})


PLACE = blob.encode_place(bytes(range(32)), GENERATION, EPOCH, 7)


def content(place: bytes = PLACE, **parts) -> bytes:
    return blob.encode_content(NOW, place, parts.get("decryption", decryption(World())))


def sealed(data: bytes | None = None, given: Parameters | None = None, secret: bytes = CODE_SECRET, list_id: bytes | None = None, serial: int = 3) -> bytes:
    given = given or parameters()
    public_key = blob.recovery_key(given, secret)["public_key"]
    context = blob.context_of(given, list_id or World().list_id, serial)
    return blob.seal(public_key, context, content() if data is None else data, bytes(range(32)))[0]


def make_blob(c) -> None:
    world = World()
    public_key = blob.recovery_key(parameters(), CODE_SECRET)["public_key"]
    for name, data in (("ok", content()), ("no-canary", content(blob.NOTHING))):
        c.add(f"recovery-blob/seal-{name}", "recovery-blob-seal", "BLOB-2", f"sealed: {name}", {
            **named(parameters()), "public_key": public_key.hex(), "list_id": world.list_id.hex(), "serial": 3,
            "content": data.hex(), "ikm_e": bytes(range(32)).hex(),
        })


def make_blob_faults(c) -> None:
    world = World()
    good = sealed()

    def add(name, rule, comment, data=good, expect="ok", secret=CODE_SECRET, **more):
        given = {"blob": data.hex(), "secret": secret.hex(), "list_id": world.list_id.hex(), **more}
        c.add(f"recovery-blob/{name}", "recovery-blob", rule, comment, given, expect)

    def patched(offset, replacement):
        return good[:offset] + replacement + good[offset + len(replacement) :]

    def flipped(offset):
        return patched(offset, bytes([good[offset] ^ 1]))

    add("ok", "BLOB-1 BLOB-2", "a blob under a code")
    add("ok-passphrase", "BLOB-1 BLOB-2", "a blob under a passphrase", sealed(given=parameters(secret=PASSPHRASE), secret=PHRASE), secret=PHRASE)
    add("ok-no-canary", "BLOB-2", "no canary yet, no generation", sealed(content(blob.NOTHING, decryption=decryption(world, ()))))
    add("version", "BLOB-1 CNV-4", "version 2", patched(0, b"\x02"), "unsupported-version")
    add("kind", "BLOB-1", "the kind of a decryption file", patched(1, b"\x02"), "bad-value")
    add("secret", "BLOB-1", "secret 3", patched(2, b"\x03"), "bad-value")
    add("memory-seven", "BLOB-1 KF-1", "7 KiB", patched(3, (7).to_bytes(4, "big")), "bad-value")
    add("memory-too-large", "BLOB-1 KF-1", "1 GiB and 1 KiB", patched(3, (1048577).to_bytes(4, "big")), "bad-value")
    add("passes", "BLOB-1 KF-1", "t is 2^32 - 1", patched(7, b"\xff" * 4), "bad-value")
    add("lanes", "BLOB-1 KF-1", "p is 0", patched(11, b"\x00"), "bad-value")
    add("serial-zero", "BLOB-1", "serial 0", sealed(serial=0), "bad-value")
    add("other-list", "BLOB-1", "the blob of another list", sealed(list_id=bytes(16)), "wrong-list")
    add("enc", "BLOB-1 DH-1", "an enc that is not canonical", patched(115, bytes([good[115] | 0x80])), "bad-key")
    add("too-long", "BLOB-1", "524289 bytes", good, "limit", zeros_appended=524289 - len(good))
    add("cut", "CNV-1", "shorter than header and tag", good[:131], "truncated")
    add("empty", "CNV-1", "no bytes", b"", "truncated")
    add("small-order", "BLOB-2 DH-2", "an enc of small order", patched(84, bytes(32)), "open-failed")
    add("wrong-code", "BLOB-2", "another code", secret=bytes(16), expect="open-failed")
    add("salt", "BLOB-2", "one bit of the salt differs", flipped(12), "open-failed")
    add("serial", "BLOB-2", "another serial", flipped(51), "open-failed")
    add("commitment", "BLOB-2", "one bit of the commitment differs", flipped(52), "open-failed")
    add("content", "BLOB-2", "one bit of the ciphertext differs", flipped(len(good) - 1), "open-failed")
    add("commitment-forged", "BLOB-2", "another commitment, and a ciphertext that opens", patched(52, bytes(32)), "open-failed")
    long = sealed(given=parameters(secret=PASSPHRASE), secret=b"p" * 1025)
    add("passphrase-too-long", "CNV-3", "a passphrase of 1025 bytes", long, "limit", secret=b"p" * 1025)
    add("content-version", "CNV-4", "content of version 2", sealed(b"\x02" + content()[1:]), "unsupported-version")
    add("content-cut", "CNV-1", "the last byte of the content is missing", sealed(content()[:-1]), "truncated")
    add("content-longer", "CNV-2", "a byte after the content", sealed(content() + b"\x00"), "trailing-bytes")
    add("decryption-longer", "CNV-2", "a byte after the decryption content", sealed(content(decryption=decryption(world) + b"\x00")), "trailing-bytes")
    add("descending", "BLOB-2", "generations descend", sealed(content(decryption=decryption(world, (11, 10)))), "non-canonical")
    add("place", "BLOB-2", "a canary without record id in epoch 1", sealed(content(blob.encode_place(bytes(32), 0, 1, 0))), "non-canonical")
    add("time", "CNV-6", "a time above the last", sealed(b"\x01" + b"\xff" * 8 + content()[9:]), "bad-value")


def make_two_passphrases(c) -> None:
    """One blob, two passphrases: without its commitment both would open it."""
    world, given = World(), parameters(secret=PASSPHRASE)
    context = blob.context_of(given, world.list_id, 3)
    _, enc = hpke.derive_key_pair(bytes(range(32)))
    schedules = []
    for guess in (b"first guess", b"second guess"):
        secret_key = blob.recovery_key(given, guess)["secret_key"]
        schedules.append(hpke.key_schedule(hpke.decap(enc, secret_key), label("recovery-blob") + context))
    first, second = schedules
    sealed = collide((first.key, first.base_nonce), (second.key, second.base_nonce), b"")
    assert first.open(b"", sealed) != second.open(b"", sealed)
    data = context + blob.commitment_of(context, first) + enc + sealed
    for name, secret, expect in (("first", b"first guess", "unsupported-version"), ("second", b"second guess", "open-failed")):
        c.add(f"recovery-blob/two-passphrases-{name}", "recovery-blob", "BLOB-2", f"a ciphertext that two passphrases open, {name} of them",
              {"blob": data.hex(), "secret": secret.hex(), "list_id": world.list_id.hex()}, expect)


def make_canary(c) -> None:
    world = World()
    frontier = tree.encode(world.frontier).hex()
    given = {"frontier": frontier, "list_id": world.list_id.hex(), "generation": GENERATION, "epoch": EPOCH}
    good = c.add("canary/value", "canary", "DRL-1", "the canary of an epoch", given)

    def decode(name, rule, comment, data, expect="ok"):
        c.add(f"canary/{name}", "record-decode", rule, comment, {"data": data, "descriptor": world.descriptor.hex()}, expect)

    decode("decode", "REC-1", "a canary", good["data"])
    decode("short", "REC-1", "a byte of the value is missing", good["data"][:-2], "truncated")
    decode("signed", "REC-1", "a canary with a signature", good["data"] + "00" * 64, "non-canonical")

    scene = Scene()
    scene.check_in()
    for value in (good["value"], "11" * 32):
        scene.log(scene.seal({"type": "canary", "value": value}, bytes(32)))
    scene.check_in()
    scene.add(c, "canary", "DRL-2", "the owner's canary, one of somebody else, a check-in after them", "opened canary unknown-canary opened")

    case = Case()
    canary = {"type": "canary", "value": good["value"]}
    bird = case.disclosed(*case.seal(canary, case.seeds[0], plain=record.encode(canary)))
    whole = {"card": CARD.hex(), "secret_key": AUTHORITY_SECRET.hex(), "environment": ENVIRONMENT}
    whole["disclosure"] = authority.seal(case.card, case.content([*case.records[:1], bird]), bytes(range(32))).hex()
    output = c.add("disclosure/record-canary", "disclosure", "DRL-2", "a canary among the disclosed", whole)
    assert [item["error"] for item in output["refused"]] == ["bad-value"]

"""Tree, proofs, notes, checkpoints, cosignatures, receipts."""

from sealroll import checkpoint, ed25519, entry, merkle, note
from sealroll.processor import RecordLog
from sealroll.stream import Stream

from .welcomes import drop_line, spoil_line, without_line
from .world import EPOCH, GENERATION, NOW, World


def make(c) -> None:
    make_tree(c)
    make_proofs(c)
    make_note(c)
    make_checkpoint(c)
    make_receipt(c)


def entries(count: int) -> list[bytes]:
    random = Stream("sealroll vectors log entries")
    return [entry.Entry(entry.RECORD, EPOCH, random.take(32)).encode() for _ in range(count)]


def make_tree(c) -> None:
    for count in (0, 1, 2, 7, 8, 9):
        given = {"entries": [item.hex() for item in entries(count)]}
        c.add(f"tree/entries-{count}", "tree", "LOG-2", f"a log of {count} entries", given)


def make_proofs(c) -> None:
    leaves = [merkle.leaf_hash(item) for item in entries(13)]
    root, zero = merkle.root_hash(leaves), bytes(32)

    def add(name, comment, expect="ok", index=5, leaf=None, size=13, proof=None, root=root):
        given = {
            "leaf_hash": (leaf or leaves[index]).hex(), "index": index, "size": size,
            "proof": [item.hex() for item in (merkle.inclusion_proof(index, leaves) if proof is None else proof)],
            "root_hash": root.hex(),
        }
        c.add(f"inclusion/{name}", "inclusion", "RCP-3", comment, given, expect)

    path = merkle.inclusion_proof(5, leaves)
    add("ok", "an entry within the tree")
    add("ok-last", "the last entry, whose path is short", index=12)
    add("ok-single", "a tree of one entry", index=0, size=1, proof=[], root=leaves[0])
    add("wrong-leaf", "another entry", "bad-proof", leaf=leaves[6])
    add("wrong-index", "another index", "bad-proof", index=4, leaf=leaves[5], proof=path)
    add("wrong-size", "a size whose tree is lower", "bad-proof", size=8)
    add("wrong-root", "another root hash", "bad-proof", root=zero)
    add("hash-missing", "the last hash is missing", "bad-proof", proof=path[:-1])
    add("hash-extra", "one hash too many", "bad-proof", proof=[*path, zero])
    above = merkle.node_hash(zero, leaves[0])
    add("hash-extra-single", "a hash in a tree of one entry, leading to the root", "bad-proof", index=0, size=1, proof=[zero], root=above)
    add("index-is-size-single", "index 1 in a tree of one entry", "bad-proof", index=1, leaf=leaves[0], size=1, proof=[], root=leaves[0])
    add("index-is-size", "the index is the size", "bad-proof", index=13, leaf=leaves[12], proof=path)
    add("empty-tree", "an empty tree holds nothing", "bad-proof", index=0, size=0, proof=[], root=merkle.root_hash([]))

    def add_consistency(name, comment, expect="ok", old=6, new=13, proof=None, old_root=None, new_root=root):
        given = {
            "old_size": old, "new_size": new,
            "proof": [item.hex() for item in (merkle.consistency_proof(old, leaves) if proof is None else proof)],
            "old_root_hash": (old_root or merkle.root_hash(leaves[:old])).hex(), "new_root_hash": new_root.hex(),
        }
        c.add(f"consistency/{name}", "consistency", "SYN-1 LOG-2", comment, given, expect)

    path = merkle.consistency_proof(6, leaves)
    add_consistency("ok", "from 6 to 13")
    add_consistency("ok-power", "from 8 to 13", old=8)
    add_consistency("ok-same", "from 13 to 13", old=13)
    add_consistency("same-size-other-root", "the same size with another root", "bad-proof", old=13, proof=[], old_root=zero)
    add_consistency("same-size-proof", "a proof where none is needed", "bad-proof", old=13, proof=[zero])
    add_consistency("wrong-old-root", "another old root", "bad-proof", old_root=zero)
    add_consistency("wrong-new-root", "another new root", "bad-proof", new_root=zero)
    add_consistency("hash-missing", "the last hash is missing", "bad-proof", proof=path[:-1])
    add_consistency("hash-extra", "one hash too many", "bad-proof", proof=[*path, zero])
    add_consistency("smaller", "the new tree is smaller", "bad-proof", old=13, new=6, proof=[], old_root=root, new_root=merkle.root_hash(leaves[:6]))
    pair = merkle.root_hash(leaves[:2])
    add_consistency("smaller-same-root", "from 2 to 1 with the same root", "bad-proof", old=2, new=1, proof=[], old_root=pair, new_root=pair)
    add_consistency("no-hashes", "no hashes", "bad-proof", proof=[])
    add_consistency("hash-extra-rooted", "one hash too many, leading to both roots", "bad-proof", proof=[*path, zero],
                    old_root=merkle.node_hash(zero, merkle.root_hash(leaves[:6])), new_root=merkle.node_hash(zero, root))
    forked = [*leaves[:3], zero, *leaves[4:]]
    add_consistency("forked", "a proof from another history", "bad-proof", proof=merkle.consistency_proof(6, forked), new_root=merkle.root_hash(forked))


def make_note(c) -> None:
    world = World()
    name, seed = "log.sealroll.example/notes", world.seeds["http"]
    text = "Guten Tag\n\nzweiter Absatz\n"
    good = note.sign(text, name, seed)
    own = {"name": name, "public_key": ed25519.public_key_of(seed).hex()}
    witness = {"name": "witness.example/w1", "public_key": ed25519.public_key_of(world.seeds["witness"]).hex()}

    def add(file, comment, content, expect="ok", keys=(own,)):
        given = {"note": content, "keys": list(keys)}
        c.add(f"note/{file}", "note", "LOG-6", comment, given, expect)

    second = note.signature_line(text, witness["name"], world.seeds["witness"])
    unknown = "".join(note.signature_line(text, f"unknown.example/{i}", world.log_seed) for i in range(15))
    add("ok", "a text with an empty line in it", good)
    add("ok-two-keys", "two signatures that are expected", good + second, keys=(witness, own))
    add("ok-sixteen-lines", "fifteen signatures of unknown keys", good + unknown)
    add("ok-same-name", "an unknown key of the same name is ignored", good + note.signature_line(text, name, world.log_seed))
    add("no-known-signature", "only unknown keys have signed", text + "\n" + second, "bad-signature")
    add("wrong-signature", "the signature differs in one bit", spoil_line(good, name), "bad-signature")
    add("text-differs", "the text was changed", good.replace("Guten", "Gute"), "bad-signature")
    line = good.splitlines(True)[-1]
    add("no-signature", "no signature line", text + "\n", "bad-proof")
    add("no-blank-line", "no blank line", "Guten Tag\n" + line, "bad-proof")
    add("no-last-newline", "the last line does not end", good[:-1], "bad-proof")
    add("control-character", "a tab in the text", note.sign("Guten\tTag\n", name, seed), "bad-proof")
    add("no-key-name", "no key name", good.replace(f"{note.DASH}{name}", note.DASH), "bad-proof")
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    loose = alphabet[alphabet.index(good[-3]) + 1]
    add("base64-loose-bits", "non-zero bits after the last byte", good[:-3] + loose + "=\n", "bad-proof")
    add("hyphen", "a hyphen instead of the em dash", good.replace(note.DASH, "- "), "bad-proof")
    add("key-name-plus", "a plus in a key name", good + second.replace("witness.", "witness+"), "bad-proof")
    add("key-name-space", "a no-break space in a key name", good + second.replace("witness.", "witness\u00a0"), "bad-proof")
    add("base64", "a signature that is not base64", good.rstrip("\n")[:-1] + "!\n", "bad-proof")
    add("base64-padding", "base64 without its padding", good + second.replace("=", ""), "bad-proof")
    add("key-id-only", "a signature of four bytes", good + note.format_line("unknown.example", b"\x00" * 4), "bad-proof")


def make_checkpoint(c) -> None:
    world = World()
    world.fill_log()
    name, good = world.log.name, world.log.checkpoint()
    text = checkpoint.parse(good).text

    def add(file, rule, comment, content, expect="ok", origin=name):
        given = {"checkpoint": content, "origin": origin, "log_key": world.log_key.hex()}
        c.add(f"checkpoint/{file}", "checkpoint", rule, comment, given, expect)

    def signed(body):
        return note.sign(body, name, world.log_seed)

    add("ok", "LOG-6", "a log of three entries", good)
    add("ok-empty", "LOG-6", "an empty log", RecordLog(name, world.log_seed).checkpoint())
    add("wrong-log", "RCP-1", "the checkpoint of another generation", good, "wrong-log", origin=name[:-2] + "11")
    add("wrong-signature", "RCP-2", "the signature differs in one bit", spoil_line(good, name), "bad-signature")
    add("other-key-name", "RCP-2", "signed under another name", note.sign(text, world.witness_name, world.log_seed), "bad-signature")
    root = text.splitlines()[2]
    for file, comment, body in (
        ("no-root-hash", "two lines", f"{name}\n3\n"),
        ("extension-line", "an extension line", text + "extension\n"),
        ("size-leading-zero", "a size with a leading zero", f"{name}\n03\n{root}\n"),
        ("size-empty", "an empty size", f"{name}\n\n{root}\n"),
        ("size-too-large", "a size of 2^64", f"{name}\n{2**64}\n{root}\n"),
        ("root-hash-short", "a root hash of 31 bytes", f"{name}\n3\n{note.encode_base64(bytes(31))}\n"),
    ):
        add(file, "LOG-6", comment, signed(body), "bad-proof")
    make_cosignature(c, world, good)


def make_cosignature(c, world: World, good: str) -> None:
    key = ed25519.public_key_of(world.seeds["witness"])

    def add(file, rule, comment, line, expect="ok", name=world.witness_name, public_key=key):
        given = {"checkpoint": good + line, "name": name, "public_key": public_key.hex()}
        c.add(f"cosignature/{file}", "cosignature", rule, comment, given, expect)

    line = world.cosign(good)
    add("ok", "WEL-3", "a cosignature", line)
    add("absent", "WEL-3", "only the log has signed", "", "bad-signature")
    add("other-key", "WEL-3", "the cosignature of another key", line, "bad-signature", public_key=world.log_key)
    add("other-name", "WEL-3", "under another name", line, "bad-signature", name="witness.example/w1")
    found = note.parse_signature(line[:-1])
    later = (NOW - 3599).to_bytes(8, "big")
    add("time-differs", "WEL-3", "the time was changed", note.format_line(found.name, found.key_id + later + found.payload[8:]), "bad-signature")
    add("short", "LOG-6", "a payload of 71 bytes", note.format_line(found.name, found.key_id + found.payload[:-1]), "bad-proof")
    add("time-too-large", "CNV-6", "a time above the last", world.cosign(good, time=253402300800), "bad-value")


def make_receipt(c) -> None:
    world = World()
    world.fill_log()
    record = entries(1)[0]
    index = world.log.append(record)
    for item in entries(5)[1:]:
        world.log.append(item)
    good = world.log.receipt(index)

    def add(file, rule, comment, text=good, expect="ok", encoded=record, generation=GENERATION, list_id=world.list_id, origin=world.origin):
        given = {
            "receipt": text, "origin": origin, "list_id": list_id.hex(), "generation": generation,
            "log_key": world.log_key.hex(), "entry": encoded.hex(),
        }
        c.add(f"receipt/{file}", "receipt", rule, comment, given, expect)

    add("ok", "RCP-1 RCP-2 RCP-3", "an entry of a log of eight")
    add("ok-cosigned", "RCP-2", "with a cosignature, which a receipt need not have",
        world.log.receipt(index, cosignature=world.cosign(world.log.checkpoint())))
    alone = RecordLog(world.log.name, world.log_seed, [record])
    add("ok-single", "RCP-3", "the only entry of a log, without hashes", alone.receipt(0))
    for file, comment, part, expect in (
        ("ok-part", "a log that was recovered", "1763748000", "ok"),
        ("ok-part-largest", "the largest number of a part", "18446744073709551615", "ok"),
        ("part-zero", "part 0 has no component of its own", "0", "wrong-log"),
        ("part-leading-zero", "a part with a leading zero", "01", "wrong-log"),
        ("part-too-large", "part 2^64", "18446744073709551616", "wrong-log"),
        ("part-twice", "a part of a part", "1763748000/1763748001", "wrong-log"),
    ):
        reopened = RecordLog(f"{world.log.name}/{part}", world.log_seed, world.log.entries)
        add(file, "RCP-1", comment, reopened.receipt(index), expect)
    add("wrong-generation", "RCP-1", "the log of another generation", expect="wrong-log", generation=11)
    add("wrong-list", "RCP-1", "the log of another list", expect="wrong-log", list_id=bytes(16))
    add("wrong-origin", "RCP-1", "the log of another processor", expect="wrong-log", origin="log.example")
    add("no-log-signature", "RCP-2", "only the witness has signed",
        without_line(world.log.receipt(index, cosignature=world.cosign(world.log.checkpoint())), world.log.name), "bad-signature")
    add("wrong-signature", "RCP-2", "the log's signature differs in one bit", spoil_line(good, world.log.name), "bad-signature")
    add("other-entry", "RCP-3", "another entry", expect="bad-proof", encoded=entries(2)[1])
    add("other-epoch", "RCP-3", "the entry with another epoch", expect="bad-proof", encoded=record[:5] + b"\x00" + record[6:])
    add("other-index", "RCP-3", "another index", good.replace("\nindex 3\n", "\nindex 2\n"), "bad-proof")
    add("hash-missing", "RCP-3", "the first hash is missing", drop_line(good, 2), "bad-proof")
    lines = good.split("\n")
    for file, comment, text in (
        ("version", "tlog-proof@v2", good.replace("@v1", "@v2", 1)),
        ("no-index", "no index line", drop_line(good, 1)),
        ("index-word", "another word for index", good.replace("\nindex 3", "\nIndex 3")),
        ("index-leading-zero", "an index with a leading zero", good.replace("\nindex 3", "\nindex 03")),
        ("extra", "an extra line", good.replace("\nindex", "\nextra AAAA\nindex", 1)),
        ("hash-short", "a hash of 31 bytes", good.replace(lines[2], note.encode_base64(bytes(31)), 1)),
        ("no-blank-line", "no line between proof and checkpoint", good.replace("\n\n", "\n", 1)),
        ("no-checkpoint", "no checkpoint", good.split("\n\n")[0] + "\n\n"),
        ("carriage-return", "lines end with CR LF", good.replace("\n", "\r\n")),
    ):
        add(file, "LOG-6", comment, text, "bad-proof")

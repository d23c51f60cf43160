"""The owner's inbox and sync."""

from sealroll import ed25519, entry, envelope, merkle, note, record, tree
from sealroll import statement as statements
from sealroll import checkpoint as checkpoints
from sealroll.invitation import psk_of
from sealroll.stream import Stream

from .records import check_in, check_out, correction, request
from .world import EPOCH, GENERATION, NOW, World

OTHER_EPOCH = EPOCH - 1


class Scene:
    """Seals records of one list and collects them as items in log order."""

    def __init__(self):
        self.world = World()
        self.random = Stream("sealroll vectors inbox")
        self.items = []
        self.statements = [self.world.statement(epoch) for epoch in (OTHER_EPOCH, EPOCH)]
        self.superseded = []
        self.frontier = self.world.frontier
        self.seeds = {}
        self.secrets = [self.world.presence_secret]

    def seal(self, content: dict, seed: bytes, ikm: bytes | None = None, epoch: int = EPOCH, header: bytes | None = None,
             statement_id: bytes | None = None, secret: bytes | None = None) -> bytes:
        """`secret` is the presence secret of the edition that the guest's code is of."""
        world = self.world
        statement_id = statement_id or world.statement_id(epoch)
        header = header or envelope.encode_header(world.list_id, epoch, statement_id)
        used = int.from_bytes(header[19:23], "big")
        psk = psk_of(secret or world.presence_secret, world.list_id, used)
        sealing = envelope.begin(header, world.key_pair(epoch)[1], psk, ikm or self.random.take(32))
        if content["type"] == "check-in":
            data = record.encode({**content, "ticket_key": ed25519.public_key_of(seed).hex()})
        elif content["type"] == "canary":
            data = record.encode(content)
        else:
            data = record.encode(content)
            message = record.follow_up_message(world.list_id, header, sealing.ephemeral_public, data)
            data += ed25519.sign(seed, message)
        return sealing.finish(data, world.terms["bucket"])[0]

    def log(self, sealed: bytes, epoch: int = EPOCH, kind: int = entry.RECORD, digest: bytes | None = None, generation: int = GENERATION) -> bytes:
        """Adds an item; gives the record id."""
        record_id = envelope.record_id_of(sealed)
        line = entry.Entry(kind, epoch, digest or record_id).encode()
        self.items.append({
            "generation": generation, "leaf_index": len(self.items) + 2, "entry": line.hex(), "envelope": sealed.hex(),
        })
        return record_id

    def check_in(self, **changes) -> tuple[bytes, bytes]:
        """A good check-in: (record id, ticket seed)."""
        seed = self.random.take(32)
        return self.log(self.seal(check_in(**changes), seed)), seed

    def replace_poster(self) -> dict:
        """A new edition; gives what seals to it."""
        secret = Stream("sealroll vectors new edition").take(32)
        presence_id = statements.presence_id_of(self.world.list_id, secret)
        new = self.world.statement(serial=1000, presence_id=presence_id)
        self.secrets.insert(0, secret)
        self.statements.append(new)
        return {"statement_id": statements.decode(new).id, "secret": secret}

    def reference(self, check_in_id: bytes, counter: int) -> dict:
        return {
            "check_in": check_in_id.hex(), "generation": GENERATION, "tree_size": 5,
            "root_hash": self.random.take(32).hex(), "counter": counter,
        }

    def follow_up(self, make, check_in_id: bytes, seed: bytes, counter: int, generation: int = GENERATION, **changes) -> bytes:
        reference = self.reference(check_in_id, counter)
        return self.log(self.seal(make(follow_up=reference, **changes), seed), generation=generation)

    def add(self, c, name: str, rule: str, comment: str, wanted: str) -> dict:
        """`wanted` is the results, separated by spaces."""
        world = self.world
        given = {
            **signed_by(world),
            "list_id": world.list_id.hex(), "presence_secrets": [secret.hex() for secret in self.secrets],
            "descriptors": [world.descriptor.hex()], "statements": [item.hex() for item in self.statements],
            "frontiers": [{"generation": GENERATION, "frontier": tree.encode(self.frontier).hex()}],
            "superseded": self.superseded, "items": self.items,
        }
        output = c.add(f"owner-inbox/{name}", "owner-inbox", rule, comment, given)
        got = " ".join(item["result"] for item in output["results"])
        assert got == wanted, f"{name}: {got}"
        return output


def signed_by(world: World) -> dict:
    """With these an implementation verifies what it would not take unverified."""
    return {"root_document": world.root.received.hex(), "certificates": [item.hex() for item in world.certificates]}


def make(c) -> None:
    make_good(c)
    make_unidentified(c)
    make_repeated(c)
    make_follow_ups(c)
    make_editions(c)
    make_sync(c)


def make_good(c) -> None:
    scene = Scene()
    first, seed = scene.check_in()
    scene.log(b"", kind=entry.STATEMENT, digest=scene.world.statement_id())
    scene.follow_up(check_out, first, seed, 1)
    scene.check_in(place="Tisch 9")
    scene.add(c, "mixed", "OPN-3", "two check-ins, a statement entry, a check-out", "opened not-a-record opened opened")
    scene = Scene()
    scene.check_in()
    bad = {**check_in()["contact"], "phone": "030"}
    scene.log(scene.seal(check_in(contact=bad), bytes(32)))
    scene.check_in()
    scene.add(c, "batch-goes-on", "OPN-3", "a bad record between two good ones", "opened bad-field opened")
    scene = Scene()
    scene.check_in()
    scene.log(scene.seal(check_in(), bytes(32), epoch=OTHER_EPOCH), epoch=OTHER_EPOCH)
    scene.frontier = tree.puncture(scene.frontier, OTHER_EPOCH)
    scene.add(c, "punctured", "KEY-2", "one of two epochs is punctured", "opened open-failed")


def make_unidentified(c) -> None:
    """OPN-1 and OPN-4."""
    seed = bytes(range(32))
    scene = Scene()
    sealed = scene.seal(check_in(), seed)
    scene.log(sealed, digest=bytes(32))
    scene.log(sealed[:-1] + bytes([sealed[-1] ^ 1]), digest=envelope.record_id_of(sealed))
    scene.log(sealed)
    scene.add(c, "not-logged", "OPN-1", "bytes that are not the entry's, then the right ones", "not-logged not-logged opened")
    scene = Scene()
    header = envelope.encode_header(bytes(16), EPOCH, scene.world.statement_id())
    scene.log(scene.seal(check_in(), seed, header=header))
    scene.add(c, "wrong-list", "OPN-1", "the header names another list", "wrong-list")
    scene = Scene()
    scene.log(scene.seal(check_in(), seed, statement_id=bytes(32)))
    scene.add(c, "unknown-statement", "OPN-1", "the header names a statement that was not issued", "unknown-statement")
    scene = Scene()
    header = envelope.encode_header(scene.world.list_id, OTHER_EPOCH, scene.world.statement_id())
    scene.log(scene.seal(check_in(), seed, header=header), epoch=OTHER_EPOCH)
    scene.log(scene.seal(check_in(), seed), epoch=OTHER_EPOCH)
    scene.add(c, "wrong-epoch", "OPN-1", "another epoch than the statement's in header, then in entry", "wrong-epoch wrong-epoch")
    scene = Scene()
    scene.log(b"no envelope")
    scene.log(sealed[:1] + b"\x00\x02" + sealed[3:])
    scene.log(sealed[:87] + b"\xff" * 32 + sealed[119:])
    scene.log(sealed[:119] + bytes([sealed[119] ^ 1]) + sealed[120:])
    scene.add(c, "malformed", "OPN-3 ENV-1 ENV-2 ENV-4", "wrong length, suite, enc and ciphertext, all logged",
              "bad-length unsupported-suite bad-key open-failed")
    scene = Scene()
    header, world = scene.world.header(), scene.world
    data = record.encode({**check_in(), "ticket_key": ed25519.public_key_of(seed).hex()})
    scene.log(envelope.begin(header, world.key_pair()[1], world.psk(), bytes(32)).finish(data, 512)[0])
    scene.add(c, "other-bucket", "OPN-3 ENV-1", "an envelope of another bucket that would open", "bad-length")
    scene = Scene()
    successor = scene.world.statement(EPOCH, serial=99)
    scene.statements.append(successor)
    scene.superseded.append({"statement_id": scene.world.statement_id().hex(), "seen": NOW})
    scene.check_in(arrival=NOW + 7200)
    scene.check_in(arrival=NOW + 7201)
    scene.add(c, "stale-statement", "OPN-4", "arrival at the end of supersede_grace, then a second later", "opened stale-statement")


def make_repeated(c) -> None:
    """OPN-2."""
    scene = Scene()
    seed, ikm = scene.random.take(32), scene.random.take(32)
    sealed = scene.seal(check_in(), seed, ikm)
    scene.log(sealed)
    scene.log(sealed)
    scene.add(c, "duplicate-record", "OPN-2", "the same envelope twice", "opened duplicate")
    scene = Scene()
    scene.log(sealed)
    scene.log(scene.seal(check_in(place="Tisch 5"), bytes(32), ikm))
    scene.add(c, "duplicate-enc", "OPN-2", "another record with the same enc", "opened duplicate")
    scene = Scene()
    bad = {**check_in()["contact"], "phone": "1"}
    scene.log(scene.seal(check_in(contact=bad), bytes(32), ikm))
    scene.log(sealed)
    scene.add(c, "duplicate-enc-bad-record", "OPN-2", "the enc of a record that opened and was quarantined", "bad-field duplicate")
    scene = Scene()
    scene.log(sealed)
    scene.log(scene.seal(check_in(), seed))
    scene.add(c, "duplicate-ticket-key", "OPN-2", "the same check-in sealed again", "opened duplicate")
    scene = Scene()
    scene.log(sealed[:-1] + bytes([sealed[-1] ^ 1]))
    scene.log(sealed)
    scene.log(sealed[:-1] + bytes([sealed[-1] ^ 1]))
    scene.add(c, "duplicate-enc-not-opened", "OPN-2", "an envelope that does not open displaces nothing, but may not occur twice", "open-failed opened duplicate")


def make_follow_ups(c) -> None:
    """OPN-5 and REC-5."""
    scene = Scene()
    first, seed = scene.check_in()
    for counter, place in ((2, "second"), (3, "third"), (1, "first"), (3, "third again")):
        scene.follow_up(correction, first, seed, counter, place=place)
    output = scene.add(c, "counters", "OPN-5", "counters 2, 3, 1 and 3 again", "opened opened opened opened opened")
    assert output["latest"] == {first.hex(): [GENERATION, 4]}
    scene = Scene()
    first, seed = scene.check_in()
    second, other = scene.check_in()
    scene.follow_up(request, first, seed, 4294967295)
    scene.follow_up(check_out, second, other, 1)
    scene.follow_up(check_out, first, seed, 7)
    scene.add(c, "two-tickets", "OPN-5", "follow-ups of two check-ins, with gaps in the counter", "opened opened opened opened opened")
    scene = Scene()
    first, seed = scene.check_in()
    scene.follow_up(check_out, bytes(32), seed, 1)
    scene.follow_up(check_out, first, bytes(32), 1)
    scene.add(c, "unknown-and-forged", "OPN-5 REC-5", "a check-in that does not exist, a wrong ticket key", "opened unknown-check-in bad-signature")
    scene = Scene()
    first, seed = scene.check_in()
    scene.follow_up(check_out, first, seed, 1)
    copied = bytes.fromhex(scene.items[-1]["envelope"])
    sealed = envelope.decode(copied)
    data = envelope.open_envelope(sealed, scene.world.key_pair()[0], scene.world.psk())
    again = envelope.begin(sealed.header, scene.world.key_pair()[1], scene.world.psk(), bytes(32))
    scene.log(again.finish(data, 256)[0])
    scene.add(c, "sealed-again", "REC-5", "a reader seals an old follow-up again", "opened opened bad-signature")
    scene = Scene()
    quarantined = scene.log(scene.seal(check_in(contact={**check_in()["contact"], "phone": "1"}), seed))
    scene.follow_up(check_out, quarantined, seed, 1)
    scene.add(c, "check-in-quarantined", "OPN-5", "the check-in was quarantined", "bad-field unknown-check-in")


def make_editions(c) -> None:
    scene = Scene()
    first, seed = scene.check_in()
    new = scene.replace_poster()
    newcomer = scene.random.take(32)
    second = scene.log(scene.seal(check_in(place="Tisch 9"), newcomer, **new))
    statement_id, former = new["statement_id"], scene.world.presence_secret
    late = check_out(follow_up=scene.reference(first, 1))
    scene.log(scene.seal(late, seed, statement_id=statement_id, secret=former))
    scene.log(scene.seal(check_out(follow_up=scene.reference(second, 1)), newcomer, **new))
    scene.add(c, "editions", "EDN-2 EDN-3", "check-ins with two editions of the poster, each followed up under the new one's statement",
              "opened opened opened opened")
    scene = Scene()
    first, seed = scene.check_in()
    new = scene.replace_poster()
    statement_id, former = new["statement_id"], scene.world.presence_secret
    scene.log(scene.seal(check_in(), scene.random.take(32), statement_id=statement_id, secret=former))
    scene.log(scene.seal(check_in(), scene.random.take(32), secret=new["secret"]))
    scene.log(scene.seal({"type": "canary", "value": bytes(32).hex()}, seed, statement_id=statement_id, secret=former))
    forged = check_out(follow_up=scene.reference(first, 1))
    scene.log(scene.seal(forged, bytes(32), statement_id=statement_id, secret=former))
    unknown = scene.seal(forged, seed, statement_id=statement_id, secret=bytes(32))
    scene.log(unknown)
    scene.add(c, "edition-of-another-statement", "EDN-3", "check-ins and a canary with the code of another edition, a forged follow-up, a code that was never printed",
              "opened open-failed open-failed open-failed bad-signature open-failed")


def make_sync(c) -> None:
    world = World()
    world.fill_log()
    random = Stream("sealroll vectors sync")
    records = [entry.Entry(entry.RECORD, EPOCH, random.take(32)).encode() for _ in range(4)]
    for item in records:
        world.log.append(item)
    everything, name = world.log.entries, world.log.name
    statements = [world.statement(epoch) for epoch in (EPOCH - 1, EPOCH, EPOCH + 1)]

    def add(file, rule, comment, expect="ok", seen=5, size=None, cosigned=5, text=None, fetched=None, own=statements):
        given = {
            "seen": [item.hex() for item in everything[:seen]],
            "fetched": [item.hex() for item in (everything[seen:size] if fetched is None else fetched)],
            "cosigned_size": cosigned, "checkpoint": text or world.log.checkpoint(size), "log_name": name,
            "log_key": world.log_key.hex(), **signed_by(world), "descriptor": world.descriptor.hex(),
            "own_statements": [item.hex() for item in own],
        }
        c.add(f"sync/{file}", "sync", rule, comment, given, expect)

    add("ok", "SYN-1", "two entries more")
    add("ok-first", "SYN-1", "the first sync", seen=0, cosigned=0)
    add("ok-nothing-new", "SYN-1", "nothing new", seen=7, cosigned=7)
    add("rolled-back", "SYN-1", "a checkpoint smaller than the one cosigned", "rolled-back", size=5, cosigned=6)
    forged = [*everything[:6], records[0]]
    add("other-entry", "SYN-1", "an entry that the root does not cover", "inconsistent", fetched=forged[5:])
    add("entry-missing", "SYN-1", "an entry less than the size", "inconsistent", fetched=everything[5:6])
    add("entry-extra", "SYN-1", "an entry more than the size", "inconsistent", fetched=[*everything[5:], records[0]])
    leaves = [merkle.leaf_hash(item) for item in [bytes([1]) + everything[0][1:], *everything[1:]]]
    body = checkpoints.body(name, 7, merkle.root_hash(leaves))
    add("history-rewritten", "SYN-1", "the first entry was replaced", "inconsistent", text=note.sign(body, name, world.log_seed))
    add("same-size-other-root", "SYN-1", "the size cosigned with another root", "inconsistent", seen=7, cosigned=7, text=note.sign(body, name, world.log_seed))
    larger = checkpoints.body(name, 8, merkle.root_hash(world.log.leaves))
    add("size-differs", "SYN-1", "the root of seven entries under the size 8", "inconsistent", text=note.sign(larger, name, world.log_seed))
    add("foreign-statement", "SYN-2", "a statement that no device issued", "foreign-statement", own=statements[:2])
    add("foreign-statement-new", "SYN-2", "the same among the entries fetched", "foreign-statement", seen=0, cosigned=0, own=statements[1:])
    later = f"{name}/1763748000"
    body = checkpoints.body(later, 7, merkle.root_hash(world.log.leaves[:7]))
    add("part-without-opening", "RECV-4", "a later part without its opening", "inconsistent", text=note.sign(body, later, world.log_seed))
    other = name[:-2] + "11"
    body = checkpoints.body(other, 7, merkle.root_hash(world.log.leaves[:7]))
    add("wrong-log", "RCP-1", "the checkpoint of another log", "wrong-log", text=note.sign(body, other, world.log_seed))
    add("wrong-signature", "RCP-2", "signed by another key", "bad-signature", text=note.sign(checkpoints.parse(world.log.checkpoint()).text, name, world.root_seed))
    add("bad-entry", "LOG-1", "an entry of unknown kind that the root covers", "bad-entry", **with_bad_entry(world))


def with_bad_entry(world: World) -> dict:
    bad = b"\x09" + world.log.entries[6][1:]
    leaves = [merkle.leaf_hash(item) for item in [*world.log.entries[:6], bad]]
    body = checkpoints.body(world.log.name, 7, merkle.root_hash(leaves))
    return {"fetched": [world.log.entries[5], bad], "text": note.sign(body, world.log.name, world.log_seed)}

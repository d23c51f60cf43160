"""What owner and guest make of an answer, by what they hold."""

from sealroll import checkpoint, document, entry, instruction, note
from sealroll.codec import u16
from sealroll.processor import RecordLog

from .documents import ORDERS, SOME, TIME
from .inboxes import signed_by
from .logs import entries
from .welcomes import NO_MEMORY, drop_line, spoil_line
from .world import ANCHOR, DAY, ENVIRONMENT, EPOCH, GENERATION, NOW, START, World


def make(c) -> None:
    make_acknowledgement(c)
    make_renew(c)
    make_lost(c)
    make_log_deleted(c)


def make_acknowledgement(c) -> None:
    world, other = World(), World("another list")
    order = given_order(world, ORDERS["purge"])
    log_name = document.log_name(world.origin, world.list_id)

    def text(answered=order, list_id=world.list_id, first="sealroll-v1"):
        named = instruction.id_of(answered).hex()
        return f"{first} acknowledgement\nlist {list_id.hex()}\ninstruction {named}\ntime {TIME}\n"

    def signed(content=None, seed=world.log_seed, name=log_name):
        return note.sign(content or text(), name, seed)

    def log_of(said, name=log_name):
        """The instruction log with the order and its acknowledgement at the end."""
        log = RecordLog(name, world.log_seed)
        identifier = document.document_id(entry.DESCRIPTOR, world.descriptor)
        log.append(entry.Entry(entry.DESCRIPTOR, 0, identifier).encode())
        log.append(entry.Entry(entry.INSTRUCTION, 0, instruction.id_of(order)).encode())
        log.append(entry_of(said))
        return log

    def entry_of(said):
        identifier = document.document_id(entry.ACKNOWLEDGEMENT, said.encode("utf-8"))
        return entry.Entry(entry.ACKNOWLEDGEMENT, 0, identifier).encode()

    def framed(said, proof):
        return framed_bytes(said.encode("utf-8")) + framed_bytes(proof.encode("utf-8"))

    def add(name, comment, expect="ok", said=None, proof=None, answer=None, rule="ACK-1"):
        said = said or signed()
        proof = proof or log_of(said).receipt(2)
        given = {
            **signed_by(world), "descriptor": world.descriptor.hex(), "note": order,
            "answer": (answer or framed(said, proof)).hex(),
        }
        c.add(f"acknowledgement/{name}", "acknowledgement", rule, comment, given, expect)

    good = signed()
    proof = log_of(good).receipt(2)
    add("ok", "the purge of an epoch is acknowledged", rule="ACK-1 DOC-1 DOC-2")
    later = log_of(good)
    later.append(entry.Entry(entry.ERASURE, 0, SOME["document"]).encode())
    add("ok-later-head", "under a head that has an erasure certificate behind it", proof=later.receipt(2))
    add("ok-part", "in a log that was recovered", proof=log_of(good, f"{log_name}/1763748000").receipt(2))
    add("other-instruction", "another order is acknowledged", "inconsistent", signed(text(given_order(world, ORDERS["hold"]))))
    add("same-order-other-note", "the same order of another serial is acknowledged", "inconsistent",
        signed(text(given_order(world, ORDERS["purge"], serial=8))))
    add("wrong-list", "for another list", "wrong-list", signed(text(list_id=other.list_id)), rule="ACK-1 DOC-2")
    for name, comment, said in (
        ("other-signer", "signed by the witness", signed(seed=world.seeds["witness"])),
        ("other-signer-name", "signed under the name of a record log", signed(name=world.log.name)),
        ("wrong-signature", "the signature differs in one bit", spoil_line(good, log_name)),
        ("two-signatures", "a second signature line", good + note.signature_line(text(), world.witness_name, world.seeds["witness"])),
    ):
        add(name, comment, "bad-signature", said, rule="ACK-1 DOC-2")
    long = note.signature_line(text(), "witness.example/" + "w" * 4000, world.seeds["witness"])
    for name, comment, said in (
        ("first-line", "another first line", signed(text(first="sealroll-v2"))),
        ("not-a-note", "no signature", text()),
        ("too-long", "a note of more than 4096 bytes", good + long),
    ):
        add(name, comment, "bad-document", said, rule="ACK-1 DOC-1")
    raw = good.replace("sealroll-v1", "sealroll-v\x00").encode("utf-8").replace(b"\x00", b"\xff")
    add("not-text", "a note that is not UTF-8", "bad-document", rule="ACK-1 DOC-1",
        answer=framed_bytes(raw) + framed_bytes(proof.encode("utf-8")))
    log = log_of(good)
    for name, comment, bad in (
        ("proof-of-instruction", "the proof of the entry before", log.receipt(1)),
        ("other-index", "another index", proof.replace("\nindex 2\n", "\nindex 1\n")),
        ("hash-missing", "the first hash is missing", drop_line(proof, 2)),
        ("other-acknowledgement", "the proof of another note, which names the same order", log_of(signed(text().replace(TIME, "2026-11-21T18:00:01Z"))).receipt(2)),
    ):
        add(name, comment, "bad-proof", proof=bad, rule="ACK-1 RCP-3")
    add("version", "a proof of another version", "bad-proof", proof=proof.replace("@v1", "@v2", 1), rule="ACK-1 LOG-6")
    as_record = entry_of(good).replace(b"\x0b", b"\x0c", 1)
    other_kind = RecordLog(log_name, world.log_seed, [*log.entries[:2], as_record])
    add("other-entry-kind", "the log names the note as an erasure certificate", "bad-proof", proof=other_kind.receipt(2), rule="ACK-1 RCP-3")
    for name, comment, log_named in (
        ("record-log", "in a record log", checkpoint.log_origin(world.origin, world.list_id, GENERATION)),
        ("other-list-log", "in the instruction log of another list", document.log_name(world.origin, other.list_id)),
        ("other-processor-log", "in the log of another processor", document.log_name("other.example", world.list_id)),
        ("part-zero", "part 0 has no component of its own", f"{log_name}/0"),
    ):
        add(name, comment, "wrong-log", proof=log_of(good, log_named).receipt(2), rule="ACK-1 RCP-1")
    add("proof-wrong-signature", "the log's signature differs in one bit", "bad-signature", proof=spoil_line(proof, log_name), rule="ACK-1 RCP-2")
    foreign = RecordLog(log_name, world.seeds["witness"], log.entries)
    add("proof-other-key", "another key has signed the head", "bad-signature", proof=foreign.receipt(2), rule="ACK-1 RCP-2")
    whole = framed(good, proof)
    for name, comment, answer in (
        ("only-note", "an answer without a proof", framed_bytes(good.encode("utf-8"))),
        ("truncated", "the last byte is missing", whole[:-1]),
        ("trailing", "a byte more", whole + b"\x00"),
        ("one-byte", "half a length", whole[:1]),
    ):
        add(name, comment, "bad-proof", answer=answer)


def given_order(world: World, order: str, serial: int = 7) -> str:
    text = instruction.body(world.list_id, serial, TIME, order, SOME["before"])
    return note.sign(text, instruction.key_name(world.origin, world.list_id, 2), world.seeds["instruction"])


def framed_bytes(raw: bytes) -> bytes:
    return u16(len(raw)) + raw


class Visit:
    """A check-in that was logged at index 3 of a log of seven, in `part` of the log."""

    def __init__(self, part: int = 0):
        self.world = World()
        self.world.fill_log()
        self.name = self.world.log.name
        self.before = self.world.log.entries
        self.record, *self.others = entries(5)
        self.kept = self.receipt(3, part)

    def receipt(self, index: int, part: int = 0, order: list | None = None, size: int | None = None, **changes) -> str:
        """`order` are the entries behind the statements: the record's is first if none is given."""
        name = self.name if part == 0 else f"{self.name}/{part}"
        opened = [*self.before, *(order or [self.record, *self.others[:3]])]
        log = RecordLog(changes.get("name", name), changes.get("seed", self.world.log_seed), opened)
        return log.receipt(index, size)

    def given(self) -> dict:
        world = self.world
        return {
            "origin": world.origin, "list_id": world.list_id.hex(), "generation": GENERATION,
            "log_key": world.log_key.hex(), "entry": self.record.hex(), "kept": self.kept,
        }


PART = 1763748000


def make_renew(c) -> None:
    visit = Visit()
    again = [visit.others[0], visit.others[1], visit.record, visit.others[2]]

    def add(name, comment, text, expect="ok", rule="RECV-7", kept=visit):
        c.add(f"renew/{name}", "renew", rule, comment, {**kept.given(), "receipt": text}, expect)

    recovered, ninth = Visit(PART), Visit(9)
    largest = 2**64 - 1
    add("ok-later-part", "a later part, with another index", visit.receipt(5, PART, again))
    add("ok-later-part-same-index", "a later part that had the record in its backup", visit.receipt(3, PART))
    add("ok-later-part-smaller", "a later part whose log is smaller", visit.receipt(3, PART, size=4))
    add("ok-part-after-part", "a part after part 9: parts are numbers", ninth.receipt(5, 10, again), kept=ninth)
    add("ok-largest-part", "the largest number of a part", recovered.receipt(5, largest, again), kept=recovered)
    add("ok-same-receipt", "the same receipt again, as after a lost reply", visit.kept)
    add("ok-same-part", "the same part and index under a larger head", visit.receipt(3, order=[visit.record, *visit.others]))
    add("ok-same-later-part", "the same part, which is not the first", recovered.receipt(3, PART, size=5), kept=recovered)
    add("other-index", "the same part with another index", visit.receipt(5, order=again), "bad-proof")
    twice = [visit.record, visit.others[0], visit.record]
    add("other-index-twice", "a log that holds the record at both places", visit.receipt(5, order=twice), "bad-proof")
    add("other-index-later-part", "the same later part with another index", recovered.receipt(5, PART, again), "bad-proof", kept=recovered)
    add("first-part", "part 0 after a later one", recovered.receipt(3), "rolled-back", kept=recovered)
    add("earlier-part", "the part before", recovered.receipt(3, PART - 1), "rolled-back", kept=recovered)
    add("earlier-part-digits", "part 9 after part 10: parts are numbers", visit.receipt(3, 9), "rolled-back", kept=Visit(10))
    add("earlier-part-larger", "an earlier part whose log is larger", recovered.receipt(3, order=[visit.record, *visit.others]), "rolled-back", kept=recovered)
    add("other-record", "a later part that has another record there", visit.receipt(3, PART, again), "bad-proof", "RECV-7 RCP-3")
    later = visit.receipt(5, PART, again)
    add("hash-missing", "a hash is missing", drop_line(later, 2), "bad-proof", "RECV-7 RCP-3")
    add("version", "a proof of another version", later.replace("@v1", "@v2", 1), "bad-proof", "RECV-7 LOG-6")
    add("wrong-signature", "the log's signature differs in one bit", spoil_line(later, f"{visit.name}/{PART}"), "bad-signature", "RECV-7 RCP-2")
    add("other-key", "another key has signed the later part", visit.receipt(5, PART, again, seed=visit.world.seeds["witness"]), "bad-signature", "RECV-7 RCP-2")
    for file, comment, name in (
        ("other-generation", "a later part of another generation's log", f"{visit.name[:-2]}11/{PART}"),
        ("part-leading-zero", "a part with a leading zero", f"{visit.name}/0{PART}"),
        ("instruction-log", "a part of the instruction log", f"{document.log_name(visit.world.origin, visit.world.list_id)}/{PART}"),
    ):
        add(file, comment, visit.receipt(5, order=again, name=name), "wrong-log", "RECV-7 RCP-1")


def make_lost(c) -> None:
    visit = Visit()
    recovered, ninth = Visit(PART), Visit(9)
    without = visit.others
    name = f"{visit.name}/{PART}"

    def add(file, comment, text, lost, kept=visit):
        output = c.add(f"lost/{file}", "lost", "RECV-7", comment, {**kept.given(), "proof": text})
        assert output["lost"] == lost, file

    gone = visit.receipt(3, PART, without)
    add("later-part-other-record", "a later part has another record there", gone, True)
    add("part-after-part", "so has part 10, after part 9", ninth.receipt(3, 10, without), True, ninth)
    add("later-part-own-record", "a later part still has the record there", visit.receipt(3, PART), False)
    add("same-part-own-record", "the same part has the record", visit.receipt(3, order=[visit.record, *without]), False)
    add("same-part-other-record", "the same part has another record there: a lie, and no loss", visit.receipt(3, order=without), False)
    add("same-later-part-other-record", "the same in a later part", recovered.receipt(3, PART, without), False, recovered)
    add("earlier-part-other-record", "an earlier part has another record there", recovered.receipt(3, 0, without), False, recovered)
    add("earlier-part-digits", "so has part 9, after part 10", visit.receipt(3, 9, without), False, Visit(10))
    add("wrong-signature", "the log has not signed the later part", spoil_line(gone, name), False)
    add("other-key", "another key has signed it", visit.receipt(3, PART, without, seed=visit.world.seeds["witness"]), False)
    add("other-generation", "a later part of another generation's log", visit.receipt(3, order=without, name=f"{visit.name[:-2]}11/{PART}"), False)


def make_log_deleted(c) -> None:
    def add(name, comment, asked, expect="ok", epoch=EPOCH, **terms):
        world = World(**terms)
        bundle = world.bundle()
        record = entry.Entry(entry.RECORD, epoch, SOME["record"]).encode()
        log = RecordLog(world.log.name, world.log_seed, [*world.log.entries, record])
        given = {
            "link": world.link(), "bundle": bundle.hex(), "environment": ENVIRONMENT, "now": NOW, "memory": NO_MEMORY,
            "origin": world.origin, "list_id": world.list_id.hex(), "generation": GENERATION,
            "log_key": world.log_key.hex(), "entry": record.hex(), "kept": log.receipt(len(log.entries) - 1),
            "asked": asked,
        }
        c.add(f"log-deleted/{name}", "log-deleted", "RET-6", comment, given, expect)

    audit = 366 * DAY
    add("ok", "audit_days after the epoch of the check-in began", START + audit)
    add("ok-later", "years later", START + 10 * audit)
    add("ok-earlier-epoch", "a check-in of an earlier epoch", ANCHOR + audit, epoch=0)
    add("ok-fewest-days", "terms with one audit day", START + DAY, audit_days=1)
    add("ok-most-days", "terms with the most audit days", START + 3660 * DAY, audit_days=3660)
    add("too-early", "a second before", START + audit - 1, "missing-log")
    add("at-once", "on the day of the check-in", NOW, "missing-log")
    add("retention-over", "the record may be gone, but not its log", START + 60 * DAY, "missing-log")
    add("later-epoch", "the day of the epoch before", START + audit, "missing-log", epoch=EPOCH + 1)
    add("most-days-too-early", "a second before the most audit days are over", START + 3660 * DAY - 1, "missing-log", audit_days=3660)
    add("last-epoch", "an epoch that begins after the last time", 253402300799, "missing-log", epoch=2**32 - 1)

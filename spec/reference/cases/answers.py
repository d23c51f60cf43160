"""What owner and guest make of an answer, by what they hold."""

from sealroll import checkpoint, document, entry, instruction, note
from sealroll.codec import u16
from sealroll.processor import RecordLog

from .documents import ORDERS, SOME, TIME
from .inboxes import signed_by
from .welcomes import drop_line, spoil_line
from .world import GENERATION, World


def make(c) -> None:
    make_acknowledgement(c)


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
